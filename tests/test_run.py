"""Nothing is lost and nothing is silent: rows out of reach, merged or below the table, sheets that are not read, a
day."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path

import openpyxl
import pytest
from rich.console import Console

from addin.exporting import _told
from generator.readiness.status import RecordStatus
from generator.report import as_json, console
from generator.run.checking import Checked, checked
from generator.run.exporting import exported
from generator.template.start_sheet import setting_of
from generator.workbook.package import LARGEST_UNPACKED, Package
from tests.rules.example_batches import example_rows
from tests.workbook.filled import catalog, change, empty, part_of, read_it

DAY = dt.date(2026, 1, 5)


def complete(path: Path, rows: list[int], moc: list[int] | None = None) -> Path:
    """Complete activities in these rows of a workbook for six, each with a board."""
    places = {"activities": rows, "moc": moc or list(range(2, 2 + len(rows)))}
    ids = [{"provider_activity_id": f"CME-{row}"} for row in rows]
    rows_of = example_rows({"activities": ids, "moc": ids[: len(places["moc"])]})
    workbook = openpyxl.load_workbook(empty(path, 6))
    for sheet, numbers in places.items():
        about = catalog().sheets[sheet]
        for row, cells in zip(numbers, rows_of[sheet], strict=True):
            for number, column in enumerate(about.columns, 2):
                workbook[about.title].cell(row, number).value = cells.get(column.id)
    workbook.save(path)
    return path


def check(path: Path) -> Checked:
    return checked(path, DAY, None)


def printed(result: Checked) -> str:
    out = io.StringIO()
    console.show(Console(file=out, width=200), result.batch, result.findings, result.readiness)
    return out.getvalue()


def test_activities_out_of_reach_are_never_called_exported(tmp_path: Path) -> None:
    path = complete(tmp_path / "b.xlsx", [2, 3, 1100, 1101], moc=[2, 3])
    result = check(path)
    assert not result.clean
    assert as_json.check_result(result.batch, result.findings, result.readiness)["rows"]["Activities"] == 4
    last = printed(result).strip().splitlines()[-1]
    assert "4 activities, 2 held back from export" in last
    done = exported(path, tmp_path / "out.xml", DAY, None).delivery
    assert not done.clean
    out = io.StringIO()
    console.show_export(Console(file=out, width=200), done.receipt, done.page_path)
    assert "Held back: 2 activities" in out.getvalue()
    for row in (1100, 1101):
        assert f"Activities row {row}" in out.getvalue()
        assert f"Activities!B{row}" in out.getvalue()
    assert json.loads(done.receipt_path.read_text(encoding="utf-8"))["rows"]["Activities"] == {
        "read": 4,
        "exported": 2,
        "held_back": 2,
        "left_out": 0,
    }
    assert "\nActivities row 1100\nActivities row 1101" in _told(result.batch, done)


def test_rows_of_other_sheets_out_of_reach_are_not_passed_over(tmp_path: Path) -> None:
    result = check(complete(tmp_path / "b.xlsx", [2, 3], moc=[2, 4000]))
    last = printed(result).strip().splitlines()[-1]
    assert "all can be exported" not in last
    assert "1 row held back from export" in last


def test_every_activity_that_a_merge_covers_is_held_back(tmp_path: Path) -> None:
    path = complete(tmp_path / "b.xlsx", [2, 3, 4, 5])
    workbook = openpyxl.load_workbook(path)
    workbook["Activities"].merge_cells("O3:O5")
    workbook.save(path)
    told = [f for f in check(path).findings if f.code == "merged-cells"]
    assert [(f.row, f.activity_id) for f in told] == [(row, f"CME-{row}") for row in (3, 4, 5)]
    done = exported(path, tmp_path / "out.xml", DAY, None).delivery
    assert {
        (e["sheet"], e["row"]): e["reasons"][0]["code"] for e in done.receipt["held_back"] if e["sheet"] == "Activities"
    } == {("Activities", row): "merged-cells" for row in (3, 4, 5)}
    assert done.receipt["rows"]["Activities"] == {"read": 4, "exported": 1, "held_back": 3, "left_out": 0}


def test_rows_below_the_table_are_exported_and_told(tmp_path: Path) -> None:
    path = complete(tmp_path / "b.xlsx", [2, 8, 9, 10])
    result = check(path)
    (finding,) = [f for f in result.findings if f.code == "row-below-table"]
    assert (str(finding.severity), finding.place) == ("advice", "Activities!B8")
    assert " 7" in finding.message
    assert "8 to 10" in finding.message
    assert exported(path, tmp_path / "out.xml", DAY, None).delivery.clean


def with_sheet(path: Path, title: str, rows: list[list[object]], *, hidden: bool = False) -> Path:
    workbook = openpyxl.load_workbook(path)
    sheet = workbook.create_sheet(title)
    for row in rows:
        sheet.append(row)
    if hidden:
        sheet.sheet_state = "hidden"
    workbook.save(path)
    return path


def test_a_copy_of_a_sheet_is_told(tmp_path: Path) -> None:
    heads: list[object] = [c.header for c in catalog().sheets["moc"].columns]
    few: list[object] = [None, "Provider activity ID", " supporter ", "Notes"]
    path = with_sheet(complete(tmp_path / "b.xlsx", [2]), "MOC (2)", [["Status", *heads], ["", "CME-2"]], hidden=True)
    path = with_sheet(path, "Old money", [few])
    path = with_sheet(path, "Notes", [["Provider activity ID", "Title", "Format", "Who"], ["x"]])
    path = with_sheet(path, "Row two", [[], [*heads]])
    result = check(path)
    findings = [f for f in result.findings if f.code == "sheet-not-read"]
    assert {(str(f.severity), f.cell, f.row) for f in findings} == {("advice", None, None)}
    assert [f.sheet for f in findings] == ["MOC (2)", "Old money"]
    assert "The sheet MOC (2) looks like the sheet MOC" in findings[0].message
    assert "looks like the sheet Support" in findings[1].message
    assert exported(path, tmp_path / "out.xml", DAY, None).delivery.clean
    assert "Old money" in printed(result)


BROKEN = {
    "no XML": b"PK\x00\x01",
    "cut in row 1": b'<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Provider acti',
    "a text that is missing": (
        b'<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>99999</v></c><c r="B1" t="s"><v>-1</v></c></row>'
        b"</sheetData></worksheet>"
    ),
    "odd addresses": b'<worksheet><sheetData><row r="x"><c r="!!" t="s"><v>x</v></c></row></sheetData></worksheet>',
    "columns beyond the last": (
        b'<worksheet><sheetData><row r="1"><c r="ZZZZ1" t="str"><v>x</v></c></row></sheetData></worksheet>'
    ),
    "another encoding": "<?xml version='1.0' encoding='utf-16'?><worksheet/>".encode("utf-16"),
    "an unknown encoding": b"<?xml version='1.0' encoding='klingon'?><worksheet/>",
    "nothing": b"",
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_damaged_sheet_of_somebody_else_is_passed_over(tmp_path: Path, what: str) -> None:
    path = with_sheet(complete(tmp_path / "b.xlsx", [2]), "Theirs", [["x"]])
    before = read_it(path)
    after = read_it(change(path, part_of(path, "Theirs"), lambda data: BROKEN[what]))
    assert after.notes == before.notes == ()
    assert after.sheets["activities"].frame.equals(before.sheets["activities"].frame)


def test_a_damaged_sheet_hides_no_other(tmp_path: Path) -> None:
    heads: list[object] = [c.header for c in catalog().sheets["rems"].columns]
    path = with_sheet(with_sheet(complete(tmp_path / "b.xlsx", [2]), "Theirs", [["x"]]), "REMS old", [heads])
    batch = read_it(change(path, part_of(path, "Theirs"), lambda data: BROKEN["a text that is missing"]))
    assert [(n.code, n.sheet, dict(n.slots)) for n in batch.notes] == [
        ("sheet-not-read", "REMS old", {"sheet": "REMS old", "like": "REMS"})
    ]


def test_of_a_large_sheet_of_somebody_else_only_the_beginning_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = with_sheet(complete(tmp_path / "b.xlsx", [2]), "Theirs", [["x" * 1000] * 50] * 400)
    part, asked = part_of(path, "Theirs"), []
    original = Package.read

    def read_bytes(self: Package, name: str, at_most: int = LARGEST_UNPACKED) -> bytes:
        data = original(self, name, at_most)
        if name == part:
            asked.append(len(data))
        return data

    monkeypatch.setattr(Package, "read", read_bytes)
    read_it(path)
    assert asked
    assert max(asked) <= 300_000


def test_a_typed_day_counts_and_is_told_unless_another_is_given(tmp_path: Path) -> None:
    path = complete(tmp_path / "b.xlsx", [2])
    workbook = openpyxl.load_workbook(path)
    cell = setting_of(workbook, "today")
    cell.value = dt.date(2020, 2, 1)
    workbook.save(path)
    after = dt.date(2030, 1, 1)
    typed, given = checked(path, after, None), checked(path, after, None, given=after)
    assert [r.record_status for r in typed.readiness] == [RecordStatus.ACTIVE]
    assert [r.record_status for r in given.readiness] == [RecordStatus.READY]
    assert [[f.place for f in result.findings if f.code == "today-typed"] for result in (typed, given)] == [
        [f"Start!{cell.coordinate}"],
        [],
    ]
    for day, told in ((None, 1), (after, 0)):
        done = exported(path, tmp_path / f"{told}.xml", after, None, given=day)
        assert [f.code for f in done.checked.findings].count("today-typed") == told

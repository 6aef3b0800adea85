"""Nothing is lost and nothing is silent: rows out of reach, merged rows, rows below the table, sheets that are not read, a typed day."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path

import openpyxl
from rich.console import Console

from addin import ribbon
from generator.report import as_json, console
from generator.rules.examples import example_rows
from generator.run import Checked, checked, exported
from generator.template import build, save
from tests.workbook.filled import catalog

DAY = dt.date(2026, 1, 5)


def complete(path: Path, rows: list[int], moc: list[int] | None = None) -> Path:
    """Complete activities in these rows of a workbook for six, each with a board."""
    places = {"activities": rows, "moc": moc or list(range(2, 2 + len(rows)))}
    ids = [{"provider_activity_id": f"CME-{row}"} for row in rows]
    found = example_rows({"activities": ids, "moc": ids[: len(places["moc"])]})
    save(build(catalog(), rows=6), path)
    workbook = openpyxl.load_workbook(path)
    for sheet, numbers in places.items():
        about = catalog().sheets[sheet]
        for row, cells in zip(numbers, found[sheet], strict=True):
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
    console.show_export(Console(file=out, width=200), done)
    assert "Held back: 2 rows" in out.getvalue()
    for row in (1100, 1101):
        assert f"Activities row {row}" in out.getvalue()
        assert f"Activities!B{row}" in out.getvalue()
    assert json.loads(done.receipt_path.read_text(encoding="utf-8"))["rows"]["Activities"] == {"read": 4, "exported": 2, "held_back": 2}
    assert "Held back: 2 rows\nActivities row 1100\nActivities row 1101" in ribbon._told(result.batch, done)


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
    done = exported(path, tmp_path / "out.xml", DAY, None).delivery
    assert {(e["sheet"], e["row"]): e["reasons"][0]["code"] for e in done.receipt["held_back"] if e["sheet"] == "Activities"} == {
        ("Activities", row): "merged-cells" for row in (3, 4, 5)
    }
    assert done.receipt["rows"]["Activities"] == {"read": 4, "exported": 1, "held_back": 3}


def test_rows_below_the_table_are_exported_and_told(tmp_path: Path) -> None:
    path = complete(tmp_path / "b.xlsx", [2, 8, 9, 10])
    result = check(path)
    (found,) = [f for f in result.findings if f.code == "row-below-table"]
    assert (str(found.severity), found.place) == ("advice", "Activities!B8")
    assert "end at row 7. These rows are below it: 8 to 10." in found.message
    assert exported(path, tmp_path / "out.xml", DAY, None).delivery.clean

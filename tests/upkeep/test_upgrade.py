"""An older workbook in a fresh one: the same values under the new catalog's names, and every cell accounted for."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from rich.console import Console

from generator.catalog import Catalog, load, newest, versions
from generator.failure import Failure
from generator.report.upgrades import show_upgrade
from generator.run.checking import checked
from generator.run.exporting import exported
from generator.run.versions import upgraded
from generator.template.live import live_marks
from generator.template.new import write_new
from generator.upkeep.notes import integrity_notes
from generator.upkeep.upgrade_sheet import UPGRADE
from generator.upkeep.upgraded import Entry, Fate, Upgraded
from generator.workbook.cells import Cell, CellError, Uncalculated
from generator.workbook.frames import Batch
from generator.workbook.own_sheets import BOARDS, LIVE, META, ROWS
from generator.workbook.package import open_package
from generator.workbook.read import read
from generator.workbook.settings import Settings
from tests.bench.random_rows import random_rows
from tests.catalog import conftest
from tests.catalog.versions import VERSION, Versions
from tests.second_reading.valid import valid_batch
from tests.upkeep.closed import by_openpyxl, live, parts
from tests.workbook.filled import catalog_of, change, filled, part_of, with_rows

DAY = dt.date(2026, 7, 1)
home = conftest.home
LATER = "2031.1"
"""A version that only these tests have."""


def up(file: Path, **options: Any) -> tuple[Upgraded, Path]:
    target = file.with_name(f"{file.stem}-new.xlsx")
    return upgraded(file, target, DAY, None, **options), target


def cells(batch: Batch) -> dict[tuple[str, int, str], Cell]:
    """Sheet, row and column of every cell that holds anything."""
    return {
        (name, row, column.id): cell
        for name, frame in batch.sheets.items()
        for column in frame.sheet.columns
        for row, cell in zip(frame.rows, frame.raw(column.id), strict=True)
        if cell is not None
    }


def told(done: Upgraded, *fates: Fate) -> list[tuple[str, str | None, str | None, str, str]]:
    """Sheet, old and new cell, old and new value."""
    return [(e.sheet, e.old_cell, e.new_cell, e.old, e.new) for e in done.entries if e.fate in fates]


def one(done: Upgraded, fate: Fate) -> Entry:
    (entry,) = (entry for entry in done.entries if entry.fate is fate)
    return entry


# --- a workbook of the current version ------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
def test_upgrading_a_current_workbook_changes_no_value(seed: int, tmp_path: Path) -> None:
    rows = random_rows(load(), random.Random(seed), 30)
    write_new(load(), tmp_path / "a.xlsx", live_marks(load()), rows=40, rows_of=rows, day=DAY)
    done, new = up(tmp_path / "a.xlsx")
    before, after = (read(path, catalog_of) for path in (tmp_path / "a.xlsx", new))
    assert cells(after) == cells(before)
    assert {name: frame.rows for name, frame in after.sheets.items()} == {
        name: frame.rows for name, frame in before.sheets.items()
    }
    assert told(done, Fate.CHANGED, Fate.LEFT) == []
    assert {entry.new_cell for entry in done.entries if entry.fate is Fate.KEPT} == {
        entry.new_cell for entry in done.entries if entry.old.startswith("#")
    }
    # every cell is told once, at its place
    assert sorted((e.sheet, str(e.old_cell)) for e in done.entries) == sorted(
        (frame.sheet.title, str(frame.cell(frame.rows.index(row), column)))
        for (name, row, column) in cells(before)
        for frame in [before.sheets[name]]
    )
    assert all(entry.old_cell == entry.new_cell for entry in done.entries)


def test_findings_and_upload_file_stay_the_same(tmp_path: Path) -> None:
    rows: Any = valid_batch(11, 20, DAY, gaps=True)
    write_new(load(), tmp_path / "a.xlsx", live_marks(load()), rows=40, rows_of=rows, day=DAY)
    _, new = up(tmp_path / "a.xlsx")
    before, after = (checked(path, DAY, None) for path in (tmp_path / "a.xlsx", new))
    assert [f.as_json() for f in after.findings] == [f.as_json() for f in before.findings]
    assert [r.as_json() for r in after.readiness] == [r.as_json() for r in before.readiness]
    for path in (tmp_path / "a.xlsx", new):
        exported(path, path.with_suffix(".xml"), DAY, None)
    assert new.with_suffix(".xml").read_bytes() == (tmp_path / "a.xml").read_bytes()


def test_the_old_workbook_is_not_touched_and_the_same_again_gives_the_same_file(tmp_path: Path) -> None:
    file = with_rows(tmp_path / "a.xlsx", {"activities": {2: {"title": "One"}}})
    before = file.read_bytes()
    _, new = up(file)
    first = new.read_bytes()
    _, new = up(file, replace=True)
    assert (file.read_bytes(), new.read_bytes()) == (before, first)


def test_an_upgrade_that_somebody_worked_in_stays(tmp_path: Path) -> None:
    file = with_rows(tmp_path / "a.xlsx", {"activities": {2: {"title": "One"}}})
    _, new = up(file)
    with pytest.raises(Failure, match="exists already"):
        up(file)
    workbook = openpyxl.load_workbook(new)
    workbook["Activities"]["E2"] = "Two"
    workbook.save(new)
    with pytest.raises(Failure, match="is never replaced"):
        up(file, replace=True)
    with pytest.raises(Failure, match="is the workbook itself"):
        upgraded(file, file, DAY, None, replace=True)
    with pytest.raises(Failure, match=r"ends in \.xlsx"):
        upgraded(file, tmp_path / "b.xlsm", DAY, None)


# --- what else comes along ------------------------------------------------------------------------------------------


def stamp(path: Path) -> dict[str, str]:
    return {
        str(row[0]): str(row[1]) for row in openpyxl.load_workbook(path)[META].iter_rows(max_col=2, values_only=True)
    }


def test_boards_room_and_marks_are_as_in_the_old_one(tmp_path: Path) -> None:
    from generator.template.live import checked_marks

    write_new(load(), tmp_path / "a.xlsx", checked_marks(load()), rows=7, boards=["ABIM", "ABA"])
    write_new(load(), tmp_path / "b.xlsx", live_marks(load()), rows=9)
    plain, live = (stamp(up(tmp_path / name)[1]) for name in ("a.xlsx", "b.xlsx"))
    assert (plain[BOARDS], plain[ROWS], plain[LIVE]) == ("ABA,ABIM", "7", "no")
    assert (live[BOARDS], live[ROWS], live[LIVE]) == (",".join(b.value for b in load().boards), "9", "yes")
    _, new = up(tmp_path / "b.xlsx", rows=3, replace=True)
    assert stamp(new)[ROWS] == "3"


def test_settings_come_along(tmp_path: Path) -> None:
    typed = Settings(dt.date(2026, 2, 3), "C15", day_first=True, hides_missing=True)
    rows: Mapping[str, Any] = {"activities": {2: {"title": "One", "start_date": "4/5/2026"}}}
    write_new(load(), tmp_path / "a.xlsx", live_marks(load()), rows=5, rows_of=rows, day=DAY, settings=typed)
    done, new = up(tmp_path / "a.xlsx")
    batch = read(new, catalog_of)
    assert batch.today == dt.date(2026, 2, 3)
    assert batch.sheets["activities"].date("start_date")[0] == (dt.date(2026, 5, 4) - dt.date(1899, 12, 30)).days
    start = [(e.column, e.new) for e in done.entries if e.sheet == "Start"]
    assert start == [
        ("Today", "2026-02-03"), ("Dates typed as text", "day/month/year"), ("Show missing fields", "No"),
    ]  # fmt: skip
    assert read(up(new)[1], catalog_of).today == dt.date(2026, 2, 3)


def test_columns_of_others_come_along_at_the_right_of_the_table(tmp_path: Path) -> None:
    def also(workbook: Any) -> None:
        sheet = workbook["Activities"]
        sheet.insert_cols(4)  # one between ours, without its defined names being moved, as other programs do
        sheet["D1"], sheet["D2"], sheet["D3"] = "Cost center", "0042", dt.datetime(2026, 3, 4)
        last = sheet.max_column
        for at, (header, value) in enumerate([("Cost center", 1.5), (None, "beside"), ("checked by", True)], 1):
            sheet.cell(1, last + at).value = header
            sheet.cell(2, last + at).value = value

    file = filled(tmp_path / "a.xlsx", {"Activities": {"B2": "CME-1", "B3": "CME-2", "E2": "Title"}}, also)
    done, new = up(file)
    sheet = openpyxl.load_workbook(new)["Activities"]
    ours = 2 + len(load().sheets["activities"].columns)
    right = [[sheet.cell(row, ours + n).value for n in range(1, 6)] for row in (1, 2, 3)]
    assert right == [
        ["Cost center", "Cost center (2)", "checked by", None, None],
        ["0042", 1.5, True, None, "beside"],
        [dt.datetime(2026, 3, 4), None, None, None, None],
    ]
    table = sheet.tables["T_Activities"]
    assert [column.name for column in table.tableColumns][-3:] == ["Cost center", "Cost center (2)", "checked by"]
    assert table.ref.startswith("A1:")
    assert openpyxl.utils.range_boundaries(table.ref)[2] == ours + 3
    changed = one(done, Fate.CHANGED)
    assert (changed.old, changed.new) == ("Cost center", "Cost center (2)")
    assert cells(read(new, catalog_of)) == cells(read(file, catalog_of))
    again = openpyxl.load_workbook(up(new)[1])["Activities"]
    assert [[again.cell(row, ours + n).value for n in range(1, 6)] for row in (1, 2, 3)] == right


def test_a_check_finds_nothing_lost_in_a_live_workbook_with_columns_of_others(tmp_path: Path) -> None:
    def add(workbook: Any) -> None:
        for title in ("Activities", "MOC"):
            sheet = workbook[title]
            last = sheet.max_column + 1
            sheet.cell(1, last).value, sheet.cell(2, last).value = "Two\nlines", "x"

    done, new = up(by_openpyxl(live(tmp_path / "a.xlsx"), add))
    assert integrity_notes(open_package(new), load()) == []
    assert read(new, catalog_of).notes == ()
    assert done.clean
    table = openpyxl.load_workbook(new)["MOC"].tables["T_MOC"]
    assert b'name="Two_x000a_lines"' in parts(new)["xl/tables/table2.xml"]
    assert table.autoFilter.ref == table.ref


def test_what_somebody_typed_into_status_comes_along(tmp_path: Path) -> None:
    file = filled(tmp_path / "a.xlsx", {"Support": {"A2": "ask Jo", "B2": "CME-1"}})
    done, new = up(file)
    sheet = openpyxl.load_workbook(new)["Support"]
    assert (sheet.cell(1, sheet.max_column).value, sheet.cell(2, sheet.max_column).value) == ("Status (2)", "ask Jo")
    assert one(done, Fate.CHANGED).new == "Status (2)"
    write_new(
        load(), tmp_path / "b.xlsx", live_marks(load()), rows=3, rows_of={"support": {2: {"supporter": "X"}}}, day=DAY
    )
    assert up(tmp_path / "b.xlsx")[0].counts[Fate.CHANGED] == 0


# --- damage ---------------------------------------------------------------------------------------------------------


def test_rows_below_the_table_come_along_and_rows_out_of_reach_are_told(tmp_path: Path) -> None:
    file = filled(tmp_path / "a.xlsx", {"Activities": {"B2": "A", "B90": "B", "B5000": "C", "E5000": "x"}})
    done, new = up(file)
    batch = read(new, catalog_of)
    assert batch.sheets["activities"].rows == [2, 90]
    assert "row-below-table" not in [note.code for note in batch.notes]
    left = one(done, Fate.LEFT)
    assert (left.sheet, left.old_cell) == ("Activities", "B5000")
    rows = done.rows["Activities"]
    assert (rows.read, rows.written, rows.out_of_reach) == (2, 2, 1)
    assert not done.clean


def test_formulas_and_errors_are_told(tmp_path: Path) -> None:
    sheet = {"B2": "CME-1", "E2": '="Pain"&" Update"', "B3": "CME-2", "E3": "#N/A", "B4": "CME-3", "E4": "=1+1"}
    file = filled(tmp_path / "a.xlsx", {"Activities": sheet})
    valued = b'<c r="E4" s="0"><f>1+1</f><v>2</v></c>'

    def with_value(xml: bytes) -> bytes:
        start = xml.index(b'<c r="E4"')
        return xml[:start] + valued + xml[xml.index(b"</c>", start) + 4 :]

    change(file, part_of(file, "Activities"), with_value)
    done, new = up(file)
    titles = read(new, catalog_of).sheets["activities"].raw("title")
    assert list(titles) == [None, CellError("#N/A"), 2.0]
    assert isinstance(read(file, catalog_of).sheets["activities"].raw("title")[0], Uncalculated)
    assert [(e.fate, e.old_cell, e.new) for e in done.entries if e.fate is not Fate.CARRIED] == [
        (Fate.KEPT, "E3", "#N/A"),
        (Fate.LEFT, "E2", ""),
        (Fate.CHANGED, "E4", "2"),
    ]
    assert one(done, Fate.LEFT).old == '="Pain"&" Update"'.upper().replace("PAIN", "Pain").replace("UPDATE", "Update")


def test_merged_cells_strays_and_further_sheets_are_told(tmp_path: Path) -> None:
    def also(workbook: Any) -> None:
        workbook.security = None
        workbook.create_sheet("Notes")["A1"] = "mine"
        workbook["Activities"].merge_cells("E2:E3")
        workbook["MOC"]["ZZ9"] = "far"

    done, _ = up(filled(tmp_path / "a.xlsx", {"Activities": {"B2": "A", "B3": "B", "E2": "T"}}, also))
    left = [(sheet, old) for sheet, old, *_ in told(done, Fate.LEFT)]
    assert left == [("Activities", "E2:E3"), ("Notes", None), ("MOC", "ZZ9")]


def test_a_changed_header_is_as_before_and_told(tmp_path: Path) -> None:
    done, new = up(filled(tmp_path / "a.xlsx", {"Activities": {"B2": "A", "E1": "Our title", "E2": "T"}}))
    assert openpyxl.load_workbook(new, read_only=True)["Activities"]["E1"].value == "Title"
    assert told(done, Fate.CHANGED) == [("Activities", "E1", None, "Our title", "Title")]
    assert read(new, catalog_of).notes == ()


def test_a_workbook_without_lists_meta_and_formulas_comes_whole(tmp_path: Path) -> None:
    rows: Any = valid_batch(5, 12, DAY)
    write_new(load(), tmp_path / "a.xlsx", live_marks(load()), rows=20, rows_of=rows, day=DAY)
    before = cells(read(tmp_path / "a.xlsx", catalog_of))
    workbook = openpyxl.load_workbook(tmp_path / "a.xlsx")
    workbook.security = None
    for title in ("Lists", "Meta", "Readiness", "Findings"):
        del workbook[title]
    workbook.save(tmp_path / "a.xlsx")
    _, new = up(tmp_path / "a.xlsx")
    after = read(new, catalog_of)
    assert cells(after) == before
    assert after.notes == ()
    assert openpyxl.load_workbook(new)["Activities"].max_column < 150


# --- another version ------------------------------------------------------------------------------------------------


class Later:
    """A later version beside the shipped one."""

    def __init__(self, home: Versions) -> None:
        self.folder = home.folder / LATER
        shutil.copytree(home.folder / VERSION, self.folder)
        self.replace("catalog.toml", f'version = "{VERSION}"', f'version = "{LATER}"')
        newest.cache_clear()

    def replace(self, name: str, old: str, new: str) -> None:
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, old
        path.write_text(text.replace(old, new), encoding="utf-8")

    def values(self, name: str, how: Callable[[dict[str, str]], None], *fields: str) -> None:
        """Changes every line of a list, with further fields if wanted."""
        path = self.folder / "lists" / f"{name}.csv"
        lines = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
        out = io.StringIO()
        writer = csv.DictWriter(out, [*lines[0], *fields], restval="", lineterminator="\n")
        writer.writeheader()
        for line in lines:
            whole = line | dict.fromkeys(fields, "")
            how(whole)
            writer.writerow(whole)
        path.write_text(out.getvalue(), encoding="utf-8")


def _formats(line: dict[str, str]) -> None:
    if line["value"] == "Journal-based CME":
        line |= {"value": "Journal-based CE", "formerly": "Journal-based CME"}
    if line["value"] == "Enduring Material":
        line |= {"status": "legacy", "replaced_by": "Live Course"}


def _areas(line: dict[str, str]) -> None:
    if (line["board"], line["value"]) == ("ABIM", "Nephrology"):
        line |= {"value": "Kidney Medicine", "formerly": "Nephrology"}


@pytest.fixture
def later(home: Versions) -> Later:
    """A version with a format and a practice area renamed, a format retired, a column added and one taken away."""
    made = Later(home)
    formats = 'further = ["legacy_codes"] }'
    made.replace("catalog.toml", formats, 'names = ["formerly"], further = ["legacy_codes", "replaced_by"] }')
    made.values("formats", _formats, "formerly", "replaced_by")
    areas = 'needed = true, every = "All" }'
    made.replace("catalog.toml", areas, 'needed = true, every = "All", names = ["formerly"] }')
    made.values("practice_areas", _areas, "formerly")
    path = made.folder / "columns.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    names = lines[0].split(",")
    usual = {"kind": "text", "sent": "yes", "group": "More", "width": "20", "source": "OURS", "help": "More."}
    new = {**usual, "sheet": "activities", "id": "sponsor", "header": "Cost center"}
    first = next(n for n, line in enumerate(lines) if line.startswith("activities,"))
    lines.insert(first + 1, ",".join(new.get(name, "") for name in names))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return made


def old_workbook(path: Path, rows: Mapping[str, Sequence[Mapping[str, Cell]]]) -> Path:
    """A workbook of the shipped version."""
    catalog = load(VERSION)
    numbered = {sheet: dict(enumerate(lines, 2)) for sheet, lines in rows.items()}
    write_new(catalog, path, live_marks(catalog), rows=6, rows_of=numbered, day=DAY)
    return path


@pytest.mark.usefixtures("later")
def test_renamed_values_follow_and_retired_ones_stay_with_what_to_choose(tmp_path: Path) -> None:
    activities = [
        {"provider_activity_id": "A", "format": "journal-based  CME"},
        {"provider_activity_id": "B", "format": "Enduring Material"},
        {"provider_activity_id": "C", "format": "Something else"},
        {"provider_activity_id": "D", "format": "live course"},
    ]
    moc = [
        {"provider_activity_id": "A", "board": "American Board of Internal Medicine", "practice_area_1": "Nephrology"},
        {
            "provider_activity_id": "A",
            "board": "ABIM",
            "practice_area_1": "all",
            "practice_area_2": "Geriatric Medicine",
        },
    ]
    done, new = up(old_workbook(tmp_path / "a.xlsx", {"activities": activities, "moc": moc}))
    batch = read(new, catalog_of)
    assert batch.catalog.version == LATER == done.now.version
    formats = list(batch.sheets["activities"].raw("format"))
    assert formats == ["Journal-based CE", "Enduring Material", "Something else", "live course"]
    assert list(batch.sheets["moc"].raw("practice_area_1")) == ["Kidney Medicine", "all"]
    assert batch.sheets["moc"].raw("board")[0] == "American Board of Internal Medicine"
    assert told(done, Fate.CHANGED) == [
        ("Activities", "F2", "G2", "journal-based  CME", "Journal-based CE"),
        ("MOC", "I2", "I2", "Nephrology", "Kidney Medicine"),
    ]
    retired = one(done, Fate.KEPT)
    assert (retired.old_cell, retired.new_cell, retired.old, retired.new) == (
        "F3", "G3", "Enduring Material", "Enduring Material",
    )  # fmt: skip
    assert "Choose Live Course instead." in retired.why
    findings = checked(new, DAY, None).findings
    assert [f.code for f in findings if f.cell == "G3"] == ["unlisted-value"]


@pytest.mark.usefixtures("later")
def test_a_column_of_somebody_gives_way_to_a_new_one_of_ours(tmp_path: Path) -> None:
    file = old_workbook(tmp_path / "a.xlsx", {"activities": [{"provider_activity_id": "A"}]})
    workbook = openpyxl.load_workbook(file)
    sheet = workbook["Activities"]
    last = sheet.max_column + 1
    sheet.cell(1, last).value, sheet.cell(2, last).value = "cost CENTER", "K-7"
    workbook.save(file)
    done, new = up(file)
    fresh = openpyxl.load_workbook(new)["Activities"]
    assert fresh["C1"].value == "Cost center"
    assert fresh["C2"].value is None
    assert (fresh.cell(1, fresh.max_column).value, fresh.cell(2, fresh.max_column).value) == ("cost CENTER (2)", "K-7")
    assert one(done, Fate.CHANGED).new == "cost CENTER (2)"
    assert read(new, catalog_of).notes == ()


def test_a_column_and_a_sheet_that_are_gone_keep_their_values(home: Versions, tmp_path: Path) -> None:
    home.column("sheet=activities;id=sponsor;header=Cost center")
    made = Later(home)
    path = made.folder / "columns.csv"
    kept = [line for line in path.read_text(encoding="utf-8").splitlines() if ",sponsor," not in line]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    file = old_workbook(tmp_path / "a.xlsx", {"activities": [{"provider_activity_id": "A", "sponsor": "K-7"}]})
    done, new = up(file)
    fresh = openpyxl.load_workbook(new)["Activities"]
    assert (fresh.cell(1, fresh.max_column).value, fresh.cell(2, fresh.max_column).value) == ("Cost center", "K-7")
    gone = one(done, Fate.KEPT)
    assert gone.old == gone.new == "K-7"
    assert f"Catalog {LATER} does not have this column any more" in gone.why


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize("seed", range(2))
def test_every_cell_is_accounted_for_on_the_way_to_another_version(seed: int, tmp_path: Path) -> None:
    old = load(VERSION)
    rows = random_rows(old, random.Random(seed), 20)
    write_new(old, tmp_path / "a.xlsx", live_marks(old), rows=30, rows_of=rows, day=DAY)
    done, new = up(tmp_path / "a.xlsx")
    before, after = cells(read(tmp_path / "a.xlsx", catalog_of)), cells(read(new, catalog_of))
    assert before.keys() == after.keys()
    assert len(done.entries) == len(before) == sum(done.counts.values())
    changed = {key for key in before if before[key] != after[key]}
    assert len(changed) == done.counts[Fate.CHANGED]
    assert {column for _, _, column in changed} <= {"format", *(f"practice_area_{n}" for n in range(1, 9))}
    again, newer = up(new)
    assert cells(read(newer, catalog_of)) == after
    assert again.counts[Fate.CHANGED] == 0
    assert all((rows.read, rows.out_of_reach) == (rows.written, 0) for rows in done.rows.values())


@pytest.mark.parametrize("version", versions())
def test_workbooks_of_every_shipped_version_come_whole(version: str, tmp_path: Path) -> None:
    catalog = load(version)
    rows = random_rows(catalog, random.Random(3), 40)
    write_new(catalog, tmp_path / "a.xlsx", live_marks(catalog), rows=50, rows_of=rows, day=DAY)
    done, new = up(tmp_path / "a.xlsx")
    before, after = cells(read(tmp_path / "a.xlsx", catalog_of)), cells(read(new, catalog_of))
    moved = {(e.sheet, e.old_cell): e for e in done.entries}
    assert len(moved) == len(done.entries) == len(before)
    assert len(after) == len(before)
    assert (done.was.version, done.now.version) == (version, newest())
    changed = [key for key, cell in before.items() if after.get(key) != cell]
    assert len(changed) == done.counts[Fate.CHANGED]
    for name, row, column in changed:
        values = done.now.list_of(done.now.sheets[name].column(column))
        assert values is not None
        assert values.find(str(before[name, row, column])) is values.find(str(after[name, row, column]))
    assert set(map(type, before.values())) == set(map(type, after.values()))


def test_a_workbook_that_is_newer_is_refused(home: Versions, tmp_path: Path) -> None:
    made = Later(home)
    made.replace("catalog.toml", "newest = true", "newest = false")
    newest.cache_clear()
    write_new(load(LATER), tmp_path / "a.xlsx", live_marks(load(LATER)), rows=3)
    with pytest.raises(
        Failure,
        match=rf"has catalog {LATER}, and new workbooks are made with the newest in use, {VERSION}, which is older",
    ):
        up(tmp_path / "a.xlsx")
    assert [path.name for path in tmp_path.glob("*.xlsx")] == ["a.xlsx"]


@pytest.mark.parametrize(("areas", "wanted"), [(8, 8), (12, 12), (5, 5)])
def test_practice_areas_are_as_many_as_in_the_old_one(areas: int, wanted: int, tmp_path: Path) -> None:
    catalog = load(areas=areas)
    rows: Mapping[str, Any] = {"moc": {2: {"board": "ABIM", f"practice_area_{areas}": "Nephrology"}}}
    write_new(catalog, tmp_path / "a.xlsx", live_marks(catalog), rows=3, rows_of=rows, day=DAY)
    batch = read(up(tmp_path / "a.xlsx")[1], catalog_of)
    assert len(batch.catalog.sheets["moc"].family("practice_area")) == wanted
    assert batch.sheets["moc"].raw(f"practice_area_{areas}")[0] == "Nephrology"


# --- the report -----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("later")
def test_the_report_on_the_sheet_in_json_and_on_the_console(tmp_path: Path) -> None:
    lines = [
        {"provider_activity_id": "A", "format": "Journal-based CME"},
        {"format": "Journal-based CME", "title": "[b]"},
    ]
    done, new = up(old_workbook(tmp_path / "a.xlsx", {"activities": lines}))
    sheet = openpyxl.load_workbook(new, read_only=True)[UPGRADE]
    on_sheet = [row for row in sheet.iter_rows(min_row=5, max_col=7, values_only=True) if row[0]]
    assert on_sheet == [
        ("Changed", "Activities", "Format", "F2", "G2", "Journal-based CME", "Journal-based CE"),
        ("Changed", "Activities", "Format", "F3", "G3", "Journal-based CME", "Journal-based CE"),
        ("Carried", "Activities", "Provider activity ID", "B2", "B2", "A", "A"),
        ("Carried", "Activities", "Title", "E3", "F3", "[b]", "[b]"),
    ]
    assert (
        f"{VERSION}) to catalog {LATER}: 2 values carried, 2 changed, 0 to look at, 0 left behind" in sheet["A2"].value
    )
    result = done.as_json()
    assert result["counts"] == {"carried": 2, "changed": 2, "kept": 0, "left": 0}
    assert len(result["values"]) == 4
    assert result["catalog"] == {"was": VERSION, "now": LATER}
    out = io.StringIO()
    show_upgrade(Console(file=out, width=100, markup=False), result, new)
    printed = out.getvalue()
    assert "Changed (2 values)\n  Activities  Format  Journal-based CME → Journal-based CE\n" in printed
    assert "    F2 → G2, F3 → G3\n" in printed
    assert "[b]" not in printed
    assert (
        f"Upgraded from catalog {VERSION} to {LATER}; the sheet Upgrade of the new workbook lists every value.\n"
        in printed
    )


def test_the_report_of_an_earlier_upgrade_is_not_told_as_a_sheet_of_somebody(tmp_path: Path) -> None:
    _, new = up(with_rows(tmp_path / "a.xlsx", {"activities": {2: {"title": "One"}}}))
    done, _ = up(new)
    assert done.clean


def test_the_version_of_the_tests_is_a_catalog(later: Later) -> None:
    catalog: Catalog = load()
    assert catalog.version == later.folder.name

"""Several workbooks in one: every row of each, nothing chosen among copies that differ, and every value told."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import random
from pathlib import Path
from string import ascii_uppercase
from typing import Any

import openpyxl
import pytest
from rich.console import Console

from generator.catalog import load
from generator.failure import Failure
from generator.report.joined import show_merge
from generator.run.checking import checked
from generator.run.joining import merged
from generator.template.live import checked_marks, live_marks
from generator.template.new import write_new
from generator.upkeep import merge as merging
from generator.upkeep.merged import Merged
from generator.upkeep.upgraded import Entry, Fate
from generator.workbook.read import read
from generator.workbook.settings import Settings
from tests.bench.random_rows import random_rows
from tests.upkeep.joined import DAY, book, book_of, contents
from tests.workbook.filled import catalog_of, column, filled

ONE = """
## Activities
| Provider activity ID | Title | Format |
|---|---|---|
| CME-1 | Pain Update | Live Course |
| CME-2 | Sleep | Live Course |

## MOC
| Provider activity ID | Board | Points |
|---|---|---|
| CME-1 | ABIM | 2 |
"""
TWO = """
## Activities
| Provider activity ID | Title | Format |
|---|---|---|
| CME-3 | Opioids | Live Course |

## MOC
| Provider activity ID | Board | Points |
|---|---|---|
| CME-3 | ABA | 1 |
| CME-2 | ABIM | 3 |
"""


def join(*files: Path, **options: Any) -> tuple[Merged, Path]:
    target = files[0].with_name("all.xlsx")
    return merged(files, target, DAY, None, **options), target


def entries(done: Merged, *fates: Fate) -> list[tuple[str, Entry]]:
    return [(part.file, entry) for part in done.parts for entry in part.entries if entry.fate in fates]


def test_rows_of_all_sheets_come_one_workbook_after_the_other(tmp_path: Path) -> None:
    done, new = join(book(tmp_path / "a.xlsx", ONE), book(tmp_path / "b.xlsx", TWO))
    batch = read(new, catalog_of)
    assert column(batch, "activities", "provider_activity_id") == {2: "CME-1", 3: "CME-2", 4: "CME-3"}
    assert column(batch, "moc", "provider_activity_id") == {2: "CME-1", 3: "CME-3", 4: "CME-2"}
    assert done.clean
    assert batch.notes == ()
    (moc,) = [e for f, e in entries(done, Fate.CARRIED) if f == "b.xlsx" and e.old == "ABA"]
    assert (moc.sheet, moc.old_cell, moc.new_cell) == ("MOC", "C2", "C3")


def test_rows_that_a_colleague_filled_for_my_activity_belong_to_it(tmp_path: Path) -> None:
    _, new = join(book(tmp_path / "a.xlsx", ONE), book(tmp_path / "b.xlsx", TWO))
    codes = {finding.code for finding in checked(new, DAY, None).findings}
    assert "unknown-activity" not in codes
    assert "unknown-activity" in {f.code for f in checked(tmp_path / "b.xlsx", DAY, None).findings}


@pytest.mark.parametrize("seed", range(3))
def test_nothing_of_random_workbooks_is_lost(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    files = [
        book_of(
            tmp_path / f"{name}.xlsx",
            random_rows(load(), chance, 12),
            own={"Activities": {"Department": [chance.choice(["Heart", "=1", None, 2.5]) for _ in range(12)]}},
        )
        for name in "abc"
    ]
    done, new = join(*files)
    left = [entry for _, entry in entries(done, Fate.LEFT, Fate.CHANGED)]
    assert [entry for entry in left if "one copy is enough" not in entry.why] == []
    before, now = contents(*files), contents(new)
    copies = {(file, entry.sheet, entry.old_cell.lstrip(ascii_uppercase)) for file, entry in entries(done, Fate.LEFT)
              if entry.old_cell}  # fmt: skip
    behind = [(sheet, row) for sheet, rows in before.items() for row in (rows - now[sheet]).elements()]
    assert len(behind) == len(copies)
    assert all(now[sheet][row] for sheet, row in behind)
    assert not any(now[sheet] - rows for sheet, rows in before.items())
    for part in done.parts:
        cells = [(entry.sheet, entry.old_cell) for entry in part.entries]
        assert len(cells) == len(set(cells))
        for title, count in part.rows.items():
            assert count.read == count.written + sum(copy[:2] == (part.file, title) for copy in copies)


def test_one_id_in_two_workbooks_is_a_finding_and_nothing_is_chosen(tmp_path: Path) -> None:
    other = ONE.replace("Pain Update", "Pain update 2026").replace("CME-2", "CME-4")
    done, new = join(book(tmp_path / "a.xlsx", ONE), book(tmp_path / "b.xlsx", other))
    (shared,) = done.shared
    assert shared.places == [
        ("a.xlsx", "Activities!B2", "Activities!B2"), ("b.xlsx", "Activities!B2", "Activities!B4"),
    ]  # fmt: skip
    assert not shared.same
    assert "CME-1 is in a.xlsx Activities!B2 and b.xlsx Activities!B2, and they differ (Title)" in shared.told
    assert not done.clean
    assert list(column(read(new, catalog_of), "activities", "title").values()).count("Pain Update") == 1
    found = {(f.code, f.sheet, f.cell) for f in checked(new, DAY, None).findings}
    assert {("activity-id-repeated", "Activities", "B2"), ("activity-id-repeated", "Activities", "B4")} <= found
    assert {("activity-id-ambiguous", "MOC", "B2"), ("activity-id-ambiguous", "MOC", "B3")} <= found
    assert entries(done, Fate.LEFT) == []


def test_ids_count_as_the_same_as_for_the_check(tmp_path: Path) -> None:
    done, _ = join(book(tmp_path / "a.xlsx", ONE), book(tmp_path / "b.xlsx", ONE.replace("CME-1", " cme-1")))
    assert [(s.activity_id, s.same) for s in done.shared] == [("CME-1", False), ("CME-2", True)]


def test_of_equal_copies_one_is_left_out_with_its_rows_and_told(tmp_path: Path) -> None:
    done, new = join(book(tmp_path / "a.xlsx", ONE), book(tmp_path / "b.xlsx", ONE + TWO))
    # b.xlsx holds one more MOC row of CME-2 than a.xlsx, which has none
    batch = read(new, catalog_of)
    assert list(column(batch, "activities", "provider_activity_id").values()) == ["CME-1", "CME-2", "CME-3"]
    assert sorted(map(str, column(batch, "moc", "board").values())) == ["ABA", "ABIM", "ABIM"]
    assert [(s.activity_id, s.same) for s in done.shared] == [("CME-1", True), ("CME-2", True)]
    assert "Its rows on MOC come from b.xlsx." in done.shared[1].told
    left = [(file, e.sheet, e.old_cell, e.why) for file, e in entries(done, Fate.LEFT)]
    assert ("b.xlsx", "MOC", "C2", "The same as in a.xlsx: one copy is enough.") in left
    assert {file for file, *_ in left} == {"b.xlsx"}
    assert len(left) == 2 * 3 + 3
    rows = done.parts[1].rows
    assert (rows["Activities"].read, rows["Activities"].written) == (3, 1)
    assert (rows["MOC"].read, rows["MOC"].written) == (3, 2)
    assert not done.clean


def test_copies_with_other_rows_on_a_sheet_differ(tmp_path: Path) -> None:
    other = ONE.replace("| CME-1 | ABIM | 2 |", "| CME-1 | ABIM | 2 |\n| CME-1 | ABA | 2 |")
    done, new = join(book(tmp_path / "a.xlsx", ONE), book(tmp_path / "b.xlsx", other))
    assert [(s.activity_id, s.same) for s in done.shared] == [("CME-1", False), ("CME-2", True)]
    assert "(MOC)" in done.shared[0].told
    assert len(column(read(new, catalog_of), "moc", "board")) == 3


def test_a_note_in_a_column_of_my_own_makes_a_copy_another_one(tmp_path: Path) -> None:
    one = book(tmp_path / "a.xlsx", ONE, own={"Activities": {"Department": ["Heart", "Lung"]}})
    two = book(tmp_path / "b.xlsx", ONE, own={"Activities": {"department": ["Heart", "Liver"]}})
    done, _ = join(one, two)
    assert [(s.activity_id, s.same) for s in done.shared] == [("CME-1", True), ("CME-2", False)]
    assert "columns of your own" in done.shared[1].told


def test_a_formula_that_nobody_calculated_makes_a_copy_another_one(tmp_path: Path) -> None:
    one = filled(tmp_path / "a.xlsx", {"Activities": {"B2": "CME-1", "E2": "Pain"}})
    two = filled(tmp_path / "b.xlsx", {"Activities": {"B2": "CME-1", "E2": "Pain", "L2": "=1+1"}})
    done, new = join(one, two)
    assert [shared.same for shared in done.shared] == [False]
    assert len(column(read(new, catalog_of), "activities", "title")) == 2
    ((file, entry),) = entries(done, Fate.LEFT)
    assert (file, entry.old_cell, entry.old) == ("b.xlsx", "L2", "=1+1")


def test_as_many_practice_areas_as_any_of_them_has(tmp_path: Path) -> None:
    wide = load(None, None, 12)
    rows = {"moc": {2: {"provider_activity_id": "CME-1", "board": "ABIM", "practice_area_12": "Nephrology"}}}
    write_new(wide, tmp_path / "b.xlsx", checked_marks(wide), rows=5, rows_of=rows, day=DAY)
    done, new = join(book(tmp_path / "a.xlsx", ONE), tmp_path / "b.xlsx")
    assert column(read(new, catalog_of), "moc", "practice_area_12") == {2: None, 3: "Nephrology"}
    assert done.clean


def test_own_columns_of_one_header_become_one(tmp_path: Path) -> None:
    one = book(tmp_path / "a.xlsx", ONE, own={"Activities": {"Department": ["Heart", "Lung"], "Room": ["1", None]}})
    two = book(tmp_path / "b.xlsx", TWO, own={"Activities": {"Head": ["Jo"], "department": ["=Liver"]}})
    done, new = join(one, two)
    sheet = openpyxl.load_workbook(new)["Activities"]
    ours = 2 + len(load().sheets["activities"].columns)
    right = [[sheet.cell(row, ours + at).value for at in range(1, 5)] for row in range(1, 5)]
    assert right == [
        ["Department", "Room", "Head", None],
        ["Heart", "1", None, None],
        ["Lung", None, None, None],
        ["=Liver", None, "Jo", None],
    ]
    assert sheet.cell(4, ours + 1).data_type == "s"
    assert [column.name for column in sheet.tables["T_Activities"].tableColumns][-3:] == ["Department", "Room", "Head"]
    changed = [(file, e.old, e.new, e.old_cell != e.new_cell) for file, e in entries(done, Fate.CHANGED)]
    assert changed == [("b.xlsx", "department", "Department", True)]


def test_rows_with_notes_of_others_alone_come_last_and_stay_in_the_table(tmp_path: Path) -> None:
    notes = [None, None, *(f"note {number}" for number in range(30))]
    one = book(tmp_path / "a.xlsx", ONE, own={"Activities": {"Notes": notes}})
    done, new = join(one, book(tmp_path / "b.xlsx", TWO))
    assert contents(new) == contents(one, tmp_path / "b.xlsx")
    assert column(read(new, catalog_of), "activities", "provider_activity_id") == {2: "CME-1", 3: "CME-2", 4: "CME-3"}
    area = openpyxl.load_workbook(new)["Activities"].tables["T_Activities"].ref
    assert area.endswith("34")
    assert done.clean


# --- settings, lists, versions --------------------------------------------------------------------------------------

DATES = """
## Activities
| Provider activity ID | Start date |
|---|---|
| {} | '4/5/2026 |
"""


def test_a_date_typed_as_text_keeps_its_meaning(tmp_path: Path) -> None:
    months = book(tmp_path / "a.xlsx", DATES.format("CME-1"))
    days = book(tmp_path / "b.xlsx", DATES.format("CME-2"), settings=Settings(day_first=True))
    done, new = join(months, days)
    batch = read(new, catalog_of)
    assert column(batch, "activities", "start_date") == {2: "4/5/2026", 3: dt.date(2026, 5, 4)}
    assert not batch.sheets["activities"].day_first
    told = {(file, e.sheet, e.column): (e.old, e.new) for file, e in entries(done, Fate.CHANGED)}
    assert told == {
        ("b.xlsx", "Activities", "Start date"): ("4/5/2026", "2026-05-04"),
        ("b.xlsx", "Start", "Dates typed as text"): ("day/month/year", "month/day/year"),
    }


def test_settings_that_all_share_stay(tmp_path: Path) -> None:
    settings = Settings(dt.date(2026, 2, 3), "C15", day_first=True, hides_missing=True)
    files = [
        book(tmp_path / f"{name}.xlsx", DATES.format(name), settings=settings) for name in ("a", "b")
    ]  # fmt: skip
    done, new = join(*files)
    batch = read(new, catalog_of)
    assert batch.today == dt.date(2026, 2, 3)
    assert batch.sheets["activities"].day_first
    assert column(batch, "activities", "start_date") == {2: "4/5/2026", 3: "4/5/2026"}
    assert done.clean


def test_a_day_typed_in_one_workbook_is_left_and_told(tmp_path: Path) -> None:
    one = book(tmp_path / "a.xlsx", ONE, settings=Settings(dt.date(2026, 2, 3), "C15"))
    done, new = join(one, book(tmp_path / "b.xlsx", TWO))
    assert read(new, catalog_of).today is None
    ((file, entry),) = entries(done, Fate.LEFT)
    assert (file, entry.sheet, entry.column, entry.old) == ("a.xlsx", "Start", "Today", "2026-02-03")


def test_an_older_workbook_is_upgraded_on_the_way(tmp_path: Path) -> None:
    old = load("2025.1")
    rows = {"activities": {2: {"provider_activity_id": "CME-9", "title": "Old"}}}
    rows["moc"] = {2: {"provider_activity_id": "CME-9", "board": "ABS", "practice_area_1": "Bariatric Surgery"}}
    write_new(old, tmp_path / "old.xlsx", live_marks(old), rows=5, rows_of=rows, day=DAY)
    done, new = join(tmp_path / "old.xlsx", book(tmp_path / "b.xlsx", ONE))
    batch = read(new, catalog_of)
    assert batch.catalog.version == load().version
    assert [part.was.version for part in done.parts] == ["2025.1", load().version]
    assert column(batch, "activities", "title") == {2: "Old", 3: "Pain Update", 4: "Sleep"}
    # live marks, since one of them had some
    activities = openpyxl.load_workbook(new, read_only=True)["Activities"]
    assert "Status" in str(activities["A1"].value)
    assert str(activities["A2"].value).startswith("=")


def test_workbooks_with_other_lists_are_named(tmp_path: Path) -> None:
    def other(workbook: Any) -> None:
        for prop in workbook.custom_doc_props.props:
            if prop.name == "pars_catalog_hash":
                prop.value = "0" * 12

    two = filled(tmp_path / "b.xlsx", {"Activities": {"B2": "CME-7"}}, other)
    done, _ = join(book(tmp_path / "a.xlsx", ONE), two)
    (remark,) = done.remarks
    assert remark.startswith("b.xlsx was made with other lists")
    assert done.clean


# --- what cannot be merged -----------------------------------------------------------------------------------------


def test_all_are_read_before_anything_is_written_and_the_broken_one_is_named(tmp_path: Path) -> None:
    one = book(tmp_path / "a.xlsx", ONE)
    for name, data in (("b.xlsx", b"PK\x03\x04 broken"), ("c.xlsx", one.read_bytes()[:20_000])):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(Failure, match=name):
            join(one, tmp_path / name)
    lacking = filled(tmp_path / "d.xlsx", {"Activities": {"B1": "ID of ours"}}, _nameless)
    with pytest.raises(Failure, match=r"d\.xlsx: .*has no column"):
        join(one, lacking)
    with pytest.raises(Failure, match=r"gone\.xlsx"):
        join(one, tmp_path / "gone.xlsx")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.xlsx", "b.xlsx", "c.xlsx", "d.xlsx"]


def _nameless(workbook: Any) -> None:
    for name in list(workbook.defined_names):
        del workbook.defined_names[name]


def test_targets_as_everywhere(tmp_path: Path) -> None:
    one, two = book(tmp_path / "a.xlsx", ONE), book(tmp_path / "b.xlsx", TWO)
    before = one.read_bytes()
    _, new = join(one, two)
    with pytest.raises(Failure, match="exists already"):
        join(one, two)
    first = new.read_bytes()
    join(one, two, replace=True)
    assert new.read_bytes() == first
    with pytest.raises(Failure, match="is never replaced"):
        join(two, one, replace=True)
    with pytest.raises(Failure, match="one of the workbooks to merge"):
        merged([one, two], two, DAY, None, replace=True)
    with pytest.raises(Failure, match="named twice"):
        merged([one, two, tmp_path / "." / "a.xlsx"], tmp_path / "x.xlsx", DAY, None)
    with pytest.raises(Failure, match="two workbooks or more"):
        merged([one], tmp_path / "x.xlsx", DAY, None)
    assert one.read_bytes() == before


def test_workbooks_of_one_name_are_told_apart(tmp_path: Path) -> None:
    for name in ("x", "y"):
        (tmp_path / name).mkdir()
    files = [book(tmp_path / name / "batch.xlsx", ONE) for name in ("x", "y")]
    done = merged(files, tmp_path / "all.xlsx", DAY, None)
    assert [part.file for part in done.parts] == [str(file) for file in files]


def test_more_activities_than_one_workbook_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merging, "LARGEST_BATCH", 2)
    with pytest.raises(Failure, match=r"3 rows on Activities together, more than the 2"):
        join(book(tmp_path / "a.xlsx", ONE), book(tmp_path / "b.xlsx", TWO))
    assert not (tmp_path / "all.xlsx").exists()


def test_the_table_grows(tmp_path: Path) -> None:
    many = [
        book_of(
            tmp_path / f"{name}.xlsx",
            {"activities": {row: {"provider_activity_id": f"{name}-{row}"} for row in range(2, 10)}},
            room=8,
        )
        for name in "abc"
    ]
    _, new = join(*many)
    assert read(new, catalog_of).notes == ()
    assert openpyxl.load_workbook(new)["Activities"].tables["T_Activities"].ref.endswith("25")


# --- the report -----------------------------------------------------------------------------------------------------


def test_the_report_on_sheet_console_and_as_json(tmp_path: Path) -> None:
    other = ONE.replace("Pain Update", "Pain\x1b[31m")
    done, new = join(book(tmp_path / "a.xlsx", ONE), book(tmp_path / "b.xlsx", other))
    sheet = openpyxl.load_workbook(new, read_only=True)["Merge"]
    lines = [list(line) for line in sheet.iter_rows(values_only=True)]
    assert lines[0][0] == "Merge"
    assert str(lines[1][0]).startswith("From a.xlsx (catalog")
    assert [line[0] for line in lines[2:4]] == [shared.told for shared in done.shared]
    header = next(number for number, line in enumerate(lines) if line[0] == "File")
    assert len(lines) - header - 1 == sum(len(part.entries) for part in done.parts)
    assert lines[header + 1][:3] == ["b.xlsx", "Left behind", "Activities"]
    out = io.StringIO()
    show_merge(Console(file=out, width=200), done.as_json(), new)
    text = out.getvalue()
    assert "\x1b" not in text
    assert "In more than one workbook: please look (1 activity)" in text
    assert "The same in several workbooks (1 activity)" in text
    assert "b.xlsx  Activities: 2 rows read, 1 written, 1 left out" in text
    told = done.as_json()
    assert told["shared"][1]["left"] == [{"file": "b.xlsx", "sheet": "Activities", "row": 3}]
    assert {value["file"] for value in told["values"]} == {"a.xlsx", "b.xlsx"}
    assert sum(told["counts"].values()) == len(told["values"])


def test_what_was_left_of_one_workbook_names_it(tmp_path: Path) -> None:
    def also(workbook: Any) -> None:
        workbook.security = None
        workbook.create_sheet("Ideas")["A1"] = "mine"

    done, _ = join(book(tmp_path / "a.xlsx", ONE), filled(tmp_path / "b.xlsx", {"MOC": {"B2": "CME-1"}}, also))
    left = [(file, entry.sheet) for file, entry in entries(done, Fate.LEFT)]
    assert left == [("b.xlsx", "Ideas")]
    assert not dataclasses.replace(done, shared=()).clean


def test_the_report_of_an_earlier_merge_is_no_sheet_of_somebodys(tmp_path: Path) -> None:
    _, new = join(book(tmp_path / "a.xlsx", ONE), book(tmp_path / "b.xlsx", TWO))
    more = book(tmp_path / "c.xlsx", ONE.replace("CME", "X"))
    done = merged([new, more], tmp_path / "again.xlsx", DAY, None)
    assert done.clean


def test_equal_rows_for_an_activity_of_one_workbook_come_along_once(tmp_path: Path) -> None:
    """Anna has the activity, Ben only its rows: those that Anna has as well would be repeated rows."""
    rows = "| CME-2 | ABIM | 3 |\n| CME-2 | ABA | 1 |\n"
    done, new = join(book(tmp_path / "a.xlsx", ONE + "| CME-2 | ABIM | 3 |\n"), book(tmp_path / "b.xlsx", TWO + rows))
    moc = read(new, catalog_of).sheets["moc"]
    pairs = sorted(zip(moc.text("provider_activity_id"), moc.text("board"), strict=True))
    # the second equal row of one workbook is that workbook's own affair
    assert pairs == [("CME-1", "ABIM"), ("CME-2", "ABA"), ("CME-2", "ABIM"), ("CME-2", "ABIM"), ("CME-3", "ABA")]
    left = {(file, entry.old_cell[1:], entry.why) for file, entry in entries(done, Fate.LEFT) if entry.old_cell}
    assert left == {("b.xlsx", "3", "The same as in a.xlsx: one copy is enough.")}
    assert not done.clean

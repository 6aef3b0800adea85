"""What Start says: the day that was typed there, and how dates typed as text are read."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName

from generator.run.checking import day_of_check
from generator.workbook.days import DayCount
from generator.workbook.frames import Batch
from generator.workbook.settings import DATES_AS_TEXT, TODAY, settings_of
from tests.workbook.filled import bare, change, empty, read_it
from tests.workbook.test_read import activity, at

COMPUTER = dt.date(2026, 7, 1)


def place(workbook: Workbook, name: str) -> str:
    text = workbook.defined_names[name].attr_text
    assert text is not None
    return text.rpartition("!")[2].replace("$", "")


def read_with(
    path: Path,
    today: Any = None,
    dates: str | None = None,
    *,
    from_1904: bool = False,
    cells: dict[str, Any] | None = None,
) -> Batch:
    """A workbook with these two settings, read."""
    workbook = openpyxl.load_workbook(empty(path, 3))
    if from_1904:
        workbook.epoch = CALENDAR_MAC_1904
    for name, value in ((TODAY, today), (DATES_AS_TEXT, dates)):
        if value is not None:
            workbook["Start"][place(workbook, name)] = value
    for address, value in (cells or {}).items():
        workbook["Activities"][address] = value
    workbook.save(path)
    return read_it(path)


def test_as_delivered_the_computer_tells_the_day_and_the_month_comes_first(tmp_path: Path) -> None:
    batch = read_with(tmp_path / "b.xlsx", cells=activity(2))
    assert (batch.today, batch.notes) == (None, ())
    assert not any(frame.day_first for frame in batch.sheets.values())


@pytest.mark.parametrize("from_1904", [False, True])
@pytest.mark.parametrize(
    "typed", [dt.date(2026, 2, 1), dt.datetime(2026, 2, 1, 17), "2/1/2026", "1 Feb 2026", "2026-02-01"]
)
def test_a_typed_day_counts_and_is_told(typed: Any, from_1904: bool, tmp_path: Path) -> None:
    batch = read_with(tmp_path / "b.xlsx", typed, from_1904=from_1904)
    assert batch.today == dt.date(2026, 2, 1)
    assert type(batch.today) is dt.date
    [note] = batch.notes
    workbook = openpyxl.load_workbook(tmp_path / "b.xlsx", read_only=True)
    assert (note.code, note.sheet, note.cell, note.row) == ("today-typed", "Start", place(workbook, TODAY), None)
    assert note.slots == {"day": "2026-02-01"}


@pytest.mark.parametrize("written", ["=TODAY()", "= today ( )", "=TODAY()+0", "=INT(NOW())"])
def test_the_formula_means_the_computers_day_whatever_value_was_saved(written: str, tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    read_with(path, written)
    assert b"</f><v></v>" in part(path) or b"</f><v/>" in part(path)
    change(
        path,
        "xl/worksheets/sheet1.xml",
        lambda data: data.replace(b"</f><v></v>", b"</f><v>46000</v>").replace(b"</f><v/>", b"</f><v>46000</v>"),
    )
    batch = read_it(path)
    assert (batch.today, batch.notes) == (None, ())


def part(path: Path) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return archive.read("xl/worksheets/sheet1.xml")


def test_another_formula_counts_by_the_value_that_was_saved(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    assert read_with(path, "=DATE(2026,2,1)").today is None, "no program has calculated it"
    change(
        path,
        "xl/worksheets/sheet1.xml",
        lambda data: data.replace(b"DATE(2026,2,1)</f><v></v>", b"DATE(2026,2,1)</f><v>46054</v>").replace(
            b"DATE(2026,2,1)</f><v/>", b"DATE(2026,2,1)</f><v>46054</v>"
        ),
    )
    assert read_it(path).today == dt.date(2026, 2, 1)


@pytest.mark.parametrize("typed", ["soon", True, -5, 1e300, "#N/A", ""])
def test_what_is_no_day_counts_as_nothing(typed: Any, tmp_path: Path) -> None:
    batch = read_with(tmp_path / "b.xlsx", typed)
    assert (batch.today, batch.notes) == (None, ())


@pytest.mark.parametrize(
    ("dates", "day"),
    [("month/day/year", dt.date(2026, 4, 5)), (" Day/Month/Year", dt.date(2026, 5, 4)), ("x", dt.date(2026, 4, 5))],
)
def test_dates_typed_as_text_are_read_as_start_says(dates: str, day: dt.date, tmp_path: Path) -> None:
    batch = read_with(tmp_path / "b.xlsx", "4/5/2026", dates, cells=activity(2) | at(2, start_date="4/5/2026"))
    assert batch.today == day
    frame = batch.sheets["activities"]
    assert frame.date("start_date")[0] == (day - dt.date(1899, 12, 30)).days
    assert {f.day_first for f in batch.sheets.values()} == {dates.strip().startswith("D")}


def test_a_workbook_without_these_cells_is_read_as_before(tmp_path: Path) -> None:
    batch = read_it(bare(tmp_path / "b.xlsx"))
    assert (batch.today, batch.sheets["activities"].day_first) == (None, False)


def test_names_that_lead_elsewhere_do_not_count(tmp_path: Path) -> None:
    workbook = openpyxl.load_workbook(empty(tmp_path / "b.xlsx", 3))
    workbook["Activities"]["E2"] = dt.date(2026, 2, 1)
    workbook.defined_names[TODAY] = DefinedName(TODAY, attr_text="Activities!$E$2")
    workbook.save(tmp_path / "b.xlsx")
    assert read_it(tmp_path / "b.xlsx").today is None


def test_an_open_workbook_says_the_same() -> None:
    days = DayCount()
    assert settings_of("C15", dt.datetime(2026, 2, 1, 9), "", None, days).today == dt.date(2026, 2, 1)
    assert settings_of("C15", 46054.0, "", "month/day/year", days).today == dt.date(2026, 2, 1)
    assert settings_of("C15", 46054.0, "=TODAY()", "day/month/year", days).today is None
    assert settings_of("C15", "4/5/2026", "", "day/month/year", days).today == dt.date(2026, 5, 4)
    assert settings_of(None, None, "", None, days) == settings_of("C15", None, "", "x", days)


def test_the_day_of_a_check_is_the_given_one_else_the_typed_one_else_the_computers(tmp_path: Path) -> None:
    typed, plain = read_with(tmp_path / "a.xlsx", dt.date(2026, 2, 1)), read_with(tmp_path / "b.xlsx")
    given = dt.date(2027, 1, 1)
    assert [day_of_check(b, d, COMPUTER) for b in (typed, plain) for d in (given, None)] == [
        given,
        dt.date(2026, 2, 1),
        given,
        COMPUTER,
    ]

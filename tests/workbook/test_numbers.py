"""Numbers become days by their column and not by their format, in a file and in an open workbook alike."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook import Workbook

from generator.workbook.blocks import OpenSheet, Value, frame_of
from generator.workbook.cells import Cell, CellError, number_text
from generator.workbook.days import DAYS_TO_1904, DayCount
from tests.workbook.filled import bare, catalog, change, column, filled, headers, part_of, read_it
from tests.workbook.test_read import at, letters

DATE = "yyyy-mm-dd"
EPOCH = dt.datetime(1899, 12, 30)
KINDS = {"date": "start_date", "number": "credits", "id": "provider_activity_id", "text": "title", "choice": "format"}


def of(number: float, kind: str, *, shows_date: bool = False, from_1904: bool = False) -> Cell:
    column = catalog().sheets["activities"].column(KINDS[kind])
    return DayCount(from_1904).cell(number, column, shows_date=shows_date)


@pytest.mark.parametrize("shows_date", [False, True])
def test_a_date_column_reads_a_number_as_a_day_whatever_its_format(shows_date: bool) -> None:
    assert of(46091, "date", shows_date=shows_date) == dt.date(2026, 3, 10)
    assert type(of(46091, "date", shows_date=shows_date)) is dt.date
    assert of(46091.75, "date", shows_date=shows_date) == dt.datetime(2026, 3, 10, 18)
    assert of(46091 - DAYS_TO_1904, "date", shows_date=shows_date, from_1904=True) == dt.date(2026, 3, 10)
    assert of(0, "date", from_1904=True) == dt.date(1904, 1, 1)


@pytest.mark.parametrize("number", [-0.25, 0.0, 0.75, -1.07e11, -1e12, 1e300, -1e300, 2958466.0, 20260310.0])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shows_date", [False, True])
def test_a_number_that_is_no_day_stays_what_it_is(number: float, kind: str, shows_date: bool) -> None:
    cell = of(number, kind, shows_date=shows_date)
    assert (cell, type(cell)) == (number, float)


@pytest.mark.parametrize("kind", ["id", "text", "choice"])
def test_elsewhere_a_number_is_a_day_only_where_its_cell_shows_one(kind: str) -> None:
    assert of(46091, kind) == 46091.0
    assert of(46091, kind, shows_date=True) == dt.date(2026, 3, 10)
    assert of(46091.5, kind, shows_date=True) == dt.datetime(2026, 3, 10, 12)
    assert of(60, kind, shows_date=True) == 60.0, "Excel shows a 29 February 1900, and no calendar has it"
    assert of(61, kind, shows_date=True) == dt.date(1900, 3, 1)
    assert of(12, kind, shows_date=True, from_1904=True) == dt.date(1904, 1, 13)


def test_a_number_column_holds_numbers() -> None:
    assert of(46091, "number", shows_date=True) == 46091.0
    assert of(12, "number", shows_date=True, from_1904=True) == 12.0
    assert of(0.25, "text", shows_date=True, from_1904=True) == 0.25, "six o'clock"


@pytest.mark.parametrize("number", [float("inf"), float("-inf"), float("nan")])
def test_what_no_cell_can_hold_is_an_error(number: float) -> None:
    assert of(number, "date") == CellError("#NUM!")


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "1"), (0.1 + 0.2, "0.3"), (123456789012345, "123456789012345"), (1e15, "1E+15"), (-1e15, "-1E+15")],
)
def test_a_number_as_text_is_what_excel_joins_to_a_text(number: float, text: str) -> None:
    """Fifteen digits, and longer numbers with their power of ten."""
    assert number_text(number) == text


def test_the_end_of_a_day_is_still_that_day() -> None:
    assert of(46091.99999999999, "date") == dt.datetime(2026, 3, 10, 23, 59, 59, 999000)
    assert of(46091.00000000001, "date") == dt.date(2026, 3, 10)
    assert of(2958465.99999999, "date") == dt.datetime(9999, 12, 31, 23, 59, 59, 999000)


ABSURD: tuple[float, ...] = (-0.25, -5, -1.07e11, -1e12, 1e300, 1e15)


def cells_at(row: int, values: Mapping[str, Any], code: str) -> Any:
    places = letters("Activities")

    def put(workbook: Workbook) -> None:
        for name, value in values.items():
            cell = workbook["Activities"][f"{places[name]}{row}"]
            cell.value, cell.number_format = value, code

    return put


@pytest.mark.parametrize("number", ABSURD)
@pytest.mark.parametrize("from_1904", [False, True])
def test_absurd_numbers_with_a_date_format_are_read_exactly(number: float, from_1904: bool, tmp_path: Path) -> None:
    def also(workbook: Workbook) -> None:
        if from_1904:
            workbook.epoch = CALENDAR_MAC_1904
        cells_at(2, dict.fromkeys(KINDS.values(), number), DATE)(workbook)

    cells = read_it(filled(tmp_path / "b.xlsx", {}, also)).sheets["activities"].frame.iloc[0]
    assert [cells[name] for name in KINDS.values()] == [number] * len(KINDS)


def test_a_cell_is_found_by_its_own_style(tmp_path: Path) -> None:
    """Not by that of its row or column, nor by whatever else stands in the tag."""

    def also(workbook: Workbook) -> None:
        sheet = workbook["Activities"]
        sheet.column_dimensions[letters("Activities")["title"]].number_format = DATE
        cells_at(2, {"title": 46091, "city": 46091, "url": "text"}, "General")(workbook)
        cells_at(3, {"title": 46091, "city": 46091, "url": "text"}, DATE)(workbook)

    path = filled(tmp_path / "b.xlsx", {}, also)
    for how in (
        lambda data: data,
        lambda data: re.sub(rb'(<c r="[A-Z]+\d+")( s="\d+")( t="n")', rb'\1 ph="1"\3\2', data),
    ):
        batch = read_it(change(path, part_of(path, "Activities"), how))
        for name in ("title", "city"):
            assert column(batch, "activities", name) == {2: 46091.0, 3: dt.date(2026, 3, 10)}
        assert column(batch, "activities", "url") == {2: "text", 3: "text"}


def test_the_first_style_counts_for_cells_that_name_none(tmp_path: Path) -> None:
    path = bare(tmp_path / "b.xlsx", {"Activities": [headers("Activities"), [None, "CME-1", *[None] * 2, 46091]]})
    change(path, "xl/styles.xml", lambda data: re.sub(rb'(<cellXfs[^>]*><xf numFmtId=)"0"', rb'\1"14"', data))
    change(path, part_of(path, "Activities"), lambda data: data.replace(b' s="0"', b""))
    assert column(read_it(path), "activities", "title") == {2: dt.date(2026, 3, 10)}


DAY_FORMATS = dict.fromkeys((14, 17, 22, 27, 31, 36, 50, 58), True) | dict.fromkeys((0, 13, 23, 26, 37, 49, 59), False)


@pytest.mark.parametrize(("number", "is_day"), DAY_FORMATS.items())
def test_formats_without_a_code_are_known_by_their_numbers(number: int, is_day: bool, tmp_path: Path) -> None:
    """ECMA-376 Part 1, 18.8.30: 14 to 17 and 22 show days everywhere, 27 to 36 and 50 to 58 in East Asia."""
    path = bare(tmp_path / "b.xlsx", {"Activities": [headers("Activities"), [None, "CME-1", *[None] * 2, 46091]]})
    style = rb'\g<1>"%d"' % number
    change(path, "xl/styles.xml", lambda data: re.sub(rb'(<cellXfs[^>]*><xf numFmtId=)"0"', style, data))
    read = column(read_it(path), "activities", "title")
    assert read == {2: dt.date(2026, 3, 10) if is_day else 46091.0}


@pytest.mark.parametrize("from_1904", [False, True])
def test_days_in_the_iso_form_are_days_whatever_the_workbook_counts_from(from_1904: bool, tmp_path: Path) -> None:
    def also(workbook: Workbook) -> None:
        if from_1904:
            workbook.epoch = CALENDAR_MAC_1904

    path = filled(
        tmp_path / "b.xlsx",
        {"Activities": at(2, title="x", start_date="x", end_date="x", credits="x", city="x", description="x")},
        also,
    )
    texts = {
        "title": "2026-03-10",
        "start_date": "2026-03-10",
        "end_date": "2026-03-11T18:30:00",
        "credits": "1900-01-12" if not from_1904 else "1904-01-13",
        "city": "2026-13-45",
        "description": "06:00:00",
    }
    places = letters("Activities")

    def iso(data: bytes) -> bytes:
        for name, text in texts.items():
            pattern = rf'(<c r="{places[name]}2"[^>]*?) t="(?:inlineStr|s)"[^>]*>.*?</c>'
            data, count = re.subn(pattern.encode(), rf'\1 t="d"><v>{text}</v></c>'.encode(), data, flags=re.DOTALL)
            assert count == 1, name
        return data

    cells = read_it(change(path, part_of(path, "Activities"), iso)).sheets["activities"].frame.iloc[0]
    assert cells["title"] == dt.date(2026, 3, 10)
    assert (cells["start_date"], cells["end_date"]) == (dt.date(2026, 3, 10), dt.datetime(2026, 3, 11, 18, 30))
    assert (cells["credits"], cells["city"], cells["description"]) == (12.0, "2026-13-45", 0.25)


def opened(column_id: str, values: list[Value], *, from_1904: bool) -> list[Cell]:
    """The cells of one column as an open workbook gives them."""
    sheet = catalog().sheets["activities"]
    all_headers = {n: c.header for n, c in enumerate(sheet.columns, 1)}
    at = [c.id for c in sheet.columns].index(column_id)
    rows = [[*(None for _ in range(at)), value, *(None for _ in sheet.columns[at + 1 :])] for value in values]
    read = frame_of(
        catalog(),
        sheet,
        OpenSheet(all_headers, len(rows) + 1, lambda width: rows),
        lambda name: None,
        DayCount(from_1904),
    )
    return list(read.frame.raw(column_id))


def handed(number: float, *, shows_date: bool, from_1904: bool) -> Value:
    """What Excel hands out for a number: a time where the cell shows a date that there is."""
    days = number + (DAYS_TO_1904 if from_1904 else 0)
    return EPOCH + dt.timedelta(days=days) if shows_date and number >= 0 and days < 2958466 else number


@pytest.mark.parametrize("from_1904", [False, True])
@pytest.mark.parametrize("shows_date", [False, True])
def test_a_file_and_an_open_workbook_give_the_same_cells(from_1904: bool, shows_date: bool, tmp_path: Path) -> None:
    numbers = [
        -0.25,
        0.0,
        0.25,
        1.0,
        45.25,
        60.0,
        61.0,
        1.5,
        2026.0,
        44629.0,
        46091.0,
        46091.75,
        2956000.5,
        2958466.0,
        1e9,
        1e12,
    ]

    def also(workbook: Workbook) -> None:
        if from_1904:
            workbook.epoch = CALENDAR_MAC_1904
        for row, number in enumerate(numbers, 2):
            cells_at(row, dict.fromkeys(KINDS.values(), number), DATE if shows_date else "0.00")(workbook)

    batch = read_it(filled(tmp_path / "b.xlsx", {}, also))
    for name in KINDS.values():
        values = [handed(number, shows_date=shows_date, from_1904=from_1904) for number in numbers]
        cells = opened(name, values, from_1904=from_1904)
        read = list(column(batch, "activities", name).values())
        assert cells == read, name
        assert [type(cell) for cell in cells] == [type(cell) for cell in read], name


def test_an_open_workbook_gives_money_as_decimals() -> None:
    assert opened("credits", [Decimal("1.50"), Decimal("NaN"), float("inf")], from_1904=False) == [
        1.5,
        CellError("#NUM!"),
        CellError("#NUM!"),
    ]
    assert opened("start_date", [Decimal("46091"), 46091, True, "46091"], from_1904=False) == [
        dt.date(2026, 3, 10)
    ] * 2 + [True, "46091"]


MOMENTS = st.datetimes(dt.datetime(1, 1, 1), dt.datetime(9999, 12, 31), timezones=st.none() | st.timezones())


@given(MOMENTS, st.booleans(), st.sampled_from(sorted(KINDS.values())))
def test_any_time_of_an_open_workbook_is_read(moment: dt.datetime, from_1904: bool, name: str) -> None:
    (cell,) = opened(name, [moment], from_1904=from_1904)
    assert isinstance(cell, (float, dt.date))

"""Random workbooks of several programs hold for our reader what they hold for two others."""

from __future__ import annotations

import datetime as dt
import importlib.util
import io
import math
import random
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.workbook import Workbook
from python_calamine import CalamineWorkbook

from generator.workbook.book import open_book
from generator.workbook.grid import grid
from generator.workbook.package import package_of
from generator.workbook.values import Values
from tests.bench.libreoffice import Office

Value = str | float | bool | None
Grid = Mapping[tuple[int, int], Value]
REACH = 40

TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="_\ufffe\uffff") | st.sampled_from("\n\t&<>\"'="),
    max_size=30,
)  # fmt: skip
"""Without underscores: what `_x0041_` means, openpyxl does not know."""
NUMBERS = st.integers(-(10**14), 10**14) | st.floats(-1e15, 1e15, allow_nan=False).map(lambda n: float(f"{n:.15g}"))
PLACES = st.tuples(st.integers(1, REACH), st.integers(1, REACH))
GRIDS = st.dictionaries(PLACES, TEXTS | NUMBERS | st.booleans(), max_size=40)


def by_openpyxl(cells: Grid) -> bytes:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    for (row, column), value in cells.items():
        cell = sheet.cell(row, column, value)
        if isinstance(value, str):
            cell.data_type = "s"
    workbook.save(stream := io.BytesIO())
    return stream.getvalue()


def by_xlsxwriter(cells: Grid) -> bytes:
    import xlsxwriter

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("Sheet")
        for (row, column), value in cells.items():
            write = {str: sheet.write_string, bool: sheet.write_boolean}.get(type(value), sheet.write_number)
            write(row - 1, column - 1, value)
    return stream.getvalue()


WRITERS = {"openpyxl": by_openpyxl} | ({"XlsxWriter": by_xlsxwriter} if importlib.util.find_spec("xlsxwriter") else {})


def ours(data: bytes) -> dict[tuple[int, int], Value]:
    package = package_of("a.xlsx", data)
    book = open_book(package)
    read = grid(package, next(iter(book.sheets.values())), Values.of(package, book), REACH, REACH)
    return {place: value for place, value in read.items() if isinstance(value, (str, float, bool))}


def of_calamine(data: bytes) -> dict[tuple[int, int], Value]:
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    top, left = sheet.start or (0, 0)
    return {
        (top + row, left + column): value
        for row, values in enumerate(sheet.to_python(), 1)
        for column, value in enumerate(values, 1)
        if value != ""
    }


def of_openpyxl(data: bytes) -> dict[tuple[int, int], Value]:
    sheet = openpyxl.load_workbook(io.BytesIO(data), data_only=True).worksheets[0]
    return {(c.row, c.column): c.value for row in sheet.iter_rows() for c in row if c.value not in (None, "")}


def same(one: Value, other: Value) -> bool:
    if isinstance(one, str) or isinstance(other, str) or isinstance(one, bool) or isinstance(other, bool):
        return one == other and type(one) is type(other)
    return one is not None and other is not None and math.isclose(one, other, rel_tol=1e-15)


def hold(read: Mapping[tuple[int, int], Value], other: Mapping[tuple[int, int], Value]) -> None:
    assert read.keys() == other.keys()
    different = {place: (read[place], other[place]) for place in read if not same(read[place], other[place])}
    assert not different


@pytest.mark.parametrize("writer", WRITERS)
@settings(max_examples=60, deadline=None)
@given(cells=GRIDS)
def test_our_reader_and_two_others_read_the_same(writer: str, cells: Grid) -> None:
    data = WRITERS[writer](cells)
    read = ours(data)
    hold(read, {place: value for place, value in cells.items() if value != ""})
    hold(read, of_openpyxl(data))
    hold(read, of_calamine(data))


def test_what_libreoffice_wrote_is_the_same_for_all(office: Office, tmp_path: Path) -> None:
    chance = random.Random(7)
    values: list[Value] = [
        "Pain", " two  spaces ", "a\nb", "007", "漢方 & <x> ]]>", "=1+1", "'quoted'", "_x0041_", 1.5, -3, 0.1, 1e14, True, False,
    ]  # fmt: skip
    cells = {(row, column): chance.choice(values) for row in range(1, 31) for column in range(1, 21, 2)}
    (tmp_path / "a.xlsx").write_bytes(by_openpyxl(cells))
    with office.open(tmp_path / "a.xlsx") as document:
        data = document.save(tmp_path / "b.xlsx").read_bytes()
    plain = {place: value for place, value in ours(data).items() if "_x" not in str(value)}
    hold(plain, {place: value for place, value in of_openpyxl(data).items() if "_x" not in str(value)})
    hold(ours(data), of_calamine(data))
    assert len(plain) > 250


@settings(max_examples=60, deadline=None)
@given(days=st.lists(st.dates(dt.date(1900, 3, 1), dt.date(9999, 12, 31)), min_size=1, max_size=20))
def test_days_are_the_numbers_that_other_readers_make_days_of(days: list[dt.date]) -> None:
    workbook = Workbook()
    for row, day in enumerate(days, 1):
        workbook.worksheets[0].cell(row, 1, day)
    workbook.save(stream := io.BytesIO())
    data = stream.getvalue()
    read = ours(data)
    for row, day in enumerate(days, 1):
        number = read[row, 1]
        assert isinstance(number, float)
        assert dt.date(1899, 12, 30) + dt.timedelta(days=number) == day
    calamine = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in calamine] == days

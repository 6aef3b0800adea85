"""A batch from the cells of an open workbook, which a spreadsheet program hands out sheet by sheet as blocks of values.

What only the file shows is not told here: merged cells, stray cells beside the table, and formulas that no program has
calculated.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from generator.catalog import Catalog, Column, Sheet
from generator.workbook.book import FindName
from generator.workbook.cells import Cell, CellError
from generator.workbook.columns import Columns, match
from generator.workbook.days import DayCount
from generator.workbook.distinct import Distinct
from generator.workbook.frames import Batch, Note, SheetFrame
from generator.workbook.further import not_read, strangers
from generator.workbook.letters import letters_of
from generator.workbook.reach import row_notes, seen, within_reach
from generator.workbook.settings import Settings
from generator.workbook.stamped import LoadCatalog, catalog_of, differing, refuse_too_many, stamp_of, with_areas

Value = None | str | float | bool | Decimal | dt.datetime | CellError
"""What a spreadsheet program gives for a cell; a date with its time."""


@dataclass(frozen=True)
class OpenSheet:
    """A sheet of an open workbook.

    Attributes:
        headers: column number (from 1) to the text in row 1.
        last_of_table: the last row for which the template has formulas and drop-downs.
        block: gives the rows up to that column number, from row 2 on.
    """

    headers: Mapping[int, str]
    last_of_table: int
    block: Callable[[int], Sequence[Sequence[Value]]]


@dataclass(frozen=True)
class OpenWorkbook:
    """A workbook that is open in a spreadsheet program.

    Attributes:
        name: for messages.
        titles: of all its sheets.
        meta: the texts of the sheet Meta; empty without it.
        find_name: looks up a defined name of a column; asked only for columns whose header is not there.
        sheet_of: finds a sheet; raises Failure for one that the workbook lacks.
        first_row: the texts of row 1 of the sheet with that title; asked only for sheets that are not ours.
        settings: what Start says.
        days: how the workbook counts them.
    """

    name: str
    titles: Sequence[str]
    meta: Sequence[Sequence[str]]
    find_name: FindName
    sheet_of: Callable[[Sheet], OpenSheet]
    first_row: Callable[[str], Sequence[str]]
    settings: Settings
    days: DayCount


def batch_of(opened: OpenWorkbook, load: LoadCatalog) -> Batch:
    """The batch in an open workbook, as reading its file would give it.

    Raises:
        Failure: no batch workbook, or one that lacks a sheet or a needed column.
        CatalogError: the catalog version that it is stamped with is not known.
    """
    stamp = stamp_of(opened.meta)
    catalog = catalog_of(opened.name, stamp, load)
    sheets = {sheet.id: opened.sheet_of(sheet) for sheet in catalog.sheets.values()}
    catalog = with_areas(catalog, load, opened.meta, {sheet: rows.headers for sheet, rows in sheets.items()})
    notes = [*differing(stamp, catalog), *opened.settings.notes]
    frames: dict[str, SheetFrame] = {}
    out_of_reach: dict[str, Sequence[int]] = {}
    for sheet in catalog.sheets.values():
        day_first = opened.settings.day_first
        rows = frame_of(catalog, sheet, sheets[sheet.id], opened.find_name, opened.days, day_first=day_first)
        refuse_too_many(sheet, len(rows.frame) + len(rows.beyond))
        frames[sheet.id] = rows.frame
        if rows.beyond:
            out_of_reach[sheet.id] = rows.beyond
        notes += rows.notes
    notes += not_read(catalog, {title: opened.first_row(title) for title in strangers(catalog, opened.titles)})
    return Batch(opened.name, catalog, frames, tuple(notes), today=opened.settings.today, out_of_reach=out_of_reach)


@dataclass(frozen=True)
class Rows:
    """The rows of an open sheet: those that are read, the numbers of those too far down, and what was noticed."""

    frame: SheetFrame
    beyond: Sequence[int]
    notes: Sequence[Note]


def frame_of(
    catalog: Catalog,
    sheet: Sheet,
    opened: OpenSheet,
    find_name: FindName,
    days: DayCount,
    *,
    day_first: bool = False,
) -> Rows:
    """The rows of one sheet that hold something.

    Args:
        find_name: see `OpenWorkbook`.
        days: how the workbook counts them.
        day_first: how dates typed as text are read.

    Raises:
        Failure: see `generator.workbook.columns.match`.
    """
    columns = match(sheet, opened.headers, find_name)
    rows = opened.block(max(columns.numbers.values(), default=1))
    places = [number - 1 for number in columns.numbers.values()]
    filled = [number for number, row in enumerate(rows, 2) if any(row[place] not in (None, "") for place in places)]
    letters = {name: letters_of(number) for name, number in columns.numbers.items()}

    def frame(numbers: Sequence[int]) -> SheetFrame:
        cells = _columns(sheet, columns, rows, numbers, days)
        return SheetFrame(sheet, numbers, cells, letters, catalog.lists, day_first)

    numbers = within_reach(filled, opened.last_of_table)
    read, beyond = frame(numbers), seen(frame(filled[len(numbers) :]))
    return Rows(read, beyond, [*columns.notes, *row_notes(read, opened.last_of_table, beyond)])


def _columns(
    sheet: Sheet, columns: Columns, rows: Sequence[Sequence[Value]], numbers: Sequence[int], days: DayCount
) -> dict[str, Distinct]:
    made = {}
    for column in sheet.columns:
        place = columns.numbers.get(column.id, 0) - 1
        there = place >= 0
        cells = (cell_of(rows[number - 2][place], column, days) if there else None for number in numbers)
        made[column.id] = Distinct.of(cells)
    return made


def cell_of(value: Value, column: Column, days: DayCount) -> Cell:
    """A value of a column as a cell (see `generator.workbook.cells`)."""
    if value is None or value == "":
        return None
    if isinstance(value, (bool, str, CellError)):
        return value
    if isinstance(value, dt.datetime):
        return days.cell(days.number(value), column, shows_date=True)
    return days.cell(float(value), column, shows_date=False)

"""A batch from the cells of an open workbook, which a spreadsheet program hands out sheet by sheet as blocks of values.

What only the file shows is not told here: merged cells, stray cells beside the table, and formulas that no program has calculated.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pandas as pd
from openpyxl.utils import get_column_letter

from generator.catalog import Catalog, Column, Sheet
from generator.workbook.book import FindName
from generator.workbook.cells import Cell, CellError
from generator.workbook.columns import Columns, match
from generator.workbook.frames import Batch, Note, SheetFrame
from generator.workbook.reach import out_of_reach, within_reach
from generator.workbook.stamped import LoadCatalog, catalog_of, differing, refuse_too_many, stamp_of, with_areas
from generator.workbook.values import is_date

Value = None | str | float | bool | Decimal | dt.datetime | CellError
"""What a spreadsheet program gives for a cell; a date with its time."""

_EPOCH = dt.datetime(1899, 12, 30)


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


def batch_of(
    name: str,
    meta: Sequence[Sequence[str]],
    find_name: FindName,
    sheet_of: Callable[[Sheet], OpenSheet],
    load: LoadCatalog,
) -> Batch:
    """The batch in an open workbook, as reading its file would give it.

    Args:
        name: of the workbook, for messages.
        meta: the texts of the sheet Meta; empty without it.
        find_name: looks up a defined name of a column; asked only for columns whose header is not there.
        sheet_of: finds a sheet; raises Failure for one that the workbook lacks.
        load: see `LoadCatalog`.

    Raises:
        Failure: no batch workbook, or one that lacks a sheet or a needed column.
        CatalogError: the catalog version that it is stamped with is not known.
    """
    stamp = stamp_of(meta)
    catalog = catalog_of(name, stamp, load)
    sheets = {sheet.id: sheet_of(sheet) for sheet in catalog.sheets.values()}
    catalog = with_areas(catalog, load, meta, {sheet: found.headers for sheet, found in sheets.items()})
    notes = differing(stamp, catalog)
    frames: dict[str, SheetFrame] = {}
    for sheet in catalog.sheets.values():
        frame, seen = frame_of(catalog, sheet, sheets[sheet.id], find_name)
        refuse_too_many(sheet, len(frame))
        frames[sheet.id] = frame
        notes += seen
    return Batch(name, catalog, frames, tuple(notes))


def frame_of(catalog: Catalog, sheet: Sheet, found: OpenSheet, find_name: FindName) -> tuple[SheetFrame, list[Note]]:
    """The rows of one sheet that hold something, and what was noticed.

    Raises:
        Failure: see `generator.workbook.columns.match`.
    """
    columns = match(sheet, found.headers, find_name)
    rows = found.block(max(columns.numbers.values(), default=1))
    places = [number - 1 for number in columns.numbers.values()]
    filled = [number for number, row in enumerate(rows, 2) if any(row[place] not in (None, "") for place in places)]
    numbers = within_reach(filled, found.last_of_table)
    letters = {name: get_column_letter(number) for name, number in columns.numbers.items()}
    frame = pd.DataFrame(_arrays(sheet, columns, rows, numbers), index=numbers, dtype=object)
    beyond = out_of_reach(sheet, filled[len(numbers) :], columns.numbers.values())
    return SheetFrame(sheet, frame, letters, catalog.lists), [*columns.notes, *beyond]


def _arrays(sheet: Sheet, columns: Columns, rows: Sequence[Sequence[Value]], numbers: Sequence[int]) -> dict[str, np.ndarray[tuple[int], np.dtype[np.object_]]]:
    found = {}
    for column in sheet.columns:
        array = np.empty(len(numbers), dtype=object)
        place = columns.numbers.get(column.id, 0) - 1
        if place >= 0:
            array[:] = [cell_of(rows[number - 2][place], column) for number in numbers]
        found[column.id] = array
    return found


def cell_of(value: Value, column: Column) -> Cell:
    """A value of a column as a cell (see `generator.workbook.cells`)."""
    if value is None or value == "":
        return None
    if isinstance(value, (bool, str, CellError)):
        return value
    if isinstance(value, dt.datetime):
        whole = value.time() == dt.time()
        day = value.date() if whole else value
        return day if is_date(day, column) else round((value.replace(tzinfo=None) - _EPOCH) / dt.timedelta(days=1), 9)
    number = float(value)
    return number if math.isfinite(number) else CellError("#NUM!")

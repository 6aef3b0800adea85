"""Addresses of cells and the values that stand in them, as Excel writes them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from generator.workbook.cells import CellError

Value = None | bool | float | str | dt.datetime | CellError
"""A cell's value: None for an empty cell and for the empty text, dates only where they were asked for."""

ROWS, COLUMNS = 1_048_576, 16_384
_EPOCH = dt.datetime(1899, 12, 30)
_ADDRESS = re.compile(r"\$?([A-Z]{1,3})?\$?(\d+)?(?::\$?([A-Z]{1,3})?\$?(\d+)?)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, counted from 0, its last row and column included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def rows(self) -> int:
        return self.bottom - self.top + 1

    @property
    def columns(self) -> int:
        return self.right - self.left + 1

    @property
    def address(self) -> str:
        first, last = cell_address(self.top, self.left), cell_address(self.bottom, self.right)
        return first if first == last else f"{first}:{last}"


def column_letter(column: int) -> str:
    """The letters of a column counted from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_address(row: int, column: int) -> str:
    """The address of a cell, both counted from 0."""
    return f"{column_letter(column)}{row + 1}"


def area_of(address: str) -> Area:
    """The rectangle of "B2", "B2:D9", "B:D" or "2:9". Raises ValueError for anything else."""
    match = _ADDRESS.fullmatch(address)
    if not match or not any(match.groups()):
        raise ValueError(f"{address!r} is no address of cells")
    first_column, first_row, last_column, last_row = match.groups()
    if ":" not in address:
        if not (first_column and first_row):
            raise ValueError(f"{address!r} is no address of cells")
        last_column, last_row = first_column, first_row
    if bool(first_column) != bool(last_column) or bool(first_row) != bool(last_row):
        raise ValueError(f"{address!r} is no address of cells")
    columns = sorted((_column(first_column), _column(last_column))) if first_column else [0, COLUMNS - 1]
    rows = sorted((int(first_row) - 1, int(last_row) - 1)) if first_row else [0, ROWS - 1]
    return Area(rows[0], columns[0], rows[1], columns[1])


def _column(letters: str) -> int:
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return column - 1


def moment(serial: float) -> dt.datetime:
    """The day and time of a serial number, to the millisecond, as Excel shows it."""
    return _EPOCH + dt.timedelta(milliseconds=round(serial * 86_400_000))


def serial(moment: dt.date) -> float:
    """The serial number of a day or of a day and time."""
    if not isinstance(moment, dt.datetime):
        moment = dt.datetime(moment.year, moment.month, moment.day)
    return (moment - _EPOCH) / dt.timedelta(days=1)

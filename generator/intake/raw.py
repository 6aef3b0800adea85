"""A row of a table from elsewhere, and how large such a table may be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from generator.failure import Failure
from generator.workbook.cells import LONGEST_TEXT, Cell
from generator.workbook.limits import LARGEST_BATCH

MOST_ROWS = LARGEST_BATCH
MOST_COLUMNS = 2_000
MOST_CELLS = 5_000_000


class Row(NamedTuple):
    """A row: its number in the file, as Excel counts, and its cells from the first column on (see
    `generator.workbook.cells`), None for an empty one."""

    number: int
    cells: tuple[Cell, ...]


def filled(row: Row) -> Iterator[tuple[int, Cell]]:
    """Column number, from 1, and cell of everything that the row holds, if only a blank."""
    return ((number, cell) for number, cell in enumerate(row.cells, 1) if cell is not None)


def too_many_rows(name: str) -> Failure:
    return Failure(
        f"{name} has more than {MOST_ROWS:,} rows or {MOST_CELLS:,} cells; split the list into several files."
    )


def too_wide(name: str, where: str) -> Failure:
    return Failure(f"{name} goes beyond {MOST_COLUMNS:,} columns ({where}), which no list of activities does.")


def too_long(name: str, where: str) -> Failure:
    return Failure(
        f"{name} holds a text of more than {LONGEST_TEXT:,} characters ({where}), which no cell of Excel takes; "
        "shorten it, or look for a quotation mark that is not closed."
    )

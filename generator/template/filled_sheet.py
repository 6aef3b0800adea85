"""A sheet whose rows below the headings are kept as values, and become cells only as they are written.

openpyxl has an object for every cell; of a large batch these take several times the memory of the values themselves,
and most of the time.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from generator.template.bands import Band
from generator.template.limits import BuildError
from generator.workbook.area import area_of
from generator.workbook.cells import Cell, Uncalculated, refuse_too_long

BEGINS_FORMULA = ("=", "+", "-", "@")
"""How texts begin of which Excel would make formulas when somebody edits them."""


@dataclass(frozen=True, slots=True)
class Formula:
    """One formula for all rows of a column, written once: its first cell holds the text, the others its number.

    Attributes:
        column: the number of the column.
        rows: where it stands.
        text: with its equals sign.
        number: of the formulas of the sheet.
    """

    column: int
    rows: range
    text: str
    number: int


class FilledSheet(Worksheet):
    """A sheet with values and formulas below its headings, which are cells of openpyxl as everywhere.

    Attributes:
        first: the first row below the headings.
        places: column id to the number of the column.
        filled: row number to cells by column id.
        formulas: those of whole columns; no value stands in these.
        bands: those of its columns, whose names are drawn over the header row.
        height: of filled rows, in points; None for the usual one.
        tall: further rows of that height.
    """

    bands: tuple[Band, ...] = ()
    height: int | None = None
    tall = range(0)

    def __init__(self, workbook: Workbook, title: str, first: int) -> None:
        super().__init__(workbook, title)
        self.first = first
        self.places: Mapping[str, int] = {}
        self.filled: Mapping[int, Mapping[str, Cell]] = {}
        self.formulas: list[Formula] = []
        self._beside: dict[int, Mapping[int, Cell]] = {}
        workbook._add_sheet(self)  # type: ignore[attr-defined]  # not in its types

    def fill(self, columns: Mapping[str, int], rows: Mapping[int, Mapping[str, Cell]]) -> None:
        """Puts rows, by their numbers: column id to cell.

        Args:
            columns: column id to the number of the column.

        Raises:
            BuildError: a row names a column that there is not, or a number is none that a cell can hold.
            Failure: a text is longer than a cell holds.
        """
        for number, cells in rows.items():
            for name, value in cells.items():
                if name not in columns:
                    raise BuildError(f"{self.title}: there is no column {name!r}.")
                refuse_unwritable(value, f"{self.title}, row {number}, {name}")
        self.places, self.filled = columns, rows

    def put_beside(self, column: int, cells: Mapping[int, Cell]) -> None:
        """Puts the cells of a further column, by row number. Raises as `fill`."""
        for number, value in cells.items():
            refuse_unwritable(value, f"{self.title}, row {number}")
        self._beside[column] = cells

    def cells_in(self, row: int) -> list[tuple[int, Cell]]:
        """The cells of a row that hold anything, with the numbers of their columns, from left to right."""
        places = self.places
        found = [(places[name], cell) for name, cell in self.filled.get(row, {}).items() if not is_blank(cell)]
        found += [(column, cells[row]) for column, cells in self._beside.items() if not is_blank(cells.get(row))]
        found.sort(key=_column)
        return found

    @property
    def numbers(self) -> list[int]:
        """The rows that are written below the headings, but for those that only have cells of openpyxl."""
        rows = {*self.filled, *self.tall}
        rows |= {row for formula in self.formulas for row in formula.rows}
        rows |= {row for cells in self._beside.values() for row, cell in cells.items() if not is_blank(cell)}
        return sorted(rows)

    @property
    def max_row(self) -> int:
        filled = (row for row in sorted(self.filled, reverse=True) if self.cells_in(row))
        beside = (row for cells in self._beside.values() for row, cell in cells.items() if not is_blank(cell))
        formulas = (formula.rows.stop - 1 for formula in self.formulas)
        return max(super().max_row, next(filled, 0), *beside, *formulas)

    def calculate_dimension(self) -> str:
        """The area from the first cell to the last, as in A1:AX501."""
        area = area_of(super().calculate_dimension())
        return replace(area, right=max(area.right, *self._beside, 0), bottom=self.max_row).address


def _column(found: tuple[int, Cell]) -> int:
    return found[0]


def is_blank(value: Cell) -> bool:
    """Whether a cell is written as a blank; a formula that was never calculated has no value either."""
    return value is None or value == "" or isinstance(value, Uncalculated)


def refuse_unwritable(value: Cell, where: str) -> None:
    """Raises Failure when a text is longer than a cell holds, and BuildError when a number is none that a cell can
    hold."""
    if isinstance(value, str):
        refuse_too_long(value)
    if isinstance(value, float) and not math.isfinite(value):
        raise BuildError(f"{where}: {value} is no number that a cell can hold.")

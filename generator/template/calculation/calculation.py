"""The formulas of a workbook, worked out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any

from openpyxl.utils import column_index_from_string

from generator.catalog import fold
from generator.template.calculation.columns import Cells, Column, Formula, Waiting
from generator.template.calculation.compiled import compiled
from generator.template.calculation.functions import SomeDay, Untold
from generator.template.calculation.grammar import Unreadable
from generator.workbook.cells import serial

_AREA = re.compile(r"(?:'((?:[^']|'')+)'|([^'!()]+))!\$?([A-Z]{1,3})(\$?)(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?")


class Calculation:
    """The cells of a workbook with the formulas of ours, and what its defined names stand for.

    Args:
        names: defined names with their text; one for a cell of the row as it reads in row 1.
        day: the day of TODAY(). Without it, what depends on the day has no value.
    """

    def __init__(self, names: Mapping[str, str], day: dt.date | None) -> None:
        self._texts = {name.lower(): text.removeprefix("=") for name, text in names.items()}
        self._today: Any = SomeDay() if day is None else float(serial(day))
        self._sheets: dict[str, dict[int, Column]] = {}
        self._formulas: dict[str, Formula] = {}

    def column(self, sheet: str, number: int) -> Column:
        """A column of the sheet with that title; it is made when there is none."""
        columns = self._sheets.setdefault(fold(sheet), {})
        if number not in columns:
            columns[number] = Column()
        return columns[number]

    def put(self, sheet: str, number: int, rows: Iterable[int], formula: str) -> None:
        """Puts a formula into some rows of a column."""
        column = self.column(sheet, number)
        cells = Waiting(lambda: self._compiled(formula), sorted(rows))
        for row in cells.rows:
            column.put(row, cells)

    def shown(self, sheet: str, number: int) -> list[Any]:
        """What the cells of a column show, by row from 0: texts, numbers, TRUE or FALSE, or `CellError`; None where
        nobody knows."""
        return self.column(sheet, number).shown()

    def _compiled(self, formula: str) -> Formula:
        try:
            return compiled(formula, self)
        except Unreadable:
            return _untold

    # --- what names stand for -----------------------------------------------------------------------------------

    def cell(self, name: str) -> tuple[Column, int | None] | None:
        found = self._area(name)
        if found is None or found[6]:
            return None
        column = self.column(found[1] or found[2], column_index_from_string(found[3]))
        if found[4]:
            return column, int(found[5])
        return (column, None) if found[5] == "1" else None

    def cells(self, name: str) -> Cells | None:
        found = self._area(name)
        if found is None or (found[6] or found[3]) != found[3] or not (found[4] or found[6]):
            return None
        column = self.column(found[1] or found[2], column_index_from_string(found[3]))
        return Cells(column, int(found[5]), int(found[7] or found[5]))

    def formula(self, name: str) -> Formula | None:
        if name not in self._formulas:
            if name not in self._texts or self._area(name):
                return None
            self._formulas[name] = _Once(self._compiled(self._texts[name]))
        return self._formulas[name]

    def across(self, first: str, last: str) -> list[Column] | None:
        one, other = self._area(first), self._area(last)
        if one is None or other is None or (one[1], one[2]) != (other[1], other[2]):
            return None
        numbers = [column_index_from_string(found[3]) for found in (one, other)]
        if self.cell(first) is None or self.cell(last) is None:
            return None
        return [self.column(one[1] or one[2], number) for number in range(min(numbers), max(numbers) + 1)]

    def today(self) -> Any:
        return self._today

    def _area(self, name: str) -> re.Match[str] | None:
        return _AREA.fullmatch(self._texts.get(name, ""))


def _untold(_: int) -> Any:
    raise Untold("the formula says more than ours do")


class _Once:
    """The formula of a name, worked out once in a row, since a row asks for some names often."""

    def __init__(self, formula: Formula) -> None:
        self._formula = formula
        self._values: dict[int, Any] = {}

    def __call__(self, row: int) -> Any:
        values = self._values
        if row not in values:
            values[row] = self._formula(row)
        return values[row]

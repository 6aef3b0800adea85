"""The cells of a column, of which some hold formulas; and cells of a column that formulas look through."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from math import isfinite
from typing import Any

from generator.template.calculation.functions import (
    ERRORS,
    SomeDay,
    Untold,
    Wrong,
    error_of,
    filled,
    lower,
    number,
    pattern,
)
from generator.workbook.cells import CellError

Formula = Callable[[int], Any]
"""Gives the value of a formula in a row."""


_BUSY = Untold("it depends on itself")
_UNKNOWN = {Untold, SomeDay}
_AS_THEY_ARE = {str, bool, int}


class Waiting:
    """Cells with one formula that is not worked out yet.

    Args:
        compiled: makes a function of the formula when the first cell is asked for.
        rows: those of the cells, ascending.
    """

    __slots__ = ("_compiled", "formula", "rows", "running")

    def __init__(self, compiled: Callable[[], Formula], rows: list[int]) -> None:
        self._compiled, self.rows, self.running = compiled, rows, False
        self.formula: Formula

    def begin(self) -> None:
        self.running = True
        self.formula = self._compiled()


class Column:
    """The cells of a column: values by row, `CellError` for an error, None for a blank, and `Waiting` ones.

    Formulas are worked out when one of them is asked for, all cells with the same formula at once and the last row
    first, since what is gathered along a chain of rows comes from below: so an activity may have any number of rows.
    """

    __slots__ = ("_places", "_untold", "values")

    def __init__(self) -> None:
        self.values: list[Any] = [None]
        """Of the rows from 0, the first of them unused."""
        self._places: dict[tuple[str, Any], list[int]] | None = None
        self._untold: list[int] = []

    def put(self, row: int, value: Any) -> None:
        """Puts a value, or a waiting formula, into a row."""
        if row >= len(self.values):
            self.values += [None] * (row - len(self.values) + 1)
        self.values[row] = value

    def peek(self, row: int) -> Any:
        """The value of a row, errors as values.

        Raises:
            Untold: nobody knows it.
        """
        if row >= len(self.values):
            return None
        value = self.values[row]
        if value.__class__ is Waiting:
            value = self._worked_out(value, row)
        if value.__class__ is Untold:
            raise value
        return value

    def at(self, row: int) -> Any:
        """The value of a row.

        Raises:
            Wrong: it is an error.
            Untold: nobody knows it.
        """
        value: Any = self.values[row] if row < len(self.values) else None
        kind = value.__class__
        if kind is Waiting:
            value = self._worked_out(value, row)
            kind = value.__class__
        if kind is CellError:
            raise Wrong(value.text)
        if kind is Untold:
            raise value
        return value

    def _worked_out(self, cells: Waiting, row: int) -> Any:
        values = self.values
        if cells.running:
            rows: Iterable[int] = (row,)
        else:
            cells.begin()
            rows = reversed(cells.rows)
        formula = cells.formula
        for each in rows:
            if values[each] is not cells:
                continue
            values[each] = _BUSY
            try:
                value = formula(each)
            except ERRORS as error:
                value = error_of(error)
            except Untold as untold:
                value = untold
            values[each] = value if value.__class__ in _AS_THEY_ARE else _shown(value)
        return values[row]

    def shown(self) -> list[Any]:
        """The values of all rows from 0, None where nobody knows them."""
        for row, value in enumerate(self.values):
            if value.__class__ is Waiting:
                self._worked_out(value, row)
        return [None if value.__class__ in _UNKNOWN else value for value in self.values]

    def rows_with(self, wanted: Any, first: int, last: int) -> Sequence[int]:
        """The rows that hold a value, or a text that fits its wild cards.

        Raises:
            Untold: nobody knows the value of a cell from `first` to `last`.
        """
        places = self._looked_up()
        at = bisect_left(self._untold, first)
        if at < len(self._untold) and self._untold[at] <= last:
            raise Untold
        if wanted is None:
            return ()
        if wanted.__class__ is str and (wild := pattern(wanted)):
            fit = (rows for (kind, text), rows in places.items() if kind == "text" and wild.fullmatch(text))
            return sorted(row for rows in fit for row in rows)
        return places.get(_key(wanted), ())

    def _looked_up(self) -> dict[tuple[str, Any], list[int]]:
        """What the cells hold, in the form of `_key`, to the rows that do."""
        if self._places is not None:
            return self._places
        running = False
        for row, value in enumerate(self.values):
            if value.__class__ is Waiting:
                if value.running:
                    running = True
                else:
                    self._worked_out(value, row)
        places: dict[tuple[str, Any], list[int]] = {}
        self._untold = []
        for row, value in enumerate(self.values):
            if value.__class__ in {Waiting, Untold}:
                self._untold.append(row)
            elif row and value is not None and value.__class__ is not CellError:
                places.setdefault(_key(value), []).append(row)
        if not (running or self._untold):
            self._places = places
        return places


def _shown(value: Any) -> Any:
    if value is None:
        return 0  # as a formula shows that refers to a blank cell
    if value.__class__ is float and not isfinite(value):
        return CellError("#NUM!")
    return value


def _key(value: Any) -> tuple[str, Any]:
    """A form in which values that count as the same are equal."""
    if value.__class__ is str:
        return "text", lower(value)
    return ("truth", value) if value.__class__ is bool else ("number", number(value))


class Cells:
    """The cells of a column from one row to another."""

    def __init__(self, column: Column, first: int, last: int) -> None:
        self.column, self.first, self.last = column, first, last

    @property
    def count(self) -> int:
        return self.last - self.first + 1

    @property
    def rows(self) -> list[Any]:
        """The numbers of the rows."""
        return list(range(self.first, self.last + 1))

    @property
    def values(self) -> list[Any]:
        return [self.column.peek(row) for row in range(self.first, self.last + 1)]

    def filled(self) -> int:
        """How many cells hold anything."""
        return filled(self.column.values[self.first : self.last + 1])

    def pick(self, position: Any) -> Any:
        """The value at a position, counted from 1."""
        return self.column.at(self._row(position))

    def to(self, first: Any, last: Any) -> Cells:
        """The cells from one position to another, in either order."""
        one, other = self._row(first), self._row(last)
        return Cells(self.column, min(one, other), max(one, other))

    def _row(self, position: Any) -> int:
        row = self.first + int(number(position)) - 1
        if not self.first <= row <= self.last:
            raise Wrong("#REF!")
        return row

    def match(self, value: Any) -> int:
        """The position of the first cell with a value."""
        rows = self.column.rows_with(value, self.first, self.last)
        at = bisect_left(rows, self.first)
        if at == len(rows) or rows[at] > self.last:
            raise Wrong("#N/A")
        return rows[at] - self.first + 1

    def like(self, value: Any) -> Any:
        """The first cell with a value, as it is written there."""
        return self.pick(self.match(value))

    def times(self, value: Any) -> int:
        """How many cells hold a value."""
        rows = self.column.rows_with(value, self.first, self.last)
        return bisect_left(rows, self.last + 1) - bisect_left(rows, self.first)

"""The cells of a column, each once, since most columns hold few: what a cell means is worked out once for all rows."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from generator.workbook.cells import Bools, Cell, Texts, text_of

_BLANK = 0
"""The number of what stands in no cell."""


class Gathered:
    """Gathers the cells of a column, for rows that all are blank at first.

    Args:
        rows: how many.

    Attributes:
        at: for each row the number of its cell; rows are filled by setting it.
    """

    __slots__ = ("_cells", "_numbers", "at")

    def __init__(self, rows: int) -> None:
        self.at = array("q", bytes(8 * rows))
        self._cells: list[Cell] = [None]
        self._numbers: dict[Any, int] = {(type(None), None): _BLANK}

    def number(self, cell: Cell) -> int:
        """The number that stands for a cell in all rows that hold it."""
        number = self._numbers.setdefault((type(cell), cell), len(self._cells))  # TRUE and 1 are equal to Python
        if number == len(self._cells):
            self._cells.append(cell)
        return number

    def column(self) -> Distinct:
        """The cells that were gathered."""
        return Distinct(self._cells, np.frombuffer(self.at, np.int64).astype(np.intp, copy=False))


@dataclass(frozen=True)
class Distinct:
    """A column.

    Attributes:
        cells: each cell, in the order of its first row, behind the blank one.
        at: for each row the number of its cell in `cells`.
    """

    cells: Sequence[Cell]
    at: npt.NDArray[np.intp]

    @classmethod
    def of(cls, cells: Iterable[Cell]) -> Distinct:
        """A column from the cell of each row."""
        given = list(cells)
        column = Gathered(len(given))
        for position, cell in enumerate(given):
            column.at[position] = column.number(cell)
        return column.column()

    @cached_property
    def by_row(self) -> Texts:
        """The cell of each row."""
        return self.of_rows(self.cells)

    def of_rows(self, of_cells: Sequence[Any]) -> Texts:
        """What belongs to the cell of each row, from what belongs to each of `cells`."""
        each = np.empty(len(self.cells), dtype=object)
        each[:] = of_cells
        every: Texts = each[self.at]
        return every

    @property
    def filled(self) -> Bools:
        """The rows in which something stands, be it an error."""
        filled: Bools = self.at != _BLANK
        return filled

    def only(self, chosen: Bools) -> Distinct:
        """The column of some rows."""
        held, at = np.unique(np.append(_BLANK, self.at[chosen]), return_inverse=True)
        return Distinct([self.cells[number] for number in held], at[1:])

    @cached_property
    def texts(self) -> list[str]:
        """Each cell as text."""
        return list(map(text_of, self.cells))

    def of_texts(self, function: Callable[[str], Any], kind: npt.DTypeLike) -> Any:
        """What `function` gives for the text of each row, as an array of `kind`."""
        return np.fromiter(map(function, self.texts), kind, len(self.cells))[self.at]

    def each(self, function: Callable[[Cell], Any], kind: npt.DTypeLike) -> Any:
        """What `function` gives for each row, as an array of `kind`."""
        return np.fromiter(map(function, self.cells), kind, len(self.cells))[self.at]

    @cached_property
    def blank(self) -> Sequence[int]:
        """The numbers of the cells that mean no text."""
        return [n for n, text in enumerate(self.texts) if not text]

    @cached_property
    def unseen(self) -> Sequence[int]:
        """The numbers of the texts in which not every character can be seen: an invisible one, a line break, a control
        character, a space other than the usual."""
        return [n for n in self.of_kind(str) if not str(self.cells[n]).isprintable()]

    @cached_property
    def foreign(self) -> Sequence[int]:
        """The numbers of the texts with other characters than ASCII's."""
        return [n for n in self.of_kind(str) if not str(self.cells[n]).isascii()]

    def of_kind(self, kind: type | tuple[type, ...]) -> Sequence[int]:
        """The numbers of the cells of a type, or of one of several."""
        if not any(issubclass(held, kind) for held in self._kinds):
            return []
        return [n for n, cell in enumerate(self.cells) if isinstance(cell, kind)]

    @cached_property
    def _kinds(self) -> frozenset[type]:
        return frozenset(map(type, self.cells))

    def is_in(self, numbers: Sequence[int]) -> Bools:
        """The rows with one of these cells."""
        if not numbers:
            return np.zeros(len(self.at), np.bool_)
        held = np.zeros(len(self.cells), np.bool_)
        held[numbers] = True
        return held[self.at]

    def rows(self, numbers: Sequence[int]) -> npt.NDArray[np.intp]:
        """The positions, ascending, of the rows with one of these cells."""
        return np.flatnonzero(self.is_in(numbers)) if numbers else np.empty(0, np.intp)

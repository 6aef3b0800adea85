"""A completed workbook in memory: one frame per sheet, every cell still knowing where it stood."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from generator.catalog import Catalog, Sheet, ValueList, fold
from generator.workbook import cells
from generator.workbook.cells import Bools, CellError, Floats, Texts, Uncalculated, odd_number
from generator.workbook.distinct import Distinct
from generator.workbook.letters import letters_of

if TYPE_CHECKING:
    import pandas as pd

_Array = TypeVar("_Array", Texts, Floats, Bools)
_NO_BLANKS = (CellError, Uncalculated)
"""What means no text and yet is not blank."""


@dataclass(frozen=True)
class SheetFrame:
    """The rows of one sheet.

    Attributes:
        sheet: what the catalog says of the sheet.
        rows: row numbers in the workbook; rows without any cell are left out.
        columns: column id to its cells as read (see `generator.workbook.cells`), for each of `rows`; all columns of the
            sheet, even those that the workbook lacks.
        letters: column id to column letter in the workbook; a column that the workbook lacks has none.
        lists: the catalog's lists, for the names under which a column's values are read too.
        day_first: how dates typed as text are read.
    """

    sheet: Sheet
    rows: Sequence[int]
    columns: Mapping[str, Distinct]
    letters: Mapping[str, str]
    lists: Mapping[str, ValueList] = field(default_factory=dict, repr=False, compare=False)
    day_first: bool = False
    _kept: dict[tuple[str, str], Any] = field(default_factory=dict, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The cells as read as a table of pandas; its index is the row number."""
        import pandas as pd  # noqa: PLC0415  # its import alone takes as long as the check of 1,000 activities

        return pd.DataFrame({name: self.raw(name) for name in self.columns}, index=list(self.rows), dtype=object)

    def only(self, chosen: Bools) -> SheetFrame:
        """The frame of some of its rows."""
        if chosen.all():
            return self
        rows = [row for row, wanted in zip(self.rows, chosen, strict=True) if wanted]
        columns = {name: column.only(chosen) for name, column in self.columns.items()}
        return replace(self, rows=rows, columns=columns, _kept={})

    def each_once(self, column: str) -> SheetFrame:
        """A frame of one column, in which each of its `Distinct.cells` stands in one row."""
        numbers = np.arange(len(self.columns[column].cells))
        once = Distinct(self.columns[column].cells, numbers)
        return replace(self, rows=numbers.tolist(), columns={column: once}, _kept={})

    def cell(self, position: int, column: str) -> str | None:
        """The address ("D7") of a column in the row at `position`; None when the workbook lacks the column."""
        letter = self.letters.get(column)
        return f"{letter}{self.rows[position]}" if letter else None

    def raw(self, column: str) -> Texts:
        """The cells as read."""
        return self.columns[column].by_row

    def text(self, column: str) -> Texts:
        """Normal texts; the full name of a value as the value. Long texts keep their line breaks."""
        return self._keep("text", column, lambda: self._texts(column))

    def typed(self, column: str) -> Texts:
        """The texts as they were typed, a full name too."""
        return self._keep("typed", column, lambda: self.columns[column].of_texts(str, object))

    def number(self, column: str) -> Floats:
        return self._keep("number", column, lambda: self.columns[column].each(cells.number_of, np.float64))

    def date(self, column: str) -> Floats:
        """Serial day numbers, NaN where the cell is no date."""
        read = partial(cells.date_of, day_first=self.day_first)
        return self._keep("date", column, lambda: self.columns[column].each(read, np.float64))

    def error(self, column: str) -> Bools:
        """Where the cell is an error value."""
        return self._keep("error", column, lambda: self._instances(column, CellError))

    def uncalculated(self, column: str) -> Bools:
        """Where the cell is a formula that was never calculated."""
        return self._keep("uncalculated", column, lambda: self._instances(column, Uncalculated))

    def blank(self, column: str) -> Bools:
        """Where the cell looks empty; an error or a formula never calculated is not blank."""
        return self._keep("blank", column, lambda: ~(self.given(column) | self._instances(column, _NO_BLANKS)))

    def given(self, column: str) -> Bools:
        return self._keep("given", column, lambda: self.columns[column].of_texts(bool, np.bool_))

    def folded(self, column: str) -> Texts:
        """The texts in the form in which they compare."""
        reading = self._reading(column)
        return self._keep("folded", column, lambda: self.columns[column].of_texts(lambda t: fold(reading(t)), object))

    def odd_number(self, column: str) -> Bools:
        """Where the cell holds a number that is not whole or has more than twelve digits."""
        return self._keep("odd", column, lambda: self.columns[column].each(odd_number, np.bool_))

    def is_text(self, column: str) -> Bools:
        """Where the cell holds text, even if it reads like a number or a date."""
        return self._keep("is_text", column, lambda: self._instances(column, str))

    @property
    def empty(self) -> Bools:
        """Rows that hold nothing but blanks that look empty (no-break spaces, say)."""
        return self._keep("empty", "", lambda: np.logical_and.reduce([self.blank(c.id) for c in self.sheet.columns]))

    def _texts(self, column: str) -> Texts:
        if self.sheet.column(column).kind == "long_text":
            long: Texts = self.columns[column].each(partial(cells.text_of, breaks=True), object)
            return long
        texts: Texts = self.columns[column].of_texts(self._reading(column), object)
        return texts

    def _reading(self, column: str) -> Callable[[str], str]:
        """How the texts of a column are read: full names as the value."""
        values = self.lists.get(self.sheet.column(column).list or "")
        return values.read if values and values.readings else str

    def _instances(self, column: str, kind: type | tuple[type, ...]) -> Bools:
        return self.columns[column].is_in(self.columns[column].of_kind(kind))

    def _keep(self, form: str, column: str, make: Callable[[], _Array]) -> _Array:
        array: _Array | None = self._kept.get((form, column))
        if array is None:
            array = self._kept[form, column] = make()
        return array


@dataclass(frozen=True, slots=True)
class Note:
    """Something that reading a workbook brought to light and no frame can hold (merged cells, a stray cell, a changed
    header).

    Attributes:
        code: code of the rule that says what it means (generator/rules/cells.py).
        sheet: tab of the workbook, or None for the file.
        cell: address, or None.
        row: row number, or None.
        column: column id, or None.
        value: the text as read, or None.
        slots: further words for the message.
    """

    code: str
    sheet: str | None = None
    cell: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None
    slots: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Batch:
    """A completed workbook.

    Attributes:
        name: file name, for messages.
        catalog: the catalog version that it is stamped with.
        sheets: sheet id to its rows.
        notes: what reading brought to light.
        sha256: of the file's bytes, hexadecimal; empty when it did not come from a file.
        today: the day that was typed on Start; None where it says TODAY().
        out_of_reach: sheet id to the numbers of rows that hold something and lie too far down to be read as part of the
            batch.
    """

    name: str
    catalog: Catalog
    sheets: Mapping[str, SheetFrame]
    notes: tuple[Note, ...] = ()
    sha256: str = ""
    today: dt.date | None = None
    out_of_reach: Mapping[str, Sequence[int]] = field(default_factory=dict)


def batch_in_memory(
    name: str, catalog: Catalog, rows: Mapping[str, Mapping[int, Mapping[str, cells.Cell]]], *, day_first: bool = False
) -> Batch:
    """A batch from rows in memory: sheet id to row number to cells by column id."""
    frames = {
        i: sheet_frame(sheet, rows.get(i, {}), catalog.lists, day_first=day_first)
        for i, sheet in catalog.sheets.items()
    }
    return Batch(name, catalog, frames)


def sheet_frame(
    sheet: Sheet,
    rows: Mapping[int, Mapping[str, cells.Cell]],
    lists: Mapping[str, ValueList],
    *,
    day_first: bool = False,
) -> SheetFrame:
    """A frame from rows in memory (row number to cells by column id), its columns in the order of the catalog after
    Status."""
    columns = {column.id: Distinct.of(row.get(column.id) for row in rows.values()) for column in sheet.columns}
    letters = {column: letters_of(n) for n, column in enumerate(columns, 2)}
    return SheetFrame(sheet, list(rows), columns, letters, lists, day_first)

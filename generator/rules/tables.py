"""The rows of a batch as a rule sees them: columns of one sheet, and through the activity ID those of its activity."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Callable
from functools import cached_property
from math import isnan
from typing import Any, TypeVar

import numpy as np

from generator.catalog import ACTIVITIES, ID, Catalog, fold
from generator.workbook.cells import NAN, Bools, CellError, Floats, Texts, day_of, serial
from generator.workbook.frames import Batch, SheetFrame

KEY_LENGTH = 200
"""Keys are cut here, since MATCH in Excel takes no more than 255 characters."""
WILD = {"~": "{t}", "*": "{a}", "?": "{q}"}
"""What stands in keys for the characters that MATCH reads as wild cards."""
_WILD = str.maketrans(WILD)
_Array = TypeVar("_Array", Texts, Floats, Bools)


def key_texts(columns: list[Texts]) -> list[str]:
    """One key per row over some columns: equal keys mean the same row; empty when one of the texts is empty.

    The same in Excel (`generator.template.formulas.cells`): wild cards exchanged, case aside, all together cut at 200
    characters."""
    pieces = [[_key(t, KEY_LENGTH // len(columns)) for t in column.tolist()] for column in columns]
    if len(pieces) == 1:
        return pieces[0]
    return ["" if "" in row else "|".join(row) for row in zip(*pieces, strict=True)]


def _key(text: str, length: int) -> str:
    if any(map(text.__contains__, WILD)):
        text = text.translate(_WILD)
    text = text[:length]
    return text.lower() if text.isascii() else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def months_after(days: Floats, months: Floats) -> Floats:
    """Serial day numbers so many months later, as Excel's EDATE; NaN where either is absent or the day is none."""
    pairs = list(zip(days.tolist(), months.tolist(), strict=True))
    later = {pair: _months_after(*pair) for pair in {*pairs}}
    return np.fromiter((later[pair] for pair in pairs), np.float64, len(pairs))


def _months_after(number: float, months: float) -> float:
    day = None if isnan(number) or isnan(months) else day_of(number)
    if day is None:
        return NAN
    year, month = divmod(day.year * 12 + day.month - 1 + int(months), 12)
    if year > 9999:
        return NAN
    return float(serial(dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))))


class Tables:
    """All sheets of a batch, with the ties between them.

    Args:
        batch: the completed workbook.
        today: serial number of the day of the check.
    """

    def __init__(self, batch: Batch, today: int) -> None:
        self.batch = batch
        self.today = today
        self._rows: dict[str, Rows] = {}

    def on(self, sheet: str) -> Rows:
        if sheet not in self._rows:
            self._rows[sheet] = Rows(self, self.batch.sheets[sheet])
        return self._rows[sheet]

    @cached_property
    def _activities(self) -> dict[str, list[int]]:
        """Key of a provider activity ID to the positions of its rows on Activities."""
        positions: dict[str, list[int]] = {}
        for position, key in enumerate(key_texts([self.batch.sheets[ACTIVITIES].text(ID)])):
            if key:
                positions.setdefault(key, []).append(position)
        return positions

    def position(self, key: str) -> int:
        """Position of the one row on Activities with that key of a provider activity ID; -1 when there is none, or more
        than one."""
        rows = self._activities.get(key, [])
        return rows[0] if len(rows) == 1 else -1

    def shared(self, key: str) -> bool:
        """Whether more than one row on Activities has that key."""
        return len(self._activities.get(key, [])) > 1


class Rows:
    """The rows of one sheet, for expressions. "activities.credits" names a column of the row's activity."""

    def __init__(self, tables: Tables, frame: SheetFrame) -> None:
        self.tables = tables
        self.frame = frame
        self._shared: dict[str, Bools] = {}

    def __len__(self) -> int:
        return len(self.frame)

    @property
    def catalog(self) -> Catalog:
        return self.tables.batch.catalog

    @property
    def today(self) -> int:
        return self.tables.today

    def on(self, sheet: str) -> Rows:
        return self.tables.on(sheet)

    @cached_property
    def pointers(self) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
        """Position of each row's activity on Activities, or -1; on Activities itself the row's own."""
        if self.frame.sheet.id == ACTIVITIES:
            return np.arange(len(self), dtype=np.intp)
        return np.fromiter((self.tables.position(key) for key in self._keys), np.intp, len(self))

    @cached_property
    def shares_id(self) -> Bools:
        """Where more than one row on Activities has the row's provider activity ID."""
        return np.fromiter((self.tables.shared(key) for key in self._keys), np.bool_, len(self))

    @cached_property
    def _keys(self) -> list[str]:
        return key_texts([self.frame.text(ID)])

    def raw(self, column: str) -> Texts:
        """The cells as read; an error for the cells of an activity that there is not."""
        return self._read(SheetFrame.raw, column, CellError("#N/A"))

    def text(self, column: str) -> Texts:
        return self._read(SheetFrame.text, column, "")

    def folded(self, column: str) -> Texts:
        """The texts in the form in which they compare."""
        return self._read(SheetFrame.folded, column, "")

    def meant(self, column: str, meaning: str) -> str:
        """The value that has this meaning in the list of a column."""
        source, name = self._source(column)
        return self.catalog.values_of(source.frame.sheet.column(name)).meaning(meaning).value

    def says(self, column: str, meaning: str) -> Bools:
        """Where the column holds the value of its list that has this meaning."""
        return np.asarray(self.folded(column) == fold(self.meant(column, meaning)), dtype=np.bool_)

    def shared(self, name: str, evaluate: Callable[[], Bools]) -> Bools:
        """A condition that many rules share, worked out once."""
        if name not in self._shared:
            self._shared[name] = evaluate()
        return self._shared[name]

    def number(self, column: str) -> Floats:
        return self._read(SheetFrame.number, column, np.nan)

    def date(self, column: str) -> Floats:
        return self._read(SheetFrame.date, column, np.nan)

    def blank(self, column: str) -> Bools:
        """Where the cell looks empty; for a row without activity, its activity's cells are not blank."""
        return self._read(SheetFrame.blank, column, False)

    def error(self, column: str) -> Bools:
        """Where the cell is an error value; so are, as in the workbook, the cells of an activity that there is not."""
        return self._read(SheetFrame.error, column, True)

    def is_text(self, column: str) -> Bools:
        return self._read(SheetFrame.is_text, column, False)

    def given(self, column: str) -> Bools:
        """Where the cell holds something; false for an error value."""
        return self._read(SheetFrame.given, column, False)

    def odd_number(self, column: str) -> Bools:
        """Where the cell holds a number that is not whole or has more than twelve digits."""
        return self._read(SheetFrame.odd_number, column, False)

    def _read(self, read: Callable[[SheetFrame, str], _Array], column: str, without: Any) -> _Array:
        """What a frame says of a column; of the activity's, what stands `without` for rows that have none."""
        source, name = self._source(column)
        values = read(source.frame, name)
        return values if source is self else self._pull(values, without)

    def count(self, sheet: str, where: Bools) -> Floats:
        """For each row, how many rows of `sheet` that satisfy `where` belong to its activity."""
        other = self.on(sheet)
        targets = other.pointers[where & ~other.frame.empty & (other.pointers >= 0)]
        counts = np.bincount(targets, minlength=len(self.on(ACTIVITIES))).astype(np.float64)
        return counts if self.frame.sheet.id == ACTIVITIES else self._pull(counts, 0.0)

    def _source(self, column: str) -> tuple[Rows, str]:
        sheet, _, name = column.rpartition(".")
        return (self.on(sheet), name) if sheet and sheet != self.frame.sheet.id else (self, name)

    def _pull(self, values: Any, missing: object) -> Any:
        if not len(values):
            return np.full(len(self), missing, dtype=values.dtype)
        pulled = values[self.pointers]
        pulled[self.pointers < 0] = missing
        return pulled

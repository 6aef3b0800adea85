"""What a cell of a list from elsewhere is in a column of ours.

A value that does not fit its column stays as it was typed, so that the check tells it at its cell.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass

from generator.catalog import Catalog, Column, ValueList, fold, tidy
from generator.catalog.lists import NO, YES
from generator.catalog.sheets import NUMBER_KINDS
from generator.intake.date_order import DateOrder, is_ambiguous
from generator.intake.known_names import Names, Set
from generator.upkeep.moved import moved
from generator.upkeep.upgraded import Fate
from generator.workbook.cells import Cell, CellError, Uncalculated, day_of, number_of, read_date, text_of

_PARTS = re.compile(r"\s*[;|\n]\s*")
_AS_TEXT = re.compile(r'="([^"]*)"')
"""How programs write digits into a CSV file so that Excel keeps them as text."""
_LINK = re.compile(r'=HYPERLINK\("([^"]+)"\s*(?:[,;].*)?\)', re.IGNORECASE | re.DOTALL)
_UNIT = r"(?:ama pra category 1|ama|pra|cme|moc|credits?(?:\(s\))?|points?|pts|hours?|hrs?|usd|dollars?|[.™®]|\s)*"
_NUMBER = re.compile(rf"\$?\s*((?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?){_UNIT}", re.IGNORECASE | re.ASCII)
_DECIMAL_COMMA = re.compile(r"(\d{1,3}),(\d{1,2})", re.ASCII)
_TIME = re.compile(r"[ T](\d{1,2}:\d{2}.*)", re.ASCII)
_MIDNIGHT = re.compile(r"(?:0?0:00|12:00(?::00)? ?am)(?::00)?(?:\.0+)?Z?", re.ASCII | re.IGNORECASE)
_SERIAL = re.compile(r"[3-6]\d{4}", re.ASCII)
"""A day of the years 1982 to 2091 by its number."""

_NO_VALUE = "A formula that no program has calculated: save the list in Excel and import it again."
_BLANKS = "Only blanks, read as an empty cell."
_IN_LIST = "As the list has it."
_PARTED = "Several values in one cell, each in a column of its own now."
_NUMBER_READ = "Read as a number."
_NO_NUMBER = "Not a number. Type the number alone."
_NO_DATE = "Not a date. Type it as in 2026-03-15."
_DATE_THERE = "Excel made a date of what was typed here. Type it again as text."
_FORMULA = "A formula as text, which stays text. Type what it should show."
_ODD = "Excel made a number of it. Type it again as text."
_DIGITS = "The digits without the formula that kept them as text."
_ADDRESS = "The address of the link."
_DAY_NUMBER = "Excel's number of that day."
_TWO_DAYS = "This could be two days, and nothing in the list says which."


@dataclass(frozen=True, slots=True)
class Taken:
    """What a cell is in its column.

    Attributes:
        cells: what stands there; of several, the others belong into further columns of the family. Empty for nothing.
        fate, why: see `generator.upkeep.upgraded.Entry`.
        sets: what is entered besides.
    """

    cells: tuple[Cell, ...]
    fate: Fate = Fate.CARRIED
    why: str = ""
    sets: Set | None = None


@dataclass(frozen=True)
class Reader:
    """Reads cells.

    Attributes:
        catalog: what our columns take.
        names: what others call our values.
        dates: how dates are read.
    """

    catalog: Catalog
    names: Names
    dates: DateOrder

    def read(self, cell: Cell, column: Column, owner: str = "") -> Taken:
        """What a cell is in a column.

        Args:
            cell: not None.
            column: ours.
            owner: whose values apply (the board), where the column depends on that; "" when it is not known.
        """
        if isinstance(cell, Uncalculated):
            return Taken((), Fate.LEFT, _NO_VALUE)
        if isinstance(cell, CellError):
            kept = moved(cell, None)
            return Taken((kept.cell,), kept.fate, kept.why)
        if not text_of(cell):
            return Taken((), Fate.CHANGED, _BLANKS)
        if isinstance(cell, str) and (digits := _AS_TEXT.fullmatch(cell.strip())):
            inner = self.read(digits[1], column, owner) if tidy(digits[1]) else Taken((), why=_BLANKS)
            return Taken(inner.cells, max(inner.fate, Fate.CHANGED, key=list(Fate).index), inner.why or _DIGITS)
        return self._of_kind(cell, column, owner)

    def _of_kind(self, cell: Cell, column: Column, owner: str) -> Taken:
        if column.kind == "date":
            return self._date_as_text(cell) if isinstance(cell, str) else _date(cell)
        if column.kind in NUMBER_KINDS:
            return _number(cell, column)
        if column.kind == "choice":
            values = self.catalog.values_of(column)
            return self._choice(cell, column, values, owner)
        return _identifier(cell) if column.kind == "id" else _text(cell, column)

    def answer(self, cell: Cell) -> bool | None:
        """Whether a cell says Yes; None when it says neither Yes nor No."""
        answers = self.catalog.answers
        text = text_of(cell)
        reading = self.names.reading(answers.name, text)
        value = answers.find(text) or (reading.value if reading else None)
        return {YES: True, NO: False}.get(value.means) if value else None

    def _choice(self, cell: Cell, column: Column, values: ValueList, owner: str) -> Taken:
        text = text_of(cell)
        typed = cell if isinstance(cell, str) else text
        if column.depends_on and not (owner and values.offered(owner)):
            return Taken((typed,))
        if one := self._value(text, values, owner if column.depends_on else ""):
            value, sets = one
            return Taken(
                (value,), Fate.CARRIED if value == cell else Fate.CHANGED, "" if value == cell else _IN_LIST, sets
            )
        if owner and values.every_of(text, owner):
            return Taken((text,))
        parts = [self._value(part, values, owner) for part in _PARTS.split(typed) if tidy(part)]
        found = [part for part in parts if part]
        if column.repeats and len(found) == len(parts) > 1:
            distinct = tuple(dict.fromkeys(value for value, _ in found))
            return Taken(distinct, Fate.CHANGED, _PARTED)
        if not values.suggests or not values.offered():
            return Taken((typed,))
        whose = f" of {owner}" if column.depends_on else ""
        return Taken((typed,), Fate.KEPT, f"Not in the list{whose} for {column.header}. Choose from its drop-down.")

    def _value(self, text: str, values: ValueList, owner: str) -> tuple[str, Set | None] | None:
        """The value that a text means, and what goes with it."""
        value = values.find(text, owner or None)
        if value:
            return value.value, None
        reading = self.names.reading(values.name, text, owner or None)
        return (reading.value.value, reading.sets) if reading else None

    def _date_as_text(self, cell: str) -> Taken:
        text = text_of(cell)
        if _SERIAL.fullmatch(text):
            return Taken((day_of(float(text)),), Fate.CHANGED, _DAY_NUMBER)
        read = read_date(text, day_first=self.dates.day_first)
        if read is None:
            return Taken((cell,), Fate.KEPT, _NO_DATE)
        if is_ambiguous(text) and not self.dates.settled:
            return Taken((read,), Fate.KEPT, _TWO_DAYS)
        time = _TIME.search(text)
        told = time is not None and not _MIDNIGHT.fullmatch(time[1])
        return Taken((read,), Fate.CHANGED, _time_gone(time[1])) if told and time else Taken((read,))


def _date(cell: Cell) -> Taken:
    if isinstance(cell, dt.datetime):
        day, time = cell.date(), cell.time()
        return Taken((day,), Fate.CHANGED, _time_gone(f"{time:%H:%M}")) if time != dt.time() else Taken((day,))
    if isinstance(cell, dt.date):
        return Taken((moved(cell, None).cell,))
    number = number_of(cell)
    by_number = day_of(number) if _SERIAL.fullmatch(text_of(cell).partition(".")[0]) else None
    return Taken((by_number,), Fate.CHANGED, _DAY_NUMBER) if by_number else Taken((cell,), Fate.KEPT, _NO_DATE)


def _time_gone(time: str) -> str:
    return f"The time of day ({time}) is left out; PARS takes days."


def _number(cell: Cell, column: Column) -> Taken:
    if isinstance(cell, (dt.date, bool)):
        return Taken((text_of(cell),), Fate.KEPT, _NO_NUMBER)
    number = number_of(cell)
    if not math.isnan(number):
        return Taken((number,))
    text = text_of(cell)
    if column.kind == "credit" and (comma := _DECIMAL_COMMA.fullmatch(text)):
        return Taken((float(f"{comma[1]}.{comma[2]}"),), Fate.CHANGED, _NUMBER_READ)
    read = _NUMBER.fullmatch(text)
    if read and not (column.kind == "credit" and "," in read[1]):
        return Taken((float(read[1].replace(",", "")),), Fate.CHANGED, _NUMBER_READ)
    return Taken((cell if isinstance(cell, str) else text,), Fate.KEPT, _NO_NUMBER)


def _identifier(cell: Cell) -> Taken:
    if isinstance(cell, dt.date):
        return Taken((cell,), Fate.KEPT, _DATE_THERE)
    if isinstance(cell, (int, float)) and (cell != int(cell) or abs(cell) >= 1e15):
        return Taken((cell,), Fate.KEPT, _ODD)
    return _plain(cell)


def _text(cell: Cell, column: Column) -> Taken:
    if isinstance(cell, str) and column.kind == "url" and (link := _LINK.fullmatch(cell.strip())):
        return Taken((link[1],), Fate.CHANGED, _ADDRESS)
    return _plain(cell)


def _plain(cell: Cell) -> Taken:
    if not isinstance(cell, str):
        return Taken((text_of(cell),))
    return Taken((cell,), Fate.KEPT, _FORMULA) if cell.startswith("=") else Taken((cell,))


def same(one: Cell, other: Cell) -> bool:
    """Whether two cells of a column say the same."""
    return fold(text_of(one)) == fold(text_of(other))

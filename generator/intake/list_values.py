"""What a cell of a list from elsewhere is in a column of ours.

A value that does not fit its column stays as it was typed, so that the check tells it at its cell.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from generator.catalog import Catalog, Column, ValueList, fold, tidy
from generator.catalog.lists import NO, YES
from generator.catalog.sheets import NUMBER_KINDS
from generator.intake.date_order import DateOrder, is_ambiguous
from generator.intake.known_names import Names, Set
from generator.intake.nothing import is_nothing
from generator.intake.plain_text import plain
from generator.upkeep.moved import moved
from generator.upkeep.upgraded import Fate
from generator.workbook.cells import Cell, CellError, Uncalculated, day_of, number_of, read_date, text_of

_PARTS = re.compile(r"\s*[;|\n]\s*")
_TEXTS = {"text", "long_text"}
_THOUSANDS = re.compile(r"\$?\s*\d{1,3}(?:\.\d{3})+", re.ASCII)
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

RECORD_ACTION = "record_action"
_ON_RECORDS = {"update", "delete"}
"""What is done to a record that PARS has."""

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
_NONE = "It says that there is nothing to enter."
_PLAIN = "As plain text, without the marks of a web page."
_ONLY_MARKS = "Nothing but the marks of a web page."
_TWO_NUMBERS = "The point may part thousands or decimals. Type the number without it."
_CHANGES_PARS = "It would change or delete a record in PARS. Look whether that is meant, and what PARS has."
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
        if is_nothing(cell) and not column.needed:
            return Taken((), Fate.LEFT, _NONE)
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
        if one := self.value(text, values, owner if column.depends_on else ""):
            if column.depends_on and not (owner and values.offered(owner)):
                return Taken((typed,))
            value, sets = one
            fate, why = (Fate.CARRIED, "") if value == cell else (Fate.CHANGED, _IN_LIST)
            found = values.find(value)
            if column.id == RECORD_ACTION and found and found.means in _ON_RECORDS:
                fate, why = Fate.KEPT, _CHANGES_PARS
            return Taken((value,), fate, why, sets)
        if refused := self._refused(text, values, owner) or (_NONE if is_nothing(cell) else ""):
            return Taken((), Fate.LEFT, refused)
        if (column.depends_on and not values.offered(owner)) or (owner and values.every_of(text, owner)):
            return Taken((typed,))
        return self._of_list(typed, column, values, owner)

    def _of_list(self, typed: str, column: Column, values: ValueList, owner: str) -> Taken:
        """Several values of a list, or what is not in it."""
        if column.repeats and (parted := self._parted(parts_of(typed), values, owner)):
            return parted
        if not values.suggests or not values.offered():
            return Taken((typed,))
        whose = f" of {owner}" if column.depends_on else ""
        return Taken((typed,), Fate.KEPT, f"Not in the list{whose} for {column.header}. Choose from its drop-down.")

    def _parted(self, parts: Sequence[str], values: ValueList, owner: str) -> Taken | None:
        """The values of the parts of a cell; None unless each of them is one, or known to be none."""
        refused = {part: why for part in parts if (why := self._refused(part, values, owner))}
        found = [self.value(part, values, owner) for part in parts if part not in refused]
        distinct = tuple(dict.fromkeys(one[0] for one in found if one))
        if len(parts) < 2 or not all(found):
            return None
        whys = [f"{part}: {why}" for part, why in refused.items()]
        if not distinct:
            return Taken((), Fate.LEFT, " ".join(whys))
        return Taken(distinct, Fate.KEPT if whys else Fate.CHANGED, " ".join([_PARTED, *whys]))

    def _refused(self, text: str, values: ValueList, owner: str) -> str:
        """Why a text is known to be no value of a list; empty for another one."""
        reading = self.names.reading(values.name, text, owner or None)
        return reading.why if reading and not reading.value and not values.find(text, owner or None) else ""

    def value(self, text: str, values: ValueList, owner: str = "") -> tuple[str, Set | None] | None:
        """The value of a list that a text means, and what goes with it; None for no value."""
        value = values.find(text, owner or None)
        if value:
            return value.value, None
        reading = self.names.reading(values.name, text, owner or None)
        return (reading.value.value, reading.sets) if reading and reading.value else None

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
    if isinstance(cell, str) and column.kind != "credit" and _THOUSANDS.fullmatch(tidy(cell)):
        return Taken((cell,), Fate.KEPT, _TWO_NUMBERS)
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
    return _as_typed(cell)


def _text(cell: Cell, column: Column) -> Taken:
    if not isinstance(cell, str):
        return _as_typed(cell)
    if column.kind == "url" and (link := _LINK.fullmatch(cell.strip())):
        return Taken((link[1],), Fate.CHANGED, _ADDRESS)
    text = plain(cell)
    if not text_of(text):
        return Taken((), Fate.LEFT, _ONLY_MARKS)
    parts = parts_of(text) if column.repeats and column.kind in _TEXTS else []
    named = tuple(dict.fromkeys(part for part in parts if not is_nothing(part)))
    if len(parts) > 1 and named:
        return Taken(named, Fate.CHANGED, _PARTED)
    return _as_typed(cell) if text == cell else Taken((text,), Fate.CHANGED, _PLAIN)


def parts_of(text: str) -> list[str]:
    """The parts of a cell that holds several values: parted at semicolons, pipes and line breaks, never at commas."""
    return [part for part in _PARTS.split(text.strip()) if tidy(part)]


def _as_typed(cell: Cell) -> Taken:
    if not isinstance(cell, str):
        return Taken((text_of(cell),))
    return Taken((cell,), Fate.KEPT, _FORMULA) if cell.startswith("=") else Taken((cell,))


def same(one: Cell, other: Cell) -> bool:
    """Whether two cells of a column say the same."""
    return fold(text_of(one)) == fold(text_of(other))

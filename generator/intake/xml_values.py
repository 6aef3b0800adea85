"""What a text of an XML file is in a cell, by the kind of the column."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal

from generator.catalog import Catalog, Column, Value, ValueList, fold, tidy
from generator.catalog.lists import NO, YES
from generator.catalog.sheets import NUMBER_KINDS
from generator.exchange.spelling import ANSWERS, MIDNIGHT, answers
from generator.intake.date_order import is_ambiguous
from generator.workbook.cells import Cell, number_text, read_date

_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(T[0-9:.]+)?(Z|[+-]\d{2}:\d{2})?")
_IS_MIDNIGHT = re.compile(r"T00:00(:00(\.0+)?)?")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_FIRST_DAY = dt.date(1900, 3, 1)
"""Before it Excel and others count days differently."""
_BOOLEAN = {
    fold(word): meaning for form in ANSWERS for word, meaning in zip(answers(form) or (), (YES, NO), strict=False)
}
_ONLY_THE_DAY = "Only the day counts; the time of day is left out."
_OF_A_ZONE = (
    "This is a time of another time zone, and where the activity takes place it may be the day before or after; look"
    " which day is meant."
)
_TWO_DAYS = "This is one of two days, and the file does not say whether the day or the month comes first; type it anew."
_OTHER_FORM = "Read as a day."
AS_LISTED = "Read as the list writes it."


@dataclass(frozen=True, slots=True)
class Read:
    """The cell that a text becomes, and why it reads otherwise there, or why a person should look at it; empty when
    neither."""

    cell: Cell
    why: str = ""
    look: bool = False


class Reader:
    """Reads texts by the columns of a catalog, each value of a list once."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._known: dict[tuple[str, str | None, str], Value | None] = {}

    def read(self, column: Column, text: str, owner: str | None = None) -> Read:
        """A text as the column's cell; one that it cannot hold as such stays a text, which the check then tells.

        Args:
            column: where it goes.
            text: as in the file, without blanks around it.
            owner: the value that the column's list depends on (the board), as in its cell.
        """
        if column.kind == "date":
            return read_day(text)
        if column.kind in NUMBER_KINDS:
            return Read(_number(text))
        values = self.catalog.list_of(column)
        value = self.value(values, text, owner) if values else None
        if value is None:
            return Read(text)
        plain = text in {value.value, value.file_value} or values is self.catalog.answers
        return Read(value.value, "" if plain else AS_LISTED)

    def value(self, values: ValueList, text: str, owner: str | None = None) -> Value | None:
        """The offered value that a text stands for: as the upload file writes it, or as the check reads cells."""
        key = (values.name, owner, text)
        if key not in self._known:
            self._known[key] = self._value(values, text, owner)
        return self._known[key]

    def answer(self, text: str) -> str:
        """The answer that a text means, as in cells; any other text as it is."""
        value = self.value(self.catalog.answers, text)
        return value.value if value else text

    def _value(self, values: ValueList, text: str, owner: str | None) -> Value | None:
        if values is self.catalog.answers and (meaning := _BOOLEAN.get(fold(text))):
            return values.meaning(meaning)
        written = (value for value in values.offered(owner) if fold(value.file_value) == fold(text))
        return next(written, None) or values.find(text, owner)


def day_in(text: str) -> dt.date | None:
    """The day that a text becomes in a cell; None where it stays a text."""
    cell = read_day(text).cell
    return cell if isinstance(cell, dt.date) else None


def read_day(text: str) -> Read:
    """A date, or a date with a time, as a day; what is no day stays a text, and so does what may be one of two."""
    match = _DAY.fullmatch(text)
    if match is None:
        if is_ambiguous(text):
            return Read(text, _TWO_DAYS, look=True)
        day = read_date(tidy(text), day_first=False)
        return Read(day, _OTHER_FORM) if day and day >= _FIRST_DAY else Read(text.removesuffix(MIDNIGHT))
    try:
        day = dt.date.fromisoformat(match[1])
    except ValueError:
        return Read(text.removesuffix(MIDNIGHT))
    if day < _FIRST_DAY:
        return Read(text.removesuffix(MIDNIGHT))
    if match[3] and match[2] and not _IS_MIDNIGHT.fullmatch(match[2]):
        return Read(day, _OF_A_ZONE, look=True)
    return Read(day, _ONLY_THE_DAY if match[3] or match[2] not in {None, MIDNIGHT} else "")


def _number(text: str) -> Cell:
    """The number, as long as a cell keeps all of its digits."""
    if not _NUMBER.fullmatch(text):
        return text
    number = float(text)
    return number if Decimal(number_text(number)) == Decimal(text) else text

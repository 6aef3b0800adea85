"""One cell, read for its column: what it says, whether PARS would refuse it, whether the check tells of it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from tests.second_reading import lists
from tests.second_reading.catalog_files import BY_BOARD, Column, catalog, closed, setting
from tests.second_reading.characters import clean, forbidden, plain, unseen
from tests.second_reading.dates import day_of_text


@dataclass(frozen=True)
class ErrorValue:
    """An error value of the spreadsheet, as in #N/A."""

    text: str = "#N/A"


@dataclass(frozen=True)
class Formula:
    """A formula that no program has calculated."""

    text: str = "=1+1"


Cell = None | str | float | bool | dt.date | ErrorValue | Formula


@dataclass(frozen=True)
class Read:
    """What a cell says.

    Attributes:
        value: a text, a number or a day; None when the cell is blank or bad.
        bad: PARS would not save it.
        told: the check tells how it was read, or that it is unusual.
        near: the number or day that a bad cell holds all the same, as in 2.3 credits.
    """

    value: str | Decimal | dt.date | None = None
    bad: bool = False
    told: bool = False
    near: Decimal | dt.date | None = None

    @property
    def blank(self) -> bool:
        return self.value is None and not self.bad


BLANK = Read()
BAD = Read(bad=True)
IDENTIFIERS = ("provider_activity_id", "accme_activity_id", "rpc_id")
OUTLINE_ENTRIES = ("content_1", "content_1_tag", "content_2", "content_2_tag")
NUMBERS = ("credit", "count", "amount")
_EPOCH = dt.date(1899, 12, 30)
_NUMBER = re.compile(r"\d+(\.\d+)?", re.ASCII)
_ADDRESS = re.compile(r"https?://[^\s/.]+(\.[^\s/.]+)+(/\S*)?", re.ASCII | re.IGNORECASE)
_DIGITS = 12
_UNUSUAL_FROM = "\u0250"
"""Where Latin letters end; test texts stay clear of the common signs beyond."""


def read(cell: Cell, column: Column, order: str) -> Read:
    """`cell` as the documents read it in `column`; `order` is the setting for dates typed as text.

    The board's own lists and everything that depends on other cells is judged elsewhere.
    """
    if cell is None:
        return BLANK
    if isinstance(cell, ErrorValue | Formula):
        return BAD
    if isinstance(cell, str):
        return _typed(cell, column, order)
    if column.kind == "date":
        return _in_range(cell if isinstance(cell, dt.date) else _day_of_number(cell))
    if column.kind in NUMBERS:
        return _number(_serial(cell) if isinstance(cell, dt.date) else cell, column)
    return _made_into_something(cell, column, order)


def _typed(cell: str, column: Column, order: str) -> Read:
    """A text, without the characters that nobody sees."""
    if forbidden(cell):
        return BAD
    lines = column.kind == "long_text"
    text, told = clean(cell, lines=lines), unseen(cell, lines=lines)
    if not text:
        return Read(told=told)
    found = _READERS[column.kind](text, column, order)
    return replace(found, told=found.told or told)


def _made_into_something(cell: float | bool | dt.date, column: Column, order: str) -> Read:
    """What Excel made a date of (2026-01, 1-2) or a number (1E5, 2026.10), in a column of texts."""
    entry = column.id in IDENTIFIERS + OUTLINE_ENTRIES
    if isinstance(cell, dt.date):
        found = _READERS[column.kind](f"{cell:%Y-%m-%d}", column, order)
        return BAD if entry else replace(found, told=True)
    if isinstance(cell, bool):
        return _READERS[column.kind](str(cell).upper(), column, order)
    whole = cell == int(cell)
    if entry and not (whole and abs(cell) < 10**_DIGITS):
        return BAD
    return _READERS[column.kind](str(int(cell)) if whole else f"{cell:.15g}", column, order)


def _date_text(text: str, _column: Column, order: str) -> Read:
    day = _in_range(day_of_text(text, order))
    return replace(day, told=not day.bad)


def _number_text(text: str, column: Column, _order: str) -> Read:
    return _number(text, column) if _NUMBER.fullmatch(text) else BAD


def _address(text: str, _column: Column, _order: str) -> Read:
    return Read(text) if _ADDRESS.fullmatch(text) else BAD


def _long_text(text: str, column: Column, order: str) -> Read:
    return _text(text, column, order) if len(text) <= setting("description_limit") else BAD


def _text(text: str, column: Column, _order: str) -> Read:
    told = column.id in ("title", "description") and any(c >= _UNUSUAL_FROM for c in plain(text))
    return Read(text, told=told)


def _identifier(text: str, column: Column, _order: str) -> Read:
    if column.id == "accme_activity_id":
        return Read(text) if re.fullmatch(r"\d{9}", text, re.ASCII) else BAD
    if column.id == "rpc_id":
        return Read(text, told=not re.fullmatch(r"EG-\d{6}-\d{3}", text, re.ASCII))
    provider_number = column.sheet == "activities" and bool(re.fullmatch(r"\d{7}", text, re.ASCII))
    return Read(text, told=provider_number)


def _choice(text: str, column: Column, _order: str) -> Read:
    return Read(text) if column.list in BY_BOARD else _of_list(text, column)


_READERS: dict[str, Callable[[str, Column, str], Read]] = {
    "id": _identifier,
    "text": _text,
    "long_text": _long_text,
    "url": _address,
    "choice": _choice,
    "date": _date_text,
} | dict.fromkeys(NUMBERS, _number_text)


def _of_list(text: str, column: Column) -> Read:
    value, full_name = lists.find(column.list, text)
    if value is not None:
        return Read(value, told=full_name)
    if closed(column.list):
        return BAD
    if column.list == "countries" and not re.fullmatch(r"[A-Za-z]{3}", text):
        return BAD  # J1: a three-letter country code
    many = not catalog()["lists"][column.list].get("suggests", True)  # it names a few of very many (P29)
    return Read(text, told=bool(lists.values(column.list)) and not many)


def _number(cell: str | float, column: Column) -> Read:
    if isinstance(cell, bool):
        return BAD
    number = Decimal(str(cell))
    step = Decimal(str(setting("points_step" if column.id == "points" else "credit_step")))
    if column.kind == "credit":
        return Read(number) if number >= step and number % step == 0 else Read(bad=True, near=number)
    least = 1 if column.kind == "amount" else 0
    return Read(number) if number >= least and number % 1 == 0 else BAD


def _serial(day: dt.date) -> float:
    return (dt.date(day.year, day.month, day.day) - _EPOCH).days


def _day_of_number(number: float) -> dt.date | None:
    if isinstance(number, bool) or not 1 <= number < 2958466:
        return None
    return _EPOCH + dt.timedelta(days=int(number))


def _in_range(day: dt.date | None) -> Read:
    """DESIGN, Cells: dates before 2000 or past 2100 are mistyped."""
    if day is None:
        return BAD
    day = dt.date(day.year, day.month, day.day)
    inside = setting("earliest_year") <= day.year <= setting("latest_year")
    return Read(day) if inside else Read(bad=True, near=day)

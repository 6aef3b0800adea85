"""What the functions and operators of Excel mean, as far as our formulas use them.

A value is a text, a number, TRUE or FALSE, or None for a blank cell; an error is raised as `Wrong`.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from calendar import monthrange
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from generator.workbook.cells import EPOCH, LAST_DAY, CellError, day_of, number_text, serial

Value = str | float | bool | None
_PLAIN = re.compile(r" *[+-]?(?:\d+\.?\d*|\.\d+) *", re.ASCII)
_SPACES = re.compile(" {2,}")
_ANY, _ONE = "*", "?"


class Wrong(Exception):
    """An error value, as in `Wrong("#N/A")`."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class Untold(Exception):
    """Nobody knows the value: it depends on a day that was not given, or on something that is not read."""


class SomeDay:
    """The day of TODAY() where no day was given: all that can be said of it is that it is the same day."""


ERRORS = (Wrong, ArithmeticError)
"""What a formula that is wrong raises."""


def error_of(error: Exception) -> CellError:
    """The error value that a formula shows."""
    if isinstance(error, Wrong):
        return CellError(error.text)
    return CellError("#DIV/0!" if isinstance(error, ZeroDivisionError) else "#NUM!")


def told(value: Any) -> Any:
    """A value of a cell, which may be an error or untold."""
    kind = value.__class__
    if kind is CellError:
        raise Wrong(value.text)
    if kind is Untold:
        raise value
    return value


# --- one kind as another ----------------------------------------------------------------------------------------


def text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if value is True or value is False:
        return "TRUE" if value else "FALSE"
    return number_text(number(value))


def number(value: Any) -> float:
    if isinstance(value, (float, int)):
        return value
    if value is None:
        return 0
    if isinstance(value, str):
        if _PLAIN.fullmatch(value):
            return float(value)
        raise Wrong("#VALUE!")
    raise Untold


def truth(value: Any) -> bool:
    if value is True or value is False:
        return value
    if value.__class__ is str:
        if lower(value) in {"true", "false"}:
            return lower(value) == "true"
        raise Wrong("#VALUE!")
    return number(value) != 0


def lower(value: str) -> str:
    """A text without upper case, one character to one character."""
    return value.lower() if value.isascii() else _lower(value)


@lru_cache(maxsize=65_536)
def _lower(value: str) -> str:
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in value)


# --- operators ----------------------------------------------------------------------------------------------------


def same(left: Any, right: Any) -> bool:
    """Whether two values are equal; a blank is equal to the empty text, to 0 and to FALSE."""
    if left.__class__ is str:
        if right.__class__ is str:
            return left == right or (len(left) == len(right) and lower(left) == lower(right))
        return right is None and left == ""
    if isinstance(left, SomeDay):
        if left is right:
            return True
        raise Untold
    if left is None or right.__class__ is str or isinstance(right, SomeDay):
        return same(right, left) if right is not None else True
    if right is None:
        return not left
    return isinstance(left, bool) is isinstance(right, bool) and bool(left == right)


def same_text(value: Any, folded: str) -> bool:
    """Whether a value is the text that reads `folded` in lower case."""
    if value.__class__ is str:
        return len(value) == len(folded) and (value == folded or lower(value) == folded)
    if isinstance(value, SomeDay):
        raise Untold
    return value is None and not folded


def _rank(value: Any, other: Any) -> tuple[int, Any]:
    """Numbers come before texts, and these before FALSE and TRUE; a blank is what the other value is."""
    if value is None:
        value = "" if other.__class__ is str else False if isinstance(other, bool) else 0
    if value.__class__ is str:
        return 1, lower(value)
    if isinstance(value, bool):
        return 2, value
    return 0, number(value)


def less(left: Any, right: Any) -> bool:
    if left.__class__ is float and right.__class__ is float:
        return bool(left < right)
    return _rank(left, right) < _rank(right, left)


def plus(left: Any, right: Any) -> float:
    return number(left) + number(right)


def minus(left: Any, right: Any) -> float:
    return number(left) - number(right)


def times(left: Any, right: Any) -> float:
    return number(left) * number(right)


def divided(left: Any, right: Any) -> float:
    return number(left) / number(right)


def power(left: Any, right: Any) -> float:
    return float(number(left) ** number(right))


def negative(value: Any) -> float:
    return -number(value)


# --- texts ----------------------------------------------------------------------------------------------------------


def length(value: Any) -> int:
    return len(text(value))


def left(value: Any, count: Any = 1) -> str:
    if (end := int(number(count))) < 0:
        raise Wrong("#VALUE!")
    return text(value)[:end]


def right(value: Any, count: Any = 1) -> str:
    if (end := int(number(count))) < 0:
        raise Wrong("#VALUE!")
    whole = text(value)
    return whole[max(0, len(whole) - end) :]


def middle(value: Any, start: Any, count: Any) -> str:
    first, many = int(number(start)), int(number(count))
    if first < 1 or many < 0:
        raise Wrong("#VALUE!")
    return text(value)[first - 1 : first - 1 + many]


def find(piece: Any, value: Any, start: Any = 1) -> int:
    at = text(value).find(text(piece), int(number(start)) - 1)
    if at < 0 or number(start) < 1:
        raise Wrong("#VALUE!")
    return at + 1


def substitute(value: Any, old: Any, new: Any, which: Any = None) -> str:
    whole, out = text(value), text(old)
    if not out:
        return whole
    if which is None:
        return whole.replace(out, text(new))
    at = -1
    for _ in range(int(number(which))):
        at = whole.find(out, at + 1)
        if at < 0:
            return whole
    return whole[:at] + text(new) + whole[at + len(out) :]


def trim(value: Any) -> str:
    whole = text(value).strip(" ")
    return _SPACES.sub(" ", whole) if "  " in whole else whole


def lowered(value: Any) -> str:
    return lower(text(value))


def character(value: Any) -> str:
    return chr(int(number(value)))


# --- numbers and days -------------------------------------------------------------------------------------------


def whole(value: Any) -> float:
    return math.floor(number(value))


def absolute(value: Any) -> float:
    return abs(number(value))


def rounded(value: Any, places: Any) -> float:
    """Halves go away from zero."""
    unit = 10 ** int(number(places))
    plain = number(value)
    return math.copysign(math.floor(abs(plain) * unit + 0.5) / unit, plain)


def remainder(value: Any, by: Any) -> float:
    return number(value) % number(by)


def _day(value: Any) -> dt.date:
    day = day_of(number(value))
    if day is None:
        raise Wrong("#NUM!")
    return day


def month(value: Any) -> int:
    return _day(value).month


def day_of_month(value: Any) -> int:
    return _day(value).day


def date(year: Any, month: Any, day: Any) -> float:
    """Months and days beyond the calendar count on."""
    years, months = divmod(int(number(year)) * 12 + int(number(month)) - 1, 12)
    if not EPOCH.year < years < 10_000:
        raise Wrong("#NUM!")
    number_of_day = serial(dt.date(years, months + 1, 1)) + int(number(day)) - 1
    if not 0 <= number_of_day < LAST_DAY:
        raise Wrong("#NUM!")
    return number_of_day


def months_later(value: Any, months: Any) -> float:
    first = _day(value)
    year, month = divmod(first.year * 12 + first.month - 1 + int(number(months)), 12)
    if not EPOCH.year < year < 10_000:
        raise Wrong("#NUM!")
    return serial(dt.date(year, month + 1, min(first.day, monthrange(year, month + 1)[1])))


# --- conditions ---------------------------------------------------------------------------------------------------


def all_hold(*tests: Any) -> bool:
    return all([truth(test) for test in tests])  # noqa: C419  # an error in a later one counts too


def one_holds(*tests: Any) -> bool:
    return any([truth(test) for test in tests])  # noqa: C419  # an error in a later one counts too


def unless_wrong(value: Callable[[], Any], otherwise: Callable[[], Any]) -> Any:
    try:
        return value()
    except ERRORS:
        return otherwise()


def raw(value: Callable[[], Any]) -> Any:
    """A value, errors as values."""
    try:
        return value()
    except ERRORS as error:
        return error_of(error)


def is_wrong(value: Any) -> bool:
    return value.__class__ is CellError


def is_number(value: Any) -> bool:
    return value.__class__ is float or value.__class__ is int


def is_text(value: Any) -> bool:
    return value.__class__ is str


def is_truth(value: Any) -> bool:
    return value.__class__ is bool


def is_blank(value: Any) -> bool:
    return value is None


def is_found(value: Any, piece: str) -> bool:
    """Whether a text holds a piece; an error holds none."""
    if value.__class__ is str:
        return piece in value
    return value.__class__ is not CellError and piece in text(value)


def not_available() -> Any:
    raise Wrong("#N/A")


# --- several values ---------------------------------------------------------------------------------------------


def each(function: Callable[..., Any], *arguments: Any) -> Any:
    """A function over lists, value by value, errors as values; what is no list stands beside each value."""
    lists = [argument for argument in arguments if isinstance(argument, list)]
    if not lists:
        return function(*map(told, arguments))
    count = len(lists[0])
    rows = zip(*(a if isinstance(a, list) else [a] * count for a in arguments), strict=True)
    return [_one(function, row) for row in rows]


def _one(function: Callable[..., Any], arguments: Sequence[Any]) -> Any:
    try:
        return function(*map(told, arguments))
    except ERRORS as error:
        return error_of(error)


def last(wanted: Any, values: Any, given: Any) -> Any:
    """What is given where the last number stands that is not above the one wanted, as LOOKUP finds it in numbers that
    are all alike."""
    for value, result in zip(reversed(values), reversed(given), strict=True):
        if is_number(value) and value <= number(wanted):
            return told(result)
    raise Wrong("#N/A")


def total(values: Any) -> float:
    return sum(_numbers(values))


def largest(values: Any) -> float:
    return max(_numbers(values), default=0)


def _numbers(values: Any) -> list[float]:
    known = map(told, values if isinstance(values, list) else [values])
    return [value for value in known if value.__class__ in {float, int}]


def filled(values: Sequence[Any]) -> int:
    return sum(value is not None for value in values)


def pattern(wanted: str) -> re.Pattern[str] | None:
    """What a text means to MATCH and COUNTIF where it holds wild cards; None where it means itself."""
    if not (_ANY in wanted or _ONE in wanted or "~" in wanted):
        return None
    pieces = re.findall(r"~[*?~]|[*?]|[^*?~]+|~", lower(wanted))
    wild = {_ANY: ".*", _ONE: "."}
    return re.compile(
        "".join(wild.get(p) or re.escape(p[1:] if len(p) > 1 and p[0] == "~" else p) for p in pieces), re.S
    )

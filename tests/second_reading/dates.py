"""Dates that somebody typed as text (DESIGN, the settings on Start)."""

from __future__ import annotations

import datetime as dt
import re

MONTH_FIRST = "month/day/year"
DAY_FIRST = "day/month/year"
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_TIME = re.compile(r"[ T]\d{1,2}:.*$", re.DOTALL)
_SEPARATORS = re.compile(r"[ \-/.,]+")


def day_of_text(text: str, order: str) -> dt.date | None:
    """The day that `text` means when ambiguous figures are read in `order`; None when it means none."""
    parts = _SEPARATORS.split(_TIME.sub("", text).strip())
    if len(parts) == 1 and _figures(parts[0], 8):
        whole = parts[0]
        return _day(whole[:4], whole[4:6], whole[6:])
    return _day_of_parts(*parts, order) if len(parts) == 3 else None


def _day_of_parts(first: str, second: str, third: str, order: str) -> dt.date | None:
    """Three parts: the year first, or a month in letters, or figures of which the third is the year."""
    if _figures(first, 4):
        return _day(first, second, third)
    if first.isalpha():
        return _day(third, _month(first), second)
    if second.isalpha():
        return _day(third, _month(second), first)
    month_first, day_first = _day(third, first, second), _day(third, second, first)
    if order == DAY_FIRST:
        return day_first or month_first
    may_be_the_year = len(third) == 2 and _figures(first, 1, 2) and int(first) > 12
    return None if may_be_the_year else month_first or day_first


def _figures(part: str, *lengths: int) -> bool:
    return part.isascii() and part.isdigit() and len(part) in lengths


def _month(word: str) -> str:
    """The number of an English month of which at least three letters are given; "" for another word."""
    if len(word) >= 3:
        for number, name in enumerate(MONTHS, start=1):
            if name.startswith(word.lower()):
                return str(number)
    return ""


def _day(year: str, month: str, day: str) -> dt.date | None:
    if not (_figures(year, 2, 4) and _figures(month, 1, 2) and _figures(day, 1, 2)):
        return None
    number = int(year)
    if len(year) == 2:
        number += 2000 if number < 30 else 1900
    try:
        return dt.date(number, int(month), int(day))
    except ValueError:
        return None

"""How the dates of a list are read: one decision for the file.

A date such as 3/15/2026 can only be month first; 15/3/2026 only day first. If all such dates of a list agree, others
such as 4/5/2026 are read like them; otherwise as the template delivers it, month first, and that is told.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from generator.catalog import tidy
from generator.workbook.cells import read_date

_FIGURES = re.compile(r"(\d{1,2})[-/., ]+(\d{1,2})[-/., ]+(\d{4}|\d{2})(?:[ T].*)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class DateOrder:
    """The decision.

    Attributes:
        day_first: 4/5/2026 is the fourth of May.
        settled: somebody or something in the list says so; otherwise each such date is to be looked at.
        note: one sentence; empty when nothing had to be decided.
    """

    day_first: bool = False
    settled: bool = True
    note: str = ""


def is_day(text: str) -> bool:
    """Whether a text is a date in one order at least: 13/5/26 is one with the day first only."""
    return any(_either_way(text))


def is_ambiguous(text: str) -> bool:
    """Whether a date as text is one of two days."""
    days = _either_way(text)
    return all(days) and days[0] != days[1]


def _either_way(text: str) -> tuple[dt.date | None, dt.date | None]:
    return read_date(tidy(text), day_first=False), read_date(tidy(text), day_first=True)


def is_day_first(text: str) -> bool:
    """Whether a date as text can only have the day first."""
    figures = _FIGURES.fullmatch(tidy(text))
    return figures is not None and int(figures[1]) > 12 >= int(figures[2]) and len(figures[3]) == 4


def decide(texts: Iterable[tuple[str, str]], said: bool | None) -> DateOrder:
    """The decision for the dates of a list.

    Args:
        texts: place and text of each date that is a text.
        said: what the user said, `day_first`; None for nothing.
    """
    month_first = day_first = ""
    doubtful: list[str] = []
    for place, text in texts:
        figures = _FIGURES.fullmatch(tidy(text))
        if figures is None:
            continue
        if int(figures[1]) > 12 and len(figures[3]) == 4:
            day_first = day_first or f"{tidy(text)} in {place}"
        elif int(figures[2]) > 12:
            month_first = month_first or f"{tidy(text)} in {place}"
        elif is_ambiguous(text):
            doubtful.append(f"{tidy(text)} in {place}")
    if not doubtful:
        return DateOrder(bool(said) if said is not None else bool(day_first and not month_first))
    several = len(doubtful) > 1
    count = f"{len(doubtful):,} dates such as {doubtful[0]}" if several else f"1 date, {doubtful[0]},"
    such = f"{count} could be two days and {'were' if several else 'was'} read as"
    if said is not None:
        return DateOrder(said, note=f"{such} {_words(said)}, as you said.")
    if bool(month_first) != bool(day_first):
        found = bool(day_first)
        return DateOrder(
            found, note=f"{such} {_words(found)}, like {day_first or month_first}; --dates says otherwise."
        )
    why = f"the list has both {month_first} and {day_first}" if month_first else "nothing in the list says which"
    return DateOrder(
        settled=False,
        note=f"{such} {_words(False)}, since {why}: if that is wrong, import again with --dates dmy.",
    )


def _words(day_first: bool) -> str:
    return "day/month/year" if day_first else "month/day/year"

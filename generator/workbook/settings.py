"""The settings on Start: the day that rules about dates look from, and how dates typed as text are read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from generator.catalog import fold, tidy
from generator.workbook.book import Book, NamedColumn
from generator.workbook.cells import CellError, read_date
from generator.workbook.days import DayCount
from generator.workbook.frames import Note
from generator.workbook.grid import grid
from generator.workbook.guards import formulas
from generator.workbook.letters import letters_of
from generator.workbook.own_sheets import START
from generator.workbook.package import Package
from generator.workbook.values import Values

TODAY = "today"
DATES_AS_TEXT = "dates_as_text"
SHOW_MISSING = "show_missing"
"""Defined names of the cells."""
MONTH_FIRST = "month/day/year"
DAY_FIRST = "day/month/year"
"""What Dates typed as text may say; the first is delivered."""
TODAY_TYPED = "today-typed"
"""Code of the note that a day was typed."""
_CLOCK = re.compile(r"\b(?:TODAY|NOW)\s*\(", re.IGNORECASE)

Shown = None | str | float | Decimal | dt.date | dt.time | dt.timedelta | CellError
"""The value of a cell of Start, as a file or an open workbook gives it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What Start says.

    Attributes:
        today: the day that was typed; None where a formula asks the computer, or nothing there is a day.
        cell: where it was typed.
        day_first: 4/5/2026 as text is the fourth of May.
        hides_missing: the marks of missing fields are switched off, which concerns what is shown only.
    """

    today: dt.date | None = None
    cell: str | None = None
    day_first: bool = False
    hides_missing: bool = False

    @property
    def notes(self) -> Sequence[Note]:
        """A typed day is told."""
        return [Note(TODAY_TYPED, START, self.cell, slots={"day": f"{self.today:%Y-%m-%d}"})] if self.today else []


def settings_of(cell: str | None, today: Shown, formula: str, dates: Shown, days: DayCount) -> Settings:
    """The settings, from the cells.

    Args:
        cell: the address of the Today cell, None when there is none.
        today: its value.
        formula: its formula, empty when there is none. One that asks the computer counts, whatever value was saved.
        dates: the value of Dates typed as text.
        days: how the workbook counts them.
    """
    day_first = isinstance(dates, str) and fold(dates) == DAY_FIRST
    typed = None if cell is None or _CLOCK.search(formula) else _day(today, day_first, days)
    return Settings(typed, cell if typed else None, day_first)


def settings_in(package: Package, book: Book, values: Values) -> Settings:
    """The settings of a workbook file; a workbook without these cells has none.

    Raises:
        Malformed: Start is no sheet that a spreadsheet program wrote.
    """
    part = book.part_of(START)
    places = [_on_start(book.names.get(name)) for name in (TODAY, DATES_AS_TEXT)]
    filled = [place for place in places if place]
    if part is None or not filled:
        return Settings()
    cells = grid(package, part, values, max(row for row, _ in filled), max(column for _, column in filled))
    today, dates = places
    formulas_of_today = formulas(package, part).of_column.get(today[1], {}) if today else {}
    return settings_of(
        f"{letters_of(today[1])}{today[0]}" if today else None,
        cells.get(today) if today else None,
        next((formula for formula, rows in formulas_of_today.items() if today and today[0] in rows), ""),
        cells.get(dates) if dates else None,
        values.days,
    )


def _on_start(place: NamedColumn | None) -> tuple[int, int] | None:
    """Row and column of a cell of Start."""
    return (place.last_row, place.column) if place and place.on(START) else None


def _day(value: Shown, day_first: bool, days: DayCount) -> dt.date | None:
    if isinstance(value, dt.date):
        return dt.date(value.year, value.month, value.day)
    if isinstance(value, str):
        return read_date(tidy(value), day_first=day_first)
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return days.day(float(value))
    return None

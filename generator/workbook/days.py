"""What a number in a cell means: decided by its column, for a closed and an open workbook alike.

A cell's number format is what somebody pasted along with it, so it decides only where nothing else can: in columns of
texts, where a number that the cell shows as a date was a date to whoever looked at it.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from functools import lru_cache

from generator.catalog import Column
from generator.catalog.sheets import NUMBER_KINDS
from generator.workbook.cells import EPOCH, LAST_DAY, Cell, CellError, day_of

DAYS_TO_1904 = 1462
"""Days between the two days from which workbooks count."""
_TRUSTED = 61
"""1 March 1900, the first day on which Excel's count and the calendar agree: Excel has a 29 February 1900."""
_FIRST_MONTH = (1900, 3)
_START = dt.datetime(EPOCH.year, EPOCH.month, EPOCH.day)
_DAY = dt.timedelta(days=1)
_MILLISECONDS = 86_400_000


@dataclass(frozen=True, slots=True)
class DayCount:
    """How a workbook counts days: from 1900, or `from_1904` as older Excel for Mac did."""

    from_1904: bool = False

    def cell(self, number: float, column: Column, *, shows_date: bool) -> Cell:
        """The cell (see `generator.workbook.cells`) of a number in `column`.

        In a date column a number that is a day becomes one. A number column keeps its numbers. Any other column keeps
        them too, but for a day that its cell shows as such.

        Args:
            number: as the workbook holds it, whatever day it counts from.
            column: where it stands.
            shows_date: the cell's own format shows a date.
        """
        if not math.isfinite(number):
            return CellError("#NUM!")
        if column.kind in NUMBER_KINDS or not (column.kind == "date" or shows_date):
            return number
        counted = self._from_1900(number)
        first = 1 if column.kind == "date" else _TRUSTED
        only_a_time = column.kind != "date" and number < 1
        return _moment(counted) if first <= counted < LAST_DAY and not only_a_time else number

    def day(self, number: float) -> dt.date | None:
        """The day of a number, its time cut off; None when it is none."""
        return day_of(self._from_1900(number))

    def _from_1900(self, number: float) -> float:
        # A count from 1904 has no days before its first, so a negative number is none.
        return number + DAYS_TO_1904 if self.from_1904 and number >= 0 else number

    def number(self, moment: dt.datetime) -> float:
        """The number of a moment that a spreadsheet program handed out for a cell that shows a date."""
        return self._counted((moment.replace(tzinfo=None) - _START) / _DAY)

    def number_of_calendar(self, moment: dt.date | dt.time) -> float:
        """The number of a moment that is written out in the file, by the calendar; a time alone is part of a day."""
        part = 0.0
        if isinstance(moment, (dt.datetime, dt.time)):
            minutes = 60 * moment.hour + moment.minute
            part = dt.timedelta(minutes=minutes, seconds=moment.second, microseconds=moment.microsecond) / _DAY
        if isinstance(moment, dt.time):
            return round(part, 9)
        days = (dt.date(moment.year, moment.month, moment.day) - EPOCH).days
        return self._counted(days - ((moment.year, moment.month) < _FIRST_MONTH) + part)

    def _counted(self, days: float) -> float:
        return round(days - (DAYS_TO_1904 if self.from_1904 else 0), 9)


@lru_cache(maxsize=4096)
def _moment(number: float) -> dt.date:
    """The day of a serial number, with its time where it has one to the thousandth of a second; never the day after."""
    day = day_of(number)
    assert day is not None
    part = min(round((number - math.floor(number)) * _MILLISECONDS), _MILLISECONDS - 1)
    return dt.datetime(day.year, day.month, day.day) + dt.timedelta(milliseconds=part) if part else day

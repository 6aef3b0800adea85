"""The days of a sample: some records have ended, some have yet to begin, and all lie in the years that PARS takes."""

from __future__ import annotations

import datetime as dt
from random import Random

from generator.catalog import Catalog

AS_OF = dt.date(2026, 1, 5)
"""The day that a sample is of when none is named, so that it is the same on whatever day it is written."""
_CLOSED = dt.date(2025, 1, 6), dt.date(2025, 5, 15)
"""Between these, seen from `AS_OF`, closed records ended."""
_OPEN_FROM, _LATE_FROM, _OPEN_TO = dt.date(2026, 1, 12), dt.date(2027, 1, 11), dt.date(2027, 9, 30)
"""Between the first and the last, open records start; new ones with boards not before the second, since registering
late is frowned upon."""


class Days:
    """Draws days.

    Args:
        catalog: whose years they lie in.
        chance: of the choices.
        today: the day that the sample is of.
    """

    def __init__(self, catalog: Catalog, chance: Random, today: dt.date = AS_OF) -> None:
        self._chance = chance
        self._later = (today - AS_OF).days
        first, last = (int(catalog.number(f"{which}_year")) for which in ("earliest", "latest"))
        self._first, self._last = dt.date(first, 1, 1).toordinal(), dt.date(last, 12, 31).toordinal()

    @property
    def can_close(self) -> bool:
        """Whether records can have ended by now."""
        return self._first <= _CLOSED[1].toordinal() + self._later

    def ended(self, days: int) -> tuple[dt.date, dt.date]:
        """First and last day of a record that has ended, of so many days as far as the years allow."""
        end = self._day(*_CLOSED)
        return dt.date.fromordinal(max(end - days, self._first)), dt.date.fromordinal(end)

    def to_come(self, days: int, *, late: bool) -> tuple[dt.date, dt.date]:
        """The same for a record that is open."""
        start = self._day(_LATE_FROM if late else _OPEN_FROM, _OPEN_TO)
        return dt.date.fromordinal(start), dt.date.fromordinal(min(start + days, self._last))

    def year_end(self, after: dt.date) -> dt.date:
        """The last day of that year or of the next."""
        year = min(after.year + self._chance.randrange(2), dt.date.fromordinal(self._last).year)
        return dt.date(year, 12, 31)

    def _day(self, first: dt.date, last: dt.date) -> int:
        """A day between two days, or as near to them as the years allow."""
        start, end = first.toordinal() + self._later, last.toordinal() + self._later
        length = end - start
        if start > self._last:
            start, end = self._last - length, self._last
        elif end < self._first:
            start, end = self._first, self._first + length
        start, end = max(start, self._first), min(end, self._last)
        return start + self._chance.randrange(end - start + 1)

"""What becomes of a cell on its way from an older workbook into a new one."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

from generator.upkeep.renamed import SAME, Renamed
from generator.upkeep.upgraded import Fate
from generator.workbook.cells import EPOCH, Cell, CellError, Uncalculated, date_of, day_of

ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA")
"""The error values that every Excel knows (ECMA-376 Part 1, 18.17.3)."""
_ANY_ERROR = "#VALUE!"
_FIRST_OF_CALENDAR = dt.date(1900, 3, 1)
"""From here on days and their numbers are the same to every program; before, Excel counts a day that never was."""
_START = dt.datetime(EPOCH.year, EPOCH.month, EPOCH.day)
_FORMULA = "A formula in the old workbook; its value comes along, the formula does not."
_NO_VALUE = (
    "A formula that no program has calculated: blank in the new workbook. Save the old one in Excel and do this "
    "again, or type the value."
)
_ERROR = "An error value, which stays one. Type the value."


@dataclass(frozen=True, slots=True)
class Moved:
    """A cell of the new workbook: what it holds, and why it is not simply carried."""

    cell: Cell
    fate: Fate
    why: str = ""


def moved(cell: Cell, formula: str | None, renamed: Renamed = SAME, *, version: str = "") -> Moved:
    """What becomes of a cell.

    An error value stays one, so that the check goes on telling it: as text it would pass for an entry. A formula
    without a value leaves a blank, since nothing is known of what it stands for.

    Args:
        cell: as it was read.
        formula: its formula, None where it has none.
        renamed: what its text is in the new catalog.
        version: that of the new catalog.
    """
    if isinstance(cell, Uncalculated):
        return Moved(None, Fate.LEFT, _NO_VALUE)
    if isinstance(cell, CellError):
        return Moved(cell if cell.text in ERRORS else CellError(_ANY_ERROR), Fate.KEPT, _ERROR)
    of_formula = f" {_FORMULA}" if formula is not None else ""
    if renamed.retired:
        instead = f" Choose {renamed.instead} instead." if renamed.instead else " Choose another."
        return Moved(cell, Fate.KEPT, f"Catalog {version} does not offer this value any more.{instead}{of_formula}")
    if renamed.text is not None:
        return Moved(renamed.text, Fate.CHANGED, f"The name that catalog {version} has for it.{of_formula}")
    cell = _early(cell)
    return Moved(cell, Fate.CHANGED, _FORMULA) if formula is not None else Moved(cell, Fate.CARRIED)


def as_read_before(new: Moved, *, day_first: bool) -> Moved:
    """A text in a date column of a workbook that reads such texts the other way round from the one it goes to: the day
    that it was, unless it stays that day anyway.

    Args:
        day_first: how the older workbook reads it.
    """
    if not isinstance(new.cell, str):
        return new
    was, now = (date_of(new.cell, day_first=first) for first in (day_first, not day_first))
    if math.isnan(was) or was == now:
        return new
    day = day_of(was)
    why = (
        f"Typed as text, and read as {day:%Y-%m-%d} so far: now a date, since this workbook reads such texts otherwise."
    )
    return Moved(_early(day), Fate.CHANGED, " ".join(filter(None, (why, new.why))))


def _early(cell: Cell) -> Cell:
    """A day as it is written: the first days of 1900 by their number."""
    if not isinstance(cell, dt.date) or dt.date(cell.year, cell.month, cell.day) >= _FIRST_OF_CALENDAR:
        return cell
    whole = cell if isinstance(cell, dt.datetime) else dt.datetime(cell.year, cell.month, cell.day)
    return (whole.replace(tzinfo=None) - _START) / dt.timedelta(days=1)

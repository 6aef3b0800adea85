"""The dates of an activity of an XML file, and its reporting dates, which an upload file has the same."""

from __future__ import annotations

from generator.catalog import ACTIVITIES
from generator.intake.xml_rows import Filling
from generator.intake.xml_values import day_in
from generator.upkeep.upgraded import Fate

_OTHER_DATES = "The workbook has one start and one end for an activity, and others of the file are in it."
_NO_DAY = "This cannot be read as a day; the activity has another date that can, and that one is in the cell."
_OTHER_DAY = "An upload file gives the dates of the activity as reporting dates, and this is another day."
_STAND_IN = "An upload file has this day for a date that a record to be deleted does not have; the cell is blank."
_NO_NEED = "An upload file has this day for a date that a record to be deleted does not have; this one has its own."
_REPORTED = {"start_date": "reporting_start", "end_date": "reporting_end"}


def put_dates(filling: Filling, undated_deletion: str) -> None:
    """Fills start and end.

    Args:
        undated_deletion: ISO date that stands for a date of a record to be deleted that has none.
    """
    for name in _REPORTED:
        _leave_unreadable(filling, name)
    filling.whole({name: filling.column(name) for name in _REPORTED}, _OTHER_DATES)
    for name, reported in _REPORTED.items():
        _reported(filling, name, reported, undated_deletion)


def _leave_unreadable(filling: Filling, name: str) -> None:
    """Leaves what is no day where the activity has a day too."""
    own, reported = filling.pieces.take(name), filling.pieces.take(_REPORTED[name])
    readable = any(day_in(piece.plain) for piece in (*own, *reported))
    for piece in own:
        if readable and day_in(piece.plain) is None:
            filling.leave(piece, _NO_DAY, filling.column(name))
        else:
            filling.pieces.give_back([piece])
    filling.pieces.give_back(reported)


def _reported(filling: Filling, name: str, reported: str, undated_deletion: str) -> None:
    column, at = filling.column(name), (ACTIVITIES, filling.row, name)
    for piece in filling.pieces.take(reported):
        there = filling.cells.get(name)
        if filling.deletes and piece.plain == undated_deletion:
            why, new = (_STAND_IN, "") if there is None else (_NO_NEED, str(there))
            filling.out.say(Fate.CHANGED, *at, filling.where(piece), piece.text, why, new=new)
        elif there is None or filling.read(column, piece).cell == there:
            filling.one(column, [piece])
        else:
            filling.leave(piece, _OTHER_DAY, column)

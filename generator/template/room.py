"""Whether a workbook still has room: rows of its table, and lines of Readiness, as formulas that say so.

Excel grows a table when somebody types below it, LibreOffice does not, and Readiness never grows by itself.
"""

from __future__ import annotations

from generator.rules.expression.write import if_, joined, quoted
from generator.template.layout import ALL_IDS
from generator.template.limits import LITERAL, as_formula, within
from generator.template.marks import USED
from generator.template.validations import ACTIVITY_IDS
from generator.workbook.own_sheets import READINESS, READINESS_HEADER

READINESS_LINES = "readiness_lines"
"""Defined name of the first column of Readiness, below its header."""
SPARE_LINES = 100
"""Lines that Readiness has for rows by which the Activities table may grow."""
_LONGER = " Only filling in? Go on. Whoever exports makes a longer copy: pars check WORKBOOK.xlsx --repair COPY.xlsx."
_BELOW = f"COUNTA({ALL_IDS})-COUNTA({ACTIVITY_IDS})"
_UNLISTED = f'COUNTIF(c_act_{USED},TRUE)-COUNTIF({READINESS_LINES},"?*")'
_ROWS = " rows"
_ALL_FIT = f'ROWS({ACTIVITY_IDS})&"{_ROWS}"'


def readiness_lines(last: int) -> str:
    """What `READINESS_LINES` stands for, given the last line of Readiness."""
    return f"{READINESS}!$A${READINESS_HEADER + 1}:$A${last}"


def room(listed: bool) -> str:
    """The formula of the line on Start: how many activities the table takes, and what does not fit.

    Args:
        listed: Readiness has lines.
    """
    but = _typed("They are checked and exported, but show no marks and no drop-downs.")
    below = joined([_ALL_FIT, quoted(". "), _said(_BELOW), quoted(but)])
    unlisted = joined([_ALL_FIT, quoted(". "), _said(_UNLISTED), quoted(f" without a line on Readiness.{_LONGER}")])
    return _chosen([(_BELOW, below), *([(_UNLISTED, unlisted)] if listed else [])], _ALL_FIT, "Start")


def room_said(rows: int) -> str:
    """What `room` shows while all activities fit."""
    return f"{rows}{_ROWS}"


def readiness_note(note: str, listed: bool) -> str:
    """The formula of the sentence at the top of Readiness: `note`, or what has no line there.

    Args:
        listed: there is a column that says which activities should have one.
    """
    below = joined([_said(_BELOW), quoted(_typed("They are checked and exported, but have no line here."))])
    unlisted = joined([_said(_UNLISTED), quoted(f" without a line here.{_LONGER}")])
    usual = quoted(within(LITERAL, note, "the note", "Readiness"))
    return _chosen([(_BELOW, below), *([(_UNLISTED, unlisted)] if listed else [])], usual, "Readiness")


def _typed(but: str) -> str:
    return f" typed below the last row of the table. {but}{_LONGER}"


def _said(number: str) -> str:
    return if_(f"{number}=1", '"1 activity is"', f'{number}&" activities are"')


def _chosen(cases: list[tuple[str, str]], otherwise: str, where: str) -> str:
    text = otherwise
    for number, said in reversed(cases):
        text = if_(f"{number}>0", said, text)
    return as_formula(f"={text}", "the formula", where)

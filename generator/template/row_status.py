"""The Status column: what is wrong or missing in a row, in words, and how its cell looks."""

from __future__ import annotations

from generator.readiness.words import ROW_ADVICE, ROW_FINE, ROW_MISSING, SEE, WILL_NOT_SAVE
from generator.rules.expression.write import NOTHING, find, holds, if_, quoted, some
from generator.rules.findings import Severity
from generator.template.formulas.letters import ADVICE, INVALID, MISSING
from generator.template.layout import STATUS
from generator.template.row_marks import RowMarks, after

_NAMED = {INVALID: 2, MISSING: 4, ADVICE: 1}
"""How many things Status names at most, of each letter."""
_BEGINS = {Severity.INVALID: WILL_NOT_SAVE, Severity.MISSING: ROW_MISSING, Severity.ADVICE: ROW_ADVICE}
"""What Status begins with."""


def declare_status(live: RowMarks) -> None:
    """Defines the names that `status` asks for."""
    for letter, most in _NAMED.items():
        live.declare_listed(letter, most)


def status(live: RowMarks, wrong_at: str = "", missing_at: str = "") -> str:
    """The formula of the Status column: OK, or what is wrong or missing in this row, and on which other sheets.

    Args:
        live: the marks of the row.
        wrong_at, missing_at: formulas of the sheets on which something of this activity will not save, or is missing, each after a comma
            and a blank; empty on sheets other than Activities.
    """
    fine = if_(live.any(ADVICE), _said(live, ROW_ADVICE, ADVICE, ""), quoted(ROW_FINE))
    lacking = _said(live, ROW_MISSING, MISSING, missing_at)
    wrong = _said(live, WILL_NOT_SAVE, INVALID, wrong_at)
    unless_wrong = if_(_there(live, MISSING, missing_at), lacking, fine)
    return "=" + if_(live.used, if_(_there(live, INVALID, wrong_at), wrong, unless_wrong), NOTHING)


def _there(live: RowMarks, letter: str, sheets: str) -> str:
    return if_(live.any(letter), "TRUE", some(sheets)) if sheets else live.any(letter)


def _said(live: RowMarks, words: str, letter: str, sheets: str) -> str:
    listed = live.listed(letter, _NAMED[letter])
    see = f"&{if_(some(sheets), after(SEE, sheets), NOTHING)}" if sheets else ""
    return after(words, listed + see)


def status_tests(prefix: str) -> dict[Severity, tuple[str, str]]:
    """For each severity the piece by which a conditional format of Status is known, and its condition.

    Args:
        prefix: of the sheet's names.
    """
    status_cell = f"r_{prefix}_{STATUS}"
    return {severity: (find(quoted(begins), status_cell), shown(severity, holds(status_cell, begins))) for severity, begins in _BEGINS.items()}


def shown(severity: Severity, test: str) -> str:
    """A condition under which a mark shows: those of missing fields only while they are to be shown."""
    return if_('show_missing="Yes"', test) if severity is Severity.MISSING else test

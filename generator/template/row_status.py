"""The Status column: what is wrong or missing in a row, in words, and when its cell shows a mark."""

from __future__ import annotations

from generator.readiness.words import ROW_ADVICE, ROW_FINE, ROW_MISSING, SEE, WILL_NOT_SAVE
from generator.rules.expression.write import NOTHING, find, if_, joined, quoted, some
from generator.rules.findings import Severity
from generator.template.formulas.letters import ADVICE, INVALID, MISSING
from generator.template.layout import STATUS
from generator.template.row_marks import RowMarks, after

BEGINS = {Severity.INVALID: WILL_NOT_SAVE, Severity.MISSING: ROW_MISSING, Severity.ADVICE: ROW_ADVICE}
"""What Status begins with."""
_NAMED = {INVALID: 2, MISSING: 4, ADVICE: 1}
"""How many things Status names at most, for each letter."""


def status(live: RowMarks, wrong_at: str = "", missing_at: str = "") -> str:
    """The formula of the Status column: OK, or what is wrong or missing in this row, and on which other sheets.

    Args:
        live: the marks of the row.
        wrong_at, missing_at: formulas of the sheets on which something of this activity will not save, or is missing,
            each after a comma and a blank; empty on sheets other than Activities.
    """
    for letter, most in _NAMED.items():
        live.declare_listed(letter, most)
    fine = if_(live.any(ADVICE), _said(live, ROW_ADVICE, ADVICE, ""), quoted(ROW_FINE))
    saves = if_(_there(live, MISSING, missing_at), _said(live, ROW_MISSING, MISSING, missing_at), fine)
    words = if_(_there(live, INVALID, wrong_at), _said(live, WILL_NOT_SAVE, INVALID, wrong_at), saves)
    return f"={if_(live.used, words, NOTHING)}"


def _there(live: RowMarks, letter: str, sheets: str) -> str:
    return if_(live.any(letter), "TRUE", some(sheets)) if sheets else live.any(letter)


def _said(live: RowMarks, words: str, letter: str, sheets: str) -> str:
    see = [if_(some(sheets), after(SEE, sheets), NOTHING)] if sheets else []
    return after(words, joined([live.listed(letter, _NAMED[letter]), *see]))


def begins(severity: Severity, prefix: str) -> str:
    """Where Status says that a row is so bad; an error where it does not.

    Args:
        severity: how bad.
        prefix: of the names of its sheet.
    """
    return find(quoted(BEGINS[severity]), f"r_{prefix}_{STATUS}")

"""Readiness in words, for reports and for the workbook alike. One word for each state."""

from __future__ import annotations

from collections.abc import Sequence

from generator.catalog import Catalog, Program
from generator.readiness.status import ProgramStatus, State
from generator.rules.findings import Severity

COMPLETE = "Complete"
READY = "Ready – attest in PARS"
BEFORE_CLOSING = "; before closing: "
WAITING = "Ready once the record saves"
MISSING = "Missing Required Information: "
WILL_NOT_SAVE = "Will not save in PARS: "
NONE = "—"
CLOSING = "Closing still needs"
"""The column of what is to be filled in before the record is closed."""
ROW_MISSING = "Missing required information: "
ROW_ADVICE = "OK, but check: "
ROW_FINE = "OK"
"""What Status says of a row, besides `WILL_NOT_SAVE`."""
ROW_SAYS = {Severity.INVALID: (WILL_NOT_SAVE, 2), Severity.MISSING: (ROW_MISSING, 4), Severity.ADVICE: (ROW_ADVICE, 1)}
"""What the words of a row begin with, and how many things they name at most."""
SEE = "; see "
"""Before the sheets on which something else keeps an activity back."""
ROW_NAMES = 3
"""How many things of a row the words of a program name at most, in the workbook."""
MORE = "…"
"""What stands for all further things."""
IN_WORDS = 250
"""Characters of a list in words that the workbook shows."""
ROW_ROOM = 110
"""Characters that Status shows in its two lines: it names fewer things where these would not fit."""
AND, MANY = ", and ", " more"
"""Around the number of things that Status does not name."""


def in_columns(catalog: Catalog) -> list[Program]:
    """The programs in the order of their columns on Readiness: one column beside the record before many of boards."""
    return sorted(catalog.programs.values(), key=lambda program: program.sheet is not None)


def first(words: Sequence[str], most: int) -> list[str]:
    """The first of some words, and `MORE` where there are others."""
    return [*words[:most], *([MORE] if len(words) > most else [])]


def listed(words: Sequence[str]) -> str:
    """Words one after the other, as far as the workbook shows them."""
    return ", ".join(words)[:IN_WORDS]


def row_says(severity: Severity, words: Sequence[str], sheets: Sequence[str] = ()) -> str:
    """What Status says of a row.

    Args:
        severity: how bad it is.
        words: what is so bad.
        sheets: on which others something of the activity is as bad.
    """
    begins, most = ROW_SAYS[severity]
    see = SEE + ", ".join(sheets) if sheets else ""
    if not words:
        return begins + see.removeprefix("; ")
    for named in range(min(most, len(words)), 0, -1):
        rest = f"{AND}{len(words) - named}{MANY}" if len(words) > named else ""
        text = begins + (", ".join(words[:named]) + rest + see)[:IN_WORDS]
        if len(text) <= ROW_ROOM:
            break
    return text


def program_words(program: ProgramStatus) -> str:
    """What PARS would show for a program, with what is missing. Never "registered": only PARS can say that.

    The attestation is not in the file, so a program that asks for one is ready, not complete.
    """
    if program.state is State.NONE:
        return NONE
    if program.state is State.INVALID:
        return WILL_NOT_SAVE + ", ".join(program.fix)
    if program.state is State.MISSING:
        return MISSING + ", ".join(program.lacks)
    if not program.saves:
        return WAITING
    words = READY if program.attested else COMPLETE
    return words + (BEFORE_CLOSING + ", ".join(program.closing) if program.closing else "")

"""The Status column: what is wrong or missing in a row, in words, and when its cell shows a mark."""

from __future__ import annotations

from generator.readiness.words import ROW_FINE, ROW_ROOM, ROW_SAYS, SEE
from generator.rules.expression.write import NOTHING, find, if_, joined, quoted, some
from generator.rules.findings import Severity
from generator.template.formulas.letters import SEVERITIES
from generator.template.row_marks import RowMarks, after
from generator.workbook.own_sheets import STATUS


def status(live: RowMarks, wrong_at: str = "", missing_at: str = "") -> str:
    """The formula of the Status column: OK, or what is wrong or missing in this row, and on which other sheets.

    Args:
        live: the marks of the row.
        wrong_at, missing_at: formulas of the sheets on which something of this activity will not save, or is missing,
            each after a comma and a blank; empty on sheets other than Activities.
    """
    words = quoted(ROW_FINE)
    sheets = {Severity.ADVICE: "", Severity.MISSING: missing_at, Severity.INVALID: wrong_at}
    for severity, elsewhere in sheets.items():
        words = if_(_there(live, severity, elsewhere), _said(live, severity, elsewhere), words)
    return f"={if_(live.used, words, NOTHING)}"


def _there(live: RowMarks, severity: Severity, sheets: str) -> str:
    here = live.any_shown(SEVERITIES[severity])
    return if_(here, "TRUE", some(sheets)) if sheets else here


def _said(live: RowMarks, severity: Severity, sheets: str) -> str:
    words, most = ROW_SAYS[severity]
    live.declare_listed(SEVERITIES[severity], most)
    see = [if_(some(sheets), after(SEE, sheets), NOTHING)] if sheets else []
    cells, letter, said = live.names.cells, SEVERITIES[severity], ""
    for named in range(1, most + 1):
        text = f"says_{cells.prefix}_{severity}_{named}"
        cells.define(text, after(words, joined([live.listed(letter, named, counted=True), *see])))
        said = if_(f"LEN({text})<={ROW_ROOM}", text, said) if said else text
    return said


def begins(severity: Severity, prefix: str) -> str:
    """Where Status says that a row is so bad; an error where it does not.

    Args:
        severity: how bad.
        prefix: of the names of its sheet.
    """
    words, _ = ROW_SAYS[severity]
    return find(quoted(words), f"r_{prefix}_{STATUS}")

"""The state of a record, in hidden columns of Activities:

- `wrong_at`, `missing_at` the other sheets on which something of the activity will not save, or is missing;
- `unsaved` whether PARS would refuse the record, whatever the day;
- `to_close` what closing would still need, on any sheet;
- `record` what PARS would show of the record, on this day.
"""

from __future__ import annotations

from collections.abc import Sequence

from generator.readiness.status import RecordStatus
from generator.rules.check import sent
from generator.rules.expression import date, yes
from generator.rules.expression.write import NOTHING, holds, if_, is_number, joined, quoted, some
from generator.template.formulas.letters import INVALID, MISSING
from generator.template.row_marks import RowMarks

RECORD, UNSAVED, TO_CLOSE, WRONG_AT, MISSING_AT = "record", "unsaved", "to_close", "wrong_at", "missing_at"


def add_record(activities: RowMarks, others: Sequence[RowMarks], draft: str) -> None:
    """Adds the columns.

    Args:
        activities: the marks of Activities.
        others: those of the other sheets, whose rows activities gather.
        draft: the letter of what keeps a record from being active.
    """
    cells = activities.names.cells
    wrong, missing, to_close = list[str](), list[str](), [_blocking(activities)]
    for other in others:
        chain, title = other.names.chain, quoted(f", {other.sheet.title}")
        wrong.append(if_(chain.any_bad(), title, NOTHING))
        missing.append(if_(holds(chain.gathered(), MISSING), title, NOTHING))
        to_close.append(_blocking(other, chain.gathered()))
    cells.add(WRONG_AT, if_(activities.used, joined(wrong), NOTHING))
    cells.add(MISSING_AT, if_(activities.used, joined(missing), NOTHING))
    cells.add(UNSAVED, if_(activities.any(INVALID), "TRUE", some(cells.cell(WRONG_AT))))
    cells.add(TO_CLOSE, if_(activities.used, joined(to_close), NOTHING))
    cells.add(RECORD, if_(activities.used, _record(activities, draft), NOTHING))


def _blocking(live: RowMarks, gathered: str = "") -> str:
    """What closing would still need of the rows of one sheet, each after a comma and a blank."""
    return live.said((mark for mark in live.marks if mark.blocks_closing), gathered)


def _record(activities: RowMarks, draft: str) -> str:
    names = activities.names
    closes, ends, kept = yes("close_record"), date("end_date"), sent(activities.sheet)
    names.declare(closes, ends, kept)
    end = names.formula(ends)
    over = if_(is_number(end), f"{end}<{names.today()}")
    closed = if_(names.formula(closes), f"{names.cells.cell(TO_CLOSE)}={NOTHING}")
    ended = if_(closed, quoted(RecordStatus.CLOSED), quoted(RecordStatus.READY))
    saved = if_(over, ended, quoted(RecordStatus.ACTIVE))
    live = if_(activities.any_shown(draft), quoted(RecordStatus.DRAFT), saved)
    wrong = if_(names.cells.cell(UNSAVED), "TRUE", activities.any_shown(INVALID))
    unless_wrong = if_(names.formula(kept), live, quoted(RecordStatus.DELETE))
    return if_(wrong, quoted(RecordStatus.WILL_NOT_SAVE), unless_wrong)

"""What the formulas of a completed workbook show, written beside them: for programs that only look at a copy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import partial

from generator.catalog import ACTIVITIES
from generator.template.shown.cached import is_known, with_values
from generator.template.shown.placed import LINE, Places, placed
from generator.template.start_sheet import TODAY_LABEL
from generator.upkeep.guard import WorkbookGuard
from generator.workbook.changes import Changes
from generator.workbook.formula_text import canonical
from generator.workbook.frames import Batch, Note
from generator.workbook.own_sheets import START
from generator.workbook.package import Package
from generator.workbook.reach import seen
from generator.workbook.settings import TODAY

_ASKS_THE_COMPUTER = canonical("TODAY()")
_OTHER_VALUES = {
    "formulas-overwritten", "helper-missing", "lists-changed", "names-broken", "row-below-table", "row-out-of-reach",
}  # fmt: skip
"""Codes of what makes formulas show something else than the check says, or nothing."""


def write_shown(changes: Changes, guard: WorkbookGuard, batch: Batch, notes: Iterable[Note], day: dt.date) -> None:
    """Writes the values of the formulas of a workbook; nothing else in it changes.

    A workbook that has lost formulas or names, that has rows below its formulas or a formula among its entries that no
    program has calculated, or that another version made, keeps the values that it has.

    Args:
        changes: what is done to the workbook.
        guard: the workbook beside its template.
        batch: its rows.
        notes: what it has lost.
        day: the day of the computer, which counts unless one is typed on Start.

    Raises:
        Malformed: a sheet of ours is none that a spreadsheet program wrote.
    """
    marks = guard.origin.expected.marks
    if marks is None or not _as_made(guard, batch, notes):
        return
    today = batch.today or day
    chosen = guard.origin.expected.chosen
    values = placed(batch, marks, chosen, _places(guard), today, typed=today != day)
    for title, of_sheet in values.items():
        if part := guard.origin.book.part_of(title):
            changes.at_last(part, partial(with_values, values=of_sheet, known=is_known(_program(changes.package))))
    # Whatever can calculate shall do so all the same.
    how = changes.seen(changes.package.main).find("{*}calcPr")
    if how is None or how.get("fullCalcOnLoad") not in {"1", "true"}:
        changes.calculate_on_load()


def _program(package: Package) -> str:
    """The program that saved the workbook, as it calls itself; empty when it does not say."""
    part = package.first("", "extended-properties")
    return (package.tree(part).findtext("{*}Application") or "") if part else ""


def _as_made(guard: WorkbookGuard, batch: Batch, notes: Iterable[Note]) -> bool:
    """Whether the formulas of a workbook are those of its template, and reach all of its rows."""
    origin = guard.origin
    if not origin.exact or origin.book.counts_from_1904 or len(guard.sheets) < len(batch.sheets):
        return False
    if any(batch.out_of_reach.values()) or any(note.code in _OTHER_VALUES for note in notes):
        return False
    if any(frame.uncalculated(column.id).any() for frame in batch.sheets.values() for column in frame.sheet.columns):
        return False
    if origin.expected.readiness and max(seen(batch.sheets[ACTIVITIES]), default=0) + LINE > guard.readiness.own_last:
        return False
    today = origin.book.names.get(TODAY)
    formulas = origin.formulas(START)
    if today is None or today.last_row not in formulas.any_rows(today.column):
        return True
    return today.last_row in formulas.rows(today.column, _ASKS_THE_COMPUTER)


def _places(guard: WorkbookGuard) -> Places:
    today = guard.origin.book.names.get(TODAY)
    return Places(
        columns={sheet.sheet.id: sheet.numbers for sheet in guard.sheets},
        last_rows={sheet.sheet.id: sheet.last_row for sheet in guard.sheets},
        readiness={column.id: number for number, column in guard.readiness.columns.items()},
        last_line=guard.readiness.own_last,
        start={**guard.start.rows, **({TODAY_LABEL: today.last_row} if today else {})},
    )

"""What Lists, Meta, Readiness and Start have lost comes back."""

from __future__ import annotations

from collections.abc import Mapping

from generator.upkeep.elements import lengthen
from generator.upkeep.expected import Content
from generator.upkeep.guard import WorkbookGuard
from generator.upkeep.repair_sheet import fill_down
from generator.workbook.changes import Changes
from generator.workbook.columns import header_key
from generator.workbook.own_sheets import (
    FIRST_ROW,
    LISTS,
    META,
    READINESS_HEADER,
    READINESS_NOTE,
    ROWS,
    STAMPED,
    START,
)


def repair_own_sheets(changes: Changes, guard: WorkbookGuard) -> None:
    """Restores what the sheets have lost that hold no rows of the batch."""
    if guard.changed_lists != []:
        _write(changes, LISTS, guard.origin.expected.lists)
        changes.calculate_on_load()
    if guard.meta_changed:
        _write(changes, META, _meta(guard))
    if guard.readiness.part:
        _readiness(changes, guard, guard.readiness.part)
    part = changes.book.part_of(START)
    for column, lost in guard.start.lost.items():
        for label, formula in lost.items():
            row = guard.start.row(label)
            if part and row:
                changes.rows(part).put_formula(row, column, formula)
                changes.calculate_on_load()


def _meta(guard: WorkbookGuard) -> dict[tuple[int, int], Content]:
    """The cells of Meta; where the document properties still say what it said, they are right."""
    origin = guard.origin
    cells = dict(origin.expected.meta)
    rows = {str(text): row for (row, column), text in cells.items() if column == 1}
    for key, row in rows.items():
        if key in STAMPED and (said := origin.book.properties.get(key)):
            cells[row, 2] = said
    own = origin.stamp.get(ROWS, "")
    there = guard.activities.last_row - FIRST_ROW + 1 if guard.activities else 1
    cells[rows[ROWS], 2] = own if own.isdigit() else str(there)
    return cells


def _write(changes: Changes, title: str, cells: Mapping[tuple[int, int], Content]) -> None:
    """Writes a sheet of ours anew, its cells only; a missing one is added."""
    sheet = changes.rows(changes.part_of(title) or changes.add_sheet(title, hidden=True))
    sheet.keep_to(0)
    for (row, column), value in sorted(cells.items()):
        if isinstance(value, str) and value.startswith("=") and title == LISTS:
            sheet.put_formula(row, column, value[1:])
        elif isinstance(value, str):
            sheet.put_text(row, column, value)
        else:
            sheet.put_number(row, column, value)


def _readiness(changes: Changes, guard: WorkbookGuard, part: str) -> None:
    own = guard.readiness
    wanted = {header_key(c.header): c.formula.removeprefix("=") for c in guard.origin.expected.readiness}
    for number, (header, rows) in own.faults.items():
        lines = range(READINESS_HEADER + 1, max(rows[-1][1], own.last) + 1)
        fill_down(changes, part, number, lines, wanted[header_key(header)], rows, own.own_last or lines.stop)
    if 0 < own.own_last < own.last:
        _lengthen_formats(changes, part, own.own_last, own.last)
    if own.lost_note:
        changes.rows(part).put_formula(READINESS_NOTE, 1, own.lost_note)
        changes.calculate_on_load()


def _lengthen_formats(changes: Changes, part: str, last: int, wanted: int) -> None:
    """The marks of the last line hold for the lines that are added too."""
    for group in changes.tree(part).iter("{*}conditionalFormatting"):
        lengthen(group, last, wanted)

"""Start and Readiness of a completed workbook beside what its template had there."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from generator.template.marks import LiveColumn
from generator.template.room import SPARE_LINES
from generator.upkeep.below import last_typed
from generator.upkeep.data_sheet import SheetGuard, Stretches, joined
from generator.upkeep.origin import Origin
from generator.workbook.columns import header_key
from generator.workbook.formula_text import canonical
from generator.workbook.own_sheets import (
    FIRST_ROW,
    HEADERS_REACH,
    READINESS,
    READINESS_HEADER,
    READINESS_NOTE,
    ROWS,
    START,
    START_BESIDE,
    START_LABEL,
    START_TEXT,
)


class StartGuard:
    """Start of a completed workbook.

    Attributes:
        rows: the labels with their rows.
        lost: column to label to formula of the totals, and of what stands beside the settings, that are not there any
            more; empty without Start or where texts cannot be compared.
    """

    def __init__(self, origin: Origin) -> None:
        self.rows: dict[str, int] = {}
        for (row, column), text in sorted(origin.cells(START, 200, START_LABEL).items()):
            if column == START_LABEL:
                # Ours stand on top; whoever writes more below may use the same words.
                self.rows.setdefault(str(text), row)
        self.lost: dict[int, dict[str, str]] = {START_TEXT: {}, START_BESIDE: {}}
        if origin.exact and origin.book.part_of(START):
            there = origin.formulas(START).of_column
            for column, lost in self.lost.items():
                for label, formula in origin.expected.on_start(column).items():
                    if canonical(formula) not in there.get(column, {}):
                        lost[label] = formula

    def row(self, label: str) -> int | None:
        """The row with that label, when it is still there."""
        return self.rows.get(label)


class ReadinessGuard:
    """Readiness of a completed workbook.

    Args:
        origin: the workbook.
        activities: its sheet Activities; None when it has none.
        to_typed: it is to have a line for every activity, those that were typed below the table too.

    Attributes:
        part: name of its part; None when the workbook has no such sheet.
        own_last: the last line that has a formula, 0 without any.
    """

    def __init__(self, origin: Origin, activities: SheetGuard | None, *, to_typed: bool) -> None:
        self._origin = origin
        self._activities = activities
        self._to_typed = to_typed
        self._formulas = origin.formulas(READINESS)
        self.part = origin.book.part_of(READINESS)
        self.own_last = self._formulas.last_row if self._formulas.last_row > READINESS_HEADER else 0

    @cached_property
    def last(self) -> int:
        """The last row: of those that have formulas, or without any of those that the template had."""
        rows = self._origin.stamp.get(ROWS, "")
        made = READINESS_HEADER + (int(rows) + SPARE_LINES if rows.isdigit() else 0)
        return max(self.own_last or made, self._needed if self._to_typed else 0)

    @property
    def _needed(self) -> int:
        """The row down to which it has to go, when it has not a line for every activity; 0 when it has."""
        activities = self._activities
        if activities is None:
            return 0
        typed = last_typed(self._origin.package, activities.part, activities.inputs, activities.last_row)
        if READINESS_HEADER + min(typed, activities.last_row) - FIRST_ROW + 1 <= self.own_last:
            return 0
        return READINESS_HEADER + activities.last_row - FIRST_ROW + 1 + SPARE_LINES

    @cached_property
    def faults(self) -> Mapping[int, tuple[str, Stretches]]:
        """Columns whose formulas were overwritten: number to header and rows."""
        faults = {}
        for number, column in self.columns.items():
            rows = range(READINESS_HEADER + 1, self.last + 1)
            if lost := self._formulas.lacking(number, rows, column.formula if self._origin.exact else None):
                faults[number] = (column.header, joined((row, row) for row in lost))
        return faults

    @cached_property
    def columns(self) -> Mapping[int, LiveColumn]:
        """The columns of the template that the sheet still has, by their numbers."""
        cells = self._origin.cells(READINESS, READINESS_HEADER, HEADERS_REACH).items()
        numbers = {header_key(str(text)): column for (row, column), text in cells if row == READINESS_HEADER}
        wanted = self._origin.expected.readiness if self.part else ()
        return {number: column for column in wanted if (number := numbers.get(header_key(column.header)))}

    @property
    def lost_note(self) -> str | None:
        """The formula of the sentence at the top, when it is not there any more."""
        wanted = self._origin.expected.readiness_note
        if wanted is None or not self._origin.exact or self.part is None:
            return None
        return wanted if self._formulas.lacking(1, [READINESS_NOTE], wanted) else None

"""What the sheets of a workbook show of a batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from generator.catalog import ID, Value
from generator.catalog.lists import YES
from generator.readiness.status import RecordStatus, record_status
from generator.readiness.words import NONE, ROW_FINE, ROW_MISSING, WILL_NOT_SAVE, in_columns, listed, row_says
from generator.rules.check import Check
from generator.rules.rule import ACTIVE
from generator.template.formulas.letters import INVALID, SEVERITIES, kept_back
from generator.template.row_marks import MARKS, SHOWN
from generator.template.shown.marked import MarkedBatch
from generator.template.shown.programs import ShownProgram
from generator.workbook.own_sheets import STATUS

Texts = Mapping[int, str]
"""Row of a data sheet, on Readiness that of the activity, to what a cell shows; nothing in all other rows."""


class Shown:
    """What a workbook shows of the rows of a check."""

    def __init__(self, run: Check) -> None:
        self._run = run

    @cached_property
    def _batch(self) -> MarkedBatch:
        return MarkedBatch(self._run)

    def columns(self, sheet: str) -> dict[str, Texts]:
        """Column id to texts, on a data sheet: Status, and the marks as conditional formats read them."""
        marked = self._batch.of(sheet)
        marks = {marked.rows[row]: "".join(mark.text for mark in marked.today[row]) for row in marked.used}
        return {STATUS: self._status[sheet], SHOWN if marked.by_day else MARKS: marks}

    @cached_property
    def _status(self) -> dict[str, Texts]:
        sheets = {sheet: self._batch.of(sheet) for sheet in self._batch.catalog.sheets}
        return {
            sheet: {marked.rows[row]: self._status_of(sheet, row) for row in marked.used}
            for sheet, marked in sheets.items()
        }

    def _status_of(self, sheet: str, row: int) -> str:
        marked = self._batch.of(sheet)
        for severity, letter in SEVERITIES.items():
            words = [mark.word for mark in marked.today[row] if mark.severity == letter]
            sheets = self._batch.elsewhere(row, letter) if marked is self._batch.activities else []
            if words or sheets:
                return row_says(severity, words, sheets)
        return ROW_FINE

    def used(self, sheet: str) -> int:
        """How many rows of a sheet hold anything."""
        return len(self._batch.of(sheet).used)

    def typed(self, sheet: str) -> int:
        """How many rows of a sheet have an ID, be it a blank that looks empty."""
        return sum(cell is not None for cell in self._run.batch.sheets[sheet].raw(ID))

    def totals(self) -> list[int]:
        """In the order of `generator.template.readiness.totals`."""
        records = list(self._records.values())
        statuses = [text for texts in self._status.values() for text in texts.values()]
        begun = (sum(text.startswith(words) for text in statuses) for words in (WILL_NOT_SAVE, ROW_MISSING))
        return [*(records.count(record) for record in RecordStatus), *begun]

    def readiness(self, boards: Sequence[Value]) -> list[Texts]:
        """The columns, in the order of `generator.template.readiness.Readiness`.

        Args:
            boards: those that the workbook offers.
        """
        activities = self._batch.activities
        ids, titles = (activities.tables.text(column) for column in (ID, "title"))
        about = [
            {row: ids[row] or f"(row {activities.rows[row]})" for row in activities.used},
            {row: titles[row] for row in activities.used},
            {row: str(record) for row, record in self._records.items()},
            {row: listed(words) or NONE for row, words in self._to_close.items()},
        ]
        programs = [ShownProgram(self._run, self._batch, program) for program in in_columns(self._batch.catalog)]
        registrations = [column for program in programs for column in program.columns(boards)]
        for column in registrations:
            column |= {row: NONE for row in column if not activities.sent[row]}
        return [{activities.rows[row]: text for row, text in column.items()} for column in (*about, *registrations)]

    @cached_property
    def _to_close(self) -> dict[int, list[str]]:
        return {row: self._batch.to_close(row) for row in self._batch.activities.used}

    @cached_property
    def _records(self) -> dict[int, RecordStatus]:
        activities, draft = self._batch.activities, kept_back(self._batch.catalog)[ACTIVE]
        over = activities.tables.date("end_date") < self._run.tables.today
        closes = activities.tables.says("close_record", YES)
        return {
            row: record_status(
                wrong=self._batch.unsaved[row] or any(mark.severity == INVALID for mark in activities.today[row]),
                deleted=not activities.sent[row],
                draft=any(mark.back == draft for mark in activities.today[row]),
                closed=bool(closes[row]) and not self._to_close[row],
                over=bool(over[row]),
            )
            for row in activities.used
        }

"""The rows of a batch with the marks that the rules give them, and with the rows of each activity."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from generator.catalog import ACTIVITIES
from generator.rules.check import Check, sent
from generator.template.formulas.letters import INVALID, MISSING
from generator.template.row_marks import Mark, lasting_and_by_day, marks_of, slots_of
from generator.workbook.cells import EPOCH, Cell, serial
from generator.workbook.distinct import Distinct
from generator.workbook.frames import Batch, SheetFrame

_START = dt.datetime(EPOCH.year, EPOCH.month, EPOCH.day)


def in_numbers(batch: Batch) -> Batch:
    """The batch as formulas see it: to them a date in a column that is not for dates is a number."""
    return replace(batch, sheets={name: _in_numbers(frame) for name, frame in batch.sheets.items()})


def _in_numbers(frame: SheetFrame) -> SheetFrame:
    others = {column.id for column in frame.sheet.columns if column.kind != "date"}
    dated = [column for column in others if frame.columns[column].of_kind(dt.date)]
    if not dated:
        return frame
    numbers = {column: Distinct.of(map(_number_if_date, frame.raw(column))) for column in dated}
    return replace(frame, columns={**frame.columns, **numbers}, _kept={})


def _number_if_date(cell: Cell) -> Cell:
    if isinstance(cell, dt.datetime):
        return (cell.replace(tzinfo=None) - _START) / dt.timedelta(days=1)
    return float(serial(cell)) if isinstance(cell, dt.date) else cell


class Marked:
    """The rows of a data sheet by their positions.

    Attributes:
        tables: what rules read of them.
        rows: their numbers.
        used: the positions of those that hold anything.
        marks: all marks that the rules can give, in the order of the columns.
        lasting: those of each row, whatever the day.
        today: those of each row on the day of the check.
        by_day: whether any depends on the day.
    """

    def __init__(self, run: Check, sheet: str) -> None:
        self.tables = run.tables.on(sheet)
        self.rows: Sequence[int] = self.tables.frame.rows
        self.used: Sequence[int] = np.flatnonzero(~self.tables.frame.empty).tolist()
        self.marks = marks_of(run.batch.catalog, sheet)
        lasting, by_day = lasting_and_by_day(self.marks)
        self.by_day = bool(by_day)
        self.lasting: list[list[Mark]] = [[] for _ in self.rows]
        for part in lasting:
            self._give(run, part, self.lasting)
        self.today = [list(marks) for marks in self.lasting]
        self._give(run, by_day, self.today)

    def _give(self, run: Check, marks: Sequence[Mark], rows: list[list[Mark]]) -> None:
        for _, slots in slots_of(marks) if rows else ():
            for slot in slots:
                free = np.ones(len(rows), dtype=np.bool_)
                for mark in slot:
                    given = free & run.where(mark.rule, asking=mark.asking)
                    free &= ~given
                    for position in np.flatnonzero(given):
                        rows[position].append(mark)

    @cached_property
    def sent(self) -> Sequence[bool]:
        """Whether each row is one of those that are sent."""
        is_sent: list[bool] = sent(self.tables.frame.sheet).evaluate(self.tables).tolist()
        return is_sent

    def has(self, position: int, letter: str) -> bool:
        """Whether a row has a mark of a severity, whatever the day."""
        return any(mark.severity == letter for mark in self.lasting[position])


class MarkedBatch:
    """All rows of a batch.

    Attributes:
        catalog: its catalog.
        activities: the rows of Activities.
        others: sheet id to the rows of each other sheet.
        rows_of: sheet id to the positions of the rows of each activity there, by the position of the activity.
        unsaved: whether PARS would refuse each activity, whatever the day.
    """

    def __init__(self, run: Check) -> None:
        self.catalog = run.batch.catalog
        self.activities = Marked(run, ACTIVITIES)
        self.others = {sheet: Marked(run, sheet) for sheet in self.catalog.sheets if sheet != ACTIVITIES}
        self.rows_of: dict[str, list[list[int]]] = {}
        for sheet, marked in self.others.items():
            rows_of = self.rows_of[sheet] = [list[int]() for _ in self.activities.rows]
            for row, position in enumerate(marked.tables.pointers):
                if position >= 0:
                    rows_of[position].append(row)
        self.unsaved = [
            self.activities.has(position, INVALID) or bool(self.elsewhere(position, INVALID))
            for position in range(len(self.activities.rows))
        ]

    def of(self, sheet: str) -> Marked:
        return self.others.get(sheet, self.activities)

    def elsewhere(self, position: int, letter: str) -> list[str]:
        """The sheets on which something of an activity will not save, or is missing."""
        if letter not in (INVALID, MISSING):
            return []
        return [
            self.catalog.sheets[sheet].title
            for sheet, marked in self.others.items()
            if any(marked.has(row, letter) for row in self.rows_of[sheet][position])
        ]

    def to_close(self, position: int) -> list[str]:
        """What closing an activity would still need, on any sheet."""
        return [word for sheet in self.catalog.sheets for word in self._to_close(sheet, position)]

    def _to_close(self, sheet: str, position: int) -> Iterator[str]:
        marked = self.of(sheet)
        rows = [position] if marked is self.activities else self.rows_of[sheet][position]
        given = (mark for row in rows for mark in marked.lasting[row])
        yield from said(self._blocking[sheet], given)

    @cached_property
    def _blocking(self) -> dict[str, list[Mark]]:
        sheets = self.catalog.sheets
        return {sheet: [mark for mark in self.of(sheet).marks if mark.blocks_closing] for sheet in sheets}


def said(marks: Iterable[Mark], given: Iterable[Mark]) -> list[str]:
    """What those of the marks say that are given, each word once."""
    texts = {mark.text for mark in given}
    return list(dict.fromkeys(mark.word for mark in marks if mark.text in texts))

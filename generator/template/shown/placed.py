"""What the formulas of a workbook show, at its cells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.catalog import ACTIVITIES, Sheet, Value
from generator.rules.check import Check
from generator.template.marks import Marks
from generator.template.room import room_said
from generator.template.shown.cached import Values
from generator.template.shown.marked import in_numbers
from generator.template.shown.sheets import Shown, Texts
from generator.template.start_sheet import OTHER_DAY_HINT, ROOM_LABEL, TODAY_HINT, TODAY_LABEL, rows_label
from generator.workbook.cells import serial
from generator.workbook.frames import Batch
from generator.workbook.own_sheets import (
    FIRST_ROW,
    READINESS,
    READINESS_HEADER,
    READINESS_NOTE,
    START,
    START_BESIDE,
    START_TEXT,
)

LINE = READINESS_HEADER + 1 - FIRST_ROW
"""How much further down than its row an activity stands on Readiness."""


@dataclass(frozen=True)
class Places:
    """Where things stand in a workbook.

    Attributes:
        columns: sheet id to column id to the number of the column.
        last_rows: sheet id to the last row that has formulas.
        readiness: id of a column of Readiness to its number, of those that are still there.
        last_line: the last row of Readiness that has formulas.
        start: the labels on Start with their rows.
    """

    columns: Mapping[str, Mapping[str, int]]
    last_rows: Mapping[str, int]
    readiness: Mapping[str, int]
    last_line: int
    start: Mapping[str, int]


def placed(
    batch: Batch, marks: Marks, boards: Sequence[Value], places: Places, day: dt.date | None, *, typed: bool = False
) -> dict[str, Values]:
    """Title of a sheet to what its formulas show. Hidden columns that only other formulas read have no values.

    Args:
        batch: the rows.
        marks: the formulas of the workbook; every row of it has them, and no row stands below.
        boards: those that it offers.
        places: where they stand.
        day: the day on Start; None to leave it open, which a workbook without rows allows.
        typed: whether it is another than the computer's.
    """
    seen, sheets = in_numbers(batch) if marks.live else batch, batch.catalog.sheets
    shown = Shown(Check(seen, day or dt.date.max))
    totals = dict(_totals(shown, sheets, marks, places))
    values = {START: _start(totals, places, day, typed)}
    if not marks.live:
        return values
    for name, sheet in sheets.items():
        rows = range(FIRST_ROW, places.last_rows[name] + 1)
        values[sheet.title] = {
            places.columns[name][column]: _filled(rows, texts) for column, texts in shown.columns(name).items()
        }
    lines = range(READINESS_HEADER + 1, places.last_line + 1)
    readiness = {
        places.readiness[column.id]: _filled(lines, {row + LINE: text for row, text in texts.items()})
        for column, texts in zip(marks.readiness, shown.readiness(boards), strict=True)
        if column.id in places.readiness
    }
    readiness[1] = {**readiness.get(1, {}), READINESS_NOTE: marks.readiness_note}
    values[READINESS] = readiness
    return values


def _filled(rows: range, texts: Texts) -> dict[int, str]:
    return {**dict.fromkeys(rows, ""), **texts}


def _start(totals: Mapping[str, str | int], places: Places, day: dt.date | None, typed: bool) -> Values:
    columns: dict[int, dict[int, str | int]] = {
        START_TEXT: {places.start[label]: text for label, text in totals.items() if label in places.start},
        START_BESIDE: {},
    }
    if today := places.start.get(TODAY_LABEL):
        columns[START_BESIDE][today] = OTHER_DAY_HINT if typed else TODAY_HINT
        if day:
            columns[START_TEXT][today] = serial(day)
    return columns


def _totals(shown: Shown, sheets: Mapping[str, Sheet], marks: Marks, places: Places) -> Iterator[tuple[str, str | int]]:
    """Label and text or number of each total."""
    yield ROOM_LABEL, room_said(places.last_rows[ACTIVITIES] - FIRST_ROW + 1)
    for name, sheet in sheets.items():
        yield rows_label(sheet), shown.used(name) if marks.live else shown.typed(name)
    if marks.totals:
        yield from zip((label for label, _ in marks.totals), shown.totals(), strict=True)

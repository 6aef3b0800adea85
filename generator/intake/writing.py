"""What was brought in, as a new workbook with a sheet of what is not in it, or is to be looked at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

from openpyxl.workbook import Workbook

from generator.catalog import ACTIVITIES
from generator.intake.brought import Brought
from generator.template.live import checked_marks, live_marks
from generator.template.new import write_new
from generator.upkeep.report_sheet import write_report_sheet
from generator.upkeep.upgrade_sheet import write_beside
from generator.upkeep.upgraded import Entry, Fate
from generator.workbook.limits import USUAL_ROWS
from generator.workbook.own_sheets import FIRST_ROW

NOT_IMPORTED = "Not imported"
"""Title of the sheet."""
_COLUMNS = (
    ("What happened", 16), ("Where in the file", 40), ("Sheet", 14), ("Column", 26), ("Value", 40), ("New cell", 12),
    ("Why, and what to do", 80),
)  # fmt: skip
_ACTIVITY, _AT = ("Activity", 20), len(_COLUMNS) - 1
"""The column with the ID of the activity, where the file says it, and where it stands."""
_WORDS = {Fate.LEFT: "Not imported", Fate.KEPT: "Please look"}


def write_brought(
    brought: Brought,
    path: Path,
    day: dt.date,
    *,
    rows: int | None = None,
    live: bool = True,
    seal: str | None = None,
) -> None:
    """Writes the new workbook.

    Args:
        brought: what was read.
        path: where to write it.
        day: the day of the computer, for the values of formulas.
        rows: for how many activities it has room; None for the usual number. Tables grow to hold what there is.
        live: whether with live marks.
        seal: what its seal says (`generator.workbook.seal`); None for none.

    Raises:
        Failure: a number of rows that no sheet holds or live marks do not carry, or the file cannot be written.
    """
    activities = max(brought.rows.get(ACTIVITIES, {}), default=FIRST_ROW) - FIRST_ROW + 1

    def also(workbook: Workbook) -> None:
        write_beside(workbook[brought.catalog.sheet(ACTIVITIES).title], brought.beside)
        _tell(workbook, brought)

    marks = live_marks(brought.catalog) if live else checked_marks(brought.catalog)
    write_new(
        brought.catalog, path, marks, rows=rows or max(USUAL_ROWS, activities),
        rows_of=brought.rows, day=day, settings=brought.settings, also=also, seal=seal,
    )  # fmt: skip


def _tell(workbook: Workbook, brought: Brought) -> None:
    """Adds the sheet, when there is anything to tell."""
    entries = [entry for fate in _WORDS for entry in brought.entries if entry.fate is fate]
    if not entries:
        return
    counts = brought.counts
    note = (
        f"From {brought.source}: {counts[Fate.LEFT]:,} not imported, {counts[Fate.KEPT]:,} to look at. You may delete "
        "this sheet once nothing in it is needed."
    )
    columns, lines = [*_COLUMNS], [[*line] for line in _lines(entries)]
    if brought.named:
        columns.insert(_AT, _ACTIVITY)
        for line, entry in zip(lines, entries, strict=True):
            line.insert(_AT, brought.named.get(entry.old_cell or "", ""))
    write_report_sheet(workbook, NOT_IMPORTED, [note], columns, lines)


def _lines(entries: Sequence[Entry]) -> Iterator[Sequence[str]]:
    for entry in entries:
        yield (
            _WORDS[entry.fate], entry.old_cell or "", entry.sheet, entry.column, entry.old, entry.new_cell or "",
            entry.why,
        )  # fmt: skip

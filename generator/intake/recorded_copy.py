"""A copy of a completed workbook with the IDs that PARS gave and the day of the upload; nothing else in it changes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from lxml import etree

from generator.catalog import ACTIVITIES
from generator.exchange.said import ACCME_ID
from generator.intake.recording import UPLOADED, Recorded, Recording
from generator.upkeep.guard import WorkbookGuard
from generator.upkeep.notes import integrity_notes
from generator.upkeep.shown import write_shown
from generator.whole_file import write_whole
from generator.workbook.cells import serial
from generator.workbook.changes import Changes, Rows
from generator.workbook.letters import number_of
from generator.workbook.own_sheets import HEADERS_REACH
from generator.workbook.package import Package, package_of
from generator.workbook.read import read_package
from generator.workbook.scan import Malformed
from generator.workbook.seal import sealed

_DAYS_TO_1904 = 1462
"""How much less the number of a day is in workbooks that count from 1904."""


def write_copy(
    package: Package, target: Path, found: Recording, *, seal: str | None = None, replace: bool = False,
    day: dt.date | None = None,
) -> None:  # fmt: skip
    """Writes to `target` a copy of the workbook with what was found.

    Args:
        package: the workbook.
        target: the copy; where it may be, `generator.targets` says.
        found: what is written.
        seal: what a seal of the copy is to say (`generator.workbook.seal`); None for a copy without one.
        replace: whether an existing file may be replaced.
        day: the day of the computer, for the values of formulas, which otherwise stay as they are.

    Raises:
        Failure: the workbook is damaged, or the target cannot be written.
    """
    catalog = found.batch.catalog
    try:
        changes = Changes(package)
        part = changes.book.part_of(catalog.sheet(ACTIVITIES).title)
        assert part is not None
        cells = _Cells(changes, part, found)
        for one in found.recorded:
            cells.write(one)
        shown = package_of(package.name, changes.data())
        changes = Changes(shown)
        if day:
            batch = read_package(shown, lambda version, areas: catalog)
            notes = (*batch.notes, *integrity_notes(shown, catalog))
            write_shown(changes, WorkbookGuard(shown, catalog), batch, notes, day)
        how = changes.seen(shown.main).find("{*}calcPr")
        if how is None or how.get("fullCalcOnLoad") not in {"1", "true"}:
            changes.calculate_on_load()
        write_whole(target, sealed(changes, seal) if seal else changes.data(), replace=replace)
    except Malformed as error:
        raise package.damaged(str(error)) from error


class _Cells:
    """The cells of a sheet that are written; a cell that there was not takes the format of its column."""

    def __init__(self, changes: Changes, part: str, found: Recording) -> None:
        self._rows: Rows = changes.rows(part)
        self._styles = _column_styles(changes.tree(part))
        self._frame = found.batch.sheets[ACTIVITIES]
        self._day = serial(found.day) - (_DAYS_TO_1904 if changes.book.counts_from_1904 else 0)

    def write(self, one: Recorded) -> None:
        row = self._frame.rows[one.position]
        if one.accme_activity_id:
            column = self._number(ACCME_ID)
            there = self._rows.find(row, column) is not None
            self._rows.put_text(row, column, one.accme_activity_id, None if there else self._styles.get(column))
        if one.uploaded:
            column = self._number(UPLOADED)
            there = self._rows.find(row, column) is not None
            self._rows.put_number(row, column, self._day)
            cell, style = self._rows.find(row, column), self._styles.get(column)
            if cell is not None and style and not there:
                cell.set("s", style)

    def _number(self, column: str) -> int:
        return int(number_of(self._frame.letters[column]))


def _column_styles(root: etree._Element) -> dict[int, str]:
    """Column number to the format that its cells take over, as far as ours reach."""
    found: dict[int, str] = {}
    for column in root.iterfind("{*}cols/{*}col"):
        if style := column.get("style"):
            last = min(int(column.get("max", "1")), HEADERS_REACH)
            found |= dict.fromkeys(range(int(column.get("min", "1")), last + 1), style)
    return found

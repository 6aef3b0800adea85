"""A completed workbook as an upgrade looks at it: its rows, what others added to it, and what it was set to."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import cached_property

from generator.catalog import Sheet, fold
from generator.catalog.lists import NO
from generator.upkeep.origin import Origin
from generator.workbook.beside import Beside, OwnColumn, beside
from generator.workbook.columns import find
from generator.workbook.frames import Batch
from generator.workbook.letters import letters_of
from generator.workbook.limits import LARGEST_BATCH, USUAL_ROWS
from generator.workbook.own_sheets import CHECKED, CHECKED_HEADER, ROWS, START, STATUS
from generator.workbook.reach import last_of_table
from generator.workbook.scan import SheetXml, sheet_of
from generator.workbook.settings import SHOW_MISSING, Settings, settings_in

_STATUS_HEADER = "Status"

FormulaOf = Mapping[tuple[str, int], str]
"""Column letters and row to formula."""


class Older:
    """The workbook that is upgraded.

    Attributes:
        batch: its rows.
        origin: the template that it came from.
    """

    def __init__(self, batch: Batch, origin: Origin) -> None:
        self.batch = batch
        self.origin = origin

    def formulas(self, sheet: Sheet) -> FormulaOf:
        """The formulas of a data sheet."""
        of_column = self.origin.formulas(sheet.title).of_column
        return {
            (letters_of(number), row): formula
            for number, rows_of in of_column.items()
            for formula, rows in rows_of.items()
            for row in rows
        }

    def xml(self, sheet: Sheet) -> SheetXml:
        part = self.origin.book.part_of(sheet.title)
        assert part is not None  # reading the workbook has found it
        return sheet_of(self.origin.package, part)

    def last_row(self, sheet: Sheet) -> int:
        """The last row of the table, or below it the last one that is read."""
        frame = self.batch.sheets[sheet.id]
        return max(last_of_table(sheet, self.origin.book.names), frame.rows[-1] if len(frame) else 1)

    def beside(self, sheet: Sheet, formulas: FormulaOf) -> Beside:
        """What others added to a data sheet. What they typed into Status, where no formula stands, is theirs too."""
        headers = self.origin.headers(sheet.title)
        ours = self._ours(sheet, headers)
        status = ours.pop(STATUS, 0)
        there = beside(
            self.xml(sheet), self.origin.values, sheet, headers, set(ours.values()), self.last_row(sheet)
        )  # fmt: skip
        columns = (_typed(column, formulas) if column.number == status else column for column in there.columns)
        kept = tuple(column for column in columns if column.cells or column.number != status)
        return Beside(kept, there.strays)

    def _ours(self, sheet: Sheet, headers: Mapping[int, str]) -> dict[str, int]:
        """The numbers of the columns that a template made, by their ids: those that Meta names, or without it those
        that a template would have now."""
        meta = self.origin.meta
        rows = [row for row, column in meta if column == 1 and fold(str(meta[row, column])) == fold(sheet.title)]
        wanted = {str(meta.get((row, 2), "")): str(meta.get((row, 3), "")) for row in rows}
        if not wanted:
            wanted = {place.id: place.header for place in self.origin.expected.layouts[sheet.id].places}
        usual = {STATUS: _STATUS_HEADER, CHECKED: CHECKED_HEADER}
        inputs = {column.id: column.header for column in sheet.columns}
        return find({**usual, **wanted, **inputs}, sheet, headers, self.origin.book.names.get)

    @cached_property
    def rows_made(self) -> int:
        """For how many activities the workbook was made."""
        said = self.origin.stamp.get(ROWS, "")
        return min(max(int(float(said)), 1), LARGEST_BATCH) if said.replace(".", "", 1).isdecimal() else USUAL_ROWS

    @cached_property
    def settings(self) -> Settings:
        """What Start says."""
        settings = settings_in(self.origin.package, self.origin.book, self.origin.values)
        answer = self.batch.catalog.answers.find(self.on_start(SHOW_MISSING))
        return dataclasses.replace(settings, hides_missing=answer is not None and answer.means == NO)

    def setting_cell(self, name: str) -> str | None:
        """Where a setting stands on Start; None without it."""
        place = self.origin.book.names.get(name)
        return f"{letters_of(place.column)}{place.last_row}" if place and place.on(START) else None

    def on_start(self, name: str) -> str:
        """The text of a setting; empty without it."""
        place = self.origin.book.names.get(name)
        if place is None or not place.on(START):
            return ""
        cells = self.origin.cells(START, place.last_row, place.column)
        return str(cells.get((place.last_row, place.column), ""))


def _typed(column: OwnColumn, formulas: FormulaOf) -> OwnColumn:
    """A column without the cells that formulas fill."""
    cells = {row: cell for row, cell in column.cells.items() if (column.letter, row) not in formulas}
    return dataclasses.replace(column, cells=cells)

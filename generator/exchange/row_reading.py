"""How the rows of one activity are read, and what of them is not sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from generator.catalog import ACTIVITIES, ID, fold
from generator.catalog.lists import YES
from generator.exchange.cell_texts import CellText, Prepared, Rewritten
from generator.exchange.parts import LeftOut
from generator.exchange.record_columns import RecordColumns

ENTERED_TWICE = "It is entered twice in this row, and sent once."


class RowReading(dict[str, Any]):
    """The rows of one activity: reads their cells, and remembers what there is to tell of them.

    Attributes:
        columns: those of the batch.
        position: of its row on Activities.
        rows: sheet id to the positions of the rows that are in the record.
    """

    def __init__(self, columns: RecordColumns, position: int) -> None:
        super().__init__()
        self.columns = columns
        self.position = position
        self._own = columns.activities
        self.rows: dict[str, list[int]] = {ACTIVITIES: [position]}
        self._left_out: dict[LeftOut, None] = {}
        self._rewritten: dict[Rewritten, None] = {}
        self._plain: set[tuple[str, str, int]] = set()

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """What the activity holds and the record does not."""
        return tuple(self._left_out)

    @property
    def rewritten(self) -> tuple[Rewritten, ...]:
        """Cells written otherwise than typed, sheet by sheet and row by row."""
        if not self._rewritten:
            return ()
        sheets = list(self.columns.catalog.sheets)
        return tuple(sorted(self._rewritten, key=lambda cell: (sheets.index(cell.sheet), cell.position)))

    @property
    def plain(self) -> int:
        """How many texts had typographic marks made plain."""
        return len(self._plain)

    # --- cells
    # -----------------------------------------------------------------------------------------------------------

    def read(self, column: Prepared, position: int) -> CellText:
        """The text of a cell that goes into the file."""
        if column.is_told:
            self._tell(column, position)
        return column.at(position)

    def here(self, column: str) -> CellText:
        """The text of a cell of the activity's own row that goes into the file."""
        about, position = self._own[column], self.position
        if about.is_told:
            self._tell(about, position)
        made = CellText(
            about.texts[position]
        )  # as `Prepared.at`, without a call: this is done for most cells of a file
        made.of, made.position = about, position
        return made

    def _tell(self, column: Prepared, position: int) -> None:
        if position in column.rewritten:
            self._rewritten[column.rewritten[position]] = None
        if position in column.plain:
            self._plain.add((column.sheet, column.column, position))

    def silent(self, sheet: str, column: str, position: int) -> CellText:
        """The text of a cell that does not go into the file, or not by itself."""
        return self.columns.on[sheet][column].at(position)

    def peek(self, column: str) -> str:
        """What a cell of the activity's own row would write."""
        return self._own[column].texts[self.position]

    def says(self, column: str, meaning: str) -> bool:
        """Whether the activity's cell has that meaning; what follows from it stands in the file."""
        return self._says(column, self.columns.written(ACTIVITIES, column, meaning))

    def _says(self, column: str, written: str) -> bool:
        about = self._own[column]
        about.carried[self.position] = 1
        return about.texts[self.position] == written

    def unique(self, family: str, sheet: str = ACTIVITIES, position: int | None = None) -> tuple[CellText, ...]:
        """The values given in a family of columns, each once."""
        at = self.position if position is None else position
        given = self.columns.on[sheet].given[family][at]
        if len(given) < 2:
            return tuple([self.read(column, at) for column in given])
        texts: dict[str, CellText] = {}
        for column in given:
            text = self.read(column, at)
            if texts.setdefault(fold(column.texts[at]), text) is not text:
                self.leave_out(sheet, at, ENTERED_TWICE, column.column)
        return tuple(texts.values())

    # --- rows
    # -----------------------------------------------------------------------------------------------------------

    def send(self, sheet: str, position: int) -> None:
        """Takes a row into the record."""
        self.rows.setdefault(sheet, []).append(position)

    def take_out(self, sheet: str, position: int, reason: str) -> None:
        """Takes a row out of the record again, for which the form of the file has no place after all; the reason is a
        sentence."""
        self.rows[sheet].remove(position)
        self.leave_out_row(sheet, position, reason, ID)

    def leave_out_row(self, sheet: str, position: int, reason: str, shown: str) -> None:
        """Leaves a row out that somebody has to act on, in the column `shown`."""
        self._left_out[LeftOut(sheet, position, None, reason, shown)] = None

    def leave_out(self, sheet: str, position: int, reason: str, column: str | None = None) -> None:
        """Remembers that the file does not say what a row or a cell holds; the reason is a sentence."""
        self._left_out[LeftOut(sheet, position, column, reason)] = None

    def refuse_rows(self, sheet: str, reason: str) -> None:
        """Leaves out all rows of the activity on a sheet."""
        for position in self.columns.ties.of(self.position, sheet):
            self.leave_out(sheet, position, reason)

    def answered(self, sheet: str, what: str) -> Sequence[int]:
        """The positions of the activity's rows on a sheet; none, and why, when its answer is not Yes."""
        answer, yes = self.columns.answer(sheet)
        rows = self.columns.ties.of(self.position, sheet)
        if self._says(answer, yes) or not rows:
            return rows
        word = self.columns.catalog.answers.meaning(YES).value
        self.refuse_rows(sheet, f"A {what} is sent only when {self.columns.header(answer)} is {word}.")
        return ()

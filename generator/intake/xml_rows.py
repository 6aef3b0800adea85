"""One activity of an XML file on its way into rows: what all that put pieces of it into cells have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.catalog import ACTIVITIES, ID, Column
from generator.catalog.lists import NO, YES
from generator.intake.sheet_rows import SheetRows
from generator.intake.xml_pieces import Piece, Pieces
from generator.intake.xml_values import Reader
from generator.upkeep.upgraded import Fate, words_of
from generator.workbook.cells import LONGEST_TEXT, Cell

_SECOND = "The workbook has one cell for this, and an earlier value of the activity is in it."
NO_MORE = "The workbook has no further column for this."
OTHER_LANGUAGE = "An upload file says that its texts are English."


class Filling:
    """An activity that is being filled into the rows of a new workbook.

    Args:
        pieces: its pieces.
        number: which one of the file it is, from 1.
        out: where it goes.
        reader: what reads the texts.

    Attributes:
        row: its row on Activities.
        own_rows: sheet id to its rows there, but for Activities.
    """

    def __init__(self, pieces: Pieces, number: int, out: SheetRows, reader: Reader) -> None:
        self.pieces = pieces
        self.out = out
        self.reader = reader
        self.catalog = reader.catalog
        self.row = out.add(ACTIVITIES)
        self.own_rows: dict[str, list[int]] = {}
        self._number = number

    @property
    def cells(self) -> dict[str, Cell]:
        """Those of its row on Activities."""
        return self.out.rows[ACTIVITIES][self.row]

    def where(self, piece: Piece | None = None) -> str:
        """Where a piece stands in the file, or the activity itself."""
        own = words_of(self.cells.get(ID))
        activity = f"activity {self._number} ({own})" if own else f"activity {self._number}"
        return f"{activity}, {piece.where}" if piece else activity

    def column(self, name: str, sheet: str = ACTIVITIES) -> Column:
        return self.catalog.sheet(sheet).column(name)

    def board(self, row: int) -> str:
        """The board of a row on MOC."""
        return str(self.out.rows["moc"][row].get("board") or "")

    def answer(self, column: str, meaning: str) -> None:
        """Fills in what the file says without a word for it: registrations, or none."""
        self.cells[column] = self.catalog.answers.meaning(meaning).value

    def registered(self, column: str, sheet: str) -> None:
        """Says whether the activity is being registered for the program with these rows; a file of MEMS alone, without
        additions, does not say, nor does a record to be deleted."""
        if self.own_rows.get(sheet):
            self.answer(column, YES)
        elif self.pieces.with_additions and not self.deletes:
            self.answer(column, NO)

    @property
    def deletes(self) -> bool:
        """It is a record to be deleted."""
        actions = self.catalog.values_of(self.column("record_action"))
        return self.cells.get("record_action") == actions.meaning("delete").value

    def add_row(self, sheet: str, cells: Mapping[str, Cell]) -> int:
        """A new row of the activity on another sheet."""
        row = self.out.add(sheet)
        own = self.cells.get(ID)
        self.out.rows[sheet][row].update({ID: own, **cells} if own is not None else cells)
        self.own_rows.setdefault(sheet, []).append(row)
        return row

    def one(
        self,
        column: Column,
        pieces: Sequence[Piece],
        row: int | None = None,
        *,
        owner: str | None = None,
        look: str = "",
    ) -> None:
        """Puts the first piece into a cell; one that says the same is understood, any other is left.

        Args:
            row: on the column's sheet; None for the activity's own.
            owner: what the column's list depends on.
            look: why a person should look at it.
        """
        row = self.row if row is None else row
        for piece in pieces:
            read = self.reader.read(column, piece.text, owner)
            there = self.out.rows[column.sheet][row].get(column.id)
            at = column.sheet, row, column.id
            if read.cell == "":
                continue
            if there is None:
                self.out.put(*at, read.cell, self.where(piece), piece.text, look or read.why, look=bool(look))
            elif there == read.cell:
                self.out.say(Fate.CARRIED, *at, self.where(piece), piece.text)
            else:
                self.leave(piece, _SECOND, column)

    def each(
        self, columns: Sequence[Column], pieces: Sequence[Piece], row: int | None = None, owner: str | None = None
    ) -> None:
        """Puts pieces into the columns of a family, one into each."""
        for number, piece in enumerate(pieces):
            if number < len(columns):
                self.one(columns[number], [piece], row, owner=owner)
            else:
                self.leave(piece, NO_MORE, columns[-1])

    def fits(self, text: str) -> bool:
        """Whether a cell can hold a text."""
        return len(text) <= LONGEST_TEXT

    def leave(self, piece: Piece, why: str, column: Column | None = None) -> None:
        """Tells that a piece is in no cell, and in which column it would have been."""
        sheet, name = (column.sheet, column.id) if column else ("", "")
        self.out.leave(self.where(piece), piece.text, why, sheet=sheet, column=name)

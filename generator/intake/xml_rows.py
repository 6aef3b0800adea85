"""One activity of an XML file on its way into rows: what all that put pieces of it into cells have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.catalog import ACTIVITIES, ID, Column
from generator.catalog.lists import NO, YES
from generator.intake.sheet_rows import SheetRows
from generator.intake.xml_pieces import Piece, Pieces
from generator.intake.xml_places import SAYS, meant
from generator.intake.xml_values import Read, Reader
from generator.upkeep.upgraded import Fate, words_of
from generator.workbook.cells import Cell, is_too_long

_SECOND = "The workbook has one cell for this, and another value of the activity is in it."
_NOTHING = "There is a time of day without its day."
NO_MORE = "The workbook has no further column for this."
OTHER_LANGUAGE = "An upload file says that its texts are English."
_THE_WORD = "Read as the word that an upload file has for it."


class Filling:
    """An activity that is being filled into the rows of a new workbook.

    Args:
        pieces: its pieces.
        number: which one of the file it is, from 1.
        out: where it goes.
        reader: what reads the texts.
        ours: the file is written as our upload files are.

    Attributes:
        row: its row on Activities.
        own_rows: sheet id to its rows there, but for Activities.
    """

    def __init__(self, pieces: Pieces, number: int, out: SheetRows, reader: Reader, *, ours: bool = False) -> None:
        self.pieces = pieces
        self.out = out
        self.reader = reader
        self.catalog = reader.catalog
        self.row = out.add(ACTIVITIES)
        self.own_rows: dict[str, list[int]] = {}
        self.ours = ours
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
            read = self.read(column, piece, owner)
            there = self.out.rows[column.sheet][row].get(column.id)
            at = column.sheet, row, column.id
            if read.cell == "":
                self.leave(piece, _NOTHING, column)
            elif there is None:
                to_see = bool(look) or read.look
                self.out.put(*at, read.cell, self.where(piece), piece.text, look or read.why, look=to_see)
            elif there == read.cell:
                self.out.say(Fate.CARRIED, *at, self.where(piece), piece.text)
            else:
                self.leave(piece, _SECOND, column)

    def read(self, column: Column, piece: Piece, owner: str | None = None) -> Read:
        """The cell that a piece becomes in a column."""
        return self.reader.read(column, piece.plain, owner)

    def whole(self, columns: Mapping[str, Column], why: str) -> None:
        """Fills columns from the first element in which pieces of these names stand together; another one that does not
        say the same is left whole, so that what belongs to several is never put together.

        Args:
            columns: name of the pieces to their column.
            why: why another one is left.
        """
        for number, group in enumerate(self.pieces.groups(*columns)):
            inside = [(column, piece) for name, column in columns.items() for piece in self.pieces.take(name, group)]
            if number and any(self.cells.get(column.id) != self.read(column, piece).cell for column, piece in inside):
                for column, piece in inside:
                    self.leave(piece, why, column)
            else:
                for column, piece in inside:
                    self.one(column, [piece])

    def understood(self, piece: Piece, word: str) -> None:
        """Tells of a word that is not in the rows since every upload file has it, where it is written otherwise."""
        if piece.text != word:
            self.out.say(Fate.CHANGED, "", 0, "", self.where(piece), piece.text, _THE_WORD, new=word)

    def language(self, pieces: Sequence[Piece]) -> None:
        """Tells in which languages texts are said to be, but for English."""
        for piece in pieces:
            if meant("language", piece.text):
                self.understood(piece, SAYS["language", "english"])
            else:
                self.leave(piece, OTHER_LANGUAGE)

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
        return not is_too_long(text)

    def leave(self, piece: Piece, why: str, column: Column | None = None) -> None:
        """Tells that a piece is in no cell, and in which column it would have been."""
        sheet, name = (column.sheet, column.id) if column else ("", "")
        self.out.leave(self.where(piece), piece.text, why, sheet=sheet, column=name)

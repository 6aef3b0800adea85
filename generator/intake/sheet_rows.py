"""The rows of a new workbook while they are filled, and what became of each value on the way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from generator.catalog import Catalog
from generator.template.layout import lay_out
from generator.template.workbook import Rows
from generator.upkeep.upgraded import Entry, Fate, words_of
from generator.workbook.cells import LONGEST_TEXT, Cell, is_too_long
from generator.workbook.own_sheets import FIRST_ROW

TOO_LONG = f"A cell of Excel holds {LONGEST_TEXT:,} characters at most, and this text is longer."


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a value: an `Entry` that does not know yet in which letter its column stands."""

    fate: Fate
    where: str
    old: str
    sheet: str = ""
    column: str = ""
    row: int = 0
    new: str = ""
    why: str = ""
    also: Sequence[tuple[str, int]] = ()


@dataclass
class SheetRows:
    """Rows by sheet id and number, and what was told.

    Attributes:
        rows: sheet id to row number to cells by column id.
        told: in the order of the file.
    """

    rows: dict[str, dict[int, dict[str, Cell]]] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)

    def add(self, sheet: str) -> int:
        """The number of a new row below the others."""
        rows = self.rows.setdefault(sheet, {})
        number = FIRST_ROW + len(rows)
        rows[number] = {}
        return number

    def put(
        self, sheet: str, row: int, column: str, cell: Cell, where: str, old: str, why: str = "", *, look: bool = False
    ) -> None:
        """Puts a value into a cell, and tells it.

        Args:
            where, old: where it stood, and as which text.
            why: why it reads otherwise now; empty when it does not.
            look: a person should look at it.
        """
        if isinstance(cell, str) and is_too_long(cell):
            self.leave(where, old, TOO_LONG, sheet=sheet, column=column)
            return
        self.rows[sheet][row][column] = cell
        fate = Fate.KEPT if look else Fate.CHANGED if why else Fate.CARRIED
        self.told.append(Told(fate, where, old, sheet, column, row, words_of(cell), why))

    def say(
        self,
        fate: Fate,
        sheet: str,
        row: int,
        column: str,
        where: str,
        old: str,
        why: str = "",
        *,
        new: str | None = None,
        also: Sequence[tuple[str, int]] = (),
    ) -> None:
        """Tells of a value that a cell holds already, as `new` or as it was; and `also` other cells of the sheet, each
        a column id and a row."""
        self.told.append(Told(fate, where, old, sheet, column, row, old if new is None else new, why, also))

    def leave(self, where: str, old: str, why: str, *, sheet: str = "", column: str = "") -> None:
        """Tells of a value that no cell holds, and of the column that it might have been in, if any."""
        self.told.append(Told(Fate.LEFT, where, old, sheet, column, 0, "", why))

    def in_order(self, catalog: Catalog) -> dict[str, Rows]:
        """The rows by sheets in the order of the catalog; sheets and rows that hold nothing aside."""
        filled = {
            sheet: {row: cells for row, cells in self.rows.get(sheet, {}).items() if cells} for sheet in catalog.sheets
        }
        return {sheet: rows for sheet, rows in filled.items() if rows}

    def entries(self, catalog: Catalog) -> Iterator[Entry]:
        """What was told, with the cells of a workbook of that catalog; what has no column there is called as it is in
        the file."""
        letters = {
            sheet.id: {place.id: (place.letter, place.header) for place in lay_out(sheet, 1, None).places}
            for sheet in catalog.sheets.values()
        }
        for told in self.told:
            name = told.where.rpartition("/")[2].rpartition(", ")[2].lstrip("@")
            letter, header = letters[told.sheet].get(told.column, ("", "")) if told.sheet else ("", name)
            title = catalog.sheet(told.sheet).title if told.sheet else ""
            cell = f"{letter}{told.row}" if letter and told.row else None
            for column, row in told.also:
                cell = f"{cell}, {letters[told.sheet][column][0]}{row}"
            yield Entry(told.fate, title, header, told.where, cell, told.old, told.new, told.why)

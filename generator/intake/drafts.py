"""Rows of a new workbook in the making, and what is told of each cell of the list that they came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from generator.catalog import ACTIVITIES, Catalog
from generator.template.layout import lay_out
from generator.upkeep.upgraded import Entry, Fate, words_of
from generator.workbook.cells import Cell

_WORST = (Fate.CARRIED, Fate.CHANGED, Fate.LEFT, Fate.KEPT)
"""Of a cell that goes to two places, which fate is told: what is to be looked at before what is not there."""


@dataclass(eq=False)
class Draft:
    """A row in the making.

    Attributes:
        sheet: id of its sheet.
        cells: by column id.
        told: by column id, what is told of the cell of the list that stands there.
        number: its row, once that is known.
        instead: the row that says the same, in which it was merged.
    """

    sheet: str
    cells: dict[str, Cell] = field(default_factory=dict)
    told: dict[str, Told] = field(default_factory=dict)
    number: int = 0
    instead: Draft | None = None

    @property
    def written(self) -> Draft:
        """The row that is written."""
        return self.instead.written if self.instead else self


@dataclass(eq=False)
class Told:
    """What is told of a cell of the list.

    Attributes:
        place: its address.
        header: that of its column.
        old: its text.
        spots: rows and column ids where it stands now.
        beside: the row beside which it stands, and the number of the list's column; None for a cell of ours.
    """

    place: str
    header: str
    old: str
    fate: Fate = Fate.CARRIED
    why: list[str] = field(default_factory=list)
    spots: list[tuple[Draft, str]] = field(default_factory=list)
    beside: tuple[Draft, int] | None = None

    def say(self, fate: Fate, why: str = "") -> None:
        """Adds what happened; the worst is told."""
        self.fate = max(self.fate, fate, key=_WORST.index)
        if why and why not in self.why:
            self.why.append(why)

    def put(self, draft: Draft, column: str, cell: Cell) -> None:
        """Puts a value into a row."""
        draft.cells[column] = cell
        draft.told[column] = self
        self.spots.append((draft, column))


class Addresses:
    """Where the columns of a new workbook stand.

    Args:
        catalog: of the new workbook.
        beside: numbers of columns of the list that stand beside the table of activities, to their letters there.
    """

    def __init__(self, catalog: Catalog, beside: Mapping[int, str] | None = None) -> None:
        self._catalog, self._beside = catalog, beside or {}
        self._letters = {
            (sheet.id, place.id): place.letter
            for sheet in catalog.sheets.values()
            for place in lay_out(sheet, 1, None).places
        }

    def cell(self, sheet: str, column: str, row: int) -> str:
        """A cell's address on its sheet."""
        return f"{self._letters[sheet, column]}{row}"

    def entry(self, told: Told) -> Entry:
        """What is told of a cell, once the rows have their numbers."""
        spots = [(draft.written, column) for draft, column in told.spots]
        if told.beside:
            row, number = told.beside[0].written.number, told.beside[1]
            title = self._catalog.sheet(ACTIVITIES).title
            new = "" if told.fate is Fate.LEFT else told.old
            cell = f"{self._beside[number]}{row}"
            return Entry(told.fate, title, told.header, told.place, cell, told.old, new, " ".join(told.why))
        if not spots:
            return Entry(told.fate, "", told.header, told.place, None, told.old, "", " ".join(told.why))
        first, column = spots[0]
        sheet = self._catalog.sheet(first.sheet)
        cells = [self.cell(draft.sheet, name, draft.number) for draft, name in spots]
        titles = [self._catalog.sheet(draft.sheet).title for draft, _ in spots]
        if len(set(titles)) > 1:
            cells = [f"{title}!{cell}" for title, cell in zip(titles, cells, strict=True)]
        new = "; ".join(dict.fromkeys(words_of(draft.cells.get(name)) for draft, name in spots))
        return Entry(
            told.fate, sheet.title, sheet.column(column).header, told.place, ", ".join(dict.fromkeys(cells)), told.old,
            new, " ".join(told.why),
        )  # fmt: skip

"""Columns that others added to a data sheet, and where they stand in a new workbook: to the right of our table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from generator.template.layout import SheetLayout
from generator.workbook.cells import Cell
from generator.workbook.columns import header_key
from generator.workbook.letters import letters_of

_LONGEST_HEADER = 255
"""Characters of a header in a table of Excel."""


@dataclass(frozen=True)
class OwnCells:
    """A column of an older workbook that the new one has no column of its own for.

    Attributes:
        header: the text in row 1; empty without one.
        letter: where it stands.
        cells: row number to cell; blanks are left out.
        why: what a person should know of it; empty for one that somebody added.
    """

    header: str
    letter: str
    cells: Mapping[int, Cell] = field(repr=False)
    why: str = ""


@dataclass(frozen=True)
class Spot:
    """Where such a column stands in the new workbook: its number from 1, its header, and whether our table has it."""

    number: int
    header: str
    in_table: bool

    @property
    def letter(self) -> str:
        return letters_of(self.number)


def spots(layout: SheetLayout, books: Sequence[Sequence[OwnCells]]) -> list[list[tuple[OwnCells, Spot]]]:
    """The places of the columns of several workbooks on one sheet. Columns with the same header become one, the second
    of that header in one workbook the second in another; those without a header stay apart.

    Args:
        layout: of the new sheet.
        books: for each workbook its columns.

    Returns:
        For each workbook its columns, those in the table first, with their places.
    """
    ours = {header_key(place.header) for place in layout.places}
    wanted: dict[tuple[bool, object], list[tuple[int, OwnCells]]] = {}
    names: dict[tuple[bool, object], str] = {}
    for book, columns in enumerate(books):
        taken = set(ours)
        for position, column in enumerate(columns):
            in_table = fits_in_table(column.header)
            name = header_beside(column.header, taken) if in_table else column.header
            key: tuple[bool, object] = (in_table, header_key(name) if in_table else (book, position))
            names.setdefault(key, name)
            wanted.setdefault(key, []).append((book, column))
    found: list[list[tuple[OwnCells, Spot]]] = [[] for _ in books]
    number = len(layout.places)
    gap = False
    for key in sorted(wanted, key=lambda key: not key[0]):
        # a blank column keeps what has no header out of the table
        number += 1 if key[0] or gap else 2
        gap |= not key[0]
        spot = Spot(number, names[key], key[0])
        for book, column in wanted[key]:
            found[book].append((column, spot))
    return found


def header_beside(header: str, taken: set[str]) -> str:
    """A header that no other column of the sheet has, as near to `header` as can be, which is then taken too."""
    name, number = header, 1
    while header_key(name) in taken:
        number += 1
        name = f"{header} ({number})"
    taken.add(header_key(name))
    return name


def fits_in_table(header: str) -> bool:
    """Whether a table of Excel takes a column with that header."""
    return bool(header.strip()) and len(header) <= _LONGEST_HEADER

"""Where everything stands in a template: columns, rows and the defined names that formulas refer to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.catalog import ACTIVITIES, ID, Column, Sheet
from generator.template.marks import LiveColumn, SheetMarks
from generator.workbook.letters import letters_of
from generator.workbook.own_sheets import CHECKED, CHECKED_HEADER, FIRST_ROW, STATUS, column_name, tab_of, table_name

ALL_IDS = "all_activity_ids"
"""Defined name of the cells for provider activity IDs, far below the table too."""
_FAR, _FURTHER = 20_001, 1_000


@dataclass(frozen=True, slots=True)
class Place:
    """A column as it stands on its sheet: `number` counts from 1; `column` or `live` says what it holds, both None for
    Status and Checked."""

    sheet: str
    prefix: str
    id: str
    header: str
    number: int
    column: Column | None = None
    live: LiveColumn | None = None

    @property
    def letter(self) -> str:
        return letters_of(self.number)

    @property
    def range_name(self) -> str:
        """The defined name of all its cells: c_act_title."""
        return column_name(self.prefix, self.id)

    @property
    def cell_name(self) -> str:
        """The defined name of its cell in the row of the formula: r_act_title."""
        return f"r_{self.prefix}_{self.id}"

    def names(self, title: str, letter: str, last_row: int) -> dict[str, str]:
        """Its defined names with what they stand for on the sheet of that title; the row-relative one as it reads in
        row 1."""
        tab = tab_of(title)
        return {
            self.range_name: f"{tab}!${letter}${FIRST_ROW}:${letter}${last_row}",
            self.cell_name: f"{tab}!${letter}1",
        }


@dataclass(frozen=True)
class SheetLayout:
    """A data sheet: Status, the input columns in the order of the catalog, Checked, then the live columns."""

    sheet: Sheet
    rows: int
    places: tuple[Place, ...]

    @property
    def last_row(self) -> int:
        return FIRST_ROW + self.rows - 1

    @property
    def table(self) -> str:
        return table_name(self.sheet.title)

    @property
    def area(self) -> str:
        """The table with its header row."""
        return f"A1:{self.places[-1].letter}{self.last_row}"

    @property
    def bands(self) -> Mapping[str, str]:
        """The headings over columns that belong together, by the id of the first; none where all belong together."""
        return self.sheet.bands if len(self.sheet.bands) > 1 else {}

    def place(self, column_id: str) -> Place:
        return next(p for p in self.places if p.id == column_id)

    def cells(self, place: Place) -> str:
        """The cells below the header, without the sheet: B2:B501."""
        return f"{place.letter}{FIRST_ROW}:{place.letter}{self.last_row}"

    def names(self) -> dict[str, str]:
        """The defined names of the sheet with what they stand for; row-relative ones as they read in row 1."""
        title = self.sheet.title
        names: dict[str, str] = {}
        for place in self.places:
            names |= place.names(title, place.letter, self.last_row)
        if self.sheet.id == ACTIVITIES:
            names[ALL_IDS] = all_ids(title, self.place(ID).letter, self.last_row)
        return names


def all_ids(title: str, letter: str, last_row: int) -> str:
    """What `ALL_IDS` stands for on the sheet of that title, given the column of the IDs and the last row of the
    table."""
    return f"{tab_of(title)}!${letter}${FIRST_ROW}:${letter}${max(_FAR, last_row + _FURTHER)}"


def lay_out(sheet: Sheet, rows: int, marks: SheetMarks | None) -> SheetLayout:
    """The layout of `sheet` with room for `rows` rows."""
    entries: list[tuple[str, str, Column | None, LiveColumn | None]] = [(STATUS, "Status", None, None)]
    entries += [(c.id, c.header, c, None) for c in sheet.columns]
    entries.append((CHECKED, CHECKED_HEADER, None, None))
    entries += [(live.id, live.header, None, live) for live in (marks.columns if marks else ())]
    return SheetLayout(
        sheet,
        rows,
        tuple(
            Place(sheet.id, sheet.prefix, name, header, n, column, live)
            for n, (name, header, column, live) in enumerate(entries, 1)
        ),
    )

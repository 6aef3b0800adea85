"""A row with every cell read, and the IDs that tie rows together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.second_reading.catalog_files import columns, ids
from tests.second_reading.cells import Cell, Read, read
from tests.second_reading.characters import fold

ID = "provider_activity_id"
Cells = Mapping[str, Cell]
Batch = Mapping[str, Mapping[int, Cells]]
"""Sheet id to row number to cells by column id."""


@dataclass(frozen=True)
class Row:
    """A row of a sheet: its number and what each of its cells says."""

    sheet: str
    number: int
    reads: Mapping[str, Read]

    def __getitem__(self, name: str) -> Read:
        return self.reads[name]

    def blank(self, *names: str) -> bool:
        """Whether all these cells are blank (a bad value is not)."""
        return all(self[name].blank for name in names)

    def family(self, name: str) -> list[str]:
        """The numbered columns of one kind, in order: credit_type_1 to credit_type_4 of credit_type."""
        return [column for column in self.reads if column.rpartition("_")[0] == name and column[-1].isdigit()]

    def says(self, name: str, value: str) -> bool:
        return self[name].value == value

    @property
    def key(self) -> str | None:
        """What makes its ID the same as another: no case, no unseen characters; 7 is "7", but "007" is not."""
        value = self[ID].value
        return fold(value) if isinstance(value, str) else None


def rows_of(batch: Batch, sheet: str, order: str) -> list[Row]:
    """Every row of a sheet, read."""
    known = columns()
    return [
        Row(sheet, number, {name: read(cells.get(name), known[sheet, name], order) for name in ids(sheet)})
        for number, cells in sorted(batch.get(sheet, {}).items())
    ]

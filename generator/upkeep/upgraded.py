"""What an upgrade did with every value of the older workbook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from generator.catalog import Catalog
from generator.workbook.cells import Cell, CellError, text_of


class Fate(StrEnum):
    """What became of a value.

    `KEPT`: it stands in the new workbook as it was, and a person should look at it. `LEFT`: it is not there.
    """

    CARRIED = "carried"
    CHANGED = "changed"
    KEPT = "kept"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Entry:
    """A value of the older workbook.

    Attributes:
        fate: what became of it.
        sheet: the tab.
        column: header of its column, or what else it belongs to.
        old_cell, new_cell: addresses; None where it has no cell.
        old, new: as texts.
        why: one sentence; empty for a value that is carried.
    """

    fate: Fate
    sheet: str
    column: str
    old_cell: str | None
    new_cell: str | None
    old: str
    new: str
    why: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "fate": self.fate.value,
            "sheet": self.sheet,
            "column": self.column,
            "old_cell": self.old_cell,
            "new_cell": self.new_cell,
            "old": self.old,
            "new": self.new,
            "why": self.why,
        }


@dataclass(frozen=True, slots=True)
class RowCount:
    """Rows of a sheet: those read, those in the new workbook, and those too far down to be read."""

    read: int
    written: int
    out_of_reach: int


@dataclass(frozen=True)
class Upgraded:
    """An upgrade.

    Attributes:
        file: name of the older workbook.
        was, now: its catalog, and the one of the new workbook.
        rows: tab to its rows.
        entries: every value; what a person should look at or what changed comes first.
    """

    file: str
    was: Catalog = field(repr=False)
    now: Catalog = field(repr=False)
    rows: Mapping[str, RowCount]
    entries: Sequence[Entry] = field(repr=False)

    @property
    def counts(self) -> dict[Fate, int]:
        """How many values had each fate."""
        return counts_of(self.entries)

    @property
    def clean(self) -> bool:
        """Nothing was left behind, and nothing is there that a person should look at."""
        return not any(self.counts[fate] for fate in (Fate.KEPT, Fate.LEFT))

    def as_json(self) -> dict[str, Any]:
        """What `pars upgrade --json` prints, but for where the new workbook is."""
        return {
            "file": self.file,
            "catalog": {"was": self.was.version, "now": self.now.version},
            "rows": {
                title: {"read": count.read, "written": count.written, "out_of_reach": count.out_of_reach}
                for title, count in self.rows.items()
            },
            "counts": {fate.value: number for fate, number in self.counts.items()},
            "values": [entry.as_json() for entry in self.entries],
        }


def by_fate(entries: Iterable[Entry]) -> list[Entry]:
    """The entries, those first that a person should look at or that changed."""
    order = [Fate.KEPT, Fate.LEFT, Fate.CHANGED, Fate.CARRIED]
    return sorted(entries, key=lambda entry: order.index(entry.fate))


def counts_of(entries: Iterable[Entry]) -> dict[Fate, int]:
    """How many values had each fate, those that none had too."""
    counts = Counter(entry.fate for entry in entries)
    return {fate: counts[fate] for fate in Fate}


def words_of(cell: Cell) -> str:
    """A cell as a report quotes it: letter for letter."""
    if isinstance(cell, str):
        return cell
    return cell.text if isinstance(cell, CellError) else text_of(cell)

"""What was read from elsewhere: the rows of a new workbook, and what became of every value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from generator.catalog import Catalog
from generator.template.workbook import Rows
from generator.upkeep.upgrade_sheet import Placed
from generator.upkeep.upgraded import Entry, Fate, counts_of
from generator.workbook.settings import Settings


@dataclass(frozen=True)
class Brought:
    """Something brought in from a file.

    Attributes:
        source: name of the file.
        catalog: what the new workbook is made with.
        rows: sheet id to row number, from 2, to cells by column id.
        entries: each value of the file, exactly once; its `old_cell` says where it stood, as a person finds it there
            ("row 12, Course Name"; "activity 3, title"). A value that is in no cell is `Fate.LEFT`, with the reason.
        read: what the file holds, in its own words ("rows", "activities"), to how many.
        settings: what Start of the new workbook says: how dates were read.
        named: where a value stood in the file (`old_cell`) to the ID of its activity, where the file says it.
        beside: columns of the file's own, to the right of the table of activities.
        first: sentences that a person should read before anything else: something stops every activity, or may have put
            values into wrong columns.
        notes: sentences about the file as a whole, such as what files of its kind never hold.
    """

    source: str
    catalog: Catalog = field(repr=False)
    rows: Mapping[str, Rows] = field(repr=False)
    entries: Sequence[Entry] = field(repr=False)
    read: Mapping[str, int]
    settings: Settings = field(default_factory=Settings)
    first: Sequence[str] = ()
    notes: Sequence[str] = ()
    named: Mapping[str, str] = field(default_factory=dict, repr=False)
    beside: Sequence[Placed] = field(default=(), repr=False)

    @property
    def counts(self) -> dict[Fate, int]:
        """How many values had each fate."""
        return counts_of(self.entries)

    @property
    def clean(self) -> bool:
        """Everything is in the new workbook, and nothing is there that a person should look at."""
        return not self.first and not any(self.counts[fate] for fate in (Fate.KEPT, Fate.LEFT))

    def as_json(self) -> dict[str, Any]:
        """What `pars import --json` prints, but for where the new workbook is."""
        return {
            "file": self.source,
            "catalog": self.catalog.version,
            "read": dict(self.read),
            "rows": {self.catalog.sheet(sheet).title: len(rows) for sheet, rows in self.rows.items()},
            "first": list(self.first),
            "notes": list(self.notes),
            "counts": {fate.value: number for fate, number in self.counts.items()},
            "values": [entry.as_json() for entry in self.entries],
        }

"""Which rows of MOC, REMS and Support belong to which activity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.catalog import ACTIVITIES
from generator.rules.tables import Tables
from generator.workbook.frames import Batch


@dataclass(frozen=True)
class Ties:
    """The ties between the sheets of a batch, by position. Rows that only look empty belong nowhere.

    Attributes:
        rows: sheet id to activity position to the positions of its rows, in order.
        orphans: sheet id to the positions of rows whose provider activity ID is blank or unknown.
    """

    rows: Mapping[str, Mapping[int, list[int]]]
    orphans: Mapping[str, list[int]]

    def of(self, activity: int, sheet: str) -> list[int]:
        """Positions on `sheet` that belong to the activity at position `activity`."""
        return self.rows[sheet].get(activity, [])


def tie(batch: Batch) -> Ties:
    """Ties rows to activities by provider activity ID, as the rules do; the first activity of an ID has them all."""
    tables = Tables(batch, today=0)
    rows: dict[str, dict[int, list[int]]] = {}
    orphans: dict[str, list[int]] = {}
    for sheet, frame in batch.sheets.items():
        if sheet == ACTIVITIES:
            continue
        own = rows[sheet] = {}
        alone = orphans[sheet] = []
        owners, empties = tables.on(sheet).pointers.tolist(), frame.empty.tolist()
        for position, (owner, empty) in enumerate(zip(owners, empties, strict=True)):
            if empty:
                continue
            if owner < 0:
                alone.append(position)
            else:
                own.setdefault(owner, []).append(position)
    return Ties(rows, orphans)

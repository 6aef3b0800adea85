"""Which rows of MOC, REMS and Support belong to which activity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.catalog import fold
from generator.workbook.frames import Batch

ACTIVITIES = "activities"
ID = "provider_activity_id"


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
    """Ties rows to activities by provider activity ID, spaces, case and quotes aside; the first activity of an ID has them all."""
    first: dict[str, int] = {}
    for position, text in enumerate(batch.sheets[ACTIVITIES].text(ID)):
        if text:
            first.setdefault(fold(text), position)
    rows: dict[str, dict[int, list[int]]] = {}
    orphans: dict[str, list[int]] = {}
    for sheet, frame in batch.sheets.items():
        if sheet == ACTIVITIES:
            continue
        found = rows[sheet] = {}
        alone = orphans[sheet] = []
        for position, (text, empty) in enumerate(zip(frame.text(ID), frame.empty, strict=True)):
            owner = first.get(fold(text)) if text else None
            if empty:
                continue
            if owner is None:
                alone.append(position)
            else:
                found.setdefault(owner, []).append(position)
    return Ties(rows, orphans)

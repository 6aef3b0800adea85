"""What a merge did with every row and value of its workbooks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from generator.upkeep.upgraded import Fate, Upgraded


@dataclass(frozen=True)
class Shared:
    """An activity that more than one workbook holds.

    Attributes:
        activity_id: its provider activity ID.
        same: one copy is in the new workbook, since all are equal; else all are, for a person to choose.
        places: name of the workbook, address of the ID there, and in the new workbook, None for a copy left out.
        told: in words.
        left: name of the workbook, tab and number of each row that was left out as a copy.
    """

    activity_id: str
    same: bool
    places: Sequence[tuple[str, str, str | None]]
    told: str
    left: Sequence[tuple[str, str, int]] = ()

    def as_json(self) -> dict[str, Any]:
        places = [{"file": file, "cell": cell, "new_cell": new} for file, cell, new in self.places]
        left = [{"file": file, "sheet": sheet, "row": row} for file, sheet, row in self.left]
        return {
            "activity_id": self.activity_id,
            "same": self.same,
            "places": places,
            "left": left,
            "told": self.told,
        }


@dataclass(frozen=True)
class Merged:
    """A merge.

    Attributes:
        parts: what became of each workbook, in the order in which they were given.
        shared: the activities that more than one of them holds.
        remarks: what else a person should know.
    """

    parts: Sequence[Upgraded] = field(repr=False)
    shared: Sequence[Shared] = ()
    remarks: Sequence[str] = ()

    @property
    def counts(self) -> dict[Fate, int]:
        """How many values had each fate."""
        counts = sum((Counter(part.counts) for part in self.parts), Counter[Fate]())
        return {fate: counts[fate] for fate in Fate}

    @property
    def clean(self) -> bool:
        """Nothing was left behind, no activity is there twice, and a person has nothing to look at."""
        return not self.shared and all(part.clean for part in self.parts)

    def as_json(self) -> dict[str, Any]:
        """What `pars merge --json` prints, but for where the new workbook is."""
        return {
            "catalog": self.parts[0].now.version,
            "files": [{"file": part.file, "catalog": part.was.version, "rows": rows_json(part)} for part in self.parts],
            "shared": [activity.as_json() for activity in self.shared],
            "remarks": list(self.remarks),
            "counts": {fate.value: number for fate, number in self.counts.items()},
            "values": [{"file": part.file, **entry.as_json()} for part in self.parts for entry in part.entries],
        }


def rows_json(part: Upgraded) -> Mapping[str, Mapping[str, int]]:
    """Tab to its rows: those that were read, written and left out, and those too far down to be read."""
    return {
        title: {
            "read": count.read,
            "written": count.written,
            "left": count.read - count.written,
            "out_of_reach": count.out_of_reach,
        }
        for title, count in part.rows.items()
    }

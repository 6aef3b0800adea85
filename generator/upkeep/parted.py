"""What a split did with every row and value of its workbook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from generator.upkeep.merged import rows_json
from generator.upkeep.upgraded import Fate, Upgraded


@dataclass(frozen=True)
class Part:
    """A workbook that a split wrote.

    Attributes:
        value: that of its activities; None for what has none.
        spellings: the ways in which it is written, when they are several.
        done: what became of the values in it; `done.file` is its name.
    """

    value: str | None
    spellings: Sequence[str]
    done: Upgraded = field(repr=False)

    def as_json(self) -> dict[str, Any]:
        rows = {title: count.written for title, count in self.done.rows.items()}
        return {"file": self.done.file, "value": self.value, "spellings": list(self.spellings), "rows": rows}


@dataclass(frozen=True)
class Split:
    """A split.

    Attributes:
        whole: the workbook that was split: its rows, and what none of the new ones holds.
        by: header of the column.
        parts: the workbooks, that of the rows without a value last.
    """

    whole: Upgraded = field(repr=False)
    by: str
    parts: Sequence[Part] = field(repr=False)

    @property
    def counts(self) -> dict[Fate, int]:
        """How many values had each fate."""
        counts = sum((Counter(part.done.counts) for part in self.parts), Counter(self.whole.counts))
        return {fate: counts[fate] for fate in Fate}

    @property
    def clean(self) -> bool:
        """Every activity has a value, nothing was left behind, and a person has nothing to look at."""
        return all(part.value is not None and part.done.clean for part in self.parts) and self.whole.clean

    def as_json(self) -> dict[str, Any]:
        """What `pars split --json` prints, but for the folder."""
        values = [{"file": None, **entry.as_json()} for entry in self.whole.entries]
        values += [{"file": part.done.file, **entry.as_json()} for part in self.parts for entry in part.done.entries]
        return {
            "file": self.whole.file,
            "by": self.by,
            "catalog": {"was": self.whole.was.version, "now": self.whole.now.version},
            "rows": rows_json(self.whole),
            "files": [part.as_json() for part in self.parts],
            "counts": {fate.value: number for fate, number in self.counts.items()},
            "values": values,
        }

"""What a sample has otherwise than our profile, collected for people."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Difference:
    """Something that the sample has otherwise.

    Attributes:
        what: what it is about, for people.
        ours: how our profile has it, empty for not at all.
        sample: how the sample has it.
        why_not: why the profile does not follow; empty when it does.
    """

    what: str
    ours: str
    sample: str
    why_not: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "what": self.what, "ours": self.ours, "sample": self.sample,
            "followed": not self.why_not, "why_not": self.why_not or None,
        }  # fmt: skip


@dataclass
class Told:
    """What a comparison has found so far.

    Attributes:
        differences: in the order in which they were found.
        contradictions: what the sample says in two ways, a sentence each.
    """

    differences: list[Difference] = field(default_factory=list)
    contradictions: list[str] = field(default_factory=list)

    def differs(self, what: str, ours: str, theirs: str, why_not: str = "") -> None:
        """Keeps a difference; nothing when both are the same."""
        if ours != theirs:
            self.differences.append(Difference(what, ours, theirs, why_not))

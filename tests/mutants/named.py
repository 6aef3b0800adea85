"""Faults that change nothing that anybody could notice, each with the reason."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.fault import Fault

FILE = Path(__file__).parent / "equivalent.toml"


@dataclass(frozen=True)
class Equivalent:
    """A fault that makes no difference: its lines before and after, and why nobody can tell them apart."""

    file: str
    before: str
    after: str
    reason: str

    def is_there(self, home: Path) -> bool:
        """Whether the file still has those lines."""
        return self.before in (home / self.file).read_text(encoding="utf-8")

    def means(self, fault: Fault) -> bool:
        return (self.file, self.before, self.after) == (fault.file, fault.before, fault.after)


def equivalents(file: Path = FILE) -> list[Equivalent]:
    """All that are named."""
    return [Equivalent(**entry) for entry in tomllib.loads(file.read_text(encoding="utf-8")).get("equivalent", [])]

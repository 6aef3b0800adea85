"""The places where a workbook says something by its live marks, and what the check in Python wants to read there.

Places are every Status, the marks of every cell, every cell of Readiness, and the totals on Start.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from generator.readiness.words import SEE

MARKS = "marks of "
"""Before the id of a column whose cell is marked."""
_MORE = re.compile(r"…|and (\d+) more")
"""What stands for further things: in Status how many there are."""
_CUT = 245
"""From so many characters on a list in words may have been cut off."""


@dataclass(frozen=True, order=True)
class Place:
    """A cell that says something; on Start the label of a total."""

    sheet: str
    row: int
    column: str

    def __str__(self) -> str:
        return f"{self.sheet}, row {self.row}, {self.column}"


@dataclass(frozen=True)
class Words:
    """What the check in Python says at a place: what the words begin with, and what they list.

    Attributes:
        named: of each group at least one is named, of other things none: of several things wrong with one cell the
            workbook names the first.
        see: the sheets that Status names after that.
    """

    begins: str
    named: frozenset[frozenset[str]] = frozenset()
    see: str = ""

    def agree(self, text: str) -> bool:
        """Whether a workbook that says `text` says the same."""
        if not self.named and not self.see:
            return text == self.begins
        if not text.startswith(self.begins):
            return False
        listed = text.removeprefix(self.begins)
        cut = len(listed) > _CUT
        if self.see and not cut:
            if not listed.endswith(f"see {self.see}"):
                return False
            listed = listed.removesuffix(f"see {self.see}").removesuffix(SEE.removesuffix("see "))
        names = listed.split(", ") if listed else []
        more = _MORE.fullmatch(names[-1]) if names else None
        cut = cut or more is not None
        whole = set(names[:-1] if cut else names)
        known = frozenset[str]().union(*self.named)
        if more and more[1] and len(names) - 1 + int(more[1]) < len(self.named):
            return False
        return whole <= known and (cut or all(whole & group for group in self.named))

    def __str__(self) -> str:
        groups = sorted(" or ".join(sorted(group)) for group in self.named)
        return repr(self.begins + ", ".join(groups) + (f" [see {self.see}]" if self.see else ""))


def disagreements(programs: Mapping[str, Mapping[Place, str]], wanted: Mapping[Place, Words | None]) -> list[str]:
    """The places at which not all say the same, each with what every one says.

    Args:
        programs: name of a spreadsheet program to what it shows.
        wanted: what the check says; None where it has no say.
    """
    found: list[str] = []
    for place in sorted(wanted):
        words = wanted[place]
        texts = {name: said.get(place, "") for name, said in programs.items()}
        if len({*texts.values()}) > 1 or (words is not None and not all(map(words.agree, texts.values()))):
            voices = [*(f"{name} {text!r}" for name, text in texts.items()), f"Python {words}"]
            found.append(f"{place}: {'; '.join(voices)}")
    return found

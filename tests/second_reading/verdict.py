"""What the oracle says of a batch, in the words of `pars check --json` (DESIGN, The command line)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.second_reading.catalog_files import TITLES
from tests.second_reading.element import Element

INVALID, MISSING, ADVICE = "invalid", "missing", "advice"
ACTIVE, CLOSED = "Active", "Closed"
NONE, COMPLETE = "none", "complete"


@dataclass(frozen=True, order=True)
class Place:
    """Where a finding sits: the sheet's title, the row and the column's id."""

    sheet: str
    row: int
    field: str

    def __str__(self) -> str:
        return f"{self.sheet} row {self.row}, {self.field}"


@dataclass
class Found:
    """The places of findings by severity, and what the missing ones hold back.

    Attributes:
        holds: for each missing finding Active, Closed or the name of a program.
        undecided: places on which the documents say nothing; both readings are right there.
    """

    invalid: set[Place] = field(default_factory=set)
    advice: set[Place] = field(default_factory=set)
    holds: dict[Place, set[str]] = field(default_factory=dict)
    undecided: set[Place] = field(default_factory=set)

    @property
    def missing(self) -> set[Place]:
        return set(self.holds)

    @property
    def drafts(self) -> set[Place]:
        """What keeps a record a draft; whether closing names it once more is all the same."""
        return {place for place, holds in self.holds.items() if ACTIVE in holds}

    def refuse(self, sheet: str, row: int, name: str) -> None:
        self.invalid.add(Place(TITLES[sheet], row, name))

    def tell(self, sheet: str, row: int, name: str) -> None:
        self.advice.add(Place(TITLES[sheet], row, name))

    def miss(self, sheet: str, row: int, name: str, *holds: str) -> None:
        self.holds.setdefault(Place(TITLES[sheet], row, name), set()).update(holds)

    def leave_open(self, sheet: str, row: int, names: Iterable[str]) -> None:
        self.undecided.update(Place(TITLES[sheet], row, name) for name in names)

    def add(self, other: Found) -> None:
        self.invalid |= other.invalid
        self.advice |= other.advice
        self.undecided |= other.undecided
        for place, holds in other.holds.items():
            self.holds.setdefault(place, set()).update(holds)


@dataclass
class Program:
    """A program's state, what it lacks (column ids) and what is left before closing."""

    state: str = NONE
    missing: set[str] = field(default_factory=set)
    to_close: set[str] = field(default_factory=set)


@dataclass
class ActivityVerdict:
    """What is said of one Activities row.

    Attributes:
        element: what the upload file holds of it, None when it is held back.
        saves: whether PARS would save it on a day after its end; programs wait for that alone.
        unanswered: what its programs hang on cannot be read: its ID, an answer, its credits, its end.
    """

    row: int
    record_status: str
    programs: dict[str, Program]
    to_close: set[str]
    held_back: bool
    element: Element | None
    saves: bool = True
    unanswered: bool = False


@dataclass
class Verdict:
    """The whole batch; `orphans` are rows of other sheets that belong to no activity, by sheet title and number."""

    found: Found
    activities: list[ActivityVerdict]
    orphans: set[tuple[str, int]]

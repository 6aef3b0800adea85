"""What an activity can be registered for: the programs of a catalog."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Program:
    """A program, such as MOC, REMS or MIPS.

    Attributes:
        id: stable, as findings name what they hold back: MOC.
        title: its name for people.
        answer: the column of Activities that says whether the activity is being registered for it.
        sheet: id of the sheet with a row for each registration; None for a program without rows.
        column: the column of that sheet that says what the row registers for (the board); None without rows.
        list: the list of that column; None without rows.
        asks: further columns of Activities that belong to it, its attestation among them when it is one of these.
        attestation: the column for its attestation, or None when it asks for none.
        attested_on: the sheet of that column: its own, where each row is attested, or Activities.
        attest: what is left to do in PARS after the upload, with {value} for what its rows register for.
        declares: whose declaration the attestation is, in a sentence; "" where the catalog says nothing.
        see: what Readiness says of an activity whose rows have columns of their own there.
        wants: what PARS wants of an activity that registers for it, in sentences; "" where the catalog says nothing.
        example: sheet id to column id to what somebody would type there.
        place: file and line of its entry in catalog.toml, for messages.
    """

    id: str
    title: str
    answer: str
    sheet: str | None = None
    column: str | None = None
    list: str | None = None
    asks: tuple[str, ...] = ()
    attestation: str | None = None
    attested_on: str | None = None
    attest: str = ""
    see: str = ""
    declares: str = field(default="", compare=False)
    wants: str = field(default="", compare=False)
    example: Mapping[str, Mapping[str, str]] = field(default_factory=dict, compare=False)
    place: str = field(default="", compare=False, repr=False)

    def named(self, value: str) -> str:
        """The registration for one value of its list, as findings name it: MOC:ABA."""
        return f"{self.id}:{value}"

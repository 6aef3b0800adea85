"""What a check finds: one `Finding` per cell and rule, with three severities."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How bad a finding is.

    INVALID: PARS would not save it, so the activity is not exported.
    MISSING: it saves and is exported, but a status or program stays incomplete.
    ADVICE: PARS takes it, a person should look; it never changes an exit code.
    """

    INVALID = "invalid"
    MISSING = "missing"
    ADVICE = "advice"


SEVERITY_WORDS = {
    Severity.INVALID: "Will not save in PARS",
    Severity.MISSING: "Missing required information",
    Severity.ADVICE: "Check",
}
"""What a person reads."""
COUNTED = {Severity.INVALID: "will not save", Severity.MISSING: "missing", Severity.ADVICE: "to check"}
"""What a person reads after a number of findings."""
RANK = {Severity.INVALID: 0, Severity.MISSING: 1, Severity.ADVICE: 2}


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding.

    Attributes:
        code: the rule's code, as in end-before-start.
        severity: see `Severity`.
        holds_back: what stays incomplete: Save, Active, Closed, MOC:ABA, REMS:Mycophenolate, MIPS.
        sheet: tab of the workbook; None for the file.
        cell: address such as D7; None for the file.
        row: row number; None for the file.
        field: column id; None for the file.
        value: the cell's text as read, the end of a long one cut off; None when blank.
        message: what is wrong.
        fix: what to do.
        activity_id: the provider activity ID of the row's activity, as it stands on Activities; of a row without
            activity, its own.
        short: what is wrong in a few words, as Status says it.
    """

    code: str
    severity: Severity
    holds_back: tuple[str, ...]
    sheet: str | None
    cell: str | None
    row: int | None
    field: str | None
    value: str | None
    message: str
    fix: str
    activity_id: str | None
    short: str = ""

    @property
    def place(self) -> str:
        """Where it is, as a person reads it: Activities!D7, or "the file"."""
        return f"{self.sheet}!{self.cell}" if self.sheet and self.cell else self.sheet or "the file"

    def as_json(self) -> dict[str, Any]:
        """The finding for programs; without `short`, which says the same as `message`."""
        fields = asdict(self) | {"severity": str(self.severity), "holds_back": list(self.holds_back)}
        del fields["short"]
        return fields

"""What a rule is. Families of rules stand in files of their own; `generator.rules.registry` gathers them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as attribute

from generator.catalog import ID, Catalog
from generator.rules.expression import Bool
from generator.rules.findings import Severity
from generator.rules.tables import Tables
from generator.workbook.cells import Cell

Example = Mapping[str, Mapping[str, Cell] | Sequence[Mapping[str, Cell]]]
"""What an example changes in a complete batch (`generator.rules.examples`): sheet id to the cells of its first row,
or to a list of rows, each saying only what differs from a complete row."""

day = dt.date.fromisoformat
"""A day in an example."""

SAVE, ACTIVE, CLOSED, MOC, REMS, MIPS = "Save", "Active", "Closed", "MOC", "REMS", "MIPS"
"""What a finding can hold back. MOC and REMS become MOC:ABA or REMS:Mycophenolate by the row they are found on."""
PROGRAMS = frozenset({MOC, REMS, MIPS})
IDENTIFIERS = frozenset({ID, "accme_activity_id", "record_action"})
"""Columns that are judged also on a record to be deleted, and on rows of an activity that says No to their sheet."""
ANSWERS = {"moc": "moc", "rems": "rems", "support": "commercial_support"}
"""Sheet id to the column of Activities that says whether the rows of that sheet are sent at all."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule that the expression language can say.

    Attributes:
        code: kebab-case, never reused; its words stand in the catalog's messages.toml under the same code.
        sheet: id of the sheet that it looks at, row by row.
        field: id of the column to fill or change, where the finding sits.
        severity: see `Severity`.
        holds_back: what stays incomplete, out of Save, Active, Closed, MOC, REMS, MIPS.
        when: true on rows where the rule fires.
        fires, silent: an example that fires and one that does not.
        on_delete: also for records to be deleted, which are held to their identifiers only.
        closing: asked for by closing: a finding only where Close record is Yes, otherwise readiness alone tells it.
        words: fixed words for the slots of the message.
    """

    code: str
    sheet: str
    field: str
    severity: Severity
    holds_back: tuple[str, ...] = ()
    when: Bool
    fires: Example
    silent: Example
    on_delete: bool = False
    closing: bool = False
    words: Mapping[str, str] = attribute(default_factory=dict)

    @property
    def blocks_closing(self) -> bool:
        """Whether a record cannot be closed while this is missing: closing asks for it, or a program does (P8)."""
        return self.severity is Severity.MISSING and (self.closing or CLOSED in self.holds_back or not PROGRAMS.isdisjoint(self.holds_back))


def short(catalog: Catalog, rule: Rule) -> str:
    """What the rule finds in a few words, as Status says it."""
    header = catalog.sheets[rule.sheet].column(rule.field).header
    return catalog.messages[rule.code].short.format_map({**rule.words, "header": header})


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a `PythonRule` fires: a row's position on a sheet, a column, and words for the message.

    `once`: the finding is about the whole file, so that it is told once and stands at no cell.
    """

    sheet: str
    position: int
    field: str
    words: Mapping[str, str] = attribute(default_factory=dict)
    once: bool = False


@dataclass(frozen=True, kw_only=True)
class PythonRule:
    """A rule that the expression language cannot say; `reason` tells why. The live workbook does not show it."""

    code: str
    severity: Severity
    holds_back: tuple[str, ...] = ()
    reason: str
    find: Callable[[Tables], Iterable[Hit]]
    fires: Example
    silent: Example


@dataclass(frozen=True, kw_only=True)
class FileRule:
    """A rule about the file, which reading it decides: each `Note` of the reader carries the code of one."""

    code: str
    severity: Severity
    holds_back: tuple[str, ...] = ()
    reason: str

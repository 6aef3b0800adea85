"""What a rule is. Families of rules stand in files of their own; `generator.rules.registry` gathers them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as attribute
from typing import TypedDict, Unpack

from generator.catalog import ID, Catalog, Column, Sheet
from generator.rules.expression import Bool, Today
from generator.rules.findings import Severity
from generator.rules.tables import Tables
from generator.workbook.cells import Cell

Example = Mapping[str, Mapping[str, Cell] | Sequence[Mapping[str, Cell]]]
"""What an example changes in a complete batch: sheet id to the cells of its first row, or to a list of rows, each
saying only what differs from a complete row."""
Examples = Callable[[], tuple[Example | Sequence[Example], Example | Sequence[Example]]]
"""Gives an example on which a rule fires and one on which it does not, or several of each: together they show that each
part of its condition counts. Only the rule book, which has the first of each, and tests ask for them."""

day = dt.date.fromisoformat
"""A day in an example."""

SAVE, ACTIVE, CLOSED = "Save", "Active", "Closed"
"""What a finding can hold back, besides the programs of the catalog. A program with rows becomes MOC:ABA or
REMS:Mycophenolate by the row that the finding is on."""
IDENTIFIERS = frozenset({ID, "accme_activity_id", "record_action"})
"""Columns that are judged also on a record to be deleted, and on rows of an activity that says No to their sheet."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule that the expression language can say.

    Attributes:
        code: kebab-case, never reused; its words stand in the catalog's messages.toml under the same code.
        on: the sheet that it looks at, row by row.
        column: the column to fill or change, where the finding sits.
        severity: see `Severity`.
        holds_back: what stays incomplete: Save, Active, Closed, or the id of a program.
        when: true on rows where the rule fires.
        examples: see `Examples`.
        on_delete: also for records to be deleted, which are held to their identifiers only.
        closing: asked for by closing: a finding only where Close record is Yes, otherwise readiness alone tells it.
        words: fixed words for the slots of the message.
    """

    code: str
    on: Sheet
    column: Column
    severity: Severity
    holds_back: tuple[str, ...] = ()
    when: Bool
    examples: Examples
    on_delete: bool = False
    closing: bool = False
    words: Mapping[str, str] = attribute(default_factory=dict)

    @property
    def sheet(self) -> str:
        """Id of its sheet."""
        return self.on.id

    @property
    def field(self) -> str:
        """Id of its column."""
        return self.column.id

    @property
    def blocks_closing(self) -> bool:
        """Whether a record cannot be closed while this is missing: closing asks for it, or a program does (P8)."""
        return self.severity is Severity.MISSING and (self.closing or bool({*self.holds_back} - {SAVE, ACTIVE}))

    @property
    def by_day(self) -> bool:
        """Whether it depends on the day of the check. Such a rule never speaks of a program."""
        return any(isinstance(part, Today) for part in self.when.parts())


class _More(TypedDict, total=False):
    """What a rule may say besides; see `Rule`."""

    on_delete: bool
    closing: bool
    words: Mapping[str, str]


@dataclass(frozen=True)
class SheetRules:
    """Makes the rules of one sheet.

    Each takes the code, the id of the column, the condition and the examples; see `Rule` for the rest.
    """

    sheet: Sheet

    def invalid(self, code: str, field: str, when: Bool, examples: Examples, **more: Unpack[_More]) -> Rule:
        """PARS would not save the record."""
        return self._rule(Severity.INVALID, [SAVE], code, field, when, examples, more)

    def missing(
        self, code: str, field: str, when: Bool, holds_back: Sequence[str], examples: Examples, **more: Unpack[_More]
    ) -> Rule:
        """It saves, and a status or program stays incomplete."""
        return self._rule(Severity.MISSING, holds_back, code, field, when, examples, more)

    def advice(self, code: str, field: str, when: Bool, examples: Examples, **more: Unpack[_More]) -> Rule:
        """PARS takes it, and a person should look."""
        return self._rule(Severity.ADVICE, [], code, field, when, examples, more)

    def _rule(
        self,
        severity: Severity,
        held: Sequence[str],
        code: str,
        field: str,
        when: Bool,
        examples: Examples,
        more: _More,
    ) -> Rule:
        return Rule(
            code=code, on=self.sheet, column=self.sheet.column(field), severity=severity, holds_back=tuple(held),
            when=when, examples=examples, **more,
        )  # fmt: skip


def all_examples(examples: Examples) -> tuple[Sequence[Example], Sequence[Example]]:
    """Every example on which a rule fires, and every one on which it does not."""
    fires, silent = ([given] if isinstance(given, Mapping) else given for given in examples())
    return fires, silent


def short(catalog: Catalog, rule: Rule) -> str:
    """What the rule finds in a few words, as Status says it."""
    return catalog.messages[rule.code].short.format_map({**rule.words, "header": rule.column.header})


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a `PythonRule` fires: a row's position on a sheet, a column, and words for the message."""

    sheet: str
    position: int
    field: str
    words: Mapping[str, str] = attribute(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class PythonRule:
    """A rule that the expression language cannot say; `reason` tells why. The live workbook does not show it.

    `slots`: the words that its hits bring for the message. `once`: a hit is about the whole file, so that it is told
    once, stands at no cell, and its message has no other words.
    """

    code: str
    severity: Severity
    holds_back: tuple[str, ...] = ()
    reason: str
    find: Callable[[Tables], Iterable[Hit]]
    examples: Examples
    once: bool = False
    slots: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FileRule:
    """A rule about the file, which reading it decides: each `Note` of the reader carries the code of one.

    `slots`: the words that its notes bring for the message.
    """

    code: str
    severity: Severity
    holds_back: tuple[str, ...] = ()
    reason: str
    slots: tuple[str, ...] = ()

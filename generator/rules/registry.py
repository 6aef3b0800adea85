"""All rules of a catalog, in the order in which the rule book shows them. A new family of rules is named here."""

from __future__ import annotations

import string
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from generator.catalog import Catalog, CatalogError, Column, Sheet
from generator.catalog.sheets import NUMBER_KINDS
from generator.rules import (
    activity,
    cells,
    closing,
    contradictions,
    durations,
    identity,
    mips,
    moc,
    programs,
    rems,
    values,
)
from generator.rules.expression import Attribute, AttributeNumber, CountRows, DateOf, Meant, Node, NumberOf
from generator.rules.rule import FileRule, PythonRule, Rule
from generator.rules.words import EVERYWHERE, slots_of

_FAMILIES = (identity, values, activity, closing, moc, rems, mips, programs, contradictions, durations)
_PYTHON_FAMILIES = (moc, cells)
_NEAR = 0.9
"""How alike a code must be, from 0 to 1, to be taken for a slip."""
_OF_FILE = ("value", "sheet", "cell", "file", "copy")
"""Slots that a message about the file may always have."""


@dataclass(frozen=True)
class Registry:
    """The rules of one catalog: those of the expression language, those that only Python can say, those about the
    file."""

    rules: tuple[Rule, ...]
    python_rules: tuple[PythonRule, ...]
    file_rules: tuple[FileRule, ...]

    @property
    def codes(self) -> list[str]:
        """Every code once, in order."""
        return list(
            dict.fromkeys(
                [
                    *(r.code for r in self.rules),
                    *(r.code for r in self.python_rules),
                    *(r.code for r in self.file_rules),
                ]
            )
        )


@lru_cache(maxsize=8)
def registry(catalog: Catalog) -> Registry:
    """The rules of that catalog.

    Raises:
        CatalogError: the catalog lacks a column, a list or a meaning that rules ask for, or the words of a rule, or a
            message has a slot that its rule does not fill.
    """
    rules = Registry(
        tuple(rule for family in _FAMILIES for rule in family.rules(catalog)),
        tuple(rule for family in _PYTHON_FAMILIES for rule in family.python_rules(catalog)),
        tuple(cells.file_rules()),
    )
    for place, sentence in _faults(catalog, rules):
        raise CatalogError(f"{place}: {sentence}")
    return rules


_Faults = Iterator[tuple[str, str]]
"""File and line, and a sentence."""


def _faults(catalog: Catalog, rules: Registry) -> _Faults:
    for rule in rules.rules:
        yield from _unfit(catalog, rule.on, rule.when)
    for code in rules.codes:
        if code not in catalog.messages:
            yield _missing(catalog, code, rules)
    for rule in rules.rules:
        yield from _odd_slots(catalog, rule.code, {*slots_of(catalog, rule.on), *rule.words})
        yield from _odd_slots(catalog, rule.code, {"header", *rule.words}, ("short",))
    for python_rule in rules.python_rules:
        yield from _odd_slots(
            catalog, python_rule.code, {*(() if python_rule.once else EVERYWHERE), *python_rule.slots}
        )
    for file_rule in rules.file_rules:
        yield from _odd_slots(catalog, file_rule.code, {*_OF_FILE, *file_rule.slots})


def _missing(catalog: Catalog, code: str, rules: Registry) -> tuple[str, str]:
    """What to say of a rule without words: words that no rule has may be meant for it."""
    missing = f"the words of the rule {code} are missing"
    for near in get_close_matches(code, set(catalog.messages) - set(rules.codes), n=1, cutoff=_NEAR):
        return catalog.messages[near].places[""], f"no rule has the code {near!r}, and {missing}; correct the code."
    return str(catalog.file("messages.toml")), f"{missing}; add [{code}]."


def _unfit(catalog: Catalog, sheet: Sheet, node: Node) -> _Faults:
    """Where a condition asks for a column, or for a field of a list, that is not of the kind that it reads."""
    if isinstance(node, CountRows):
        sheet = catalog.sheet(node.sheet)
    if isinstance(node, (DateOf, NumberOf)):
        column = _column(catalog, sheet, node.column)
        kinds = ("date",) if isinstance(node, DateOf) else NUMBER_KINDS
        if column.kind not in kinds:
            yield (
                column.place,
                f"the rules ask for {column.id} as {' or '.join(kinds)}, so its kind cannot be {column.kind}.",
            )
    if isinstance(node, Meant):
        column = _column(catalog, sheet, node.column)
        values = catalog.values_of(column)
        known = [value for value in values.values if value.means == node.meaning]
        if known and not any(value.offered for value in known):
            yield (
                known[0].place,
                f"{known[0].value!r} means {node.meaning!r}, which the rules ask for; it must be offered.",
            )
        elif not known:
            sentence = (
                f"the rules ask whether {column.id} means {node.meaning!r}, and no value of its list has that "
                f"in the field means ({catalog.file(f'lists/{values.name}.csv')})."
            )
            yield column.place, sentence
    if isinstance(node, (Attribute, AttributeNumber)):
        values = catalog.lists[node.list]
        key, fields = ("flags", values.flags) if isinstance(node, Attribute) else ("whole", values.whole)
        if node.field not in fields:
            yield values.place, f"{key} of the list {values.name} must name {node.field!r}, which the rules ask for."
    for part in node.inner():
        yield from _unfit(catalog, sheet, part)


def _column(catalog: Catalog, sheet: Sheet, name: str) -> Column:
    """The column that a condition on a sheet names, as in activities.credits."""
    other, _, column = name.rpartition(".")
    return (catalog.sheet(other) if other else sheet).column(column)


def _odd_slots(
    catalog: Catalog, code: str, known: set[str], keys: tuple[str, ...] = ("short", "message", "fix")
) -> _Faults:
    message = catalog.messages[code]
    for key in keys:
        for _, slot, _, _ in string.Formatter().parse(getattr(message, key)):
            if slot is not None and slot not in known:
                sentence = (
                    f"{key} of [{code}] has the slot {{{slot}}}, which its rule does not fill; known are "
                    f"{', '.join(sorted(known))}."
                )
                yield message.places[key], sentence

"""All rules of a catalog, in the order in which the rule book shows them. A new family of rules is named here."""

from __future__ import annotations

import string
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from generator.catalog import ACTIVITIES, Catalog, CatalogError
from generator.rules import activity, cells, closing, contradictions, durations, identity, mips, moc, rems, values
from generator.rules.rule import FileRule, PythonRule, Rule
from generator.rules.words import slots_of

_FAMILIES = (identity, values, activity, closing, moc, rems, mips, contradictions, durations)
_PYTHON_FAMILIES = (moc, cells)
_OF_FILE = ("value", "sheet", "cell", "file", "copy")
"""Slots that a message about the file may always have."""


@dataclass(frozen=True)
class Registry:
    """The rules of one catalog: those of the expression language, those that only Python can say, those about the file."""

    rules: tuple[Rule, ...]
    python_rules: tuple[PythonRule, ...]
    file_rules: tuple[FileRule, ...]

    @property
    def codes(self) -> list[str]:
        """Every code once, in order."""
        return list(dict.fromkeys([*(r.code for r in self.rules), *(r.code for r in self.python_rules), *(r.code for r in self.file_rules)]))


@lru_cache(maxsize=8)
def registry(catalog: Catalog) -> Registry:
    """The rules of that catalog.

    Raises:
        CatalogError: the catalog lacks a column, a list or a meaning that rules ask for, or the words of a rule, or a message
            has a slot that its rule does not fill.
    """
    rules = Registry(
        tuple(rule for family in _FAMILIES for rule in family.rules(catalog)),
        tuple(rule for family in _PYTHON_FAMILIES for rule in family.python_rules(catalog)),
        tuple(cells.file_rules()),
    )
    for sentence in _faults(catalog, rules):
        raise CatalogError(f"{catalog.folders[-1] / 'messages.toml'}: {sentence}")
    return rules


def _faults(catalog: Catalog, rules: Registry) -> Iterator[str]:
    for code in rules.codes:
        if code not in catalog.messages:
            yield f"the words of the rule {code} are missing; add [{code}]."
    for rule in rules.rules:
        yield from _odd_slots(catalog, rule.code, {*slots_of(catalog, rule.on), *rule.words})
        yield from _odd_slots(catalog, rule.code, {"header", *rule.words}, ("short",))
    everywhere = slots_of(catalog, catalog.sheets[ACTIVITIES])
    for python_rule in rules.python_rules:
        yield from _odd_slots(catalog, python_rule.code, {*(() if python_rule.once else everywhere), *python_rule.slots})
    for file_rule in rules.file_rules:
        yield from _odd_slots(catalog, file_rule.code, {*_OF_FILE, *file_rule.slots})


def _odd_slots(catalog: Catalog, code: str, known: set[str], keys: tuple[str, ...] = ("short", "message", "fix")) -> Iterator[str]:
    for key in keys:
        for _, slot, _, _ in string.Formatter().parse(getattr(catalog.messages[code], key)):
            if slot is not None and slot not in known:
                yield f"{key} of [{code}] has the slot {{{slot}}}, which its rule does not fill; known are {', '.join(sorted(known))}."

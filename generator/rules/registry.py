"""All rules of a catalog, in the order in which the rule book shows them. A new family of rules is named here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from generator.catalog import Catalog
from generator.rules import activity, cells, closing, contradictions, durations, identity, mips, moc, rems, values
from generator.rules.rule import FileRule, PythonRule, Rule

_FAMILIES = (identity, values, activity, closing, moc, rems, mips, contradictions, durations)
_PYTHON_FAMILIES = (moc, cells)


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
    """The rules of that catalog."""
    return Registry(
        tuple(rule for family in _FAMILIES for rule in family.rules(catalog)),
        tuple(rule for family in _PYTHON_FAMILIES for rule in family.python_rules(catalog)),
        tuple(cells.file_rules()),
    )

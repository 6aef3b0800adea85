"""What every part of an expression is, and how conditions combine."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, TypeAlias

import numpy as np

from generator.rules.names import Names
from generator.rules.tables import Rows
from generator.workbook.cells import Bools

Facts: TypeAlias = "Mapping[Bool, bool]"
"""Conditions of which it is known whether they hold."""


class Node(ABC):
    """A part of an expression."""

    @abstractmethod
    def evaluate(self, rows: Rows) -> Any:
        """One value per row of the sheet: texts, numbers (NaN where absent) or booleans."""

    @abstractmethod
    def formula(self, names: Names) -> str:
        """The same as Excel text for one row, over defined names only."""

    def parts(self) -> Iterator[Node]:
        """This node and all below it."""
        yield self
        for part in self.inner():
            yield from part.parts()

    def inner(self) -> Iterator[Node]:
        """The nodes right below it."""
        for field in fields(self):  # type: ignore[arg-type]  # every node is a dataclass
            value = getattr(self, field.name)
            for part in value if isinstance(value, tuple) else (value,):
                if isinstance(part, Node):
                    yield part


class Bool(Node):
    """A node that is true or false for every row."""

    @abstractmethod
    def evaluate(self, rows: Rows) -> Bools: ...

    def under(self, facts: Facts) -> Bool:
        """The same condition as long as `facts` hold: shorter where it can be, `Always` or `Never` where they settle it."""
        known = facts.get(self)
        if known is None:
            return self.shorter(facts)
        return Always() if known else Never()

    def shorter(self, facts: Facts) -> Bool:  # what most conditions do not ask
        """What `under` gives when `facts` do not name this very condition."""
        return self

    def questions(self) -> Sequence[Bool]:
        """What has to hold, each part only asked where those before it hold; all together mean this condition."""
        return (self,)

    def learned(self, holds: bool) -> Facts:
        """What is known once it is known whether this condition holds."""
        found: dict[Bool, bool] = {self: holds}
        for question in self.questions() if holds else ():
            if question != self:
                found |= question.learned(True)
        return found

    def __and__(self, other: Bool) -> Bool:
        return AllOf((*self.of, other) if isinstance(self, AllOf) else (self, other))

    def __or__(self, other: Bool) -> Bool:
        return AnyOf((*self.of, other) if isinstance(self, AnyOf) else (self, other))

    def __invert__(self) -> Bool:
        return Not(self)


@dataclass(frozen=True)
class AllOf(Bool):
    of: tuple[Bool, ...]

    def evaluate(self, rows: Rows) -> Bools:
        found = self.of[0].evaluate(rows)
        for part in self.of[1:]:
            if not found.any():
                break
            found = found & part.evaluate(rows)
        return found

    def shorter(self, facts: Facts) -> Bool:
        known, parts = dict(facts), list[Bool]()
        for part in self.of:
            found = part.under(known)
            if isinstance(found, Never):
                return found
            if not isinstance(found, Always):
                parts.append(found)
                known |= found.learned(True)
        return all_of(parts)

    def questions(self) -> Sequence[Bool]:
        return [question for part in self.of for question in part.questions()]

    def formula(self, names: Names) -> str:
        """Nested IFs: AND would work out every part, even of blank cells."""
        text = self.of[-1].formula(names)
        for part in reversed(self.of[:-1]):
            text = f"IF({part.of.formula(names)},FALSE,{text})" if isinstance(part, Not) else f"IF({part.formula(names)},{text},FALSE)"
        return text


@dataclass(frozen=True)
class AnyOf(Bool):
    of: tuple[Bool, ...]

    def evaluate(self, rows: Rows) -> Bools:
        return np.asarray(np.logical_or.reduce([part.evaluate(rows) for part in self.of]), dtype=np.bool_)

    def shorter(self, facts: Facts) -> Bool:
        parts = list[Bool]()
        for part in self.of:
            found = part.under(facts)
            if isinstance(found, Always):
                return found
            if not isinstance(found, Never):
                parts.append(found)
        return any_of(parts)

    def learned(self, holds: bool) -> Facts:
        return {self: holds, **({} if holds else {fact: known for part in self.of for fact, known in part.learned(False).items()})}

    def formula(self, names: Names) -> str:
        return f"OR({','.join(part.formula(names) for part in self.of)})"


@dataclass(frozen=True)
class Not(Bool):
    of: Bool

    def evaluate(self, rows: Rows) -> Bools:
        return ~self.of.evaluate(rows)

    def shorter(self, facts: Facts) -> Bool:
        found = self.of.under(facts)
        if isinstance(found, (Always, Never)):
            return Never() if isinstance(found, Always) else Always()
        return found.of if isinstance(found, Not) else Not(found)

    def questions(self) -> Sequence[Bool]:
        return self.of.of.questions() if isinstance(self.of, Not) else (self,)

    def learned(self, holds: bool) -> Facts:
        return {self: holds, **self.of.learned(not holds)}

    def formula(self, names: Names) -> str:
        return f"NOT({self.of.formula(names)})"


@dataclass(frozen=True)
class Always(Bool):
    def evaluate(self, rows: Rows) -> Bools:
        return np.ones(len(rows), dtype=np.bool_)

    def formula(self, names: Names) -> str:
        return "TRUE"


@dataclass(frozen=True)
class Never(Bool):
    def evaluate(self, rows: Rows) -> Bools:
        return np.zeros(len(rows), dtype=np.bool_)

    def formula(self, names: Names) -> str:
        return "FALSE"


def all_of(parts: Sequence[Bool]) -> Bool:
    """True where all of them are; always, when there is none."""
    return (parts[0] if len(parts) == 1 else AllOf(tuple(parts))) if parts else Always()


def any_of(parts: Sequence[Bool]) -> Bool:
    """True where at least one of them is; never, when there is none."""
    return (parts[0] if len(parts) == 1 else AnyOf(tuple(parts))) if parts else Never()


@dataclass(frozen=True)
class Named(Bool):
    """A condition that many rules share; the workbook keeps it in a helper column of that name."""

    name: str
    of: Bool

    def evaluate(self, rows: Rows) -> Bools:
        return rows.shared(self.name, lambda: self.of.evaluate(rows))

    def formula(self, names: Names) -> str:
        return names.helper(self.name, self.of.formula(names))

"""What every part of an expression is, and how conditions combine. A node is `evaluate` and `formula`, nothing else."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any, Protocol

import numpy as np

from generator.rules.expression.write import either, if_
from generator.rules.tables import Rows
from generator.workbook.cells import Bools


class Names(Protocol):
    """What the formula of a node asks for: each answer is the text of a formula, mostly a defined name."""

    def formula(self, part: Node) -> str:
        """What stands for a part of the node: its formula, or the place where the workbook keeps what that gives."""

    def raw(self, column: str) -> str:
        """The cell itself."""

    def text(self, column: str) -> str:
        """What the cell means as text."""

    def number(self, column: str) -> str:
        """What the cell means as number; the empty text where it means none."""

    def date(self, column: str) -> str:
        """The day that the cell means, as serial number; the empty text where it means none."""

    def today(self) -> str:
        """The day of the check."""

    def list(self, name: str) -> str:
        """The values of a list in the form in which texts are matched: straight quotes."""

    def meant(self, column: str, meaning: str) -> str:
        """The value, not as a formula, that has this meaning in the list of a column."""

    def attribute(self, name: str, field: str) -> str:
        """A further field of a list, in the order of its values."""

    def boards(self) -> str:
        """The list of boards."""

    def owned(self, name: str) -> str:
        """The keys "board|value" of a list that belongs to boards."""

    def standing(self, name: str) -> str:
        """How well a list knows the values of each board, in the order of the boards."""

    def count(self, sheet: str, where: Bool) -> str:
        """How many rows of `sheet` belong to the row's activity and satisfy `where`."""

    def repeated(self, columns: Sequence[str]) -> str:
        """Whether an earlier row has the same texts in these columns."""

    def shares_id(self) -> str:
        """Whether more than one activity has the row's provider activity ID."""

    def pointer(self) -> str:
        """Position of the row's activity, 0 when there is none or more than one."""


@dataclass(frozen=True)
class Node:
    """A part of an expression. No ABC, which would make `isinstance` slow."""

    @abstractmethod
    def evaluate(self, rows: Rows) -> Any:
        """One value per row of the sheet: texts, numbers (NaN where absent) or booleans."""

    @abstractmethod
    def formula(self, names: Names) -> str:
        """The same as Excel text for one row; of its own parts the node asks `names.formula`."""

    def parts(self) -> Iterator[Node]:
        """This node and all below it."""
        yield self
        for part in self.inner():
            yield from part.parts()

    def inner(self) -> Iterator[Node]:
        """The nodes right below it."""
        for field in fields(self):
            value = getattr(self, field.name)
            for part in value if isinstance(value, tuple) else (value,):
                if isinstance(part, Node):
                    yield part


class Bool(Node):
    """A node that is true or false for every row."""

    @abstractmethod
    def evaluate(self, rows: Rows) -> Bools: ...

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
        held = self.of[0].evaluate(rows)
        for part in self.of[1:]:
            if not held.any():
                break
            held = held & part.evaluate(rows)
        return held

    def formula(self, names: Names) -> str:
        """Nested IFs: AND would work out every part, even of blank cells."""
        text = names.formula(self.of[-1])
        for part in reversed(self.of[:-1]):
            inverted = isinstance(part, Not)
            test = names.formula(part.of if isinstance(part, Not) else part)
            text = if_(test, "FALSE", text) if inverted else if_(test, text)
        return text


@dataclass(frozen=True)
class AnyOf(Bool):
    of: tuple[Bool, ...]

    def evaluate(self, rows: Rows) -> Bools:
        return np.asarray(np.logical_or.reduce([part.evaluate(rows) for part in self.of]), dtype=np.bool_)

    def formula(self, names: Names) -> str:
        return either(map(names.formula, self.of))


@dataclass(frozen=True)
class Not(Bool):
    of: Bool

    def evaluate(self, rows: Rows) -> Bools:
        return ~self.of.evaluate(rows)

    def formula(self, names: Names) -> str:
        return f"NOT({names.formula(self.of)})"


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
        return names.formula(self.of)

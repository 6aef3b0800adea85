"""Numbers, days as their serial numbers, and conditions on them. A comparison with an absent number is false."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from generator.catalog import fold
from generator.rules.expression.node import Bool, Facts, Never, Node, Not
from generator.rules.expression.presence import Untouched
from generator.rules.expression.texts import Text
from generator.rules.names import Names
from generator.rules.tables import Rows, months_after
from generator.workbook.cells import LARGE, LAST_DAY, Bools, Floats

TOLERANCE = 1e-9


class Number(Node):
    """A node that gives numbers, NaN (in Excel the empty text) where there is none."""

    optional: ClassVar[bool] = True

    @abstractmethod
    def evaluate(self, rows: Rows) -> Floats: ...

    def __lt__(self, other: Number | float) -> Bool:
        return Compare("<", self, _number(other))

    def __le__(self, other: Number | float) -> Bool:
        return Compare("<=", self, _number(other))

    def __gt__(self, other: Number | float) -> Bool:
        return Compare("<", _number(other), self)

    def __ge__(self, other: Number | float) -> Bool:
        return Compare("<=", _number(other), self)

    def equals(self, other: Number | float) -> Bool:
        return Compare("=", self, _number(other))


def _number(value: Number | float) -> Number:
    return value if isinstance(value, Number) else NumberLiteral(float(value))


@dataclass(frozen=True)
class NumberOf(Number):
    """A column as number."""

    column: str

    def evaluate(self, rows: Rows) -> Floats:
        return rows.number(self.column)

    def formula(self, names: Names) -> str:
        return names.number(self.column)


@dataclass(frozen=True)
class DateOf(Number):
    """A column as serial day number."""

    column: str

    def evaluate(self, rows: Rows) -> Floats:
        return rows.date(self.column)

    def formula(self, names: Names) -> str:
        return names.date(self.column)


@dataclass(frozen=True)
class NumberLiteral(Number):
    number: float
    optional: ClassVar[bool] = False

    def evaluate(self, rows: Rows) -> Floats:
        return np.full(len(rows), self.number)

    def formula(self, names: Names) -> str:
        return f"{self.number:.15g}"


@dataclass(frozen=True)
class Today(Number):
    """The day of the check."""

    optional: ClassVar[bool] = False

    def evaluate(self, rows: Rows) -> Floats:
        return np.full(len(rows), float(rows.today))

    def formula(self, names: Names) -> str:
        return names.today()


@dataclass(frozen=True)
class Length(Number):
    """How many characters a text has."""

    of: Text
    optional: ClassVar[bool] = False

    def evaluate(self, rows: Rows) -> Floats:
        return np.fromiter((len(t) for t in self.of.evaluate(rows)), np.float64, len(rows))

    def formula(self, names: Names) -> str:
        return f"LEN({self.of.formula(names)})"


@dataclass(frozen=True)
class AttributeNumber(Number):
    """A number that a list says of a value; absent when the list does not have the value."""

    list: str
    value: Text
    field: str

    def evaluate(self, rows: Rows) -> Floats:
        found = {fold(v.value): float(v.extra[self.field]) for v in rows.catalog.lists[self.list].offered() if v.extra[self.field]}
        return np.fromiter((found.get(fold(t), np.nan) for t in self.value.evaluate(rows)), np.float64, len(rows))

    def formula(self, names: Names) -> str:
        text, at = self.value.formula(names), names.list(self.list)
        place = f"MATCH({text},{at},0)"
        found = f"INDEX({names.attribute(self.list, self.field)},{place})"
        return f'IFERROR(IF(INDEX({at},{place})={text},IF(ISNUMBER({found}),{found},""),""),"")'


@dataclass(frozen=True)
class MonthsAfter(Number):
    """The day some months after another, at the end of a shorter month its last day."""

    day: Number
    months: Number

    def evaluate(self, rows: Rows) -> Floats:
        return months_after(self.day.evaluate(rows), self.months.evaluate(rows))

    def formula(self, names: Names) -> str:
        day = self.day.formula(names)
        return f'IFERROR(IF(AND({day}>=1,{day}<{LAST_DAY}),EDATE({day},{self.months.formula(names)}),""),"")'


@dataclass(frozen=True)
class Present(Bool):
    """There is such a number."""

    number: Number

    def evaluate(self, rows: Rows) -> Bools:
        return ~np.isnan(self.number.evaluate(rows))

    def questions(self) -> Sequence[Bool]:
        return (Not(Untouched(self.number.column)), self) if isinstance(self.number, (NumberOf, DateOf)) else (self,)

    def formula(self, names: Names) -> str:
        return f"ISNUMBER({self.number.formula(names)})"


@dataclass(frozen=True)
class Compare(Bool):
    """Two numbers: <, <= or =, with a tolerance; false when one is absent."""

    sign: str
    left: Number
    right: Number
    sure: bool = False
    """Known that both are there."""

    def evaluate(self, rows: Rows) -> Bools:
        gap = self.left.evaluate(rows) - self.right.evaluate(rows)
        with np.errstate(invalid="ignore"):
            if self.sign == "<":
                return gap < -TOLERANCE
            return gap <= TOLERANCE if self.sign == "<=" else np.abs(gap) <= TOLERANCE

    def shorter(self, facts: Facts) -> Bool:
        known = [facts.get(there) for there in self._asked()]
        if False in known:
            return Never()
        return replace(self, sure=True) if all(known) else self

    def questions(self) -> Sequence[Bool]:
        if self.sure:
            return (self,)
        return [*(question for there in self._asked() for question in there.questions()), replace(self, sure=True)]

    def _asked(self) -> list[Present]:
        return [Present(side) for side in (self.left, self.right) if side.optional]

    def formula(self, names: Names) -> str:
        left, right = self.left.formula(names), self.right.formula(names)
        test = {"<": f"{left}<{right}-1E-9", "<=": f"{left}<={right}+1E-9", "=": f"ABS({left}-{right})<=1E-9"}[self.sign]
        for side, text in ((self.right, right), (self.left, left)):
            if side.optional and not self.sure:
                test = f"IF(ISNUMBER({text}),{test},FALSE)"
        return test


@dataclass(frozen=True)
class MultipleOf(Bool):
    """The number is a multiple of the step (which is above 0); false when absent, or too large to tell."""

    number: Number
    step: float
    sure: bool = False
    """Known that there is a number."""

    def evaluate(self, rows: Rows) -> Bools:
        number = self.number.evaluate(rows)
        with np.errstate(invalid="ignore", over="ignore"):
            times = number / self.step
            return np.asarray((np.abs(number) < LARGE) & (np.abs(times - np.round(times)) < 1e-6), dtype=np.bool_)

    def shorter(self, facts: Facts) -> Bool:
        known = facts.get(Present(self.number))
        return Never() if known is False else replace(self, sure=bool(known))

    def questions(self) -> Sequence[Bool]:
        return (self,) if self.sure else [*Present(self.number).questions(), replace(self, sure=True)]

    def formula(self, names: Names) -> str:
        number = self.number.formula(names)
        times = f"{number}/{self.step:.15g}"
        test = f"IF(ABS({number})<1E12,ABS({times}-ROUND({times},0))<0.000001,FALSE)"
        return test if self.sure else f"IF(ISNUMBER({number}),{test},FALSE)"

"""Numbers, days as their serial numbers, and conditions on them. A comparison with an absent number is false."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from generator.catalog import fold
from generator.rules.expression.node import Bool, Names, Node
from generator.rules.expression.texts import Text
from generator.rules.expression.write import NOTHING, if_, if_error, index, is_number, looked_up, match
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
        return f"LEN({names.formula(self.of)})"


@dataclass(frozen=True)
class AttributeNumber(Number):
    """A number that a list says of a value; absent when the list does not have the value."""

    list: str
    value: Text
    field: str

    def evaluate(self, rows: Rows) -> Floats:
        values = rows.catalog.lists[self.list].offered()
        known = {fold(v.value): float(v.extra[self.field]) for v in values if v.extra[self.field]}
        texts = self.value.evaluate(rows)
        numbers = {text: known.get(fold(text), np.nan) for text in set(texts)}
        return np.fromiter((numbers[text] for text in texts), np.float64, len(rows))

    def formula(self, names: Names) -> str:
        text, values = names.formula(self.value), names.list(self.list)
        number = index(names.attribute(self.list, self.field), match(text, values))
        return looked_up(text, values, if_(is_number(number), number, NOTHING))


@dataclass(frozen=True)
class MonthsAfter(Number):
    """The day some months after another, at the end of a shorter month its last day."""

    day: Number
    months: Number

    def evaluate(self, rows: Rows) -> Floats:
        return months_after(self.day.evaluate(rows), self.months.evaluate(rows))

    def formula(self, names: Names) -> str:
        day = names.formula(self.day)
        later = f"EDATE({day},{names.formula(self.months)})"
        return if_error(if_(f"AND({day}>=1,{day}<{LAST_DAY})", later, NOTHING))


@dataclass(frozen=True)
class Present(Bool):
    """There is such a number."""

    number: Number

    def evaluate(self, rows: Rows) -> Bools:
        return ~np.isnan(self.number.evaluate(rows))

    def formula(self, names: Names) -> str:
        return is_number(names.formula(self.number))


@dataclass(frozen=True)
class Compare(Bool):
    """Two numbers: <, <= or =, with a tolerance; false when one is absent."""

    sign: str
    left: Number
    right: Number

    def evaluate(self, rows: Rows) -> Bools:
        gap = self.left.evaluate(rows) - self.right.evaluate(rows)
        with np.errstate(invalid="ignore"):
            if self.sign == "<":
                return gap < -TOLERANCE
            return gap <= TOLERANCE if self.sign == "<=" else np.abs(gap) <= TOLERANCE

    def formula(self, names: Names) -> str:
        left, right = names.formula(self.left), names.formula(self.right)
        test = compared(self.sign, left, right)
        for side, text in ((self.right, right), (self.left, left)):
            if side.optional:
                test = if_(is_number(text), test)
        return test


def compared(sign: str, left: str, right: str) -> str:
    """The comparison as a formula, for two numbers that are there."""
    return {"<": f"{left}<{right}-1E-9", "<=": f"{left}<={right}+1E-9", "=": f"ABS({left}-{right})<=1E-9"}[sign]


@dataclass(frozen=True)
class MultipleOf(Bool):
    """The number is a multiple of the step (which is above 0); false when absent, or too large to tell."""

    number: Number
    step: float

    def evaluate(self, rows: Rows) -> Bools:
        number = self.number.evaluate(rows)
        with np.errstate(invalid="ignore", over="ignore"):
            times = number / self.step
            return np.asarray((np.abs(number) < LARGE) & (np.abs(times - np.round(times)) < 1e-6), dtype=np.bool_)

    def formula(self, names: Names) -> str:
        number = names.formula(self.number)
        return if_(is_number(number), stepped(number, self.step))


def stepped(number: str, step: float) -> str:
    """Whether a number that is there is a multiple of the step, as a formula."""
    times = f"{number}/{step:.15g}"
    return if_(f"ABS({number})<1E12", f"ABS({times}-ROUND({times},0))<0.000001")

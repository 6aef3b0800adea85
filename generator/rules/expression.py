"""The language of rules: a small tree over column ids that pandas columns and Excel formulas both understand.

A rule is written once:

    yes("moc") & blank("moc_deadline")
    number("points") > number("activities.credits")

and each node says the same thing twice: `evaluate` over the columns of a sheet at once, and `formula` as Excel text.
A column is named by its id; on MOC, REMS and Support, "activities.credits" is the credits of the row's activity.

Every node is total: it never errs and is never "perhaps". What a cell means as text, number and date is defined once,
in `generator.workbook.cells` for Python and in `generator.rules.names` for Excel. A comparison with an absent number is false;
numbers compare with a tolerance; texts compare without case, no-break spaces as spaces and typographic quotes as straight ones.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any, ClassVar

import numpy as np

from generator.catalog import fold
from generator.rules.names import Names, quoted
from generator.rules.tables import Rows, key_texts, months_after
from generator.workbook.cells import LAST_DAY, Bools, Floats, Texts

TOLERANCE = 1e-9


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
        for field in fields(self):  # type: ignore[arg-type]  # every node is a dataclass
            value = getattr(self, field.name)
            for part in value if isinstance(value, tuple) else (value,):
                if isinstance(part, Node):
                    yield from part.parts()


class Text(Node):
    """A node that gives texts; never absent, at worst empty."""

    @abstractmethod
    def evaluate(self, rows: Rows) -> Texts: ...

    def same(self, other: Text | str) -> Bool:
        """Equal without case; two empty texts are equal too."""
        return Same(self, TextLiteral(other) if isinstance(other, str) else other)


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


def _number(value: Number | float) -> Number:
    return value if isinstance(value, Number) else NumberLiteral(float(value))


# --- texts -----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TextOf(Text):
    """A column as text."""

    column: str

    def evaluate(self, rows: Rows) -> Texts:
        return rows.text(self.column)

    def formula(self, names: Names) -> str:
        return names.text(self.column)


@dataclass(frozen=True)
class TextLiteral(Text):
    text: str

    def evaluate(self, rows: Rows) -> Texts:
        return np.full(len(rows), self.text, dtype=object)

    def formula(self, names: Names) -> str:
        return quoted(self.text)


@dataclass(frozen=True)
class Attribute(Text):
    """What a list says of a value in one of its further fields; empty when the list does not have the value."""

    list: str
    value: Text
    field: str

    def evaluate(self, rows: Rows) -> Texts:
        found = {fold(v.value): v.extra[self.field] for v in rows.catalog.lists[self.list].offered()}
        return _each(lambda text: found.get(fold(text), ""), self.value.evaluate(rows))

    def formula(self, names: Names) -> str:
        text, at = self.value.formula(names), names.list(self.list)
        place = f"MATCH({text},{at},0)"
        return f'IFERROR(IF(INDEX({at},{place})={text},INDEX({names.attribute(self.list, self.field)},{place})&"",""),"")'


# --- numbers ---------------------------------------------------------------------------------------------------------------


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
class CountRows(Number):
    """How many rows of another sheet belong to the row's activity and satisfy a condition."""

    sheet: str
    where: Bool
    optional: ClassVar[bool] = False

    def evaluate(self, rows: Rows) -> Floats:
        return rows.count(self.sheet, self.where.evaluate(rows.on(self.sheet)))

    def formula(self, names: Names) -> str:
        return names.count(self.sheet, self.where)

    def parts(self) -> Iterator[Node]:
        yield self


# --- true or false ---------------------------------------------------------------------------------------------------------


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

    def formula(self, names: Names) -> str:
        """Nested IFs: AND would work out every part, even of blank cells."""
        text = self.of[-1].formula(names)
        for part in reversed(self.of[:-1]):
            text = f"IF({part.formula(names)},{text},FALSE)"
        return text


@dataclass(frozen=True)
class AnyOf(Bool):
    of: tuple[Bool, ...]

    def evaluate(self, rows: Rows) -> Bools:
        return np.asarray(np.logical_or.reduce([part.evaluate(rows) for part in self.of]), dtype=np.bool_)

    def formula(self, names: Names) -> str:
        return f"OR({','.join(part.formula(names) for part in self.of)})"


@dataclass(frozen=True)
class Not(Bool):
    of: Bool

    def evaluate(self, rows: Rows) -> Bools:
        return ~self.of.evaluate(rows)

    def formula(self, names: Names) -> str:
        return f"NOT({self.of.formula(names)})"


@dataclass(frozen=True)
class Always(Bool):
    def evaluate(self, rows: Rows) -> Bools:
        return np.ones(len(rows), dtype=np.bool_)

    def formula(self, names: Names) -> str:
        return "TRUE"


@dataclass(frozen=True)
class Blank(Bool):
    """The cell looks empty; false for an error value."""

    column: str

    def evaluate(self, rows: Rows) -> Bools:
        return rows.blank(self.column)

    def formula(self, names: Names) -> str:
        text, cell = names.text(self.column), names.raw(self.column)
        return f'IF(ISBLANK({cell}),TRUE,IF({text}="",NOT(ISERROR({cell})),FALSE))'


@dataclass(frozen=True)
class Given(Bool):
    """The cell holds something; false for an error value."""

    column: str

    def evaluate(self, rows: Rows) -> Bools:
        return np.asarray(rows.text(self.column) != "", dtype=np.bool_)

    def formula(self, names: Names) -> str:
        return f'IF(ISBLANK({names.raw(self.column)}),FALSE,{names.text(self.column)}<>"")'


@dataclass(frozen=True)
class IsError(Bool):
    """The cell is an error value such as #N/A."""

    column: str

    def evaluate(self, rows: Rows) -> Bools:
        return rows.error(self.column)

    def formula(self, names: Names) -> str:
        return f"ISERROR({names.raw(self.column)})"


@dataclass(frozen=True)
class IsText(Bool):
    """The cell holds text, even if it reads like a number or a date."""

    column: str

    def evaluate(self, rows: Rows) -> Bools:
        return rows.is_text(self.column)

    def formula(self, names: Names) -> str:
        return f"ISTEXT({names.raw(self.column)})"


@dataclass(frozen=True)
class Present(Bool):
    """There is such a number."""

    number: Number

    def evaluate(self, rows: Rows) -> Bools:
        return ~np.isnan(self.number.evaluate(rows))

    def formula(self, names: Names) -> str:
        return f"ISNUMBER({self.number.formula(names)})"


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
        left, right = self.left.formula(names), self.right.formula(names)
        test = {"<": f"{left}<{right}-1E-9", "<=": f"{left}<={right}+1E-9", "=": f"ABS({left}-{right})<=1E-9"}[self.sign]
        for side, text in ((self.right, right), (self.left, left)):
            if side.optional:
                test = f"IF(ISNUMBER({text}),{test},FALSE)"
        return test


@dataclass(frozen=True)
class MultipleOf(Bool):
    """The number is a multiple of the step; false when absent."""

    number: Number
    step: float

    def evaluate(self, rows: Rows) -> Bools:
        times = self.number.evaluate(rows) / self.step
        with np.errstate(invalid="ignore"):
            return np.asarray(np.abs(times - np.round(times)) < 1e-6, dtype=np.bool_)

    def formula(self, names: Names) -> str:
        number = self.number.formula(names)
        times = f"{number}/{self.step:.15g}"
        return f"IF(ISNUMBER({number}),ABS({times}-ROUND({times},0))<0.000001,FALSE)"


@dataclass(frozen=True)
class Same(Bool):
    """Two texts are equal without case."""

    left: Text
    right: Text

    def evaluate(self, rows: Rows) -> Bools:
        left = rows.folded(self.left.column) if isinstance(self.left, TextOf) else _each(fold, self.left.evaluate(rows))
        if isinstance(self.right, TextLiteral):
            return np.asarray(left == fold(self.right.text), dtype=np.bool_)
        return np.asarray(left == _each(fold, self.right.evaluate(rows)), dtype=np.bool_)

    def formula(self, names: Names) -> str:
        right = quoted(fold(self.right.text)) if isinstance(self.right, TextLiteral) else self.right.formula(names)
        return f"{self.left.formula(names)}={right}"


@dataclass(frozen=True)
class InList(Bool):
    """The text is an offered value of a list, or, with `owner`, one that belongs to that owner (a board's credit types)."""

    text: Text
    list: str
    owner: Text | None = None

    def evaluate(self, rows: Rows) -> Bools:
        found = rows.catalog.lists[self.list]
        texts = self.text.evaluate(rows)
        if self.owner is None:
            return np.fromiter((found.find(t) is not None for t in texts), np.bool_, len(rows))
        return np.fromiter((found.find(t, o) is not None for t, o in zip(texts, self.owner.evaluate(rows), strict=True)), np.bool_, len(rows))

    def formula(self, names: Names) -> str:
        if self.owner is None:
            key, at = self.text.formula(names), names.list(self.list)
        else:
            key, at = f'{self.owner.formula(names)}&"|"&{self.text.formula(names)}', names.owned(self.list)
        return f"IFERROR(INDEX({at},MATCH({key},{at},0))={key},FALSE)"


@dataclass(frozen=True)
class Like(Bool):
    """The text has the form of a mask, in which # is a digit and any other character is itself."""

    text: Text
    mask: str

    def evaluate(self, rows: Rows) -> Bools:
        return np.fromiter((self._fits(t) for t in self.text.evaluate(rows)), np.bool_, len(rows))

    def _fits(self, text: str) -> bool:
        fold_case = zip(text.upper(), self.mask.upper(), strict=True) if len(text) == len(self.mask) else None
        return fold_case is not None and all(c in "0123456789" if m == "#" else c == m for c, m in fold_case)

    def formula(self, names: Names) -> str:
        text = self.text.formula(names)
        tests = [f"LEN({text})={len(self.mask)}"]
        start = 0
        while start < len(self.mask):
            end = start
            while end < len(self.mask) and (self.mask[end] == "#") == (self.mask[start] == "#"):
                end += 1
            piece = f"MID({text},{start + 1},{end - start})"
            tests.append(_digits(piece, end - start) if self.mask[start] == "#" else f"{piece}={quoted(self.mask[start:end])}")
            start = end
        return f"AND({','.join(tests)})"


def _digits(piece: str, count: int) -> str:
    return f'SUMPRODUCT(LEN({piece})-LEN(SUBSTITUTE({piece},{{"0","1","2","3","4","5","6","7","8","9"}},"")))={count}'


@dataclass(frozen=True)
class StartsWith(Bool):
    text: Text
    start: str

    def evaluate(self, rows: Rows) -> Bools:
        return np.fromiter((t.lower().startswith(self.start.lower()) for t in self.text.evaluate(rows)), np.bool_, len(rows))

    def formula(self, names: Names) -> str:
        return f"LEFT({self.text.formula(names)},{len(self.start)})={quoted(self.start)}"


@dataclass(frozen=True)
class Contains(Bool):
    """The text holds a piece, letter for letter."""

    text: Text
    piece: str

    def evaluate(self, rows: Rows) -> Bools:
        return np.fromiter((self.piece in t for t in self.text.evaluate(rows)), np.bool_, len(rows))

    def formula(self, names: Names) -> str:
        return f"ISNUMBER(FIND({quoted(self.piece)},{self.text.formula(names)}))"


@dataclass(frozen=True)
class Repeated(Bool):
    """An earlier row of the sheet has the same texts in these columns; false when one of them is empty."""

    columns: tuple[str, ...]

    def evaluate(self, rows: Rows) -> Bools:
        keys = key_texts([rows.text(c) for c in self.columns])
        seen: set[str] = set()
        found = np.zeros(len(rows), dtype=np.bool_)
        for position, key in enumerate(keys):
            found[position] = bool(key) and key in seen
            seen.add(key)
        return found

    def formula(self, names: Names) -> str:
        return names.repeated(self.columns)


def needs_content(when: Bool, column: str) -> bool:
    """Whether a condition can only be true where the column's own cell is not blank, as its form shows."""
    if isinstance(when, AllOf):
        return any(needs_content(part, column) for part in when.of)
    return isinstance(when, (Given, IsError, IsText)) and when.column == column


@dataclass(frozen=True)
class Named(Bool):
    """A condition that many rules share; the workbook keeps it in a helper column of that name."""

    name: str
    of: Bool

    def evaluate(self, rows: Rows) -> Bools:
        return rows.shared(self.name, lambda: self.of.evaluate(rows))

    def formula(self, names: Names) -> str:
        return names.helper(self.name, self.of.formula(names))


@dataclass(frozen=True)
class HasActivity(Bool):
    """The row's provider activity ID stands on the Activities sheet."""

    def evaluate(self, rows: Rows) -> Bools:
        return rows.pointers >= 0

    def formula(self, names: Names) -> str:
        return f"{names.pointer()}>0"


def _each(function: Any, texts: Texts) -> Texts:
    return np.fromiter((function(t) for t in texts), dtype=object, count=len(texts))


# --- how rules write them ---------------------------------------------------------------------------------------------------


def text(column: str) -> Text:
    return TextOf(column)


def number(column: str) -> Number:
    return NumberOf(column)


def date(column: str) -> Number:
    return DateOf(column)


def blank(column: str) -> Bool:
    return Blank(column)


def given(column: str) -> Bool:
    return Given(column)


def says(column: str, value: str) -> Bool:
    """The column holds that value of its list."""
    return TextOf(column).same(value)


def yes(column: str) -> Bool:
    return says(column, "Yes")


def all_of(parts: Iterator[Bool] | list[Bool]) -> Bool:
    return AllOf(tuple(parts))


def any_of(parts: Iterator[Bool] | list[Bool]) -> Bool:
    return AnyOf(tuple(parts))


def rows_of(sheet: str, where: Bool | None = None) -> Number:
    """How many rows of `sheet` belong to this row's activity (and satisfy `where`)."""
    return CountRows(sheet, where or Always())

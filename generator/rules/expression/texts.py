"""Texts and conditions on them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from generator.catalog import ValueList, fold
from generator.rules.expression.node import Bool, Node
from generator.rules.names import Names, quoted
from generator.rules.tables import Rows
from generator.workbook.cells import Bools, Texts


class Text(Node):
    """A node that gives texts; never absent, at worst empty."""

    @abstractmethod
    def evaluate(self, rows: Rows) -> Texts: ...

    def same(self, other: Text | str) -> Bool:
        """Equal without case; two empty texts are equal too."""
        return Same(self, TextLiteral(other) if isinstance(other, str) else other)


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
class Meant(Text):
    """The value of a column's list that has a meaning, whatever its text: yes, delete."""

    column: str
    meaning: str

    def evaluate(self, rows: Rows) -> Texts:
        return np.full(len(rows), rows.meant(self.column, self.meaning), dtype=object)

    def formula(self, names: Names) -> str:
        return quoted(fold(names.meant(self.column, self.meaning)))


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


@dataclass(frozen=True)
class Same(Bool):
    """Two texts are equal without case."""

    left: Text
    right: Text

    def evaluate(self, rows: Rows) -> Bools:
        left = rows.folded(self.left.column) if isinstance(self.left, TextOf) else _each(fold, self.left.evaluate(rows))
        if isinstance(self.right, TextLiteral):
            return np.asarray(left == fold(self.right.text), dtype=np.bool_)
        if isinstance(self.right, Meant):
            return np.asarray(left == fold(rows.meant(self.right.column, self.right.meaning)), dtype=np.bool_)
        return np.asarray(left == _each(fold, self.right.evaluate(rows)), dtype=np.bool_)

    def formula(self, names: Names) -> str:
        right = quoted(fold(self.right.text)) if isinstance(self.right, TextLiteral) else self.right.formula(names)
        return f"{self.left.formula(names)}={right}"


@dataclass(frozen=True)
class InList(Bool):
    """The text is an offered value of a list, or, with `owner`, one of that owner (a board's credit types) or the word for all of them."""

    text: Text
    list: str
    owner: Text | None = None

    def evaluate(self, rows: Rows) -> Bools:
        found = rows.catalog.lists[self.list]
        texts = self.text.evaluate(rows)
        if self.owner is None:
            return _where(lambda t: found.find(t) is not None, texts)
        pairs = zip(texts, self.owner.evaluate(rows), strict=True)
        return np.fromiter((found.find(t, o) is not None or bool(found.every_of(t, o)) for t, o in pairs), np.bool_, len(rows))

    def formula(self, names: Names) -> str:
        if self.owner is None:
            key, at = self.text.formula(names), names.list(self.list)
        else:
            key, at = f'{self.owner.formula(names)}&"|"&{self.text.formula(names)}', names.owned(self.list)
        found = f"IFERROR(INDEX({at},MATCH({key},{at},0))={key},FALSE)"
        return names.define(f"in_{self.text.formula(names).removeprefix('t_')}_{at}", found) if isinstance(self.text, TextOf) else found


class Standing(StrEnum):
    """How well a list knows the values of one owner."""

    NONE = ""
    OPEN = "open"
    VOUCHED = "vouched"


@dataclass(frozen=True)
class StandingOf(Text):
    """How well a list knows the values of an owner, as a `Standing`."""

    list: str
    owner: Text

    def evaluate(self, rows: Rows) -> Texts:
        found = rows.catalog.lists[self.list]
        return _each(lambda owner: str(standing(found, owner)), self.owner.evaluate(rows))

    def formula(self, names: Names) -> str:
        text, at = self.owner.formula(names), names.boards()
        place = f"MATCH({text},{at},0)"
        found = f'IFERROR(IF(INDEX({at},{place})={text},INDEX({names.standing(self.list)},{place})&"",""),"")'
        return names.helper(f"standing_{self.list}", found)


def standing(values: ValueList, owner: str) -> Standing:
    """How well a list knows the values of an owner."""
    if not values.offered(owner):
        return Standing.NONE
    return Standing.VOUCHED if values.vouched_for(owner) else Standing.OPEN


@dataclass(frozen=True)
class Like(Bool):
    """The text has the form of a mask, in which # is a digit and any other character is itself."""

    text: Text
    mask: str

    def evaluate(self, rows: Rows) -> Bools:
        return _where(self._fits, self.text.evaluate(rows))

    def _fits(self, text: str) -> bool:
        return len(text) == len(self.mask) and all(c in "0123456789" if m == "#" else c.lower() == m.lower() for c, m in zip(text, self.mask, strict=True))

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
    return f"{_counted(piece, '0123456789')}={count}"


def _counted(text: str, characters: str) -> str:
    """How often a text holds any of some characters."""
    each = ",".join(quoted(c) for c in characters)
    return f'SUMPRODUCT(LEN({text})-LEN(SUBSTITUTE({text},{{{each}}},"")))'


@dataclass(frozen=True)
class StartsWith(Bool):
    text: Text
    start: str

    def evaluate(self, rows: Rows) -> Bools:
        return _where(lambda t: t.lower().startswith(self.start.lower()), self.text.evaluate(rows))

    def formula(self, names: Names) -> str:
        return f"LEFT({self.text.formula(names)},{len(self.start)})={quoted(self.start)}"


@dataclass(frozen=True)
class HasAny(Bool):
    """The text holds at least one of some characters, other than letters."""

    text: Text
    characters: str

    def evaluate(self, rows: Rows) -> Bools:
        wanted = frozenset(self.characters)
        return _where(lambda t: not wanted.isdisjoint(t), self.text.evaluate(rows))

    def formula(self, names: Names) -> str:
        return f"{_counted(self.text.formula(names), self.characters)}>0"


@dataclass(frozen=True)
class Contains(Bool):
    """The text holds a piece, letter for letter."""

    text: Text
    piece: str

    def evaluate(self, rows: Rows) -> Bools:
        return _where(lambda t: self.piece in t, self.text.evaluate(rows))

    def formula(self, names: Names) -> str:
        return f"ISNUMBER(FIND({quoted(self.piece)},{self.text.formula(names)}))"


def _each(function: Any, texts: Texts) -> Texts:
    return np.fromiter((function(t) for t in texts), dtype=object, count=len(texts))


def _where(test: Callable[[str], bool], texts: Texts) -> Bools:
    return np.fromiter((test(text) for text in texts), np.bool_, len(texts))

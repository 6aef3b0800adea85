"""Texts and conditions on them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from generator.catalog import ValueList, fold
from generator.rules.expression.node import Bool, Names, Node
from generator.rules.expression.write import (
    DIGITS,
    NOTHING,
    all_digits,
    holds,
    if_error,
    index,
    listed,
    looked_up,
    match,
    quoted,
    without,
)
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
        known = {fold(v.value): v.extra[self.field] for v in rows.catalog.lists[self.list].offered()}
        return _each(lambda text: known.get(fold(text), ""), self.value.evaluate(rows))

    def formula(self, names: Names) -> str:
        text, values = names.formula(self.value), names.list(self.list)
        return looked_up(text, values, beside(text, values, names.attribute(self.list, self.field)))


def beside(text: str, values: str, others: str) -> str:
    """As text what stands in `others` where `text` stands in `values`."""
    return f"{index(others, match(text, values))}&{NOTHING}"


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
        right = quoted(fold(self.right.text)) if isinstance(self.right, TextLiteral) else names.formula(self.right)
        return f"{names.formula(self.left)}={right}"


@dataclass(frozen=True)
class InList(Bool):
    """The text is an offered value of a list; with `owner` one of that owner (a board), or the word for all of them."""

    text: Text
    list: str
    owner: Text | None = None

    def evaluate(self, rows: Rows) -> Bools:
        values = rows.catalog.lists[self.list]
        texts = self.text.evaluate(rows)
        if self.owner is None:
            return _where(lambda t: values.find(t) is not None, texts)
        pairs = list(zip(texts.tolist(), self.owner.evaluate(rows).tolist(), strict=True))
        known = {(t, o): values.find(t, o) is not None or bool(values.every_of(t, o)) for t, o in set(pairs)}
        return np.fromiter(map(known.__getitem__, pairs), np.bool_, len(rows))

    def formula(self, names: Names) -> str:
        if self.owner is None:
            key, keys = names.formula(self.text), names.list(self.list)
        else:
            key, keys = f'{names.formula(self.owner)}&"|"&{names.formula(self.text)}', names.owned(self.list)
        return if_error(listed(key, keys), "FALSE")


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
        values = rows.catalog.lists[self.list]
        return _each(lambda owner: str(standing(values, owner)), self.owner.evaluate(rows))

    def formula(self, names: Names) -> str:
        text, owners = names.formula(self.owner), names.boards()
        return looked_up(text, owners, beside(text, owners, names.standing(self.list)))


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
        if len(text) != len(self.mask):
            return False
        pairs = zip(text, self.mask, strict=True)
        return all(c in DIGITS if m == "#" else c.lower() == m.lower() for c, m in pairs)

    def formula(self, names: Names) -> str:
        text = names.formula(self.text)
        tests = [f"LEN({text})={len(self.mask)}"]
        start = 0
        while start < len(self.mask):
            end = start
            while end < len(self.mask) and (self.mask[end] == "#") == (self.mask[start] == "#"):
                end += 1
            piece = f"MID({text},{start + 1},{end - start})"
            if self.mask[start] == "#":
                tests.append(all_digits(piece))
            else:
                tests.append(f"{piece}={quoted(self.mask[start:end])}")
            start = end
        return f"AND({','.join(tests)})"


@dataclass(frozen=True)
class StartsWith(Bool):
    text: Text
    start: str

    def evaluate(self, rows: Rows) -> Bools:
        return _where(lambda t: t.lower().startswith(self.start.lower()), self.text.evaluate(rows))

    def formula(self, names: Names) -> str:
        return f"LEFT({names.formula(self.text)},{len(self.start)})={quoted(self.start)}"


@dataclass(frozen=True)
class HasAny(Bool):
    """The text holds at least one of some characters, other than letters."""

    text: Text
    characters: str

    def evaluate(self, rows: Rows) -> Bools:
        wanted = frozenset(self.characters)
        return _where(lambda t: not wanted.isdisjoint(t), self.text.evaluate(rows))

    def formula(self, names: Names) -> str:
        text = names.formula(self.text)
        return f"LEN({without(text, self.characters)})<LEN({text})"


@dataclass(frozen=True)
class Contains(Bool):
    """The text holds a piece, letter for letter."""

    text: Text
    piece: str

    def evaluate(self, rows: Rows) -> Bools:
        return _where(lambda t: self.piece in t, self.text.evaluate(rows))

    def formula(self, names: Names) -> str:
        return holds(names.formula(self.text), self.piece)


def _each(function: Callable[[str], str], texts: Texts) -> Texts:
    every = texts.tolist()
    known = {text: function(text) for text in set(every)}
    return np.fromiter(map(known.__getitem__, every), dtype=object, count=len(every))


def _where(test: Callable[[str], bool], texts: Texts) -> Bools:
    every = texts.tolist()
    known = {text: test(text) for text in set(every)}
    return np.fromiter(map(known.__getitem__, every), np.bool_, len(every))

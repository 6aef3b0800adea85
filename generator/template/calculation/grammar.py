"""Formulas as trees: literals, names, calls and operators. Our formulas refer to cells by defined names only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""\s*(?:(?P<text>"(?:[^"]|"")*")
    |(?P<number>\d+\.?\d*(?:[Ee][+-]?\d+)?|\.\d+)
    |(?P<name>[A-Za-z_\\][\w.\\]*)
    |(?P<sign><>|<=|>=|[-+*/^&=<>(),:{}])
    )""",
    re.VERBOSE,
)
_BINARY = ({"=", "<>", "<", ">", "<=", ">="}, {"&"}, {"+", "-"}, {"*", "/"}, {"^"})
"""Operators, those that bind least first."""


class Unreadable(Exception):
    """A formula that says more than ours do."""


@dataclass(frozen=True, slots=True)
class Literal:
    value: str | float | bool


@dataclass(frozen=True, slots=True)
class Series:
    """Several texts, as in {"0","1"}."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Name:
    """A defined name, in lower case."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    function: str
    arguments: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Binary:
    sign: str
    left: Tree
    right: Tree


@dataclass(frozen=True, slots=True)
class Minus:
    of: Tree


@dataclass(frozen=True, slots=True)
class Span:
    """From one cell to another: first:last."""

    first: Tree
    last: Tree


Tree = Literal | Series | Name | Call | Binary | Minus | Span


def tree(formula: str) -> Tree:
    """A formula, with or without its equals sign.

    Raises:
        Unreadable: it is none of the language.
    """
    reader = _Reader(_tokens(formula.removeprefix("=")))
    whole = reader.binary()
    if reader.left:
        raise Unreadable(formula)
    return whole


def _tokens(formula: str) -> list[tuple[str, str]]:
    tokens: list[tuple[str, str]] = []
    at = 0
    while at < len(formula):
        found = _TOKEN.match(formula, at)
        if found is None or found.lastgroup is None:
            raise Unreadable(formula)
        tokens.append((found.lastgroup, found[found.lastgroup]))
        at = found.end()
    return tokens


class _Reader:
    def __init__(self, tokens: Sequence[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._at = 0

    @property
    def left(self) -> bool:
        return self._at < len(self._tokens)

    def _next(self) -> tuple[str, str]:
        if not self.left:
            raise Unreadable
        self._at += 1
        return self._tokens[self._at - 1]

    def _sign(self, *signs: str) -> str:
        """The next sign when it is one of these, which is passed over; otherwise nothing."""
        if self.left and self._tokens[self._at][0] == "sign" and self._tokens[self._at][1] in signs:
            return self._next()[1]
        return ""

    def _expect(self, sign: str) -> None:
        if not self._sign(sign):
            raise Unreadable

    def binary(self, level: int = 0) -> Tree:
        if level == len(_BINARY):
            return self._unary()
        left = self.binary(level + 1)
        while sign := self._sign(*_BINARY[level]):
            left = Binary(sign, left, self.binary(level + 1))
        return left

    def _unary(self) -> Tree:
        if self._sign("-"):
            return Minus(self._unary())
        if self._sign("+"):
            return self._unary()
        first = self._operand()
        return Span(first, self._operand()) if self._sign(":") else first

    def _operand(self) -> Tree:
        if self._sign("("):
            inside = self.binary()
            self._expect(")")
            return inside
        if self._sign("{"):
            return Series(tuple(self._texts()))
        kind, word = self._next()
        if kind == "text":
            return Literal(_unquoted(word))
        if kind == "number":
            return Literal(float(word))
        if kind != "name":
            raise Unreadable
        arguments = tuple(self._arguments()) if self._sign("(") else None
        if word.upper() in {"TRUE", "FALSE"} and not arguments:
            return Literal(word.upper() == "TRUE")
        return Name(word.lower()) if arguments is None else Call(word.upper(), arguments)

    def _arguments(self) -> list[Tree]:
        if self._sign(")"):
            return []
        arguments = [self.binary()]
        while self._sign(","):
            arguments.append(self.binary())
        self._expect(")")
        return arguments

    def _texts(self) -> list[str]:
        texts = []
        while True:
            kind, word = self._next()
            if kind != "text":
                raise Unreadable
            texts.append(_unquoted(word))
            if self._sign("}"):
                return texts
            self._expect(",")


def _unquoted(text: str) -> str:
    return text[1:-1].replace('""', '"')

"""Pieces of Excel formulas as text: the calls that formulas are put together from."""

from __future__ import annotations

from collections.abc import Iterable

NOTHING = '""'
"""The empty text."""
DIGITS = "0123456789"


def quoted(text: str) -> str:
    """A text as it stands in a formula."""
    return '"' + text.replace('"', '""') + '"'


def call(function: str, *arguments: str) -> str:
    """A function of Excel with its arguments."""
    return f"{function}({','.join(arguments)})"


def if_(test: str, yes: str, no: str = "FALSE") -> str:
    return call("IF", test, yes, no)


def if_error(text: str, otherwise: str = NOTHING) -> str:
    """`text`, or `otherwise` where it is an error."""
    return call("IFERROR", text, otherwise)


def is_number(text: str) -> str:
    return call("ISNUMBER", text)


def either(tests: Iterable[str]) -> str:
    """Whether one of some tests holds; the test itself when there is one only."""
    known = list(tests)
    return known[0] if len(known) == 1 else call("OR", *known)


def find(piece: str, text: str) -> str:
    """Where a formula's text holds another: an error when it does not."""
    return call("FIND", piece, text)


def holds(text: str, piece: str) -> str:
    """Whether a formula's text holds a piece, letter for letter."""
    return is_number(find(quoted(piece), text))


def some(text: str) -> str:
    """Whether a formula's text is not empty."""
    return f"LEN({text})>0"


def substitute(text: str, old: str, new: str) -> str:
    """`text` with another text in place of one: all three are formulas."""
    return call("SUBSTITUTE", text, old, new)


def times(text: str, piece: str) -> str:
    """How often a formula's text holds a piece of one character."""
    return f"(LEN({text})-LEN({substitute(text, quoted(piece), NOTHING)}))"


def counted(text: str, characters: str) -> str:
    """How often a formula's text holds any of some characters."""
    each = "{" + ",".join(map(quoted, characters)) + "}"
    return call("SUMPRODUCT", f"LEN({text})-LEN({substitute(text, each, NOTHING)})")


def match(key: str, keys: str) -> str:
    """Position of a key, without case; wild cards count as such."""
    return call("MATCH", key, keys, "0")


def index(cells: str, position: str) -> str:
    return call("INDEX", cells, position)


def looked_up(key: str, keys: str, given: str, otherwise: str = NOTHING) -> str:
    """`given` where `key` is one of `keys`, not only as a wild card; `otherwise` where it is not, or for an error."""
    return if_error(if_(f"{index(keys, match(key, keys))}={key}", given, otherwise), otherwise)


def joined(texts: Iterable[str]) -> str:
    """Texts one after the other; the empty text when there is none."""
    return "&".join(texts) or NOTHING

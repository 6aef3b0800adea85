"""Pieces of Excel formulas as text: the calls that formulas are put together from."""

from __future__ import annotations

from collections.abc import Iterable

NOTHING = '""'
"""The empty text."""
DIGITS = "0123456789"


def quoted(text: str) -> str:
    """A text as it stands in a formula."""
    return '"' + text.replace('"', '""') + '"'


def _call(function: str, *arguments: str) -> str:
    """A function of Excel with its arguments."""
    return f"{function}({','.join(arguments)})"


def if_(test: str, yes: str, no: str = "FALSE") -> str:
    return _call("IF", test, yes, no)


def if_error(text: str, otherwise: str = NOTHING) -> str:
    """`text`, or `otherwise` where it is an error."""
    return _call("IFERROR", text, otherwise)


def is_number(text: str) -> str:
    return _call("ISNUMBER", text)


def either(tests: Iterable[str]) -> str:
    """Whether one of some tests holds."""
    return f"OR({','.join(tests)})"


def find(piece: str, text: str) -> str:
    """Where a formula's text holds another: an error when it does not."""
    return _call("FIND", piece, text)


def holds(text: str, piece: str) -> str:
    """Whether a formula's text holds a piece, letter for letter."""
    return is_number(find(quoted(piece), text))


def some(text: str) -> str:
    """Whether a formula's text is not empty."""
    return f"LEN({text})>0"


def substitute(text: str, old: str, new: str) -> str:
    """`text` with another text in place of one: all three are formulas."""
    return _call("SUBSTITUTE", text, old, new)


def times(text: str, piece: str) -> str:
    """How often a formula's text holds a piece of one character."""
    return f"(LEN({text})-LEN({substitute(text, quoted(piece), NOTHING)}))"


def without(text: str, characters: str) -> str:
    """A formula's text without some characters. One call for each: not every program takes them as an array."""
    for character in characters:
        text = substitute(text, quoted(character), NOTHING)
    return text


def all_digits(text: str) -> str:
    """Whether a formula's text holds nothing but digits; so does the empty text."""
    return f"LEN({without(text, DIGITS)})=0"


def match(key: str, keys: str) -> str:
    """Position of a key, without case; wild cards count as such."""
    return _call("MATCH", key, keys, "0")


def index(cells: str, position: str) -> str:
    return _call("INDEX", cells, position)


def listed(key: str, keys: str) -> str:
    """Whether `key` is one of `keys`, not only as a wild card; an error where nothing is like it.

    No INDEX and MATCH, which not every program takes where `keys` is a single cell.
    """
    return f"{_call('VLOOKUP', key, keys, '1', 'FALSE')}={key}"


def looked_up(key: str, keys: str, given: str, otherwise: str = NOTHING) -> str:
    """`given` where `key` is one of `keys`, `otherwise` where it is not, or for an error."""
    return if_error(if_(listed(key, keys), given, otherwise), otherwise)


def joined(texts: Iterable[str]) -> str:
    """Texts one after the other; the empty text when there is none."""
    return "&".join(texts) or NOTHING

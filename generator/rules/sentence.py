"""Sentences put together of a message and what stands in cells, whatever that ends in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from string import Formatter

_ENDED = (".", "?", "!", "…")
"""What a sentence may end in; nothing else comes behind one of them."""
_STOP = re.compile(r"([”\"’')]*)\.(?=\s|$)")
"""The end of a sentence right behind a value, in quotation marks or not."""
_FORMATTER = Formatter()


def sentence(message: str, slots: Mapping[str, object]) -> str:
    """A message with its slots filled in. A sentence that ends in a value with a stop of its own, such as Acme Inc.,
    gets no second one.

    Args:
        message: a template, as in “{value}” is not in the list of {header}.
        slots: what stands for each name.
    """
    said: list[str] = []
    for literal, name, spec, conversion in _pieces(message):
        behind = _STOP.match(literal) if said and _has_ended(said[-1]) else None
        said.append(f"{behind[1]}{literal[behind.end() :]}" if behind else literal)
        if name is not None:
            said.append(format(_FORMATTER.convert_field(slots[name], conversion), spec or ""))
    return "".join(said)


def ended(text: str) -> str:
    """A text as the end of a sentence: with a stop, unless it has one."""
    return text if _has_ended(text) else f"{text}."


def quoted(values: Sequence[str], last: str) -> str:
    """Values in a sentence, each in quotation marks, since a value may hold a comma: “Yes”, “No, it’s free” or
    “Variable”.

    Args:
        values: at least one.
        last: what stands before the last of several: or, and.
    """
    marked = [f"“{value}”" for value in values]
    return f" {last} ".join(filter(None, (", ".join(marked[:-1]), marked[-1])))


def _has_ended(text: str) -> bool:
    return text.rstrip("”").endswith(_ENDED)


@cache
def _pieces(message: str) -> tuple[tuple[str, str | None, str | None, str | None], ...]:
    return tuple(_FORMATTER.parse(message))

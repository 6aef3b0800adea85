"""How a value is written as XML text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from jinja2 import TemplateRuntimeError, Undefined
from markupsafe import Markup, escape

_SIGNS = re.compile("[&<>'\"\t\n\r]")
"""What XML writes otherwise."""
_LINE_BREAKS = {"\t": Markup("&#9;"), "\n": Markup("&#10;"), "\r": Markup("&#13;")}


def in_xml(value: Any) -> Markup:
    """A value as XML text that a parser gives back as it was, in an element or an attribute; what a macro made stays.

    Line breaks and tabs are written as character references, since a parser turns a carriage return into a line feed
    and, in attributes, both into a space. Raises TemplateRuntimeError for what is neither text nor number, such as
    None: no template should print it.
    """
    if isinstance(value, Markup):
        return value
    # what is remembered there must not hold on to the batch of a cell
    return escaped(str(value) if isinstance(value, str) else printed(value))


def printed(value: Any) -> str:
    """A text or a number as text. Raises TemplateRuntimeError for anything else."""
    if isinstance(value, Undefined):
        return str(value)  # raises an error with its name
    if isinstance(value, (str, int, float)) and not isinstance(value, bool):
        return str(value)
    raise TemplateRuntimeError(f"it prints {value if value is None or isinstance(value, bool) else 'no text'}")


def stands_as_it_is(texts: Iterable[str]) -> bool:
    """Whether none of the texts has a sign that XML writes otherwise."""
    return not any(map(_SIGNS.search, {*texts}))


@lru_cache(maxsize=4096)
def escaped(value: str) -> Markup:
    """A plain text as XML text; see `in_xml`."""
    text = escape(value)
    for sign, reference in _LINE_BREAKS.items():
        if sign in text:
            text = text.replace(sign, reference)
    return text

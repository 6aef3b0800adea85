"""Results as JSON text, made while it is written: each key on a line of its own, and each entry of what holds many."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from generator.printable import printable

_ENCODER = json.JSONEncoder(ensure_ascii=False, default=list)
_KEY, _ENTRY = "\n  ", "\n    "


def dump(result: Any) -> str:
    """A result as text, see `pieces`."""
    return "".join(text for text, _ in pieces(result))


def pieces(result: Any) -> Iterator[tuple[str, Any]]:
    """The JSON of a result, piece by piece.

    Returns:
        Each piece of text with the value that it is the JSON of, from `result` itself or from what it holds many of;
        None with what stands between them.
    """
    if not isinstance(result, Mapping):
        yield from _listed(result, _KEY, "\n")
        return
    before = "{"
    for key, value in result.items():
        yield f"{before}{_KEY}{compact(key)}: ", None
        before = ","
        if isinstance(value, (str, Mapping)) or not isinstance(value, Iterable):
            yield compact(value), value
        else:
            yield from _listed(value, _ENTRY, _KEY)
    yield ("\n}" if result else "{}"), None


def _listed(entries: Iterable[Any], inside: str, after: str) -> Iterator[tuple[str, Any]]:
    before = "["
    for entry in entries:
        yield f"{before}{inside}", None
        yield compact(entry), entry
        before = ","
    yield (f"{after}]" if before == "," else "[]"), None


def compact(value: Any) -> str:
    """A value as JSON on one line. Characters that show nothing, or steer a terminal, stand by their numbers."""
    text = _ENCODER.encode(value)
    if text.isprintable():
        return text
    return text.translate({ord(c): json.dumps(c)[1:-1] for c in set(text) if printable(c) != c})

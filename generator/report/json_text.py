"""Results as JSON text: short lines that a person can read, written as soon as they are made."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from generator.report.printable import printable


def dump(result: Any) -> str:
    """A result as text, see `lines`."""
    return "\n".join(lines(result))


def lines(result: Any) -> Iterator[str]:
    """A result as JSON, line by line: each key on a line of its own, and each entry of what holds many."""
    if not isinstance(result, Mapping):
        yield json.dumps(result, ensure_ascii=False, indent=2)
        return
    ends = [","] * (len(result) - 1) + [""]
    yield "{"
    for (key, value), end in zip(result.items(), ends, strict=True):
        if isinstance(value, (str, Mapping)) or not isinstance(value, Iterable):
            yield f"  {_compact(key)}: {_compact(value)}{end}"
        else:
            yield from _entries(key, value, end)
    yield "}"


def _entries(key: str, entries: Iterable[Any], end: str) -> Iterator[str]:
    before = f"  {_compact(key)}: ["
    for entry in entries:
        yield before if before.endswith("[") else f"{before},"
        before = f"    {_compact(entry)}"
    if before.endswith("["):
        yield f"{before}]{end}"
    else:
        yield before
        yield f"  ]{end}"


def _compact(value: Any) -> str:
    """Characters that show nothing, or steer a terminal, stand by their numbers."""
    text = json.dumps(value, ensure_ascii=False)
    if text.isprintable():
        return text
    return text.translate({ord(c): json.dumps(c)[1:-1] for c in set(text) if printable(c) != c})

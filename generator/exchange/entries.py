"""Long lists of a receipt, made anew each time they are asked for, and how they are written as JSON one at a time."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from json.encoder import encode_basestring
from typing import Any, overload

Entry = dict[str, Any]
_STEP = "  "


class Entries(Sequence[Entry]):
    """A list whose entries are made when somebody looks at them, so that none of them is kept.

    Args:
        make: makes all of them, in order, the same each time.
    """

    def __init__(self, make: Callable[[], Iterator[Entry]]) -> None:
        self._make = make
        self._length: int | None = None

    def __iter__(self) -> Iterator[Entry]:
        return self._make()

    def __len__(self) -> int:
        if self._length is None:
            self._length = sum(1 for _ in self)
        return self._length

    def __bool__(self) -> bool:
        return next(iter(self), None) is not None

    @overload
    def __getitem__(self, index: int) -> Entry: ...
    @overload
    def __getitem__(self, index: slice) -> list[Entry]: ...
    def __getitem__(self, index: int | slice) -> Entry | list[Entry]:
        return list(self)[index]

    def __eq__(self, other: object) -> bool:
        return list(self) == list(other) if isinstance(other, (list, Entries)) else NotImplemented

    def __hash__(self) -> int:
        raise TypeError("entries are a list, which has no hash")

    def __repr__(self) -> str:
        return repr(list(self))


def json_pieces(content: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """A text as `json.dumps(content, ensure_ascii=False, indent=2)` gives it, piece by piece.

    Returns:
        Each piece of text with the value that it is the JSON of, from `content` itself or from a list in it; None with
            what stands between them.
    """
    before = "{\n" + _STEP
    for key, value in content.items():
        yield f"{before}{encode_basestring(key)}: ", None
        before = ",\n" + _STEP
        if isinstance(value, Entries):
            yield from _listed(value, _STEP)
        else:
            yield indented(value, _STEP), value
    yield ("\n}" if content else "{}"), None


def _listed(entries: Entries, margin: str) -> Iterator[tuple[str, Any]]:
    inner = margin + _STEP
    before = f"[\n{inner}"
    for entry in entries:
        yield before, None
        yield indented(entry, inner), entry
        before = f",\n{inner}"
    yield (f"\n{margin}]" if before[0] == "," else "[]"), None


def indented(value: Any, margin: str = "") -> str:
    """A value as JSON, as `json.dumps(value, ensure_ascii=False, indent=2)` gives it: the library indents without its
    fast encoder.

    Args:
        margin: what stands before each line but the first.
    """
    if isinstance(value, str):
        return encode_basestring(value)
    inner = margin + _STEP
    if isinstance(value, dict):
        pieces = [f"{encode_basestring(key)}: {indented(inside, inner)}" for key, inside in value.items()]
        return f"{{\n{inner}{_between(pieces, inner)}\n{margin}}}" if pieces else "{}"
    if isinstance(value, (list, tuple)):
        pieces = [indented(inside, inner) for inside in value]
        return f"[\n{inner}{_between(pieces, inner)}\n{margin}]" if pieces else "[]"
    return _WORDS[value] if value is None or isinstance(value, bool) else json.dumps(value)


def _between(pieces: Sequence[str], margin: str) -> str:
    return f",\n{margin}".join(pieces)


_WORDS = {None: "null", True: "true", False: "false"}

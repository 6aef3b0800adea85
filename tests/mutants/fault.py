"""One mistake in one file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """Another text at one place of a file.

    Attributes:
        file: its path in the checkout, with slashes.
        kind: what sort of mistake it is, in a few words.
        line: number of its first line, from 1.
        before, after: the lines that it touches, as they are and as they become, without the blanks around them. With
            the file they name the fault, so that it is still known when lines above it come or go.
        text: the whole file with the fault.
    """

    file: str
    kind: str
    line: int
    before: str
    after: str
    text: str

    @property
    def name(self) -> str:
        """What tells it from every other fault."""
        return hashlib.sha256("\0".join((self.file, self.before, self.after)).encode()).hexdigest()[:16]

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.kind}: {self.before!r} -> {self.after!r}"


def replaced(file: str, source: str, kind: str, start: int, end: int, new: str) -> Fault:
    """The fault that has `new` instead of `source[start:end]`."""
    text = source[:start] + new + source[end:]
    first = source.rfind("\n", 0, start) + 1
    whole_lines = start < end and source[end - 1] == "\n"
    last = end - 1 if whole_lines else source.find("\n", end)
    last = len(source) if last < 0 else last
    before = source[first:last]
    after = text[first : max(first, last + len(text) - len(source))]
    return Fault(file, kind, source.count("\n", 0, start) + 1, before.strip(), after.strip(), text)

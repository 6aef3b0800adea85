"""Faults of the catalog's data: a value dropped, moved or renamed, a setting changed, words of another rule."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from tests.mutants.fault import Fault, replaced

_SETTING = re.compile(r'(?<== )(?:"([^"\s]+)"|(\d+(?:\.\d+)?)|(true|false))')
_MESSAGE = re.compile(r'^(short|message|fix|source) = "(.*)"$', re.MULTILINE)
_SLOT = re.compile(r"\{(\w+)[^}]*\}")
_LONGEST = 4
"""Words in a field; what is longer is a sentence for people to read, which nothing but reading can judge."""


def faults(file: str, source: str) -> Iterator[Fault]:
    """Every fault of a file of the catalog."""
    if file.endswith(".csv"):
        return _table(file, source)
    return _messages(file, source) if PurePosixPath(file).name == "messages.toml" else _settings(file, source)


def _table(file: str, source: str) -> Iterator[Fault]:
    lines = source.splitlines(keepends=True)
    head, *rows = (next(csv.reader([line])) for line in lines)
    place = len(lines[0])
    is_list = PurePosixPath(file).parent.name == "lists"
    for line, row in zip(lines[1:], rows, strict=True):
        end = place + len(line.rstrip("\r\n"))
        if is_list:
            yield replaced(file, source, "value dropped", place, place + len(line), "")
        for number, (name, cell) in enumerate(zip(head, row, strict=False)):
            if cell and len(cell.split()) <= _LONGEST:
                other = _other(name, cell, [other[number] for other in rows if number < len(other)])
                changed = [*row[:number], other, *row[number + 1 :]]
                yield replaced(file, source, f"field {name} changed", place, end, _written(changed))
        place += len(line)


def _other(name: str, cell: str, column: list[str]) -> str:
    """Another text for a field: of another line where few are in use, else one that nobody has written."""
    used = sorted({text for text in column if text} | ({"legacy", "offered"} if name == "status" else set()))
    if name in ("value", "name") or len(used) < 2 or len(used) > len(column) / 2:
        return "" if cell == "yes" else f"{cell}X"
    return used[(used.index(cell) + 1) % len(used)]


def _written(cells: list[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(cells)
    return text.getvalue()


def _settings(file: str, source: str) -> Iterator[Fault]:
    for match in _SETTING.finditer(source):
        word, number, answer = match.groups()
        if answer:
            new = "false" if answer == "true" else "true"
        else:
            new = f'"{word}X"' if word else f"{float(number) + 1:g}"
        yield replaced(file, source, "setting", *match.span(), new)


def _messages(file: str, source: str) -> Iterator[Fault]:
    """Slots taken out or exchanged, sources exchanged, and the words of the next rule."""
    found = list(_MESSAGE.finditer(source))
    sources = sorted({match[2] for match in found if match[1] == "source"})
    for number, match in enumerate(found):
        start, end = match.span(2)
        if match[1] == "source":
            other = sources[(sources.index(match[2]) + 1) % len(sources)]
            yield replaced(file, source, "source changed", start, end, other)
            continue
        after = (later[2] for later in found[number + 1 :] if later[1] == match[1])
        yield replaced(file, source, "words of another rule", start, end, next(after, "Otherwise."))
        for slot in _SLOT.finditer(match[2]):
            yield replaced(file, source, "slot dropped", start + slot.start(), start + slot.end(), "it")

"""Changes single settings in the text of a TOML file; what else it says, comments too, stays letter for letter."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_\-]+")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_HEADING = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]\s*(#.*)?", re.DOTALL)
_ENTRY = re.compile(r"""(\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9_\-]+))\s*=\s*)(.*)""", re.DOTALL)
Settings = Mapping[str, Mapping[str, Any]]
"""Name of a table ("" for the top of the file) to its entries: texts, flags and lists of texts."""


def changed(text: str, entries: Settings, whole: Settings) -> str:
    """A TOML text with some settings changed, each in its own place; a setting that says the same already, and every
    comment, blank and line end, stays as it is.

    Args:
        text: the file; empty for a new one.
        entries: settings that are put into their tables, whatever else is there.
        whole: tables that get these entries and no others; an empty table without comments is taken away.

    Raises:
        ValueError, TypeError: the text is written in a way in which this cannot be done without losing something.
    """
    said = tomllib.loads(text)
    file = _File(_LINE.findall(text), "\r\n" if text.count("\r\n") * 2 > text.count("\n") else "\n")
    for table, values in entries.items():
        now = _table(said, table)
        for key, value in values.items():
            if now.get(key) != value:
                file.put(table, key, value)
    for table, values in whole.items():
        now = _table(said, table)
        for key in now.keys() - values.keys():
            file.drop(table, key)
        for key, value in values.items():
            if now.get(key) != value:
                file.put(table, key, value)
        if now and not values:
            file.drop_empty(table)
    result = "".join(file.lines)
    _compare(text, result, entries, whole)
    return result


def _compare(before: str, after: str, entries: Settings, whole: Settings) -> None:
    """Raises ValueError when a TOML reader finds anything else in the new text than what was meant."""
    wanted, found = tomllib.loads(before), tomllib.loads(after)
    for table, values in entries.items():
        _table(wanted, table).update(values)
    for table, values in whole.items():
        *outer, last = table.split(".")
        _table(wanted, ".".join(outer))[last] = dict(values)
    if _filled(wanted) != _filled(found):
        raise ValueError("something else would change")


def _table(data: dict[str, Any], name: str) -> dict[str, Any]:
    for part in name.split(".") if name else ():
        data = data.setdefault(part, {})
        if not isinstance(data, dict):
            raise TypeError(f"{name} is no table")
    return data


def _filled(data: Any) -> Any:
    """The same without tables that say nothing."""
    if not isinstance(data, dict):
        return data
    inside = {key: _filled(value) for key, value in data.items()}
    return {key: value for key, value in inside.items() if value != {}}


@dataclass
class _File:
    """The lines of a file, each with its end, and the end that new ones get."""

    lines: list[str]
    end: str

    def put(self, table: str, key: str, value: Any) -> None:
        """Sets an entry: in its place, with the comment behind it, or behind the last one of its table."""
        span = self._span(table)
        if span is None:
            at = self._behind(0, len(self.lines))
            self._insert(at, *([""] if at else []), f"[{table}]", f"{_key(key)} = {_value(value)}")
            return
        for name, first, last in self._entries(*span):
            if name == key:
                self.lines[first:last] = [_replaced("".join(self.lines[first:last]), value)]
                return
        ends = [last for _, _, last in self._entries(*span)]
        at = ends[-1] if ends else span[0] if table else self._behind(*span)
        self._insert(at, f"{_key(key)} = {_value(value)}")

    def drop(self, table: str, key: str) -> None:
        span = self._span(table)
        found = next(((a, b) for name, a, b in self._entries(*span) if name == key), None) if span else None
        if found:
            del self.lines[slice(*found)]

    def drop_empty(self, table: str) -> None:
        """Takes a table without entries and comments away, with the blank line above it."""
        span = self._span(table)
        if span is None:
            return
        begin, end = span
        rest = self.lines[begin:end]
        if end < len(self.lines):  # comments right above the next heading are that heading's
            while rest and rest[-1].lstrip().startswith("#"):
                rest.pop()
        if any(line.strip() for line in rest) or "#" in self.lines[begin - 1]:
            return
        first = begin - 1 - (begin > 1 and not self.lines[begin - 2].strip())
        del self.lines[first:begin]

    def _insert(self, at: int, *texts: str) -> None:
        if at and not self.lines[at - 1].endswith("\n"):
            self.lines[at - 1] += self.end
        self.lines[at:at] = [text + self.end for text in texts]

    def _behind(self, begin: int, end: int) -> int:
        """Behind the last line of a stretch that is not blank."""
        while end > begin and not self.lines[end - 1].strip():
            end -= 1
        return end

    def _span(self, table: str) -> tuple[int, int] | None:
        """The lines of a table below its heading; None when it has none. The top of a file has no heading."""
        headings = [(n, match[1]) for n, line in enumerate(self.lines) if (match := _HEADING.fullmatch(line))]
        ends = [number for number, _ in headings] + [len(self.lines)]
        if not table:
            return 0, ends[0]
        return next(((n + 1, ends[at + 1]) for at, (n, name) in enumerate(headings) if name == table), None)

    def _entries(self, begin: int, end: int) -> Iterator[tuple[str, int, int]]:
        """Key of each entry, its first line and the one behind its last; a list may go over several."""
        first = begin
        while first < end:
            last = first + 1
            if entry := _ENTRY.fullmatch(self.lines[first]):
                while not _is_toml("".join(self.lines[first:last])):
                    last += 1
                    if last > end:
                        raise ValueError(f"{self.lines[first].strip()} does not end")
                yield next(key for key in entry.group(2, 3, 4) if key is not None), first, last
            first = last


def _replaced(entry: str, value: Any) -> str:
    """An entry with another value; what stands before and behind the old one stays."""
    parts = _ENTRY.fullmatch(entry)
    if parts is None:
        raise ValueError(f"{entry.strip()} is no entry")
    before, old = parts[1], parts[5]
    ends = [at for at, sign in enumerate(old) if sign == "#" and _is_toml(f"k = {old[:at]}")]
    text = old[: ends[0]] if ends else old
    return f"{before}{_value(value)}{text[len(text.rstrip()) :]}{old[len(text) :]}"


def _is_toml(text: str) -> bool:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return True


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _value(key)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return f"[{', '.join(map(_value, value))}]"

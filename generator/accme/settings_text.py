"""Changes single settings in the text of a TOML file; what else it says, comments too, stays letter for letter."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_\-]+")
_HEADING = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]\s*(#.*)?")
_ENTRY = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9_\-]+))\s*=""")
Settings = Mapping[str, Mapping[str, Any]]
"""Name of a table ("" for the top of the file) to its entries: texts, flags and lists of texts."""


def changed(text: str, entries: Settings, whole: Settings) -> str:
    """A TOML text with some settings changed.

    Args:
        text: the file; empty for a new one.
        entries: settings that are put into their tables, whatever else is there.
        whole: tables that get these entries and no others; an empty table is taken away.

    Raises:
        ValueError: the text is written in a way in which this cannot be done without losing something.
    """
    lines = text.replace("\r\n", "\n").split("\n")
    while lines and not lines[-1].strip():
        lines.pop()
    for table, values in entries.items():
        for key, value in values.items():
            lines = _put(lines, table, key, value)
    for table, values in whole.items():
        lines = _replaced(lines, table, values)
    result = "\n".join(lines) + "\n"
    _compare(text, result, entries, whole)
    return result


def _compare(before: str, after: str, entries: Settings, whole: Settings) -> None:
    """Raises ValueError when a TOML reader finds anything else in the new text than what was meant."""
    wanted, found = tomllib.loads(before), tomllib.loads(after)
    for table, values in entries.items():
        _table(wanted, table).update(values)
    for table, values in whole.items():
        *outer, last = table.split(".")
        around = _table(wanted, ".".join(outer))
        around.pop(last, None)
        if values:
            around[last] = dict(values)
    if wanted != found:
        raise ValueError("something else would change")


def _table(data: dict[str, Any], name: str) -> dict[str, Any]:
    for part in name.split(".") if name else ():
        data = data.setdefault(part, {})
    return data


def _span(lines: list[str], table: str) -> tuple[int, int] | None:
    """The lines of a table below its heading; None when it has none. The top of a file is a table without a heading."""
    headings = [(number, match[1]) for number, line in enumerate(lines) if (match := _HEADING.fullmatch(line))]
    ends = [number for number, _ in headings] + [len(lines)]
    if not table:
        return 0, ends[0]
    for place, (number, name) in enumerate(headings):
        if name == table:
            return number + 1, ends[place + 1]
    return None


def _replaced(lines: list[str], table: str, values: Mapping[str, Any]) -> list[str]:
    fresh = [line for key, value in values.items() for line in [f"{_key(key)} = {_value(value)}"]]
    span = _span(lines, table)
    if span is None:
        return [*lines, "", f"[{table}]", *fresh] if fresh else lines
    begin, end = span
    rest = lines[end:]
    # blank lines and comments above the next heading are that heading's
    kept = [*_above(lines[begin:end])] if rest else []
    return [*lines[: begin - (0 if fresh else 1)], *fresh, *(kept or ([""] if rest and fresh else [])), *rest]


def _above(lines: list[str]) -> list[str]:
    kept: list[str] = []
    for line in reversed(lines):
        if line.strip() and not line.lstrip().startswith("#"):
            break
        kept.insert(0, line)
    return kept


def _put(lines: list[str], table: str, key: str, value: Any) -> list[str]:
    line = f"{_key(key)} = {_value(value)}"
    span = _span(lines, table)
    if span is None:
        return [*lines, "", f"[{table}]", line]
    begin, end = span
    for number in range(begin, end):
        entry = _ENTRY.match(lines[number])
        if entry and key in (entry[1], entry[2], entry[3]):
            return [*lines[:number], line, *lines[number + 1 :]]
    last = max(
        (n for n in range(begin, end) if lines[n].strip() and not lines[n].lstrip().startswith("#")), default=None
    )
    at = begin if last is None and table else (end if last is None else last + 1)
    return [*lines[:at], line, *lines[at:]]


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _value(key)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return f"[{', '.join(map(_value, value))}]"

"""The result of an import for people: the numbers, and all that was read otherwise, needs a look or has no place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from generator.report.printable import printable
from generator.report.receipt_words import counted

HEADINGS = {
    "left": "Not imported",
    "kept": "Imported: please look",
    "changed": "Read as",
}
"""Fates of which every value is named, in this order."""
TOLD_THERE = "its sheet Not imported lists what is to be looked at"
_MOST_PLACES = 8
"""Places that a line names; --json and the sheet have all of them."""
_MOST_LINES = 100
"""Different values that are printed under a heading."""
_OWN = "own column"
_ONE = {"activities": "activity", "rows": "row"}


def show_import(console: Console, done: Mapping[str, Any], target: Path) -> None:
    """Prints what an import did; values that were simply carried are counted only.

    Args:
        done: see `generator.intake.brought.Brought.as_json`.
        target: where the new workbook is.
    """
    _show_mapping(console, done.get("mapping", ()))
    for fate, heading in HEADINGS.items():
        entries = _together([entry for entry in done["values"] if entry["fate"] == fate])
        if entries:
            _line(console, f"{heading} ({counted(done['counts'][fate], 'value')})", style="bold")
        for (sheet, column, old, new, why), places in [*entries.items()][:_MOST_LINES]:
            what = f"{old} → {new}" if new and new != old else old
            _line(console, "  ".join(filter(None, (f"  {sheet}", column, what))))
            _line(console, f"    {_some(places)}" if any(places) else "")
            _line(console, f"    {why}" if why else "", style="dim")
        if len(entries) > _MOST_LINES:
            where = "--json lists" if fate == "changed" else "the sheet Not imported lists"
            _line(console, f"  … and {len(entries) - _MOST_LINES:,} more; {where} all.")
        if entries:
            console.print()
    for note in done["notes"]:
        _line(console, note)
    for line in numbers(done):
        _line(console, line)
    where = f"; {TOLD_THERE}" if to_look_at(done) else ""
    _line(console, f"Imported with catalog {done['catalog']}: {target}{where}. Check it next: pars check {target}")


def to_look_at(done: Mapping[str, Any]) -> bool:
    """Whether anything has no place or is to be looked at, so that there is a sheet Not imported."""
    return bool(done["counts"]["left"] or done["counts"]["kept"])


def numbers(done: Mapping[str, Any]) -> Iterator[str]:
    """What was read, what was written, and what became of the values, a line each."""
    yield f"Read: {', '.join(counted(n, _ONE.get(what, what), what) for what, n in done['read'].items())}."
    for title, rows in done["rows"].items():
        yield f"{title}: {counted(rows, 'row')} written"
    words = {"carried": "carried", "changed": "read as another", "kept": "to look at", "left": "not imported"}
    counts = ", ".join(f"{done['counts'][fate]:,} {word}" for fate, word in words.items())
    yield f"Values: {counts}."


def in_lines(values: Sequence[Mapping[str, Any]], fate: str) -> Iterator[str]:
    """The values that had a fate, the same in many places once: a line each, without the reason."""
    entries = _together([entry for entry in values if entry["fate"] == fate])
    for (sheet, column, old, new, _), places in entries.items():
        what = f"{old} → {new}" if new and new != old else old
        parts = dict.fromkeys((sheet, column, what))  # a header without a place is its own column and value
        yield printable("  ".join(filter(None, (*parts, f"({_some(places)})" if any(places) else ""))))


def _show_mapping(console: Console, columns: Sequence[Mapping[str, Any]]) -> None:
    """Prints which column of a list went where."""
    if not columns:
        return
    _line(console, "Columns of the list", style="bold")
    width = max(len(column["header"]) for column in columns)
    for column in columns:
        row = f" (row {column['row']})" if column["row"] else ""
        to = f"{', '.join(column['to'])}{row}" if column["to"] else "not imported"
        if column["how"] == _OWN:
            to = "beside the table"
        how = " – ".join(filter(None, (column["how"] if column["to"] else "", column["why"])))
        _line(console, f"  {column['column']:>3}  {column['header']:<{min(width, 40)}}  → {to}  ({how})")
    console.print()


def _together(entries: list[Mapping[str, Any]]) -> dict[tuple[str, str, str, str, str], list[str]]:
    """The same fate of the same value in many places, once, with the places."""
    groups: dict[tuple[str, str, str, str, str], list[str]] = {}
    for entry in entries:
        key = (entry["sheet"], entry["column"], entry["old"], entry["new"], entry["why"])
        old, new = entry["old_cell"] or "", entry["new_cell"] or ""
        groups.setdefault(key, []).append(" → ".join(filter(None, (old, new))))
    return groups


def _some(places: Sequence[str]) -> str:
    more = f" and {len(places) - _MOST_PLACES:,} more" if len(places) > _MOST_PLACES else ""
    return f"{', '.join(places[:_MOST_PLACES])}{more}"


def _line(console: Console, text: str, *, style: str = "") -> None:
    """Prints a line that is not wrapped, so that a path in it can be copied; nothing for an empty one."""
    if text:
        console.print(Text(printable(text), style=style), soft_wrap=True)

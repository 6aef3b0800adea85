"""The result of an import for people: the numbers and what matters first, then by column and reason what has no place,
needs a look or was read otherwise, with a few examples of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from generator.printable import printable
from generator.report.layout import Page, Row, widest
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
_MOST_LINES = 40
"""Columns with one reason that are printed under a heading."""
_MOST_EXAMPLES = 5
"""Values that are printed of each, and places of each value."""
_LONGEST = 80
"""Characters of a value that are printed."""
_OWN = "own column"
_ONE = {"activities": "activity", "rows": "row"}


def show_import(console: Console, done: Mapping[str, Any], target: Path, again: str = "") -> None:
    """Prints what an import did; values that were simply carried are counted only, and of the others a few are shown.

    Args:
        done: see `generator.intake.brought.Brought.as_json`.
        target: where the new workbook is.
        again: the command that imports with a mapping, for a list that lacks columns.
    """
    lacking = bool(done.get("lacking") and again)
    with Page(console) as page:
        _show_first(page, done["first"], lacking)
        for line in numbers(done):
            page.line(line)
        for note in done["notes"]:
            page.line(note)
        page.line()
        _show_mapping(page, done.get("mapping", ()))
        for fate, heading in HEADINGS.items():
            reasons = _by_reason([entry for entry in done["values"] if entry["fate"] == fate])
            if reasons:
                page.line(f"{heading} ({counted(done['counts'][fate], 'value')})", style="bold")
            for (sheet, column, why), entries in [*reasons.items()][:_MOST_LINES]:
                page.line(f"{' '.join(filter(None, (sheet, column)))}: {counted(len(entries), 'value')}", 2)
                if why:
                    page.line(why, 4, style="dim")
                for line in _examples(entries):
                    page.line(line, 4)
            where = "--json lists" if fate == "changed" else "the sheet Not imported lists"
            if len(reasons) > _MOST_LINES:
                page.line(f"… and {len(reasons) - _MOST_LINES:,} more; {where} all.", 2)
            if reasons:
                page.line()
        where = f"; {TOLD_THERE}" if to_look_at(done) else ""
        page.line(f"Imported with catalog {done['catalog']}{where}.")
        page.path(f"Written: {target}")
        if lacking:
            page.line("Next: run this command, which writes the mapping; fill in its Goes to; and run it once more.")
        page.path(again if lacking else f"Check it next: pars check {target}")


def _show_first(page: Page, first: Sequence[str], lacking: bool) -> None:
    """Prints what to know before anything else."""
    for line in first:
        page.line(line, style="bold")
    if lacking:
        page.line("Say in a mapping which column is which, with the command at the end of this page.")
    if first:
        page.line()


def _by_reason(entries: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str, str], list[Mapping[str, Any]]]:
    """The values by their column and what is told of them, the most first."""
    groups: dict[tuple[str, str, str], list[Mapping[str, Any]]] = {}
    for entry in entries:
        groups.setdefault((entry["sheet"], entry["column"], entry["why"]), []).append(entry)
    return dict(sorted(groups.items(), key=lambda group: -len(group[1])))


def _examples(entries: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """A line for each of the first different values, with where it stands."""
    together: dict[str, list[str]] = {}
    for entry in entries:
        old, new = _clipped(entry["old"]), _clipped(entry["new"])
        places = " → ".join(filter(None, (entry["old_cell"], entry["new_cell"])))
        together.setdefault(f"{old} → {new}" if new and new != old else old, []).append(places)
    for what, of_value in [*together.items()][:_MOST_EXAMPLES]:
        yield f"{what}  ({_some(of_value, _MOST_EXAMPLES)})" if any(of_value) else what
    if len(together) > _MOST_EXAMPLES:
        yield f"… and {counted(len(together) - _MOST_EXAMPLES, 'other value')}"


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


def _show_mapping(page: Page, columns: Sequence[Mapping[str, Any]]) -> None:
    """Prints which column of a list went where."""
    if not columns:
        return
    page.line("Columns of the list", style="bold")
    widths = [3, widest((column["header"] for column in columns), page.width // 3)]
    for column in columns:
        row = f" (row {column['row']})" if column["row"] else ""
        to = f"{', '.join(column['to'])}{row}" if column["to"] else "not imported"
        if column["how"] == _OWN:
            to = "beside the table"
        how = " – ".join(filter(None, (column["how"] if column["to"] else "", column["why"])))
        page.rows([Row.of(column["column"], column["header"], f"→ {to}  ({how})")], widths)
    page.line()


def _together(entries: list[Mapping[str, Any]]) -> dict[tuple[str, str, str, str, str], list[str]]:
    """The same fate of the same value in many places, once, with the places."""
    groups: dict[tuple[str, str, str, str, str], list[str]] = {}
    for entry in entries:
        key = (entry["sheet"], entry["column"], entry["old"], entry["new"], entry["why"])
        old, new = entry["old_cell"] or "", entry["new_cell"] or ""
        groups.setdefault(key, []).append(" → ".join(filter(None, (_clipped(old), _clipped(new)))))
    return groups


def _some(places: Sequence[str], most: int = _MOST_PLACES) -> str:
    more = f" and {len(places) - most:,} more" if len(places) > most else ""
    return f"{', '.join(places[:most])}{more}"


def _clipped(text: str) -> str:
    """The text, or its beginning with how long it is; the sheet and --json have all of it."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()}… ({len(text):,} characters)"

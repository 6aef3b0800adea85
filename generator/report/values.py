"""What became of values on their way into another workbook, for people: all that changed, needs a look or was left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.printable import printable
from generator.report.layout import Page
from generator.report.receipt_words import counted

HEADINGS = {
    "kept": "There as it was: please look",
    "left": "Left behind",
    "changed": "Changed",
}
"""Fates of which every value is named, in this order."""


def show_values(page: Page, values: Sequence[Mapping[str, Any]], counts: Mapping[str, int]) -> None:
    """Prints values that were not simply carried; those of several workbooks with the name of theirs.

    Args:
        values: see `generator.upkeep.upgraded.Entry.as_json`; "file" is the name of the workbook, where there are
            several.
        counts: fate to how many values had it.
    """
    for fate, heading in HEADINGS.items():
        entries = _together([entry for entry in values if entry["fate"] == fate])
        if entries:
            page.line(f"{heading} ({counted(counts[fate], 'value')})", style="bold")
        for (file, sheet, column, old, new, why), cells in entries.items():
            what = old if old == new or fate == "left" else f"{old} → {new}" if new else old
            page.line("  ".join(filter(None, (file, sheet, column, what))), 2)
            if any(cells):
                page.line(", ".join(cells), 4)
            page.line(why, 4, style="dim")
        if entries:
            page.line()


def in_lines(values: Sequence[Mapping[str, Any]], fate: str) -> Iterator[str]:
    """The values that had a fate, the same change in many cells once: a line each, without the reason."""
    entries = _together([entry for entry in values if entry["fate"] == fate])
    for (file, sheet, column, old, new, _), cells in entries.items():
        what = old if old == new or fate == "left" else f"{old} → {new}" if new else old
        where = f"({', '.join(cells)})" if any(cells) else ""
        yield printable("  ".join(filter(None, (file, sheet, column, what, where))))


def counts_line(counts: Mapping[str, int]) -> str:
    """How many values had each fate."""
    words = ("carried", "changed", "to look at", "left behind")
    numbers = zip((counts["carried"], counts["changed"], counts["kept"], counts["left"]), words, strict=True)
    return f"Values: {', '.join(f'{number:,} {word}' for number, word in numbers)}."


def _together(entries: list[Mapping[str, Any]]) -> dict[tuple[str, str, str, str, str, str], list[str]]:
    """The same change in many cells, once, with the cells."""
    groups: dict[tuple[str, str, str, str, str, str], list[str]] = {}
    for entry in entries:
        file = entry.get("file") or ""
        key = (file, entry["sheet"], entry["column"], entry["old"], entry["new"], entry["why"])
        old, new = entry["old_cell"] or "", entry["new_cell"] or ""
        groups.setdefault(key, []).append(old if old == new or not new else f"{old} → {new}")
    return groups

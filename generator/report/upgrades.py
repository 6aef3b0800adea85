"""The result of an upgrade for people: the numbers, and all that changed, that needs a look or that was left behind."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from generator.report.printable import printable
from generator.report.receipt_words import counted

_HEADINGS = {
    "kept": "There as it was: please look",
    "left": "Left behind",
    "changed": "Changed",
}
"""What is printed in full, in this order."""


def show_upgrade(console: Console, done: Mapping[str, Any], target: Path) -> None:
    """Prints what an upgrade did; values that were simply carried are counted only.

    Args:
        done: see `generator.upkeep.upgraded.Upgraded.as_json`.
        target: where the new workbook is.
    """
    for fate, heading in _HEADINGS.items():
        entries = _together([entry for entry in done["values"] if entry["fate"] == fate])
        if entries:
            _line(console, f"{heading} ({counted(done['counts'][fate], 'value')})", style="bold")
        for (sheet, column, old, new, why), cells in entries.items():
            what = old if old == new or fate == "left" else f"{old} → {new}" if new else old
            _line(console, "  ".join(filter(None, (f"  {sheet}", column, what))))
            _line(console, f"    {', '.join(cells)}" if any(cells) else "")
            _line(console, f"    {why}", style="dim")
        if entries:
            console.print()
    for title, rows in done["rows"].items():
        beyond = f", {rows['out_of_reach']:,} out of reach" if rows["out_of_reach"] else ""
        _line(console, f"{title}: {counted(rows['read'], 'row')} read, {rows['written']:,} written{beyond}")
    counts = done["counts"]
    words = ("carried", "changed", "to look at", "left behind")
    numbers = zip((counts["carried"], counts["changed"], counts["kept"], counts["left"]), words, strict=True)
    was, now = done["catalog"]["was"], done["catalog"]["now"]
    _line(console, f"Values: {', '.join(f'{number:,} {word}' for number, word in numbers)}.")
    _line(console, f"Upgraded from catalog {was} to {now}: {target}; its sheet Upgrade lists every value.")


def _together(entries: list[Mapping[str, Any]]) -> dict[tuple[str, str, str, str, str], list[str]]:
    """The same change in many cells, once, with the cells."""
    groups: dict[tuple[str, str, str, str, str], list[str]] = {}
    for entry in entries:
        key = (entry["sheet"], entry["column"], entry["old"], entry["new"], entry["why"])
        old, new = entry["old_cell"] or "", entry["new_cell"] or ""
        groups.setdefault(key, []).append(old if old == new or not new else f"{old} → {new}")
    return groups


def _line(console: Console, text: str, *, style: str = "") -> None:
    """Prints a line that is not wrapped, so that a path in it can be copied; nothing for an empty one."""
    if text:
        console.print(Text(printable(text), style=style), soft_wrap=True)

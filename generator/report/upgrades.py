"""The result of an upgrade for people: the numbers, and all that changed, that needs a look or that was left behind."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console

from generator.report.layout import Page
from generator.report.receipt_words import counted
from generator.report.values import counts_line, show_values


def upgraded_words(was: str, now: str) -> str:
    """From which catalog to which, or that only the workbook is new."""
    return f"Upgraded from catalog {was} to {now}" if was != now else f"Made anew with its own catalog, {now}"


def show_upgrade(console: Console, done: Mapping[str, Any], target: Path) -> None:
    """Prints what an upgrade did; values that were simply carried are counted only.

    Args:
        done: see `generator.upkeep.upgraded.Upgraded.as_json`.
        target: where the new workbook is.
    """
    with Page(console) as page:
        show_values(page, done["values"], done["counts"])
        for title, rows in done["rows"].items():
            beyond = f", {rows['out_of_reach']:,} out of reach" if rows["out_of_reach"] else ""
            page.line(f"{title}: {counted(rows['read'], 'row')} read, {rows['written']:,} written{beyond}")
        page.line(counts_line(done["counts"]))
        was, now = done["catalog"]["was"], done["catalog"]["now"]
        page.line(f"{upgraded_words(was, now)}; the sheet Upgrade of the new workbook lists every value.")
        page.path(f"Written: {target}")

"""The results of a merge and of a split for people."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from string import ascii_uppercase
from typing import Any

from rich.console import Console

from generator.report.layout import Page
from generator.report.receipt_words import activities, counted
from generator.report.values import counts_line, show_values


def show_merge(console: Console, done: Mapping[str, Any], target: Path) -> None:
    """Prints what a merge did; values that were simply carried are counted only.

    Args:
        done: see `generator.upkeep.merged.Merged.as_json`.
        target: where the new workbook is.
    """
    with Page(console) as page:
        for same, heading in (
            (False, "In more than one workbook: please look"),
            (True, "The same in several workbooks"),
        ):
            shared = [activity for activity in done["shared"] if activity["same"] is same]
            if shared:
                page.line(f"{heading} ({activities(len(shared))})", style="bold")
                for activity in shared:
                    page.line(activity["told"], 2)
                page.line()
        copies = {(row["file"], row["sheet"], row["row"]) for activity in done["shared"] for row in activity["left"]}
        values = [
            entry for entry in done["values"] if (entry["file"], entry["sheet"], _row(entry["old_cell"])) not in copies
        ]
        left = sum(entry["fate"] == "left" for entry in values)
        show_values(page, values, {**done["counts"], "left": left})
        for remark in done["remarks"]:
            page.line(remark)
        for file in done["files"]:
            for title, rows in file["rows"].items():
                if rows["read"] or rows["out_of_reach"]:
                    page.line(f"{file['file']}  {title}: {_rows(rows)}")
        page.line(counts_line(done["counts"]))
        count = counted(len(done["files"]), "workbook")
        page.line(f"Merged {count}, catalog {done['catalog']}; the sheet Merge of the new workbook lists every value.")
        page.path(f"Written: {target}")


def show_split(console: Console, done: Mapping[str, Any], folder: Path) -> None:
    """Prints what a split did; values that were simply carried are counted only.

    Args:
        done: see `generator.upkeep.parted.Split.as_json`.
        folder: where the workbooks are.
    """
    with Page(console) as page:
        show_values(page, done["values"], done["counts"])
        for title, rows in done["rows"].items():
            if rows["read"] or rows["out_of_reach"]:
                page.line(f"{title}: {_rows(rows)}")
        page.line(counts_line(done["counts"]))
        for file in done["files"]:
            value = "(no value, or no activity)" if file["value"] is None else file["value"]
            also = f" (written {', '.join(file['spellings'])})" if file["spellings"] else ""
            rows = ", ".join(f"{title} {number:,}" for title, number in file["rows"].items() if number)
            page.line(f"{file['file']}  {done['by']}: {value}{also}  {rows}")
        count = counted(len(done["files"]), "workbook")
        page.line(f"Split into {count}; the sheet Split of each lists its values.")
        page.path(f"Written into: {folder}")


def _row(cell: str | None) -> int | None:
    """The number of a cell's row."""
    digits = (cell or "").lstrip(ascii_uppercase)
    return int(digits) if digits.isdecimal() else None


def _rows(rows: Mapping[str, int]) -> str:
    left = f", {rows['left']:,} left out" if rows["left"] else ""
    beyond = f", {rows['out_of_reach']:,} out of reach" if rows["out_of_reach"] else ""
    return f"{counted(rows['read'], 'row')} read, {rows['written']:,} written{left}{beyond}"

"""What a receipt says, in words for the console, the ribbon and its page alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any


def held_back_words(receipt: Mapping[str, Any]) -> str:
    """How much was held back, as in "3 activities (8 rows) and 2 other rows"; empty when nothing was."""
    # Activities is the first sheet of every catalog
    sheet, numbers = next(iter(receipt["rows"].items()))
    held = numbers["held_back"]
    of_them = sum(entry["sheet"] == sheet or "with_activity" in entry for entry in receipt["held_back"])
    others = len(receipt["held_back"]) - of_them
    if not held:
        return counted(others, "row") if others else ""
    rest = f" and {counted(others, 'other row')}" if others else ""
    return f"{activities(held)} ({counted(of_them, 'row')}){rest}"


def older_file_words(receipt: Mapping[str, Any]) -> str | None:
    """What to say of an upload file that an earlier export left in the place; None when there is none."""
    older = receipt.get("older_file")
    return f"{older} exists already, from an earlier export: do not upload it." if older else None


def plain_words(receipt: Mapping[str, Any]) -> str | None:
    """What to say of typographic signs that are written as plain ones; None when none are."""
    if not receipt["plain_texts"]:
        return None
    plain = counted(receipt["plain_texts"], "title or description is", "titles and descriptions are")
    return f"{plain} written with plain quotes and dashes (a setting of the profile: docs/catalog.md)."


def nothing_new_words(receipt: Mapping[str, Any]) -> str | None:
    """What to say of an export that had nothing to write, since all was uploaded before; None for any other."""
    rows = next(iter(receipt["rows"].values()))
    if receipt["output"] or rows["held_back"] or not rows["left_out"]:
        return None
    files = ", ".join(file["name"] for file in receipt["against"] or ())
    return f"Nothing differs from {files}: there is nothing to upload, and no file was written."


def chosen_words(receipt: Mapping[str, Any]) -> list[str]:
    """What was left out of a file by choice, and which record actions it has that the workbook does not say."""
    lines = []
    for sheet, rows in [*receipt["rows"].items()][:1]:
        reasons = Counter(
            entry["reasons"][0]["message"] for entry in receipt["left_out"] if entry["sheet"] == sheet
        )  # fmt: skip
        lines += [f"Left out: {activities(number)}. {reason}" for reason, number in reasons.items() if rows["left_out"]]
    for action in receipt["actions_told"]:
        typed = f"typed as {action['typed']}" if action["typed"] else "left blank"
        name = action["activity_id"] or f"row {action['row']}"
        lines.append(f"{action['cell']}  {name} is written as {action['written']} ({typed}). {action['reason']}")
    return lines


def counted(number: int, one: str, more: str | None = None) -> str:
    """A number with its word, as in "1 row" and "1,200 rows"; `more` is the word for several, unless it is `one` and
    s."""
    return f"{number:,} {one if number == 1 else more or one + 's'}"


def activities(number: int) -> str:
    """As in "1 activity" and "2 activities"."""
    return counted(number, "activity", "activities")

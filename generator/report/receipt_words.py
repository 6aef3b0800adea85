"""What a receipt says, in words for the console, the ribbon and its page alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def held_back_words(receipt: Mapping[str, Any]) -> str:
    """How much was held back, as in "3 activities (8 rows)"; empty when nothing was. Rows are those of all sheets."""
    rows = len(receipt["held_back"])
    # Activities is the first sheet of every catalog
    held = next(iter(receipt["rows"].values()))["held_back"]
    if not held:
        return counted(rows, "row") if rows else ""
    return f"{activities(held)} ({counted(rows, 'row')})"


def older_file_words(receipt: Mapping[str, Any]) -> str | None:
    """What to say of an upload file that an earlier export left in the place; None when there is none."""
    older = receipt.get("older_file")
    return f"{older} exists already, from an earlier export: do not upload it." if older else None


def counted(number: int, one: str, more: str | None = None) -> str:
    """A number with its word, as in "1 row" and "1,200 rows"; `more` is the word for several, unless it is `one` and
    s."""
    return f"{number:,} {one if number == 1 else more or one + 's'}"


def activities(number: int) -> str:
    """As in "1 activity" and "2 activities"."""
    return counted(number, "activity", "activities")

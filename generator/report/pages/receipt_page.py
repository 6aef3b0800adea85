"""The receipt of an export as a page: what comes before the upload, what went, what was held back and why, and the
steps in PARS after the upload, with boxes to tick."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from generator.report.pages.filled import filled
from generator.report.receipt_words import (
    activities,
    chosen_words,
    counted,
    held_back_words,
    nothing_new_words,
    older_file_words,
    plain_words,
)
from generator.targets import RECEIPT

MOST = 2_000
"""Entries of a list that the page shows; it says that the receipt beside it has all."""


def receipt_page(receipt: Mapping[str, Any]) -> Iterator[str]:
    """The page, piece by piece.

    Args:
        receipt: its content, made (`generator.exchange.receipt`) or read again. Long lists are looked at once or twice
            and never kept.

    Raises:
        KeyError, TypeError: it is not what an export of this version wrote.
    """
    to_do, output = receipt["after_upload"], receipt["output"]
    return filled("receipt.html.j2", {
        "kind": RECEIPT,
        "title": f"Receipt of {receipt['target']}",
        "receipt": receipt,
        "lead": _lead(receipt),
        "older": older_file_words(receipt),
        "number_exported": output["activities"] if output else 0,
        "incomplete": output["incomplete"] if output else 0,
        "held_back": held_back_words(receipt),
        "number_held": _number_held(receipt),
        "held": _held_back(receipt["held_back"][:MOST]),
        "chosen": chosen_words(receipt),
        "plain": plain_words(receipt),
        "key": f"pars-batch {output['sha256']}" if output else "",
        "file": f"{receipt['target']}.receipt.json",
        "first": lambda entries: islice(entries, MOST),
        "more": lambda entries: max(len(entries) - MOST, 0),
        "number_to_do": len(to_do),
        "in_words": in_words,
        "counted": counted,
    })  # fmt: skip


def _lead(receipt: Mapping[str, Any]) -> str:
    """What came of the export, in a sentence."""
    if nothing := nothing_new_words(receipt):
        return nothing
    if receipt["output"]:
        return f"{activities(receipt['output']['activities'])} in {receipt['target']}."
    left = "what is not left out is" if receipt["left_out"] else "every activity is"
    return f"Nothing was written: {left} held back."


def _number_held(receipt: Mapping[str, Any]) -> tuple[int, str]:
    """How many activities are held back, or of none how many other rows; with the word for them."""
    held = next(iter(receipt["rows"].values()))["held_back"]
    number, words = (held, activities(held)) if held else (n := len(receipt["held_back"]), counted(n, "row"))
    return number, words.partition(" ")[2]


@dataclass
class _HeldBack:
    """What is held back: an activity, or a row that belongs to none in the file.

    Attributes:
        entry: of the receipt.
        rows: how many rows of other sheets are held back with it.
    """

    entry: Mapping[str, Any]
    rows: int = field(default=0)


def _held_back(entries: Iterable[Mapping[str, Any]]) -> Sequence[_HeldBack]:
    held: list[_HeldBack] = []
    for entry in entries:
        if "with_activity" in entry and held:
            held[-1].rows += 1
        else:
            held.append(_HeldBack(entry))
    return held


def in_words(rows: Sequence[int]) -> str:
    """Numbers of rows, those that follow one another as a stretch: 2–4, 7."""
    stretches: list[list[int]] = []
    for row in rows:
        if stretches and row == stretches[-1][-1] + 1:
            stretches[-1][1:] = [row]
        else:
            stretches.append([row])
    return ", ".join("–".join(map(str, stretch)) for stretch in stretches)

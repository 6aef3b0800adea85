"""Rectangles of cells, and how far a sheet of Excel goes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from generator.workbook.letters import letters_of, number_of

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_CORNER = r"\$?([A-Za-z]{1,3})?\$?([0-9]{1,7})?"
_ADDRESS = re.compile(f"{_CORNER}(?::{_CORNER})?")


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, rows and columns counted from 1, the last ones included."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def address(self) -> str:
        """As in B2:B501, or B2 for a single cell."""
        first, last = f"{letters_of(self.left)}{self.top}", f"{letters_of(self.right)}{self.bottom}"
        return first if first == last else f"{first}:{last}"

    def meets(self, other: Area) -> bool:
        """Whether the two have a cell in common."""
        beside = other.left > self.right or other.right < self.left
        return not (beside or other.top > self.bottom or other.bottom < self.top)

    def without(self, hole: Area) -> list[Area]:
        """What is left of it without the cells of `hole`."""
        if not self.meets(hole):
            return [self]
        top, bottom = max(self.top, hole.top), min(self.bottom, hole.bottom)
        pieces = [
            Area(self.left, self.top, self.right, top - 1),
            Area(self.left, bottom + 1, self.right, self.bottom),
            Area(self.left, top, hole.left - 1, bottom),
            Area(hole.right + 1, top, self.right, bottom),
        ]
        return [piece for piece in pieces if piece.left <= piece.right and piece.top <= piece.bottom]


def area_of(text: str) -> Area:
    """The area of an address such as B2:B501, B2, B:B or 2:4; its corners may come in any order.

    Raises:
        ValueError: it is no address.
    """
    corners = _ADDRESS.fullmatch(text)
    if corners is None:
        raise ValueError(f"{text!r:.40} is no address")
    left, top, right, bottom = corners.groups()
    if ":" not in text:
        right, bottom = left, top
    if not (left or top) or (left is None) != (right is None) or (top is None) != (bottom is None):
        raise ValueError(f"{text!r:.40} is no address")
    columns = sorted((number_of(left), number_of(right))) if left else [1, LAST_COLUMN]
    rows = sorted((int(top), int(bottom))) if top else [1, LAST_ROW]
    return Area(columns[0], rows[0], columns[1], rows[1])


def area_in_file(text: str | None) -> Area | None:
    """The area of an address that stands in a file; None for one that is none, or that no sheet has."""
    try:
        area = area_of(text or "")
    except (ValueError, TypeError):
        return None
    return area if area.left >= 1 <= area.top and area.right <= LAST_COLUMN and area.bottom <= LAST_ROW else None

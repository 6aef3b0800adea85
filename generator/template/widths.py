"""How wide the columns of the data sheets are: no header and no value of a list is cut in two lines."""

from __future__ import annotations

import textwrap

from generator.catalog import Catalog, Column

LINES = 2
"""Lines of a row."""
_WIDEST = 60
_LONGEST_DAY = 14
"""Characters of a marked date, which shows as number signs where it does not fit."""
_BUTTON = 3
"""Characters that the filter button takes of a header's last line."""


def width(column: Column, catalog: Catalog) -> int:
    """The width of a column in characters: as the catalog says, or more where something would be cut."""
    least = max(column.width, _BUTTON + max(map(len, column.header.split())))
    if column.kind == "date":
        return max(least, _LONGEST_DAY) + 1
    values = catalog.list_of(column)
    texts = [values.entry(value) for value in values.offered()] if values else []
    return next((wide for wide in range(least, _WIDEST) if all(_fits(text, wide) for text in texts)), _WIDEST) + 1


def header_lines(column: Column, wide: int) -> int:
    """Lines that the header of a column takes when it is so wide."""
    return len(textwrap.wrap(column.header, wide - _BUTTON, break_on_hyphens=False))


def _fits(text: str, wide: int) -> bool:
    return len(textwrap.wrap(text, wide, break_on_hyphens=False)) <= LINES

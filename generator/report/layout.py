"""Rows of texts in columns, for the console: what is too long for its column goes on below, in the same column.

For thousands of rows, for which the tables of rich take a second or more.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice, zip_longest

from rich.cells import cell_len, chop_cells
from rich.console import Console
from rich.text import Text

from generator.printable import printable

_BETWEEN = 2
"""Places between two columns."""
_NARROWEST = 20
"""Places of the last column at least."""
_AT_ONCE = 500
"""Lines that are given to the console together."""

Piece = tuple[str, str]
"""A text and its style."""


@dataclass(frozen=True)
class Row:
    """One row.

    Attributes:
        cells: the texts of each column, one below the other; each becomes one printable line or more.
        styles: of the columns, "" for none.
    """

    cells: Sequence[Sequence[str]]
    styles: Sequence[str]


def print_rows(console: Console, rows: Iterable[Row], widths: Sequence[int], indent: int = 0) -> None:
    """Prints rows in columns. The last column takes what the others leave of a line.

    Args:
        console: where to.
        rows: may be made while they are printed.
        widths: of all columns but the last, in places of the console.
        indent: places before the first column.
    """
    room = console.width - indent - sum(width + _BETWEEN for width in widths)
    all_widths = (*widths, max(room, _NARROWEST))
    lines = chain.from_iterable(_lines(row, all_widths, indent) for row in rows)
    while some := list(islice(lines, _AT_ONCE)):
        _print(console, some)


def _print(console: Console, lines: Iterable[Sequence[Piece]]) -> None:
    if console.is_terminal:
        pieces = chain.from_iterable((*line, ("\n", "")) for line in lines)
        console.print(Text.assemble(*pieces), soft_wrap=True, end="")
    else:
        console.file.write("".join(f"{''.join(text for text, _ in line).rstrip()}\n" for line in lines))


def _lines(row: Row, widths: Sequence[int], indent: int) -> Iterator[Sequence[Piece]]:
    columns = [
        [line for text in texts for line in wrapped(printable(text), width)]
        for texts, width in zip(row.cells, widths, strict=True)
    ]
    starts = [indent, *([_BETWEEN] * len(widths))]
    for texts in zip_longest(*columns, fillvalue=""):
        line, gap = list[Piece](), 0
        for text, style, width, start in zip(texts, row.styles, widths, starts, strict=False):
            gap += start
            if text:
                line += ((" " * gap, ""), (text, style))
                gap = 0
            gap += width - cell_len(text)
        yield line


@lru_cache(4096)
def wrapped(text: str, width: int) -> Sequence[str]:
    """The text in lines of at most `width` places, parted at blanks where that is possible."""
    places = cell_len(text)
    if places <= width:
        return (text,)
    lines = textwrap.wrap(text, width, break_on_hyphens=False) or ("",)
    return lines if places == len(text) else [piece for line in lines for piece in chop_cells(line, width)]


def widest(texts: Iterable[str], at_most: int) -> int:
    """The width of a column with these texts, in places of the console."""
    return min(max(map(cell_len, texts), default=0), at_most)

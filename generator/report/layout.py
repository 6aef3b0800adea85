"""Lines and rows of texts in columns, for the console: what is too long for its column goes on below, in the same one.

For thousands of rows, for which the tables of rich take a second or more.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, zip_longest

from rich.cells import cell_len, chop_cells
from rich.console import Console
from rich.text import Text

from generator.printable import printable

_BETWEEN = 2
"""Places between two columns, and before the first."""
_NARROWEST = 20
"""Places of the last column at least."""
_AT_ONCE = 500
"""Lines that are printed together."""

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


class Page:
    """Prints lines and rows in columns, many at once.

    Args:
        console: where to; what it is, and how wide, is asked once.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._width, self._styled = console.width, console.is_terminal
        self._lines: list[Sequence[Piece]] = []

    def line(self, text: str = "", *, style: str = "") -> None:
        """A line; where it is too long, it goes on further in."""
        first, *more = wrapped(printable(text), max(self._width - _BETWEEN, _NARROWEST))
        self._add([(first, style)])
        for part in more:
            self._add([(" " * _BETWEEN, ""), (part, style)])

    def rows(self, rows: Iterable[Row], widths: Sequence[int]) -> None:
        """Rows in columns, a little further in. The last column takes what the others leave of a line.

        Args:
            rows: may be made while they are printed.
            widths: of all columns but the last, in places of the console.
        """
        room = self._width - _BETWEEN - sum(width + _BETWEEN for width in widths)
        all_widths = (*widths, max(room, _NARROWEST))
        for row in rows:
            for line in _lines(row, all_widths):
                self._add(line)

    def _add(self, line: Sequence[Piece]) -> None:
        self._lines.append(line)
        if len(self._lines) >= _AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Prints what is still to be printed."""
        lines, self._lines = self._lines, []
        if self._styled:
            pieces = chain.from_iterable((*line, ("\n", "")) for line in lines)
            self._console.print(Text.assemble(*pieces), soft_wrap=True, end="")
        else:
            self._console.file.write("".join(f"{''.join(text for text, _ in line).rstrip()}\n" for line in lines))


def _lines(row: Row, widths: Sequence[int]) -> Iterator[Sequence[Piece]]:
    columns = [
        [line for text in texts for line in wrapped(printable(text), width)]
        for texts, width in zip(row.cells, widths, strict=True)
    ]
    for texts in zip_longest(*columns, fillvalue=""):
        line, gap = list[Piece](), 0
        for text, style, width in zip(texts, row.styles, widths, strict=True):
            gap += _BETWEEN
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
    return min(max((cell_len(printable(text)) for text in texts), default=1) or 1, at_most)

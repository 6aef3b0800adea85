"""What a report is printed on: lines, rows of texts in columns, and tables, letter for letter.

A text never steers the terminal and never begins a line of its own: what is too long for a line goes on further in, and
what is too long for its column goes on below, in the same one. Made for thousands of rows, for which the tables of rich
take a second or more.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, zip_longest
from types import TracebackType
from typing import Self

from rich.cells import cell_len, chop_cells
from rich.console import Console
from rich.text import Text

from generator.printable import printable

_BETWEEN = 2
"""Places between two columns, and before the first."""
_NARROWEST = 20
"""Places of the last column, and of a line, at least."""
_NARROWEST_CELL = 8
"""Places of a column of a table at least, where its texts are longer."""
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

    @classmethod
    def of(cls, *texts: str) -> Row:
        """A row of one text in each column, without a style."""
        return cls([[text] for text in texts], [""] * len(texts))


class Page:
    """Prints lines, rows in columns and tables, many at once; to be used in a `with`, whose end prints the rest, also
    when an exception ends it.

    Args:
        console: where to; what it is, and how wide, is asked once.
        widest: places of a line at most.
    """

    def __init__(self, console: Console, *, widest: int | None = None) -> None:
        self._console = console
        self.width = min(console.width, widest or console.width)
        self._styled = console.is_terminal
        self._lines: list[Sequence[Piece]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.flush()

    def line(self, text: str = "", indent: int = 0, *, style: str = "") -> None:
        """A line; where it is too long, it goes on further in."""
        first, *more = wrapped(printable(text), max(self.width - indent - _BETWEEN, _NARROWEST))
        self._add([(" " * indent, ""), (first, style)])
        for part in more:
            self._add([(" " * (indent + _BETWEEN), ""), (part, style)])

    def path(self, text: str, *, style: str = "") -> None:
        """A line that is not wrapped, so that a path in it can be copied."""
        self._add([(printable(text), style)])

    def text(self, text: str, *, style: str = "") -> None:
        """A paragraph, a little further in."""
        self.rows([Row(([text],), (style,))], [])

    def rows(self, rows: Iterable[Row], widths: Sequence[int]) -> None:
        """Rows in columns, a little further in. The last column takes what the others leave of a line.

        Args:
            rows: may be made while they are printed.
            widths: of all columns but the last, in places of the console.
        """
        room = self.width - _BETWEEN - sum(width + _BETWEEN for width in widths)
        self._rows(rows, (*widths, max(room, _NARROWEST)))

    def table(self, headers: Sequence[str], rows: Sequence[Row]) -> None:
        """Rows below their headers; the columns share the line by what they hold."""
        cells = [[[header] for header in headers], *(row.cells for row in rows)]
        natural = [widest(chain.from_iterable(column), self.width) for column in zip(*cells, strict=True)]
        room = max(self.width - _BETWEEN * (len(natural) + 1), _NARROWEST_CELL * len(natural))
        heads = Row([[header] for header in headers], ["bold"] * len(headers))
        self._rows(chain([heads], rows), shared_out(natural, room))

    def can_show(self, text: str) -> bool:
        """Whether the console's encoding has all of its characters."""
        try:
            text.encode(self._console.encoding)
        except (UnicodeEncodeError, LookupError):
            return False
        return True

    def flush(self) -> None:
        """Prints what is still to be printed."""
        lines, self._lines = self._lines, []
        if not lines:
            return
        if self._styled:
            pieces = chain.from_iterable((*line, ("\n", "")) for line in lines)
            self._console.print(Text.assemble(*pieces), soft_wrap=True, end="")
        else:
            self._console.file.write("".join(f"{''.join(text for text, _ in line).rstrip()}\n" for line in lines))

    def _rows(self, rows: Iterable[Row], widths: Sequence[int]) -> None:
        for row in rows:
            for line in _lines(row, widths):
                self._add(line)

    def _add(self, line: Sequence[Piece]) -> None:
        self._lines.append(line)
        if len(self._lines) >= _AT_ONCE:
            self.flush()


def shared_out(natural: Sequence[int], room: int) -> Sequence[int]:
    """The widths of columns that together take at most `room`: the widest give first, none below its share of it."""
    widths = list(natural)
    while sum(widths) > room and max(widths) > _NARROWEST_CELL:
        widths[widths.index(max(widths))] -= 1
    return widths


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

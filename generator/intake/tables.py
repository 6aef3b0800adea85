"""A table from elsewhere: a text file (.csv, .tsv, .txt) or a sheet of an Excel workbook, every cell with its place."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from generator.catalog import fold
from generator.failure import Failure
from generator.intake.delimited import Delimited, read_delimited
from generator.intake.kind_of_file import empty, is_text
from generator.intake.raw import Row, filled
from generator.intake.spreadsheet import read_sheets
from generator.workbook.cells import Cell, number_of, text_of
from generator.workbook.letters import letters_of
from generator.workbook.package import open_package

_SEARCHED = 40
"""Rows in which the headers are looked for: a list may begin with a title, guidance and blank rows."""
_EDGES = re.compile(r"^(?:\[[^\]]*\])?\W*|[^\w)%#]+$")
_MARKS = re.compile("[™®©]")


@dataclass(frozen=True)
class Table:
    """A table.

    Attributes:
        name: file name.
        sheet: the tab that it stands on; None for a text file.
        rows: the rows below the headers with something in them.
        header_row: the number of the row with the headers; None when there is none.
        headers: column number, from 1, to the text of its header, as it stands there.
        above: the rows above the headers with something in them, such as a title.
        others: the tabs of the workbook that were not read, though something stands there.
        encoding, delimiter: of a text file.
    """

    name: str
    sheet: str | None
    rows: Sequence[Row] = field(repr=False)
    header_row: Row | None = None
    headers: dict[int, str] = field(default_factory=dict)
    above: Sequence[Row] = field(default=(), repr=False)
    others: Sequence[str] = ()
    encoding: str = ""
    delimiter: str = ""

    @property
    def width(self) -> int:
        """The number of the last column with something in it."""
        return max((len(row.cells) for row in (*self.above, *self.rows, *filter(None, [self.header_row]))), default=0)

    @property
    def overlong(self) -> list[Row]:
        """Of a text file, the rows with more cells than there are headers, as a delimiter inside a text makes them;
        none where most are so, since then there is a column without a header."""
        if not self.delimiter or self.header_row is None:
            return []
        last, usual = max(self.headers), len(self.header_row.cells)
        rows = [row for row in self.rows
                if len(row.cells) > usual or any(number > last for number, _ in filled(row))]  # fmt: skip
        return rows if 2 * len(rows) < len(self.rows) + 2 else []

    def letter(self, column: int) -> str:
        """A column's letter, as Excel shows it."""
        return letters_of(column)

    def place(self, row: int, column: int) -> str:
        """A cell's address."""
        return f"{letters_of(column)}{row}"


@lru_cache(maxsize=16_384)
def name_key(header: str) -> str:
    """The form in which two names of a column count as the same: line breaks as spaces, no case, no trade
    marks, no stars, colons and the like at its ends, no remark in square brackets before it. A name of signs alone,
    such as #, is itself."""
    name = fold(_MARKS.sub("", " ".join(header.split())))
    return _EDGES.sub("", name) or name


def read_table(path: Path, *, sheet: str | None = None, known: Collection[str] = ()) -> Table:
    """The table in the file at `path`, with its headers.

    The headers are the row, among the first ones, with most of the names in `known`; without such a row the first one
    with two texts.

    Args:
        path: a text file with delimiters, or an .xlsx or .xlsm workbook; what it is, its content says.
        sheet: the tab to read; None for the only one with rows, or the one that holds most of the names.
        known: names of columns, see `name_key`.

    Raises:
        Failure: the file cannot be read, is neither, is beyond the limits, or holds no rows.
    """
    return with_headers(read_rows(path, sheet=sheet, known=known), known)


def read_rows(path: Path, *, sheet: str | None = None, known: Collection[str] = ()) -> Table:
    """Like `read_table`, with every row among `rows` and no headers."""
    names = {name_key(name) for name in known}
    if not is_text(path):
        return _of_workbook(path, sheet, names)
    if sheet is not None:
        raise Failure(f"{path.name} is a text file, which has no sheets; leave --sheet out.")
    return _of_text(path.name, path.read_bytes(), names)


def table_of_sheets(name: str, sheets: dict[str, Sequence[Row]], known: Collection[str] = ()) -> Table:
    """Like `read_rows`, of the sheets of a workbook as `read_sheets` gives them."""
    return _chosen(name, sheets, None, {name_key(known_name) for known_name in known})


def with_headers(table: Table, known: Collection[str] = ()) -> Table:
    """The table with its headers found.

    Raises:
        Failure: there is no row that could be headers.
    """
    names = {name_key(name) for name in known}
    rows = table.rows
    at = _header_at(rows, names)
    if at is None:
        raise Failure(
            f"{table.name} holds no list with headers: no row among the first {_SEARCHED} has two texts side by side."
        )
    headers = {number: text_of(cell) for number, cell in filled(rows[at]) if text_of(cell)}
    return replace(table, rows=rows[at + 1 :], header_row=rows[at], headers=headers, above=rows[:at])


def _header_at(rows: Sequence[Row], names: Collection[str]) -> int | None:
    counts = [_known_in(row, names) for row in rows[:_SEARCHED]]
    if counts and max(counts) >= 2:
        return counts.index(max(counts))
    texts = [sum(map(_is_name, row.cells)) for row in rows[:_SEARCHED]]
    several = next((at for at, count in enumerate(texts) if count >= 2), None)
    if several is None:
        return next((at for at, count in enumerate(counts) if count), None)
    return several


def _is_name(cell: Cell) -> bool:
    return isinstance(cell, str) and bool(text_of(cell)) and math.isnan(number_of(cell))


def _known_in(row: Row, names: Collection[str]) -> int:
    return len({key for cell in row.cells if isinstance(cell, str) and (key := name_key(cell)) in names})


def _of_text(name: str, data: bytes, names: Collection[str]) -> Table:
    def fit(read: Delimited) -> int:
        return max((_known_in(row, names) for row in read.rows[:_SEARCHED]), default=0)

    read = read_delimited(name, data, fit)
    if not read.rows:
        raise empty(name)
    return Table(name, None, read.rows, encoding=read.encoding, delimiter=read.delimiter)


def _of_workbook(path: Path, sheet: str | None, names: Collection[str]) -> Table:
    package = open_package(path)
    return _chosen(package.name, read_sheets(package), sheet, names)


def _chosen(name: str, sheets: dict[str, Sequence[Row]], sheet: str | None, names: Collection[str]) -> Table:
    if sheet is not None:
        title = next((title for title in sheets if fold(title) == fold(sheet)), None)
        if title is None:
            raise Failure(f"{name} has no sheet {sheet}; choose from {', '.join(sheets)}.")
        if not sheets[title]:
            raise Failure(f"The sheet {title} of {name} is empty; choose another one with --sheet.")
    else:
        title = max(
            (title for title, rows in sheets.items() if rows),
            key=lambda title: (_best(sheets[title], names), len(sheets[title]) > 1),
            default=None,
        )
        if title is None:
            raise empty(name)
    others = [other for other, rows in sheets.items() if rows and other != title]
    return Table(name, title, sheets[title], others=others)


def _best(rows: Sequence[Row], names: Collection[str]) -> int:
    return max((_known_in(row, names) for row in rows[:_SEARCHED]), default=0)


def cell_at(row: Row, column: int) -> Cell:
    """The cell of a row in a column, counted from 1; None where the row ends before it."""
    return row.cells[column - 1] if column <= len(row.cells) else None

"""Rows of every sheet of an Excel workbook that is not ours."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from generator.catalog.sheets import Column
from generator.intake.raw import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, Row, too_many_rows, too_wide
from generator.workbook.book import open_book
from generator.workbook.letters import letters_of
from generator.workbook.package import Package
from generator.workbook.scan import Malformed, SheetXml, sheet_of
from generator.workbook.values import Values

_ZEROS = re.compile("0{2,255}")
_ANYTHING = Column(
    sheet="", id="", header="", kind="text", list=None, depends_on=None, entered_as=None, needed=False, stands_for="",
    sent=False, family="", repeats=False, grows=False, form=None, step=None, limit=None, verbatim=False, group="",
    width=0, source="", help="", refused="", place="",
)  # fmt: skip
"""A column of which nothing is known: a number that its cell shows as a date is one."""
_AT_ONCE = 1_000
"""Rows that are laid out at once, since a single wide row would make all of them wide."""


def read_sheets(package: Package) -> dict[str, Sequence[Row]]:
    """The rows of each worksheet, by its title, that hold anything.

    Raises:
        Failure: no workbook, damaged, or beyond the limits.
    """
    book = open_book(package)
    values = replace(Values.of(package, book), padded=_padded(package, book.styles))
    try:
        return {title: _rows(f"{package.name}, sheet {title},", sheet_of(package, part), values)
                for title, part in book.sheets.items()}  # fmt: skip
    except Malformed as error:
        raise package.damaged(str(error)) from error


def _padded(package: Package, part: str | None) -> dict[int, int]:
    """The cell formats that show a number with zeros before it, such as 000000, to how many digits they show."""
    if part is None:
        return {}
    root = package.tree(part)
    codes = {entry.get("numFmtId"): entry.get("formatCode", "") for entry in root.iterfind("{*}numFmts/{*}numFmt")}
    formats = enumerate(codes.get(xf.get("numFmtId"), "") for xf in root.iterfind("{*}cellXfs/{*}xf"))
    return {number: len(code) for number, code in formats if _ZEROS.fullmatch(code)}


def _rows(name: str, xml: SheetXml, values: Values) -> Sequence[Row]:
    if beyond := next(iter(xml.cells(xml.rows, MOST_COLUMNS)), None):
        row, column = beyond
        raise too_wide(name, f"cell {letters_of(column)}{row}")
    places: dict[int, int] = {}
    for count, (row, column) in enumerate(xml.cells(xml.rows), 1):
        places[row] = max(column, places.get(row, 0))
        if len(places) > MOST_ROWS or count > MOST_CELLS:
            raise too_many_rows(name)
    numbers = list(places)
    return [
        row
        for start in range(0, len(numbers), _AT_ONCE)
        for row in _some(xml, values, numbers[start : start + _AT_ONCE], places)
    ]


def _some(xml: SheetXml, values: Values, rows: Sequence[int], places: Mapping[int, int]) -> Iterator[Row]:
    width = max(places[row] for row in rows)
    columns = values.columns(xml, rows, dict.fromkeys(range(1, width + 1), _ANYTHING))
    for row, cells in zip(rows, zip(*(column.by_row for column in columns.values()), strict=True), strict=True):
        if any(cell is not None for cell in cells):
            yield Row(row, cells)

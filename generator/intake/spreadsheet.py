"""Rows of every sheet of an Excel workbook that is not ours."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from openpyxl.utils import get_column_letter

from generator.catalog.sheets import Column
from generator.intake.raw import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, Row, too_many_rows, too_wide
from generator.workbook.book import open_book
from generator.workbook.cells import Cell, CellError, Uncalculated
from generator.workbook.package import Package
from generator.workbook.scan import Block, Malformed, sheet_xml
from generator.workbook.values import Rectangle, Values

_ZEROS = re.compile("00+")
_ANYTHING = Column(
    sheet="", id="", header="", kind="text", list=None, depends_on=None, entered_as=None, needed=False, stands_for="",
    sent=False, family="", repeats=False, grows=False, form=None, step=None, limit=None, verbatim=False, group="",
    width=0, source="", help="", refused="", place="",
)  # fmt: skip
"""A column of which nothing is known: a number that its cell shows as a date is one."""


def read_sheets(package: Package) -> dict[str, Sequence[Row]]:
    """The rows of each worksheet, by its title, that hold anything.

    Raises:
        Failure: no workbook, damaged, or beyond the limits.
    """
    book = open_book(package)
    values = Values.of(package, book)
    padded = _padded(package, book.styles)
    try:
        return {title: _rows(f"{package.name}, sheet {title},", package.xml(part), values, padded)
                for title, part in book.sheets.items()}  # fmt: skip
    except Malformed as error:
        raise package.damaged() from error


def _rows(name: str, data: bytes, values: Values, padded: Mapping[int, int]) -> Sequence[Row]:
    xml = sheet_xml(data)
    if beyond := next(iter(xml.cells(xml.rows, MOST_COLUMNS)), None):
        row, column = beyond
        raise too_wide(name, f"cell {get_column_letter(column)}{row}")
    places: dict[int, int] = {}
    for count, (row, column) in enumerate(xml.cells(xml.rows), 1):
        places[row] = max(column, places.get(row, 0))
        if len(places) > MOST_ROWS or count > MOST_CELLS:
            raise too_many_rows(name)
    blocks = list(xml.blocks(places, max(places.values(), default=1)))
    rows: list[Row] = []
    for block, rectangle in zip(blocks, values.read([b.xml for b in blocks]), strict=True):
        rows += _of_block(block, rectangle, values, places, padded)
    return rows


def _padded(package: Package, part: str | None) -> dict[int, int]:
    """The cell formats that show a number with zeros before it, such as 000000, to how many digits they show."""
    if part is None:
        return {}
    root = package.tree(part)
    codes = {entry.get("numFmtId"): entry.get("formatCode", "") for entry in root.iterfind("{*}numFmts/{*}numFmt")}
    formats = enumerate(codes.get(xf.get("numFmtId"), "") for xf in root.iterfind("{*}cellXfs/{*}xf"))
    return {number: len(code) for number, code in formats if _ZEROS.fullmatch(code)}


def _of_block(
    block: Block, rectangle: Rectangle, values: Values, places: dict[int, int], padded: Mapping[int, int]
) -> list[Row]:
    width = max(places[row] for row in block.rows)
    grid: dict[int, list[Cell]] = {row: [None] * width for row in block.rows}
    inside = len(rectangle.rows[0]) if rectangle.rows else 0
    blank = [""] * inside
    lines = [
        rectangle.rows[row - rectangle.top] if 0 <= row - rectangle.top < len(rectangle.rows) else blank
        for row in block.rows
    ]
    for at in range(inside):
        number = rectangle.left + at
        cells = values.cells([line[at] for line in lines], _ANYTHING, block, number)
        shown = {row: digits for style, digits in padded.items() for row in block.styled(number, {style})}
        for row, cell in zip(block.rows, cells, strict=True):
            if row in shown and isinstance(cell, float) and cell >= 0 and cell == int(cell):
                grid[row][number - 1] = f"{int(cell):0{shown[row]}}"
            elif cell is not None:
                grid[row][number - 1] = cell
    for special in block.specials:
        grid[special.row][special.column - 1] = Uncalculated() if special.error is None else CellError(special.error)
    return [Row(row, tuple(cells)) for row, cells in grid.items() if any(cell is not None for cell in cells)]

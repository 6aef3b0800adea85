"""A small sheet of a closed workbook as cells by row and column."""

from __future__ import annotations

from collections.abc import Mapping

from generator.workbook.package import Package
from generator.workbook.scan import sheet_xml
from generator.workbook.values import Read, Values

Grid = Mapping[tuple[int, int], Read]
"""Row and column, both counted from 1, to the value; blanks are left out."""


def grid(package: Package, part: str, values: Values, rows: int, columns: int) -> Grid:
    """The values of the first `rows` rows and `columns` columns.

    Raises:
        Malformed: the part is no sheet that a spreadsheet program wrote.
    """
    xml = sheet_xml(package.xml(part))
    blocks = [block.xml for block in xml.blocks([n for n in xml.rows if n <= rows], columns)]
    return {
        (rectangle.top + r, rectangle.left + c): value
        for rectangle in values.read(blocks)
        for r, row in enumerate(rectangle.rows)
        for c, value in enumerate(row)
        if value != ""
    }

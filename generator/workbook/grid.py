"""A small sheet of a closed workbook as cells by row and column."""

from __future__ import annotations

from collections.abc import Mapping

from generator.workbook.package import Package
from generator.workbook.scan import Malformed, sheet_of
from generator.workbook.values import Read, Values

Grid = Mapping[tuple[int, int], Read]
"""Row and column, both counted from 1, to the value; blanks are left out."""


def grid(package: Package, part: str, values: Values, rows: int, columns: int) -> Grid:
    """The values of the first `rows` rows and `columns` columns.

    Raises:
        Malformed: the part is no sheet that a spreadsheet program wrote.
    """
    try:
        xml = sheet_of(package, part)
        return values.grid(xml, [number for number in xml.rows if number <= rows], columns)
    except Malformed as error:
        raise Malformed(part if str(error) == part else f"{part}, {error}") from error

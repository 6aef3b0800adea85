"""Rows that were typed below a table: how far down, and whether the table can be made to reach them."""

from __future__ import annotations

from collections.abc import Collection

from generator.workbook.area import Area, area_in_file
from generator.workbook.package import Package
from generator.workbook.reach import within_reach
from generator.workbook.scan import SheetXml, sheet_of


def last_typed(package: Package, part: str, columns: Collection[int], last: int) -> int:
    """The last row that holds something in one of `columns`, as far as rows are read; 0 without any.

    Args:
        last: the last row of the table.

    Raises:
        Malformed: the part is no sheet that a spreadsheet program wrote.
    """
    return _last_typed(sheet_of(package, part), columns, last)


def reached(package: Package, part: str, columns: Collection[int], last: int) -> tuple[int, bool]:
    """The last row that a sheet's table can reach to hold what was typed below it, and whether that is all.

    A table cannot grow over its own row of totals, another table or merged cells.

    Args:
        columns: the numbers of the input columns.
        last: the last row of the table now.

    Raises:
        Malformed: the part is no sheet that a spreadsheet program wrote.
    """
    xml = sheet_of(package, part)
    typed = _last_typed(xml, columns, last)
    if typed <= last:
        return last, True
    grown = Area(1, last + 1, max(columns), typed)
    in_the_way = any(map(grown.meets, xml.merges))
    for kind, target in package.related(part).values():
        if kind == "table" and package.has(target):
            root = package.tree(target)
            own = area_in_file(root.get("ref"))
            in_the_way |= own is None or root.get("totalsRowCount", "0") != "0" or (own.top > 1 and grown.meets(own))
    return (last, False) if in_the_way else (typed, True)


def _last_typed(xml: SheetXml, columns: Collection[int], last: int) -> int:
    rows = within_reach((n for n in xml.filled(columns) if n > 1), last)
    return rows[-1] if rows else 0

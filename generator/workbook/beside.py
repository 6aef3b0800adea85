"""What somebody added beside our columns on a data sheet: columns of their own, and cells out of the way."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from generator.catalog import Sheet
from generator.workbook.cells import Cell
from generator.workbook.letters import letters_of
from generator.workbook.own_sheets import FIRST_ROW
from generator.workbook.reach import LARGEST_GAP
from generator.workbook.read import BESIDE
from generator.workbook.scan import SheetXml
from generator.workbook.values import Values


@dataclass(frozen=True)
class OwnColumn:
    """A column that is not ours.

    Attributes:
        number: where it stands.
        header: the text in row 1; empty without one.
        cells: row number, from `FIRST_ROW`, to cell; blanks are left out.
    """

    number: int
    header: str
    cells: Mapping[int, Cell] = field(repr=False)

    @property
    def letter(self) -> str:
        return letters_of(self.number)


@dataclass(frozen=True)
class Beside:
    """What a data sheet holds beside our columns.

    Attributes:
        columns: those of others, in order.
        strays: the addresses of cells too far from the table to belong to it.
    """

    columns: tuple[OwnColumn, ...]
    strays: tuple[str, ...]


def beside(
    xml: SheetXml, values: Values, sheet: Sheet, headers: Mapping[int, str], ours: Collection[int], last: int
) -> Beside:
    """Reads the columns of others. A number that its cell shows as a date is one, since nothing else says what it is.

    Args:
        xml: the sheet's rows.
        values: reads them.
        sheet: what the catalog says of it.
        headers: column number to the text in row 1.
        ours: the numbers of our columns.
        last: the last row of the table, or below it the last one that is read.

    Raises:
        Malformed: the part is no sheet that a spreadsheet program wrote.
    """
    edge = max(*headers, *ours, 1) + BESIDE
    rows_of: dict[int, list[int]] = {number: [] for number in headers if number not in ours}
    strays: list[str] = []
    for row, number in xml.cells(xml.rows, besides=ours):
        if number > edge or row > last + LARGEST_GAP:
            strays.append(f"{letters_of(number)}{row}")
        elif row >= FIRST_ROW or number in headers:
            rows_of.setdefault(number, []).append(row)
        else:
            rows_of.setdefault(number, [])
    cells = _cells(xml, values, sheet, rows_of)
    columns = (OwnColumn(number, headers.get(number, ""), cells[number]) for number in sorted(rows_of))
    return Beside(tuple(column for column in columns if column.header or column.cells), tuple(strays))


def _cells(
    xml: SheetXml, values: Values, sheet: Sheet, rows_of: Mapping[int, Collection[int]]
) -> dict[int, dict[int, Cell]]:
    """Column number to row to cell, without blanks; headers are left out."""
    rows = sorted({row for of_column in rows_of.values() for row in of_column if row >= FIRST_ROW})
    anything = dataclasses.replace(sheet.columns[0], kind="text", list=None)
    columns = values.columns(xml, rows, dict.fromkeys(rows_of, anything))
    return {
        number: {row: cell for row, cell in zip(rows, column.by_row, strict=True) if cell is not None}
        for number, column in columns.items()
    }

"""The rows of a filled sheet as XML, one after the other, in the form that openpyxl gives to cells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from copy import copy
from io import BytesIO
from typing import Any

from openpyxl.cell._writer import write_cell
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.utils.datetime import to_excel
from openpyxl.xml.functions import xmlfile

from generator.template import style
from generator.template.filled_sheet import BEGINS_FORMULA, FilledSheet, Formula
from generator.template.shown.cached import Values, as_shown
from generator.workbook.cells import Cell, CellError, as_xml, in_file
from generator.workbook.letters import letters_of


def row_elements(sheet: FilledSheet, shown: Values) -> Iterator[bytes]:
    """The rows of a sheet below its headings, each as an element.

    Args:
        shown: what formulas show.
    """
    looks, apart = _Looks(sheet), _openpyxl_cells(sheet)
    height = b' ht="%d" customHeight="1"' % sheet.height if sheet.height else b""
    for row in sorted({*sheet.numbers, *apart}):
        cells = [(of.column, _formula(of, row, looks, shown)) for of in sheet.formulas if row in of.rows]
        cells += [(column, _cell(looks, row, column, cell)) for column, cell in sheet.cells_in(row)]
        cells += apart.get(row, [])
        cells.sort()
        tall = height if row in sheet.tall or row in sheet.filled else b""
        yield b'<row r="%d"%s>%s</row>' % (row, tall, b"".join([text for _, text in cells]))


class _Looks:
    """The styles of cells as attributes. As in openpyxl, a style gets its number when a cell is first written in it."""

    def __init__(self, sheet: FilledSheet) -> None:
        self._sheet = sheet
        self._known: dict[tuple[int, bool, bool], tuple[str, str]] = {}

    def of(self, column: int, *, dated: bool = False, quoted: bool = False) -> tuple[str, str]:
        """The letter of a column, and the style of a cell there: the column's, with what the value asks for."""
        key = (column, dated, quoted)
        if key not in self._known:
            letter = letters_of(column)
            cell: Any = SheetCell(self._sheet, 1, column)  # its style is not in openpyxl's types, nor is a column's
            dimension: Any = self._sheet.column_dimensions[letter]
            cell._style = copy(dimension._style)
            if dated:
                cell.number_format = style.DATE
            if quoted:
                cell.quotePrefix = True
            self._known[key] = letter, f' s="{cell.style_id}"' if cell.has_style else ""
        return self._known[key]


def _cell(looks: _Looks, row: int, column: int, value: Cell) -> bytes:
    """A cell with a value: texts stay texts, whatever they begin with."""
    if isinstance(value, str):
        letter, look = looks.of(column, quoted=value.startswith(BEGINS_FORMULA))
        text = in_file(value)
        space = ' xml:space="preserve"' if text != text.strip() else ""
        cell = f'<c r="{letter}{row}"{look} t="inlineStr"><is><t{space}>{as_xml(text)}</t></is></c>'
        return cell.encode("ascii", "xmlcharrefreplace")
    dated = isinstance(value, dt.date)
    letter, look = looks.of(column, dated=dated)
    kind = "e" if isinstance(value, CellError) else "b" if isinstance(value, bool) else "n"
    return f'<c r="{letter}{row}"{look} t="{kind}"><v>{_plain(value)}</v></c>'.encode()


def _plain(value: Cell) -> str:
    if isinstance(value, CellError):
        return as_xml(value.text)
    if isinstance(value, dt.date):
        day = value.replace(tzinfo=None) if isinstance(value, dt.datetime) else value
        value = to_excel(day)  # type: ignore[no-untyped-call]  # openpyxl's types leave it out
    return f"{value:.16g}"


def _formula(of: Formula, row: int, looks: _Looks, shown: Values) -> bytes:
    letter, look = looks.of(of.column)
    if row == of.rows.start:
        text = as_xml(of.text.removeprefix("="))
        formula = f'<f t="shared" ref="{letter}{row}:{letter}{of.rows.stop - 1}" si="{of.number}">{text}</f>'
    else:
        formula = f'<f t="shared" si="{of.number}"></f>'
    written = formula.encode("ascii", "xmlcharrefreplace")
    value = shown.get(of.column, {}).get(row)
    kind, text_shown = (b"", b"") if value is None else as_shown(value, written)
    return b'<c r="%s%d"%s%s>%s<v>%s</v></c>' % (letter.encode(), row, look.encode(), kind, written, text_shown)


def _openpyxl_cells(sheet: FilledSheet) -> dict[int, list[tuple[int, bytes]]]:
    """The cells below the headings that somebody has added to the sheet as openpyxl has them."""
    cells: dict[int, list[tuple[int, bytes]]] = {}
    for (row, column), cell in sorted(sheet._cells.items()):
        if row >= sheet.first and (cell.has_style or cell.value is not None):
            element = BytesIO()
            with xmlfile(element) as xf:
                write_cell(xf, sheet, cell, cell.has_style)
            cells.setdefault(row, []).append((column, element.getvalue()))
    return cells

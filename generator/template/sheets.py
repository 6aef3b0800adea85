"""The data sheets: a table with its header, notes, validations, number formats, and the rows it is filled with."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Mapping

from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.workbook import Workbook
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import Table, TableColumn, TableFormula, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from generator.catalog import ID, Catalog
from generator.template import bands, pages, style, widths, words
from generator.template.bands import bands_of
from generator.template.filled_sheet import BEGINS_FORMULA, FilledSheet, Formula, is_blank, refuse_unwritable
from generator.template.layout import SheetLayout
from generator.template.limits import BuildError, as_formula
from generator.template.marks import LiveColumn, SheetMarks
from generator.template.validations import validation
from generator.workbook.cells import Cell, CellError, in_file
from generator.workbook.letters import letters_of
from generator.workbook.own_sheets import CHECKED, FIRST_ROW, STATUS

AUTHOR = "PARS Batch"
STATUS_NOTE = (
    "What this row still needs, in words. It follows by itself where the workbook has live marks; “pars check” tells "
    "it in any case."
)
_STATUS_WIDTH = 58
_LINE = 15
_ROW_HEIGHT = widths.LINES * _LINE
"""In points: two lines, so that Status, titles and values of lists show whole."""


def write(
    workbook: Workbook,
    layout: SheetLayout,
    catalog: Catalog,
    rows: Mapping[int, Mapping[str, Cell]],
    marks: SheetMarks | None,
    formats: dict[str, int],
    *,
    empty: bool,
) -> None:
    """Adds the sheet of `layout`, filled with `rows` (row number to cells by column id).

    Args:
        formats: the numbers of the conditional number formats that the workbook has so far.
        empty: no sheet of the workbook has rows.

    Raises:
        BuildError: a text or formula is longer than Excel takes, or a row or column does not exist on the sheet.
        Failure: a value is longer than a cell holds.
    """
    sheet = FilledSheet(workbook, layout.sheet.title, FIRST_ROW)
    _columns(sheet, layout, catalog)
    _header(sheet, layout, catalog)
    _fill(sheet, layout, rows)
    for place in layout.places:
        if place.column:
            sheet.add_data_validation(validation(place, place.column, catalog, layout.cells(place)))
    table = _table(layout)
    formulas = {STATUS: marks.status} if marks and marks.status else {}
    formulas |= {p.id: p.live.formula for p in layout.places if p.live}
    for number, (name, formula) in enumerate(formulas.items()):
        place = layout.place(name)
        as_formula(formula, "the formula", f"{layout.sheet.file}, for {sheet.title}!{place.letter}")
        sheet.formulas.append(Formula(place.number, range(FIRST_ROW, layout.last_row + 1), formula, number))
        table.tableColumns[place.number - 1].calculatedColumnFormula = TableFormula(attr_text=formula[1:])
    sheet.add_table(table)
    if marks:
        _marks(sheet, layout, marks, formats)
    sheet.freeze_panes = "C2"
    # rows of one height: descriptions of several lines do not stretch the table
    sheet.sheet_format.customHeight = True
    sheet.sheet_format.defaultRowHeight = _ROW_HEIGHT
    sheet.height = _ROW_HEIGHT
    sheet.tall = range(FIRST_ROW, layout.last_row + 1) if formulas else range(0)
    _printing(sheet, layout, None if empty else max(rows, default=0))


def text_cell(cell: SheetCell | MergedCell, text: str) -> None:
    """Puts `text` into `cell` as text, whatever it looks like; a leading = + - @ keeps it from being edited into a
    formula too."""
    refuse_unwritable(text, cell.coordinate)
    cell.value = in_file(text)
    cell.data_type = "s"
    if text.startswith(BEGINS_FORMULA):
        cell.quotePrefix = True


def _columns(sheet: Worksheet, layout: SheetLayout, catalog: Catalog) -> None:
    for place in layout.places:
        dimension = sheet.column_dimensions[place.letter]
        dimension.font = style.font()
        dimension.alignment = style.cell_alignment(place.column)
        dimension.border = style.cell_border(opens_band=place.id in layout.bands)
        if place.column:
            dimension.width = widths.width(place.column, catalog)
            dimension.number_format = style.number_format(place.column)
        elif place.id == STATUS:
            dimension.width = _STATUS_WIDTH
            dimension.font = style.font(color=style.ACCENT)
        else:
            dimension.width = place.live.width if place.live else 12
            dimension.hidden = place.live.hidden if place.live else True


def _header(sheet: FilledSheet, layout: SheetLayout, catalog: Catalog) -> None:
    band, second, lines = "", True, 1
    for place in layout.places:
        cell = sheet.cell(1, place.number)
        text_cell(cell, place.header)
        needed = place.column is not None and place.column.needed
        opens = place.id in layout.bands
        if opens:
            band, second = layout.bands[place.id], not second
        cell.font = style.header_font(needed)
        cell.fill = style.header_fill(needed, second=bool(place.column and layout.bands and second))
        cell.border = style.header_border(needed, opens)
        cell.alignment = style.BELOW_BAND if layout.bands else style.HEADER_ALIGNMENT
        if place.column:
            cell.comment = _comment(words.note(place.column, catalog, band))
            lines = max(lines, widths.header_lines(place.column, widths.width(place.column, catalog)))
        elif place.id == STATUS:
            cell.comment = _comment(STATUS_NOTE)
        elif place.id == CHECKED:
            cell.comment = _comment("Filled by Validate on the PARS tab, emptied by Clear marks.")
    sheet.bands = bands_of(layout)
    sheet.row_dimensions[1].height = _LINE * lines + 6 + (bands.HEIGHT if layout.bands else 3)


def _comment(text: str) -> Comment:
    """A note in a box that shows all of its text."""
    lines = sum(len(textwrap.wrap(line, 52)) or 1 for line in text.splitlines())
    return Comment(text, AUTHOR, height=17 * lines + 18, width=360)


def _fill(sheet: FilledSheet, layout: SheetLayout, rows: Mapping[int, Mapping[str, Cell]]) -> None:
    outside = next((number for number in rows if not FIRST_ROW <= number <= layout.last_row), None)
    if outside is not None:
        raise BuildError(f"{layout.sheet.title}: row {outside} is outside the table ({layout.area}).")
    sheet.fill({place.id: place.number for place in layout.places if place.column}, rows)


def put_value(cell: SheetCell | MergedCell, value: Cell) -> None:
    """Puts a value into a cell: texts stay texts, whatever they begin with."""
    refuse_unwritable(value, cell.coordinate)
    if isinstance(value, str):
        text_cell(cell, value)
    elif isinstance(value, CellError):
        cell.value = value.text
        cell.data_type = "e"
    elif isinstance(value, dt.datetime):
        cell.value = value.replace(tzinfo=None)
    elif not is_blank(value):
        cell.value = value  # type: ignore[assignment]  # what is left are numbers, days and truth values
    if isinstance(value, (dt.date, dt.datetime)):
        cell.number_format = style.DATE


def _table(layout: SheetLayout) -> Table:
    table = Table(displayName=layout.table, name=layout.table, ref=layout.area)
    table.tableColumns = [TableColumn(id=p.number, name=p.header) for p in layout.places]
    table.autoFilter = AutoFilter(ref=layout.area)
    table.tableStyleInfo = TableStyleInfo(
        name="TableStyleLight1",
        showRowStripes=True,
        showColumnStripes=False,
        showFirstColumn=False,
        showLastColumn=False,
    )
    return table


def _marks(sheet: Worksheet, layout: SheetLayout, marks: SheetMarks, formats: dict[str, int]) -> None:
    for wanted in marks.formats:
        for name in wanted.columns:
            place = layout.place(name)
            base = style.number_format(place.column) if place.column else "General"
            formula = wanted.formula.replace("{column}", name)
            as_formula(
                formula, "the formula of the conditional format", f"{layout.sheet.file}, for {place.sheet}.{name}"
            )
            look = style.MARKS[wanted.mark].differential(base, formats)
            sheet.conditional_formatting.add(
                layout.cells(place), Rule(type="expression", dxf=look, formula=[formula], stopIfTrue=True)
            )


def _printing(sheet: FilledSheet, layout: SheetLayout, filled: int | None) -> None:
    """`filled`: the last row that is filled; None in an empty template."""
    typed = [place for place in layout.places if place.column]
    wide = [sheet.column_dimensions[place.letter].width for place in layout.places[: len(typed) + 1]]
    own = layout.place(ID)
    page = pages.Page.of(sum(wide), repeated=wide[own.number - 1])
    pages.set_up(sheet, page)
    sheet.print_title_rows = "1:1"
    if page.beside > 1:
        sheet.print_title_cols = f"{own.letter}:{own.letter}"
    if filled is None:
        shown, right = layout.place(STATUS if sheet.formulas else ID), f"COLUMN({layout.place(CHECKED).cell_name})-1"
        rows = f'SUMPRODUCT(MAX(({shown.range_name}<>"")*ROW({shown.range_name})))'
        pages.follow_rows(sheet, f"MAX({FIRST_ROW},{rows})", right)
        return
    last = page.last_row(FIRST_ROW, filled, sheet.row_dimensions[1].height, _ROW_HEIGHT)
    sheet.print_area = f"A1:{typed[-1].letter}{min(last, layout.last_row)}"


def header_cell(sheet: Worksheet, row: int, live: LiveColumn, number: int) -> None:
    """The header of a column outside the data sheets, in the same look."""
    cell = sheet.cell(row, number)
    text_cell(cell, live.header)
    cell.font, cell.fill = style.header_font(False), style.header_fill(False)
    cell.border, cell.alignment = style.header_border(False, False), style.HEADER_ALIGNMENT
    dimension = sheet.column_dimensions[letters_of(number)]
    dimension.width, dimension.hidden = live.width, live.hidden

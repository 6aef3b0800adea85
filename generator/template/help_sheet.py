"""The sheet Help: what each program wants, with an example, and what every mark and message means."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

from openpyxl.styles import Alignment, Border
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from generator.catalog import Catalog, Value
from generator.template import pages, sheets, style
from generator.template.help_words import Section, sections
from generator.workbook.letters import letters_of
from generator.workbook.own_sheets import HELP, START

WIDTHS = (30, 36, 48, 56)
"""Of the columns, in digits."""
_LETTERS = 1.1
"""How many letters of a sentence are as wide as a digit, at least; the first column is bold."""
_FULL = int((sum(WIDTHS) - 10) * _LETTERS)
_LINE, _GAP = 15, 4  # heights in points
_REST = "Every rule with its reason: “pars rules”, or docs/rules.md. The messages do not print with this sheet."
_UNDER_HEADING = Border(bottom=style.edge("medium", style.ACCENT))
_UNDER_LINE = Border(bottom=style.edge("thin", style.HAIR))
_WRAPPED = Alignment(vertical="top", wrap_text=True)


def write(workbook: Workbook, catalog: Catalog, chosen: Sequence[Value]) -> None:
    """Adds the sheet, protected, since nothing is typed there.

    Args:
        catalog: what it speaks of.
        chosen: the boards that the workbook offers.
    """
    sheet = workbook.create_sheet(HELP)
    sheet.sheet_view.showGridLines = False
    for number, width in enumerate(WIDTHS, 1):
        sheet.column_dimensions[letters_of(number)].width = width
    title = sheet.cell(1, 1, HELP)
    title.font = style.font(size=20, bold=True, color=style.ACCENT)
    sheet.row_dimensions[1].height = 30
    style.link(sheet.cell(1, len(WIDTHS), f"Back to {START}"), START, "A1").alignment = Alignment(
        horizontal="right", vertical="center"
    )
    parts = list(sections(catalog, chosen))
    row = ends = len(parts) + 5
    for number, part in enumerate(parts, 3):
        style.link(sheet.cell(number, 1, part.title), HELP, f"A{row}")
        row = _section(sheet, part, row)
        ends = row if part.printed else ends
    rest = sheet.cell(len(parts) + 3, 1, _REST)
    rest.font = style.font(color=style.GRAY)
    sheet.freeze_panes = "A2"
    pages.set_up(sheet)
    sheet.print_title_rows = "1:1"
    sheet.print_area = f"A1:{letters_of(len(WIDTHS))}{ends - 2}"
    sheet.protection.sheet = True


def _section(sheet: Worksheet, part: Section, row: int) -> int:
    """Writes a part from a row on; gives the row for the next one."""
    heading = sheet.cell(row, 1, part.title)
    heading.font = style.font(size=13, bold=True, color=style.ACCENT)
    sheet.row_dimensions[row].height = 22
    for number in range(1, len(WIDTHS) + 1):
        sheet.cell(row, number).border = _UNDER_HEADING
    row += 1
    for paragraph in part.says:
        for line in wrap(paragraph, _FULL):
            sheet.cell(row, 1, line).font = style.font()
            row += 1
    for number, text in enumerate(part.headers, 1):
        cell = sheet.cell(row, number)
        sheets.text_cell(cell, text)
        cell.font = style.font(bold=True, color=style.GRAY)
    row += 1
    for texts in part.rows:
        _line(sheet, row, texts)
        row += 1
    return row + 1


def _line(sheet: Worksheet, row: int, texts: Sequence[str]) -> None:
    """A line of a table. Where nothing stands to the right of its last text, that runs on."""
    lines = 1
    for number, text in enumerate(texts, 1):
        cell = sheet.cell(row, number)
        if text:
            sheets.text_cell(cell, text)
        cell.font, cell.alignment = style.font(bold=number == 1), _WRAPPED
        rest = sum(WIDTHS[number - 1 :]) - 2
        if number == len(texts) < len(WIDTHS) and len(text) <= rest:
            cell.alignment = Alignment(vertical="top")
            continue
        lines = max(lines, len(wrap(text, int(WIDTHS[number - 1] * (_LETTERS if number > 1 else 1)))))
    for number in range(1, len(WIDTHS) + 1):
        sheet.cell(row, number).border = _UNDER_LINE
    sheet.row_dimensions[row].height = _LINE * lines + _GAP

"""A sheet of a new workbook that tells, line by line, what became of the values of another file."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.styles import Alignment
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from generator.catalog import fold
from generator.progress import counted
from generator.template import pages, sheets, style
from generator.template.marks import LiveColumn
from generator.workbook.cells import LONGEST_TEXT


def write_report_sheet(
    workbook: Workbook,
    title: str,
    notes: Sequence[str],
    columns: Sequence[tuple[str, int]],
    lines: Sequence[Sequence[str]],
) -> tuple[Worksheet, int]:
    """Adds a sheet with a title, notes below it and a table under a frozen header.

    Args:
        workbook: the new workbook.
        title: of the sheet; when the workbook has such a sheet, with "report" behind it.
        notes: a line each.
        columns: header and width of each; the last one is wrapped.
        lines: the texts of each line, one for each column. A text too long for a cell is cut, and says so.

    Returns:
        The sheet, and its last row.
    """
    titles = {fold(name) for name in workbook.sheetnames}
    sheet = workbook.create_sheet(title if fold(title) not in titles else f"{title} report")
    head = sheet.cell(1, 1, title)
    head.font = style.font(size=16, bold=True, color=style.ACCENT)
    for number, note in enumerate(notes, 2):
        sheets.text_cell(sheet.cell(number, 1), note)
        sheet.cell(number, 1).font = style.font(color=style.GRAY)
    row = top = len(notes) + 3
    for number, (header, width) in enumerate(columns, 1):
        live = LiveColumn(f"report_{number}", header, "", width, hidden=False)
        sheets.header_cell(sheet, top, live, number)
    for texts in counted(lines, len(lines), f"lines of the sheet {title}"):
        row += 1
        for number, text in enumerate(texts, 1):
            if text:
                sheets.text_cell(sheet.cell(row, number), _fitting(text))
        if texts[-1]:
            sheet.cell(row, len(texts)).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = f"A{top + 1}"
    pages.set_up(sheet, pages.Page.of(sum(width for _, width in columns)))
    sheet.print_title_rows = f"{top}:{top}"
    return sheet, row


def _fitting(text: str) -> str:
    if len(text) <= LONGEST_TEXT:
        return text
    return f"(the first part of {len(text):,} characters; --json has all) {text[: LONGEST_TEXT - 100]}"

"""The sheet Findings, empty: ribbon and highlighted copy fill it, since the structure of workbooks is protected."""

from __future__ import annotations

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment
from openpyxl.workbook import Workbook

from generator.template import pages, sheets, style
from generator.template.marks import LiveColumn
from generator.workbook.letters import letters_of
from generator.workbook.own_sheets import (
    FINDINGS,
    FINDINGS_COLUMNS,
    FINDINGS_HEADER,
    MOST_FINDINGS,
)


def write(workbook: Workbook) -> None:
    """Adds the sheet."""
    sheet = workbook.create_sheet(FINDINGS)
    for number, column in enumerate(FINDINGS_COLUMNS, 1):
        sheets.header_cell(
            sheet,
            FINDINGS_HEADER,
            LiveColumn(f"findings_{number}", column.header, "", column.width, hidden=False),
            number,
        )
        dimension = sheet.column_dimensions[letters_of(number)]
        dimension.font = style.font(color=style.ACCENT, underline="single") if number == 1 else style.font()
        dimension.alignment = Alignment(vertical="top", wrap_text=True)
    sheet.freeze_panes = f"A{FINDINGS_HEADER + 1}"
    reach = f"{letters_of(len(FINDINGS_COLUMNS))}{FINDINGS_HEADER + MOST_FINDINGS + 1}"
    sheet.auto_filter.ref = f"A{FINDINGS_HEADER}:{reach}"
    cells = f"B{FINDINGS_HEADER + 1}:{reach.replace(reach[0], 'B', 1)}"
    for mark in style.MARKS.values():
        test = f'LEFT(B{FINDINGS_HEADER + 1},1)="{mark.sign}"'
        sheet.conditional_formatting.add(cells, Rule(type="expression", dxf=mark.unsigned(), formula=[test]))
    pages.set_up(sheet, pages.Page.of(sum(column.width for column in FINDINGS_COLUMNS)))
    sheet.print_title_rows = f"{FINDINGS_HEADER}:{FINDINGS_HEADER}"

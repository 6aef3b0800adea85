"""The conditional formats of the data sheets: how marks show, those of live formulas and those that Validate wrote."""

from __future__ import annotations

from generator.catalog import Catalog
from generator.rules.expression.write import find, is_number, quoted
from generator.template.formulas.letters import SEVERITIES
from generator.template.layout import CHECKED, STATUS
from generator.template.marks import CellFormat
from generator.template.row_marks import RowMarks
from generator.template.row_status import shown, status_tests


def formats(catalog: Catalog, sheet: str, live: RowMarks | None) -> tuple[CellFormat, ...]:
    """Three conditional formats for each input column and Status, the worst first.

    Args:
        catalog: the catalog.
        sheet: id of the sheet.
        live: the marks of its rows; None for a workbook that shows only what Validate wrote.
    """
    about = catalog.sheets[sheet]
    starts = {(mark.severity, mark.column.id): mark.start for mark in live.marks} if live else {}
    shapes: list[CellFormat] = []
    for severity, letter in SEVERITIES.items():
        for column in about.columns:
            written = quoted(f"|{column.id}={severity}|")
            test = is_number(find(written, f"r_{about.prefix}_{CHECKED}"))
            if live and (letter, column.id) in starts:
                test = f"OR({live.any(starts[letter, column.id])},{test})"
            shapes.append(CellFormat((column.id,), shown(severity, test), str(severity), written))
    for severity, (begins, test) in status_tests(about.prefix).items() if live else ():
        shapes.append(CellFormat((STATUS,), test, str(severity), begins))
    return tuple(shapes)

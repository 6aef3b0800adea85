"""The conditional formats of the data sheets: where marks show, of live formulas and those that Validate wrote."""

from __future__ import annotations

from generator.catalog import Catalog
from generator.catalog.lists import YES
from generator.rules.expression.write import find, if_, is_number, quoted
from generator.rules.findings import Severity
from generator.template.formulas.letters import SEVERITIES
from generator.template.marks import CellFormat
from generator.template.row_marks import RowMarks
from generator.template.row_status import begins
from generator.workbook.own_sheets import CHECKED, STATUS


def formats(catalog: Catalog, sheet: str, live: RowMarks | None) -> tuple[CellFormat, ...]:
    """Three conditional formats for each input column, and for Status, the worst first.

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
                test = f"OR({live.any_shown(starts[letter, column.id])},{test})"
            shapes.append(CellFormat((column.id,), _shown(catalog, severity, test), str(severity), written))
    for severity in SEVERITIES if live else ():
        said = begins(severity, about.prefix)
        shapes.append(CellFormat((STATUS,), _shown(catalog, severity, is_number(said)), str(severity), said))
    return tuple(shapes)


def _shown(catalog: Catalog, severity: Severity, test: str) -> str:
    """When a mark shows: those of missing fields only while they are to be shown."""
    if severity is not Severity.MISSING:
        return test
    return if_(f"show_missing={quoted(catalog.answers.meaning(YES).value)}", test)

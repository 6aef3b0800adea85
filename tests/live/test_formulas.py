"""What the live formulas are made of: functions of Excel 2010, defined names only, and one volatile cell."""

from __future__ import annotations

import re

from generator.catalog import load
from generator.template.live import live_marks

MARKS = live_marks(load())
FORMULAS = [
    *(column.formula for marks in MARKS.sheets.values() for column in marks.columns),
    *(marks.status or "" for marks in MARKS.sheets.values()),
    *(part.formula for marks in MARKS.sheets.values() for part in marks.formats),
    *(column.formula for column in MARKS.readiness),
    *(formula for _, formula in MARKS.totals),
    *MARKS.names.values(),
]
EXCEL_2010 = {
    "ABS", "AND", "COUNTA", "COUNTIF", "DATE", "DAY", "EDATE", "FIND", "IF", "IFERROR", "INDEX", "INT", "ISBLANK", "ISERROR", "ISLOGICAL", "ISNUMBER",
    "ISTEXT", "LEFT", "LEN", "MATCH", "MID", "MONTH", "NA", "NOT", "OR", "RIGHT", "ROUND", "ROW", "ROWS", "SUBSTITUTE", "SUMPRODUCT", "TRIM", "UPPER",
}  # fmt: skip


def bare(formula: str) -> str:
    """The formula without its texts."""
    return re.sub(r'"(?:[^"]|"")*"', '""', formula)


def test_only_functions_of_excel_2010() -> None:
    used = {name for formula in FORMULAS for name in re.findall(r"([A-Z][A-Z0-9.]*)\(", bare(formula))}
    assert used <= EXCEL_2010, used - EXCEL_2010


def test_no_formula_refers_to_a_cell_or_another_sheet() -> None:
    for formula in FORMULAS:
        assert "!" not in bare(formula), formula
        assert not re.search(r"(?<![A-Za-z_.])\$?[A-Z]{1,3}\$?\d+(?![\w(])", re.sub(r"\d+E-?\d+", "0", bare(formula))), formula

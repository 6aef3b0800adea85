"""What the live formulas are made of: functions of Excel 2010 in plain forms, and defined names only."""

from __future__ import annotations

import re

import pytest

from generator.catalog import load
from generator.template import build
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
    "ABS", "AND", "CHAR", "COUNTA", "COUNTIF", "DATE", "DAY", "EDATE", "FIND", "IF", "IFERROR", "INDEX", "INT",
    "ISBLANK", "ISERROR", "ISLOGICAL", "ISNUMBER",
    "ISTEXT", "LEFT", "LEN", "LOWER", "MATCH", "MID", "MOD", "MONTH", "NA", "NOT", "OR", "RIGHT", "ROUND", "ROW",
    "ROWS", "SUBSTITUTE",
    "TRIM", "UPPER", "VLOOKUP",
}  # fmt: skip


def bare(formula: str) -> str:
    """The formula without its texts."""
    return re.sub(r'"(?:[^"]|"")*"', '""', formula)


def test_only_functions_of_excel_2010() -> None:
    used = {name for formula in FORMULAS for name in re.findall(r"([A-Z][A-Z0-9.]*)\(", bare(formula))}
    assert used <= EXCEL_2010, used - EXCEL_2010


def test_no_formula_reckons_with_arrays_or_with_ranges_of_names() -> None:
    """Spreadsheet programs read these differently; what a formula asks of a whole column is one function's argument."""
    for formula in FORMULAS:
        assert "{" not in bare(formula), formula
        assert not re.search(r"[a-z_]\w*:|:[a-z_]", bare(formula)), formula


def test_no_formula_refers_to_a_cell_or_another_sheet() -> None:
    for formula in FORMULAS:
        assert "!" not in bare(formula), formula
        assert not re.search(
            r"(?<![A-Za-z_.])\$?[A-Z]{1,3}\$?\d+(?![\w(])", re.sub(r"\d+E-?\d+", "0", bare(formula))
        ), formula


@pytest.mark.parametrize(("areas", "boards"), [(None, None), (40, ["ABA", "ABIM"])])
def test_names_and_headers_differ_by_more_than_case_and_none_is_a_cell(
    areas: int | None, boards: list[str] | None
) -> None:
    catalog = load(areas=areas) if areas else load()
    workbook = build(catalog, boards=boards, rows=3, marks=live_marks(catalog, boards))
    names = [name.lower() for name in workbook.defined_names]
    assert len(names) == len(set(names))
    assert not [name for name in names if re.fullmatch(r"[a-z]{1,3}\d+|r\d*c?\d*|c\d*", name)]
    for sheet in workbook.worksheets:
        for table in sheet.tables.values():
            headers = [column.name.lower() for column in table.tableColumns]
            assert len(headers) == len(set(headers)), sheet.title


def test_every_call_has_its_arguments() -> None:
    for formula in FORMULAS:
        assert set(re.findall(r"([A-Z][A-Z0-9.]*)\(\)", bare(formula))) <= {"ROW", "NA"}, formula


def test_every_name_that_a_formula_uses_is_defined() -> None:
    catalog = load()
    defined = {name.lower() for name in build(catalog, rows=3, marks=MARKS).defined_names}
    for formula in FORMULAS:
        used = set(re.findall(r"(?<![\w.\"])[a-z]\w*(?![\w(])", bare(formula).replace('""', " ")))
        assert {name.lower() for name in used} <= defined, (used - defined, formula)

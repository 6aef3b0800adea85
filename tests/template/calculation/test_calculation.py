"""Cells, names and formulas together."""

from __future__ import annotations

import datetime as dt

import pytest

from generator.template.calculation.calculation import Calculation
from generator.workbook.cells import CellError

NAMES = {
    "r_a": "Data!$A1", "r_b": "Data!$B1", "c_a": "Data!$A$2:$A$4", "c_b": "'Data'!$B$2:$B$4", "row_of": "r_a:r_b",
    "t_a": 'TRIM(r_a&"")', "today": "Start!$C$15", "broken": "#REF!",
}  # fmt: skip
DAY = dt.date(2026, 7, 1)


def calculation(day: dt.date | None = DAY) -> Calculation:
    made = Calculation(NAMES, day)
    for row, value in enumerate(["CME-1", " cme-2 ", None], 2):
        made.column("Data", 1).put(row, value)
    for row, error in enumerate([1.5, CellError("#N/A"), None], 2):
        made.column("Data", 2).put(row, error)
    made.put("Start", 3, [15], "TODAY()")
    return made


@pytest.mark.parametrize(
    ("formula", "values"),
    [
        ("r_a", ["CME-1", " cme-2 ", 0]),
        ("t_a", ["CME-1", "cme-2", ""]),
        ("ISBLANK(r_a)", [False, False, True]),
        ('r_b&""', ["1.5", CellError("#N/A"), ""]),
        ('IFERROR(r_b&"","x")', ["1.5", "x", ""]),
        ("ISERROR(r_b)", [False, True, False]),
        ("COUNTA(row_of)", [2, 2, 0]),
        ('SUMPRODUCT(--(TRIM(r_a:r_a)<>""))', [1, 1, 0]),
        ('MATCH("CME-1",c_a,0)', [1, 1, 1]),
        ('MATCH("cme-?",c_a,0)', [1, 1, 1]),
        ('MATCH("none",c_a,0)', [CellError("#N/A")] * 3),
        ('VLOOKUP("CME-?",c_a,1,FALSE)', ["CME-1", "CME-1", "CME-1"]),
        ('VLOOKUP("cme-1",c_a,1,FALSE)', ["CME-1", "CME-1", "CME-1"]),
        ('VLOOKUP("none",c_a,1,FALSE)', [CellError("#N/A")] * 3),
        ('LOOKUP(2,1/(c_a<>""),ROW(c_a)-1)', [2, 2, 2]),
        ('LOOKUP(2,1/(c_a="none"),ROW(c_a)-1)', [CellError("#N/A")] * 3),
        ("INDEX(c_a,ROW()-1)", ["CME-1", " cme-2 ", 0]),
        ("INDEX(c_a,4)", [CellError("#REF!")] * 3),
        ('COUNTIF(c_a,"*e-*")', [2, 2, 2]),
        ("ROWS(c_a)", [3, 3, 3]),
        ("MATCH(r_a,INDEX(c_a,ROW()-1):INDEX(c_a,ROWS(c_a)),0)", [1, 1, CellError("#N/A")]),
        ('SUMPRODUCT(MAX((c_a<>"")*(ROW(c_a)-1)))', [2, 2, 2]),
        ("today<46205", [True, True, True]),
        ("today=TODAY()", [True, True, True]),
        ("1/0", [CellError("#DIV/0!")] * 3),
        ("9E307*9E307", [CellError("#NUM!")] * 3),
        ("broken", [None] * 3),
        ("HLOOKUP(r_a,c_a,1,0)", [None] * 3),
        ("unknown_name", [None] * 3),
    ],
)
def test_formulas_read_their_row_through_names(formula: str, values: list[object]) -> None:
    made = calculation()
    made.put("Data", 3, range(2, 5), f"={formula}")
    assert made.shown("Data", 3)[2:] == values


def test_without_a_day_only_what_depends_on_it_is_unknown() -> None:
    made = calculation(None)
    for number, formula in enumerate(("today<46205", 'IF(today=TODAY(),"same","other")', "ROW()"), 3):
        made.put("Data", number, [2], formula)
    assert [made.shown("Data", number)[2] for number in (3, 4, 5)] == [None, "same", 2]
    assert made.shown("Start", 3)[15] is None


def test_a_chain_of_any_length_is_followed() -> None:
    """As rows of an activity gather what those below say."""
    made = Calculation({"c_x": "Data!$A$2:$A$5001"}, DAY)
    made.put("Data", 1, range(2, 5002), "IF(ROW()<5001,INDEX(c_x,ROW())+1,0)")
    assert made.shown("Data", 1)[2] == 4999


def test_a_formula_that_asks_for_itself_has_no_value() -> None:
    made = Calculation({"c_x": "Data!$A$2:$A$3"}, DAY)
    made.put("Data", 1, [2, 3], "INDEX(c_x,ROW()-1)+1")
    assert made.shown("Data", 1)[2:] == [None, None]


def test_cells_of_one_column_may_have_formulas_that_count_those_of_others() -> None:
    """As the sentence at the top of Readiness counts the lines below."""
    made = Calculation({"lines": "Data!$A$5:$A$7"}, DAY)
    made.put("Data", 1, [2], 'COUNTIF(lines,"?*")')
    made.put("Data", 1, range(5, 8), 'IF(ROW()=6,"",ROW()&"")')
    assert made.shown("Data", 1)[2] == 2

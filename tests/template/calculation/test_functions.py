"""What Excel's functions mean, by Microsoft's pages on each of them, and by LibreOffice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from generator.template.calculation import functions as excel
from generator.template.calculation.calculation import Calculation
from generator.template.calculation.functions import Wrong
from generator.workbook.cells import CellError
from tests.bench.libreoffice import Office

FORMULAS = [
    'LEFT("abc",2)', 'LEFT("abc")', 'LEFT("abc",0)', 'LEFT("abc",-1)', 'RIGHT("abc",2)', 'RIGHT("abc",9)',
    'RIGHT("abc",0)', 'MID("abcd",2,2)', 'MID("abcd",9,2)', 'MID("abcd",0,2)', 'FIND("c","abcabc",4)',
    'FIND("C","abc")', 'SUBSTITUTE("banana","a","o")', 'SUBSTITUTE("banana","a","o",2)',
    'SUBSTITUTE("banana","a","o",9)', 'TRIM("  a   b ")', 'LOWER("ÀB")', "LEN(12.50)", 'LEN("é漢")', "INT(-1.5)",
    "MOD(-7,3)", "MOD(7,0)", "ROUND(2.5,0)", "ROUND(-2.5,0)", "ABS(-2)", "1/0", '"a"+1', '"12"+1', '"1.5"*2',
    "DATE(2026,3,31)", "DATE(2026,14,1)", "DATE(2026,2,30)", "MONTH(DATE(2026,2,30))", "DAY(46112)",
    "EDATE(DATE(2026,1,31),1)", "EDATE(DATE(2024,2,29),12)", '"a"<"B"', '2<"1"', '""=0', '0.1+0.2&""', "IF(0,1,2)",
    'IF("x",1,2)', 'IFERROR(1/0,"no")', "ISNUMBER(1/0)", "ISERROR(NA())", 'ISTEXT("")', "ISLOGICAL(1=1)", "NOT(0)",
    "AND(TRUE,1,2)", "OR(FALSE,0)", "OR(TRUE,1/0)", "2^3", "-2^2", 'CHAR(9)&"x"', "--TRUE",
    'SUMPRODUCT(LEN("a1b22")-LEN(SUBSTITUTE("a1b22",{"0","1","2"},"")))',
]  # fmt: skip
"""Where LibreOffice and Excel agree; Excel alone knows TRUE from 1, and "a" and "A" are equal there in every file."""


@pytest.fixture(scope="module")
def shown(office: Office) -> dict[str, Any]:
    """What LibreOffice makes of each formula; TRUE and FALSE as 1 and 0."""
    with office.new() as document:
        return {formula: _plain(document.evaluate(f"={formula}")) for formula in FORMULAS}


@pytest.mark.parametrize("formula", FORMULAS)
def test_functions_give_what_libreoffice_gives(formula: str, shown: dict[str, Any]) -> None:
    calculation = Calculation({}, None)
    calculation.put("Sheet", 1, [1], formula)
    mine = _plain(calculation.shown("Sheet", 1)[1])
    assert mine == pytest.approx(shown[formula]) if isinstance(mine, float) else mine == shown[formula]


def _plain(value: Any) -> Any:
    if isinstance(value, CellError):
        return "an error"
    return float(value) if isinstance(value, (bool, int, float)) else value or ""


def test_truths_are_no_numbers_and_come_after_texts() -> None:
    """Microsoft, Calculation operators and precedence: FALSE and TRUE are greater than any text."""
    assert not excel.same(True, 1.0)
    assert excel.less("z", False)
    assert excel.less(1e9, "a")
    assert excel.text(True) == "TRUE"


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (None, "", True),
        (None, 0.0, True),
        (None, False, True),
        (None, "x", False),
        (True, 1.0, False),
        ("É", "é", True),
    ],
)
def test_a_blank_is_equal_to_what_is_empty_and_kinds_never_are(one: Any, other: Any, equal: bool) -> None:
    assert excel.same(one, other) is equal
    assert excel.same(other, one) is equal


@pytest.mark.parametrize(
    ("wanted", "text", "fits"),
    [("a*", "abc", True), ("a?", "abc", False), ("a~*", "a*", True), ("a~*", "ab", False), ("?*", "", False)],
)
def test_wild_cards(wanted: str, text: str, fits: bool) -> None:
    pattern = excel.pattern(wanted)
    assert pattern is not None
    assert bool(pattern.fullmatch(text)) is fits


@pytest.mark.parametrize(
    "broken",
    [lambda: excel.number("1e5"), lambda: excel.number("5%"), lambda: excel.number("２"), lambda: excel.truth("x")],
)
def test_texts_that_are_no_plain_numbers_are_errors(broken: Callable[[], object]) -> None:
    with pytest.raises(Wrong):
        broken()

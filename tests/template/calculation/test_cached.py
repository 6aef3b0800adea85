"""Values in the part of a sheet, by ECMA-376 Part 1, 18.3.1.4 (c) and 18.18.11 (ST_CellType)."""

from __future__ import annotations

import pytest

from generator.template.calculation.cached import with_values
from generator.workbook.cells import CellError

SHARED = '<f t="shared" si="4"/>'


@pytest.mark.parametrize(
    ("value", "kind", "content"),
    [
        ("OK", ' t="str"', "OK"),
        ("", ' t="str"', ""),
        ("a < b & c\r\n", ' t="str"', "a &lt; b &amp; c&#13;\n"),
        ("\x0b_x0041_", ' t="str"', "_x000B__x005F_x0041_"),
        (True, ' t="b"', "1"),
        (False, ' t="b"', "0"),
        (CellError("#N/A"), ' t="e"', "#N/A"),
        (12, "", "12"),
        (0.25, "", "0.25"),
        (1e20, "", "1e+20"),
    ],
)
@pytest.mark.parametrize("there", ["<v></v>", "<v/>", "<v>old</v>", ""])
@pytest.mark.parametrize("typed", ["", ' t="str"', ' t="e"'])
def test_a_formula_cell_gets_its_value_and_type(value: object, kind: str, content: str, there: str, typed: str) -> None:
    cell = f'<c r="B2" s="15"{typed}>{SHARED}{there}</c>'
    new = with_values(cell.encode(), lambda number: [None, None, value] if number == 2 else [])
    assert new.decode() == f'<c r="B2" s="15"{kind}>{SHARED}<v>{content}</v></c>'


def test_all_else_stays_byte_for_byte() -> None:
    xml = (
        '<row r="2"><c r="A2" s="1"><v>1</v></c><c r="B2" t="inlineStr"><is><t>a</t></is></c>'
        f'<c r="C2">{SHARED}<v>9</v></c><c r="D2"/><c r="E2" s="3"><f>SUM(A2)</f><v>1</v></c></row>'
    ).encode()
    assert with_values(xml, lambda _: []) == xml
    assert with_values(xml, lambda _: [None] * 3) == xml
    assert with_values(xml, lambda number: [None, None, "x"] if number == 3 else []) == xml.replace(
        f'<c r="C2">{SHARED}<v>9'.encode(), f'<c r="C2" t="str">{SHARED}<v>x'.encode()
    )


def test_the_number_of_a_formula_that_stands_alone_is_typed_as_a_text() -> None:
    """LibreOffice would take it over without calculating it; a date that asks for the day it calculates in any case."""
    lone, today = b'<c r="C1"><f>COUNTIF(a,1)</f><v></v></c>', b'<c r="C1"><f>TODAY()</f><v></v></c>'
    assert with_values(lone, lambda _: [None, 2000]) == b'<c r="C1" t="str"><f>COUNTIF(a,1)</f><v>2000</v></c>'
    assert with_values(today, lambda _: [None, 46027.0]) == b'<c r="C1"><f>TODAY()</f><v>46027</v></c>'

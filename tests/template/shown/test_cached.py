"""Values in the part of a sheet, by ECMA-376 Part 1, 18.3.1.4 (c) and 18.18.11 (ST_CellType)."""

from __future__ import annotations

import pytest

from generator.template.shown.cached import is_known, with_values

SHARED = '<f t="shared" si="4"/>'


@pytest.mark.parametrize(
    ("value", "kind", "content"),
    [
        ("OK", ' t="str"', "OK"),
        ("", ' t="str"', ""),
        ("12", ' t="str"', "12"),
        ("a < b & c\r\n", ' t="str"', "a &lt; b &amp; c&#13;\n"),
        ("\x0b_x0041_", ' t="str"', "_x000B__x005F_x0041_"),
        (12, ' t="str"', "12"),
    ],
)
@pytest.mark.parametrize("there", ["<v></v>", "<v/>", "<v />", "<v>old</v>", ""])
@pytest.mark.parametrize("typed", ["", ' t="str"', ' t="e"'])
def test_a_formula_cell_gets_its_value_and_type(
    value: str | int, kind: str, content: str, there: str, typed: str
) -> None:
    cell = f'<c r="B2" s="15"{typed}>{SHARED}{there}</c>'
    new = with_values(cell.encode(), {2: {2: value}})
    assert new.decode() == f'<c r="B2" s="15"{kind}>{SHARED}<v>{content}</v></c>'


def test_numbers_are_numbers_where_libreoffice_would_take_over_texts_or_calculates_in_any_case() -> None:
    total, today = b'<c r="C1"><f>COUNTIF(a,1)</f><v></v></c>', b'<c r="C1"><f>TODAY()</f><v></v></c>'
    assert with_values(total, {3: {1: 40}}) == b'<c r="C1" t="str"><f>COUNTIF(a,1)</f><v>40</v></c>'
    assert with_values(total, {3: {1: 40}}, known=True) == b'<c r="C1"><f>COUNTIF(a,1)</f><v>40</v></c>'
    assert with_values(today, {3: {1: 46027}}) == b'<c r="C1"><f>TODAY()</f><v>46027</v></c>'


@pytest.mark.parametrize(
    ("program", "known"),
    [("Microsoft Excel", True), ("LibreOffice/24.2$Linux", True), ("PARS Batch", False), ("", False)],
)
def test_programs_whose_values_libreoffice_takes_over(program: str, known: bool) -> None:
    assert is_known(program) is known


def test_all_else_stays_byte_for_byte() -> None:
    xml = (
        '<row r="2"><c r="A2" s="1"><v>1</v></c><c r="B2" t="inlineStr"><is><t>a</t></is></c>'
        f'<c r="C2">{SHARED}<v>9</v></c><c r="D2"/><c r="E2" s="3"><f>SUM(A2)</f><v>1</v></c>'
        f'<c r="AC2">{SHARED}<v></v></c></row>'
    ).encode()
    assert with_values(xml, {}) == xml
    assert with_values(xml, {1: {2: "x"}, 2: {2: "x"}, 3: {3: "x"}, 4: {2: "x"}}) == xml
    assert with_values(xml, {3: {2: "x"}}) == xml.replace(
        f'<c r="C2">{SHARED}<v>9'.encode(), f'<c r="C2" t="str">{SHARED}<v>x'.encode()
    )

"""What no schema checks and Excel minds: limits of formulas, names, prompts and formats, and what has to agree."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.bench.excel_formulas import measures, of_many_cells
from tests.bench.excel_limits import faults, number_format_faults
from tests.upkeep.closed import ACTIVITIES, BOOK, MOC, live, parts, write

STYLES, TABLE = "xl/styles.xml", "xl/tables/table2.xml"
LONG = "+".join(["1"] * 4100)
NESTED = "IF(TRUE," * 65 + "1" + ",0)" * 65
HEAVY = "&amp;".join(['"ÄÖÜ"'] * 900)
WIDE = f"SUM({','.join(['1'] * 256)})"
WORDY = f'LEN("{"x" * 256}")'


def test_files_of_every_kind(every_kind: Mapping[str, Path]) -> None:
    assert {kind: found for kind, path in every_kind.items() if (found := faults(path))} == {}


def formula(text: str) -> tuple[str, str, str]:
    """A fault: the defined name today stands for that formula."""
    return BOOK, r'(?<=<definedName name="today">)[^<]*', text


FAULTS = {
    "is not the table's column 'Board'": (MOC, r"<t>Board</t>", "<t>board </t>"),
    "columns of the table are headed 'points'": (TABLE, r'name="Board"', 'name="points"'),
    "the table has": (TABLE, r'(?<= ref="A1:)[A-Z]+', "D"),
    "names and tables are called c_moc_board": (TABLE, r'displayName="T_MOC"', 'displayName="c_moc_board"'),
    "AB12: is no legal name": (BOOK, r'name="l_boards"', 'name="AB12"'),
    "R1C2: is no legal name": (BOOK, r'name="l_boards"', 'name="R1C2"'),
    "a b: is no legal name": (BOOK, r'name="l_boards"', 'name="a b"'),
    "today: has lost its cells": formula("Start!#REF!"),
    "not written from A1": (BOOK, r"(?<=>MOC!\$C)1(?=<)", "2"),
    "stands for MOC!C1, which": (BOOK, r">MOC!\$C1<", ">MOC!C1<"),
    "asks for l_boards, which there is not": (BOOK, r'name="l_boards"', 'name="l_bords"'),
    "characters, Excel takes 8192": formula(LONG),
    "functions in one another, Excel takes 64": formula(NESTED),
    "bytes, Excel takes 16384": formula(HEAVY.replace("ÄÖÜ", "ÄÖÜ" * 3)),
    "256 arguments, Excel takes 255": formula(WIDE),
    "characters of a text, Excel takes 255": formula(WORDY),
    "takes one cell of c_moc_board": formula("c_moc_board&amp;1"),
    "takes one cell of c_moc_points": formula("IF(c_moc_points=1,1)"),
    "takes one cell of the cells between": formula("1+INDEX(c_moc_p,1):INDEX(c_moc_p,2)"),
    "takes one cell of MOC!$C$2:$C$9": formula("SUMPRODUCT(IF(MOC!$C$2:$C$9=1,1,0))"),
    "holds an array": (MOC, r"(?<=<formula1>)o_boards(?=<)", 'INDEX({1,2},1)'),
    "error has 226": (MOC, r'(?<= error=")[^"]*', "x" * 226),
    "prompt has 256": (MOC, r'(?<= prompt=")[^"]*', "x" * 256),
    "promptTitle has 33": (MOC, r'(?<=promptTitle=")[^"]*', "x" * 33),
    "the formula of a validation has 261": (MOC, r"(?<=<formula1>)o_boards(?=<)", "o_boards" + "+1" * 126 + " "),
    "two validations watch over": (MOC, r'(?<=<dataValidation sqref=")B2:B9', "B2:C2"),
    "validations are counted as 7": (MOC, r'(?<=<dataValidations count=")\d+', "7"),
    "has the number 14": (STYLES, r'(?<=<numFmt numFmtId=")200', "14"),
    "stands for 2 number formats": (STYLES, r'(?<=<numFmt numFmtId=")200', "164"),
    "has text in another section": (STYLES, r'(?<=formatCode=")0\.00_\)', "@;0"),
    "has 5 sections": (STYLES, r'(?<=formatCode=")0\.00_\)', "0;0;0;0;@"),
    "breaks off at": (STYLES, r'(?<=formatCode=")0\.00_\)', "0&quot;x"),
    "asks for fontId 99": (STYLES, r'fontId="1"', 'fontId="99"'),
    "number format 199, which": (STYLES, r'<xf numFmtId="164"', '<xf numFmtId="199"'),
    "cfRule asks for dxfId 99": (MOC, r'dxfId="1"', 'dxfId="99"'),
    "c asks for s 999": (MOC, r'(?<=<c r="A1" s=")\d+', "999"),
    "col asks for style 999": (MOC, r'(?<= style=")\d+', "999"),
    "its rows are not in order": (MOC, r'<row r="3"', '<row r="2"'),
    "of row 1 are not in order": (MOC, r'<c r="C1"', '<c r="A1"'),
    "a text has 32768": (MOC, r"<t>Board</t>", f"<t>{'x' * 32768}</t>"),
    "is outside of the shared formula": (ACTIVITIES, r'(?<= ref="A2:A)5', "4"),
    "'MOC/CC' is no title": (BOOK, r'name="MOC"', 'name="MOC/CC"'),
    "two sheets are called moc": (BOOK, r'name="REMS"', 'name="moc"'),
}  # fmt: skip
"""What is said, and what is wrong then: part, pattern and what takes the place of its first hit."""


@pytest.mark.parametrize("what", FAULTS)
def test_each_fault_is_found(tmp_path: Path, what: str) -> None:
    part, pattern, new = FAULTS[what]
    content = parts(live(tmp_path / "a.xlsx"))
    text, count = re.subn(pattern, lambda _: new, content[part].decode(), count=1)
    assert count
    found = faults(write(tmp_path / "b.xlsx", content | {part: text.encode()}))
    assert any(what in said for said in found), found


def test_formulas_are_measured() -> None:
    sizes = measures('IF(ROUND(1,c_x)>2,"it""s",INDEX({1,2},1))')
    assert (sizes.depth, sizes.arguments, sizes.text, sizes.arrays) == (2, 3, 4, 1)
    assert sizes.names() == {"c_x"}
    assert sizes.intersected({"c_x"}) == ["c_x"]
    assert (
        measures("MATCH(x,c_x,0)+SUM(1,c_x)+SUMPRODUCT(--(TRIM(c_x)=1))+LOOKUP(2,1/(c_x<>0),c_x)").intersected({"c_x"})
        == []
    )


def test_names_of_many_cells() -> None:
    assert [of_many_cells(text) for text in ("A!$B$2:$B$9", "r_a:r_b", "A!$B$2", "A!$B$2:$B$2", "IF(1,2)", "r_a")] == [
        True, True, False, False, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "code", ["General", "0.00_)", "yyyy\\-mm\\-dd;@", '"✗ "0;"✗ "\\-0;"✗ "0;"✗ "@', "[Red]0;[<5]0"]
)
def test_number_formats_of_excel(code: str) -> None:
    assert list(number_format_faults(code)) == []

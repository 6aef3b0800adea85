"""The XML of sheets, in the plain form and in others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from generator.workbook.area import Area
from generator.workbook.scan import Malformed, SheetXml, Special, sheet_xml

NAMESPACE = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def sheet(rows: str, tail: str = "") -> SheetXml:
    return sheet_xml(
        b"<worksheet %s><sheetData>%s</sheetData>%s</worksheet>" % (NAMESPACE, rows.encode(), tail.encode())
    )


def specials(rows: str) -> set[Special]:
    xml = sheet(rows)
    return {f for block in xml.blocks(list(xml.rows), 100) for f in block.specials}


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('<c r="B2" t="e"><v>#N/A</v></c>', "#N/A"),
        ('<c r="B2" s="4" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!"),
        ('<c r="B2" t="e" vm="1"><v>#SPILL!</v></c>', "#SPILL!"),
        ('<c r="B2" t="e"/>', "#N/A"),
        ('<c r="B2"><f>A1</f></c>', None),
        ('<c r="B2"><f>A1</f><v></v></c>', None),
        ('<c r="B2"><f>A1</f><v/></c>', None),
        ('<c r="B2" s="1"><f t="shared" si="0"/><v /></c>', None),
        ('<c r="B2" t="str"><f>A1</f></c>', None),
    ],
)
def test_cells_that_need_another_look(cell: str, expected: str | None) -> None:
    assert specials(f'<row r="2"><c r="A2"><v>1</v></c>{cell}<c r="C2" t="str"><f>A1</f><v>x</v></c></row>') == {
        Special(2, 2, expected)
    }


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="B2" t="str"><f>A1</f><v></v></c>',
        '<c r="B2" t="str"><f aca="false">A1</f><v/></c>',
        '<c r="B2"><f t="shared" si="0"/><v>0</v></c>',
        '<c r="B2" t="inlineStr"><is><t>look: t="e" and  t="e"</t></is></c>',
        '<c r="B2" s="3"/>',
    ],
)
def test_cells_that_are_as_they_seem(cell: str) -> None:
    assert specials(f'<row r="2">{cell}</row>') == set()


def test_error_cells_are_kept_from_the_fast_reader() -> None:
    xml = sheet('<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="e"><v>#BLOCKED!</v></c><c r="C2"><v>2</v></c></row>')
    [block] = xml.blocks([2], 10)
    assert block.xml == b'<row r="2"><c r="A2"><v>1</v></c><c r="C2"><v>2</v></c></row>'


def test_a_format_alone_fills_no_cell() -> None:
    xml = sheet(
        '<row r="2"><c r="B2" s="3"/></row><row r="3"><c r="B3" s="3"></c></row><row r="4" ht="20"/><row r="5"><c '
        'r="B5" s="3"><v>1</v></c></row>'
    )
    assert xml.filled([2]) == [5]
    assert xml.filled([1, 3]) == []


@given(st.integers(1, 16_384), st.integers(1, 16_384))
def test_right_of_any_column(limit: int, column: int) -> None:
    xml = sheet(f'<row r="2"><c r="{get_column_letter(column)}2"><v>1</v></c></row>')
    assert xml.reaches(limit) == (column > limit)
    assert list(xml.cells([2], limit)) == ([(2, column)] if column > limit else [])
    [block] = xml.blocks([2], limit)
    assert (b"<c " in block.xml) == (column <= limit)


def test_blocks_hold_rows_of_the_same_thousand() -> None:
    xml = sheet(
        "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in (1, 999, 1000, 1001, 250_000, 1_048_576))
    )
    assert [list(block.rows) for block in xml.blocks(list(xml.rows), 5)] == [
        [1, 999],
        [1000, 1001],
        [250_000],
        [1_048_576],
    ]


@pytest.mark.parametrize("cell", ["A1048576", "A9999999", "A20", "A12", "A3002"])
def test_a_cell_in_a_foreign_block_is_refused(cell: str) -> None:
    xml = sheet(f'<row r="2002"><c r="{cell}"><v>1</v></c></row>')
    with pytest.raises(Malformed):
        list(xml.blocks([2002], 5))


@pytest.mark.parametrize("rows", ['<row r="3"/><row r="2"/>', '<row r="2"/><row r="2"/>', '<row r="1048577"/>'])
def test_rows_out_of_order_are_refused(rows: str) -> None:
    with pytest.raises(Malformed):
        sheet(rows)


@pytest.mark.parametrize(
    "data", [b"", b"<html/>", b"<worksheet><sheetData><row", b"<a><sheetData/><sheetData/></a>", b"\xff\xfe"]
)
def test_what_is_no_sheet_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        sheet_xml(data)


@pytest.mark.parametrize(
    "inside", ["<sheetData/>", "<sheetData></sheetData>", "<sheetData />", "<sheetData>\n</sheetData>"]
)
def test_a_sheet_without_rows(inside: str) -> None:
    xml = sheet_xml(f"<worksheet>{inside}</worksheet>".encode())
    assert (dict(xml.rows), xml.filled([1]), list(xml.blocks([], 5))) == ({}, [], [])


def test_merged_cells() -> None:
    xml = sheet(
        '<row r="2"/>', '<mergeCells count="2"><mergeCell ref="B3:C4"/><mergeCell ref="AA10:AB10"/></mergeCells>'
    )
    assert xml.merges == (Area(2, 3, 3, 4), Area(27, 10, 28, 10))
    assert [merge.address for merge in xml.merges] == ["B3:C4", "AA10:AB10"]


PLAIN = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>a &amp; b</t></is></c><c r="C1" s="2"><v>3</v></c></row>'
    '<row r="4"><c r="A4" t="e"><v>#N/A</v></c><c r="B4"><f>A1</f></c><c r="C4" t="str"><f>A1</f><v></v></c></row>'
)
MERGED = '<mergeCells><mergeCell ref="B3:C4"/></mergeCells>'
PREFIXED = f"<worksheet><sheetData>{PLAIN}</sheetData>{MERGED}</worksheet>".replace("<", "<x:").replace("<x:/", "</x:")


@pytest.mark.parametrize(
    "data",
    [
        PREFIXED.replace("<x:worksheet>", '<x:worksheet xmlns:x="urn:x">'),
        f"<worksheet><sheetData>{PLAIN}</sheetData>{MERGED}</worksheet>".replace('r="C1" s="2"', 's="2" r="C1"'),
        f"<worksheet><sheetData>{PLAIN}</sheetData>{MERGED}</worksheet>".replace('"', "'"),
        f"<worksheet><sheetData>{PLAIN}</sheetData>{MERGED}</worksheet>".replace("<c ", "<c\n ").replace(
            "<row ", "<row\t"
        ),
        f"<worksheet><sheetData>{PLAIN}</sheetData>{MERGED}</worksheet>".replace("a &amp; b", "<![CDATA[a & b]]>"),
        f"<worksheet><!-- <sheetData> --><sheetData><!-- <row r='9'/> -->{PLAIN}</sheetData>{MERGED}</worksheet>",
        f"<worksheet><sheetData>{PLAIN}</sheetData>{MERGED}</worksheet>".replace(' r="A1"', "")
        .replace(' r="A4"', "")
        .replace(' r="B4"', ""),
        f"<worksheet><sheetData>{PLAIN}</sheetData>{MERGED}</worksheet>".replace(' r="1"', ""),
    ],
    ids=["prefix", "order", "single quotes", "white space", "cdata", "comments", "cells unnumbered", "row unnumbered"],
)
def test_other_forms_say_the_same(data: str) -> None:
    xml = sheet_xml(data.encode())
    assert list(xml.rows) == [1, 4]
    assert xml.merges == (Area(2, 3, 3, 4),)
    assert xml.filled([1]) == [1, 4]
    assert list(xml.cells([1, 4])) == [(1, 1), (1, 3), (4, 1), (4, 2), (4, 3)]
    blocks = list(xml.blocks([1, 4], 5))
    assert {f for block in blocks for f in block.specials} == {Special(4, 1, "#N/A"), Special(4, 2, None)}
    assert b"a &amp; b" in blocks[0].xml
    assert b's="2"' in blocks[0].xml


def test_runs_and_sounds_in_another_form() -> None:
    text = (
        "<x:is><x:r><x:t>two </x:t></x:r><x:r><x:rPr><x:b/></x:rPr><x:t>runs</x:t></x:r><x:rPh><x:t>SOUND</x:t></x:rPh>"
        "</x:is>"
    )
    row = f'<x:row><x:c t="inlineStr">{text}</x:c></x:row>'
    xml = sheet_xml(f'<x:worksheet xmlns:x="urn:x"><x:sheetData>{row}</x:sheetData></x:worksheet>'.encode())
    [block] = xml.blocks([1], 5)
    assert b">two runs</t>" in block.xml

"""The XML of sheets, in the plain form and in others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from generator.catalog import load
from generator.workbook.area import Area
from generator.workbook.cells import Cell, CellError, Uncalculated
from generator.workbook.days import DayCount
from generator.workbook.scan import Malformed, SheetXml, sheet_xml
from generator.workbook.strings import text_of_xml
from generator.workbook.values import Values

NAMESPACE = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def sheet(rows: str, tail: str = "") -> SheetXml:
    return sheet_xml(
        b"<worksheet %s><sheetData>%s</sheetData>%s</worksheet>" % (NAMESPACE, rows.encode(), tail.encode())
    )


def read(xml: SheetXml, strings: Sequence[str] = ()) -> dict[tuple[int, int], Cell]:
    """Row and column to cell, blanks left out; all columns as texts."""
    values = Values(strings, DayCount(), frozenset())
    columns = dict.fromkeys(range(1, 10), replace(load().sheets["activities"].columns[0], kind="text", list=None))
    rows = list(xml.rows)
    found = values.columns(xml, rows, columns)
    return {
        (row, number): cell
        for number, cells in found.items()
        for row, cell in zip(rows, cells.by_row, strict=True)
        if cell is not None
    }


def specials(rows: str) -> dict[tuple[int, int], Cell]:
    return {at: cell for at, cell in read(sheet(rows)).items() if isinstance(cell, (CellError, Uncalculated))}


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
    row = f'<row r="2"><c r="A2"><v>1</v></c>{cell}<c r="C2" t="str"><f>A1</f><v>x</v></c></row>'
    assert specials(row) == {(2, 2): Uncalculated() if expected is None else CellError(expected)}


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
    assert specials(f'<row r="2">{cell}</row>') == {}


def test_error_values_that_only_newer_programs_know() -> None:
    rows = '<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="e"><v>#BLOCKED!</v></c><c r="C2"><v>2</v></c></row>'
    assert read(sheet(rows)) == {(2, 1): 1.0, (2, 2): CellError("#BLOCKED!"), (2, 3): 2.0}


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
    [(_, cells)] = xml.cells_of([2], limit)
    assert bool(cells) == (column <= limit)


@pytest.mark.parametrize("cell", ["A1048576", "A9999999", "A20", "A12", "A3002"])
def test_a_cell_in_a_foreign_row_is_refused(cell: str) -> None:
    with pytest.raises(Malformed, match="row 2002"):
        read(sheet(f'<row r="2002"><c r="{cell}"><v>1</v></c></row>'))
    with pytest.raises(Malformed, match="row 2002"):
        read(sheet(f"<row r='2002'><c r='{cell}'><v>1</v></c></row>"))


@pytest.mark.parametrize(
    "cells",
    [
        '<c r="A2"><v>1</v></c><c r="A2"><v>2</v></c>',
        '<c r="A2"><v>x</v></c>',
        '<c r="A2"><v>1_0</v></c>',
        '<c r="A2"><v>inf</v></c>',
        '<c r="A2"><v>nan</v></c>',
        '<c r="A2" t="s"><v>1</v></c>',
        '<c r="A2" t="s"><v>-1</v></c>',
        '<c r="A2" t="x"><v>1</v></c>',
        '<c r="A2" t="str"><v>&what;</v></c>',
        '<c r="A2" t="str"><v>&#1114112;</v></c>',
        '<c r="A2" t="str"><v>&amp</v></c>',
    ],
)
def test_cells_that_nobody_can_read_are_refused_by_their_row(cells: str) -> None:
    with pytest.raises(Malformed, match="row 2"):
        read(sheet(f'<row r="2">{cells}</row>'), ["one"])


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
    assert (dict(xml.rows), xml.filled([1]), list(xml.cells_of([], 5))) == ({}, [], [])


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
    assert read(xml) == {(1, 1): "a & b", (1, 3): 3.0, (4, 1): CellError("#N/A"), (4, 2): Uncalculated()}
    assert [cell[2] for _, cells in xml.cells_of([1], 5) for cell in cells][1] == b' s="2"'


def test_runs_and_sounds_in_another_form() -> None:
    text = (
        "<x:is><x:r><x:t>two </x:t></x:r><x:r><x:rPr><x:b/></x:rPr><x:t>runs</x:t></x:r><x:rPh><x:t>SOUND</x:t></x:rPh>"
        "</x:is>"
    )
    row = f'<x:row><x:c t="inlineStr">{text}</x:c></x:row>'
    xml = sheet_xml(f'<x:worksheet xmlns:x="urn:x"><x:sheetData>{row}</x:sheetData></x:worksheet>'.encode())
    assert read(xml) == {(1, 1): "two runs"}
    plain = row.replace("x:", "").replace("<row", '<row r="1"').replace("<c", '<c r="A1"')
    assert read(sheet(plain)) == {(1, 1): "two runs"}


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('<c r="A1" t="str"><v>cut<!-- here --> and there</v></c>', "cut and there"),
        ('<c r="A1" t="inlineStr"><is><t>a<?pi?>b</t></is></c>', "ab"),
        ('<c r="A1" t="str"><v><![CDATA[a & b]]> & c</v></c>'.replace(" & c", " &amp; c"), "a & b & c"),
        ('<c r="A1" t="str"><v>a\r\nb&#13;</v></c>', "a\nb\r"),
    ],
)
def test_a_text_is_whole_whatever_stands_in_it(cell: str, expected: str) -> None:
    assert read(sheet(f'<row r="1">{cell}</row>')) == {(1, 1): expected}


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="E2" s="1" t = "s"><v>0</v></c>',
        "<c r=\"E2\" t= 's'><v>0</v></c>",
        "<c r=\"E2\" t='s'><v>0</v></c>",
        '<c r="E2" t="&#115;"><v>0</v></c>',
        '<c r="E2"\n t="s"><v>0</v></c>',
        '<c r="E2"  t="s"><v>0</v></c>',
    ],
)
def test_attributes_mean_the_same_however_they_are_written(cell: str) -> None:
    """XML 1.0, 2.3 and 3.1: blanks around =, either quotation mark, references."""
    assert read(sheet(f'<row r="2">{cell}</row>'), ["Pain"]) == {(2, 5): "Pain"}


def test_rows_are_those_of_the_sheet_alone() -> None:
    """Drawings and extensions have elements of that name too; a row of blanks makes every row be looked at."""
    tail = '<extLst><ext xmlns:q="w"><q:row r="11"><q:c r="E11"><q:v>7</q:v></q:c></q:row></ext></extLst>'
    xml = sheet('<row r="2"><c r="E2"><v>5</v></c></row><row r="10"> </row>', tail)
    assert xml.filled([5]) == [2]
    assert read(xml) == {(2, 5): 5.0}
    odd = sheet('<row r="2"><c r="E2"><!-- x --><v>5</v></c></row>', tail)
    assert (odd.filled([5]), read(odd)) == ([2], {(2, 5): 5.0})


@pytest.mark.parametrize(
    "merged", ['<mergeCell\n ref="E2:E4"/>', '<mergeCell  ref="E2:E4"/>', "<mergeCell ref='E2:E4'/>",
               '<mergeCell xmlns:x="u" x:uid="1" ref="E2:E4"/>'],
)  # fmt: skip
def test_merged_cells_however_they_are_written(merged: str) -> None:
    xml = sheet('<row r="2"><c r="E2"><v>5</v></c></row>', f'<mergeCells count="1">{merged}</mergeCells>')
    assert [area.address for area in xml.merges] == ["E2:E4"]


def test_a_quotation_in_a_text_is_nothing_odd() -> None:
    xml = sheet('<row r="2"><c r="E2" t="inlineStr"><is><t>Where x=\'y\'</t></is></c></row>')
    assert xml.plain
    assert read(xml) == {(2, 5): "Where x='y'"}


def test_a_text_in_a_cell_of_numbers_is_malformed_wherever_it_stands() -> None:
    rows = ['<row r="2"><c r="E2"><v>5</v></c></row>', '<row r="3"><c r="E3"><is><t>5</t></is></c></row>']
    with pytest.raises(Malformed, match="row 3"):
        read(sheet("".join(rows)))


def test_a_text_is_as_long_as_what_it_means() -> None:
    """Excel writes a carriage return as _x000D_; a cell holds 32,767 characters."""
    assert len(text_of_xml(b"a" * 32_000 + b"_x000D_" * 700)) == 32_700
    with pytest.raises(Malformed):
        text_of_xml(b"a" * 32_768)

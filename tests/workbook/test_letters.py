"""Columns as letters, addresses and number formats: openpyxl, which has the same, is asked too."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils import column_index_from_string, get_column_letter, range_boundaries

from generator.workbook.area import LAST_COLUMN, LAST_ROW, area_in_file, area_of
from generator.workbook.formats import date_styles, shows_date
from generator.workbook.letters import letters_of, number_of


def test_every_column_has_the_letters_that_openpyxl_gives_it() -> None:
    for number in range(1, 18_279):
        assert letters_of(number) == get_column_letter(number)
        assert number_of(letters_of(number)) == column_index_from_string(get_column_letter(number)) == number
    assert letters_of(LAST_COLUMN) == "XFD"
    assert number_of("xfd") == LAST_COLUMN


@pytest.mark.parametrize("wrong", ["", "A1", "Ä", "AAAA", "$A", " A"])
def test_what_is_no_column(wrong: str) -> None:
    with pytest.raises(ValueError, match="is no column"):
        number_of(wrong)


@pytest.mark.parametrize("wrong", [0, -1, 18_279])
def test_what_is_no_number_of_a_column(wrong: int) -> None:
    with pytest.raises(ValueError, match="is no column"):
        letters_of(wrong)


CORNERS = st.from_regex(r"\A\$?[A-Za-z]{0,3}\$?([1-9][0-9]{0,5})?\Z")


@given(st.one_of(CORNERS, st.tuples(CORNERS, CORNERS).map(":".join), st.text("AB12$: ", max_size=8)))
def test_addresses_are_read_as_openpyxl_reads_them(text: str) -> None:
    try:
        left, top, right, bottom = range_boundaries(text)
    except (ValueError, TypeError):
        left = top = None
    if left is None and top is None:
        with pytest.raises(ValueError, match="is no address"):
            area_of(text)
        return
    wanted = [left or 1, right or LAST_COLUMN, top or 1, bottom or LAST_ROW]
    area = area_of(text)
    assert [area.left, area.right, area.top, area.bottom] == [*sorted(wanted[:2]), *sorted(wanted[2:])]


@pytest.mark.parametrize("text", [None, "", "A0", "XFE1", "A1048577", "A1:B", "1:B2", "A1:B2:C3", "Sheet!A1"])
def test_what_is_no_address_of_a_sheet(text: str | None) -> None:
    assert area_in_file(text) is None


def test_formats_without_a_code_are_those_of_the_standard() -> None:
    """ECMA-376 Part 1, 18.8.30; openpyxl has its list of them, without those of East Asia."""
    found = {number for number in range(60) if number in date_styles_of(range(60))}
    of_openpyxl = {n for n, code in BUILTIN_FORMATS.items() if is_date_format(code) and not is_timedelta_format(code)}
    assert found == of_openpyxl | {*range(27, 37)} | {*range(50, 59)}
    assert {14, 15, 16, 17, 22} <= found
    assert not found & {0, 1, 2, 9, 44, 46, 49}


def date_styles_of(numbers: range) -> frozenset[int]:
    xfs = "".join(f'<xf numFmtId="{number}"/>' for number in numbers)
    return date_styles(etree.fromstring(f"<styleSheet><cellXfs>{xfs}</cellXfs></styleSheet>"))


def test_a_code_of_its_own_counts_more_than_a_number() -> None:
    styles = etree.fromstring(
        '<styleSheet><numFmts><numFmt numFmtId="14" formatCode="0.0"/></numFmts>'
        '<cellXfs><xf numFmtId="14"/><xf/></cellXfs></styleSheet>'
    )
    assert date_styles(styles) == frozenset()


CODES = {
    "m/d/yyyy": True,
    "[$-409]mmmm d, yyyy;@": True,
    "yyyy\\-mm\\-dd": True,
    'd" of "mmmm': True,
    "h:mm AM/PM": True,
    "[h]:mm:ss": False,
    "[mm]:ss": False,
    "General": False,
    "0.00": False,
    '#,##0 "days"': False,
    "[Red]0.00;[Blue]-0.00": False,
    "_(* #,##0_);_(* \\(#,##0\\)": False,
    "0;d": False,
    "0\\d": False,
    "0_d": False,
    "@": False,
    "": False,
}


@pytest.mark.parametrize("code", CODES)
def test_a_code_shows_a_day_or_not(code: str) -> None:
    assert shows_date(code) is CODES[code]
    assert (bool(is_date_format(code)) and not is_timedelta_format(code)) is CODES[code]

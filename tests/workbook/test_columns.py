"""Columns are found by header, then by defined name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.catalog import load
from generator.failure import Failure
from generator.workbook.book import NamedColumn
from generator.workbook.columns import largest_number, match

SHEET = load().sheets["support"]
HEADERS = {number: column.header for number, column in enumerate(SHEET.columns, 2)}


def test_headers_in_place() -> None:
    columns = match(SHEET, HEADERS, {}.get)
    assert columns.numbers == {"provider_activity_id": 2, "supporter": 3, "kind": 4, "amount": 5}
    assert columns.notes == ()


@given(st.permutations(list(HEADERS.values())), st.lists(st.integers(1, 9), min_size=5, max_size=5))
def test_any_order_with_others_between(order: list[str], gaps: list[int]) -> None:
    places, at = {}, 0
    for header, gap in zip(order, gaps, strict=False):
        at += gap
        places[at] = header
    mixed = places | {n: f"My own {n}" for n in range(1, at) if n not in places}
    columns = match(SHEET, mixed, {}.get)
    assert {SHEET.column(name).header: number for name, number in columns.numbers.items()} == {
        header: n for n, header in places.items()
    }


def test_spaces_case_and_line_breaks_do_not_matter() -> None:
    changed = {2: "provider  ACTIVITY id", 3: "Supporter\u00a0", 4: "Monetary\nor in-kind", 5: "Amount (usd)"}
    assert match(SHEET, changed, {}.get).numbers == match(SHEET, HEADERS, {}.get).numbers


def test_a_changed_header_is_found_by_name_and_told() -> None:
    names = {"c_sup_amount": NamedColumn("Support", 5, 101)}
    columns = match(SHEET, HEADERS | {5: "Dollars"}, names.get)
    assert columns.numbers["amount"] == 5
    [note] = columns.notes
    assert (note.code, note.cell, note.column, note.value) == ("header-changed", "E1", "amount", "Dollars")
    assert note.slots == {"header": "Amount (USD)", "value": "Dollars"}


def test_a_blank_header_is_found_by_name() -> None:
    [note] = match(
        SHEET, {n: h for n, h in HEADERS.items() if n != 5}, {"c_sup_amount": NamedColumn("Support", 5, 101)}.get
    ).notes
    assert note.value is None
    assert note.slots["value"] == "(blank)"


def test_a_name_never_takes_a_column_with_another_known_header() -> None:
    columns = match(
        SHEET, {n: h for n, h in HEADERS.items() if n != 5}, {"c_sup_amount": NamedColumn("Support", 4, 101)}.get
    )
    assert "amount" not in columns.numbers
    assert [note.code for note in columns.notes] == ["column-missing"]


def test_a_name_on_another_sheet_does_not_count() -> None:
    columns = match(
        SHEET, {n: h for n, h in HEADERS.items() if n != 5}, {"c_sup_amount": NamedColumn("REMS", 5, 101)}.get
    )
    assert "amount" not in columns.numbers


def test_a_missing_column_is_told_and_a_needed_one_refused() -> None:
    [note] = match(SHEET, {2: HEADERS[2], 3: HEADERS[3], 4: HEADERS[4]}, {}.get).notes
    assert (note.code, note.sheet, note.column, note.slots["header"]) == (
        "column-missing",
        "Support",
        "amount",
        "Amount (USD)",
    )
    with pytest.raises(Failure, match=r"The sheet Support has no column 'Supporter' in row 1"):
        match(SHEET, {n: h for n, h in HEADERS.items() if n != 3}, {}.get)


def test_the_same_header_twice_names_both_cells() -> None:
    with pytest.raises(Failure, match=r"'Supporter', in C1 and AB1"):
        match(SHEET, HEADERS | {28: "supporter"}, {}.get)


def test_a_column_of_the_users_may_stand_twice() -> None:
    assert match(SHEET, HEADERS | {7: "Note", 8: "Note"}, {}.get).notes == ()


def test_the_largest_number_of_a_family() -> None:
    assert (
        largest_number(
            {1: "Practice area 1", 9: "practice  area 12", 4: "Practice area x", 5: "Practice area 03"},
            "Practice area 1",
        )
        == 12
    )
    assert largest_number({}, "Practice area 1") == 0

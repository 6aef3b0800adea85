"""Rows in columns: nothing is lost, nothing is wider than its column."""

from __future__ import annotations

import io
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from generator.printable import printable
from generator.report.layout import Page, Row, shared_out, widest, wrapped

TEXTS = st.text(max_size=80).map(printable)


def printed(rows: list[Row], widths: list[int], *, terminal: bool) -> list[str]:
    out = io.StringIO()
    console = Console(file=out, width=60, force_terminal=terminal, color_system=None, markup=False, highlight=False)
    with Page(console) as page:
        page.rows(rows, widths)
    return out.getvalue().splitlines()


@given(TEXTS, st.integers(4, 30))
def test_wrapping_keeps_every_character_but_blanks(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert max(map(cell_len, lines)) <= width
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), max_size=4))
def test_a_terminal_and_a_file_get_the_same_lines(rows: list[tuple[str, str, str]]) -> None:
    shown = [Row([[cell] for cell in row], ("bold", "", "dim")) for row in rows]
    to_file, to_terminal = (printed(shown, [8, 12], terminal=terminal) for terminal in (False, True))
    assert to_file == [line.rstrip() for line in to_terminal]


def test_what_is_too_long_goes_on_below_in_its_column() -> None:
    row = Row((["MISSING"], ["Activities!T22"], ["List on CME Passport is blank, so choose Yes or No."]), ("",) * 3)
    assert printed([row], [7, 10], terminal=False) == [
        "  MISSING  Activities  List on CME Passport is blank, so",
        "           !T22        choose Yes or No.",
    ]
    assert printed([Row((["漢方"], ["x"], ["y"]), ("",) * 3)], [7, 1], terminal=False) == ["  漢方     x  y"]


def test_a_line_goes_on_further_in() -> None:
    out = io.StringIO()
    with Page(Console(file=out, width=30)) as page:
        page.line("CME-1  A title that is too long for the console")
        page.line()
    assert out.getvalue().splitlines() == ["CME-1  A title that is too", "  long for the console", ""]


def test_what_cannot_be_seen_takes_the_place_of_its_mark() -> None:
    assert widest(["\u200b"], 20) == widest([""], 20) == 1
    assert printed([Row((["x"], ["\u200b"], ["y"]), ("",) * 3)], [1, widest(["\u200b"], 9)], terminal=False) == [
        "  x  □  y"
    ]


def test_an_exception_keeps_what_was_said_before_it() -> None:
    out = io.StringIO()

    def report() -> None:
        with Page(Console(file=out, width=30)) as page:
            page.line("CME-1")
            page.rows((Row.of(str(1 // n)) for n in (1, 0)), [])

    with pytest.raises(ZeroDivisionError):
        report()
    assert out.getvalue() == "CME-1\n  1\n"


@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), min_size=1, max_size=4), st.sampled_from([60, 80]))
def test_a_table_is_no_wider_than_the_console_and_loses_nothing(rows: list[tuple[str, str, str]], width: int) -> None:
    out = io.StringIO()
    with Page(Console(file=out, width=width)) as page:
        page.table(("Cell", "Value", "What happens"), [Row.of(*row) for row in rows])
    lines = out.getvalue().splitlines()
    assert max(map(cell_len, lines)) <= width
    given = "".join(chain(("Cell", "Value", "What happens"), *rows))
    assert sorted("".join(out.getvalue().split())) == sorted("".join(given.split()))


def test_columns_that_fit_are_as_wide_as_their_texts() -> None:
    assert shared_out([4, 10, 12], 40) == [4, 10, 12]
    assert shared_out([4, 40, 12], 30) == [4, 14, 12]
    assert shared_out([4, 90, 90], 34) == [4, 15, 15]

"""A column that holds each of its cells once says of every row what that row holds."""

from __future__ import annotations

import datetime as dt

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from generator.workbook.cells import Cell, CellError, Uncalculated, text_of
from generator.workbook.distinct import Distinct, Gathered

CELLS = st.one_of(
    st.none(), st.sampled_from(["", "1", "TRUE", "a", "A"]), st.sampled_from([0.0, 1.0, 2.5]), st.booleans(),
    st.sampled_from([dt.date(2026, 1, 2), dt.datetime(2026, 1, 2)]),
    st.sampled_from([CellError("#N/A"), Uncalculated()]),
)  # fmt: skip


def typed(cells: list[Cell]) -> list[tuple[type, Cell]]:
    """TRUE and 1, and a day and its midnight, are equal to Python or nearly so, and no cell is both."""
    return [(type(cell), cell) for cell in cells]


@given(st.lists(CELLS, max_size=12))
def test_every_row_keeps_its_cell(cells: list[Cell]) -> None:
    column = Distinct.of(cells)
    assert typed(column.by_row.tolist()) == typed(cells)
    assert len({*typed(list(column.cells))}) == len(column.cells)
    assert column.filled.tolist() == [cell is not None for cell in cells]
    assert column.each(text_of, object).tolist() == [text_of(cell) for cell in cells]
    assert column.of_texts(bool, np.bool_).tolist() == [bool(text_of(cell)) for cell in cells]


@given(st.lists(st.tuples(CELLS, st.booleans()), min_size=1, max_size=12))
def test_some_rows_are_a_column_too(rows: list[tuple[Cell, bool]]) -> None:
    cells, chosen = [cell for cell, _ in rows], np.array([wanted for _, wanted in rows])
    some = Distinct.of(cells).only(chosen)
    assert typed(some.by_row.tolist()) == typed([cell for cell, wanted in rows if wanted])


@given(st.lists(CELLS, max_size=12), st.sampled_from([str, float, bool, dt.date, CellError, (CellError, Uncalculated)]))
def test_rows_of_a_kind(cells: list[Cell], kind: type | tuple[type, ...]) -> None:
    column = Distinct.of(cells)
    expected = [position for position, cell in enumerate(cells) if isinstance(cell, kind)]
    assert column.rows(column.of_kind(kind)).tolist() == expected
    assert np.flatnonzero(column.is_in(column.of_kind(kind))).tolist() == expected


def test_rows_that_nobody_fills_are_blank() -> None:
    gathered = Gathered(3)
    gathered.at[1] = gathered.number("a")
    assert gathered.number("a") == gathered.at[1]
    assert gathered.column().by_row.tolist() == [None, "a", None]

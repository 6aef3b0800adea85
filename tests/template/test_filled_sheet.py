"""Rows that are kept as values come out of the file as what they are, in the form that openpyxl gives to cells."""

from __future__ import annotations

import datetime as dt
import tempfile
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from generator.catalog import load
from generator.failure import Failure
from generator.template import build, save
from generator.template.filled_sheet import FilledSheet
from generator.template.limits import BuildError
from generator.workbook.cells import Cell, CellError
from generator.workbook.read import read
from tests.bench.fuzzing import draws

CATALOG = load()
COLUMNS = [column.id for column in CATALOG.sheet("activities").columns]
NOT_FOR_DATES = [column.id for column in CATALOG.sheet("activities").columns if column.kind != "date"]
"""Of a number in a column of dates openpyxl makes a day."""
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).filter(lambda text: "_x" not in text)
CELLS = st.one_of(
    TEXTS,
    st.sampled_from(["=SUM(A1)", "@x", " padded ", "a\nb", "a\r\nb", "<&>\"'", "007", "#N/A", "TRUE", "京都’s"]),
    st.floats(-1e12, 1e12, allow_nan=False),
    st.booleans(),
    st.dates(dt.date(1900, 3, 1), dt.date(9999, 12, 31)),
    st.sampled_from([CellError("#N/A"), CellError("#DIV/0!")]),
)
ROWS = st.dictionaries(
    st.integers(2, 40), st.dictionaries(st.sampled_from(NOT_FOR_DATES), CELLS, max_size=8), max_size=30
)
"""Every kind of cell in few draws: each builds a workbook."""


@settings(max_examples=draws(6), deadline=None)
@given(ROWS)
def test_every_cell_comes_back(rows: dict[int, dict[str, Cell]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        save(build(CATALOG, rows=40, rows_of={"activities": rows}), path)
        workbook = openpyxl.load_workbook(path, read_only=True)
        found = {
            (number, column): seen(cell)
            for number, row in enumerate(workbook["Activities"].iter_rows(min_row=2, max_row=41), 2)
            for column, cell in zip(COLUMNS, row[1:], strict=False)
            if cell.value is not None
        }
        workbook.close()
    assert found == {(row, column): plain(cell) for row, cells in rows.items() for column, cell in cells.items()}


def seen(cell: openpyxl.cell.cell.Cell) -> object:
    value = cell.value
    if isinstance(value, dt.datetime):
        return "day", value.date()
    if cell.data_type == "e":
        return "error", value
    return unescape(value) if isinstance(value, str) else value


def plain(cell: Cell) -> object:
    if isinstance(cell, dt.date):
        return "day", cell
    if isinstance(cell, CellError):
        return "error", cell.text
    if isinstance(cell, str):
        return cell
    return pytest.approx(cell, rel=1e-15)


def test_rows_stand_in_order_and_each_once(tmp_path: Path) -> None:
    rows: dict[int, dict[str, Cell]] = {
        9: {"title": "later"},
        4: {"title": "earlier", "provider_activity_id": "A"},
        6: {},
    }
    book = build(CATALOG, rows=20, rows_of={"activities": rows})
    book["Activities"]["E7"] = "typed by a program"
    book["Activities"]["C9"] = "before the title"
    save(book, tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        sheet = openpyxl.load_workbook(tmp_path / "a.xlsx", read_only=True)["Activities"]
        xml = archive.read("xl/worksheets/sheet2.xml").decode()
    assert [int(piece.split('"')[0]) for piece in xml.split('<row r="')[1:]] == [1, 4, 6, 7, 9]
    assert sheet["B4"].value == "A"
    assert sheet["E7"].value == "typed by a program"
    assert (sheet["C9"].value, sheet["E9"].value) == ("before the title", "later")
    assert xml.index('r="C9"') < xml.index('r="E9"')


def test_a_large_batch_has_no_object_for_each_cell() -> None:
    rows: dict[int, dict[str, Cell]] = {n: {"title": f"Title {n}"} for n in range(2, 1_002)}
    few, many = (build(CATALOG, rows=1_000, rows_of={"activities": part}) for part in ({2: rows[2]}, rows))
    assert len(many["Activities"]._cells) == len(few["Activities"]._cells)  # type: ignore[attr-defined]  # not in its types
    assert many["Activities"].max_row == 1_001
    assert many["Activities"].calculate_dimension().endswith("1001")


@pytest.mark.parametrize("cell", [float("nan"), float("inf"), "x" * 32_768, "\x01" * 4_682, "x" * 32_761 + "\x01"])
def test_what_no_cell_holds_is_refused_wherever_it_stands(cell: Cell) -> None:
    sheet = build(CATALOG, rows=3)["Activities"]
    assert isinstance(sheet, FilledSheet)
    with pytest.raises((BuildError, Failure)):
        sheet.put_beside(60, {2: cell})
    with pytest.raises((BuildError, Failure)):
        build(CATALOG, rows=3, rows_of={"activities": {2: {"title": cell}}})


@pytest.mark.parametrize("text", ["x" * 32_767, "\x01" * 4_681, "x" * 32_760 + "\x01", "_x0041_" * 2_520])
def test_the_longest_text_comes_back_whole(text: str, tmp_path: Path) -> None:
    """A sign that XML cannot carry takes seven characters in the file (ECMA-376 part 1, 22.9.2.19)."""
    path = tmp_path / "t.xlsx"
    save(build(CATALOG, rows=3, rows_of={"activities": {2: {"description": text}}}), path)
    batch = read(path, lambda version, areas: load(version, None, areas))
    assert list(batch.sheets["activities"].raw("description")) == [text]

"""The second test bench: what it tells of a workbook is what Gnumeric works out."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName

from tests.bench.gnumeric import GnumericError, recalculated

pytestmark = pytest.mark.usefixtures("gnumeric")


def test_values_are_those_of_the_cells_from_a1_on(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Some sheet"
    cells = ["once", "twice", "twice", 1.5, True, dt.date(2026, 3, 1), None, "tab\tand\nbreak"]
    formulas = ["=NA()", '="a"&D3', "=E3>2"]
    for column, value in enumerate([*cells, *formulas], 2):
        sheet.cell(3, column).value = value
    book.save(tmp_path / "book.xlsx")
    read = ["once", "twice", "twice", 1.5, True, 46082.0, None, "tab\tand\nbreak", "#N/A", "atwice", False]
    shown = recalculated(tmp_path / "book.xlsx")
    assert shown.values("Some sheet") == [[], [], [None, *read]]
    assert not shown.unread


def test_every_formula_is_worked_out_anew(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "=1+1"
    book.save(tmp_path / "book.xlsx")
    with ZipFile(tmp_path / "book.xlsx") as made, ZipFile(tmp_path / "old.xlsx", "w", ZIP_DEFLATED) as old:
        for name in made.namelist():
            part = made.read(name)
            if name.endswith("sheet1.xml"):
                part = part.replace(b"<v></v>", b"<v>5</v>").replace(b"<v />", b"<v>5</v>")
                assert b"<v>5</v>" in part
            old.writestr(name, part)
    assert recalculated(tmp_path / "old.xlsx").values("Sheet") == [[2.0]]


def test_what_it_cannot_read_is_told(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.print_title_rows, sheet.print_title_cols = "1:1", "A:B"
    for name, text in (("r_a", "Sheet!$A1"), ("r_b", "Sheet!$B1"), ("both", "r_a:r_b")):
        book.defined_names[name] = DefinedName(name, attr_text=text)
    sheet["C1"] = "=COUNTA(both)"
    book.save(tmp_path / "book.xlsx")
    assert recalculated(tmp_path / "book.xlsx").unread == ["r_a:r_b"]


def test_a_file_that_is_no_workbook(tmp_path: Path) -> None:
    (tmp_path / "book.xlsx").write_text("no workbook", encoding="utf-8")
    with pytest.raises(GnumericError, match=r"book\.xlsx"):
        recalculated(tmp_path / "book.xlsx")

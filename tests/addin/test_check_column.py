from __future__ import annotations

import pytest
import xlwings as xw

from addin.check_column import add_check_column
from generator.catalog import Catalog
from generator.failure import Failure
from tests.addin.open_batch import checked_now, click, everything, keys, select, to_its_end
from tests.bench.excel import Engine


def entries(book: xw.Book, catalog: Catalog) -> str:
    """How a structured reference names the columns of entries of MOC."""
    columns = catalog.sheets["moc"].columns
    return f"[{columns[0].header}]:[{columns[-1].header}]"


def test_a_check_column_stands_beside_the_table(excel: Engine, book: xw.Book, catalog: Catalog) -> None:
    found = keys(checked_now(book).findings)
    sheet = book.sheets["MOC"]
    select(sheet["C2"])
    last = sheet.used_range.last_cell.column
    rows = book.names["c_moc_checked"].refers_to_range.last_cell.row
    click("add_check_column")
    said = excel.alerts[-1][0]
    column = sheet.range((1, last + 2), (rows, last + 2))
    assert column.formula_array.upper() == f"=PARS_CHECK(T_MOC[[#ALL],{entries(book, catalog).upper()}])"
    assert f"in column {column.get_address(False, False).split('1')[0]}," in said
    assert f"It reaches to row {rows}" in said
    assert keys(checked_now(book).findings) == found, "it is no column of the batch"
    before = everything(book)
    click("add_check_column")
    assert "MOC has a check column already" in excel.alerts[-1][0]
    assert everything(book) == before


def test_where_formulas_spill_one_cell_is_enough(excel: Engine, book: xw.Book, catalog: Catalog) -> None:
    sheet = book.sheets["MOC"]
    select(sheet["C2"])
    last = sheet.used_range.last_cell.column
    told = to_its_end(add_check_column(book, spills=True))
    assert sheet[0, last + 1].formula.upper() == f"=PARS_CHECK(T_MOC[[#ALL],{entries(book, catalog).upper()}])"
    assert sheet[1, last + 1].formula == ""
    assert "reaches to row" not in told.text


def test_where_there_is_no_table_or_no_function_it_is_said(excel: Engine, book: xw.Book) -> None:
    book.sheets["Start"].activate()
    click("add_check_column")
    assert excel.alerts[-1][0].startswith("Go to Activities, MOC, REMS or Support first")
    with pytest.raises(Failure, match="needs Excel for Windows"):
        to_its_end(add_check_column(book, "darwin"))

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from xlwings import conversion

from addin import functions, open_book
from addin.open_book import OpenBook
from addin.wrappers import _load, _wrapper_generator
from generator.catalog import Catalog
from generator.rules.findings import Severity
from generator.run.checking import checked
from generator.workbook.cells import CellError, serial
from generator.workbook.settings import Settings
from tests.addin.open_batch import cell, checked_now, keys, start
from tests.bench.excel import Engine


def test_the_open_workbook_and_its_file_give_the_same_findings(book: xw.Book, catalog: Catalog, tmp_path: Path) -> None:
    live = checked_now(book)
    book.save()
    filed = checked(tmp_path / "batch.xlsx", dt.date.today(), None)
    assert keys(list(live.findings)) == keys(list(filed.findings))
    assert [r.as_json() for r in live.readiness] == [r.as_json() for r in filed.readiness]
    assert {f.code for f in live.findings} >= {"end-before-start"}
    error = [f for f in live.findings if f.activity_id == "CME-3"]
    assert ("credits", Severity.INVALID) in {(f.field, f.severity) for f in error}
    assert not [f for f in error if f.field == "title"], "a text that reads #N/A is no error"


FILE_ONLY = {"merged-cells", "stray-cell", "formula-not-calculated"}
"""What `pars check` tells and Validate cannot: Excel refuses to merge cells of a table, calculates every formula, and
knows no file."""


def test_only_the_file_tells_of_stray_and_merged_cells(book: xw.Book, catalog: Catalog, tmp_path: Path) -> None:
    sheet = book.sheets["Activities"]
    cell(book, catalog, "activities", "city", 1).value = "Town"
    cell(book, catalog, "activities", "title", 30).value = "below the table"
    cell(book, catalog, "activities", "title", 2000).value = "far below"
    sheet["ZZ3"].value = "stray"
    book.sheets["REMS"].range("B2:B3").merge()
    live = checked_now(book)
    book.save()
    filed = checked(tmp_path / "batch.xlsx", dt.date.today(), None)
    both = [finding for finding in keys(list(filed.findings)) if finding[0] not in FILE_ONLY]
    assert keys(list(live.findings)) == both
    assert {"header-changed", "row-out-of-reach", "row-below-table"} <= {f.code for f in live.findings}
    assert {f.code for f in filed.findings} & FILE_ONLY == {"merged-cells", "stray-cell"}


def test_what_start_says_counts_for_the_buttons_and_the_functions(
    book: xw.Book, catalog: Catalog, tmp_path: Path
) -> None:
    assert OpenBook(book).settings == Settings()
    cell(book, catalog, "activities", "end_date", 2).value = "'5/4/2026"
    start(book, "today").value = dt.date(2020, 2, 1)
    start(book, "dates_as_text").value = "day/month/year"
    opened = OpenBook(book)
    where = start(book, "today").get_address(False, False)
    assert opened.settings == Settings(dt.date(2020, 2, 1), where, day_first=True)
    live = checked_now(book)
    book.save()
    filed = checked(tmp_path / "batch.xlsx", dt.date.today(), None)
    assert keys(list(live.findings)) == keys(list(filed.findings))
    assert [r.as_json() for r in live.readiness] == [r.as_json() for r in filed.readiness]
    (told,) = [f for f in live.findings if f.code == "today-typed"]
    assert (told.place, "2020-02-01" in told.message) == (f"Start!{where}", True)
    assert live.batch.sheets["activities"].date("end_date")[0] == serial(dt.date(2026, 4, 5))

    table = book.sheets["Activities"].range("A1").expand("table").options(ndim=2, err_to_str=True).value
    table = [row[: 1 + len(catalog.sheets["activities"].columns)] for row in table]
    (status,) = functions.PARS_STATUS([["CME-1"]], table, caller=book.sheets["Activities"]["A2"])
    assert status == ["Active"], "on that day the activity is not over"
    start(book, "today").formula = "=TODAY()"
    with _wrapper_generator() as udfs:
        handed = _load("addin.functions", udfs).PARS_STATUS.__xlfunc__["argmap"]["caller"]
    assert (handed["vba"], handed["pos"]) == (None, 5), (
        "xlwings gives the calling cell to a parameter of this name, wherever it stands"
    )
    caller = book.sheets["Activities"]["A2"]
    assert conversion.read(None, caller, handed["options"], "libreoffice") is caller
    (status,) = functions.PARS_STATUS([["CME-1"]], table, caller=book.sheets["Activities"]["A2"])
    assert status == functions.PARS_STATUS([["CME-1"]], table)[0] == ["Ready to Close"]


def test_a_copy_of_a_sheet_is_told_in_an_open_workbook_too(excel: Engine, template: Path, tmp_path: Path) -> None:
    workbook = openpyxl.load_workbook(template)
    workbook.create_sheet("MOC old").append([cell.value for cell in workbook["MOC"][1]])
    workbook.create_sheet("Plans").append(["Title", "Who"])
    workbook.save(tmp_path / "batch.xlsx")
    for result in (
        checked_now(xw.Book(tmp_path / "batch.xlsx")),
        checked(tmp_path / "batch.xlsx", dt.date.today(), None),
    ):
        assert [f.sheet for f in result.findings if f.code == "sheet-not-read"] == ["MOC old"]


def test_errors_are_told_where_xlwings_cannot_name_them_in_blocks(
    excel: Engine, book: xw.Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on macOS, where xlwings 0.37 fails when it is asked for the errors of more than one cell."""
    cells = book.sheets["Activities"].range("A1:Z4")
    usual = open_book.values(cells)
    assert any(isinstance(cell, CellError) for row in usual for cell in row)
    clean = type(excel).clean_value_data

    def of_one_cell(data: list[list[object]], *rest: object) -> object:
        if rest[-1] and len(data) * len(data[0]) > 1:
            raise TypeError("'NoneType' object is not iterable")
        return clean(data, *rest)

    monkeypatch.setattr(type(excel), "clean_value_data", staticmethod(of_one_cell))
    assert open_book.values(cells) == usual

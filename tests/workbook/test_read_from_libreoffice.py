"""What LibreOffice saved is read like what openpyxl wrote: the whole way through a real spreadsheet program."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from openpyxl.workbook import Workbook

from generator.failure import Failure
from generator.workbook.cells import Cell, CellError
from generator.workbook.read import read
from tests.bench.libreoffice import Office, load_uno
from tests.workbook.filled import ROWS, catalog_of, change, codes, column, filled, read_it, with_rows


def again(office: Office, path: Path, name: str = "again.xlsx") -> Path:
    """`path` as LibreOffice saves it."""
    with office.open(path) as document:
        return document.save(path.with_name(name))


def test_texts_numbers_and_dates(office: Office, tmp_path: Path) -> None:
    texts = ["Pain Update", "=1+1", "007", "a\nb", " two  spaces ", "no\u00a0break", 'é漢 & < > " ’', "😀", "_x0041_", "TRUE", "1e5", "zero\u200bwidth"]
    rows: dict[int, dict[str, Cell]] = {
        n: {
            "provider_activity_id": f"CME-{n}", "title": text, "credits": n / 4, "start_date": dt.date(2026, 3, n), "physicians": n * 1000,
        }
        for n, text in enumerate(texts, 2)
    }  # fmt: skip
    before = read_it(with_rows(tmp_path / "b.xlsx", {"activities": rows}))
    after = read_it(again(office, tmp_path / "b.xlsx"))
    assert after.notes == before.notes == ()
    assert column(after, "activities", "title") == dict(enumerate(texts, 2))
    for sheet, frame in before.sheets.items():
        assert after.sheets[sheet].frame.equals(frame.frame)
        assert after.sheets[sheet].letters == frame.letters
    assert column(after, "activities", "start_date")[2] == dt.date(2026, 3, 2)


def test_errors_and_formulas(office: Office, tmp_path: Path) -> None:
    cells = {"B2": "CME-1", "C2": "=1/0", "D2": "=NA()", "E2": '="calc"&"ulated"', "F2": '=""', "N2": "=1+0.5"}
    path = again(office, filled(tmp_path / "b.xlsx", {"Activities": cells}))
    found = read_it(path).sheets["activities"].frame.loc[2]
    assert [found.iloc[n] for n in range(5)] == ["CME-1", CellError("#DIV/0!"), CellError("#N/A"), "calculated", None]
    by_letter = {letter: name for name, letter in read_it(path).sheets["activities"].letters.items()}
    assert found[by_letter["N"]] == 1.5


def test_stamp_names_and_notes_survive(office: Office, tmp_path: Path) -> None:
    def bend(workbook: Workbook) -> None:
        workbook["Activities"].merge_cells("D3:E4")
        workbook["Activities"].row_dimensions[2].hidden = True

    cells = {"B2": "CME-1", "E1": "Name of it", "E2": "x", "XFD5": "far", f"B{ROWS + 500}": "CME-2", f"E{ROWS + 5000}": "lost"}
    path = filled(tmp_path / "b.xlsx", {"Activities": cells}, bend)
    before, after = read_it(path), read_it(again(office, path))
    assert codes(after) == codes(before)
    assert {code for code, _, _ in codes(after)} == {"header-changed", "merged-cells", "row-out-of-reach", "row-below-table", "stray-cell"}
    assert column(after, "activities", "title") == column(before, "activities", "title") == {2: "x", ROWS + 500: None}


def test_columns_moved_in_the_program(office: Office, tmp_path: Path) -> None:
    path = filled(tmp_path / "b.xlsx", {"Support": {"B2": "CME-1", "C2": "Acme", "D2": "Monetary", "E2": 500}})
    with office.open(path) as document:
        sheet = document.sheet("Support")
        sheet.component.Columns.insertByIndex(2, 1)
        sheet.set_value("C2", "my note")
        sheet.component.Columns.getByIndex(3).IsVisible = False
        saved = document.save(tmp_path / "moved.xlsx")
    frame = read_it(saved).sheets["support"]
    assert frame.letters == {"provider_activity_id": "B", "supporter": "D", "kind": "E", "amount": "F"}
    assert frame.frame.iloc[0].tolist() == ["CME-1", "Acme", "Monetary", 500.0]


def test_meta_alone_is_enough_after_libreoffice(office: Office, tmp_path: Path) -> None:
    path = again(office, filled(tmp_path / "b.xlsx", {"Activities": {"B2": "CME-1"}}))
    change(path, "docProps/custom.xml", lambda data: re.sub(rb"<property.*</property>", b"", data, flags=re.DOTALL))
    assert read(path, catalog_of).sheets["activities"].rows == [2]


def named(name: str, value: str) -> Any:
    pair = load_uno().createUnoStruct("com.sun.star.beans.NamedValue")
    pair.Name, pair.Value = name, value
    return pair


def test_other_forms_of_the_same_workbook_are_refused_by_name(office: Office, tmp_path: Path) -> None:
    password = tuple(named(name, value) for name, value in (("CryptoType", "Standard"), ("OOXPassword", "sesame")))
    forms: dict[str, dict[str, Any]] = {
        "b.ods": {"FilterName": "calc8"},
        "b.xls": {"FilterName": "MS Excel 97"},
        "secret.xlsx": {"FilterName": "Calc MS Excel 2007 XML", "EncryptionData": load_uno().Any("[]com.sun.star.beans.NamedValue", password)},
        "b.csv": {"FilterName": "Text - txt - csv (StarCalc)"},
        "b.pdf": {"FilterName": "calc_pdf_Export"},
        "b.html": {"FilterName": "HTML (StarCalc)"},
        "flat.xml": {"FilterName": "OpenDocument Spreadsheet Flat XML"},
    }
    with office.open(filled(tmp_path / "b.xlsx", {"Activities": {"B2": "CME-1"}})) as document:
        for name, options in forms.items():
            document.component.storeToURL((tmp_path / name).as_uri(), office.properties(options))
    said = {
        "b.ods": "is an OpenDocument file",
        "b.xls": "is a workbook of Excel 97 to 2003",
        "secret.xlsx": "is protected with a password",
        "b.csv": "is a text file such as CSV",
        "b.pdf": "is a PDF",
        "b.html": "is a web page",
        "flat.xml": "is an XML file",
    }
    for name, words in said.items():
        with pytest.raises(Failure, match=f"{name} {words}"):
            read_it(tmp_path / name)

"""A real spreadsheet program for the tests: LibreOffice without a window, spoken to over UNO.

    with office.open(path) as document:
        sheet = document.sheet("Activities")
        sheet.set_value("D7", "ABIM")
        assert sheet.value("A7") == "OK"

Addresses and formulas are written and read as in Excel (`"B2:D9"`, `=IF(Lists!A2=1,"a","b")`). A formula that stands in the
cell as an array formula reads as `{=...}`.
"""

from tests.bench.libreoffice.addresses import COLUMNS, ROWS, Area, Value, area_of, cell_address, column_letter
from tests.bench.libreoffice.document import Document, Style
from tests.bench.libreoffice.office import Office
from tests.bench.libreoffice.sheet import SheetView
from tests.bench.libreoffice.uno import OfficeError, load_uno, missing

__all__ = [
    "COLUMNS",
    "ROWS",
    "Area",
    "Document",
    "Office",
    "OfficeError",
    "SheetView",
    "Style",
    "Value",
    "area_of",
    "cell_address",
    "column_letter",
    "load_uno",
    "missing",
]

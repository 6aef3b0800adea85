"""An xlwings engine over LibreOffice: programs written for Excel run through the real xlwings object model, on Linux.

    with engine_over(office) as engine, counting() as calls:
        book = xw.Book(path)
        book.sheets["Activities"].range("A2").value = "007"   # becomes the number 7, as in Excel
        assert calls["Range.raw_value="] == 1

What Excel refuses is refused here too, where LibreOffice would not: writing to locked cells, adding or renaming sheets of a
workbook with a protected structure, selecting on a sheet that is not active, showing a hidden sheet. What the engine lacks
raises `NotInThisEngine` with the name of the call. Screen updating, the status bar and alerts have no meaning without a
screen: their values are kept, and what was shown is recorded.
"""

from tests.bench.excel.calls import Calls, ExcelRefuses, NotInThisEngine, counting
from tests.bench.excel.engine import Engine, engine_over
from tests.bench.excel.entries import typed_in

__all__ = ["Calls", "Engine", "ExcelRefuses", "NotInThisEngine", "counting", "engine_over", "typed_in"]

"""A real spreadsheet program for the tests: LibreOffice without a window, spoken to over UNO.

    with office.open(path) as document:
        sheet = document.sheet("Activities")
        sheet.set_value("D7", "ABIM")
        assert sheet.value("A7") == "OK"

Addresses and formulas are written and read as in Excel (`"B2:D9"`, `=IF(Lists!A2=1,"a","b")`). A formula that stands in the
cell as an array formula reads as `{=...}`.
"""

from __future__ import annotations

import builtins
import contextlib
import datetime as dt
import importlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from generator.workbook.cells import CellError
from tests.formula_grammar import to_excel, to_office

Value = None | bool | float | str | dt.datetime | CellError
"""A cell's value: None for an empty cell and for the empty text, dates only where they were asked for."""

SYSTEM_PACKAGES = Path("/usr/lib/python3/dist-packages")
"""Where Debian and Ubuntu keep `uno`."""

ROWS, COLUMNS = 1_048_576, 16_384
_EPOCH = dt.datetime(1899, 12, 30)
_BOOLEAN_FORMAT, _DATE_OR_TIME_FORMAT = 1024, 6
_SCRATCH_COLUMN = 12_000
_EVERYTHING = 1023  # com.sun.star.sheet.CellFlags, all of them
_MOST_CIRCLES = 1000  # LibreOffice draws no more circles around invalid cells
_FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".xlam": "Calc MS Excel 2007 VBA XML",
    ".ods": "calc8",
    ".csv": "Text - txt - csv (StarCalc)",
    ".html": "HTML (StarCalc)",
    ".pdf": "calc_pdf_Export",
}
_MARGIN, _HEADINGS = 200, (1400, 700)  # of a picture, in hundredths of a millimetre
_COMPARISONS = {0: "=", 1: "<", 2: ">", 3: "<=", 4: ">=", 5: "<>"}
_EXPRESSION = 24  # a conditional format by formula
_ADDRESS = re.compile(r"\$?([A-Z]{1,3})?\$?(\d+)?(?::\$?([A-Z]{1,3})?\$?(\d+)?)?", re.IGNORECASE)
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>en-US</value></prop></item>
<item oor:path="/org.openoffice.Office.Linguistic/General"><prop oor:name="DefaultLocale" oor:op="fuse"><value>en-US</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Syntax"><prop oor:name="SeparatorArg" oor:op="fuse"><value>;</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Syntax"><prop oor:name="SeparatorArrayCol" oor:op="fuse"><value>;</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Syntax"><prop oor:name="SeparatorArrayRow" oor:op="fuse"><value>|</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


class OfficeError(Exception):
    """LibreOffice is not there, or could not do what was asked."""


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, counted from 0, its last row and column included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def rows(self) -> int:
        return self.bottom - self.top + 1

    @property
    def columns(self) -> int:
        return self.right - self.left + 1

    @property
    def address(self) -> str:
        first, last = cell_address(self.top, self.left), cell_address(self.bottom, self.right)
        return first if first == last else f"{first}:{last}"


@dataclass(frozen=True, slots=True)
class Style:
    """What a conditional format makes of a cell. Colours are RRGGBB, None for none; sides in the order top, bottom, left, right."""

    name: str
    background: str | None
    colour: str | None
    bold: bool
    italic: bool
    underline: bool
    sides: tuple[bool, bool, bool, bool]
    number_format: str


def column_letter(column: int) -> str:
    """The letters of a column counted from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_address(row: int, column: int) -> str:
    """The address of a cell, both counted from 0."""
    return f"{column_letter(column)}{row + 1}"


def area_of(address: str) -> Area:
    """The rectangle of "B2", "B2:D9", "B:D" or "2:9". Raises ValueError for anything else."""
    match = _ADDRESS.fullmatch(address)
    if not match or not any(match.groups()):
        raise ValueError(f"{address!r} is no address of cells")
    first_column, first_row, last_column, last_row = match.groups()
    if ":" not in address:
        if not (first_column and first_row):
            raise ValueError(f"{address!r} is no address of cells")
        last_column, last_row = first_column, first_row
    if bool(first_column) != bool(last_column) or bool(first_row) != bool(last_row):
        raise ValueError(f"{address!r} is no address of cells")
    columns = sorted((_column(first_column), _column(last_column))) if first_column else [0, COLUMNS - 1]
    rows = sorted((int(first_row) - 1, int(last_row) - 1)) if first_row else [0, ROWS - 1]
    return Area(rows[0], columns[0], rows[1], columns[1])


def _column(letters: str) -> int:
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return column - 1


def moment(serial: float) -> dt.datetime:
    """The day and time of a serial number, to the millisecond, as Excel shows it."""
    return _EPOCH + dt.timedelta(milliseconds=round(serial * 86_400_000))


def serial(moment: dt.date) -> float:
    """The serial number of a day or of a day and time."""
    if not isinstance(moment, dt.datetime):
        moment = dt.datetime(moment.year, moment.month, moment.day)
    return (moment - _EPOCH) / dt.timedelta(days=1)


def missing() -> str | None:
    """What is missing to run LibreOffice, in one sentence; None when all is there."""
    for program, package in (("soffice", "libreoffice-calc-nogui"), ("pdftoppm", "poppler-utils")):
        if not shutil.which(program):
            return f"{program} is not installed: install {package}, or run .ci/libreoffice as root"
    try:
        load_uno()
    except ImportError as error:
        return f"Python's uno cannot be imported ({error}): install python3-uno, or run .ci/libreoffice as root"
    return None


def load_uno() -> Any:
    """The module `uno`, from the system's Python where this one has none. Raises ImportError."""
    if "uno" in sys.modules:
        return sys.modules["uno"]
    plain_import = builtins.__import__
    added = str(SYSTEM_PACKAGES)
    sys.path.append(added)
    try:
        uno = importlib.import_module("uno")
    finally:
        sys.path.remove(added)
        builtins.__import__ = plain_import  # uno puts an import of its own there, which changes other modules' errors
    set_uno_attribute = uno._uno_struct__setattr__

    def set_attribute(self: Any, name: str, value: Any) -> None:
        if name.startswith("__"):
            object.__setattr__(self, name, value)  # contextlib sets __traceback__, which UNO's exceptions refuse
        else:
            set_uno_attribute(self, name, value)

    uno._uno_struct__setattr__ = set_attribute
    return uno


class Office:
    """One LibreOffice, with a profile and a folder of its own. Starts with the first document, and anew when it died.

    Args:
        folder: for the profile and for the copies of the files that are opened.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._desktop: Any = None
        self._context: Any = None

    def open(self, path: Path, *, macros: bool = False) -> Document:
        """A copy of the file at `path`, loaded hidden.

        Args:
            path: .xlsx, .xlsm, .xlam, .ods or .csv.
            macros: whether its event procedures, such as Workbook_Open, may run; `run_macro` works without.
        Raises:
            OfficeError: LibreOffice cannot load it.
        """
        folder = self._fresh_folder()
        copy = folder / path.name
        shutil.copyfile(path, copy)
        wanted: dict[str, Any] = {"Hidden": True, "MacroExecutionMode": 4 if macros else 0}
        if path.suffix.lower() in {".xlsm", ".xlam"}:
            wanted["FilterName"] = _FILTERS[path.suffix.lower()]
        start = time.perf_counter()
        component = self._load(copy.as_uri(), wanted)
        if component is None or not component.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
            raise OfficeError(f"LibreOffice could not load {path.name}")
        return Document(self, component, copy, time.perf_counter() - start)

    def new(self) -> Document:
        """An empty workbook with one sheet."""
        component = self._load("private:factory/scalc", {"Hidden": True})
        if component is None:
            raise OfficeError("LibreOffice could not make a new workbook")
        return Document(self, component, self._fresh_folder() / "new.xlsx", 0.0)

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """Process ID; starts LibreOffice when it does not run."""
        self._start()
        assert self._process
        return self._process.pid

    def stop(self) -> None:
        """End LibreOffice, gently or not."""
        if self._process is None:
            return
        if self.running:
            with contextlib.suppress(Exception):  # it may be gone already, or answer no more
                self._desktop.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(10)
        self.kill()

    def kill(self) -> None:
        """End LibreOffice at once."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)  # soffice is a chain of processes
        self._process.wait()
        self._process = self._desktop = self._context = None

    def service(self, name: str) -> Any:
        """A UNO service of this office."""
        self._start()
        return self._context.ServiceManager.createInstanceWithContext(name, self._context)

    def properties(self, wanted: dict[str, Any]) -> tuple[Any, ...]:
        """The UNO form of named values."""
        made = []
        for name, value in wanted.items():
            item = load_uno().createUnoStruct("com.sun.star.beans.PropertyValue")
            item.Name, item.Value = name, value
            made.append(item)
        return tuple(made)

    def _load(self, url: str, wanted: dict[str, Any]) -> Any:
        self._start()
        try:
            return self._desktop.loadComponentFromURL(url, "_blank", 0, self.properties(wanted))
        except Exception as error:
            raise OfficeError(f"LibreOffice could not load {url.rsplit('/', 1)[-1]}: {error}") from error

    def _fresh_folder(self) -> Path:
        self.folder.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(dir=self.folder))

    def _start(self) -> None:
        if self.running:
            return
        self.kill()
        uno = load_uno()
        profile = self._fresh_folder()
        (profile / "user").mkdir()
        (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        pipe = f"pars{uuid.uuid4().hex}"
        with (profile / "soffice.log").open("wb") as log:
            self._process = subprocess.Popen(
                [
                    *("soffice", "--headless", "--invisible", "--nologo", "--nodefault", "--norestore", "--nofirststartwizard"),
                    *(f"--accept=pipe,name={pipe};urp;", f"-env:UserInstallation={profile.as_uri()}"),
                ],
                stdout=log,
                stderr=log,
                env={**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC"},
                start_new_session=True,
            )
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        until = time.monotonic() + 60
        while True:
            try:
                self._context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
                break
            except Exception as error:
                if self._process.poll() is not None or time.monotonic() > until:
                    self.kill()
                    raise OfficeError(f"LibreOffice did not start: {(profile / 'soffice.log').read_text(errors='replace')}") from error
                time.sleep(0.05)
        self._desktop = self._context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", self._context)


class Document:
    """A workbook that LibreOffice has open; always a copy, the file it came from is never touched.

    Attributes:
        component: the UNO document, for what this class does not offer.
        path: the private copy that was loaded.
        load_seconds: how long loading took.
    """

    def __init__(self, office: Office, component: Any, path: Path, load_seconds: float) -> None:
        self.office = office
        self.component = component
        self.path = path
        self.load_seconds = load_seconds

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close without saving."""
        with contextlib.suppress(Exception):  # closed already, or LibreOffice died: the test that saw that has failed
            self.component.close(True)

    @property
    def sheet_names(self) -> list[str]:
        return list(self.component.Sheets.ElementNames)

    def sheet(self, name: str | int) -> SheetView:
        """A sheet by its name or by its position, counted from 0. Raises KeyError."""
        sheets = self.component.Sheets
        if isinstance(name, int):
            return SheetView(self, sheets.getByIndex(name))
        if not sheets.hasByName(name):
            raise KeyError(name)
        return SheetView(self, sheets.getByName(name))

    def add_sheet(self, name: str, position: int | None = None) -> SheetView:
        sheets = self.component.Sheets
        sheets.insertNewByName(name, sheets.Count if position is None else position)
        return self.sheet(name)

    def recalculate(self) -> float:
        """Calculate every formula anew; the seconds that it took."""
        start = time.perf_counter()
        self.component.calculateAll()
        return time.perf_counter() - start

    def calculate(self) -> float:
        """Calculate what has changed; the seconds that it took. LibreOffice otherwise waits until a cell is read."""
        start = time.perf_counter()
        self.component.calculate()
        return time.perf_counter() - start

    def save(self, path: Path) -> Path:
        """Write the workbook in the form of the path's suffix: .xlsx, .xlsm, .ods, .csv, .html or .pdf. Returns the path."""
        return self._store(path, {})

    def names(self) -> dict[str, str]:
        """The defined names of the workbook and what they stand for, as in `{"boards": "=Lists!$A$2:$A$9"}`.

        Relative references are those of a formula in cell A1. Names of one sheet only read as `Sheet!name`.
        """
        named = {name.Name: "=" + to_excel(name.Content) for name in self.component.NamedRanges}
        for sheet in self.component.Sheets:
            named |= {f"{sheet.Name}!{name.Name}": "=" + to_excel(name.Content) for name in sheet.NamedRanges}
        return named

    def tables(self) -> dict[str, tuple[str, str]]:
        """The tables: name to sheet and area, headers included."""
        sheets = self.sheet_names
        found = {}
        for table in self.component.DatabaseRanges:
            at = table.DataArea
            found[table.Name] = (sheets[at.Sheet], Area(at.StartRow, at.StartColumn, at.EndRow, at.EndColumn).address)
        return found

    def evaluate(self, formula: str, *, sheet: str | int = 0, row: int = 1) -> Value:
        """What the formula yields in a spare cell of that sheet and row (counted from 1); the cell is emptied afterwards."""
        view = self.sheet(sheet)
        with view._spare_row(row - 1) as spare:
            spare.setFormula(to_office(_with_equals(formula)))
            return view.value(cell_address(row - 1, _SCRATCH_COLUMN))

    def style(self, name: str) -> Style:
        """The cell style of that name, as `SheetView.conditional_styles` gives it."""
        found = self.component.StyleFamilies.getByName("CellStyles").getByName(name)
        formats = self.component.NumberFormats
        return Style(
            name,
            _colour(found.CellBackColor),
            _colour(found.CharColor),
            found.CharWeight > 100,
            found.CharPosture.value == "ITALIC",
            found.CharUnderline != 0,
            (
                found.TopBorder2.LineWidth > 0,
                found.BottomBorder2.LineWidth > 0,
                found.LeftBorder2.LineWidth > 0,
                found.RightBorder2.LineWidth > 0,
            ),
            str(formats.getByKey(found.NumberFormat).FormatString),
        )

    def run_macro(self, name: str, *arguments: Any) -> Any:
        """Run a VBA procedure of the workbook, as in `run_macro("Ribbon.OnValidate", control)`; what a Function returns.

        With `xlwings.bas` or `Dictionary.cls` in the project LibreOffice runs nothing and returns nothing, without a word.

        Raises:
            OfficeError: there is no such procedure, or it failed.
        """
        where = f"vnd.sun.star.script:{self.component.BasicLibraries.ProjectName or 'Standard'}.{name}?language=Basic&location=document"
        try:
            script = self.component.getScriptProvider().getScript(where)
            return script.invoke(arguments, (), ())[0]
        except Exception as error:
            raise OfficeError(f"{name} did not run: {error}") from error

    def render(self, sheet: str, picture: Path, *, area: str | None = None, dpi: int = 100, headings: bool = False) -> Path:
        """A PNG of one sheet as a person sees it, on one page without margins.

        Args:
            sheet: its name; a hidden sheet is shown for it.
            picture: where to write the PNG.
            area: what to show; None is everything that has content.
            dpi: dots per inch.
            headings: whether to show column letters and row numbers.
        Returns: `picture`.
        Raises:
            OfficeError: the picture did not come out as one page.
        """
        with tempfile.TemporaryDirectory(dir=self.office.folder) as folder:
            pdf = Path(folder) / "sheet.pdf"
            with self.office.open(self._store(Path(folder) / "sheet.ods", {})) as copy:
                copy._one_page(sheet, area, headings)
                copy._store(pdf, {})
            made = subprocess.run(
                ["pdftoppm", "-png", "-r", str(dpi), str(pdf), str(Path(folder) / "page")],
                check=False,
                capture_output=True,
                text=True,
            )
            pages = sorted(Path(folder).glob("page*.png"))
            if made.returncode or len(pages) != 1:
                raise OfficeError(f"{sheet} gave {len(pages)} pages: {made.stderr}")
            shutil.copyfile(pages[0], picture)
        return picture

    def _one_page(self, name: str, area: str | None, headings: bool) -> None:
        sheets = self.component.Sheets
        sheets.getByName(name).IsVisible = True
        for other in self.sheet_names:
            sheets.getByName(other).IsVisible = other == name
            if other != name:
                sheets.getByName(other).setPrintAreas(())
        sheet = self.sheet(name)
        shown = sheet.used_area if area is None else area_of(area)
        sheet.component.setPrintAreas((sheet.range(shown).RangeAddress,))
        page = self.component.StyleFamilies.getByName("PageStyles").getByName(sheet.component.PageStyle)
        page.HeaderIsOn = page.FooterIsOn = page.PrintGrid = page.CenterHorizontally = page.CenterVertically = False
        page.PrintHeaders = headings
        for side in ("TopMargin", "BottomMargin", "LeftMargin", "RightMargin"):
            page.setPropertyValue(side, _MARGIN)
        size = sheet.range(shown).Size
        page.Width = size.Width + 2 * _MARGIN + (_HEADINGS[0] if headings else 0)
        page.Height = size.Height + 2 * _MARGIN + (_HEADINGS[1] if headings else 0)
        page.ScaleToPages = 1

    def _store(self, path: Path, options: dict[str, Any]) -> Path:
        suffix = path.suffix.lower()
        if suffix not in _FILTERS:
            raise ValueError(f"no form for {path.name}")
        if not path.absolute().parent.is_dir():
            raise OfficeError(f"LibreOffice could not write {path}: there is no such folder")  # it would make the folder
        wanted: dict[str, Any] = {"FilterName": _FILTERS[suffix], "Overwrite": True}
        if options:
            wanted["FilterData"] = load_uno().Any("[]com.sun.star.beans.PropertyValue", self.office.properties(options))
        try:
            self.component.storeToURL(path.absolute().as_uri(), self.office.properties(wanted))
        except Exception as error:
            raise OfficeError(f"LibreOffice could not write {path}: {error}") from error
        return path


class SheetView:
    """One sheet of an open workbook. Blocks travel in one call each way."""

    def __init__(self, document: Document, component: Any) -> None:
        self.document = document
        self.component = component

    @property
    def name(self) -> str:
        return str(self.component.Name)

    @property
    def visible(self) -> bool:
        return bool(self.component.IsVisible)

    @property
    def used_area(self) -> Area:
        """The smallest rectangle from A1 that holds all content and formats."""
        cursor = self.component.createCursor()
        cursor.gotoEndOfUsedArea(False)
        at = cursor.RangeAddress
        return Area(0, 0, at.EndRow, at.EndColumn)

    def range(self, where: str | Area) -> Any:
        """The UNO range of an address."""
        area = area_of(where) if isinstance(where, str) else where
        return self.component.getCellRangeByPosition(area.left, area.top, area.right, area.bottom)

    def values(self, where: str | Area, *, dates: bool = False) -> list[list[Value]]:
        """The values of a block, row by row.

        Args:
            where: address or area.
            dates: give numbers in a date or time format as `datetime`.
        """
        area = area_of(where) if isinstance(where, str) else where
        block = self.range(area)
        data = block.getDataArray()
        rows: list[list[Value]] = [[None if cell == "" else cell for cell in row] for row in data]
        numbers = False
        for r, row in enumerate(data):
            for c, cell in enumerate(row):
                if cell is None:
                    rows[r][c] = CellError(_error_text(self.component.getCellByPosition(area.left + c, area.top + r)))
                numbers = numbers or isinstance(cell, float)
        if numbers:
            self._typed(block, area, rows, dates)
        return rows

    def value(self, cell: str, *, dates: bool = False) -> Value:
        return self.values(cell, dates=dates)[0][0]

    def texts(self, where: str | Area) -> list[list[str]]:
        """The block as texts: "" for empty cells, the error's name for an error, numbers without trailing zeros."""
        return [[_text(cell) for cell in row] for row in self.values(where)]

    def shown(self, cell: str) -> str:
        """What the cell shows, its number format applied."""
        return str(self.range(cell).getCellByPosition(0, 0).String)

    def formulas(self, where: str | Area) -> list[list[str]]:
        """Formulas, and what stands in the cells without one, as Excel's formula bar shows them."""
        return [[_formula_bar(text) for text in row] for row in self.range(where).getFormulaArray()]

    def formula(self, cell: str) -> str:
        return self.formulas(cell)[0][0]

    def errors(self, where: str | Area) -> dict[str, str]:
        """The cells with an error value: address to its name, as in `{"D7": "#N/A"}`."""
        area = area_of(where) if isinstance(where, str) else where
        return {
            cell_address(area.top + r, area.left + c): cell.text
            for r, row in enumerate(self.values(area))
            for c, cell in enumerate(row)
            if isinstance(cell, CellError)
        }

    def set_values(self, corner: str, rows: Sequence[Sequence[Value | dt.date]]) -> None:
        """Write a block of plain values from its top left cell on: None empties, nothing is taken for a formula, number or date.

        A date gets a date format where the cell had none. TRUE, FALSE and errors become the formulas that LibreOffice, too,
        makes of them when it loads a file.
        """
        if not rows:
            return
        at = area_of(corner)
        width = len(rows[0])
        area = Area(at.top, at.left, at.top + len(rows) - 1, at.left + width - 1)
        self.range(area).setDataArray(tuple(tuple(_plain(cell) for cell in row) for row in rows))
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                if isinstance(cell, dt.date):
                    self._as_date(at.top + r, at.left + c, isinstance(cell, dt.datetime))
                elif isinstance(cell, bool):
                    self.component.getCellByPosition(at.left + c, at.top + r).setFormula("=TRUE()" if cell else "=FALSE()")
                elif isinstance(cell, CellError):
                    self.component.getCellByPosition(at.left + c, at.top + r).setFormula(f"={cell.text}")

    def set_value(self, cell: str, value: Value | dt.date) -> None:
        self.set_values(cell, [[value]])

    def set_formula(self, cell: str, formula: str) -> None:
        """Write a formula as Excel has it, with its leading `=`."""
        self.range(cell).getCellByPosition(0, 0).setFormula(to_office(_with_equals(formula)))

    def set_formulas(self, corner: str, rows: Sequence[Sequence[str]]) -> None:
        """Write a block of formulas; a text without `=` is taken for what a person would type."""
        at = area_of(corner)
        area = Area(at.top, at.left, at.top + len(rows) - 1, at.left + len(rows[0]) - 1)
        self.range(area).setFormulaArray(tuple(tuple(to_office(cell) if cell.startswith("=") else cell for cell in row) for row in rows))

    def clear(self, where: str | Area) -> None:
        """Empty the cells: values, texts, dates and formulas; formats stay."""
        self.range(where).clearContents(1 | 2 | 4 | 16)

    def delete_rows(self, first: int, count: int = 1) -> None:
        """Delete rows, counted from 1."""
        self.component.Rows.removeByIndex(first - 1, count)

    def insert_rows(self, before: int, count: int = 1) -> None:
        """Insert rows, counted from 1."""
        self.component.Rows.insertByIndex(before - 1, count)

    def sort(self, where: str, column: int, *, descending: bool = False) -> None:
        """Sort the rows of an area without headers by one of its columns, counted from 0."""
        field = load_uno().createUnoStruct("com.sun.star.table.TableSortField")
        field.Field, field.IsAscending = column, not descending
        fields = load_uno().Any("[]com.sun.star.table.TableSortField", (field,))
        self.range(where).sort(self.document.office.properties({"SortFields": fields, "ContainsHeader": False}))

    def drop_down(self, cell: str) -> list[str] | None:
        """The entries that the drop-down of this cell offers now, evaluated; None when the cell has no list."""
        at = area_of(cell)
        validation = self.range(cell).Validation
        if validation.Type.value != "LIST":
            return None
        source = str(validation.getFormula1())
        if re.fullmatch(r'"(?:[^"]|"")*"(?:;"(?:[^"]|"")*")*', source):
            return [entry[1:-1].replace('""', '"') for entry in re.findall(r'"(?:[^"]|"")*"', source)]
        origin = validation.getSourcePosition()
        with self._spare_row(at.top) as spare:
            formula = self._moved("=" + source, (origin.Row, origin.Column), (at.top, at.left))[1:]
            spare.setFormula(f"=ROWS({formula})*COLUMNS({formula})")
            if spare.getError():
                return []
            count = int(spare.Value)
            block = self.range(Area(at.top, _SCRATCH_COLUMN, at.top, _SCRATCH_COLUMN + count - 1))
            block.setFormulaArray((tuple(f'=INDEX({formula};{n})&""' for n in range(1, count + 1)),))
            return [str(entry) for entry in block.getDataArray()[0]]

    def invalid_cells(self) -> list[str]:
        """The cells that their data validation refuses, as "Circle invalid data" finds them, from the top, row by row.

        An empty cell counts where its validation does not ignore blanks. LibreOffice compares with a list without regard to
        case, also with a literal list, where Excel does not. A cell in a hidden row or column is not reported.
        Raises:
            OfficeError: there are 1,000 or more, which LibreOffice does not show.
        """
        page = self.component.DrawPage
        before = page.Count
        self.component.showInvalid()
        circles = [page.getByIndex(n) for n in range(before, page.Count)]
        if len(circles) >= _MOST_CIRCLES:
            raise OfficeError(f"{self.name} has too many invalid cells to tell them all")
        middles = []
        for circle in circles:
            at, size = circle.Position, circle.Size
            middles.append((at.Y + size.Height // 2, at.X + size.Width // 2))
        self.component.clearArrows()
        rows = {y: self._row_at(y) for y in {y for y, _ in middles}}
        columns = {x: self._column_at(x) for x in {x for _, x in middles}}
        return [cell_address(row, column) for row, column in sorted((rows[y], columns[x]) for y, x in middles)]

    def conditional_styles(self, where: str | Area) -> list[list[tuple[str, ...]]]:
        """For each cell of the block the styles that its conditional formats apply, first the one that LibreOffice shows.

        Each condition is calculated by LibreOffice in a spare cell of the same row, in the order of the formats. Of one format
        only the first condition that is true applies. `Document.style` tells what a style looks like.
        Raises:
            NotImplementedError: a format that is neither a formula nor a comparison with one.
        """
        area = area_of(where) if isinstance(where, str) else where
        found: list[list[tuple[str, ...]]] = [[() for _ in range(area.columns)] for _ in range(area.rows)]
        for conditional in sorted(self.component.ConditionalFormats.getConditionalFormats(), key=lambda one: int(one.ID)):
            parts = [Area(a.StartRow, a.StartColumn, a.EndRow, a.EndColumn) for a in conditional.Range.RangeAddresses]
            base = min((part.left, part.top) for part in parts)
            overlaps = [part for part in (_overlap(part, area) for part in parts) if part]
            taken: set[tuple[int, int]] = set()
            for n in range(conditional.getCount() if overlaps else 0):
                entry = conditional.getByIndex(n)
                for part in overlaps:
                    for row, column in self._true_cells(self._condition(entry, base), base, part) - taken:
                        taken.add((row, column))
                        found[row - area.top][column - area.left] += (str(entry.StyleName),)
        return found

    def conditional_style(self, cell: str) -> str | None:
        """The style that the conditional formats give this cell; None when none applies."""
        styles = self.conditional_styles(cell)[0][0]
        return styles[0] if styles else None

    def _condition(self, entry: Any, base: tuple[int, int]) -> str:
        if entry.getType() != 0:
            raise NotImplementedError(f"conditional format of type {entry.getType()} on {self.name}")
        if entry.Operator == _EXPRESSION:
            return f"={entry.Formula1}"
        if entry.Operator not in _COMPARISONS:
            raise NotImplementedError(f"conditional format with operator {entry.Operator} on {self.name}")
        return f"={cell_address(base[1], base[0])}{_COMPARISONS[entry.Operator]}({entry.Formula1})"

    def _true_cells(self, formula: str, base: tuple[int, int], part: Area) -> set[tuple[int, int]]:
        left, top = base
        shift = _SCRATCH_COLUMN - part.left
        spare = Area(part.top, _SCRATCH_COLUMN, part.bottom, _SCRATCH_COLUMN + part.columns - 1)
        with self._unprotected():
            try:
                self.component.getCellByPosition(left + shift, top).setFormula(formula)
                if (left, top) != (part.left, part.top):
                    self._copy((top, left + shift), (part.top, _SCRATCH_COLUMN))
                    self.component.getCellByPosition(left + shift, top).clearContents(_EVERYTHING)
                block = self.range(spare)
                direction = load_uno().Enum
                if part.rows > 1:
                    column = self.range(Area(spare.top, spare.left, spare.bottom, spare.left))
                    column.fillAuto(direction("com.sun.star.sheet.FillDirection", "TO_BOTTOM"), 1)
                if part.columns > 1:
                    block.fillAuto(direction("com.sun.star.sheet.FillDirection", "TO_RIGHT"), 1)
                data = block.getDataArray()
            finally:
                self.range(spare).clearContents(_EVERYTHING)
        return {(part.top + r, part.left + c) for r, row in enumerate(data) for c, cell in enumerate(row) if isinstance(cell, float) and cell != 0}

    def _typed(self, block: Any, area: Area, rows: list[list[Value]], dates: bool) -> None:
        formats = self.document.component.NumberFormats
        groups = block.getUniqueCellFormatRanges()
        for n in range(groups.Count):
            group = groups.getByIndex(n)
            kind = formats.getByKey(group.getByIndex(0).NumberFormat).Type
            if kind != _BOOLEAN_FORMAT and not (dates and kind & _DATE_OR_TIME_FORMAT):
                continue
            for at in group.RangeAddresses:
                for r in range(at.StartRow - area.top, at.EndRow - area.top + 1):
                    for c in range(at.StartColumn - area.left, at.EndColumn - area.left + 1):
                        cell = rows[r][c]
                        if type(cell) is float:
                            rows[r][c] = bool(cell) if kind == _BOOLEAN_FORMAT else moment(cell)

    def _as_date(self, row: int, column: int, with_time: bool) -> None:
        cell = self.component.getCellByPosition(column, row)
        formats = self.document.component.NumberFormats
        if not formats.getByKey(cell.NumberFormat).Type & _DATE_OR_TIME_FORMAT:
            pattern = "yyyy-mm-dd hh:mm" if with_time else "yyyy-mm-dd"
            locale = load_uno().createUnoStruct("com.sun.star.lang.Locale")
            locale.Language, locale.Country = "en", "US"
            key = formats.queryKey(pattern, locale, False)
            cell.NumberFormat = formats.addNew(pattern, locale) if key == -1 else key

    def _moved(self, formula: str, origin: tuple[int, int], target: tuple[int, int]) -> str:
        """The formula with its relative references moved from one cell (row, column) to another."""
        if origin == target:
            return formula
        (top, left), (row, column) = origin, target
        shift = _SCRATCH_COLUMN - left
        start, end = (top, left + shift), (row, column + shift)
        with self._unprotected():
            try:
                self.component.getCellByPosition(start[1], start[0]).setFormula(formula)
                self._copy(start, end)
                return str(self.component.getCellByPosition(end[1], end[0]).Formula)
            finally:
                for at in (start, end):
                    self.component.getCellByPosition(at[1], at[0]).clearContents(_EVERYTHING)

    def _copy(self, source: tuple[int, int], target: tuple[int, int]) -> None:
        destination = self.component.getCellByPosition(target[1], target[0]).CellAddress
        self.component.copyRange(destination, self.component.getCellByPosition(source[1], source[0]).RangeAddress)

    @contextlib.contextmanager
    def _spare_row(self, row: int) -> Iterator[Any]:
        with self._unprotected():
            try:
                yield self.component.getCellByPosition(_SCRATCH_COLUMN, row)
            finally:
                self.range(Area(row, _SCRATCH_COLUMN, row, COLUMNS - 1)).clearContents(_EVERYTHING)

    @contextlib.contextmanager
    def _unprotected(self) -> Iterator[None]:
        locked = self.component.isProtected()
        if locked:
            self.component.unprotect("")
        try:
            yield
        finally:
            if locked:
                self.component.protect("")

    def _row_at(self, offset: int) -> int:
        return _last_not_beyond(offset, ROWS, lambda row: int(self.component.getCellByPosition(0, row).Position.Y))

    def _column_at(self, offset: int) -> int:
        return _last_not_beyond(offset, COLUMNS, lambda column: int(self.component.getCellByPosition(column, 0).Position.X))


def _last_not_beyond(offset: int, count: int, start_of: Callable[[int], int]) -> int:
    """The last of so many rows or columns that starts at or before that offset; near ones cost few looks."""
    high = 1
    while high < count - 1 and start_of(high) <= offset:
        high = min(high * 4, count - 1)
    low = 0
    while low < high - 1:
        middle = (low + high) // 2
        low, high = (middle, high) if start_of(middle) <= offset else (low, middle)
    return low


def _with_equals(formula: str) -> str:
    return formula if formula.startswith("=") else f"={formula}"


def _overlap(one: Area, other: Area) -> Area | None:
    top, left = max(one.top, other.top), max(one.left, other.left)
    bottom, right = min(one.bottom, other.bottom), min(one.right, other.right)
    return Area(top, left, bottom, right) if top <= bottom and left <= right else None


def _error_text(cell: Any) -> str:
    return str(cell.String) if cell.getError() else "#N/A"


def _text(cell: Value) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, CellError):
        return cell.text
    return f"{cell:.15g}" if isinstance(cell, float) else str(cell)


def _plain(cell: Value | dt.date) -> str | float:
    if cell is None or isinstance(cell, CellError):
        return ""
    if isinstance(cell, dt.date):
        return serial(cell)
    return cell if isinstance(cell, str) else float(cell)


def _formula_bar(text: str) -> str:
    if text in {"=TRUE()", "=FALSE()"}:
        return text[1:-2]  # LibreOffice keeps a TRUE that was typed as this formula
    if text.startswith(("=", "{=")):
        return to_excel(text)
    return text[1:] if text.startswith("'") else text


def _colour(number: int) -> str | None:
    return None if number < 0 else f"{number:06X}"

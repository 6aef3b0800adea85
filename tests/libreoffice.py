"""A real spreadsheet program for the tests: LibreOffice without a window, spoken to over UNO.

    with office.open(path) as document:
        sheet = document.sheet("Activities")
        sheet.set_value("D7", "ABIM")
        assert sheet.value("A7") == "OK"

Addresses and formulas are written and read as in Excel (`"B2:D9"`, `=IF(Lists!A2=1,"a","b")`). A formula that stands in the
cell as an array formula reads as `{=...}`.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.formula_grammar import to_excel
from tests.libreoffice_addresses import COLUMNS, ROWS, Area, Value, area_of, cell_address, column_letter
from tests.libreoffice_sheet import SheetView
from tests.libreoffice_uno import OfficeError, load_uno, missing

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


@dataclass(frozen=True, slots=True)
class Style:
    """What a conditional format makes of a cell. Colors are RRGGBB, None for none; sides in the order top, bottom, left, right."""

    name: str
    background: str | None
    color: str | None
    bold: bool
    italic: bool
    underline: bool
    sides: tuple[bool, bool, bool, bool]
    number_format: str


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
        return self.sheet(sheet).evaluate(formula, row)

    def style(self, name: str) -> Style:
        """The cell style of that name, as `SheetView.conditional_styles` gives it."""
        found = self.component.StyleFamilies.getByName("CellStyles").getByName(name)
        formats = self.component.NumberFormats
        return Style(
            name,
            _color(found.CellBackColor),
            _color(found.CharColor),
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


def _color(number: int) -> str | None:
    return None if number < 0 else f"{number:06X}"

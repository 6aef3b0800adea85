"""A workbook that LibreOffice has open."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from tests.bench.libreoffice.addresses import Area, Value, area_of
from tests.bench.libreoffice.grammar import to_excel
from tests.bench.libreoffice.sheet import SheetView
from tests.bench.libreoffice.uno import OfficeError, load_uno

if TYPE_CHECKING:
    from tests.bench.libreoffice.office import Office

FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".xlam": "Calc MS Excel 2007 VBA XML",
    ".ods": "calc8",
    ".csv": "Text - txt - csv (StarCalc)",
    ".html": "HTML (StarCalc)",
    ".pdf": "calc_pdf_Export",
}
"""Names of LibreOffice's filters by suffix."""
_MARGIN, _HEADINGS = 200, (1400, 700)  # of a picture, in hundredths of a millimetre


@dataclass(frozen=True, slots=True)
class Style:
    """What a conditional format makes of a cell. Colors are RRGGBB, None for none; sides in the order top, bottom,
    left, right."""

    name: str
    background: str | None
    color: str | None
    bold: bool
    italic: bool
    underline: bool
    sides: tuple[bool, bool, bool, bool]
    number_format: str


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """A number format: its text in LibreOffice's spelling, and the bits of `com.sun.star.util.NumberFormat`."""

    text: str
    kind: int


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
        self._number_formats: dict[int, NumberFormat] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
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
        """Write the workbook in the form of the path's suffix: .xlsx, .xlsm, .ods, .csv, .html or .pdf. Returns the
        path."""
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
        places = {}
        for table in self.component.DatabaseRanges:
            at = table.DataArea
            places[table.Name] = (sheets[at.Sheet], Area(at.StartRow, at.StartColumn, at.EndRow, at.EndColumn).address)
        return places

    def evaluate(self, formula: str, *, sheet: str | int = 0, row: int = 1) -> Value:
        """What the formula yields in a spare cell of that sheet and row (counted from 1); the cell is emptied
        afterwards."""
        return self.sheet(sheet).evaluate(formula, row)

    def style(self, name: str) -> Style:
        """The cell style of that name, as `SheetView.conditional_styles` gives it."""
        native = self.component.StyleFamilies.getByName("CellStyles").getByName(name)
        return Style(
            name,
            _color(native.CellBackColor),
            _color(native.CharColor),
            native.CharWeight > 100,
            native.CharPosture.value == "ITALIC",
            native.CharUnderline != 0,
            (
                native.TopBorder2.LineWidth > 0,
                native.BottomBorder2.LineWidth > 0,
                native.LeftBorder2.LineWidth > 0,
                native.RightBorder2.LineWidth > 0,
            ),
            self.number_format(native.NumberFormat).text,
        )

    def number_format(self, key: int) -> NumberFormat:
        """The number format that a cell names by this key, asked for once: blocks name few formats many times."""
        if key not in self._number_formats:
            native = self.component.NumberFormats.getByKey(key)
            self._number_formats[key] = NumberFormat(str(native.FormatString), int(native.Type))
        return self._number_formats[key]

    def run_macro(self, name: str, *arguments: Any) -> Any:
        """Run a VBA procedure of the workbook, as in `run_macro("Ribbon.OnValidate", control)`; what a Function
        returns.

        With `xlwings.bas` or `Dictionary.cls` in the project LibreOffice runs nothing and returns nothing, without a
        word.

        Raises:
            OfficeError: there is no such procedure, or it failed.
        """
        project = self.component.BasicLibraries.ProjectName or "Standard"
        where = f"vnd.sun.star.script:{project}.{name}?language=Basic&location=document"
        try:
            script = self.component.getScriptProvider().getScript(where)
            return script.invoke(arguments, (), ())[0]
        except Exception as error:
            raise OfficeError(f"{name} did not run: {error}") from error

    def render(
        self, sheet: str, picture: Path, *, area: str | None = None, dpi: int = 100, headings: bool = False
    ) -> Path:
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
        with (
            tempfile.TemporaryDirectory(dir=self.office.folder) as folder,
            self.office.open(self._store(Path(folder) / "sheet.ods", {})) as copy,
        ):
            return copy.photograph(sheet, picture, area=area, dpi=dpi, headings=headings)

    def photograph(
        self, sheet: str, picture: Path, *, area: str | None = None, dpi: int = 100, headings: bool = False
    ) -> Path:
        """What `render` does, of the document itself: its pages are no longer set up as they were, but marked cells
        stand where they do on the screen, which the copy in LibreOffice's own form does not hold."""
        with tempfile.TemporaryDirectory(dir=self.office.folder) as folder:
            pdf = Path(folder) / "sheet.pdf"
            self._one_page(sheet, area, headings)
            self._store(pdf, {})
            converted = subprocess.run(
                ["pdftoppm", "-png", "-r", str(dpi), str(pdf), str(Path(folder) / "page")],
                check=False,
                capture_output=True,
                text=True,
            )
            pages = sorted(Path(folder).glob("page*.png"))
            if converted.returncode or len(pages) != 1:
                raise OfficeError(f"{sheet} gave {len(pages)} pages: {converted.stderr}")
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
        if suffix not in FILTERS:
            raise ValueError(f"no form for {path.name}")
        if not path.absolute().parent.is_dir():
            raise OfficeError(
                f"LibreOffice could not write {path}: there is no such folder"
            )  # it would make the folder
        wanted: dict[str, Any] = {"FilterName": FILTERS[suffix], "Overwrite": True}
        if options:
            wanted["FilterData"] = load_uno().Any("[]com.sun.star.beans.PropertyValue", self.office.properties(options))
        try:
            self.component.storeToURL(path.absolute().as_uri(), self.office.properties(wanted))
        except Exception as error:
            raise OfficeError(f"LibreOffice could not write {path}: {error}") from error
        return path


def _color(number: int) -> str | None:
    return None if number < 0 else f"{number:06X}"

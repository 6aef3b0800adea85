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

from __future__ import annotations

import contextlib
import datetime as dt
import math
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import xlwings as xw
from xlwings import base_classes

from generator.workbook.cells import CellError
from tests.libreoffice import COLUMNS, ROWS, Area, Document, Office, SheetView, area_of
from tests.xlwings_office_calls import ExcelRefuses, engine_part
from tests.xlwings_office_cells import NoApi, Range
from tests.xlwings_office_parts import Names, Note, Tables

_VERY_HIDDEN = 2


@contextlib.contextmanager
def engine_over(office: Office) -> Iterator[Engine]:
    """Make LibreOffice the program that xlwings talks to; closes all its books and takes the engine back at the end."""
    engine = Engine(office)
    before = xw.engines.active
    registered = xw.main.Engine(impl=engine)
    xw.engines.add(registered)
    registered.activate()
    try:
        yield engine
    finally:
        engine.app.quit()
        xw.engines.active = before
        xw.engines.engines.remove(registered)
        del xw.engines.engines_by_name[engine.name]
        if hasattr(xw.Book, "_mock_caller"):
            del xw.Book._mock_caller


class Engine:
    """The engine, and what it recorded.

    Attributes:
        status_shown: every text that the status bar showed.
        alerts: every alert, as (text, title, buttons).
        answers: what is clicked in the alerts to come, first first. An alert with an OK button only needs none, another fails.
    """

    name = "libreoffice"
    type = "desktop"

    def __init__(self, office: Office) -> None:
        self.office = office
        self.status_shown: list[str] = []
        self.alerts: list[tuple[str, str | None, str]] = []
        self.answers: list[str] = []
        self.app = App(self)

    @property
    def apps(self) -> Apps:
        return Apps(self)

    @staticmethod
    def prepare_xl_data_element(x: Any, options: Any) -> Any:
        """As xlwings prepares values on Windows."""
        if x is None or pd.isna(x) is True or (isinstance(x, float) and math.isnan(x)):
            return ""
        if hasattr(x, "to_pydatetime"):
            x = x.to_pydatetime()
        if isinstance(x, dt.datetime):
            return x.replace(tzinfo=None)
        return x.item() if hasattr(x, "item") else x

    @staticmethod
    def clean_value_data(data: Any, datetime_builder: Any, empty_as: Any, number_builder: Any, err_to_str: bool) -> list[list[Any]]:
        """As xlwings cleans values on Windows: an error is None unless its text was asked for."""

        def clean(cell: Any) -> Any:
            if cell is None or cell == "":
                return empty_as
            if isinstance(cell, CellError):
                return cell.text if err_to_str else None
            if isinstance(cell, dt.datetime) and datetime_builder is not dt.datetime:
                parts = ("year", "month", "day", "hour", "minute", "second", "microsecond")
                return datetime_builder(**{part: getattr(cell, part) for part in parts}, tzinfo=None)
            return number_builder(cell) if number_builder and type(cell) is float else cell

        return [[clean(cell) for cell in row] for row in data]


@engine_part
class Apps(base_classes.Apps):
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keys(self) -> list[int]:
        return [self._engine.app.pid]

    def add(self, spec: Any = None, add_book: bool | None = None, xl: Any = None, visible: bool | None = None) -> App:
        if add_book:
            self._engine.app.books.add()
        return self._engine.app

    def __iter__(self) -> Iterator[App]:
        return iter([self._engine.app])

    def __len__(self) -> int:
        return 1

    def __getitem__(self, pid: int) -> App:
        if pid != self._engine.app.pid:
            raise KeyError(pid)
        return self._engine.app


@engine_part
class App(base_classes.App):
    """The one application of the engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._open: list[Book] = []
        self._calculation = "automatic"
        self._flags: dict[str, Any] = {"screen_updating": True, "display_alerts": True, "enable_events": True, "interactive": True, "visible": True}
        self._status: str | bool = False

    @property
    def engine(self) -> Engine:
        return self._engine

    @property
    def api(self) -> NoApi:
        return NoApi()

    @property
    def pid(self) -> int:
        return self._engine.office.pid

    @property
    def version(self) -> str:
        return "16.0"

    @property
    def hwnd(self) -> int:
        return 0

    @property
    def books(self) -> Books:
        return Books(self)

    @property
    def selection(self) -> Range | None:
        if not self._open:
            return None
        book = self._active
        found = book._component.getCurrentSelection()
        return book._range(found.RangeAddress) if found is not None and hasattr(found, "RangeAddress") else None

    def activate(self, steal_focus: bool = False) -> None:
        """There is but one application."""

    def quit(self) -> None:
        for book in list(self._open):
            book.close()

    def kill(self) -> None:
        self.quit()

    def calculate(self) -> None:
        for book in self._open:
            book._document.calculate()

    @property
    def calculation(self) -> str:
        return self._calculation

    @calculation.setter
    def calculation(self, value: str) -> None:
        if value not in {"automatic", "manual", "semiautomatic"}:
            raise KeyError(value)
        self._calculation = value
        for book in self._open:
            book._settle()
            book._component.enableAutomaticCalculation(value != "manual")

    @property
    def screen_updating(self) -> bool:
        return bool(self._flags["screen_updating"])

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        self._flags["screen_updating"] = bool(value)

    @property
    def display_alerts(self) -> bool:
        return bool(self._flags["display_alerts"])

    @display_alerts.setter
    def display_alerts(self, value: bool) -> None:
        self._flags["display_alerts"] = bool(value)

    @property
    def enable_events(self) -> bool:
        return bool(self._flags["enable_events"])

    @enable_events.setter
    def enable_events(self, value: bool) -> None:
        self._flags["enable_events"] = bool(value)

    @property
    def interactive(self) -> bool:
        return bool(self._flags["interactive"])

    @interactive.setter
    def interactive(self, value: bool) -> None:
        self._flags["interactive"] = bool(value)

    @property
    def visible(self) -> bool:
        return bool(self._flags["visible"])

    @visible.setter
    def visible(self, visible: bool) -> None:
        self._flags["visible"] = bool(visible)

    @property
    def status_bar(self) -> str | bool:
        """False when the program shows its own text, as in Excel."""
        return self._status

    @status_bar.setter
    def status_bar(self, value: str | bool | None) -> None:
        if isinstance(value, str):
            self._engine.status_shown.append(value)
        self._status = value or False

    def alert(self, prompt: str, title: str | None, buttons: str, mode: str | None, callback: Any) -> str:
        self._engine.alerts.append((prompt, title, buttons))
        if self._engine.answers:
            answer = self._engine.answers.pop(0)
        elif buttons == "ok":
            answer = "ok"
        else:
            raise AssertionError(f"nobody said what to click: {prompt}")
        return answer

    @property
    def _active(self) -> Book:
        if not self._open:
            raise ExcelRefuses("no workbook is open")
        return self._open[-1]


@engine_part
class Books(base_classes.Books):
    def __init__(self, app: App) -> None:
        self._app = app

    @property
    def app(self) -> App:
        return self._app

    @property
    def active(self) -> Book:
        return self._app._active

    def __len__(self) -> int:
        return len(self._app._open)

    def __iter__(self) -> Iterator[Book]:
        return iter(list(self._app._open))

    def __call__(self, name_or_index: int | str) -> Book:
        if isinstance(name_or_index, int):
            return self._app._open[name_or_index - 1]
        for book in self._app._open:
            if book.name.casefold() == name_or_index.casefold():
                return book
        raise KeyError(name_or_index)

    def __contains__(self, key: str) -> bool:
        return any(book.name.casefold() == key.casefold() for book in self._app._open)

    def add(self) -> Book:
        taken = {book.name for book in self._app._open}
        number = next(n for n in range(1, 10_000) if f"Book{n}" not in taken)
        return self._opened(Book(self._app, self._app.engine.office.new(), None, f"Book{number}", False))

    def open(self, fullname: str, *options: Any, **named: Any) -> Book:
        if any(option is not None for option in (*options, *named.values())):
            raise NotImplementedError
        path = Path(fullname).absolute()
        with zipfile.ZipFile(path) as package:
            workbook = package.read("xl/workbook.xml").decode("utf-8", "replace")
        locked = re.search(r'<(?:\w+:)?workbookProtection[^>]*\slockStructure="(?:1|true)"', workbook) is not None
        return self._opened(Book(self._app, self._app.engine.office.open(path), path, path.name, locked))

    def _opened(self, book: Book) -> Book:
        book._component.enableAutomaticCalculation(self._app._calculation != "manual")
        self._app._open.append(book)
        return book


@engine_part
class Book(base_classes.Book):
    """A workbook. LibreOffice holds a copy; saving writes to the file that was opened."""

    def __init__(self, app: App, document: Document, path: Path | None, name: str, structure_locked: bool) -> None:
        self._app, self._document, self._path, self._name = app, document, path, name
        self._structure_locked = structure_locked
        self._component = document.component
        self._controller = document.component.CurrentController

    @property
    def app(self) -> App:
        return self._app

    @property
    def api(self) -> NoApi:
        return NoApi()

    @property
    def name(self) -> str:
        return self._name

    @property
    def fullname(self) -> str:
        return str(self._path) if self._path else self._name

    @property
    def sheets(self) -> Sheets:
        return Sheets(self)

    @property
    def names(self) -> Names:
        return Names(self)

    def activate(self) -> None:
        self._app._open.remove(self)
        self._app._open.append(self)

    def close(self) -> None:
        if self in self._app._open:
            self._app._open.remove(self)
        self._document.close()

    def save(self, path: str | None = None, password: str | None = None) -> None:
        if password is not None:
            raise NotImplementedError
        target = Path(path).absolute() if path else self._path or Path(f"{self._name}.xlsx").absolute()
        if not target.parent.is_dir():
            raise ExcelRefuses(f"there is no folder {target.parent}")
        self._document.save(target)
        self._path, self._name = target, target.name

    def to_pdf(self, path: str, quality: Any = None) -> None:
        self._document.save(Path(path))

    def _range(self, address: Any) -> Range:
        area = Area(address.StartRow, address.StartColumn, address.EndRow, address.EndColumn)
        return Range(Sheet(self, self._component.Sheets.getByIndex(address.Sheet)), area)

    def _settle(self) -> None:
        """Have every formula calculated that is due: LibreOffice waits until a cell is read, and manual calculation would stop it."""
        for name in self._document.sheet_names:
            sheet = self._document.sheet(name)
            sheet.range(sheet.used_area).getDataArray()

    def _may_change_structure(self) -> None:
        if self._structure_locked:
            raise ExcelRefuses(f"the structure of {self._name} is protected")


@engine_part
class Sheets(base_classes.Sheets):
    def __init__(self, book: Book) -> None:
        self._book = book

    @property
    def active(self) -> Sheet:
        return Sheet(self._book, self._book._controller.ActiveSheet)

    def __len__(self) -> int:
        return int(self._native.Count)

    def __iter__(self) -> Iterator[Sheet]:
        return iter([Sheet(self._book, sheet) for sheet in self._native])

    def __call__(self, name_or_index: int | str) -> Sheet:
        if isinstance(name_or_index, int):
            return Sheet(self._book, self._native.getByIndex(name_or_index - 1))
        for name in self._native.ElementNames:
            if name.casefold() == name_or_index.casefold():
                return Sheet(self._book, self._native.getByName(name))
        raise KeyError(name_or_index)

    def __contains__(self, key: str) -> bool:
        return key.casefold() in {name.casefold() for name in self._native.ElementNames}

    def add(self, before: Sheet | None = None, after: Sheet | None = None, name: str | None = None) -> Sheet:
        self._book._may_change_structure()
        position = after.index if after else (before or self.active).index - 1
        name = name or next(f"Sheet{n}" for n in range(1, 10_000) if f"Sheet{n}" not in self)
        self._native.insertNewByName(_sheet_name(name), position)
        sheet = self(name)
        sheet.activate()
        return sheet

    @property
    def _native(self) -> Any:
        return self._book._component.Sheets


@engine_part
class Sheet(base_classes.Sheet):
    def __init__(self, book: Book, component: Any) -> None:
        self._book, self._component = book, component
        self._document = book._document
        self._view = SheetView(book._document, component)

    @property
    def book(self) -> Book:
        return self._book

    @property
    def api(self) -> NoApi:
        return NoApi()

    @property
    def name(self) -> str:
        return str(self._component.Name)

    @name.setter
    def name(self, value: str) -> None:
        self._book._may_change_structure()
        self._component.Name = _sheet_name(value)

    @property
    def names(self) -> Names:
        return Names(self)

    @property
    def index(self) -> int:
        return int(self._component.RangeAddress.Sheet) + 1

    @property
    def visible(self) -> bool:
        return bool(self._component.IsVisible)

    @visible.setter
    def visible(self, value: bool | int) -> None:
        self._book._may_change_structure()
        shown = value not in {False, _VERY_HIDDEN}
        if not shown and not any(sheet.visible for sheet in self._book.sheets if sheet.name != self.name):
            raise ExcelRefuses("a workbook needs one sheet that can be seen")
        self._component.IsVisible = shown

    def activate(self) -> None:
        if not self.visible:
            raise ExcelRefuses(f"{self.name} is hidden and cannot be shown")
        self._book._controller.setActiveSheet(self._component)

    def select(self) -> None:
        self.activate()

    def delete(self) -> None:
        self._book._may_change_structure()
        if len(self._book.sheets) == 1:
            raise ExcelRefuses("a workbook needs one sheet")
        self._book._component.Sheets.removeByName(self.name)

    def copy(self, before: Sheet | None, after: Sheet | None) -> None:
        target = before or after
        if target is None:
            raise NotImplementedError
        book = target.book
        book._may_change_structure()
        position = target.index - (1 if before else 0)
        name = next(name for n in range(2, 10_000) if (name := f"{self.name} ({n})") not in book.sheets)
        if self.name not in book.sheets:
            name = self.name
        if book is self._book:
            book._component.Sheets.copyByName(self.name, name, position)
        else:
            book._component.Sheets.importSheet(self._book._component, self.name, position)

    def move(self, before: Sheet | None, after: Sheet | None) -> None:
        self._book._may_change_structure()
        target = before or after
        assert target
        self._book._component.Sheets.moveByName(self.name, target.index - (1 if before else 0))

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        if isinstance(arg1, tuple) and len(arg1) == 4:
            row, column, rows, columns = arg1
            area = Area(row - 1, column - 1, row + rows - 2, column + columns - 2) if rows and columns else None
            return Range(self, area, (row - 1, column - 1))
        first = self._corner(arg1)
        last = first if arg2 is None else self._corner(arg2)
        if first._sheet.name != self.name or last._sheet.name != self.name:
            return first
        one, other = first._cells, last._cells
        rows_of, columns_of = (one.top, other.top, one.bottom, other.bottom), (one.left, other.left, one.right, other.right)
        return Range(self, Area(min(rows_of), min(columns_of), max(rows_of), max(columns_of)))

    @property
    def cells(self) -> Range:
        return Range(self, Area(0, 0, ROWS - 1, COLUMNS - 1))

    @property
    def used_range(self) -> Range:
        cursor = self._component.createCursor()
        cursor.gotoStartOfUsedArea(False)
        cursor.gotoEndOfUsedArea(True)
        return self._book._range(cursor.RangeAddress)

    def clear_contents(self) -> None:
        self.used_range.clear_contents()

    def clear_formats(self) -> None:
        self.used_range.clear_formats()

    def clear(self) -> None:
        self.used_range.clear()

    def autofit(self, axis: str | None = None) -> None:
        self.used_range.autofit(axis)

    @property
    def tables(self) -> Tables:
        return Tables(self)

    @property
    def notes(self) -> list[Note]:
        return [Note(self, annotation) for annotation in self._component.Annotations]

    @property
    def freeze_panes(self) -> FreezePanes:
        return FreezePanes(self)

    @property
    def _quoted(self) -> str:
        name = self.name
        return name if re.fullmatch(r"[^\W\d]\w*", name) else "'" + name.replace("'", "''") + "'"

    def _cells_of(self, area: Area) -> Range:
        return Range(self, area)

    def _merged(self, area: Area) -> Area | None:
        cursor = self._component.createCursorByRange(self._component.getCellByPosition(area.left, area.top))
        cursor.collapseToMergedArea()
        at = cursor.RangeAddress
        found = Area(at.StartRow, at.StartColumn, at.EndRow, at.EndColumn)
        return found if found.rows * found.columns > 1 else None

    def _corner(self, where: Any) -> Range:
        if isinstance(where, Range):
            return where
        if isinstance(where, tuple):
            if 0 in where:
                raise IndexError("Attempted to access 0-based Range. xlwings/Excel Ranges are 1-based.")
            return Range(self, Area(where[0] - 1, where[1] - 1, where[0] - 1, where[1] - 1))
        sheet, _, address = str(where).rpartition("!")
        if sheet:
            return self._book.sheets(sheet.strip("'").replace("''", "'"))._corner(address)
        with contextlib.suppress(ValueError):
            return Range(self, area_of(address))
        if address in self.tables and (body := self.tables(address).data_body_range):
            return body
        for names in (self.names, self._book.names):
            if names.contains(address):
                return names(address).refers_to_range
        raise ExcelRefuses(f"there are no cells {where} on {self.name}")


@engine_part
class FreezePanes(base_classes.FreezePanes):
    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    def freeze_at(self, frozen_range: str) -> None:
        area = area_of(frozen_range)
        columns = 0 if area.columns == COLUMNS else area.right + 1
        rows = 0 if area.rows == ROWS else area.bottom + 1
        self._on_sheet(columns, rows)

    def unfreeze(self) -> None:
        self._on_sheet(0, 0)

    def _on_sheet(self, columns: int, rows: int) -> None:
        controller = self._sheet.book._controller
        before = controller.ActiveSheet
        controller.setActiveSheet(self._sheet._component)
        controller.freezeAtPosition(columns, rows)
        controller.setActiveSheet(before)


def _sheet_name(name: str) -> str:
    if not name or len(name) > 31 or re.search(r"[\[\]:*?/\\]", name):
        raise ExcelRefuses(f"Excel takes no sheet named {name!r}")
    return name

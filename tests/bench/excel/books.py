"""The books of the engine."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlwings import base_classes
from xlwings.utils import fullname_url_to_local_path

from tests.bench.excel.calls import ExcelRefuses, NoApi, engine_part
from tests.bench.excel.names import Names
from tests.bench.excel.ranges import Range
from tests.bench.excel.sheets import Sheet, Sheets
from tests.bench.libreoffice import Area, Document

if TYPE_CHECKING:
    from tests.bench.excel.engine import App

_FIRST_YEAR = 1904
"""Of workbooks that count days as Excel on a Mac did."""


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

    def open(
        self,
        fullname: str,
        update_links: Any = None,
        read_only: Any = None,
        format: Any = None,
        password: Any = None,
        write_res_password: Any = None,
        ignore_read_only_recommended: Any = None,
        origin: Any = None,
        delimiter: Any = None,
        editable: Any = None,
        notify: Any = None,
        converter: Any = None,
        add_to_mru: Any = None,
        local: Any = None,
        corrupt_load: Any = None,
    ) -> Book:
        options = (
            *(update_links, read_only, format, password, write_res_password, ignore_read_only_recommended, origin),
            *(delimiter, editable, notify, converter, add_to_mru, local, corrupt_load),
        )
        if any(option is not None for option in options):
            raise NotImplementedError
        path = Path(fullname).absolute()
        workbook = ""
        if path.suffix.lower() != ".csv":
            with zipfile.ZipFile(path) as package:
                workbook = package.read("xl/workbook.xml").decode("utf-8", "replace")
        locked = re.search(r'<(?:\w+:)?workbookProtection[^>]*\slockStructure="(?:1|true)"', workbook) is not None
        return self._opened(Book(self._app, self._app.engine.office.open(path), path, path.name, locked))

    def _opened(self, book: Book) -> Book:
        book._component.enableAutomaticCalculation(self._app._calculation != "manual")
        self._app._open.append(book)
        return book


class BookApi(NoApi):
    """Of Excel's own Workbook object the three properties that the product reads, named as in the type library."""

    def __init__(self, book: Book) -> None:
        self._book = book

    @property
    def FullName(self) -> str:  # noqa: N802  # as the type library names it
        return self._book._address or str(self._book._path or self._book._name)

    @property
    def Saved(self) -> bool:  # noqa: N802  # as the type library names it
        return not self._book._component.isModified()

    @property
    def Date1904(self) -> bool:  # noqa: N802  # as the type library names it
        return bool(self._book._component.NullDate.Year == _FIRST_YEAR)


@engine_part
class Book(base_classes.Book):
    """A workbook. LibreOffice holds a copy; saving writes to the file that was opened."""

    def __init__(self, app: App, document: Document, path: Path | None, name: str, structure_locked: bool) -> None:
        self._app, self._document, self._path, self._name = app, document, path, name
        self._structure_locked = structure_locked
        self._address: str | None = None
        self._closed = False
        self._component = document.component
        self._sheets = document.component.Sheets
        self._controller = document.component.CurrentController

    @property
    def app(self) -> App:
        return self._app

    @property
    def api(self) -> BookApi:
        return BookApi(self)

    @property
    def name(self) -> str:
        if self._closed:
            raise ExcelRefuses("the workbook is closed")
        return self._name

    @property
    def fullname(self) -> str:
        """As xlwings gives it: of a workbook from the web the file that it finds for the address, if any."""
        full_name = self.api.FullName
        return str(fullname_url_to_local_path(full_name)) if "://" in full_name else full_name

    def come_from(self, address: str) -> None:
        """Make Excel have the workbook from that address on the web, as it does with AutoSave."""
        self._address = address

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
        self._closed = True
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
        return Range(Sheet(self, self._sheets.getByIndex(address.Sheet)), area)

    def _settle(self) -> None:
        """Have every formula calculated that is due: LibreOffice waits until a cell is read, and manual calculation
        would stop it."""
        for name in self._document.sheet_names:
            sheet = self._document.sheet(name)
            sheet.range(sheet.used_area).getDataArray()

    def _may_change_structure(self) -> None:
        if self._structure_locked:
            raise ExcelRefuses(f"the structure of {self._name} is protected")

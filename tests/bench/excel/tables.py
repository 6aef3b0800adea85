"""The tables and notes of a sheet of the engine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from tests.bench.excel.calls import engine_part
from tests.bench.libreoffice import Area

if TYPE_CHECKING:
    from tests.bench.excel.ranges import Range
    from tests.bench.excel.sheets import Sheet


@engine_part
class Tables(base_classes.Tables):
    """The tables of a sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    def __iter__(self) -> Iterator[Table]:
        place = self._sheet._component.RangeAddress.Sheet
        tables = self._sheet._document.component.DatabaseRanges
        return iter([Table(self._sheet, table.Name) for table in tables if table.DataArea.Sheet == place])

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __call__(self, key: int | str) -> Table:
        tables = list(self)
        if isinstance(key, int):
            return tables[key - 1]
        for table in tables:
            if str(table.name).casefold() == key.casefold():
                return table
        raise KeyError(key)

    def __contains__(self, key: str) -> bool:
        return any(str(table.name).casefold() == key.casefold() for table in self)

    def add(
        self,
        source_type: str | None = None,
        source: Any = None,
        link_source: bool | None = None,
        has_headers: bool | None = None,
        destination: Any = None,
        table_style_name: str | None = None,
        name: str | None = None,
    ) -> Table:
        if not has_headers:
            raise NotImplementedError
        cells: Range = source.impl
        name = name or f"Table{len(self._sheet._document.component.DatabaseRanges.ElementNames) + 1}"
        tables = self._sheet._document.component.DatabaseRanges
        tables.addNewByName(name, cells._native.RangeAddress)
        tables.getByName(name).AutoFilter = True
        return Table(self._sheet, name)


@engine_part
class Table(base_classes.Table):
    """A table; in LibreOffice a database range. It does not grow when rows are written below it."""

    def __init__(self, sheet: Sheet, name: str) -> None:
        self._sheet, self._name = sheet, name

    @property
    def parent(self) -> Sheet:
        return self._sheet

    @property
    def name(self) -> str:
        return self._name

    @property
    def display_name(self) -> str:
        return self._name

    @property
    def range(self) -> Range:
        return self._sheet.book._range(self._table.DataArea)

    @property
    def header_row_range(self) -> Range | None:
        area = self.range._cells
        return self._sheet._cells_of(Area(area.top, area.left, area.top, area.right))

    @property
    def data_body_range(self) -> Range | None:
        area = self.range._cells
        return self._sheet._cells_of(Area(area.top + 1, area.left, area.bottom, area.right)) if area.rows > 1 else None

    @property
    def totals_row_range(self) -> None:
        return None

    @property
    def show_headers(self) -> bool:
        return bool(self._table.ContainsHeader)

    @property
    def show_autofilter(self) -> bool:
        return bool(self._table.AutoFilter)

    @show_autofilter.setter
    def show_autofilter(self, value: bool) -> None:
        self._table.AutoFilter = value

    def resize(self, range: Any) -> None:
        self._table.DataArea = range.impl._native.RangeAddress

    @property
    def _table(self) -> Any:
        return self._sheet._document.component.DatabaseRanges.getByName(self._name)


@engine_part
class Note(base_classes.Note):
    def __init__(self, sheet: Sheet, annotation: Any) -> None:
        self._sheet, self._annotation = sheet, annotation

    @property
    def text(self) -> str:
        return str(self._annotation.String)

    @text.setter
    def text(self, value: str) -> None:
        self._annotation.String = value

    @property
    def author(self) -> str:
        return str(self._annotation.Author)

    @property
    def location(self) -> Range:
        at = self._annotation.Position
        return self._sheet._cells_of(Area(at.Row, at.Column, at.Row, at.Column))

    def delete(self) -> None:
        notes = self._sheet._component.Annotations
        here = self._annotation.Position
        for n in range(notes.Count):
            at = notes.getByIndex(n).Position
            if (at.Row, at.Column) == (here.Row, here.Column):
                notes.removeByIndex(n)
                return

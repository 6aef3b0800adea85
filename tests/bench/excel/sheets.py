"""The sheets of a book of the engine."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from tests.bench.excel.calls import ExcelRefuses, NoApi, engine_part
from tests.bench.excel.names import Names
from tests.bench.excel.ranges import Range
from tests.bench.excel.tables import Note, Tables
from tests.bench.libreoffice import COLUMNS, ROWS, Area, SheetView, area_of

if TYPE_CHECKING:
    from tests.bench.excel.books import Book

_VERY_HIDDEN = 2


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
        return self._book._sheets


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
        self._book._sheets.removeByName(self.name)

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
            book._sheets.copyByName(self.name, name, position)
        else:
            book._sheets.importSheet(self._book._component, self.name, position)

    def move(self, before: Sheet | None, after: Sheet | None) -> None:
        self._book._may_change_structure()
        target = before or after
        assert target
        self._book._sheets.moveByName(self.name, target.index - (1 if before else 0))

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
        rows_of, columns_of = (
            (one.top, other.top, one.bottom, other.bottom),
            (one.left, other.left, one.right, other.right),
        )
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
        merged = Area(at.StartRow, at.StartColumn, at.EndRow, at.EndColumn)
        return merged if merged.rows * merged.columns > 1 else None

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

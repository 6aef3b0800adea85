"""The defined names of a book or sheet of the engine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from tests.bench.excel.calls import ExcelRefuses, engine_part
from tests.bench.libreoffice import load_uno
from tests.bench.libreoffice.grammar import to_excel, to_office

if TYPE_CHECKING:
    from tests.bench.excel.books import Book
    from tests.bench.excel.ranges import Range
    from tests.bench.excel.sheets import Sheet


@engine_part
class Names(base_classes.Names):
    """The defined names of a book, those of its sheets included, or of one sheet."""

    def __init__(self, parent: Book | Sheet) -> None:
        self._parent = parent

    def snapshot(self) -> list[tuple[str, Name]]:
        return [(name.name, name) for name in self]

    def __iter__(self) -> Iterator[Name]:
        found = []
        for holder, sheet in self._holders():
            found += [Name(self._parent, holder, sheet, name.Name) for name in holder]
        return iter(sorted(found, key=lambda name: str(name.name).casefold()))

    def __call__(self, name_or_index: int | str) -> Name:
        if isinstance(name_or_index, int):
            return list(self)[name_or_index - 1]
        for holder, sheet in self._holders():
            if holder.hasByName(name_or_index) and sheet is None:
                return Name(self._parent, holder, sheet, name_or_index)
        for name in self:
            if name_or_index.casefold() in {str(name.name).casefold(), str(name._local).casefold()}:
                return name
        raise KeyError(name_or_index)

    def contains(self, name_or_index: int | str) -> bool:
        try:
            self(name_or_index)
        except (KeyError, IndexError):
            return False
        return True

    def __len__(self) -> int:
        return len(list(iter(self)))

    def add(self, name: str, refers_to: str) -> Name:
        holder, sheet = next(self._holders())
        if holder.hasByName(name):
            holder.removeByName(name)
        origin = load_uno().createUnoStruct("com.sun.star.table.CellAddress")
        holder.addNewByName(name, to_office(refers_to.removeprefix("=")), origin, 0)
        return Name(self._parent, holder, sheet, name)

    def _holders(self) -> Iterator[tuple[Any, Any]]:
        document = self._parent._document.component
        if self._parent._component is not document:
            yield self._parent._component.NamedRanges, self._parent._component
            return
        yield document.NamedRanges, None
        for sheet in document.Sheets:
            yield sheet.NamedRanges, sheet


@engine_part
class Name(base_classes.Name):
    def __init__(self, parent: Book | Sheet, holder: Any, sheet: Any, local: str) -> None:
        self._parent, self._holder, self._sheet, self._local = parent, holder, sheet, local

    def delete(self) -> None:
        self._holder.removeByName(self._local)

    @property
    def name(self) -> str:
        return f"{self._sheet.Name}!{self._local}" if self._sheet else self._local

    @name.setter
    def name(self, value: str) -> None:
        self._holder.getByName(self._local).Name = value
        self._local = value

    @property
    def refers_to(self) -> str:
        return "=" + to_excel(self._holder.getByName(self._local).Content)

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        self._holder.getByName(self._local).Content = to_office(value.removeprefix("="))

    @property
    def refers_to_range(self) -> Range:
        cells = self._holder.getByName(self._local).ReferredCells
        if cells is None:
            raise ExcelRefuses(f"{self._local} does not refer to cells")
        book = self._parent.book if hasattr(type(self._parent), "book") else self._parent
        return book._range(cells.RangeAddress)

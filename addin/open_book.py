"""A batch workbook that is open in Excel: read in blocks, since every call to Excel costs time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import xlwings as xw

from generator.catalog import Catalog, Sheet, fold, load
from generator.own_lists import own_lists
from generator.workbook.blocks import OpenSheet, OpenWorkbook, Value, batch_of
from generator.workbook.book import NamedColumn
from generator.workbook.cells import CellError
from generator.workbook.columns import headers_of
from generator.workbook.days import DayCount
from generator.workbook.frames import Batch
from generator.workbook.own_sheets import CHECKED, HEADERS_REACH, META, START, column_name
from generator.workbook.settings import DATES_AS_TEXT, TODAY, Settings, settings_of
from generator.workbook.stamped import catalog_of, missing_sheet, stamp_of

ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
_ROWS_AT_ONCE = 50_000
_LARGEST_ERROR_CODE = -2146826000
"""Excel on Windows gives errors as large negative whole numbers, and every number as a float."""


class OpenBook:
    """An open workbook and what it holds."""

    def __init__(self, book: xw.Book) -> None:
        self.book = book
        self._named: dict[str, xw.Range | None] = {}

    @cached_property
    def full_name(self) -> str:
        """Path of the workbook; its address when Excel has it from the web; its name alone before it is saved."""
        # xlwings would look for the file that belongs to an address, and may break off or take another one.
        native = self._native("FullName", "full_name")
        return native if isinstance(native, str) else self.book.fullname

    @property
    def is_saved(self) -> bool:
        """Whether the workbook was ever saved."""
        return "://" in self.full_name or Path(self.full_name).is_absolute()

    @property
    def has_changes(self) -> bool:
        """Whether something in it is not in its file yet, as far as Excel says."""
        return self._native("Saved", "saved") is False

    @property
    def path(self) -> Path | None:
        """Where the workbook lies; None for one that was never saved, and for one from the web: which file on this
        computer belongs to an address, nobody tells for sure."""
        path = Path(self.full_name)
        return path if path.is_absolute() and path.parent.is_dir() else None

    @cached_property
    def sheets(self) -> Mapping[str, xw.Sheet]:
        """Folded title to sheet."""
        return {fold(sheet.name): sheet for sheet in self.book.sheets}

    def named(self, name: str) -> xw.Range | None:
        """The cells of a defined name; None when it is gone or broken."""
        if name not in self._named:
            name_here = self.book.names[name] if self.book.names.contains(name) else None
            self._named[name] = (
                name_here.refers_to_range if name_here and "#REF!" not in str(name_here.refers_to) else None
            )
        return self._named[name]

    def _named_column(self, name: str) -> NamedColumn | None:
        cells = self.named(name)
        return NamedColumn(cells.sheet.name, cells.column, cells.last_cell.row) if cells else None

    def checked(self, sheet: Sheet) -> xw.Range | None:
        """The cells of the hidden column Checked; None when it is gone."""
        return self.named(column_name(sheet.prefix, CHECKED))

    def batch(self) -> Batch:
        """The rows of all sheets.

        Raises:
            Failure: no batch workbook, or one that lacks a sheet or a needed column.
            CatalogError: the catalog that it is stamped with is not known, or the organization's own lists are
                malformed.
        """
        opened = OpenWorkbook(
            name=self.book.name,
            titles=[sheet.name for sheet in self.book.sheets],
            meta=self._meta(),
            find_name=self._named_column,
            sheet_of=self._open_sheet,
            first_row=self._first_row,
            settings=self.settings,
            days=DayCount(self._from_1904),
        )
        return batch_of(opened, _load)

    @cached_property
    def settings(self) -> Settings:
        """What Start says; nothing in a workbook without these cells."""
        today, dates = self._on_start(TODAY), self._on_start(DATES_AS_TEXT)
        formula = str(today.formula) if today else ""
        return settings_of(
            today.get_address(False, False) if today else None,
            today.value if today else None,
            formula if formula.startswith("=") else "",
            dates.value if dates else None,
            DayCount(self._from_1904),
        )

    def _on_start(self, name: str) -> xw.Range | None:
        """The last cell of a defined name, when it stands for cells of Start."""
        cells = self.named(name)
        return cells.last_cell if cells and fold(cells.sheet.name) == fold(START) else None

    @cached_property
    def _from_1904(self) -> bool:
        """Whether the workbook counts days from 1904."""
        return bool(self._native("Date1904", "date_1904"))

    def _native(self, *names: str) -> object:
        """A property that only the programs' own objects know, on each system by another name; None without it."""
        for name in names:
            # Each raises what it likes for a property that it does not have.
            with suppress(Exception):
                value = getattr(self.book.api, name)
                return value.get() if hasattr(value, "get") else value
        return None

    def _first_row(self, title: str) -> list[str]:
        sheet = self.sheets[fold(title)]
        last = min(sheet.used_range.last_cell.column, HEADERS_REACH)
        return [text for text in sheet.range((1, 1), (1, last)).options(ndim=2).value[0] if isinstance(text, str)]

    def catalog(self) -> Catalog:
        """The catalog that it is stamped with. Raises as `batch` does."""
        return catalog_of(self.book.name, stamp_of(self._meta()), _load)

    def _meta(self) -> list[list[str]]:
        sheet = self.sheets.get(fold(META))
        if sheet is None:
            return []
        return [
            ["" if cell is None else str(cell) for cell in row]
            for row in sheet.range((1, 1), sheet.used_range.last_cell).options(ndim=2).value
        ]

    def _open_sheet(self, sheet: Sheet) -> OpenSheet:
        tab = self.sheets.get(fold(sheet.title))
        if tab is None:
            raise missing_sheet(self.book.name, sheet)
        last = tab.used_range.last_cell
        first = tab.range((1, 1), (1, min(last.column, HEADERS_REACH))).options(ndim=2).value[0]
        checked = self.checked(sheet)
        return OpenSheet(
            headers=headers_of(first),
            last_of_table=checked.last_cell.row if checked else 1,
            block=_Block(tab, last.row),
        )


def _load(version: str, areas: int | None) -> Catalog:
    return load(version, own_lists(), areas)


@dataclass(frozen=True)
class _Block:
    """Reads a sheet from row 2 to its last used row."""

    sheet: xw.Sheet
    last: int

    def __call__(self, width: int) -> Sequence[Sequence[Value]]:
        rows: list[Sequence[Value]] = []
        blank: Sequence[Value] = [None] * width
        for top in range(2, self.last + 1, _ROWS_AT_ONCE):
            bottom = min(top + _ROWS_AT_ONCE - 1, self.last)
            # A million rows that only have a format take no more room than one.
            rows += [
                row if any(cell is not None for cell in row) else blank
                for row in values(self.sheet.range((top, 1), (bottom, width)))
            ]
        return rows


def values(cells: xw.Range) -> list[list[Value]]:
    """The values of a block, errors as `CellError`: by itself xlwings gives None for them, or a text that somebody
    could have typed."""
    try:
        shown: list[list[Value]] = cells.options(ndim=2, err_to_str=True).value
    except TypeError:
        return _one_by_one(cells)
    if not any(cell in ERRORS or type(cell) is int for row in shown for cell in row):
        return shown
    plain: list[list[Value]] = cells.options(ndim=2).value
    return [
        [_marked(cell, text) for cell, text in zip(row, texts, strict=True)]
        for row, texts in zip(plain, shown, strict=True)
    ]


def _one_by_one(cells: xw.Range) -> list[list[Value]]:
    """On macOS xlwings 0.37 names errors in single cells only; there the raw value of an error is neither None nor the
    empty text."""
    plain: list[list[Value]] = cells.options(ndim=2).value
    raw = cells.raw_value
    return [
        [_alone(cells[r, c]) if cell is None and raw[r][c] not in (None, "") else cell for c, cell in enumerate(row)]
        for r, row in enumerate(plain)
    ]


def is_error_code(cell: object) -> bool:
    """Whether a value is an error that xlwings has no name for: such as #SPILL! and #CALC!."""
    return type(cell) is int and cell < _LARGEST_ERROR_CODE


def _marked(cell: Value, text: Value) -> Value:
    if is_error_code(cell):
        return CellError("#VALUE!")
    return CellError(text) if cell is None and isinstance(text, str) and text in ERRORS else cell


def _alone(cell: xw.Range) -> CellError:
    text = cell.options(err_to_str=True).value
    return CellError(text if text in ERRORS else "#VALUE!")

"""A completed workbook from its file into frames that keep the origin of every cell."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from generator.catalog import Catalog, Sheet
from generator.progress import counted
from generator.workbook.area import Area
from generator.workbook.book import Book, NamedColumn, open_book
from generator.workbook.columns import Columns, match
from generator.workbook.distinct import Gathered
from generator.workbook.frames import Batch, Note, SheetFrame
from generator.workbook.further import first_rows, not_read, strangers
from generator.workbook.grid import grid
from generator.workbook.letters import letters_of
from generator.workbook.own_sheets import HEADERS_REACH, META, META_COLUMNS, META_ROWS
from generator.workbook.package import Package, open_package
from generator.workbook.reach import LARGEST_GAP, last_of_table, row_notes, seen, within_reach
from generator.workbook.scan import Malformed, SheetXml, sheet_of
from generator.workbook.settings import settings_in
from generator.workbook.stamped import (
    LoadCatalog,
    catalog_of,
    differing,
    missing_sheet,
    refuse_too_many,
    stamp_of,
    with_areas,
)
from generator.workbook.values import Values

BESIDE = 100
"""Columns right of the last header that still count as the user's own notes beside the table."""
_MOST_MERGED = 1_000_000
"""Rows that merged cells of a sheet cover, each counted as often as it is covered."""


def read(path: Path, load_catalog: LoadCatalog) -> Batch:
    """The workbook at `path`. It is read once and never written; it may be open in Excel.

    Read are all rows of the tables and what was typed below them, hidden and filtered rows too. Columns are found by
    their headers, and by their defined names where a header was changed.

    Raises:
        Failure: the file cannot be read (see `open_package`), is no PARS batch workbook, or lacks a sheet or a needed
            column.
        CatalogError: the catalog version that it is stamped with is not known.
    """
    return read_package(open_package(path), load_catalog)


def read_package(package: Package, load_catalog: LoadCatalog) -> Batch:
    """Like `read`, of a workbook that is in memory already."""
    try:
        return _Reading(package, open_book(package)).batch(load_catalog)
    except Malformed as error:
        raise package.damaged(str(error)) from error


@dataclass(frozen=True)
class _Reading:
    package: Package
    book: Book

    def batch(self, load_catalog: LoadCatalog) -> Batch:
        values = Values.of(self.package, self.book)
        meta = self._meta(values)
        stamp = stamp_of(meta) | dict(self.book.properties)
        catalog = catalog_of(self.package.name, stamp, load_catalog)
        sheets = {sheet.id: self._sheet(sheet) for sheet in catalog.sheets.values()}
        headers = {name: self._headers(values, xml) for name, xml in sheets.items()}
        catalog = with_areas(catalog, load_catalog, meta, headers)
        settings = settings_in(self.package, self.book, values)
        notes = [*differing(stamp, catalog), *settings.notes]
        frames: dict[str, SheetFrame] = {}
        out_of_reach: dict[str, Sequence[int]] = {}
        for sheet in counted(catalog.sheets.values(), len(catalog.sheets), "sheets read"):
            columns = match(sheet, headers[sheet.id], self.book.names.get)
            xml, heads = sheets.pop(sheet.id), headers[sheet.id]
            reader = _SheetReading(catalog, sheet, xml, heads, columns, self.book.names, settings.day_first)
            rows, further = reader.rows()
            refuse_too_many(sheet, len(rows) + len(further))
            frame = frames[sheet.id] = reader.frame(rows, values)
            if beyond := seen(reader.frame(further, values)) if further else []:
                out_of_reach[sheet.id] = beyond
            notes += reader.notes(frame, further, beyond)
        notes += not_read(catalog, self._further(catalog, values))
        return Batch(
            self.package.name, catalog, frames, tuple(notes), self.package.sha256, settings.today, out_of_reach
        )

    def _further(self, catalog: Catalog, values: Values) -> Mapping[str, Sequence[str]]:
        parts = {title: self.book.sheets[title] for title in strangers(catalog, self.book.sheets)}
        return first_rows(self.package, parts, values) if parts else {}

    def _sheet(self, sheet: Sheet) -> SheetXml:
        part = self.book.part_of(sheet.title)
        if part is None:
            raise missing_sheet(self.package.name, sheet)
        try:
            xml = sheet_of(self.package, part)
        except Malformed as error:
            raise error.on(sheet.title) from error
        if xml.bare:
            raise Malformed().on(sheet.title)
        return xml

    def _meta(self, values: Values) -> Sequence[Sequence[str]]:
        """The texts of the sheet Meta; empty without it."""
        part = self.book.part_of(META)
        if part is None:
            return []
        cells = grid(self.package, part, values, META_ROWS, META_COLUMNS)
        rows = sorted({row for row, _ in cells})
        return [[str(cells.get((row, column), "")) for column in range(1, META_COLUMNS + 1)] for row in rows]

    @staticmethod
    def _headers(values: Values, xml: SheetXml) -> dict[int, str]:
        """The texts of row 1 by column number."""
        cells = values.grid(xml, [1] if 1 in xml.rows else [], HEADERS_REACH)
        return {column: text for (_, column), text in cells.items() if isinstance(text, str) and text.strip()}


@dataclass(frozen=True)
class _SheetReading:
    """One sheet: which rows count, their frame, and what else was seen."""

    catalog: Catalog
    sheet: Sheet
    xml: SheetXml
    headers: Mapping[int, str]
    columns: Columns
    names: Mapping[str, NamedColumn]
    day_first: bool

    @property
    def last_of_table(self) -> int:
        return last_of_table(self.sheet, self.names)

    def rows(self) -> tuple[list[int], list[int]]:
        """The rows with something in an input column: those that are read, and those too far down for that."""
        filled = [n for n in self.xml.filled(self.columns.numbers.values()) if n > 1]
        read = within_reach(filled, self.last_of_table)
        return read, filled[len(read) :]

    def frame(self, rows: Sequence[int], values: Values) -> SheetFrame:
        """The frame of `rows`; those that turn out to hold nothing but empty texts are left out."""
        numbers = self.columns.numbers
        wanted = {numbers[column.id]: column for column in self.sheet.columns if column.id in numbers}
        try:
            cells = values.columns(self.xml, rows, wanted)
        except Malformed as error:
            raise error.on(self.sheet.title) from error
        blank = Gathered(len(rows)).column()
        columns = {c.id: cells[numbers[c.id]] if c.id in numbers else blank for c in self.sheet.columns}
        some = np.logical_or.reduce([column.filled for column in columns.values()])
        letters = {name: letters_of(number) for name, number in self.columns.numbers.items()}
        return SheetFrame(self.sheet, rows, columns, letters, self.catalog.lists, self.day_first).only(some)

    def notes(self, frame: SheetFrame, further: Sequence[int], beyond: Sequence[int]) -> list[Note]:
        """What else was seen, given what was read, the rows too far down, and those of them that hold anything."""
        last = max(self.last_of_table, frame.rows[-1] if len(frame) else 1)
        return [
            *self.columns.notes,
            *self._all_merged(frame.rows, last),
            *row_notes(frame, self.last_of_table, beyond),
            *self._strays(last, set(further)),
        ]

    def _all_merged(self, rows: Sequence[int], last: int) -> list[Note]:
        """Raises Malformed where merged cells lie over one another a thousand times, which no program writes."""
        notes: list[Note] = []
        for merge in self.xml.merges:
            notes += self._merged(merge, rows, last)
            if len(notes) > _MOST_MERGED:
                raise Malformed(f"sheet {self.sheet.title}, merged cells over merged cells")
        return notes

    def _merged(self, merge: Area, rows: Sequence[int], last: int) -> Iterator[Note]:
        """A note on the first row of a merge and on every other that is read: all but one of them have lost a value."""
        touched = [c for c in self.sheet.columns if merge.left <= self.columns.numbers.get(c.id, 0) <= merge.right]
        if not touched or merge.top > last or (merge.top, merge.left) == (merge.bottom, merge.right):
            return
        first = min(touched, key=lambda column: self.columns.numbers[column.id])
        letter = letters_of(self.columns.numbers[first.id])
        slots = {"columns": ", ".join(c.header for c in touched)}
        covered = rows[bisect_right(rows, merge.top) : bisect_right(rows, merge.bottom)]
        for row in (merge.top, *covered):
            yield Note("merged-cells", self.sheet.title, f"{letter}{row}", row, first.id, merge.address, slots)

    def _strays(self, last: int, read: set[int]) -> list[Note]:
        """One note for all cells far from the table; those in columns with a header belong to somebody and are not
        strays."""
        edge = max(*self.headers, *self.columns.numbers.values(), 1) + BESIDE
        right = list(self.xml.cells(self.xml.rows, edge)) if self.xml.reaches(edge) else []
        far = [number for number in self.xml.rows if number > last + LARGEST_GAP and number not in read]
        below = [cell for cell in self.xml.cells(far, besides=self.headers) if cell[1] <= edge]
        cells = sorted(right + below)
        if not cells:
            return []
        row, column = cells[0]
        address = f"{letters_of(column)}{row}"
        others = f" (and {len(cells) - 1:,} more)" if len(cells) > 1 else ""
        return [
            Note(
                "stray-cell", self.sheet.title, address, row, slots={"cell": address + others, "count": str(len(cells))}
            )
        ]

"""A filled copy of a template: the rows below its headers are written, every part that need not change stays byte for
byte.

A template comes with sample rows, which no upload may contain: their values are taken out, their formats stay and are
those of the rows that are written. Formulas stay, and columns that have any are not written to.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from copy import deepcopy
from functools import cached_property

from generator.accme.excel_template import ExcelTemplate
from generator.accme.excel_values import CellValue
from generator.failure import Failure
from generator.intake.spreadsheet import read_sheets
from generator.workbook.area import LAST_ROW, Area, area_of
from generator.workbook.cells import serial
from generator.workbook.changes import Changes, child
from generator.workbook.days import DAYS_TO_1904
from generator.workbook.letters import letters_of
from generator.workbook.package import package_of
from generator.workbook.scan import Malformed, sheet_xml
from generator.workbook.values import Values

_DATE = "14"
"""The built-in number format of a date in the order of the user's country."""


class TemplateCopy:
    """A copy of a template that is to be filled.

    Raises:
        Failure: it cannot be filled: cells below its headers are merged, or it has no formats.
    """

    def __init__(self, template: ExcelTemplate) -> None:
        self._template = template
        self._changes = Changes(template.package)
        self._top = template.header_row + 1
        try:
            merges = sheet_xml(template.package.xml(template.part)).merges
        except Malformed as error:
            raise template.package.damaged(str(error)) from error
        if below := next((merge for merge in merges if merge.bottom >= self._top), None):
            raise Failure(
                f"{template.name} has merged cells below its headers ({template.sheet}!{below.address}), so no rows "
                "can be written there; give the template as it comes from ACCME."
            )
        self._rows = self._changes.rows(template.part)
        self._dates = Values.of(template.package, template.book).date_styles
        self._derived: dict[str | None, str] = {}

    @cached_property
    def with_formulas(self) -> frozenset[int]:
        """The columns that have a formula below the headers."""
        return frozenset(
            area_of(cell.get("r", "A1")).left
            for row in self._rows.data.iterfind("{*}row")
            for cell in row.iterfind("{*}c")
            if cell.find("{*}f") is not None and area_of(cell.get("r", "A1")).top >= self._top
        )

    def fill(self, lines: Sequence[Mapping[int, CellValue]]) -> bytes:
        """The bytes of the copy with these rows below the headers.

        Raises:
            Failure: there are more rows than a sheet has, or what was written does not read as it should.
        """
        if self._top + len(lines) - 1 > LAST_ROW:
            raise Failure(
                f"{len(lines):,} rows are more than a sheet of Excel has below the headers of {self._template.name}; "
                "split the batch."
            )
        base = self._formats()
        self._empty()
        for at, line in enumerate(lines, self._top):
            for number, value in sorted(line.items()):
                self._put(at, number, value, base.get(number))
        bottom = self._top + len(lines) - 1
        self._reach(bottom, max((number for line in lines for number in line), default=1))
        if self.with_formulas:
            self._changes.calculate_on_load()
        data = self._changes.data()
        self._read_again(data, lines)
        return data

    # --- formats

    def _formats(self) -> Mapping[int, str]:
        """The format of each column: that of its first cell below the headers, or else of the column."""
        root = self._changes.seen(self._template.part)
        formats: dict[int, str] = {}
        for about in root.iterfind("{*}cols/{*}col"):
            if style := about.get("style"):
                first, last = int(about.get("min", "1")), int(about.get("max", "1"))
                formats.update(dict.fromkeys(range(first, min(last, first + 2_000) + 1), style))
        first_row = next((number for number in sorted(self._rows.numbers) if number >= self._top), None)
        for number in self._template.headers if first_row else ():
            cell = self._rows.find(first_row or 0, number)
            if cell is not None and (style := cell.get("s")):
                formats[number] = style
        return formats

    def _as_date(self, style: str | None) -> str:
        """The format, or one like it that shows a date."""
        if int(style or 0) in self._dates:
            return style or "0"
        if style not in self._derived:
            if self._template.book.styles is None:
                raise Failure(
                    f"{self._template.name} has no formats, so no date can be written; save it in Excel once."
                )
            formats = child(self._changes.tree(self._template.book.styles), "cellXfs")
            known = formats.findall("{*}xf")
            if not known:
                raise self._template.package.damaged()
            like = deepcopy(known[min(int(style or 0), len(known) - 1)])
            like.set("numFmtId", _DATE)
            like.set("applyNumberFormat", "1")
            formats.append(like)
            formats.set("count", str(len(known) + 1))
            self._derived[style] = str(len(known))
        return self._derived[style]

    # --- rows

    def _empty(self) -> None:
        """Takes out what the rows below the headers hold, but for formulas."""
        for number in [number for number in self._rows.numbers if number >= self._top]:
            for column in self._rows.columns(number):
                cell = self._rows.find(number, column)
                if cell is not None and len(cell) and cell.find("{*}f") is None:
                    self._rows.clear(number, column)

    def _put(self, row: int, number: int, value: CellValue, base: str | None) -> None:
        there = self._rows.find(row, number)
        style = there.get("s") if there is not None else base
        if isinstance(value, str):
            self._rows.put_text(row, number, value)
        elif isinstance(value, dt.date):
            style = self._as_date(style)
            counted_from = DAYS_TO_1904 if self._template.book.counts_from_1904 else 0
            self._rows.put_number(row, number, serial(value) - counted_from)
        else:
            self._rows.put_number(row, number, value)
        cell = self._rows.find(row, number)
        assert cell is not None  # it was written
        if style is not None:
            cell.set("s", style)
        parent = cell.getparent()
        if parent is not None and parent.get("spans"):
            del parent.attrib["spans"]  # how far the row reaches, which may be further now

    def _reach(self, bottom: int, right: int) -> None:
        """Lets the sheet, and a table around the headers, say how far they reach now."""
        root = self._changes.tree(self._template.part)
        dimension = root.find("{*}dimension")
        if dimension is not None and dimension.get("ref"):
            area = area_of(dimension.get("ref", ""))
            dimension.set("ref", Area(area.left, area.top, max(area.right, right), max(area.bottom, bottom)).address)
        for kind, part in self._template.package.related(self._template.part).values():
            if kind == "table" and self._template.package.has(part):
                self._stretch(part, bottom)

    def _stretch(self, part: str, bottom: int) -> None:
        table = self._changes.seen(part)
        area = area_of(table.get("ref", "A1"))
        if not (area.top == self._template.header_row and area.bottom < bottom):
            return
        address = Area(area.left, area.top, area.right, bottom).address
        table = self._changes.tree(part)
        table.set("ref", address)
        for filtered in table.iterfind("{*}autoFilter"):
            filtered.set("ref", address)

    def _read_again(self, data: bytes, lines: Sequence[Mapping[int, CellValue]]) -> None:
        rows = read_sheets(package_of(self._template.name, data))[self._template.sheet]
        found = {row.number: row.cells for row in rows if row.number >= self._top}
        for at, line in enumerate(lines, self._top):
            cells = found.get(at, ())
            for number, value in line.items():
                cell = cells[number - 1] if number <= len(cells) else None
                shown_as_date = isinstance(value, float) and isinstance(cell, dt.date)  # by the template's own format
                if cell != value and not shown_as_date:
                    raise Failure(
                        f"{self._template.sheet}!{letters_of(number)}{at} of the copy was not written as it "
                        "should be, so nothing was; export again, or to another place."
                    )

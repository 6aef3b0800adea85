"""The values of cells, by calamine: it gets a small package made of nothing but the rows that are wanted, and no
formats.

So a cell at the far end of a sheet costs nothing, a number comes as the number that the file holds, and what it means
is decided here (`generator.workbook.days`) and in one way for all.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from python_calamine import CalamineError, CalamineWorkbook

from generator.catalog.sheets import NUMBER_KINDS, Column
from generator.workbook.book import Book
from generator.workbook.cells import Cell
from generator.workbook.days import DayCount
from generator.workbook.package import Package
from generator.workbook.scan import Block, Malformed

Read = str | float | bool | dt.date | dt.time | dt.timedelta
"""A cell as calamine gives it; the empty text for a blank. Days and times are those that the file writes out (of type
d)."""

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_DATE_FORMATS_OF_EAST_ASIA = {*range(27, 37), *range(50, 59)}

_ESCAPED = re.compile(r"_x(D[89A-F][0-9A-F]{2}|FFF[EF])_", re.IGNORECASE | re.ASCII)
"""What no XML carries and a workbook writes by its number; calamine leaves these as they are written."""


@dataclass(frozen=True)
class Rectangle:
    """Values with the row and column (counted from 1) of the first; all rows are equally long."""

    top: int
    left: int
    rows: Sequence[Sequence[Read]] = field(repr=False)


@dataclass(frozen=True)
class Values:
    """Reads rows of XML with the texts of one workbook.

    Attributes:
        days: how the workbook counts them.
        date_styles: the numbers of the cell formats that show dates; those of durations do not.
    """

    strings: bytes = field(repr=False)
    days: DayCount
    date_styles: frozenset[int]

    @classmethod
    def of(cls, package: Package, book: Book) -> Values:
        """Raises Failure when the parts with formats or texts are damaged."""
        strings = package.xml(book.strings) if book.strings else b""
        return cls(strings, DayCount(book.counts_from_1904), _date_styles(package, book.styles))

    def read(self, blocks: Sequence[bytes]) -> Iterator[Rectangle]:
        """The values of each block of rows, one rectangle each.

        Raises:
            Malformed: the XML is not well formed, a text is missing, or a cell is of no known type.
        """
        if not any(blocks):
            yield from (Rectangle(1, 1, []) for _ in blocks)
            return
        try:
            workbook = CalamineWorkbook.from_object(self._package(blocks))
            for n in range(len(blocks)):
                sheet = workbook.get_sheet_by_index(n)
                top, left = sheet.start or (0, 0)
                yield Rectangle(top + 1, left + 1, sheet.to_python())
        except (CalamineError, ValueError, OverflowError) as error:
            raise Malformed from error

    def _package(self, blocks: Sequence[bytes]) -> io.BytesIO:
        sheets = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="s{n}"/>' for n in range(1, len(blocks) + 1))
        links = "".join(
            _link(f"s{n}", f"{_OFFICE}/worksheet", f"worksheets/{n}.xml") for n in range(1, len(blocks) + 1)
        )
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr(
                "[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
            )
            archive.writestr("_rels/.rels", _links(_link("r1", f"{_OFFICE}/officeDocument", "xl/workbook.xml")))
            archive.writestr("xl/_rels/workbook.xml.rels", _links(links))
            archive.writestr(
                "xl/workbook.xml", f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>'
            )
            if self.strings:
                archive.writestr("xl/sharedStrings.xml", self.strings)
            for n, rows in enumerate(blocks, 1):
                archive.writestr(
                    f"xl/worksheets/{n}.xml",
                    b'<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (_MAIN.encode(), rows),
                )
        target.seek(0)
        return target

    def cells(self, values: Sequence[Read], column: Column, block: Block, number: int) -> list[Cell]:
        """Values of one column as cells (see `generator.workbook.cells`).

        Args:
            values: those of the rows of `block`, in order.
            column: what the column is.
            block: where they come from, for the formats of cells.
            number: the column's number.
        """
        kinds = set(map(type, values))
        given: Sequence[Any] = values
        # Most columns hold nothing but plain texts, and a closer look at each of them takes its time.
        if kinds <= {str} and "_x" not in "".join(given):
            return [text or None for text in given]
        cells = [
            (value or None) if type(value) is str and "_x" not in value else self._cell(value, column)
            for value in given
        ]
        by_style = column.kind != "date" and column.kind not in NUMBER_KINDS
        if by_style and self.date_styles and float in kinds:
            dated = block.styled(number, self.date_styles)
            for n, row in enumerate(block.rows):
                if row in dated and type(plain := cells[n]) is float:
                    cells[n] = self.days.cell(plain, column, shows_date=True)
        return cells

    def _cell(self, value: Read, column: Column) -> Cell:
        if type(value) is float:
            return self.days.cell(value, column, shows_date=False)
        if isinstance(value, str):
            return _text(value)
        if isinstance(value, (dt.date, dt.time)):
            return self.days.cell(self.days.number_of_calendar(value), column, shows_date=True)
        if isinstance(value, dt.timedelta):
            return self.days.cell(value / dt.timedelta(days=1), column, shows_date=False)
        return value if isinstance(value, bool) else float(value)


def _date_styles(package: Package, part: str | None) -> frozenset[int]:
    """The cell formats that show dates, by their numbers."""
    if part is None:
        return frozenset()
    root = package.tree(part)
    formats = {
        entry.get("numFmtId", ""): entry.get("formatCode", "") for entry in root.iterfind("{*}numFmts/{*}numFmt")
    }
    return frozenset(
        n for n, xf in enumerate(root.iterfind("{*}cellXfs/{*}xf")) if _shows_date(xf.get("numFmtId", "0"), formats)
    )


def _shows_date(number: str, formats: dict[str, str]) -> bool:
    if number in formats:
        return bool(is_date_format(formats[number])) and not is_timedelta_format(formats[number])
    if not number.isdigit():
        return False
    if int(number) in _DATE_FORMATS_OF_EAST_ASIA:
        return True
    code = BUILTIN_FORMATS.get(int(number))
    return bool(is_date_format(code)) and not is_timedelta_format(code)


def _link(name: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>'


def _links(links: str) -> str:
    return f'<Relationships xmlns="{_PACKAGE}">{links}</Relationships>'


def _text(text: str) -> str | None:
    """A text as a cell holds it; None for the empty text."""
    return (_ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text) or None

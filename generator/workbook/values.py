"""The values of cells, by calamine: it gets a small package made of nothing but the rows that are wanted.

So a cell at the far end of a sheet costs nothing, and what counts as a date is decided here and in one way for all.
"""

from __future__ import annotations

import datetime as dt
import io
import math
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from python_calamine import CalamineError, CalamineWorkbook

from generator.catalog.model import NUMBER_KINDS, Column
from generator.workbook.book import Book
from generator.workbook.cells import EPOCH, Cell, CellError
from generator.workbook.package import Package
from generator.workbook.scan import Malformed

Read = str | float | bool | dt.date | dt.time | dt.timedelta
"""A cell as calamine gives it; the empty text for a blank."""

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_DATE_ID, _NUMBER_ID = 14, 0
_DATE_FORMATS_OF_EAST_ASIA = {*range(27, 37), *range(50, 59)}
_TRUSTED_FROM = (1900, 3)
"""The first month in which Excel's count and the calendar agree: Excel has a 29 February 1900."""
_DAYS_TO_1904 = 1462


@dataclass(frozen=True)
class Rectangle:
    """Values with the row and column (counted from 1) of the first; all rows are equally long."""

    top: int
    left: int
    rows: Sequence[Sequence[Read]] = field(repr=False)


@dataclass(frozen=True)
class Values:
    """Reads rows of XML with the texts and number formats of one workbook."""

    styles: str = field(repr=False)
    strings: bytes = field(repr=False)
    counts_from_1904: bool

    @classmethod
    def of(cls, package: Package, book: Book) -> Values:
        """Raises Failure when the parts with formats or texts are damaged."""
        return cls(_styles(package, book.styles), package.xml(book.strings) if book.strings else b"", book.counts_from_1904)

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
        links = "".join(_link(f"s{n}", f"{_OFFICE}/worksheet", f"worksheets/{n}.xml") for n in range(1, len(blocks) + 1))
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr("[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>')
            archive.writestr("_rels/.rels", _links(_link("r1", f"{_OFFICE}/officeDocument", "xl/workbook.xml")))
            archive.writestr("xl/_rels/workbook.xml.rels", _links(links))
            archive.writestr(
                "xl/workbook.xml",
                f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr date1904="{int(self.counts_from_1904)}"/><sheets>{sheets}</sheets></workbook>',
            )
            archive.writestr("xl/styles.xml", self.styles)
            if self.strings:
                archive.writestr("xl/sharedStrings.xml", self.strings)
            for n, rows in enumerate(blocks, 1):
                archive.writestr(f"xl/worksheets/{n}.xml", b'<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (_MAIN.encode(), rows))
        target.seek(0)
        return target

    def cells(self, values: Sequence[Read], column: Column) -> list[Cell]:
        """Values of one column as cells (see `generator.workbook.cells`)."""
        return [(value or None) if type(value) is str else self._cell(value, column) for value in values]

    def _cell(self, value: Read, column: Column) -> Cell:
        if isinstance(value, (bool, str)):
            return value
        if isinstance(value, dt.timedelta):
            return value / dt.timedelta(days=1)
        if isinstance(value, (dt.date, dt.time)):
            return value if isinstance(value, dt.date) and is_date(value, column) else self._number(value)
        if not math.isfinite(value):
            return CellError("#NUM!")
        return float(value) + (_DAYS_TO_1904 if self.counts_from_1904 and column.kind == "date" else 0)

    def _number(self, value: dt.date | dt.time) -> float:
        """The number in a cell that is formatted as a date or time."""
        part = 0.0
        if isinstance(value, (dt.datetime, dt.time)):
            part = (value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6) / 86400
        if isinstance(value, dt.time):
            return round(part, 9)
        day = dt.date(value.year, value.month, value.day)
        days = (day - EPOCH).days - ((day.year, day.month) < _TRUSTED_FROM) - (_DAYS_TO_1904 if self.counts_from_1904 else 0)
        return round(days + part, 9)


def is_date(value: dt.date, column: Column) -> bool:
    """Whether a cell that is formatted as a date means one: not credits that got a date format by mistake."""
    if (value.year, value.month) < _TRUSTED_FROM or column.kind in NUMBER_KINDS:
        return False
    return column.kind == "date" or not isinstance(value, dt.datetime)


def _styles(package: Package, part: str | None) -> str:
    """A styles part that says of each cell format no more than whether it shows a date; durations count as numbers."""
    formats: list[int] = []
    if part:
        root = package.tree(part)
        own = {entry.get("numFmtId", ""): entry.get("formatCode", "") for entry in root.iterfind("{*}numFmts/{*}numFmt")}
        formats = [_DATE_ID if _shows_date(xf.get("numFmtId", "0"), own) else _NUMBER_ID for xf in root.iterfind("{*}cellXfs/{*}xf")]
    return f'<styleSheet xmlns="{_MAIN}"><cellXfs>{"".join(f"<xf numFmtId={chr(34)}{n}{chr(34)}/>" for n in formats)}</cellXfs></styleSheet>'


def _shows_date(number: str, own: dict[str, str]) -> bool:
    if number in own:
        return bool(is_date_format(own[number])) and not is_timedelta_format(own[number])
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

"""The values of cells: what stands in the file, and what it means in its column.

A number comes as the number that the file holds; what it means is decided in `generator.workbook.days`, in one way for
all, and never by a format alone.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from generator.catalog.sheets import Column
from generator.workbook.book import Book
from generator.workbook.cells import Cell, CellError, Uncalculated
from generator.workbook.days import DayCount
from generator.workbook.distinct import Distinct, Gathered
from generator.workbook.formats import date_styles
from generator.workbook.letters import letters_of, number_of
from generator.workbook.package import Package
from generator.workbook.scan import CellXml, Malformed, SheetXml
from generator.workbook.strings import shared_strings, text_of_xml

Read = str | float | bool | dt.date | dt.time
"""A value as the file holds it. Days and times are those that the file writes out (of type d)."""

_TYPE = re.compile(rb'\st="([A-Za-z]*)"')
_STYLE = re.compile(rb'\ss="([0-9]{1,6})"')
_NO_ERROR = "#N/A"
_LETTERS, _ATTRIBUTES, _HAS_FORMULA, _HAS_VALUE, _VALUE, _INLINE = 0, 2, 3, 4, 5, 6
"""Places in a `CellXml`."""
_UNREADABLE = (ValueError, IndexError, OverflowError, Malformed)
"""What a cell of another form raises."""
_REMEMBERED = 200
"""Bytes of a cell up to which it is remembered what they mean; longer ones hardly come twice."""
_INLINE_TEXT = b"<is>"
"""What tells a text that stands in the cell from a value that says the same."""

Found = Read | CellError | Uncalculated | None
"""What stands in a cell."""
_Reading = tuple[Callable[[CellXml], Found], bool]


@dataclass(frozen=True)
class Values:
    """Reads the cells of one workbook.

    Attributes:
        strings: its shared texts.
        days: how the workbook counts them.
        date_styles: the numbers of the cell formats that show dates; those of durations do not.
        padded: the numbers of cell formats that show whole numbers with zeros before them, to how many digits they
            show; such a number is read as that text.
    """

    strings: Sequence[str] = field(repr=False)
    days: DayCount
    date_styles: frozenset[int]
    padded: Mapping[int, int] = field(default_factory=dict)
    _known: dict[bytes, _Reading] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def of(cls, package: Package, book: Book) -> Values:
        """Raises Failure when the parts with formats or texts are damaged."""
        key = "values"
        if key not in package.kept:
            strings = shared_strings(package, book.strings)
            of_dates = date_styles(package.tree(book.styles)) if book.styles else frozenset()
            package.kept[key] = cls(strings, DayCount(book.counts_from_1904), of_dates)
        values: Values = package.kept[key]
        return values

    def columns(self, xml: SheetXml, rows: Sequence[int], columns: Mapping[int, Column]) -> dict[int, Distinct]:
        """The cells of `rows` in some columns.

        Args:
            xml: the sheet.
            rows: ascending, of those that it has.
            columns: column number, from 1, to what the column is.

        Returns:
            Column number to its cells, in the order of `rows`.

        Raises:
            Malformed: a cell is none, stands twice or elsewhere than it says, or cannot have the value of its type.
        """
        sinks = {letters_of(n).encode(): _Sink(self, column, len(rows)) for n, column in columns.items()}
        for position, (row, found) in enumerate(xml.cells_of(rows, max(columns, default=0))):
            try:
                for cell in found:
                    letters, _, attributes, has_formula, has_value, value, text = cell
                    if sink := sinks.get(letters):
                        if sink.at[position]:
                            raise Malformed
                        said = value or (text and _INLINE_TEXT + text) or has_formula + has_value
                        try:
                            sink.at[position] = sink.known[attributes][said]
                        except KeyError:
                            sink.at[position] = sink.meant(cell, said)
            except _UNREADABLE as error:
                raise Malformed(f"row {row}") from error
        return {number: sinks[letters_of(number).encode()].cells.column() for number in columns}

    def grid(self, xml: SheetXml, rows: Iterable[int], width: int) -> dict[tuple[int, int], Read]:
        """The values of `rows` up to the column `width`: row and column to value; blanks and errors are left out.

        Raises:
            Malformed: as `columns`.
        """
        values: dict[tuple[int, int], Read] = {}
        for row, found in xml.cells_of(rows, width):
            try:
                for cell in found:
                    number = number_of(cell[0].decode())
                    value = self.reading(cell[2])[0](cell)
                    if number <= width and value not in (None, "") and not isinstance(value, (CellError, Uncalculated)):
                        values[row, number] = value
            except _UNREADABLE as error:
                raise Malformed(f"row {row}") from error
        return values

    def reading(self, attributes: bytes) -> _Reading:
        """How a cell with these attributes is read, and whether its format shows a date."""
        if attributes not in self._known:
            kind, style = _TYPE.search(attributes), _STYLE.search(attributes)
            readings = {
                b"": _plain_number, b"n": _plain_number, b"b": _answer, b"d": _moment, b"e": _error,
                b"s": self._shared, b"str": _text, b"inlineStr": _text,
            }  # fmt: skip
            read = readings.get(kind[1] if kind else b"", _unknown)
            number = int(style[1] if style else 0)
            if read is _plain_number and number in self.padded:
                read = partial(_with_zeros, self.padded[number])
            self._known[attributes] = read, number in self.date_styles
        return self._known[attributes]

    def _shared(self, cell: CellXml) -> Found:
        if not cell[_VALUE]:
            return _nothing(cell)
        if not cell[_VALUE].strip().isdigit():
            raise Malformed
        return self.strings[int(cell[_VALUE])]


class _Sink:
    """Gathers the cells of a column.

    Args:
        values: reads them.
        column: what the column is.
        rows: how many.

    Attributes:
        cells: what was found.
        at: the number of what was found, by position.
        known: attributes of a cell, and what it says, to the number of what that means; worked out once, unless it is
            long.
    """

    __slots__ = ("_column", "_values", "at", "cells", "known")

    def __init__(self, values: Values, column: Column, rows: int) -> None:
        self.cells = Gathered(rows)
        self.at = self.cells.at
        self.known: dict[bytes, dict[bytes, int]] = {}
        self._values = values
        self._column = column

    def meant(self, cell: CellXml, said: bytes) -> int:
        """The number of what the cell means, which is known from now on unless it is long; raises Malformed when it
        cannot have the value of its type."""
        meant = self.cells.number(self._meant(cell))
        if len(said) <= _REMEMBERED:
            self.known.setdefault(cell[_ATTRIBUTES], {})[said] = meant
        return meant

    def _meant(self, cell: CellXml) -> Cell:
        read, shows_date = self._values.reading(cell[_ATTRIBUTES])
        if cell[_INLINE] and read is not _text:
            raise Malformed
        value = read(cell)
        days = self._values.days
        if type(value) is float:
            return days.cell(value, self._column, shows_date=shows_date)
        if isinstance(value, (dt.date, dt.time)):
            return days.cell(days.number_of_calendar(value), self._column, shows_date=True)
        return value or None if type(value) is str else value


def _nothing(cell: CellXml) -> Found:
    """What a cell without a value holds."""
    return Uncalculated() if cell[_HAS_FORMULA] else None


def _text(cell: CellXml) -> Found:
    """A text that stands in the cell."""
    text = cell[_INLINE] or cell[_VALUE]
    if not text and cell[_HAS_FORMULA] and not cell[_HAS_VALUE]:
        return Uncalculated()
    return text_of_xml(text)


def _plain_number(cell: CellXml) -> Found:
    """A number of XML; Python would take words and underscores too."""
    value = cell[_VALUE]
    if not value:
        return _nothing(cell)
    if b"_" in value or value.strip()[-1:] not in b"0123456789.":
        raise Malformed
    return float(value)


def _error(cell: CellXml) -> Found:
    return CellError(text_of_xml(cell[_VALUE]).strip() or _NO_ERROR)


def _with_zeros(digits: int, cell: CellXml) -> Found:
    number = _plain_number(cell)
    whole = isinstance(number, float) and number >= 0 and number == int(number)
    return f"{int(number):0{digits}}" if whole and isinstance(number, float) else number


def _answer(cell: CellXml) -> Found:
    return cell[_VALUE].strip() not in (b"0", b"false") if cell[_VALUE] else _nothing(cell)


def _unknown(cell: CellXml) -> Found:
    raise Malformed


def _moment(cell: CellXml) -> Found:
    """A day, a time or both as ISO 8601 writes them; any other text as it is."""
    text = text_of_xml(cell[_VALUE]).strip()
    if not text:
        return _nothing(cell)
    try:
        if "T" not in text and "-" in text:
            return dt.date.fromisoformat(text)
        return dt.datetime.fromisoformat(text) if "-" in text else dt.time.fromisoformat(text)
    except ValueError:
        return text

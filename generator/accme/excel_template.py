"""What an Excel template of ACCME says: guidance, headers, lists of values, sample rows.

Nothing is known beforehand of where these stand (FACTS 2): the headers are found, as in any table from elsewhere, and
lists are what the other sheets hold, column by column, hidden sheets too, and what the data sheet's own drop-downs say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from generator.accme.drop_downs import DropDown, drop_downs
from generator.failure import Failure
from generator.intake.raw import Row, filled
from generator.intake.spreadsheet import read_sheets
from generator.intake.tables import name_key, table_of_sheets, with_headers
from generator.workbook.book import Book, open_book
from generator.workbook.cells import text_of
from generator.workbook.letters import letters_of
from generator.workbook.own_sheets import CATALOG_VERSION, META
from generator.workbook.package import Package, open_package

ENDING = ".xlsx"
_ENDINGS = (ENDING, ".xlsm", ".xltx", ".xls", ".xlsb")
_LOOKED_AT = 5
"""Rows at the top of a sheet of lists among which its headings are looked for."""


@dataclass(frozen=True)
class TemplateList:
    """A list of values of a template.

    Attributes:
        sheet: the tab it stands on.
        letter: its column there.
        heading: the text above it.
        values: row and text of each value, in order.
        columns: numbers of the columns of the data sheet whose drop-downs show it.
    """

    sheet: str
    letter: str
    heading: str
    values: tuple[tuple[int, str], ...] = field(repr=False)
    columns: tuple[int, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """Its values, each once."""
        return tuple(dict.fromkeys(text for _, text in self.values))


@dataclass(frozen=True)
class ExcelTemplate:
    """A template as it is.

    Attributes:
        package: its file.
        book: its main part.
        sheet: the tab with the headers.
        header_row: the number of their row.
        headers: column number, from 1, to header, without blanks at its ends.
        guidance: texts above the headers.
        samples: the rows below the headers that hold anything.
        lists: the lists of values.
    """

    package: Package = field(repr=False)
    book: Book = field(repr=False)
    sheet: str
    header_row: int
    headers: Mapping[int, str]
    guidance: tuple[str, ...]
    samples: tuple[Row, ...] = field(repr=False)
    lists: tuple[TemplateList, ...] = field(repr=False)

    @property
    def name(self) -> str:
        return self.package.name

    @property
    def part(self) -> str:
        """The part of the sheet with the headers."""
        return self.book.sheets[self.sheet]

    @property
    def keys(self) -> tuple[tuple[str, str], ...]:
        """Letter and header of each column, as two templates are compared by."""
        return tuple((letters_of(number), name_key(header)) for number, header in sorted(self.headers.items()))


def is_workbook(path: Path) -> bool:
    """Whether a file is, by its name, a workbook."""
    return path.suffix.lower() in _ENDINGS


def read_template(path: Path, known: Collection[str]) -> ExcelTemplate:
    """The template in the file at `path`.

    Args:
        path: an .xlsx workbook.
        known: names of columns, by which the sheet and the row with the headers are found.

    Raises:
        Failure: no .xlsx workbook, a workbook of ours, damaged, beyond the limits, or without headers.
    """
    package = open_package(path)
    if path.suffix.lower() != ENDING:
        raise Failure(
            f"{path.name} does not end in {ENDING}; open it in Excel and save it as Excel Workbook ({ENDING}), without "
            "changing anything in it."
        )
    book = open_book(package)
    if CATALOG_VERSION in book.properties or book.part_of(META) is not None:
        raise Failure(f"{path.name} is a workbook of PARS Batch; give the template as it comes from ACCME.")
    sheets = read_sheets(package)
    table = with_headers(table_of_sheets(path.name, sheets, known), known)
    assert table.sheet is not None  # it is a workbook
    assert table.header_row is not None  # otherwise there was a Failure
    return ExcelTemplate(
        package=package,
        book=book,
        sheet=table.sheet,
        header_row=table.header_row.number,
        headers=table.headers,
        guidance=tuple(text_of(cell) for row in table.above for _, cell in filled(row) if text_of(cell)),
        samples=tuple(table.rows),
        lists=tuple(_lists(package, book, table.sheet, sheets, table.headers)),
    )


def _lists(
    package: Package, book: Book, data: str, sheets: Mapping[str, Sequence[Row]], headers: Mapping[int, str]
) -> Iterator[TemplateList]:
    """The lists that the drop-downs of the data sheet name, and those that stand beside them."""
    shown = [drop for drop in drop_downs(package, book, data) if set(drop.columns) & set(headers)]
    for drop in shown:
        if drop.texts:
            numbered = tuple(enumerate(drop.texts, 1))
            first = min(set(drop.columns) & set(headers))
            yield TemplateList(data, letters_of(first), headers[first], numbered, drop.columns)
    for title, rows in sheets.items():
        if title != data:
            yield from _of_sheet(title, rows, [drop for drop in shown if drop.sheet == title])


def _of_sheet(title: str, rows: Sequence[Row], shown: Sequence[DropDown]) -> Iterator[TemplateList]:
    head = _headings_at(rows)
    texts: dict[int, dict[int, str]] = {}
    for row in rows:
        for number, cell in filled(row):
            if isinstance(cell, str) and (text := text_of(cell)):
                texts.setdefault(number, {})[row.number] = text
    for number, column in sorted(texts.items()):
        left = {row: text for row, text in column.items() if row > head}
        for area, columns in _areas(shown, number):
            values = {row: text for row, text in column.items() if row in area}
            above = max((row for row in column if row < area.start), default=0)
            if values:
                heading = column.get(above, "")
                yield TemplateList(title, letters_of(number), heading, tuple(values.items()), columns)
            left = {row: text for row, text in left.items() if row not in area and row != above}
        if left:
            yield TemplateList(title, letters_of(number), column.get(head, ""), tuple(left.items()))


def _areas(shown: Iterable[DropDown], number: int) -> list[tuple[range, tuple[int, ...]]]:
    """The rows of a column that drop-downs show, with the columns of the data sheet that show them."""
    areas: dict[tuple[int, int], set[int]] = {}
    for drop in shown:
        if drop.area and drop.area.left <= number <= drop.area.right:
            areas.setdefault((drop.area.top, drop.area.bottom), set()).update(drop.columns)
    return [(range(top, bottom + 1), tuple(sorted(columns))) for (top, bottom), columns in sorted(areas.items())]


def _headings_at(rows: Sequence[Row]) -> int:
    """The number of the row with the headings of a sheet of lists: among the first ones that with most texts."""
    counts = Counter({row.number: sum(isinstance(cell, str) for cell in row.cells) for row in rows[:_LOOKED_AT]})
    most = max(counts.values(), default=0)
    return min((number for number, count in counts.items() if count == most), default=0)

"""What each cell writes into the upload file, prepared a column at a time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import compress
from math import isnan
from operator import ne

from generator.catalog import Catalog, Column, ValueList
from generator.exchange.texts import stands_as_it_is
from generator.rules.cells import PUBLIC_TEXTS
from generator.workbook.cells import day_of, number_text
from generator.workbook.frames import Batch, SheetFrame

_PLAIN = (
    dict.fromkeys("\u2018\u2019\u201a\u201b", "'") | dict.fromkeys("\u201c\u201d\u201e\u201f", '"')
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
)  # fmt: skip
"""Typographic marks, which are lost or broken in PARS' public catalogue, and plain ones (S2)."""
_TYPOGRAPHIC = re.compile(f"[{''.join(_PLAIN)}]")
_EXACT = 1e-6
"""How far a number may lie from what is written of it; rules that ask for steps use the same."""


class CellText(str):
    """A text for the upload file that knows the cell it came from, and is what that cell writes.

    Attributes:
        of: the column of the cell.
        position: position of the row in the sheet's frame.
    """

    __slots__ = ("of", "position")

    of: Prepared
    position: int

    @property
    def sheet(self) -> str:
        """Id of the sheet."""
        return self.of.sheet

    @property
    def column(self) -> str:
        """Column id."""
        return self.of.column

    def saying(self, text: str) -> CellText:
        """Another text that comes from the same cell."""
        made = _Saying(text)
        made.of, made.position = self.of, self.position
        return made


class _Saying(CellText):
    """A text that is not what its cell writes by itself."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A cell as a person finds it: tab, row, address (None when the workbook lacks the column) and header."""

    sheet: str
    row: int
    cell: str | None
    header: str

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}" if self.cell else f"{self.sheet}, row {self.row}"


def place(batch: Batch, sheet: str, column: str, position: int) -> Place:
    """Where a cell stands in the workbook."""
    frame = batch.sheets[sheet]
    return Place(
        frame.sheet.title,
        frame.rows[position],
        frame.cell(position, column),
        frame.sheet.column(column).header,
    )


def place_of(batch: Batch, text: CellText) -> Place:
    return place(batch, text.sheet, text.column, text.position)


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A cell whose text goes into the file otherwise than it was typed."""

    sheet: str
    column: str
    position: int
    typed: str
    written: str


@dataclass(slots=True, eq=False)
class Prepared:
    """One column of a batch, ready for the upload file.

    Attributes:
        sheet: id of the sheet.
        column: column id.
        texts: what each row writes.
        rewritten: by position, the rows that write otherwise than was typed.
        plain: positions of the rows in which only typographic marks were made plain.
        carried: for each row whether the file holds what it says, be it as a value or in what else it holds.
        is_plain_xml: all that its rows write stands in XML as it is.
        is_told: whether there is something to tell of how its cells are written.
    """

    sheet: str
    column: str
    texts: list[str]
    rewritten: Mapping[int, Rewritten] = field(default_factory=dict)
    plain: frozenset[int] = frozenset()
    carried: bytearray = field(init=False)
    is_plain_xml: bool = field(init=False)
    is_told: bool = field(init=False)

    def __post_init__(self) -> None:
        self.is_told = bool(self.rewritten or self.plain)
        self.carried = bytearray(len(self.texts))
        self.is_plain_xml = stands_as_it_is(self.texts)

    def at(self, position: int) -> CellText:
        """What a row writes, with its cell."""
        made = CellText(self.texts[position])
        made.of, made.position = self, position
        return made

    def saying(self, text: str, position: int) -> CellText:
        """A text that comes from a cell and is not what it writes by itself."""
        return self.at(position).saying(text)


class SheetTexts(dict[str, Prepared]):
    """The columns of a sheet by their ids, each prepared when it is first asked for.

    Raises KeyError for a column that the sheet does not have.

    Attributes:
        given: name of a family of columns to those in which each row says something, in their order.
    """

    def __init__(self, catalog: Catalog, frame: SheetFrame, *, plain: bool) -> None:
        super().__init__()
        self._catalog = catalog
        self._frame = frame
        self._plain = plain
        self.given = _Given(self, frame)

    def __missing__(self, column: str) -> Prepared:
        if not self._frame.sheet.has(column):
            raise KeyError(column)
        made = self[column] = _by_rows(self._catalog, self._frame, column, plain=self._plain)
        return made


class _Given(dict[str, list[tuple[Prepared, ...]]]):
    """Of families of columns by their names: for each row, those in which it says something, in their order."""

    def __init__(self, columns: Mapping[str, Prepared], frame: SheetFrame) -> None:
        super().__init__()
        self._columns = columns
        self._frame = frame

    def __missing__(self, family: str) -> list[tuple[Prepared, ...]]:
        columns = [self._columns[column.id] for column in self._frame.sheet.family(family)]
        filled = list(zip(*(map(bool, column.texts) for column in columns), strict=True))
        made = {flags: tuple(compress(columns, flags)) for flags in {*filled}}  # one for all rows that are alike
        known = self[family] = [made[flags] for flags in filled]
        return known


class CellTexts:
    """What the cells of a batch write. Each column is prepared when it is first asked for, each of its cells once.

    A value of a list is written in the catalog's own spelling, any other text tidied; dates as YYYY-MM-DD; credits and
    points with two decimals; counts and amounts whole. What cannot be read so is written as typed, so that the check of
    the file stops it at its cell. An error value or a formula never calculated is blank here: the rules tell of it.

    Args:
        batch: the completed workbook.
        plain: write typographic apostrophes, quotes and dashes of titles and descriptions as plain ones.

    Attributes:
        on: sheet id to its columns.
    """

    def __init__(self, batch: Batch, *, plain: bool) -> None:
        self.on = {sheet: SheetTexts(batch.catalog, frame, plain=plain) for sheet, frame in batch.sheets.items()}

    @property
    def asked(self) -> frozenset[tuple[str, str]]:
        """Sheet and column ids of all columns that were asked for so far."""
        return frozenset((sheet, column) for sheet, columns in self.on.items() for column in columns)


def made_plain(text: str) -> str:
    """The text with plain apostrophes, quotes and dashes."""
    return text if text.isascii() else _TYPOGRAPHIC.sub(lambda mark: _PLAIN[mark[0]], text)


def _by_rows(catalog: Catalog, frame: SheetFrame, name: str, *, plain: bool) -> Prepared:
    """A column, each of its cells prepared once for all rows that hold it; where most are different, row by row."""
    cells = frame.columns[name]
    if frame.sheet.column(name).depends_on or 2 * len(cells.cells) > len(frame):
        return _prepare(catalog, frame, name, plain=plain)
    once = _prepare(catalog, frame.each_once(name), name, plain=plain)
    rewritten = {
        position: replace(once.rewritten[int(cells.at[position])], position=position)
        for position in cells.rows([*once.rewritten]).tolist()
    }
    plain_rows = frozenset(cells.rows([*once.plain]).tolist())
    return Prepared(frame.sheet.id, name, cells.of_rows(once.texts).tolist(), rewritten, plain_rows)


def _prepare(catalog: Catalog, frame: SheetFrame, name: str, *, plain: bool) -> Prepared:
    column = frame.sheet.column(name)
    if column.kind in ("credit", "count", "amount"):
        return Prepared(frame.sheet.id, name, _numbers(frame, name, 2 if column.kind == "credit" else 0))
    if column.kind == "choice":
        spelled, texts = _choices(catalog, frame, column)
    elif column.kind == "date":
        spelled = texts = _dates(frame, name)
    else:
        spelled = texts = frame.text(name).tolist()
    rewritten = _rewritten(frame, name, spelled)
    if not (plain and name in PUBLIC_TEXTS):
        return Prepared(frame.sheet.id, name, texts, rewritten)
    made = [made_plain(text) for text in texts]
    changed = frozenset(position for position, (old, new) in enumerate(zip(texts, made, strict=True)) if old != new)
    return Prepared(frame.sheet.id, name, made, rewritten, changed)


def _choices(catalog: Catalog, frame: SheetFrame, column: Column) -> tuple[list[str], list[str]]:
    """The catalog's spelling of each cell, and what stands for it in the file."""
    values = catalog.values_of(column)
    texts: list[str] = frame.text(column.id).tolist()
    if column.depends_on:
        pairs = list(zip(texts, frame.text(column.depends_on).tolist(), strict=True))
        of_pairs = {pair: _spelling(values, *pair) for pair in {*pairs}}
        both = [of_pairs[pair] for pair in pairs]
    else:
        of_texts = {text: _spelling(values, text, None) for text in {*texts}}
        both = [of_texts[text] for text in texts]
    return [spelled for spelled, _ in both], [written for _, written in both]


def _spelling(values: ValueList, text: str, owner: str | None) -> tuple[str, str]:
    value = values.find(text, owner) if text else None
    return (value.value, value.file_value) if value else (text, text)


def _dates(frame: SheetFrame, name: str) -> list[str]:
    serials = frame.date(name).tolist()
    days = {serial: day for serial in {*serials} if not isnan(serial) and (day := day_of(serial))}
    written = {serial: day.isoformat() for serial, day in days.items()}
    return [written.get(serial, text) for serial, text in zip(serials, frame.text(name).tolist(), strict=True)]


def _numbers(frame: SheetFrame, name: str, decimals: int) -> list[str]:
    numbers = frame.number(name).tolist()
    written = {number: _number(number, decimals) for number in {*numbers} if not isnan(number)}
    return [written.get(number, text) for number, text in zip(numbers, frame.text(name).tolist(), strict=True)]


def _number(number: float, decimals: int) -> str:
    """The number with so many decimals; with all it has when that would change it."""
    near = round(float(number), decimals) + 0.0  # no minus before zero
    return f"{near:.{decimals}f}" if abs(number - near) < _EXACT else number_text(number)


def _rewritten(frame: SheetFrame, name: str, spelled: list[str]) -> dict[int, Rewritten]:
    cells = frame.raw(name).tolist()
    return {
        position: Rewritten(frame.sheet.id, name, position, cells[position], spelled[position])
        for position in compress(range(len(cells)), map(ne, cells, spelled))
        if isinstance(cells[position], str)
    }

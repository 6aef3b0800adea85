"""What each cell writes into the upload file, prepared a column at a time."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan

from generator.catalog import Catalog, Column, ValueList, tidy
from generator.rules.cells import PUBLIC_TEXTS
from generator.workbook.cells import CellError, Texts, Uncalculated, day_of, number_text, text_of
from generator.workbook.frames import Batch, SheetFrame

_PLAIN = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201a\u201b", "'") | dict.fromkeys("\u201c\u201d\u201e\u201f", '"')
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
)  # fmt: skip
"""Typographic marks, which are lost or broken in PARS' public catalogue, and plain ones (S2)."""
_EXACT = 1e-6
"""How far a number may lie from what is written of it; rules that ask for steps use the same."""


class CellText(str):
    """A text for the upload file that knows the cell it came from.

    Attributes:
        sheet: id of the sheet.
        column: column id.
        position: position of the row in the sheet's frame.
    """

    __slots__ = ("column", "position", "sheet")

    sheet: str
    column: str
    position: int

    @classmethod
    def at(cls, text: str, sheet: str, column: str, position: int) -> CellText:
        made = cls(text)
        made.sheet, made.column, made.position = sheet, column, position
        return made

    def saying(self, text: str) -> CellText:
        """Another text that comes from the same cell."""
        return CellText.at(text, self.sheet, self.column, self.position)


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
        int(frame.frame.index[position]),
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


@dataclass(frozen=True, slots=True)
class Prepared:
    """One column: what each row writes, by position the rows that write otherwise than was typed, and those in which
    only typographic marks were made plain."""

    texts: list[str]
    rewritten: dict[int, Rewritten]
    plain: frozenset[int] = frozenset()


class CellTexts:
    """What the cells of a batch write. Each column is prepared once, when it is first asked for.

    A value of a list is written in the catalog's own spelling, any other text tidied; dates as YYYY-MM-DD; credits and
    points with two decimals; counts and amounts whole. What cannot be read so is written as typed, so that the check of
    the file stops it at its cell. An error value or a formula never calculated is blank here: the rules tell of it.

    Args:
        batch: the completed workbook.
        plain: write typographic apostrophes, quotes and dashes of titles and descriptions as plain ones.
    """

    def __init__(self, batch: Batch, *, plain: bool) -> None:
        self.batch = batch
        self._plain = plain
        self._known: dict[tuple[str, str], Prepared] = {}

    @property
    def asked(self) -> frozenset[tuple[str, str]]:
        """Sheet and column ids of all columns that were asked for so far."""
        return frozenset(self._known)

    def column(self, sheet: str, column: str) -> Prepared:
        known = self._known.get((sheet, column))
        if known is None:
            known = _prepare(self.batch.catalog, self.batch.sheets[sheet], column)
            if self._plain and column in PUBLIC_TEXTS:
                known = _made_plain(known)
            self._known[sheet, column] = known
        return known


def made_plain(text: str) -> str:
    """The text with plain apostrophes, quotes and dashes."""
    return text if text.isascii() else text.translate(_PLAIN)


def _made_plain(column: Prepared) -> Prepared:
    texts = [made_plain(text) for text in column.texts]
    changed = (position for position, (old, new) in enumerate(zip(column.texts, texts, strict=True)) if old != new)
    return Prepared(texts, column.rewritten, frozenset(changed))


def _prepare(catalog: Catalog, frame: SheetFrame, name: str) -> Prepared:
    column = frame.sheet.column(name)
    if column.kind == "choice":
        spelled, texts = _choices(catalog, frame, column)
    elif column.kind == "date":
        spelled = texts = _dates(frame, name)
    elif column.kind in ("credit", "count", "amount"):
        return Prepared(_numbers(frame, name, 2 if column.kind == "credit" else 0), {})
    elif column.kind == "long_text":
        spelled = texts = [
            tidy(cell, breaks=True) if isinstance(cell, str) else text_of(cell) for cell in frame.raw(name)
        ]
    else:
        spelled = texts = list(frame.text(name))
    return Prepared(texts, _rewritten(frame, name, spelled))


def _choices(catalog: Catalog, frame: SheetFrame, column: Column) -> tuple[list[str], list[str]]:
    """The catalog's spelling of each cell, and what stands for it in the file."""
    values = catalog.values_of(column)
    owners: Texts | list[None] = frame.text(column.depends_on) if column.depends_on else [None] * len(frame)
    known: dict[tuple[str | None, str], tuple[str, str]] = {(None, ""): ("", "")}
    pairs: list[tuple[str, str]] = []
    for owner, text in zip(owners, frame.text(column.id), strict=True):
        pair = known.get((owner, text))
        if pair is None:
            pair = known[owner, text] = _spelling(values, text, owner)
        pairs.append(pair)
    return [spelled for spelled, _ in pairs], [written for _, written in pairs]


def _spelling(values: ValueList, text: str, owner: str | None) -> tuple[str, str]:
    value = values.find(text, owner) if text else None
    return (value.value, value.file_value) if value else (text, text)


def _dates(frame: SheetFrame, name: str) -> list[str]:
    known: dict[float, str] = {}
    texts: list[str] = []
    for serial, text in zip(frame.date(name), frame.text(name), strict=True):
        if isnan(serial):
            texts.append(text)
            continue
        iso = known.get(serial)
        if iso is None:
            day = day_of(serial)
            iso = known[serial] = day.isoformat() if day else text
        texts.append(iso)
    return texts


def _numbers(frame: SheetFrame, name: str, decimals: int) -> list[str]:
    return [
        text if isnan(number) else _number(number, decimals)
        for number, text in zip(frame.number(name), frame.text(name), strict=True)
    ]


def _number(number: float, decimals: int) -> str:
    """The number with so many decimals; with all it has when that would change it."""
    near = round(float(number), decimals) + 0.0  # no minus before zero
    return f"{near:.{decimals}f}" if abs(number - near) < _EXACT else number_text(number)


def _rewritten(frame: SheetFrame, name: str, spelled: list[str]) -> dict[int, Rewritten]:
    rewritten: dict[int, Rewritten] = {}
    for position, (typed, written) in enumerate(zip(frame.raw(name), spelled, strict=True)):
        if isinstance(typed, str) and typed != written and not isinstance(typed, (CellError, Uncalculated)):
            rewritten[position] = Rewritten(frame.sheet.id, name, position, typed, written)
    return rewritten

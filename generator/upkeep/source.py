"""A workbook whose rows go into new ones: what it holds, and what no new workbook can hold of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path

from generator.catalog import Catalog, Sheet, fold, load, newest, versions
from generator.failure import Failure
from generator.upkeep.older import FormulaOf, Older
from generator.upkeep.origin import Origin
from generator.upkeep.own_columns import OwnCells
from generator.upkeep.renamed import Renaming
from generator.upkeep.upgrade_sheet import REPORTS
from generator.upkeep.upgraded import Entry, Fate
from generator.workbook.area import Area
from generator.workbook.beside import Beside
from generator.workbook.frames import Batch
from generator.workbook.further import strangers
from generator.workbook.own_sheets import START
from generator.workbook.package import Package
from generator.workbook.reach import LARGEST_GAP
from generator.workbook.read import read_package

_MOST_STRAYS = 1_000
_GONE = "Catalog {version} does not have this column any more; it stands beside the table, and is not exported."
_HEADER_BACK = "The header was changed; it is as in the template again."
_MERGED = "These cells were merged, and merged cells hold one value: the others are blank. Fill them."
_FAR_ROW = (
    f"More than {LARGEST_GAP:,} blank rows lie above this row, so it was not read. Move it up in the old workbook, "
    "then do this again."
)
_STRAY = "A cell far from the table, which stays in the old workbook."
_SHEET_LEFT = "A sheet of your own, which stays in the old workbook; move or copy it in Excel if you need it."
_BOARD_GONE = "Catalog {version} does not offer this board; the drop-down of the new workbook has it no more."


class Source:
    """A completed workbook on its way into new ones.

    Attributes:
        name: as a report names it.
        batch: its rows.
        older: what it holds besides.
        new: the catalog of the new ones.
        renaming: from its values to those of `new`.
    """

    def __init__(self, name: str, batch: Batch, origin: Origin, new: Catalog) -> None:
        self.name = name
        self.batch = batch
        self.older = Older(batch, origin)
        self.new = new
        self.renaming = Renaming(batch.catalog, new)
        self.formulas = cache(self._formulas)
        self.own = cache(self._own)
        self._beside = cache(self._read_beside)

    @property
    def live(self) -> bool:
        """Whether it has live marks."""
        return self.older.origin.expected.live is True

    @cached_property
    def boards(self) -> list[str] | None:
        """The boards that it offers, by their new codes; None for all."""
        kept = self._kept_boards()
        return [board for board in kept.values() if board] or None if kept is not None else None

    def read_all(self) -> None:
        """Reads what is read when it is needed otherwise.

        Raises:
            Malformed: a part is none that a spreadsheet program wrote.
            Failure: a part is damaged.
        """
        for sheet in self.batch.catalog.sheets:
            self.own(sheet)
        list(self.not_carried())
        _ = self.older.settings

    def own_only(self, sheet: str) -> list[int]:
        """The rows of a sheet that hold something in columns of others alone."""
        rows = {row for column in self.own(sheet) for row in column.cells}
        return sorted(rows.difference(self.batch.sheets[sheet].rows))

    def not_carried(self) -> Iterator[Entry]:
        """What no new workbook can hold, and headers that are right again."""
        catalog = self.batch.catalog
        for sheet in catalog.sheets.values():
            last = self.older.last_row(sheet)
            for merge in self.older.xml(sheet).merges:
                if merge.top <= last and not _single(merge):
                    yield self._left(sheet.title, "", merge.address, "", _MERGED)
        known = [*REPORTS, *(sheet.title for sheet in catalog.sheets.values())]
        for title in strangers(catalog, self.older.origin.book.sheets):
            if fold(title) not in map(fold, known):
                yield self._left(title, "(the whole sheet)", None, "", _SHEET_LEFT)
        for note in self.batch.notes:
            if note.code == "header-changed" and note.sheet and note.column:
                header = note.slots["header"]
                yield Entry(
                    Fate.CHANGED, note.sheet, header, note.cell, None, note.value or "", header, _HEADER_BACK
                )  # fmt: skip
        for code, board in (self._kept_boards() or {}).items():
            if board is None:
                yield self._left(START, self.new.board_list.title, None, code, _BOARD_GONE)
        for sheet in catalog.sheets.values():
            yield from self._far(sheet)

    def _far(self, sheet: Sheet) -> Iterator[Entry]:
        strays = self._beside(sheet.id).strays
        for address in strays[:_MOST_STRAYS]:
            yield self._left(sheet.title, "", address, "", _STRAY)
        if len(strays) > _MOST_STRAYS:
            yield self._left(sheet.title, "", None, f"{len(strays) - _MOST_STRAYS:,} more cells", _STRAY)
        letter = next(iter(self.batch.sheets[sheet.id].letters.values()), "A")
        for row in self.batch.out_of_reach.get(sheet.id, ()):
            yield self._left(sheet.title, "(the whole row)", f"{letter}{row}", "", _FAR_ROW)

    def _left(self, sheet: str, column: str, cell: str | None, old: str, why: str) -> Entry:
        return Entry(Fate.LEFT, sheet, column, cell, None, old, "", why.replace("{version}", self.new.version))

    def _formulas(self, sheet: str) -> FormulaOf:
        return self.older.formulas(self.batch.catalog.sheets[sheet])

    def _read_beside(self, sheet: str) -> Beside:
        return self.older.beside(self.batch.catalog.sheets[sheet], self.formulas(sheet))

    def _own(self, sheet: str) -> Sequence[OwnCells]:
        """The columns of a sheet that the new catalog has not, and those that others added."""
        frame = self.batch.sheets[sheet]
        now = self.new.sheets.get(sheet)
        gone = []
        for column in self.batch.catalog.sheets[sheet].columns if now else ():
            if now and not now.has(column.id) and column.id in frame.letters:
                cells = {
                    row: cell
                    for row, cell in zip(frame.rows, frame.raw(column.id), strict=True)
                    if cell is not None
                }  # fmt: skip
                why = _GONE.replace("{version}", self.new.version)
                gone += [OwnCells(column.header, frame.letters[column.id], cells, why)] if cells else []
        there = self._beside(sheet).columns if now else ()
        return [*gone, *(OwnCells(column.header, column.letter, column.cells) for column in there)]

    def _kept_boards(self) -> Mapping[str, str | None] | None:
        """The boards that it offers, each with its new code, None for one that is not offered any more."""
        codes = self.older.origin.expected.boards
        if codes is None:
            return None
        found = {code: self.new.board_list.find(code) for code in codes}
        return {code: board.value if board else None for code, board in found.items()}


def batch_of(package: Package, overlay: Path | None) -> Batch:
    """Reads a completed workbook under the catalog version that it is stamped with.

    Raises:
        Failure: it cannot be read, or its catalog is newer than the newest.
    """
    batch = read_package(package, lambda version, areas: load(version, overlay, areas))
    order = versions()
    if order.index(batch.catalog.version) > order.index(newest()):
        raise Failure(
            f"The workbook has catalog {batch.catalog.version}, and new workbooks are made with the newest in use, "
            f"{newest()}, which is older; work on in this workbook as it is."
        )
    return batch


def newest_for(olds: Sequence[Catalog], overlay: Path | None) -> Catalog:
    """The newest catalog, with as many columns of the family that may grow as the workbooks need."""
    new = load(None, overlay)
    now = _growing(new)
    needed = max((_needed(old, load(old.version, overlay), now) for old in olds), default=now)
    return new if needed == now else load(None, overlay, needed)


def _needed(old: Catalog, usual: Catalog, now: int) -> int:
    areas, as_made = _growing(old), _growing(usual)
    return now if areas == as_made and areas < now else areas


def _growing(catalog: Catalog) -> int:
    return sum(len(sheet.growing) for sheet in catalog.sheets.values())


def _single(merge: Area) -> bool:
    return (merge.top, merge.left) == (merge.bottom, merge.right)

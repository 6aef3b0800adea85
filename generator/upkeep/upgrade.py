"""A completed workbook of an older catalog version, or one that grew too large or was damaged, in a fresh template.

The rows come by column id and keep their numbers; values that the catalog renamed follow it; columns that somebody
added come along to the right. Comments, colors, formats, further sheets and formulas do not: only values do.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook

from generator.catalog import Catalog, Column, Sheet, fold, load, newest, versions
from generator.failure import Failure
from generator.template.front import SETTINGS, setting_of
from generator.template.layout import SheetLayout, lay_out
from generator.template.live import checked_marks, live_marks
from generator.template.new import write_new
from generator.template.sheets import is_blank
from generator.upkeep.moved import moved
from generator.upkeep.older import Older
from generator.upkeep.origin import Origin
from generator.upkeep.renamed import Renaming
from generator.upkeep.upgrade_sheet import (
    UPGRADE,
    Placed,
    fits_in_table,
    header_beside,
    write_beside,
    write_report,
    write_sheet_apart,
)
from generator.upkeep.upgraded import Entry, Fate, RowCount, Upgraded, words_of
from generator.whole_file import whole_file
from generator.workbook.area import Area
from generator.workbook.cells import Cell
from generator.workbook.changes import Changes
from generator.workbook.columns import header_key
from generator.workbook.frames import Batch, SheetFrame
from generator.workbook.further import strangers
from generator.workbook.own_sheets import START
from generator.workbook.package import Package, open_package
from generator.workbook.reach import LARGEST_GAP
from generator.workbook.read import read_package
from generator.workbook.scan import Malformed
from generator.workbook.seal import sealed
from generator.workbook.settings import DATES_AS_TEXT, SHOW_MISSING, TODAY

_USUAL_ROWS = 500
_MOST_STRAYS = 1_000
_STATUS_HEADER = "Status"
_GONE = "Catalog {version} does not have this column any more; it stands beside the table, and is not exported."
_BESIDE = "A column of your own, beside the table."
_OTHER_HEADER = "Another column has that header, so this one got a number."
_HEADER_BACK = "The header was changed; it is as in the template again."
_MERGED = "These cells were merged, and merged cells hold one value: the others are blank. Fill them."
_FAR_ROW = (
    f"More than {LARGEST_GAP:,} blank rows lie above this row, so it was not read. Move it up in the old workbook and "
    "upgrade again."
)
_STRAY = "A cell far from the table, which stays in the old workbook."
_SHEET_LEFT = "A sheet of your own, which stays in the old workbook; move or copy it in Excel if you need it."
_SHEET_GONE = "Catalog {version} does not have this sheet any more; its values are on a sheet of that name."
_BOARD_GONE = "Catalog {version} does not offer this board; the drop-down of the new workbook has it no more."


def upgrade(
    package: Package,
    target: Path,
    overlay: Path | None,
    *,
    rows: int | None = None,
    seal: str | None = None,
    replace: bool = False,
    day: dt.date,
) -> Upgraded:
    """Writes to `target` a fresh workbook of the newest catalog version with all that the workbook holds.

    Args:
        package: the completed workbook, which stays as it is.
        target: where to write the new one.
        overlay: the organization's folder, for both catalogs.
        rows: for how many activities the new one has room; None for as many as the old one was made with. Tables grow
            to hold what there is.
        seal: what a seal of the new one is to say (`generator.workbook.seal`); None for none.
        replace: whether an existing file may be replaced; which ones is up to the command (`generator.targets`).
        day: the day of the computer, for the values of formulas.

    Raises:
        Failure: the workbook cannot be read, its catalog is newer than the newest, or `target` cannot be written.
    """
    try:
        batch = read_package(package, lambda version, areas: load(version, overlay, areas))
        origin = Origin(package, batch.catalog)
        done = _Upgrade(batch, origin, _newest_for(batch.catalog, overlay))
        with whole_file(target, replace=replace) as part:
            result = done.write(part, rows, day)
            if seal:
                part.write_bytes(sealed(Changes(open_package(part)), seal))
    except Malformed as error:
        raise package.damaged() from error
    return result


def _newest_for(old: Catalog, overlay: Path | None) -> Catalog:
    """The newest catalog, with as many columns of the family that may grow as the workbook needs.

    Raises:
        Failure: the workbook's catalog is a newer one.
    """
    order = versions()
    if order.index(old.version) > order.index(newest()):
        raise Failure(
            f"The workbook has catalog {old.version} already, and the newest in use is {newest()}; there is nothing to "
            "upgrade it to."
        )
    new, usual = load(None, overlay), load(old.version, overlay)
    areas, as_made, now = (sum(len(sheet.growing) for sheet in c.sheets.values()) for c in (old, usual, new))
    if areas == now or (areas == as_made and areas < now):
        return new
    return load(None, overlay, areas)


class _Upgrade:
    """An upgrade on its way: what the new workbook gets, and the entries of the report so far."""

    def __init__(self, batch: Batch, origin: Origin, new: Catalog) -> None:
        self._batch = batch
        self._origin = origin
        self._old = Older(batch, origin)
        self._new = new
        self._renaming = Renaming(batch.catalog, new)
        self._entries: list[Entry] = []
        self._counts: dict[str, RowCount] = {}
        self._rows_of: dict[str, dict[int, dict[str, Cell]]] = {}
        self._beside: dict[str, list[Placed]] = {}
        self._apart: dict[str, dict[int, list[Cell]]] = {}
        self._boards = self._boards_kept()
        live = origin.expected.live is True
        self._marks = live_marks(new, self._boards) if live else checked_marks(new)

    def write(self, target: Path, rows: int | None, day: dt.date) -> Upgraded:
        """Writes the new workbook, and says what it holds."""
        self._merges_and_sheets()
        for sheet in self._batch.catalog.sheets.values():
            if sheet.id in self._new.sheets:
                self._sheet(sheet, self._new.sheets[sheet.id])
            else:
                self._sheet_apart(sheet)
        done: list[Upgraded] = []

        def also(workbook: Workbook) -> None:
            self._settings_told(workbook)
            done.append(self._result())
            for title, columns in self._beside.items():
                write_beside(workbook[title], columns)
            for title, cells in self._apart.items():
                sheet = next(s for s in self._batch.catalog.sheets.values() if s.title == title)
                write_sheet_apart(workbook, title, [column.header for column in sheet.columns], cells)
            write_report(workbook, done[0])

        write_new(
            self._new, target, self._marks, boards=self._boards, rows=rows or self._old.rows_made,
            rows_of=self._rows_of, day=day, settings=self._old.settings, also=also,
        )  # fmt: skip
        return done[0]

    def _result(self) -> Upgraded:
        order = [Fate.KEPT, Fate.LEFT, Fate.CHANGED, Fate.CARRIED]
        entries = sorted(self._entries, key=lambda entry: order.index(entry.fate))
        return Upgraded(self._batch.name, self._batch.catalog, self._new, self._counts, entries)

    def _tell(
        self,
        fate: Fate,
        sheet: str,
        column: str,
        old_cell: str | None,
        new_cell: str | None,
        old: str,
        new: str,
        why: str,
    ) -> None:
        self._entries.append(
            Entry(fate, sheet, column, old_cell, new_cell, old, new, why.replace("{version}", self._new.version))
        )

    # --- the rows ------------------------------------------------------------------------------------------------

    def _sheet(self, was: Sheet, now: Sheet) -> None:
        frame = self._batch.sheets[was.id]
        layout = lay_out(now, 1, self._marks.sheets.get(now.id))
        letters = {place.id: place.letter for place in layout.places}
        formulas = self._old.formulas(was)
        rows: dict[int, dict[str, Cell]] = {row: {} for row in frame.rows}
        gone: list[tuple[Column, dict[int, Cell]]] = []
        for column in was.columns:
            if now.has(column.id):
                self._column(frame, column, now.column(column.id).header, letters[column.id], formulas, rows, now.title)
            elif any(cell is not None for cell in frame.raw(column.id)):
                cells = zip(frame.rows, frame.raw(column.id), strict=True)
                gone.append((column, {row: cell for row, cell in cells if cell is not None}))
        rows = {row: cells for row, cells in rows.items() if cells}
        self._rows_of[now.id] = rows
        self._own_columns(was, layout, frame, gone, formulas)
        written = set(rows) | {row for column in self._beside.get(now.title, ()) for row in column.cells} & set(
            frame.rows
        )
        self._out_of_reach(was, frame, written)

    def _column(
        self,
        frame: SheetFrame,
        column: Column,
        header: str,
        letter: str,
        formulas: Mapping[tuple[str, int], str],
        rows: Mapping[int, dict[str, Cell]],
        title: str,
    ) -> None:
        """Moves the cells of one column into `rows`."""
        old_letter = frame.letters.get(column.id)
        if old_letter is None:
            return
        nothing = [""] * len(frame)
        texts = frame.text(column.id) if self._new.sheets[column.sheet].column(column.id).list else nothing
        owners, kinds = (
            frame.text(other) if other and frame.sheet.has(other) else nothing
            for other in (column.depends_on, column.entered_as)
        )
        cells = zip(frame.rows, frame.raw(column.id), texts, owners, kinds, strict=True)
        for row, cell, read, owner, kind in cells:
            if cell is None:
                continue
            text = words_of(cell) if read else ""
            renamed = self._renaming.of(column.sheet, column.id, text, owner, kind)
            new = moved(cell, formulas.get((old_letter, row)), renamed, version=self._new.version)
            new_cell = f"{letter}{row}"
            if not is_blank(new.cell):
                rows[row][column.id] = new.cell
            old = words_of(cell) or f"={formulas.get((old_letter, row), '')}"
            self._tell(new.fate, title, header, f"{old_letter}{row}", new_cell, old, words_of(new.cell), new.why)

    def _out_of_reach(self, sheet: Sheet, frame: SheetFrame, written: set[int]) -> None:
        beyond = self._batch.out_of_reach.get(sheet.id, ())
        letter = next(iter(frame.letters.values()), "A")
        for row in beyond:
            self._tell(Fate.LEFT, sheet.title, "(the whole row)", f"{letter}{row}", None, "", "", _FAR_ROW)
        self._counts[sheet.title] = RowCount(len(frame), len(written), len(beyond))

    # --- what is not ours ----------------------------------------------------------------------------------------

    def _own_columns(
        self,
        was: Sheet,
        layout: SheetLayout,
        frame: SheetFrame,
        gone: Sequence[tuple[Column, dict[int, Cell]]],
        formulas: Mapping[tuple[str, int], str],
    ) -> None:
        """Places the columns of others, and those that the new catalog has not, to the right of the table."""
        title = layout.sheet.title
        taken = {header_key(place.header) for place in layout.places}
        there = self._old.beside(was, formulas)
        wanted = [(column.header, frame.letters[column.id], cells, _GONE) for column, cells in gone]
        wanted += [(column.header, column.letter, dict(column.cells), "") for column in there.columns]
        wanted.sort(key=lambda column: not fits_in_table(column[0]))
        number = len(layout.places)
        placed: list[Placed] = []
        for header, old_letter, cells, why in wanted:
            in_table = fits_in_table(header)
            # a blank column keeps what has no header out of the table
            number += 2 if placed and placed[-1].in_table and not in_table else 1
            number += not placed and not in_table
            name = header_beside(header, taken) if in_table else header
            letter = get_column_letter(number)
            if header:
                fate, reason = (Fate.CARRIED, "") if name == header else (Fate.CHANGED, _OTHER_HEADER)
                self._tell(fate, title, name, f"{old_letter}1", f"{letter}1", header, name, reason)
            new_cells: dict[int, Cell] = {}
            for row, cell in cells.items():
                new = moved(cell, formulas.get((old_letter, row)))
                fate = Fate.KEPT if why and new.fate in {Fate.CARRIED, Fate.CHANGED} else new.fate
                old = words_of(cell) or f"={formulas.get((old_letter, row), '')}"
                if not is_blank(new.cell):
                    new_cells[row] = new.cell
                reason = " ".join(filter(None, (why, new.why)))
                self._tell(fate, title, name, f"{old_letter}{row}", f"{letter}{row}", old, words_of(new.cell), reason)
            placed.append(Placed(number, name, in_table, new_cells))
        if placed:
            self._beside[title] = placed
        for address in there.strays[:_MOST_STRAYS]:
            self._tell(Fate.LEFT, was.title, "", address, None, "", "", _STRAY)
        if more := len(there.strays) - _MOST_STRAYS if len(there.strays) > _MOST_STRAYS else 0:
            self._tell(Fate.LEFT, was.title, "", None, None, f"{more:,} more cells", "", _STRAY)

    def _sheet_apart(self, sheet: Sheet) -> None:
        """A sheet that the new catalog has not."""
        frame = self._batch.sheets[sheet.id]
        formulas = self._old.formulas(sheet)
        rows: dict[int, list[Cell]] = {row: [] for row in frame.rows}
        for number, column in enumerate(sheet.columns, 1):
            old_letter = frame.letters.get(column.id, "")
            for row, cell in zip(frame.rows, frame.raw(column.id), strict=True):
                new = moved(cell, formulas.get((old_letter, row)))
                rows[row].append(new.cell)
                if cell is not None:
                    fate = new.fate if new.fate is Fate.LEFT else Fate.KEPT
                    places = f"{old_letter}{row}", f"{get_column_letter(number)}{row}"
                    words, why = (words_of(cell), words_of(new.cell)), " ".join(filter(None, (_SHEET_GONE, new.why)))
                    self._tell(fate, sheet.title, column.header, *places, *words, why)
        if rows:
            self._apart[sheet.title] = rows
        self._out_of_reach(sheet, frame, set(rows))

    def _merges_and_sheets(self) -> None:
        """What no new workbook can hold, and headers that are right again."""
        for sheet in self._batch.catalog.sheets.values():
            last = self._old.last_row(sheet)
            for merge in self._old.xml(sheet).merges:
                if merge.top <= last and not _single(merge):
                    self._tell(Fate.LEFT, sheet.title, "", merge.address, None, "", "", _MERGED)
        known = [UPGRADE, *(sheet.title for sheet in self._batch.catalog.sheets.values())]
        for title in strangers(self._batch.catalog, self._origin.book.sheets):
            if fold(title) not in map(fold, known):
                self._tell(Fate.LEFT, title, "(the whole sheet)", None, None, "", "", _SHEET_LEFT)
        for note in self._batch.notes:
            if note.code == "header-changed" and note.sheet and note.column:
                self._tell(
                    Fate.CHANGED, note.sheet, note.slots["header"], note.cell, None, note.value or "",
                    note.slots["header"], _HEADER_BACK,
                )  # fmt: skip

    # --- what the workbook is like ---------------------------------------------------------------------------------

    def _boards_kept(self) -> list[str] | None:
        """The boards that the old workbook offers, by their new codes; None for all."""
        codes = self._origin.expected.boards
        if codes is None:
            return None
        kept = {code: self._new.board_list.find(code) for code in codes}
        for code in (code for code, board in kept.items() if board is None):
            self._tell(Fate.LEFT, START, self._new.board_list.title, None, None, code, "", _BOARD_GONE)
        return [board.value for board in kept.values() if board] or None

    def _settings_told(self, workbook: Workbook) -> None:
        """Settings that are not as delivered."""
        settings = self._old.settings
        kept = {TODAY: settings.today, DATES_AS_TEXT: settings.day_first, SHOW_MISSING: settings.hides_missing}
        for name in (name for name, is_kept in kept.items() if is_kept):
            cell = setting_of(workbook, name)
            text = f"{settings.today:%Y-%m-%d}" if name == TODAY else str(cell.value)
            old_cell = self._old.setting_cell(name)
            self._tell(Fate.CARRIED, START, SETTINGS[name], old_cell, cell.coordinate, text, text, "")


def _single(merge: Area) -> bool:
    return (merge.top, merge.left) == (merge.bottom, merge.right)

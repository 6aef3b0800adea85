"""Rows of an older workbook on their way into a new one: what is written where, and what became of each value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from generator.catalog import Catalog, Column, Sheet
from generator.template.filled_sheet import is_blank
from generator.template.layout import SheetLayout
from generator.upkeep.moved import as_read_before, moved
from generator.upkeep.own_columns import OwnCells, Spot
from generator.upkeep.source import Source
from generator.upkeep.upgraded import Entry, Fate, RowCount, words_of
from generator.workbook.cells import Cell
from generator.workbook.frames import SheetFrame
from generator.workbook.letters import letters_of

_OTHER_HEADER = "Another column has that header, so this one got a number."
_ONE_HEADER = "Headed as the same column in the workbook before it."
_SHEET_GONE = "Catalog {version} does not have this sheet any more; its values are on a sheet of that name."

RowsTo = Mapping[str, Mapping[int, int]]
"""Sheet id to row number in the older workbook to row number in the new one."""
RowsLeft = Mapping[str, Mapping[int, str]]
"""Sheet id to row number of each row that stays behind, and why."""
OwnPlaces = Mapping[str, Sequence[tuple[OwnCells, Spot]]]
"""Sheet id to the columns of others with their places in the new workbook."""


@dataclass
class Carried:
    """What came of the rows of one older workbook in one new one.

    Attributes:
        rows: sheet id to row number to cells by column id, for the sheets of the new catalog.
        own: sheet id to column number to row number to cell, for the columns of others.
        apart: id of a sheet that the new catalog has not, to row number to cells by column id.
        entries: every value.
        counts: tab to the rows that were read and written.
        lost: sheet id and row number in the older workbook to the columns, by id or number, whose cell has no value.
    """

    rows: dict[str, dict[int, dict[str, Cell]]] = field(default_factory=dict)
    own: dict[str, dict[int, dict[int, Cell]]] = field(default_factory=dict)
    apart: dict[str, dict[int, dict[str, Cell]]] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    counts: dict[str, RowCount] = field(default_factory=dict)
    lost: dict[tuple[str, int], list[str]] = field(default_factory=dict)


class Carrying:
    """Rows of an older workbook, moved into a new one.

    Args:
        source: the older workbook.
        layouts: sheet id to layout of the new one.
        own: the places of its columns of others.
        apart: id of each sheet that the new catalog has not, to the ids of the columns that it gets.
        day_first: how the new one reads dates typed as text. One that would be another day becomes the day that it was.
    """

    def __init__(
        self,
        source: Source,
        layouts: Mapping[str, SheetLayout],
        own: OwnPlaces,
        apart: Mapping[str, Sequence[str]],
        *,
        day_first: bool,
    ) -> None:
        self._source = source
        self._new: Catalog = source.new
        self._letters = {
            sheet: {place.id: place.letter for place in layout.places} for sheet, layout in layouts.items()
        }
        self._own = own
        self._apart = apart
        self._was_day_first = source.older.settings.day_first
        self._day_first = day_first

    def carry(self, rows_to: RowsTo, left: RowsLeft) -> Carried:
        """Moves the rows of `rows_to`; those of `left` are told and stay behind."""
        done = Carried()
        for sheet in self._source.batch.catalog.sheets.values():
            to, behind = rows_to.get(sheet.id, {}), left.get(sheet.id, {})
            frame = _only(self._source.batch.sheets[sheet.id], {*to, *behind})
            if sheet.id in self._new.sheets:
                self._sheet(sheet, self._new.sheets[sheet.id], frame, to, behind, done)
            else:
                self._sheet_apart(sheet, frame, to, behind, done)
        return done

    def _sheet(
        self,
        was: Sheet,
        now: Sheet,
        frame: SheetFrame,
        to: Mapping[int, int],
        behind: Mapping[int, str],
        done: Carried,
    ) -> None:
        rows: dict[int, dict[str, Cell]] = {row: {} for row in to.values()}
        for column in was.columns:
            if now.has(column.id) and column.id in frame.letters:
                self._column(frame, column, now, to, behind, rows, done)
        own = done.own.setdefault(now.id, {})
        for column_of_others, spot in self._own.get(now.id, ()):
            self._own_column(
                was.id, now.title, column_of_others, spot, to, behind, own.setdefault(spot.number, {}), done
            )
        filled = {row for row, cells in rows.items() if cells}
        beside = {row for cells in own.values() for row in cells}
        done.rows[now.id] = {row: cells for row, cells in rows.items() if cells}
        written = sum(to[row] in filled or to[row] in beside for row in frame.rows if row in to)
        done.counts[was.title] = RowCount(len(frame), written, 0)

    def _column(
        self,
        frame: SheetFrame,
        column: Column,
        now: Sheet,
        to: Mapping[int, int],
        behind: Mapping[int, str],
        rows: Mapping[int, dict[str, Cell]],
        done: Carried,
    ) -> None:
        """Moves the cells of one column into `rows`."""
        new_column = now.column(column.id)
        old_letter, letter = frame.letters[column.id], self._letters[now.id][column.id]
        formulas = self._source.formulas(column.sheet)
        nothing = [""] * len(frame)
        texts = frame.text(column.id) if new_column.list else nothing
        owners, kinds = (
            frame.text(other) if other and frame.sheet.has(other) else nothing
            for other in (column.depends_on, column.entered_as)
        )
        cells = zip(frame.rows, frame.raw(column.id), texts, owners, kinds, strict=True)
        for row, cell, read, owner, kind in cells:
            if cell is None:
                continue
            formula = formulas.get((old_letter, row))
            old = words_of(cell) or f"={formula or ''}"
            if row in behind:
                done.entries.append(
                    Entry(Fate.LEFT, now.title, new_column.header, f"{old_letter}{row}", None, old, "", behind[row])
                )
                continue
            text = words_of(cell) if read else ""
            renamed = self._source.renaming.of(column.sheet, column.id, text, owner, kind)
            new = moved(cell, formula, renamed, version=self._new.version)
            if new_column.kind == "date" and self._was_day_first != self._day_first:
                new = as_read_before(new, day_first=self._was_day_first)
            if not is_blank(new.cell):
                rows[to[row]][column.id] = new.cell
            elif new.fate is Fate.LEFT:
                done.lost.setdefault((now.id, row), []).append(column.id)
            places = f"{old_letter}{row}", f"{letter}{to[row]}"
            done.entries.append(
                Entry(new.fate, now.title, new_column.header, *places, old, words_of(new.cell), new.why)
            )

    def _own_column(
        self,
        sheet: str,
        title: str,
        column: OwnCells,
        spot: Spot,
        to: Mapping[int, int],
        behind: Mapping[int, str],
        cells: dict[int, Cell],
        done: Carried,
    ) -> None:
        """Moves the cells of a column of somebody's into `cells`."""
        letter, formulas = spot.letter, self._source.formulas(sheet)
        if column.header:
            same = spot.header == column.header
            why = "" if same else _OTHER_HEADER if spot.header.startswith(column.header) else _ONE_HEADER
            fate = Fate.CARRIED if same else Fate.CHANGED
            places = f"{column.letter}1", f"{letter}1"
            done.entries.append(Entry(fate, title, spot.header, *places, column.header, spot.header, why))
        for row in sorted(column.cells.keys() & {*to, *behind}):
            cell = column.cells[row]
            formula = formulas.get((column.letter, row))
            old, at = words_of(cell) or f"={formula or ''}", f"{column.letter}{row}"
            if row in behind:
                done.entries.append(Entry(Fate.LEFT, title, spot.header, at, None, old, "", behind[row]))
                continue
            new = moved(cell, formula)
            fate = Fate.KEPT if column.why and new.fate in {Fate.CARRIED, Fate.CHANGED} else new.fate
            if not is_blank(new.cell):
                cells[to[row]] = new.cell
            elif new.fate is Fate.LEFT:
                done.lost.setdefault((sheet, row), []).append(str(spot.number))
            why = " ".join(filter(None, (column.why, new.why)))
            done.entries.append(Entry(fate, title, spot.header, at, f"{letter}{to[row]}", old, words_of(new.cell), why))

    def _sheet_apart(
        self, sheet: Sheet, frame: SheetFrame, to: Mapping[int, int], behind: Mapping[int, str], done: Carried
    ) -> None:
        """A sheet that the new catalog has not."""
        formulas, order = self._source.formulas(sheet.id), list(self._apart[sheet.id])
        gone = _SHEET_GONE.replace("{version}", self._new.version)
        rows: dict[int, dict[str, Cell]] = {to[row]: {} for row in frame.rows if row in to}
        for column in sheet.columns:
            old_letter, letter = frame.letters.get(column.id, ""), letters_of(order.index(column.id) + 1)
            for row, cell in zip(frame.rows, frame.raw(column.id), strict=True):
                if cell is None:
                    continue
                new = moved(cell, formulas.get((old_letter, row)))
                at, what = f"{old_letter}{row}", (sheet.title, column.header)
                if row in behind:
                    done.entries.append(Entry(Fate.LEFT, *what, at, None, words_of(cell), "", behind[row]))
                    continue
                rows[to[row]][column.id] = new.cell
                fate = new.fate if new.fate is Fate.LEFT else Fate.KEPT
                words, why = (words_of(cell), words_of(new.cell)), " ".join(filter(None, (gone, new.why)))
                done.entries.append(Entry(fate, *what, at, f"{letter}{to[row]}", *words, why))
        if rows:
            done.apart[sheet.id] = rows
        done.counts[sheet.title] = RowCount(len(frame), len(rows), 0)


def _only(frame: SheetFrame, rows: set[int]) -> SheetFrame:
    """The frame with those of its rows that are in `rows`."""
    return frame.only(np.fromiter((row in rows for row in frame.rows), np.bool_, len(frame)))

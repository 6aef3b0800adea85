"""A new workbook on its way, which takes rows of one or more older ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from openpyxl.workbook import Workbook

from generator.catalog import Catalog, Column
from generator.template.layout import lay_out
from generator.template.live import checked_marks, live_marks
from generator.template.marks import Marks
from generator.template.new import write_new
from generator.template.start_sheet import setting_of
from generator.upkeep.carried import Carried, Carrying, RowsLeft, RowsTo
from generator.upkeep.own_columns import spots
from generator.upkeep.source import Source
from generator.upkeep.upgrade_sheet import Placed, write_beside, write_sheet_apart
from generator.workbook.cells import Cell
from generator.workbook.own_sheets import FIRST_ROW
from generator.workbook.settings import Settings


class NewBook:
    """A new workbook on its way.

    Args:
        sources: the older ones.
        marks: those of the new one (`marks_for`).
        settings: what its Start says.
    """

    def __init__(self, sources: Sequence[Source], marks: Marks, settings: Settings) -> None:
        self._sources = sources
        self._marks = marks
        self._settings = settings
        self._catalog: Catalog = sources[0].new
        self._carried: list[Carried] = []
        sheets = self._catalog.sheets.items()
        self._layouts = {name: lay_out(sheet, 1, marks.sheets.get(name)) for name, sheet in sheets}
        self._places = {
            name: spots(layout, [source.own(name) if name in source.batch.sheets else () for source in sources])
            for name, layout in self._layouts.items()
        }
        self._apart: dict[str, dict[str, Column]] = {}
        for sheet in (sheet for source in sources for sheet in source.batch.catalog.sheets.values()):
            if sheet.id not in self._catalog.sheets:
                columns = self._apart.setdefault(sheet.id, {})
                columns |= {column.id: column for column in sheet.columns if column.id not in columns}

    def carrying(self, source: int) -> Carrying:
        """What moves rows of the source of that number into it."""
        own = {name: places[source] for name, places in self._places.items()}
        apart = {name: list(columns) for name, columns in self._apart.items()}
        day_first = self._settings.day_first
        return Carrying(self._sources[source], self._layouts, own, apart, day_first=day_first)

    def take(self, source: int, rows_to: RowsTo, left: RowsLeft | None = None) -> Carried:
        """Takes rows of the source of that number; see `Carrying.carry`."""
        done = self.carrying(source).carry(rows_to, left or {})
        self._carried.append(done)
        return done

    def letter(self, sheet: str, column: str) -> str:
        """The letter of a column of ours."""
        return self._layouts[sheet].place(column).letter

    def setting_cell(self, workbook: Workbook, name: str) -> tuple[str, str]:
        """The address and the text of a setting on Start of the workbook that is written."""
        cell = setting_of(workbook, name)
        return cell.coordinate, str(cell.value)

    def write(
        self,
        target: Path,
        *,
        boards: Sequence[str] | None,
        rows: int,
        day: dt.date,
        also: Callable[[Workbook], None],
        seal: str | None = None,
        reach: Mapping[str, int] | None = None,
    ) -> None:
        """Writes it to `target`, which it replaces.

        Args:
            boards, rows, day: see `generator.template.new.write_new`.
            also: what else is done to it.
            seal: see `generator.workbook.seal`; None for none.
            reach: sheet id to a row down to which its table is to reach at least.

        Raises:
            Failure: a sheet cannot hold that many rows, or a cell that much text.
        """

        def and_also(workbook: Workbook) -> None:
            for title, columns in self._own():
                write_beside(workbook[title], columns)
            self._write_apart(workbook)
            also(workbook)

        rows_of: dict[str, dict[int, Mapping[str, Cell]]] = {}
        for name in self._catalog.sheets:
            rows_of[name] = {row: cells for done in self._carried for row, cells in done.rows.get(name, {}).items()}
            if (last := (reach or {}).get(name, 0)) > max(rows_of[name], default=FIRST_ROW):
                rows_of[name][last] = {}
        write_new(
            self._catalog, target, self._marks, boards=boards, rows=rows, rows_of=rows_of, day=day,
            settings=self._settings, also=and_also, seal=seal,
        )  # fmt: skip

    def _own(self) -> Iterable[tuple[str, list[Placed]]]:
        """Tab to its columns of others."""
        for name, of_sources in self._places.items():
            found = {spot.number: spot for places in of_sources for _, spot in places}
            columns = []
            for number, spot in sorted(found.items()):
                cells: dict[int, Cell] = {}
                for done in self._carried:
                    cells |= done.own.get(name, {}).get(number, {})
                columns.append(Placed(number, spot.header, spot.in_table, cells))
            if columns:
                yield self._catalog.sheets[name].title, columns

    def _write_apart(self, workbook: Workbook) -> None:
        """The sheets that the new catalog has not."""
        titles = {sheet.id: sheet.title for source in self._sources for sheet in source.batch.catalog.sheets.values()}
        for name, columns in self._apart.items():
            rows = {row: cells for done in self._carried for row, cells in done.apart.get(name, {}).items()}
            if rows:
                lines = {row: [cells.get(column) for column in columns] for row, cells in rows.items()}
                write_sheet_apart(workbook, titles[name], [column.header for column in columns.values()], lines)


def marks_for(sources: Iterable[Source], boards: Sequence[str] | None, live: bool | None = None) -> Marks:
    """The marks of the new workbook: live ones if that is said, or if nothing is and one of the older ones has them."""
    known = list(sources)
    catalog = known[0].new
    if live is None:
        live = any(source.live for source in known)
    return live_marks(catalog, boards) if live else checked_marks(catalog)


def rows_made(sources: Iterable[Source]) -> int:
    """For how many activities a new workbook has room: as many as the largest of the older ones."""
    return max(source.older.rows_made for source in sources)

"""A new workbook as a file, with what its formulas show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from openpyxl.workbook import Workbook

from generator.catalog import Catalog
from generator.template.files import save
from generator.template.layout import lay_out
from generator.template.marks import Marks
from generator.template.shown.placed import Places, placed
from generator.template.start_sheet import put_settings
from generator.template.workbook import Rows, build
from generator.workbook.area import area_of
from generator.workbook.frames import batch_in_memory
from generator.workbook.limits import USUAL_ROWS
from generator.workbook.own_sheets import READINESS, START, START_LABEL
from generator.workbook.settings import Settings

AS_DELIVERED = Settings()
"""What Start of a fresh template says."""


def write_new(
    catalog: Catalog,
    path: Path,
    marks: Marks,
    *,
    boards: Sequence[str] | None = None,
    rows: int = USUAL_ROWS,
    rows_of: Mapping[str, Rows] | None = None,
    day: dt.date | None = None,
    settings: Settings = AS_DELIVERED,
    also: Callable[[Workbook], None] = lambda workbook: None,
    replace: bool = True,
    seal: str | None = None,
) -> None:
    """Writes a new workbook, empty or filled; the same arguments give the same bytes.

    Args:
        catalog, marks, boards, rows, rows_of: see `generator.template.build`.
        path, replace, seal: see `generator.template.save`.
        day: the day that the values of formulas are of, unless `settings` has one; a workbook without rows needs none.
        settings: what Start says.
        also: what else is done to the workbook before it is written.

    Raises:
        Failure, BuildError: see there.
    """
    workbook = build(catalog, boards=boards, rows=rows, rows_of=rows_of, marks=marks)
    put_settings(workbook, catalog, settings)
    also(workbook)
    batch = batch_in_memory(path.name, catalog, rows_of or {}, day_first=settings.day_first)
    places, typed = _places(workbook, catalog, marks), settings.today not in {None, day}
    values = placed(batch, marks, catalog.boards_of(boards), places, settings.today or day, typed=typed)
    save(workbook, path, replace=replace, values=values, seal=seal)


def _places(workbook: Workbook, catalog: Catalog, marks: Marks) -> Places:
    sheets = catalog.sheets.items()
    layouts = {name: lay_out(sheet, 1, marks.sheets.get(name)) for name, sheet in sheets}
    tables = {name: next(iter(workbook[sheet.title].tables.values())) for name, sheet in sheets}
    labels = workbook[START].iter_rows(min_col=START_LABEL, max_col=START_LABEL, values_only=True)
    return Places(
        columns={name: {place.id: place.number for place in layout.places} for name, layout in layouts.items()},
        last_rows={name: area_of(table.ref).bottom for name, table in tables.items()},
        readiness={column.id: number for number, column in enumerate(marks.readiness, 1)},
        last_line=workbook[READINESS].max_row,
        start={str(label): row for row, (label,) in enumerate(labels, 1) if label},
    )

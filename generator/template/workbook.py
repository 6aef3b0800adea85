"""A new workbook from a catalog: `build` makes it, `generator.template.files` writes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.protection import WorkbookProtection

from generator.catalog import Catalog, Sheet
from generator.failure import Failure
from generator.template import (
    findings_sheet,
    help_sheet,
    readiness_sheet,
    sheets,
    stamp,
    start_sheet,
    style,
    vocabulary,
)
from generator.template.layout import SheetLayout, lay_out
from generator.template.limits import BuildError
from generator.template.marks import Marks
from generator.workbook.cells import Cell
from generator.workbook.limits import LARGEST_BATCH, LARGEST_LIVE, USUAL_ROWS
from generator.workbook.own_sheets import FIRST_ROW, LISTS, META

_LEAST_ROWS = 100
"""Rows of a sheet that has fewer of them than activities."""
Rows = Mapping[int, Mapping[str, Cell]]


def build(
    catalog: Catalog,
    *,
    boards: Sequence[str] | None = None,
    rows: int = USUAL_ROWS,
    rows_of: Mapping[str, Rows] | None = None,
    marks: Marks | None = None,
) -> Workbook:
    """A workbook after `catalog`, empty or filled.

    Args:
        boards: codes of the boards that the Board drop-down offers, None for all.
        rows: rows of the Activities table; the catalog says how many the other sheets get for each.
        rows_of: sheet id to row number (from 2) to cells by column id. A table grows to hold them. Texts stay texts,
            whatever they
            begin with; None and "" leave a cell blank, and so does an `Uncalculated` formula, since it has no value.
        marks: the formulas that check while somebody types; None for a workbook that is checked by command or button
            only.

    Raises:
        Failure: an unknown board, more rows than a sheet holds or live marks carry, or a text too long for a cell.
        BuildError: something does not fit into Excel's limits, or `rows_of` names a sheet or column that there is not.
    """
    if not 1 <= rows <= LARGEST_BATCH:
        raise Failure(
            f"A template has between 1 and {LARGEST_BATCH:,} rows for activities, not {rows:,}; choose another number."
        )
    given = rows_of or {}
    if unknown := set(given) - set(catalog.sheets):
        raise BuildError(f"There is no sheet {sorted(unknown)[0]!r}.")
    chosen = catalog.boards_of(boards)
    parts = marks.sheets if marks else {}
    layouts = [
        lay_out(sheet, _room(sheet, rows, given.get(sheet.id, {})), parts.get(sheet.id))
        for sheet in catalog.sheets.values()
    ]

    if marks and marks.live:
        _refuse_beyond_live(layouts)

    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    workbook._fonts = IndexedList([style.default_font()])  # type: ignore[attr-defined]  # the font of all other cells is not in its types
    names = start_sheet.write(workbook, catalog, chosen, layouts, marks)
    formats: dict[str, int] = {}
    empty = not any(given.values())
    for layout in layouts:
        own = given.get(layout.sheet.id, {})
        sheets.write(workbook, layout, catalog, own, parts.get(layout.sheet.id), formats, empty=empty)
        names |= layout.names()
    filled = None if empty else _filled(given.get(layouts[0].sheet.id, {}))
    names |= readiness_sheet.write(workbook, catalog, chosen, layouts[0].rows, marks, formats, filled=filled)
    findings_sheet.write(workbook)
    help_sheet.write(workbook, catalog, chosen)
    names |= vocabulary.write(workbook, catalog, chosen, marks.words if marks else {})
    stamp.write(workbook, catalog, chosen, layouts, marks)
    _define(workbook, names, marks.names if marks else {})
    _finish(workbook, catalog)
    return workbook


def _refuse_beyond_live(layouts: Sequence[SheetLayout]) -> None:
    """Raises Failure when a sheet has more rows than formulas can follow."""
    for layout in layouts:
        most = int(LARGEST_LIVE * max(layout.sheet.rows, 1))
        if layout.rows > most:
            raise Failure(
                f"Live marks carry up to {most:,} rows on {layout.sheet.title}, and this workbook would have "
                f"{layout.rows:,}: leave them out with --no-live, so that it is checked by command or button, or take "
                "fewer rows."
            )


def _room(sheet: Sheet, rows: int, filled: Rows) -> int:
    share = max(int(rows * sheet.rows), 1 if sheet.rows >= 1 else _LEAST_ROWS)
    return max(share, _filled(filled))


def _filled(rows: Rows) -> int:
    """Down to which of its rows a table is filled."""
    return max(rows, default=FIRST_ROW) - FIRST_ROW + 1


def _define(workbook: Workbook, names: Mapping[str, str], further: Mapping[str, str]) -> None:
    """The defined names, sorted so that the file does not depend on the order of writing."""
    for name, text in further.items():
        if names.get(name, text) != text:
            raise BuildError(f"The defined name {name} stands for {names[name]} and cannot stand for {text} too.")
    for name, text in sorted({**names, **further}.items()):
        workbook.defined_names.add(DefinedName(name, attr_text=text))


def _finish(workbook: Workbook, catalog: Catalog) -> None:
    for title in (LISTS, META):
        workbook[title].sheet_state = "veryHidden"
        workbook[title].protection.sheet = True
    workbook.security = WorkbookProtection(lockStructure=True)
    workbook.active = 0
    workbook.calculation.fullCalcOnLoad = True
    workbook.properties.creator = sheets.AUTHOR
    workbook.properties.title = catalog.title

"""What the formulas of a completed workbook show, written beside them: for programs that only look at a copy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from generator.catalog import Catalog
from generator.template.calculation.cached import with_values
from generator.template.calculation.calculation import Calculation
from generator.template.calculation.functions import Untold
from generator.upkeep.guard import WorkbookGuard
from generator.upkeep.origin import Origin
from generator.workbook.cells import CellError
from generator.workbook.changes import Changes
from generator.workbook.formula_text import canonical
from generator.workbook.guards import Formulas
from generator.workbook.own_sheets import (
    HEADERS_REACH,
    LISTS,
    READINESS,
    START,
    START_BESIDE,
    START_TEXT,
)
from generator.workbook.package import package_of
from generator.workbook.scan import sheet_xml
from generator.workbook.settings import TODAY
from generator.workbook.values import Read, Values

_ASKS_THE_COMPUTER = "TODAY()"


@dataclass(frozen=True, slots=True)
class _Own:
    """Cells with a formula of ours: sheet, column and rows."""

    title: str
    column: int
    formula: str
    rows: Sequence[int]


def with_shown(changes: Changes, catalog: Catalog, day: dt.date | None) -> Changes:
    """The changed workbook with the values of its formulas on a day; nothing else in it changes.

    Only formulas that are the template's own have new values. What cannot be known, such as what depends on somebody
    else's formula without a value, stays as it is, and so does all of a workbook of another version.

    Args:
        day: the day that TODAY() gives; None to leave all values as they are.

    Raises:
        Malformed: a sheet of ours is none that a spreadsheet program wrote.
    """
    if day is None:
        return changes
    package = package_of(changes.package.name, changes.data())
    guard = WorkbookGuard(package, catalog)
    origin = guard.origin
    calculated = Changes(package)
    if not origin.exact or origin.book.counts_from_1904:
        return calculated
    own = list(_own(guard))
    calculation = Calculation(origin.names, day)
    titles = [sheet.title for sheet in catalog.sheets.values()]
    for title in (*titles, READINESS, START, LISTS):
        _add_cells(calculation, origin, title)
    for cells in own:
        calculation.put(cells.title, cells.column, cells.rows, cells.formula)
    shown: dict[str, dict[int, list[Any]]] = {}
    for cells in own:
        values = calculation.shown(cells.title, cells.column)
        kept = shown.setdefault(cells.title, {}).setdefault(cells.column, [None] * len(values))
        for row in cells.rows:
            kept[row] = values[row]
    for title, columns in shown.items():
        part = origin.book.part_of(title)
        assert part
        old = package.read(part)
        new = with_values(old, lambda number, columns=columns: columns.get(number, ()))  # type: ignore[misc]  # of this sheet
        if new != old:
            calculated.write(part, new)
    return calculated


def _own(guard: WorkbookGuard) -> Iterator[_Own]:
    """The cells with formulas of the template, where they stand now."""
    origin = guard.origin
    for sheet in guard.sheets:
        for name, formula in origin.expected.formulas(sheet.sheet.id).items():
            if name in sheet.numbers:
                yield from _where(sheet.formulas, sheet.sheet.title, sheet.numbers[name], formula)
    formulas = origin.formulas(READINESS)
    for number, column in guard.readiness.columns.items():
        yield from _where(formulas, READINESS, number, column.formula)
    if note := origin.expected.readiness_note:
        yield from _where(formulas, READINESS, 1, note)
    formulas = origin.formulas(START)
    for column_of_start in (START_TEXT, START_BESIDE):
        for formula in dict.fromkeys(origin.expected.on_start(column_of_start).values()):
            yield from _where(formulas, START, column_of_start, formula)
    if today := origin.book.names.get(TODAY):
        yield from _where(formulas, START, today.column, _ASKS_THE_COMPUTER)
    formulas = origin.formulas(LISTS)
    for (_, number), text in origin.expected.lists.items():
        if isinstance(text, str) and text.startswith("="):
            yield from _where(formulas, LISTS, number, text)


def _where(formulas: Formulas, title: str, column: int, formula: str) -> Iterator[_Own]:
    if rows := sorted(formulas.rows(column, canonical(formula))):
        yield _Own(title, column, formula, rows)


def _add_cells(calculation: Calculation, origin: Origin, title: str) -> None:
    """Adds what the cells of a sheet hold; a formula without a value is something that nobody knows."""
    part = origin.book.part_of(title)
    if part is None:
        return
    xml = sheet_xml(origin.package.xml(part))
    blocks = list(xml.blocks(xml.rows, HEADERS_REACH))
    for rectangle in origin.values.read([block.xml for block in blocks]):
        for row, values in enumerate(rectangle.rows, rectangle.top):
            for number, value in enumerate(values, rectangle.left):
                if value != "":
                    calculation.column(title, number).put(row, _plain(value, origin.values))
    for block in blocks:
        for special in block.specials:
            cell = CellError(special.error) if special.error is not None else Untold("never calculated")
            calculation.column(title, special.column).put(special.row, cell)


def _plain(value: Read, values: Values) -> str | float | bool:
    if isinstance(value, (str, bool)):
        return value
    if isinstance(value, dt.timedelta):
        return value / dt.timedelta(days=1)
    return float(value) if isinstance(value, (int, float)) else values.days.number_of_calendar(value)

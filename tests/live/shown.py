"""What a workbook shows by its live marks, in the cells that a spreadsheet program worked out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from generator.catalog import ACTIVITIES, Catalog
from generator.template.formulas.letters import SEVERITIES
from generator.template.row_marks import LENGTH, marks_of
from generator.template.start_sheet import ROOM_LABEL
from generator.workbook.own_sheets import READINESS, READINESS_HEADER, START
from tests.live.places import MARKS, Place

Table = Sequence[Sequence[object]]
"""The cells of a sheet, row by row from A1."""
_SEVERITY = {letter: str(severity) for severity, letter in SEVERITIES.items()}


def shown(catalog: Catalog, table_of: Callable[[str], Table], rows_of: Mapping[str, Iterable[int]]) -> dict[Place, str]:
    """What a workbook shows.

    Args:
        catalog: what it was made from.
        table_of: title of a sheet to its cells.
        rows_of: sheet id to the rows that are filled.
    """
    said: dict[Place, str] = {}
    for sheet in catalog.sheets.values():
        known = {mark.text: mark for mark in marks_of(catalog, sheet.id)}
        table = table_of(sheet.title)
        at = {str(header): number for number, header in enumerate(table[0])}
        for row in range(2, max(rows_of[sheet.id], default=1) + 1):
            said[Place(sheet.title, row, "Status")] = _at(table, row, 0)
            text = _at(table, row, at.get("shown", at["marks"]))
            severities = defaultdict[str, set[str]](set)
            for mark in (text[start : start + LENGTH] for start in range(0, len(text), LENGTH)):
                column = known[mark].column.id if mark in known else f"unknown mark {mark}"
                if mark[:1] in _SEVERITY:
                    severities[column].add(_SEVERITY[mark[0]])
            for column, found in severities.items():
                said[Place(sheet.title, row, f"{MARKS}{column}")] = " ".join(sorted(found))
    table = table_of(READINESS)
    for row in range(2, max(rows_of[ACTIVITIES], default=1) + 1):
        for number, header in enumerate(table[READINESS_HEADER - 1]):
            said[Place(READINESS, row, str(header))] = _at(table, row + READINESS_HEADER - 1, number)
    said.update(_totals(table_of(START)))
    return said


def _at(table: Table, row: int, column: int) -> str:
    cells = table[row - 1] if row <= len(table) else ()
    return _text(cells[column]) if column < len(cells) else ""


def _text(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.15g}"
    return "" if value is None else str(value)


def _totals(start: Table) -> Iterator[tuple[Place, str]]:
    for row, cells in enumerate(start, 1):
        label = str(cells[1]) if len(cells) > 2 else ""
        if label == ROOM_LABEL or re.match(r"(Records|\w+): |Rows ", label):
            yield Place(START, row, label), _text(cells[2])

"""What Validate writes into an open workbook, and takes away again: the hidden columns Checked and the sheet Findings,
nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import xlwings as xw

from addin import filtered
from addin.conversation import Part
from addin.open_book import OpenBook
from generator.catalog import Catalog, fold
from generator.failure import Failure
from generator.rules.findings import Finding
from generator.upkeep.findings_sheet import FindingsRow, checked_marks_of, findings_rows
from generator.workbook.own_sheets import FINDINGS, FINDINGS_COLUMNS, FINDINGS_HEADER

_LONGEST = 8000
"""Characters that Excel takes in a text of a block; a finding that quotes a longer cell ends there."""
_LONGEST_LITERAL = 200
"""Characters of a text in a formula: 255 at most, and quotation marks count twice."""
_FORMULA_STARTS = ("=", "+", "-", "@", "'")

Written = Sequence[Sequence[Sequence[Any]]]
"""What stood in the blocks before: in Checked of each sheet, and last on Findings."""


def write(opened: OpenBook, catalog: Catalog, findings: Sequence[Finding]) -> Part[Written]:
    """Marks the cells of `findings` and lists them on Findings; marks from before go. Breaking off, it leaves what was
    there.

    Returns:
        What it took the place of, for `restore`.

    Raises:
        Failure: a sheet has lost its column Checked, or the workbook its sheet Findings.
    """
    marks = checked_marks_of(findings)
    lines = [_line(row) for row in findings_rows(findings, catalog)]
    columns = _columns(opened, catalog)
    blocks = []
    for title, cells in columns.items():
        marks_here = marks.get(title, {})
        blocks.append([[marks_here.get(row, "")] for row in range(cells.row, cells.last_cell.row + 1)])
    return (yield from _put(columns, _findings(opened), [*blocks, lines]))


def restore(opened: OpenBook, catalog: Catalog, before: Written) -> Part[None]:
    """Puts back what `write` took the place of; marks of a table that has grown since keep to their rows. Raises
    Failure as `write` does."""
    yield from _put(_columns(opened, catalog), _findings(opened), before)


def clear(opened: OpenBook, catalog: Catalog) -> Part[None]:
    """Empties Checked and Findings; formats stay as they are. Raises Failure as `write` does."""
    columns = _columns(opened, catalog)
    yield from _put(columns, _findings(opened), [[] for _ in range(len(columns) + 1)])


def _put(columns: Mapping[str, xw.Range], findings: xw.Sheet, blocks: Written) -> Part[Written]:
    """Puts rows into Checked of each sheet and, last, onto Findings; what they do not fill is emptied."""
    listed = max(findings.used_range.last_cell.row - FINDINGS_HEADER, len(blocks[-1]), 1)
    lines = findings.range((FINDINGS_HEADER + 1, 1), (FINDINGS_HEADER + listed, len(FINDINGS_COLUMNS)))
    places = [*columns.values(), lines]
    before = [_rows_of(place) for place in places]
    with _undone_on_failure(places, before):
        for place, rows in zip(places, blocks, strict=True):
            yield from filtered.write(place, rows)
    # what a marked copy was given by hand would not follow
    lines.rows.autofit()
    return before


def _columns(opened: OpenBook, catalog: Catalog) -> Mapping[str, xw.Range]:
    columns = {}
    for sheet in catalog.sheets.values():
        cells = opened.checked(sheet)
        if cells is None or fold(cells.sheet.name) != fold(sheet.title):
            raise Failure(
                f"The sheet {sheet.title} has lost its hidden column Checked, so nothing can be marked; copy the rows "
                "into a fresh template."
            )
        columns[sheet.title] = cells
    return columns


def _findings(opened: OpenBook) -> xw.Sheet:
    sheet = opened.sheets.get(fold(FINDINGS))
    if sheet is None:
        raise Failure(
            f"This workbook has no sheet {FINDINGS}: an earlier version made it; copy its rows into a fresh template "
            "(New batch workbook)."
        )
    return sheet


def _line(row: FindingsRow) -> list[str]:
    """The cells of a line: the first links, the activity ID stays the text it is (Excel would take 007 for a number,
    MAR-5 for a day)."""
    place, severity, activity, *words = row.texts
    first = f"=HYPERLINK({_literal(f'#{row.link}')},{_literal(place)})" if row.link else place
    return [first, severity, f"={_literal(activity)}" if activity else "", *(_text(text) for text in words)]


def _literal(text: str) -> str:
    return '"' + text[:_LONGEST_LITERAL].replace('"', '""') + '"'


def _text(text: str) -> str:
    return f"'{text[:_LONGEST]}" if text.startswith(_FORMULA_STARTS) else text[:_LONGEST]


def _rows_of(block: xw.Range) -> list[list[Any]]:
    """The formulas and texts of a block as they must be put in to stay what they are. What stands on Checked and
    Findings is none of Excel's other types."""
    formulas = block.formula
    rows = formulas if isinstance(formulas, (list, tuple)) else [[formulas]]
    return [
        [_text(cell) if isinstance(cell, str) and not cell.startswith("=") else cell for cell in row] for row in rows
    ]


@contextmanager
def _undone_on_failure(places: Sequence[xw.Range], before: Written) -> Iterator[None]:
    try:
        yield
    except BaseException:
        for place, rows in zip(places, before, strict=True):
            # Excel may refuse this one too; the others shall come back all the same.
            with suppress(Exception):
                for _ in filtered.write(place, rows):
                    pass
        raise

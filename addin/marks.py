"""What Validate writes into an open workbook, and takes away again: the hidden columns Checked and the sheet Findings,
nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import xlwings as xw

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


def write(opened: OpenBook, catalog: Catalog, findings: Sequence[Finding]) -> None:
    """Marks the cells of `findings` and lists them on Findings; marks from before go. Breaking off, it leaves what was
    there.

    Raises:
        Failure: a sheet has lost its column Checked, or the workbook its sheet Findings.
    """
    marks = checked_marks_of(findings)
    lines = [_line(row) for row in findings_rows(findings, catalog)]
    columns = _checked(opened, catalog)
    sheet = _findings(opened)
    with _undone_on_failure([*columns.values(), _listed(sheet)]):
        for title, cells in columns.items():
            marks_here = marks.get(title, {})
            cells.value = [[marks_here.get(row)] for row in range(cells.row, cells.last_cell.row + 1)]
        _listed(sheet).clear_contents()
        if lines:
            sheet.range((FINDINGS_HEADER + 1, 1), (FINDINGS_HEADER + len(lines), len(FINDINGS_COLUMNS))).formula = lines


def clear(opened: OpenBook, catalog: Catalog) -> None:
    """Empties Checked and Findings; formats stay as they are. Raises Failure as `write` does."""
    cells = [*_checked(opened, catalog).values(), _listed(_findings(opened))]
    with _undone_on_failure(cells):
        for block in cells:
            block.clear_contents()


def _checked(opened: OpenBook, catalog: Catalog) -> Mapping[str, xw.Range]:
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


def _listed(sheet: xw.Sheet) -> xw.Range:
    """The lines below the header, at least one."""
    return sheet.range(
        (FINDINGS_HEADER + 1, 1), (max(sheet.used_range.last_cell.row, FINDINGS_HEADER + 1), len(FINDINGS_COLUMNS))
    )


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


@contextmanager
def _undone_on_failure(blocks: Sequence[xw.Range]) -> Iterator[None]:
    before: list[Any] = [block.formula for block in blocks]
    try:
        yield
    except BaseException:
        for block, formulas in zip(blocks, before, strict=True):
            # Excel may refuse this one too; the others shall come back all the same.
            with suppress(Exception):
                block.formula = _as_typed(formulas)
        raise


def _as_typed(formulas: Any) -> Any:
    """Texts as they must be put in to stay texts; what stands on Checked and Findings is none of Excel's other
    types."""
    if isinstance(formulas, (list, tuple)):
        return [_as_typed(part) for part in formulas]
    return _text(formulas) if isinstance(formulas, str) and not formulas.startswith("=") else formulas

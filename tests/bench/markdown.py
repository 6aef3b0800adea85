"""Workbooks written as Markdown tables in a test.

    ## Activities
    | Provider activity ID | Title | Start date |
    |---|---|---|
    | CME-1 | Pain Update | 2026-03-10 |

A table whose first header is `field` stands on its side: one line per column, one column per row. Cells are typed by
the column: dates and numbers where they read as such, `'007` or `'2026-03-10` as text, `#N/A` as an error, blank as
blank.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from generator.catalog import Catalog, Column
from generator.template import build, save
from generator.workbook.cells import Cell, CellError
from generator.workbook.frames import Batch, batch_in_memory
from tests.rules.example_batches import example_rows

Rows = dict[str, list[dict[str, Cell]]]


def rows(catalog: Catalog, text: str, *, complete: bool = False) -> Rows:
    """The rows of the tables, sheet id to rows of column id to cell.

    Args:
        catalog: whose sheets and headers the tables name.
        text: the tables.
        complete: lay each row over a complete one (`tests.rules.example_batches`), so that a table says only what
            differs; `-` then blanks a cell.
    """
    rows_of: Rows = {sheet: [] for sheet in catalog.sheets}
    titles = {sheet.title: sheet for sheet in catalog.sheets.values()}
    for part in re.split(r"^\s*## ", text, flags=re.MULTILINE)[1:]:
        title, _, body = part.partition("\n")
        sheet = titles[title.strip()]
        grid = [
            _cells(line)
            for line in body.splitlines()
            if line.strip().startswith("|") and set(line.strip()) - set("|-: ")
        ]
        if grid[0][0] == "field":
            grid = [list(column) for column in zip(*grid, strict=True)]
            grid = [[h for h in grid[0] if h != "field"], *[row[1:] for row in grid[1:]]]
        columns = [next(c for c in sheet.columns if c.header == header) for header in grid[0]]
        base = example_rows({sheet.id: [{}]})[sheet.id][0] if complete else {}
        for line in grid[1:]:
            given = {c.id: _typed(c, cell) for c, cell in zip(columns, line, strict=True) if cell}
            rows_of[sheet.id].append({**base, **given})
    return rows_of


def batch(catalog: Catalog, text: str, *, complete: bool = False) -> Batch:
    """The tables as a batch in memory, the first row of each sheet in row 2."""
    rows_of = rows(catalog, text, complete=complete)
    return batch_in_memory("table.xlsx", catalog, {s: _numbered(rows_of[s]) for s in catalog.sheets})


def workbook(catalog: Catalog, text: str, path: Path, *, complete: bool = False) -> Path:
    """The tables as a completed workbook, written to `path`."""
    path.write_bytes(_written(catalog, text, complete))
    return path


@lru_cache(maxsize=64)
def _written(catalog: Catalog, text: str, complete: bool) -> bytes:
    rows_of = rows(catalog, text, complete=complete)
    with TemporaryDirectory() as folder:
        book = Path(folder) / "book.xlsx"
        save(build(catalog, rows=20, rows_of={s: _numbered(lines) for s, lines in rows_of.items()}), book)
        return book.read_bytes()


def _numbered(lines: list[dict[str, Cell]]) -> Mapping[int, Mapping[str, Cell]]:
    return dict(enumerate(lines, 2))


def _cells(line: str) -> list[str]:
    return [cell.strip().replace("\\n", "\n") for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]


def _typed(column: Column, cell: str) -> Cell:
    if cell == "-":
        return None
    if cell.startswith("'"):
        return cell[1:]
    if cell.startswith("#"):
        return CellError(cell)
    if column.kind == "date" and re.fullmatch(r"\d{4}-\d\d-\d\d", cell):
        return dt.date.fromisoformat(cell)
    if column.kind in ("credit", "count", "amount") and re.fullmatch(r"-?\d+(\.\d+)?", cell):
        return float(cell)
    return cell

"""Workbooks for the tests of merge and split: rows as Markdown tables, with columns of somebody's own."""

from __future__ import annotations

import datetime as dt
import warnings
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.workbook import Workbook

from generator.catalog import load
from generator.template.live import checked_marks
from generator.template.new import AS_DELIVERED, write_new
from generator.upkeep.upgrade_sheet import Placed, write_beside
from generator.workbook.cells import Cell
from generator.workbook.settings import Settings
from tests.bench import markdown

DAY = dt.date(2026, 7, 1)
Own = Mapping[str, Mapping[str, Sequence[Cell]]]
"""Tab to header to the cells from row 2 on."""


def book(
    path: Path, tables: str = "", *, own: Own | None = None, settings: Settings = AS_DELIVERED, **options: Any
) -> Path:
    """A completed workbook of the newest catalog without live marks, which would only take time here."""
    rows = {
        sheet: dict(enumerate(cells, 2)) for sheet, cells in markdown.rows(load(), tables).items() if cells
    }  # fmt: skip
    return book_of(path, rows, own=own, settings=settings, **options)


def book_of(
    path: Path,
    rows: Mapping[str, Mapping[int, Mapping[str, Cell]]],
    *,
    own: Own | None = None,
    settings: Settings = AS_DELIVERED,
    room: int = 10,
) -> Path:
    key = repr((rows, own, settings, room))
    if key not in _written:
        _written[key] = _new(path, rows, own or {}, settings, room).read_bytes()
    path.write_bytes(_written[key])
    return path


_written: dict[str, bytes] = {}
"""Workbooks by all that they are made of: many tests begin with the same ones."""


def _new(
    path: Path, rows: Mapping[str, Mapping[int, Mapping[str, Cell]]], own: Own, settings: Settings, room: int
) -> Path:
    def also(workbook: Workbook) -> None:
        for title, columns in own.items():
            sheet = workbook[title]
            first = sheet.max_column + 1
            write_beside(
                sheet,
                [
                    Placed(number, header, True, dict(enumerate(cells, 2)))
                    for number, (header, cells) in enumerate(columns.items(), first)
                ],
            )

    write_new(
        load(), path, checked_marks(load()), rows=room, rows_of=rows, day=DAY, settings=settings, also=also
    )  # fmt: skip
    return path


def contents(*paths: Path) -> dict[str, Counter[frozenset[tuple[str, str]]]]:
    """Tab to the rows of all the workbooks, each as its filled cells by header, ours and others alike; read by openpyxl
    alone."""
    catalog = load()
    found: dict[str, Counter[frozenset[tuple[str, str]]]] = {}
    for path in paths:
        with warnings.catch_warnings():
            # openpyxl says so of numbers in date columns that are no days; both sides have them
            warnings.filterwarnings("ignore", "Cell .* is marked as a date")
            workbook = openpyxl.load_workbook(path, read_only=True)
        for sheet in catalog.sheets.values():
            lines = workbook[sheet.title].iter_rows(values_only=True)
            headers = [str(header) for header in next(lines)]
            rows = found.setdefault(sheet.title, Counter())
            for line in lines:
                cells = zip(headers, line, strict=True)
                filled = frozenset(
                    (header, repr(cell))
                    for header, cell in cells
                    if cell is not None and header not in {"Status", "Checked", "None"}
                )
                rows[filled] += 1 if filled else 0
    return {title: +rows for title, rows in found.items()}

"""What a catalog that is taken has to do, whatever it says: rules, rule book, print, a check, a file, and a
template."""

from __future__ import annotations

import datetime as dt
import io
import random
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from generator.catalog import ACTIVITIES, ID, Catalog, Column, Sheet
from generator.catalog.sheets import NUMBER_KINDS
from generator.exchange.export import export
from generator.readiness.status import readiness
from generator.report.catalogs import catalog_json, show_catalog
from generator.report.rule_book import rule_book
from generator.rules.check import Check
from generator.rules.registry import registry
from generator.template import build
from generator.template.live import live_marks
from generator.workbook.cells import Cell, CellError, Uncalculated
from generator.workbook.frames import Batch, batch_in_memory

Row = Mapping[str, Cell]
TODAY = dt.date(2026, 7, 1)
_PLAIN: Mapping[str, Cell] = {
    "text": "Pain", "long_text": "Pain & more", "url": "https://x.org/1", "credit": 2.0, "count": 3.0, "amount": 500.0,
}  # fmt: skip
_DAYS = {"start_date": dt.date(2026, 3, 10), "end_date": dt.date(2026, 3, 11)}
_ODD: list[Cell] = [
    None, "", "Sometimes", "x" * 300, "*", "=", 7.0, 0.3, -1.0, True, dt.date(1926, 3, 10), "3/15/2026", "soon",
    "a\u200bb", "a\x0bb", "\u03b2", CellError("#N/A"), Uncalculated(),
]  # fmt: skip


def work(catalog: Catalog) -> None:
    """Does with a catalog all but the template: what cannot be done raises a `Failure`, and nothing else."""
    registry(catalog)
    rule_book(catalog)
    show_catalog(Console(file=io.StringIO(), width=120), catalog)
    catalog_json(catalog)
    right = _batch(catalog, dict(_right_rows(catalog)))
    for batch in (right, _batch(catalog, dict(_odd_rows(catalog)))):
        run = Check(batch, TODAY)
        readiness(run, run.findings())
    with tempfile.TemporaryDirectory() as folder:
        export(right, range(len(right.sheets[ACTIVITIES])), Path(folder) / "out.xml")


def make_template(catalog: Catalog) -> None:
    """Builds a small template with live marks."""
    build(catalog, rows=3, marks=live_marks(catalog)).close()


def _batch(catalog: Catalog, rows: Mapping[str, Mapping[int, Row]]) -> Batch:
    return replace(batch_in_memory("batch.xlsx", catalog, rows), sha256="0" * 64)


def _right_rows(catalog: Catalog) -> Iterator[tuple[str, dict[int, Row]]]:
    """An activity to add, one to update and one to delete, with every cell filled; elsewhere a row for each board."""
    for sheet in catalog.sheets.values():
        rows: list[Row] = []
        of_boards = any(column.list == catalog.board_list.name for column in sheet.columns)
        for number, action in enumerate(("add", "update", "delete")):
            for board in [board.value for board in catalog.boards] if of_boards else [""]:
                row = _right_row(catalog, sheet, board)
                rows.append({**row, **_action(catalog, sheet, action), ID: f"CME-{number}"})
        yield sheet.id, dict(enumerate(rows, 2))


def _right_row(catalog: Catalog, sheet: Sheet, board: str) -> dict[str, Cell]:
    row: dict[str, Cell] = {}
    for column in sheet.columns:
        row[column.id] = board if board and column.list == catalog.board_list.name else _right(catalog, column, board)
    return row


def _action(catalog: Catalog, sheet: Sheet, meaning: str) -> dict[str, Cell]:
    """The cells that say what is to be done with the record."""
    if sheet.id != ACTIVITIES or not sheet.has("record_action"):
        return {}
    value = catalog.values_of(sheet.column("record_action")).meaning(meaning).value
    return {"record_action": value} if meaning != "add" else {"record_action": value, "accme_activity_id": None}


def _right(catalog: Catalog, column: Column, board: str) -> Cell:
    """A value that the column takes; of numbered columns each another one, as far as there are so many."""
    values = catalog.list_of(column)
    if values is not None:
        offered = values.offered(board) if column.depends_on else values.offered()
        number = int("".join(filter(str.isdecimal, column.id)) or 1)
        return offered[(number - 1) % len(offered)].value if offered else "1001"
    if column.kind == "date":
        return _DAYS.get(column.id, dt.date(2026, 12, 31))
    if column.form:
        return (column.form.mask or "Z" * (column.form.letters or 0)).replace("#", "1")
    if column.limit and column.kind not in NUMBER_KINDS:
        return "x" * min(column.limit, 9)
    return _PLAIN.get(column.kind, "X-1")


def _odd_rows(catalog: Catalog) -> Iterator[tuple[str, dict[int, Row]]]:
    chance = random.Random(3)
    for sheet in catalog.sheets.values():
        rows: dict[int, Row] = {}
        for number in range(2, 10):
            board = chance.choice(catalog.boards).value
            row = _right_row(catalog, sheet, board)
            odd: dict[str, Cell] = {name: chance.choice(_ODD) for name in row if chance.random() < 0.4}
            rows[number] = {**row, **odd, ID: f"CME-{chance.randrange(5)}"}
        yield sheet.id, rows

"""What a page says that a person types, step by step, and then sees.

A step is a table `| On Activities | Type |` or `| On MOC, second row | Type |`, which adds to the workbook, and what is
seen a table `| You see on Activities | It says |`, with a line for the Status of the first row, or `| You see on
Readiness | It says |`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl

from generator.catalog import Catalog
from generator.template.live import live_marks
from generator.template.new import write_new
from generator.workbook.cells import Cell
from generator.workbook.own_sheets import FIRST_ROW, READINESS_HEADER
from tests.docs.pages import tokens

NUMBERS = {"first": 0, "second": 1, "third": 2}
Rows = dict[str, dict[int, dict[str, Cell]]]
"""Sheet id to row to column id to cell."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A line of what is seen: the sheet, what is looked at there, and what it says."""

    sheet: str
    what: str
    says: str


def tables(page: Path) -> Iterator[list[list[str]]]:
    """The tables of a page as rows of texts, their heads first."""
    table: list[list[str]] = []
    for token in tokens(page):
        if token.type == "tr_open":
            table.append([])
        elif token.type == "inline" and table:
            table[-1].append("".join(child.content for child in token.children or []))
        elif token.type == "table_close":
            yield table
            table = []


def steps(page: Path, catalog: Catalog) -> Iterator[tuple[Rows, list[Seen]]]:
    """The workbook after each step, and what the page says that one then sees."""
    rows: Rows = {sheet: {} for sheet in catalog.sheets}
    for (head, *_), *body in tables(page):
        _type(rows, catalog, head, body)
        if shown := re.fullmatch(r"You see on (\w+)", head):
            yield rows, [Seen(shown[1], what, says) for what, says in body]


def typed(page: Path, catalog: Catalog) -> Rows:
    """All rows that a page has one type."""
    rows: Rows = {sheet: {} for sheet in catalog.sheets}
    for (head, *_), *body in tables(page):
        _type(rows, catalog, head, body)
    return rows


def _type(rows: Rows, catalog: Catalog, head: str, body: list[list[str]]) -> None:
    titles = {sheet.title: sheet.id for sheet in catalog.sheets.values()}
    where = re.fullmatch(r"On (\w+)(?:, (\w+) row)?", head)
    if where:
        sheet = titles[where[1]]
        row = rows[sheet].setdefault(FIRST_ROW + NUMBERS[where[2] or "first"], {})
        for header, text in body:
            row |= _cell(catalog, sheet, header, text)


def _cell(catalog: Catalog, sheet: str, header: str, text: str) -> dict[str, Cell]:
    column = next(column for column in catalog.sheets[sheet].columns if column.header == header)
    if column.kind == "date":
        month, day, year = map(int, text.split("/"))
        return {column.id: dt.date(year, month, day)}
    return {column.id: float(text) if column.kind in ("credit", "count", "amount") else text}


def looked_up(rows: Rows, seen: list[Seen], catalog: Catalog, path: Path, day: dt.date) -> list[Seen]:
    """What the workbook itself says there, as of that day."""
    write_new(catalog, path, live_marks(catalog), rows=20, rows_of=rows, day=day)
    workbook = openpyxl.load_workbook(path, data_only=True)
    found = []
    for each in seen:
        sheet = workbook[each.sheet]
        head = READINESS_HEADER if each.what != "Status" else FIRST_ROW - 1
        column = next(cell.column for cell in sheet[head] if cell.value == each.what)
        found.append(Seen(each.sheet, each.what, str(sheet.cell(head + 1, column).value)))
    return found

"""Workbooks of the product, filled as a person or another program would fill them."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

from openpyxl.worksheet.worksheet import Worksheet

from generator.catalog import load
from generator.template.files import save
from generator.template.workbook import build
from tests.second_reading.catalog_files import FOLDER, SHEETS, TITLES, VERSION, columns
from tests.second_reading.cells import Cell, ErrorValue, Formula
from tests.second_reading.rows import Batch

ORDER_NAME = "dates_as_text"
"""The defined name of the cell on Start that says how dates typed as text are read."""

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What a workbook holds only in Excel's own spelling, as in _x000B_."""


def empty_book(rows: int = 200) -> Any:
    """A fresh template without live formulas."""
    return build(load(VERSION), rows=rows)


def write(path: Path, batch: Batch, *, order: str | None = None) -> Path:
    """A workbook with these cells; `order` is the setting for dates typed as text."""
    book = empty_book(max(1, *(max(rows, default=1) for rows in batch.values())))
    for sheet in SHEETS:
        fill(book[TITLES[sheet]], sheet, batch.get(sheet, {}))
    if order is not None:
        set_start(book, ORDER_NAME, order)
    path.unlink(missing_ok=True)
    save(book, path)
    return path


def fill(page: Worksheet, sheet: str, rows: Any) -> None:
    """Types the cells of `rows` into a sheet, each under the header of its column."""
    places = {cell.value: cell.column for cell in page[1]}
    for number, cells in rows.items():
        for name, cell in cells.items():
            if cell is not None:
                put(page, number, places[columns()[sheet, name].header], cell)


def put(page: Worksheet, row: int, column: int, cell: Cell) -> None:
    """One cell: texts stay texts, errors and formulas are what they are, dates carry a date format."""
    target = page.cell(row, column)
    match cell:
        case str():
            target.value = _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", cell)
            target.data_type = "s"
        case ErrorValue():
            target.value = cell.text
            target.data_type = "e"
        case Formula():
            target.value = cell.text
            target.data_type = "f"
        case dt.date():
            target.value = cell
            target.number_format = "yyyy-mm-dd"
        case _:
            target.value = cell
            target.number_format = "General"


def own_profile(folder: Path, outlines: str) -> Path:
    """An organization's own folder whose profile puts content areas elsewhere."""
    own = folder / "own"
    (own / "profile").mkdir(parents=True, exist_ok=True)
    text = (FOLDER / "profile" / "profile.toml").read_text(encoding="utf-8")
    changed = re.sub(r'(?m)^content_outlines = ".*"$', f'content_outlines = "{outlines}"', text)
    (own / "profile" / "profile.toml").write_text(changed, encoding="utf-8")
    return own


def has_setting(name: str) -> bool:
    """Whether Start has a cell of that name."""
    return name in empty_book().defined_names


def set_start(book: Any, name: str, value: Cell) -> None:
    """Types a value into the cell of that name on Start."""
    ((sheet, address),) = book.defined_names[name].destinations
    book[sheet][address.replace("$", "")].value = value

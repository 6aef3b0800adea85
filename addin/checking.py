"""The commands that check the open workbook, mark it and put its drop-downs back."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

import xlwings as xw

from addin import marks, validations
from addin.background import in_background
from addin.conversation import Part, Talk, Told, Working
from addin.open_book import OpenBook
from generator.catalog import ACTIVITIES, Catalog, fold
from generator.failure import Failure
from generator.report.receipt_words import activities
from generator.rules.check import counts
from generator.rules.findings import COUNTED
from generator.run.checking import Checked, check_batch, day_of_check
from generator.template.layout import Place
from generator.template.validations import validation
from generator.workbook.frames import SheetFrame
from generator.workbook.own_sheets import FINDINGS

_last: list[tuple[xw.Book, marks.Written]] = []
"""The workbook of the last Validate, and what its marks took the place of: Excel offers to undo the last one only."""


def check(opened: OpenBook) -> Part[Checked]:
    """Reads and checks the open workbook.

    Raises:
        Failure, CatalogError: as `OpenBook.batch`.
    """
    yield Working("PARS: reading the workbook …")
    batch = opened.batch()
    today = day_of_check(batch, None, dt.date.today())
    return (yield from in_background("checking", lambda: check_batch(batch, today)))


def validate(book: xw.Book) -> Talk:
    """Checks every row, marks the cells that need a look and lists them on Findings."""
    opened = OpenBook(book)
    result = yield from check(opened)
    yield Working("PARS: marking …", writes=True)
    _last[:] = [(book, (yield from marks.write(opened, result.batch.catalog, result.findings)))]
    number = int((~result.batch.sheets[ACTIVITIES].empty).sum())
    if not result.findings:
        return Told(f"{activities(number)} checked, nothing to fix.", undo="Undo Validate")
    numbers = ", ".join(f"{count} {COUNTED[severity]}" for severity, count in counts(result.findings).items() if count)
    return Told(
        f"{activities(number)} checked: {numbers}. The cells are marked, and the sheet {FINDINGS} lists "
        "them with links.",
        undo="Undo Validate",
    )


def undo_validate(app: xw.App) -> Talk:
    """Brings the marks and Findings back that the last Validate took the place of, whatever workbook is active now."""
    book, before = next(iter(_last), (None, ()))
    if book is None or not _is_open(app, book):
        raise Failure("There is no Validate to take back; Clear marks takes the marks away.")
    opened = OpenBook(book)
    yield Working("PARS: taking Validate back …", writes=True)
    yield from marks.restore(opened, opened.catalog(), before)
    _last.clear()
    return Told(f"Validate of {book.name} is taken back.", quiet=True)


def _is_open(app: xw.App, book: xw.Book) -> bool:
    # Each program raises what it likes for a workbook that was closed.
    with suppress(Exception):
        return book.name in [one.name for one in app.books]
    return False


def clear_marks(book: xw.Book) -> Talk:
    """Takes away what Validate wrote; entries, formats and formulas stay."""
    opened = OpenBook(book)
    yield Working("PARS: clearing the marks …", writes=True)
    yield from marks.clear(opened, opened.catalog())
    return Told()


def repair(book: xw.Book) -> Talk:
    """Puts the drop-downs and guards of every input column back, down to the last row of each table. No entry is
    changed."""
    opened = OpenBook(book)
    yield Working("PARS: repairing the drop-downs …", writes=True)
    batch = opened.batch()
    for sheet in batch.sheets.values():
        _repair(opened, sheet, batch.catalog)
    return Told("The drop-downs are back. Values that do not fit them are still there: choose Validate to see them.")


def _repair(opened: OpenBook, frame: SheetFrame, catalog: Catalog) -> None:
    sheet = opened.sheets[fold(frame.sheet.title)]
    checked_cells = opened.checked(frame.sheet)
    if checked_cells is None:
        raise Failure(
            f"The sheet {frame.sheet.title} has lost its hidden column Checked, which shows where its table ends; copy "
            "its rows into a fresh template."
        )
    for column in frame.sheet.columns:
        letter = frame.letters.get(column.id)
        if letter:
            cells = f"{letter}{checked_cells.row}:{letter}{checked_cells.last_cell.row}"
            place = Place(frame.sheet.id, frame.sheet.prefix, column.id, column.header, 0, column)
            validations.put(sheet.range(cells), validation(place, column, catalog, cells))

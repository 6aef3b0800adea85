"""The command that puts a column of checks beside a table: each row in words, worked out anew by Excel."""

from __future__ import annotations

import sys

import xlwings as xw

from addin.conversation import Told
from addin.open_book import OpenBook
from generator.catalog import fold
from generator.failure import Failure
from generator.workbook.own_sheets import table_name

_FUNCTION = "PARS_CHECK"


def add_check_column(book: xw.Book, platform: str = sys.platform) -> Told:
    """Writes =PARS_CHECK over the table of the active sheet, one column to the right of it, where the table does not
    take it in.

    Raises:
        Failure: Excel here has no functions of ours, the active sheet has no table of the batch, or the column is
            taken.
    """
    if platform == "darwin":
        raise Failure(f"{_FUNCTION} needs Excel for Windows; Validate checks the batch here too.")
    opened = OpenBook(book)
    active = book.sheets.active
    sheet = next((one for one in opened.catalog().sheets.values() if fold(one.title) == fold(active.name)), None)
    if sheet is None:
        titles = [one.title for one in opened.catalog().sheets.values()]
        raise Failure(f"Go to {', '.join(titles[:-1])} or {titles[-1]} first: a check column stands beside a table.")
    checked = opened.checked(sheet)
    if checked is None:
        raise Failure(f"The sheet {sheet.title} has lost its hidden columns; copy its rows into a fresh template.")
    used = active.used_range.last_cell
    column = used.column + 2
    rows = checked.last_cell.row
    place = active.range((1, column), (rows, column))
    formula = f"={_FUNCTION}({table_name(sheet.title)}[#All])"
    present = active.range((1, 1), (1, used.column)).options(ndim=2).formula
    if any(str(cell).replace("@", "").upper().startswith(f"={_FUNCTION}(") for row in present for cell in row):
        raise Failure(f"{sheet.title} has a check column already; delete it first to have it made anew.")
    # An array formula works in every Excel; one that spills does so in new ones only.
    place.formula_array = formula
    return Told(
        f"The check column stands in column {place.get_address(False, False).split('1')[0]}, beside the table. Delete "
        "the column when you do not need it; on a computer without the add-in it shows #NAME?."
    )

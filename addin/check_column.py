"""The command that puts a column of checks beside a table: each row in words, worked out anew by Excel."""

from __future__ import annotations

import re
import sys

import xlwings as xw

from addin.conversation import Talk, Told, Working
from addin.open_book import OpenBook
from generator.catalog import Sheet, fold
from generator.failure import Failure
from generator.workbook.letters import number_of
from generator.workbook.own_sheets import table_name

_FUNCTION = "PARS_CHECK"


def add_check_column(book: xw.Book, platform: str = sys.platform, spills: bool | None = None) -> Talk:
    """Writes =PARS_CHECK over the entries of the active sheet, one column to the right of its table, where the table
    does not take it in.

    Only columns of entries are given to it: Status and marks depend on the day, so Excel would call Python at every
    change anywhere.

    Args:
        book: the workbook.
        platform: as `sys.platform` names it.
        spills: whether a formula of this Excel fills as many cells as it gives; None to find out.

    Raises:
        Failure: Excel here has no functions of ours, the active sheet has no table of the batch, or it has such a
            column.
    """
    if platform == "darwin":
        raise Failure(f"{_FUNCTION} needs Excel for Windows; Validate checks the batch here too.")
    opened = OpenBook(book)
    active = book.sheets.active
    sheet = _sheet_of(opened, active)
    checked = opened.checked(sheet)
    if checked is None:
        raise Failure(f"The sheet {sheet.title} has lost its hidden columns; copy its rows into a fresh template.")
    used = active.used_range.last_cell.column
    present = active.range((1, 1), (1, used)).options(ndim=2).formula
    if any(str(cell).replace("@", "").upper().startswith(f"={_FUNCTION}(") for row in present for cell in row):
        raise Failure(f"{sheet.title} has a check column already; delete it first to have it made anew.")
    yield Working("PARS: adding a check column …", writes=True)
    formula = f"={_FUNCTION}({table_name(sheet.title)}[[#All],{_entries(opened, active, sheet)}])"
    place = active.range((1, used + 2), (checked.last_cell.row, used + 2))
    letter = place.get_address(False, False).partition("1")[0]
    if _spills(book.app, platform) if spills is None else spills:
        place[0, 0].formula2 = formula
        reach = ""
    else:
        place.formula_array = formula
        last = checked.last_cell.row
        reach = f" It reaches to row {last}: before you insert or delete rows, delete the column; then add it anew."
    return Told(
        f"The check column stands in column {letter}, beside the table.{reach} Delete the column when you do not need "
        "it; on a computer without the add-in it shows #NAME?."
    )


def _sheet_of(opened: OpenBook, active: xw.Sheet) -> Sheet:
    sheets = opened.catalog().sheets.values()
    for sheet in sheets:
        if fold(sheet.title) == fold(active.name):
            return sheet
    titles = [sheet.title for sheet in sheets]
    raise Failure(f"Go to {', '.join(titles[:-1])} or {titles[-1]} first: a check column stands beside a table.")


def _entries(opened: OpenBook, active: xw.Sheet, sheet: Sheet) -> str:
    """The columns of entries as a structured reference names them, from the first to the last in the sheet."""
    letters = opened.batch().sheets[sheet.id].letters.values()
    numbers = sorted(map(number_of, letters))
    headers = (str(active.range((1, number)).value) for number in (numbers[0], numbers[-1]))
    # An apostrophe before what has a meaning in a structured reference.
    return ":".join("[" + re.sub(r"([\[\]#'@])", r"'\1", header) + "]" for header in headers)


def _spills(app: xw.App, platform: str) -> bool:
    if platform != "win32":
        return False
    from xlwings.udfs import has_dynamic_array  # noqa: PLC0415  # there is such a module on Windows only

    return bool(has_dynamic_array(app.pid))

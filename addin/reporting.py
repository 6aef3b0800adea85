"""The command that shows the report of a check."""

from __future__ import annotations

from pathlib import Path

import xlwings as xw

from addin import pages
from addin.background import in_background
from addin.checking import check
from addin.conversation import Talk, Told, Working
from addin.open_book import OpenBook
from generator.report.pages.check_page import check_page


def report(book: xw.Book, show: pages.Show = pages.show) -> Talk:
    """Checks the open workbook and shows all findings as a page to read, filter and print. Nothing in it changes."""
    result = yield from check(OpenBook(book))
    yield Working("PARS: writing the report …")
    readiness = yield from in_background("checking", lambda: result.readiness)
    page = check_page(result.batch, result.findings, readiness, result.day, {})
    show(f"{Path(book.name).stem}-report.html", page)
    return Told()

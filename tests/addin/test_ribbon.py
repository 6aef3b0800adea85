"""The buttons, through the real object model of xlwings, against a real spreadsheet program."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlwings as xw

from tests.addin.open_batch import click, everything
from tests.bench.excel import Engine


@pytest.mark.parametrize(
    "button",
    ["validate", "clear_marks", "repair", "upgrade", "export_xml", "export_complete", "next_finding", "open_receipt"],
)
def test_a_workbook_that_is_no_batch_or_was_never_saved_is_said_in_a_sentence(
    excel: Engine, button: str, home: Path
) -> None:
    book = xw.Book()
    before = everything(book)
    click(button, book)
    ((sentence, _, _),) = excel.alerts
    assert "\n" not in sentence
    assert sentence.endswith((".", ")"))
    assert everything(book) == before
    assert (book.app.status_bar, book.app.screen_updating, book.app.calculation) == (False, True, "automatic")
    assert not list(home.rglob("*.log")), "a user's mistake needs no log"

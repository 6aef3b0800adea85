"""A conversation that Python leads itself, as on a Mac."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlwings as xw

from addin import checking, mac, ribbon
from addin.conversation import Told
from addin.direct import Choose, talk_through
from generator.catalog import newest
from tests.addin.open_batch import everything
from tests.bench.excel import Engine


def led(command: str, book: xw.Book | None, choose: Choose | None = None) -> Told:
    app = xw.apps.active
    assert app is not None
    talk = ribbon.talk(app, command, "0.1.0 0.37.8", book)
    return talk_through(app, talk, choose) if choose else talk_through(app, talk)


def test_it_says_and_does_what_the_other_way_does(excel: Engine, book: xw.Book, tmp_path: Path) -> None:
    before = everything(book)
    led("validate", book)
    assert excel.alerts[-1][0].startswith("3 activities checked: ")
    assert excel.status_shown[0] == "PARS: reading the workbook …"
    led("next_finding", book)
    assert str(book.app.status_bar).startswith("Activities!")
    assert len(excel.alerts) == 1
    led("clear_marks", book)
    assert everything(book) == before
    led("export_xml", book)
    assert f"Written: {tmp_path / 'batch.xml'}" in excel.alerts[-1][0]
    excel.answers = ["no"]
    led("export_xml", book)
    assert "exists already. Replace it?" in excel.alerts[-1][0]
    app = book.app
    assert (app.status_bar, app.screen_updating, app.calculation) == (False, True, "automatic")


def test_without_a_workbook_it_works_as_well(excel: Engine, home: Path) -> None:
    led("about", None)
    assert "xlwings 0.37.8" in excel.alerts[-1][0]
    led("validate", None)
    assert excel.alerts[-1][0].startswith("Open a batch workbook first")
    led("new_batch", None)
    assert xw.books.active.name == f"PARS-batch-{newest()}.xlsx"


def test_settings_come_back_each_by_itself(excel: Engine, book: xw.Book, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(checking.marks, "write", interrupted)
    with pytest.raises(KeyboardInterrupt):
        led("validate", book)
    app = book.app
    assert (app.status_bar, app.screen_updating, app.calculation) == (False, True, "automatic")


def test_on_a_mac_the_status_bar_empties_again(excel: Engine, book: xw.Book, monkeypatch: pytest.MonkeyPatch) -> None:
    led("validate", book)
    shown: list[object] = []
    monkeypatch.setattr(mac.time, "sleep", lambda seconds: shown.append((seconds, book.app.status_bar)))
    mac.main(["next_finding", "0.1.0 0.37.8", "batch.xlsx"])
    ((seconds, text),) = shown
    assert seconds == 60
    assert str(text).startswith("Activities!")
    assert book.app.status_bar is False

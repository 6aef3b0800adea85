from __future__ import annotations

import json
from pathlib import Path

import xlwings as xw

from addin import last_export
from addin.exporting import open_receipt
from generator.catalog import load, newest
from generator.exchange.receipt import receipt_path
from generator.template import build, save
from tests.addin.open_batch import click, everything
from tests.bench.excel import Engine


def test_export_says_what_was_held_back_and_the_receipt_opens(excel: Engine, book: xw.Book, tmp_path: Path) -> None:
    excel.answers = ["no"]
    before = '<?xml version="1.0" encoding="UTF-8"?>\n<before/>\n'
    (tmp_path / "batch.xml").write_text(before, encoding="utf-8")
    click("export_xml")
    assert (tmp_path / "batch.xml").read_text(encoding="utf-8") == before
    excel.answers = ["yes"]
    click("export_xml")
    sentence = excel.alerts[-1][0]
    assert f"Written: {tmp_path / 'batch.xml'} (1 activity" in sentence
    assert "Held back: 2 activities (" in sentence
    assert "Activities row 3  007" in sentence
    receipt = json.loads(receipt_path(tmp_path / "batch.xml").read_text(encoding="utf-8"))
    assert [entry["activity_id"] for entry in receipt["exported"]] == ["CME-1"]
    assert b"CME-1" in (tmp_path / "batch.xml").read_bytes()
    assert (book.app.status_bar, book.app.screen_updating, book.app.calculation) == (False, True, "automatic")

    shown: list[str] = []
    open_receipt(book, show=lambda name, page: shown.append("".join(page)) or tmp_path / name)
    assert "Held back" in shown[0]
    assert "007" in shown[0]

    (tmp_path / "other.xml").write_text("my notes", encoding="utf-8")
    click("export_xml", choose=lambda step: tmp_path / "other.xml")
    assert "is not an upload file that an earlier export wrote" in excel.alerts[-1][0], (
        "a Yes does not replace what is no export"
    )
    assert (tmp_path / "other.xml").read_text(encoding="utf-8") == "my notes"


def test_export_goes_where_the_user_says_and_is_found_again(excel: Engine, book: xw.Book, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    target = tmp_path / "out" / "upload.xml"
    click("export_complete", choose=lambda step: target)
    assert target.is_file()
    assert last_export.find(str(tmp_path / "batch.xlsx"), None) == receipt_path(target)
    assert json.loads(receipt_path(target).read_text(encoding="utf-8"))["complete_only"] is True
    asked: list[Path] = []
    click("export_xml", choose=lambda step: asked.append(step.proposed))
    assert asked == [tmp_path / "batch.xml"]
    click("export_xml", choose=lambda step: tmp_path / "batch.xlsx")
    assert "is the workbook itself" in excel.alerts[-1][0]
    click("export_xml", choose=lambda step: tmp_path / "nowhere" / "x.xml")
    assert "does not exist" in excel.alerts[-1][0]
    receipt_path(target).write_text("{}", encoding="utf-8")
    click("open_receipt")
    assert "is damaged" in excel.alerts[-1][0]


def test_a_new_batch_opens_beside_and_nothing_else_changes(excel: Engine, book: xw.Book, tmp_path: Path) -> None:
    before = everything(book)
    click("new_batch")
    opened = xw.books.active
    assert Path(opened.fullname) == tmp_path / f"PARS-batch-{newest()}.xlsx"
    assert opened.sheets["Activities"]["A2"].formula.startswith("=IF(")
    click("validate", opened)
    assert excel.alerts[-1][0] == "0 activities checked, nothing to fix."
    assert everything(book) == before
    click("new_batch", book, choose=lambda step: tmp_path / "other" / opened.name)
    assert "is open" in excel.alerts[-1][0]
    click("new_batch", book, choose=lambda step: None)
    assert len(xw.books) == 2
    filled = tmp_path / "filled.xlsx"
    save(build(load(), rows=2, rows_of={"activities": {2: {"title": "Pain"}}}), filled)
    data = filled.read_bytes()
    click("new_batch", book, choose=lambda step: filled)
    assert "is a PARS workbook with rows, which is never replaced" in excel.alerts[-1][0]
    assert filled.read_bytes() == data

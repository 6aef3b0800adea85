"""A conversation as the add-in's VBA leads it, on the workbook that is open in LibreOffice as in Excel."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw

from addin import bridge, checking, exporting, last_export, ribbon
from addin.conversation import LONGEST, LONGEST_QUIET, Question, Talk, Told, WhereTo, Working
from generator import progress
from generator.catalog import Catalog
from generator.exchange.delivery import Delivery
from generator.exchange.receipt import receipt_path
from generator.progress import heard
from tests.addin.open_batch import begin, cell, everything, go_on
from tests.bench.excel import Engine


def worked(reply: list[str]) -> list[str]:
    """The first reply that is not about work going on."""
    while reply[0] in {"working", "writing"}:
        assert reply[1].startswith("PARS: ")
        reply = go_on()
    return reply


def test_validate_ends_in_a_sentence_and_can_be_undone(excel: Engine, book: xw.Book) -> None:
    before = everything(book)
    assert begin("validate") == ["working", "PARS: reading the workbook …"]
    assert everything(book) == before
    kind, words, undo = worked(go_on())
    assert (kind, undo) == ("told", "Undo Validate")
    assert words.startswith("3 activities checked: ")
    assert everything(book) != before
    assert worked(begin("undo_validate")) == ["quiet", "Validate of batch.xlsx is taken back.", ""]
    assert everything(book) == before
    assert not excel.alerts, "VBA shows it"
    assert not excel.status_shown, "and the status bar too"


def test_export_asks_after_it_has_looked_and_replaces_after_a_yes(
    book: xw.Book, catalog: Catalog, tmp_path: Path
) -> None:
    kind, proposed, kinds = worked(begin("export_xml"))
    assert (kind, proposed) == ("where", str(tmp_path / "batch.xml"))
    assert kinds == "Upload file for PARS (*.xml),*.xml"
    target = tmp_path / "Ünï.xml"
    kind, words, _ = worked(go_on(str(target)))
    assert kind == "told"
    assert f"Written: {target}" in words
    assert receipt_path(target).is_file()

    content = target.read_bytes()
    worked(begin("export_xml"))
    kind, words = go_on(str(target))
    assert (kind, words) == ("question", f"{target} exists already. Replace it?")
    assert go_on("") == ["told", "", ""]
    assert target.read_bytes() == content
    worked(begin("export_xml"))
    assert go_on("") == ["told", "", ""], "the dialog was cancelled"
    worked(begin("export_xml"))
    kind, words, _ = go_on(str(tmp_path / "batch.xlsx"))
    assert (kind, "is the workbook itself" in words) == ("failed", True), "no question before what cannot be"

    for row in (1, 2, 3):
        cell(book, catalog, "activities", "title", row).value = ""
    kind, words, _ = worked(begin("export_complete"))
    assert kind == "failed"
    assert words.startswith("There is nothing to export: every activity is held back. Validate shows why.")


def test_without_a_workbook_a_sentence_says_so(excel: Engine) -> None:
    for command in ("validate", "why", "export_xml"):
        kind, words, _ = begin(command)
        assert (kind, words[:27]) == ("failed", "Open a batch workbook first")
    kind, words, _ = begin("about")
    assert (kind, "Add-in built with PARS Batch 0.1.0 and xlwings 0.37.8" in words) == ("told", True)
    assert begin("new_batch")[0] == "where"


def test_what_is_looked_at_is_for_the_status_bar(book: xw.Book) -> None:
    worked(begin("validate"))
    kind, words, undo = begin("next_finding")
    assert (kind, undo) == ("quiet", "")
    assert "\n" not in words
    assert len(words) <= LONGEST_QUIET


def test_stopping_leaves_everything_and_ends_the_work(
    book: xw.Book, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = everything(book)
    begin("validate")
    go_on()
    assert stop() == ["told", "Stopped. Nothing was changed.", ""]
    assert everything(book) == before
    last = worked(begin("validate"))
    assert stop() == last, "it had ended before Esc came through: its own words, and its Undo"
    assert go_on() == last

    def slowly(name: str, work: object) -> Talk:
        yield Working("PARS: exporting …")
        raise AssertionError("went on after the stop")

    with monkeypatch.context() as patched:
        patched.setattr(checking, "in_background", slowly)
        begin("validate")
        go_on()
        assert worked(begin("about"))[0] == "told", "a new command ends one that was left"


def test_a_fault_of_ours_is_told_and_logged(book: xw.Book, monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("out of order")

    monkeypatch.setattr(checking, "check_batch", broken)
    kind, words, _ = worked(begin("validate"))
    (log,) = home.rglob("pars-batch-*.log")
    assert (kind, str(log) in words) == ("failed", True)


def test_replies_have_three_parts_whatever_a_cell_says(excel: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def talk(*_: object) -> Talk:
        where = yield WhereTo(Path("a\x1fb.xml"), "Kind")
        sure = yield Question("Replace \x1f it?")
        return Told(f"{where} {sure}", undo="Undo")

    monkeypatch.setattr(bridge.ribbon, "talk", talk)
    assert begin("x") == ["where", "a b.xml", "Kind (*.xml),*.xml"]
    assert go_on("c.xml") == ["question", "Replace   it?"]
    kind, words, undo = go_on("yes")
    assert (kind, undo) == ("told", "Undo")
    assert words.startswith("c.xml True")


def stop() -> list[str]:
    return bridge.stop(None, "", "").split(bridge.SEPARATOR)


def test_a_stop_that_comes_too_late_for_a_file_says_that_it_is_written(
    book: xw.Book, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The last step of an export that can be stopped comes before the files take their places."""
    written, real = threading.Event(), exporting.deliver

    def slowly(*given: Any, **named: Any) -> Delivery:
        with heard(None):
            delivery = real(*given, **named)
        written.set()
        return delivery

    monkeypatch.setattr(exporting, "deliver", slowly)
    worked(begin("export_xml"))
    go_on(str(tmp_path / "out.xml"))
    assert written.wait(20)
    kind, words, _ = stop()
    assert (kind, f"Written: {tmp_path / 'out.xml'}" in words) == ("told", True)
    assert last_export.find(str(tmp_path / "batch.xlsx"), None) == tmp_path / "out.xml.receipt.json"


def test_a_stop_in_time_leaves_no_file(book: xw.Book, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    begun, real, tell = threading.Event(), exporting.deliver, progress.tell

    def slowly(*given: Any, **named: Any) -> Delivery:
        def again(*told: Any) -> None:
            begun.set()
            while True:
                tell(*told)

        monkeypatch.setattr(progress, "tell", again)
        return real(*given, **named)

    monkeypatch.setattr(exporting, "deliver", slowly)
    worked(begin("export_xml"))
    go_on(str(tmp_path / "out.xml"))
    assert begun.wait(20)
    assert stop() == ["told", "Stopped. Nothing was changed.", ""]
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["batch.xlsx"]


def test_undo_takes_the_last_validate_back_whatever_is_active(
    excel: Engine, book: xw.Book, template: Path, tmp_path: Path
) -> None:
    other_path = tmp_path / "other.xlsx"
    other_path.write_bytes(template.read_bytes())
    other = xw.Book(other_path)
    book.activate()
    worked(begin("validate"))
    marked = everything(book)
    other.activate()
    empty = everything(other)
    worked(begin("validate"))
    book.activate()
    assert worked(begin("undo_validate"))[1] == "Validate of other.xlsx is taken back."
    assert everything(book) == marked
    assert everything(other) == empty
    assert "no Validate to take back" in worked(begin("undo_validate"))[1]
    other.activate()
    worked(begin("validate"))
    other.close()
    assert "no Validate to take back" in worked(begin("undo_validate"))[1]


def test_a_place_on_the_web_is_refused_in_a_sentence(book: xw.Book) -> None:
    worked(begin("export_xml"))
    kind, words, _ = go_on("https://hospital.sharepoint.com/sites/CME/batch.xml")
    assert kind == "failed"
    assert words.startswith("PARS Batch writes to folders of this computer only")


def test_long_words_end_with_a_whole_paragraph_and_a_count(book: xw.Book, monkeypatch: pytest.MonkeyPatch) -> None:
    said = [f"MOC!D{n} Points: " + "wrong " * 20 for n in range(30)]
    monkeypatch.setattr(ribbon, "about", lambda _: Told("\n\n".join(["Activities row 3", *said])))
    kind, words, _ = begin("about")
    *whole, rest = words.split("\n\n")
    assert whole == ["Activities row 3", *said][: len(whole)]
    assert rest == f"… and {31 - len(whole)} more: choose Validate, and look at Findings."
    assert len(words) <= LONGEST
    monkeypatch.setattr(ribbon, "about", lambda _: Told("wrong " * 100, quiet=True))
    kind, words, _ = begin("about")
    assert kind == "quiet"
    assert words.endswith(" … (Why is this marked? says all)")
    assert len(words) <= LONGEST_QUIET

"""A conversation as the add-in's VBA leads it, on the workbook that is open in LibreOffice as in Excel."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlwings as xw

from addin import bridge, checking
from addin.conversation import Question, Talk, Told, WhereTo, Working
from generator.catalog import Catalog
from generator.exchange.receipt import receipt_path
from tests.addin.open_batch import cell, everything
from tests.bench.excel import Engine


@pytest.fixture(autouse=True)
def as_from_excel(excel: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine in place of the Application object that VBA hands over."""
    app = xw.apps.active
    assert app is not None
    monkeypatch.setattr(bridge, "_app", lambda _: app)


class Excel:
    """Of the Application object the one property that the bridge itself looks at, by its name in the type library."""

    @property
    def ActiveWorkbook(self) -> object | None:  # noqa: N802  # as the type library names it
        return object() if len(xw.books) else None


def begin(command: str) -> list[str]:
    return bridge.begin(Excel(), command, "0.1.0 0.37.8").split(bridge.SEPARATOR)


def go_on(answer: str = "") -> list[str]:
    return bridge.go_on(None, answer, "").split(bridge.SEPARATOR)


def worked(reply: list[str]) -> list[str]:
    """The first reply that is not about work going on."""
    while reply[0] == "working":
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
    assert worked(begin("undo_validate")) == ["told", "", ""]
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
    assert len(words) <= bridge.LONGEST_STATUS


def test_stopping_leaves_everything_and_ends_the_work(
    book: xw.Book, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = everything(book)
    begin("validate")
    go_on()
    assert bridge.stop(None, "", "") == "Stopped. Nothing was changed."
    assert everything(book) == before
    assert bridge.stop(None, "", "") == "It had ended already, before you stopped it."
    kind, words, _ = go_on()
    assert (kind, "click the button again" in words) == ("failed", True)

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


def test_replies_have_three_parts_whatever_a_cell_says(monkeypatch: pytest.MonkeyPatch) -> None:
    def talk(*_: object) -> Talk:
        where = yield WhereTo(Path("a\x1fb.xml"), "Kind")
        sure = yield Question("Replace \x1f it?")
        return Told(f"{where} {sure} " + "long\n" * 1000, undo="Undo")

    monkeypatch.setattr(bridge.ribbon, "talk", talk)
    assert begin("x") == ["where", "a b.xml", "Kind (*.xml),*.xml"]
    assert go_on("c.xml") == ["question", "Replace   it?"]
    kind, words, undo = go_on("yes")
    assert (kind, undo) == ("told", "Undo")
    assert words.startswith("c.xml True long")
    assert len(words) <= bridge.LONGEST
    assert words.endswith(" …")

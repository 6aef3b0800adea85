from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import xlwings as xw

from addin import marks
from generator.catalog import ID, Catalog
from generator.rules.findings import SEVERITY_WORDS, Severity
from generator.run.checking import checked
from generator.template import build, save
from generator.template.live import checked_marks
from tests.addin.open_batch import SHEETS, cell, click, everything, hide_by_filter
from tests.bench.excel import Engine, counting
from tests.bench.libreoffice import SheetView
from tests.rules.example_batches import example_rows


def test_validate_writes_marks_and_findings_as_pars_check_tells_them(
    excel: Engine, book: xw.Book, catalog: Catalog, tmp_path: Path
) -> None:
    click("validate")
    sentence, _, _ = excel.alerts[-1]
    assert "3 activities checked: " in sentence, sentence
    assert excel.status_shown[:2] == ["PARS: reading the workbook …", "PARS: checking …"]
    assert excel.status_shown[-1] == "PARS: marking …"
    app = book.app
    assert (app.status_bar, app.screen_updating, app.calculation) == (False, True, "automatic")

    book.save()
    result = checked(tmp_path / "batch.xlsx", dt.date.today(), None)
    rows = [row for row in book.sheets["Findings"].range("A2:F90").value if row[0]]
    signs = {Severity.INVALID: "✗", Severity.MISSING: "○", Severity.ADVICE: "!"}
    worst_first = [finding for severity in signs for finding in result.findings if finding.severity is severity]
    assert [row[0] for row in rows] == [f.place for f in worst_first]
    assert [row[1] for row in rows] == [f"{signs[f.severity]} {SEVERITY_WORDS[f.severity]}" for f in worst_first]
    first = next(n for n, row in enumerate(rows, 2) if "!" in row[0])
    assert book.sheets["Findings"][f"A{first}"].formula.startswith("=HYPERLINK(\"#'Activities'!")
    assert "007" in [row[2] for row in rows]
    wrong = cell(book, catalog, "moc", "board", 3)
    assert f"MOC!{wrong.get_address(False, False)}" in [row[0] for row in rows]
    marked = book.names["c_moc_checked"].refers_to_range[1, 0].value
    assert "|board=invalid|" in marked
    assert book.names["c_act_checked"].refers_to_range[19, 0].value is None
    status = book.sheets["Activities"].range("A2:A5").value
    assert status[0].startswith("OK")
    assert [text[:13] for text in status[1:3]] == ["Will not save"] * 2
    assert not status[3]
    assert all(
        moc.startswith(word)
        for moc, word in zip(book.sheets["MOC"].range("A2:A3").value, ("OK", "Will not save"), strict=True)
    )


def test_marks_show_in_a_workbook_without_live_marks(excel: Engine, catalog: Catalog, tmp_path: Path) -> None:
    path = tmp_path / "plain.xlsx"
    save(
        build(catalog, rows=5, rows_of={"activities": {2: {ID: "A", "title": "Pain"}}}, marks=checked_marks(catalog)),
        path,
    )
    book = xw.Book(path)
    view: SheetView = book.sheets["Activities"].impl._view
    dates = cell(book, catalog, "activities", "start_date", 2).get_address(False, False)
    assert view.conditional_style(dates) is None
    click("validate", book)
    assert view.conditional_style(dates) is not None
    click("clear_marks", book)
    assert view.conditional_style(dates) is None


def test_clearing_leaves_the_workbook_as_it_was(excel: Engine, book: xw.Book, catalog: Catalog) -> None:
    title = cell(book, catalog, "activities", "title", 2)
    title.color = (255, 230, 0)
    title.add_note("ask Ann")
    cell(book, catalog, "activities", "city", 2).formula = '="Bo"&"ston"'
    before = everything(book)
    click("validate")
    after = everything(book)
    assert {name for name in before if before[name] != after[name]} == {"Activities", "MOC", "Findings"}
    click("clear_marks")
    again = everything(book)
    assert {name for name in before if before[name] != again[name]} == set()


def test_validate_can_be_taken_back(excel: Engine, book: xw.Book, catalog: Catalog) -> None:
    click("undo_validate")
    assert "no Validate to take back" in excel.alerts[-1][0]
    click("validate")
    first = everything(book)
    cell(book, catalog, "activities", "title", 2).value = ""
    cell(book, catalog, "moc", "board", 3).value = "ABIM"
    changed = everything(book)
    assert click("validate").undo == "Undo Validate"
    assert everything(book)["Findings"] != first["Findings"]
    click("undo_validate")
    assert everything(book) == changed
    click("undo_validate")
    assert "no Validate" in excel.alerts[-1][0]


def test_validate_marks_the_right_rows_of_a_filtered_table(excel: Engine, book: xw.Book) -> None:
    click("validate")
    usual = everything(book)
    click("clear_marks")
    clear = everything(book)
    hide_by_filter(book.sheets["Activities"], "CME-1")
    hide_by_filter(book.sheets["Findings"], "")
    click("validate")
    marked = everything(book)
    for name in ("Activities", "MOC", "Findings"):
        assert marked[name][:2] == usual[name][:2], name
    click("clear_marks")
    cleared = everything(book)
    for name in ("Activities", "MOC", "Findings"):
        assert cleared[name][:2] == clear[name][:2], name


@pytest.mark.parametrize("sheet", ["Support", "Findings"])
def test_a_failure_while_writing_leaves_everything_as_it_was(
    excel: Engine, book: xw.Book, monkeypatch: pytest.MonkeyPatch, home: Path, sheet: str
) -> None:
    click("validate")
    book.app.calculation = "semiautomatic"
    before = everything(book)
    usual = xw.Range.formula
    failures: list[str] = []

    def breaks(self: xw.Range, value: object) -> None:
        if self.sheet.name == sheet and not failures:
            failures.append(sheet)
            raise RuntimeError("the server threw an exception")
        usual.fset(self, value)

    find = marks.checked_marks_of
    monkeypatch.setattr(marks, "checked_marks_of", lambda findings: find([f for f in findings if f.sheet == "MOC"]))
    monkeypatch.setattr(xw.Range, "formula", property(usual.fget, breaks))
    click("validate")
    monkeypatch.setattr(xw.Range, "formula", usual)
    assert failures
    assert everything(book) == before
    app = book.app
    assert (app.status_bar, app.screen_updating, app.calculation) == (False, True, "semiautomatic")
    sentence, title, _ = excel.alerts[-1]
    (log,) = home.rglob("pars-batch-*.log")
    assert title == "PARS"
    assert str(log) in sentence
    assert "\n" not in sentence
    assert "the server threw an exception" in log.read_text(encoding="utf-8")


def test_a_template_without_findings_or_checked_is_left_alone(excel: Engine, book: xw.Book) -> None:
    book.names["c_rem_checked"].delete()
    before = everything(book)
    click("validate")
    assert "REMS has lost its hidden column Checked" in excel.alerts[-1][0]
    click("repair")
    assert "REMS has lost its hidden column Checked" in excel.alerts[-1][0]
    assert everything(book)["Activities"] == before["Activities"]


def test_repair_brings_the_drop_downs_back_and_keeps_the_entries(
    excel: Engine, book: xw.Book, catalog: Catalog
) -> None:
    moc: SheetView = book.sheets["MOC"].impl._view
    board, credit = (cell(book, catalog, "moc", name, 2) for name in ("board", "credit_type_1"))
    offered = {cells.address: moc.drop_down(cells.get_address(False, False)) for cells in (board, credit)}
    date = cell(book, catalog, "activities", "start_date", 2)
    kinds = [cells.data_validation.type for cells in (board, credit, date)]
    assert kinds == ["list", "list", "date"]
    board.resize(5).data_validation.delete()
    credit.data_validation.set_list(["pasted"])
    date.data_validation.delete()
    contents = {sheet: book.sheets[sheet].used_range.formula for sheet in SHEETS}
    click("repair")
    assert "drop-downs are back" in excel.alerts[-1][0]
    assert [cells.data_validation.type for cells in (board, credit, date)] == kinds
    assert {cells.address: moc.drop_down(cells.get_address(False, False)) for cells in (board, credit)} == offered
    assert {sheet: book.sheets[sheet].used_range.formula for sheet in SHEETS} == contents


def test_validate_makes_as_many_calls_for_thousands_of_rows_as_for_few(
    excel: Engine, catalog: Catalog, tmp_path: Path
) -> None:
    """Every call to Excel crosses from one program into another; rows must not cost calls."""
    calls_for = {}
    for number in (50, 5000):
        activity = example_rows({"activities": [{}]})["activities"][0]
        rows = {
            n: activity | {"provider_activity_id": f"CME-{n}", "credits": None if n % 7 == 0 else 1.0}
            for n in range(2, number + 2)
        }
        path = tmp_path / f"batch-{number}.xlsx"
        save(build(catalog, rows=number, rows_of={"activities": rows}, marks=checked_marks(catalog)), path)
        book = xw.Book(path)
        with counting() as calls:
            click("validate", book)
        calls_for[number] = calls.cells
        assert f"{number:,} activities checked" in excel.alerts[-1][0]
        assert book.sheets["Findings"].used_range.shape[0] > number / 7
        book.close()
    assert calls_for[5000] - calls_for[50] <= 60, "the status bar, more often"
    assert calls_for[50] <= 72

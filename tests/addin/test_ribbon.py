"""The buttons, through the real object model of xlwings, against a real spreadsheet program."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from xlwings import conversion

from addin import functions, last_export, marks, open_book, ribbon, working
from addin.wrappers import _load, _wrapper_generator
from generator.catalog import ID, Catalog, load
from generator.exchange.receipt import receipt_path
from generator.own_lists import VARIABLE
from generator.rules.findings import SEVERITY_WORDS, Finding, Severity
from generator.run import checked
from generator.template import build, save
from generator.template.live import checked_marks, live_marks
from generator.workbook.cells import Cell, CellError, serial
from generator.workbook.settings import Settings
from tests.bench.excel import Engine, counting
from tests.bench.libreoffice import SheetView
from tests.rules.example_batches import example_rows

SHEETS = ("Activities", "MOC", "REMS", "Support")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load()


@pytest.fixture(scope="module")
def template(catalog: Catalog, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty workbook with live marks for 20 activities."""
    path = tmp_path_factory.mktemp("template") / "batch.xlsx"
    save(build(catalog, rows=20, marks=live_marks(catalog)), path)
    return path


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's folders of the test's own."""
    folder = tmp_path / "home"
    folder.mkdir()
    for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.delenv(VARIABLE, raising=False)
    return folder


@pytest.fixture
def book(excel: Engine, template: Path, tmp_path: Path, catalog: Catalog) -> xw.Book:
    """The template with three activities typed in: one complete, one with faults on two sheets, one with an error
    value."""
    path = tmp_path / "batch.xlsx"
    path.write_bytes(template.read_bytes())
    opened = xw.Book(path)
    complete = example_rows({"activities": [{}], "moc": [{}]})
    good, moc = complete["activities"][0], complete["moc"][0]
    bad = good | {"provider_activity_id": "007", "end_date": dt.date(2020, 1, 1), "credits": None}
    odd = good | {"provider_activity_id": "CME-3", "credits": CellError("#N/A"), "title": "#N/A"}
    fill(opened, catalog, "activities", [good, bad, odd])
    fill(opened, catalog, "moc", [moc, moc | {"provider_activity_id": "007", "board": "ABXX"}])
    opened.set_mock_caller()
    return opened


def fill(book: xw.Book, catalog: Catalog, sheet: str, rows: list[dict[str, Cell]]) -> None:
    """Types rows into a sheet, as a person would: texts that look like numbers stay texts where the cells are formatted
    so."""
    about = catalog.sheets[sheet]
    for number, row in enumerate(rows, 2):
        for column, cell in row.items():
            place = book.sheets[about.title][number - 1, [c.id for c in about.columns].index(column) + 1]
            if isinstance(cell, CellError):
                place.formula = "=NA()"
            elif cell is not None:
                place.value = cell


def cell(book: xw.Book, catalog: Catalog, sheet: str, column: str, row: int) -> xw.Range:
    about = catalog.sheets[sheet]
    return book.sheets[about.title][row - 1, [c.id for c in about.columns].index(column) + 1]


def everything(book: xw.Book) -> dict[str, object]:
    """Values, formulas, and formats of every cell of the sheets, and where the notes are."""
    contents: dict[str, object] = {}
    for sheet in book.sheets:
        view: SheetView = sheet.impl._view
        used = view.used_area
        contents[sheet.name] = (
            view.values(used, dates=True),
            view.formulas(used),
            formats(view),
            len(list(sheet.impl._component.Annotations)),
        )
    return contents


def formats(view: SheetView) -> set[tuple[object, ...]]:
    """Fill, font, borders, number format and validation of every stretch of cells that has one look."""
    groups = view.range(view.used_area).getUniqueCellFormatRanges()
    seen = set()
    for n in range(groups.Count):
        group = groups.getByIndex(n)
        first = group.getByIndex(0).getCellByPosition(0, 0)
        look = (
            first.CellBackColor,
            first.CharColor,
            first.CharWeight,
            first.CharPosture.value,
            first.NumberFormat,
            first.BottomBorder.OuterLineWidth,
        )
        rule = first.Validation
        seen.add(
            (
                group.RangeAddressesAsString,
                *look,
                rule.Type.value,
                rule.getFormula1(),
                rule.InputMessage,
                rule.ErrorMessage,
            )
        )
    return seen


def keys(findings: list[Finding] | tuple[Finding, ...]) -> list[tuple[object, ...]]:
    return [(f.code, f.severity, f.sheet, f.cell, f.value, f.message) for f in findings]


def test_validate_writes_marks_and_findings_as_pars_check_tells_them(
    excel: Engine, book: xw.Book, catalog: Catalog, tmp_path: Path
) -> None:
    ribbon.validate()
    sentence, _, _ = excel.alerts[-1]
    assert "3 activities checked: " in sentence, sentence
    assert excel.status_shown == ["PARS: checking …"]
    app = book.app
    assert (app.status_bar, app.screen_updating, app.calculation) == (False, True, "automatic")

    book.save()
    result = checked(tmp_path / "batch.xlsx", dt.date.today(), None)
    rows = [row for row in book.sheets["Findings"].range("A2:F90").value if row[0]]
    assert [row[0] for row in rows] == [f.place for f in result.findings]
    assert [row[1] for row in rows] == [SEVERITY_WORDS[f.severity] for f in result.findings]
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


def test_the_open_workbook_and_its_file_give_the_same_findings(book: xw.Book, catalog: Catalog, tmp_path: Path) -> None:
    live = ribbon._checked(ribbon.OpenBook(book))
    book.save()
    filed = checked(tmp_path / "batch.xlsx", dt.date.today(), None)
    assert keys(list(live.findings)) == keys(list(filed.findings))
    assert [r.as_json() for r in live.readiness] == [r.as_json() for r in filed.readiness]
    assert {f.code for f in live.findings} >= {"end-before-start"}
    error = [f for f in live.findings if f.activity_id == "CME-3"]
    assert ("credits", Severity.INVALID) in {(f.field, f.severity) for f in error}
    assert not [f for f in error if f.field == "title"], "a text that reads #N/A is no error"


FILE_ONLY = {"merged-cells", "stray-cell", "formula-not-calculated"}
"""What `pars check` tells and Validate cannot: Excel refuses to merge cells of a table, calculates every formula, and
knows no file."""


def test_only_the_file_tells_of_stray_and_merged_cells(book: xw.Book, catalog: Catalog, tmp_path: Path) -> None:
    sheet = book.sheets["Activities"]
    cell(book, catalog, "activities", "city", 1).value = "Town"
    cell(book, catalog, "activities", "title", 30).value = "below the table"
    cell(book, catalog, "activities", "title", 2000).value = "far below"
    sheet["ZZ3"].value = "stray"
    book.sheets["REMS"].range("B2:B3").merge()
    live = ribbon._checked(open_book.OpenBook(book))
    book.save()
    filed = checked(tmp_path / "batch.xlsx", dt.date.today(), None)
    both = [finding for finding in keys(list(filed.findings)) if finding[0] not in FILE_ONLY]
    assert keys(list(live.findings)) == both
    assert {"header-changed", "row-out-of-reach", "row-below-table"} <= {f.code for f in live.findings}
    assert {f.code for f in filed.findings} & FILE_ONLY == {"merged-cells", "stray-cell"}


def start(book: xw.Book, name: str) -> xw.Range:
    return book.names[name].refers_to_range


def test_what_start_says_counts_for_the_buttons_and_the_functions(
    book: xw.Book, catalog: Catalog, tmp_path: Path
) -> None:
    assert ribbon.OpenBook(book).settings == Settings()
    cell(book, catalog, "activities", "end_date", 2).value = "'5/4/2026"
    start(book, "today").value = dt.date(2020, 2, 1)
    start(book, "dates_as_text").value = "day/month/year"
    opened = ribbon.OpenBook(book)
    where = start(book, "today").get_address(False, False)
    assert opened.settings == Settings(dt.date(2020, 2, 1), where, day_first=True)
    live = ribbon._checked(opened)
    book.save()
    filed = checked(tmp_path / "batch.xlsx", dt.date.today(), None)
    assert keys(list(live.findings)) == keys(list(filed.findings))
    assert [r.as_json() for r in live.readiness] == [r.as_json() for r in filed.readiness]
    (told,) = [f for f in live.findings if f.code == "today-typed"]
    assert (told.place, "2020-02-01" in told.message) == (f"Start!{where}", True)
    assert live.batch.sheets["activities"].date("end_date")[0] == serial(dt.date(2026, 4, 5))

    table = book.sheets["Activities"].range("A1").expand("table").options(ndim=2, err_to_str=True).value
    table = [row[: 1 + len(catalog.sheets["activities"].columns)] for row in table]
    (status,) = functions.PARS_STATUS([["CME-1"]], table, caller=book.sheets["Activities"]["A2"])
    assert status == ["Active"], "on that day the activity is not over"
    start(book, "today").formula = "=TODAY()"
    with _wrapper_generator() as udfs:
        handed = _load("addin.functions", udfs).PARS_STATUS.__xlfunc__["argmap"]["caller"]
    assert (handed["vba"], handed["pos"]) == (None, 5), (
        "xlwings gives the calling cell to a parameter of this name, wherever it stands"
    )
    caller = book.sheets["Activities"]["A2"]
    assert conversion.read(None, caller, handed["options"], "libreoffice") is caller
    (status,) = functions.PARS_STATUS([["CME-1"]], table, caller=book.sheets["Activities"]["A2"])
    assert status == functions.PARS_STATUS([["CME-1"]], table)[0] == ["Ready to Close"]


def test_a_copy_of_a_sheet_is_told_in_an_open_workbook_too(excel: Engine, template: Path, tmp_path: Path) -> None:
    workbook = openpyxl.load_workbook(template)
    workbook.create_sheet("MOC old").append([cell.value for cell in workbook["MOC"][1]])
    workbook.create_sheet("Plans").append(["Title", "Who"])
    workbook.save(tmp_path / "batch.xlsx")
    for result in (
        ribbon._checked(ribbon.OpenBook(xw.Book(tmp_path / "batch.xlsx"))),
        checked(tmp_path / "batch.xlsx", dt.date.today(), None),
    ):
        assert [f.sheet for f in result.findings if f.code == "sheet-not-read"] == ["MOC old"]


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
    ribbon.validate(book)
    assert view.conditional_style(dates) is not None
    ribbon.clear_marks(book)
    assert view.conditional_style(dates) is None


def test_clearing_leaves_the_workbook_as_it_was(excel: Engine, book: xw.Book, catalog: Catalog) -> None:
    title = cell(book, catalog, "activities", "title", 2)
    title.color = (255, 230, 0)
    title.add_note("ask Ann")
    cell(book, catalog, "activities", "city", 2).formula = '="Bo"&"ston"'
    before = everything(book)
    ribbon.validate()
    after = everything(book)
    assert {name for name in before if before[name] != after[name]} == {"Activities", "MOC", "Findings"}
    ribbon.clear_marks()
    again = everything(book)
    assert {name for name in before if before[name] != again[name]} == set()


def test_next_finding_goes_round(excel: Engine, book: xw.Book, catalog: Catalog) -> None:
    ribbon.next_finding()
    assert "choose Validate first" in excel.alerts[-1][0]
    ribbon.validate()
    rows = [row for row in book.sheets["Findings"].range("A2:F90").value if row[0]]
    places = list(dict.fromkeys(row[0] for row in rows if "!" in row[0]))
    seen = []
    for _ in range(len(places) + 1):
        ribbon.next_finding()
        chosen = book.app.selection
        seen.append(f"{chosen.sheet.name}!{chosen.get_address(False, False)}")
        assert excel.alerts[-1][0].startswith(seen[-1])
    assert seen == [*places, places[0]]


@pytest.mark.parametrize(("sheet", "what"), [("Support", "value"), ("Findings", "formula")])
def test_a_failure_while_writing_leaves_everything_as_it_was(
    excel: Engine, book: xw.Book, monkeypatch: pytest.MonkeyPatch, home: Path, sheet: str, what: str
) -> None:
    ribbon.validate()
    book.app.calculation = "semiautomatic"
    before = everything(book)
    usual = getattr(xw.Range, what)
    failures: list[str] = []

    def breaks(self: xw.Range, value: object) -> None:
        if self.sheet.name == sheet and not failures:
            failures.append(what)
            raise RuntimeError("the server threw an exception")
        usual.fset(self, value)

    find = marks.checked_marks_of
    monkeypatch.setattr(marks, "checked_marks_of", lambda findings: find([f for f in findings if f.sheet == "MOC"]))
    monkeypatch.setattr(xw.Range, what, property(usual.fget, breaks))
    ribbon.validate()
    monkeypatch.setattr(xw.Range, what, usual)
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


def test_settings_come_back_each_by_itself(excel: Engine, book: xw.Book, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(ribbon, "_checked", interrupted)
    with pytest.raises(KeyboardInterrupt):
        ribbon.validate()
    app = book.app
    assert (app.status_bar, app.screen_updating, app.calculation) == (False, True, "automatic")


def test_errors_are_told_where_xlwings_cannot_name_them_in_blocks(
    excel: Engine, book: xw.Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on macOS, where xlwings 0.37 fails when it is asked for the errors of more than one cell."""
    cells = book.sheets["Activities"].range("A1:Z4")
    usual = open_book.values(cells)
    assert any(isinstance(cell, CellError) for row in usual for cell in row)
    clean = type(excel).clean_value_data

    def of_one_cell(data: list[list[object]], *rest: object) -> object:
        if rest[-1] and len(data) * len(data[0]) > 1:
            raise TypeError("'NoneType' object is not iterable")
        return clean(data, *rest)

    monkeypatch.setattr(type(excel), "clean_value_data", staticmethod(of_one_cell))
    assert open_book.values(cells) == usual


@pytest.mark.parametrize(
    "button", ["validate", "clear_marks", "repair", "export_xml", "export_complete", "next_finding", "open_receipt"]
)
def test_a_workbook_that_is_no_batch_or_was_never_saved_is_said_in_a_sentence(
    excel: Engine, button: str, home: Path
) -> None:
    book = xw.Book()
    before = everything(book)
    getattr(ribbon, button)(book)
    ((sentence, _, _),) = excel.alerts
    assert "\n" not in sentence
    assert sentence.endswith((".", ")"))
    assert everything(book) == before
    assert (book.app.status_bar, book.app.screen_updating, book.app.calculation) == (False, True, "automatic")
    assert not list(home.rglob("*.log")), "a user's mistake needs no log"


def test_a_template_without_findings_or_checked_is_left_alone(excel: Engine, book: xw.Book) -> None:
    book.names["c_rem_checked"].delete()
    before = everything(book)
    ribbon.validate()
    assert "REMS has lost its hidden column Checked" in excel.alerts[-1][0]
    ribbon.repair()
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
    ribbon.repair()
    assert "drop-downs are back" in excel.alerts[-1][0]
    assert [cells.data_validation.type for cells in (board, credit, date)] == kinds
    assert {cells.address: moc.drop_down(cells.get_address(False, False)) for cells in (board, credit)} == offered
    assert {sheet: book.sheets[sheet].used_range.formula for sheet in SHEETS} == contents


def test_export_says_what_was_held_back_and_the_receipt_opens(excel: Engine, book: xw.Book, tmp_path: Path) -> None:
    excel.answers = ["no"]
    before = '<?xml version="1.0" encoding="UTF-8"?>\n<before/>\n'
    (tmp_path / "batch.xml").write_text(before, encoding="utf-8")
    ribbon.export_xml()
    assert (tmp_path / "batch.xml").read_text(encoding="utf-8") == before
    excel.answers = ["yes"]
    ribbon.export_xml()
    sentence = excel.alerts[-1][0]
    assert f"Written: {tmp_path / 'batch.xml'} (1 activity" in sentence
    assert "Held back: 2 activities (" in sentence
    assert "Activities row 3  007" in sentence
    receipt = json.loads(receipt_path(tmp_path / "batch.xml").read_text(encoding="utf-8"))
    assert [entry["activity_id"] for entry in receipt["exported"]] == ["CME-1"]
    assert b"CME-1" in (tmp_path / "batch.xml").read_bytes()
    assert (book.app.status_bar, book.app.screen_updating, book.app.calculation) == (False, True, "automatic")

    shown: list[str] = []
    ribbon.open_receipt(show=lambda name, page: shown.append(page) or tmp_path / name)
    assert "Held back" in shown[0]
    assert "007" in shown[0]

    (tmp_path / "other.xml").write_text("my notes", encoding="utf-8")
    ribbon.export_xml(ask=lambda app, proposed, kind: tmp_path / "other.xml")
    assert "is not an upload file that an earlier export wrote" in excel.alerts[-1][0], (
        "a Yes does not replace what is no export"
    )
    assert (tmp_path / "other.xml").read_text(encoding="utf-8") == "my notes"


def test_export_goes_where_the_user_says_and_is_found_again(excel: Engine, book: xw.Book, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    target = tmp_path / "out" / "upload.xml"
    ribbon.export_complete(ask=lambda app, proposed, kind: target)
    assert target.is_file()
    assert last_export.find(tmp_path / "batch.xlsx") == receipt_path(target)
    assert json.loads(receipt_path(target).read_text(encoding="utf-8"))["complete_only"] is True
    asked: list[Path] = []
    ribbon.export_xml(ask=lambda app, proposed, kind: asked.append(proposed))
    assert asked == [tmp_path / "batch.xml"]
    ribbon.export_xml(ask=lambda app, proposed, kind: tmp_path / "batch.xlsx")
    assert "is the workbook itself" in excel.alerts[-1][0]
    ribbon.export_xml(ask=lambda app, proposed, kind: tmp_path / "nowhere" / "x.xml")
    assert "does not exist" in excel.alerts[-1][0]
    receipt_path(target).write_text("{}", encoding="utf-8")
    ribbon.open_receipt()
    assert "is damaged" in excel.alerts[-1][0]


def test_a_new_batch_opens_beside_and_nothing_else_changes(excel: Engine, book: xw.Book, tmp_path: Path) -> None:
    before = everything(book)
    ribbon.new_batch()
    opened = xw.books.active
    assert Path(opened.fullname) == tmp_path / "PARS-batch-2025.1.xlsx"
    assert opened.sheets["Activities"]["A2"].formula.startswith("=IF(")
    ribbon.validate(opened)
    assert excel.alerts[-1][0] == "0 activities checked, nothing to fix."
    assert everything(book) == before
    ribbon.new_batch(book, ask=lambda app, proposed, kind: tmp_path / "other" / opened.name)
    assert "is open" in excel.alerts[-1][0]
    ribbon.new_batch(book, ask=lambda app, proposed, kind: None)
    assert len(xw.books) == 2
    filled = tmp_path / "filled.xlsx"
    save(build(load(), rows=2, rows_of={"activities": {2: {"title": "Pain"}}}), filled)
    data = filled.read_bytes()
    ribbon.new_batch(book, ask=lambda app, proposed, kind: filled)
    assert "is a PARS workbook with rows, which is never replaced" in excel.alerts[-1][0]
    assert filled.read_bytes() == data


def test_about_and_the_rule_book(excel: Engine, book: xw.Book, catalog: Catalog) -> None:
    here = working.versions.installed()
    ribbon.about(built_pars_batch=here.pars_batch, built_xlwings=here.xlwings)
    assert here.pars_batch in excel.alerts[-1][0]
    assert "install" not in excel.alerts[-1][0].replace(str(Path(here.__module__)), "").split("Add-in")[1]
    ribbon.about(built_pars_batch="0.0", built_xlwings=here.xlwings)
    assert "pars addin install" in excel.alerts[-1][0]
    shown: list[str] = []
    ribbon.rule_book(show=lambda name, page: shown.append(page) or Path(name))
    assert all(code in shown[0] for code in ("end-before-start", "illegal-characters", "stray-cell"))


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
            ribbon.validate(book)
        calls_for[number] = calls.cells
        assert f"{number:,} activities checked" in excel.alerts[-1][0]
        assert book.sheets["Findings"].used_range.shape[0] > number / 7
        book.close()
    assert calls_for[5000] <= calls_for[50] <= 64

"""The xlwings engine over LibreOffice: the object model of xlwings against a real spreadsheet program."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import xlwings as xw
from openpyxl.styles import Protection
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from generator.workbook.cells import CellError
from tests.bench.excel import Calls, Engine, ExcelRefuses, NotInThisEngine, counting, typed_in
from tests.bench.libreoffice import Office


@pytest.fixture
def path(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Activities"
    sheet.append(["ID", "Board", "Date", "Flag", "Points", "Formula", "Error"])
    sheet.append(["A1", "ABIM", dt.date(2026, 3, 1), True, 1.5, "=E2*2", "=NA()"])
    sheet.append(["007", None, dt.datetime(2026, 3, 1, 12, 30), False, 2, "=E3*2", "=1/0"])
    sheet.add_table(Table(displayName="tActivities", ref="A1:G3"))
    for row in range(2, 9):
        sheet.cell(row, 9).number_format = "@"
    validation = DataValidation(type="list", formula1="boards", allow_blank=True)
    validation.add("B2:B9")
    sheet.add_data_validation(validation)
    lists = book.create_sheet("Lists")
    for row, board in enumerate(["ABA", "ABIM", "ABP"], 2):
        lists.cell(row, 1, board)
    lists["C1"].protection = Protection(locked=False)
    lists.protection.sheet = True
    lists.sheet_state = "veryHidden"
    book.create_sheet("MOC")
    book.defined_names["boards"] = DefinedName("boards", attr_text="Lists!$A$2:$A$4")
    path = tmp_path / "batch.xlsx"
    book.save(path)
    return path


@pytest.fixture
def book(excel: Engine, path: Path) -> Iterator[xw.Book]:
    yield xw.Book(path)
    assert [engine.name for engine in xw.engines] == ["libreoffice"]


def test_the_engine_comes_and_goes(excel: Engine, path: Path) -> None:
    assert [app.pid for app in xw.apps] == [excel.office.pid]
    first = xw.Book(path)
    assert xw.Book(path) == first == xw.books["BATCH.xlsx"] == xw.books.active
    assert Path(first.fullname) == path
    first.set_mock_caller()
    assert xw.Book.caller() == first
    new = xw.Book()
    assert (new.name, len(xw.books), xw.books.active) == ("Book1", 2, new)
    first.activate()
    assert xw.books.active == first
    first.close()
    assert [book.name for book in xw.books] == ["Book1"]


def test_values(book: xw.Book) -> None:
    sheet = book.sheets["Activities"]
    assert sheet.range("A1:G3").value == [
        ["ID", "Board", "Date", "Flag", "Points", "Formula", "Error"],
        ["A1", "ABIM", dt.datetime(2026, 3, 1), True, 1.5, 3.0, None],
        ["007", None, dt.datetime(2026, 3, 1, 12, 30), False, 2.0, 4.0, None],
    ]
    assert sheet["G2:G3"].options(err_to_str=True).value == ["#N/A", "#DIV/0!"]
    assert sheet["C2"].options(dates=dt.date).value == dt.date(2026, 3, 1)
    assert sheet["E2:E3"].options(numbers=int, ndim=2).value == [[2], [2]]
    assert sheet["B2:B3"].options(empty="").value == ["ABIM", ""]
    assert sheet["A1"].expand().shape == (3, 7)
    frame = sheet["A1"].options(pd.DataFrame, index=False, expand="table").value
    assert list(frame["Points"]) == [1.5, 2.0]
    assert sheet["Z9"].value is None
    assert sheet["A1:G20000"].value[1][0] == "A1"
    assert set(sheet["H1:H200000"].value) == {None}


def test_texts_become_what_excel_makes_of_them(book: xw.Book) -> None:
    sheet = book.sheets["Activities"]
    sheet["K2"].value = [["007", "=E2+1", "3/1/2026", "true", "#N/A", "'007", "25%", "ABIM"]]
    assert sheet["K2:R2"].options(err_to_str=True).value == [
        7.0,
        2.5,
        dt.datetime(2026, 3, 1),
        True,
        "#N/A",
        "007",
        0.25,
        "ABIM",
    ]
    sheet["I2"].value = [["007"], ["=E2+1"], [None], ["TRUE"]]
    assert sheet["I2:I5"].value == ["007", "=E2+1", None, "TRUE"]
    assert sheet["I2"].number_format == "@"
    sheet["K3"].value = [dt.date(2026, 1, 2), dt.datetime(2026, 1, 2, 8), float("nan"), pd.NaT, True, 3]
    assert sheet["K3:P3"].value == [dt.datetime(2026, 1, 2), dt.datetime(2026, 1, 2, 8), None, None, True, 3.0]
    assert sheet["K3"].number_format == "yyyy-mm-dd"
    sheet["K4:L5"].value = "x"
    assert sheet["K4:L5"].value == [["x", "x"], ["x", "x"]]
    with pytest.raises(ExcelRefuses, match="does not take"):
        sheet["K4"].value = object()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234.5", 1234.5),
        ("-1e3", -1000.0),
        (" 5 ", 5.0),
        ("1,23", "1,23"),
        ("2026-02-30", "2026-02-30"),
        ("2026-02-03", dt.date(2026, 2, 3)),
        ("#div/0!", CellError("#DIV/0!")),
        ("EG-1", "EG-1"),
        ("", ""),
        ("-", "-"),
    ],
)
def test_typed_in(text: str, value: object) -> None:
    assert typed_in(text) == value


def test_formulas(book: xw.Book) -> None:
    sheet = book.sheets["Activities"]
    assert [list(row) for row in sheet["F2:F3"].formula] == [["=E2*2"], ["=E3*2"]]
    assert sheet["D2"].formula == "TRUE"
    sheet["K2:L3"].formula = '=IF(E2>1,$A2,Lists!A2)&","'
    assert sheet["L3"].formula == '=IF(F3>1,$A3,Lists!B3)&","'
    assert sheet["K2"].value == "A1,"
    links = [[f'=HYPERLINK("#Activities!D{n}","D{n}")', f"text {n}", n, "007"] for n in range(30)]
    links[5][1] = "'=no formula"
    sheet["K10"].value = links
    assert sheet["K15:N15"].value == ["D5", "=no formula", 5.0, 7.0]
    assert sheet["K15"].hyperlink == "#Activities!D5"


def test_formats(book: xw.Book) -> None:
    sheet = book.sheets["Activities"]
    cell = sheet["B2"]
    assert (cell.color, cell.font.bold, cell.number_format) == (None, False, "General")
    cell.color = (255, 199, 206)
    cell.font.bold = True
    cell.font.color = "#9C0006"
    cell.number_format = "0.00"
    cell.wrap_text = True
    cell.horizontal_alignment = "center"
    cell.vertical_alignment = "top"
    assert (cell.color, cell.font.bold, cell.font.color, cell.number_format) == (
        (255, 199, 206),
        True,
        (156, 0, 6),
        "0.00",
    )
    assert (cell.wrap_text, cell.horizontal_alignment, cell.vertical_alignment) == (True, "center", "top")
    assert sheet["B2:B3"].number_format is None
    cell.color = None
    assert cell.color is None
    sheet["D:E"].columns.hidden = True
    assert (sheet["D:D"].columns.hidden, sheet["C:D"].columns.hidden, sheet["A:C"].columns.hidden) == (
        True,
        None,
        False,
    )
    sheet["A1"].column_width = 20
    assert sheet["A1"].column_width == pytest.approx(20, abs=0.2)
    sheet["A2"].row_height = 30
    assert sheet["A2"].row_height == pytest.approx(30, abs=0.2)
    sheet["A1:C2"].autofit()


def test_clearing_contents_leaves_the_rest(book: xw.Book, excel: Engine) -> None:
    sheet = book.sheets["Activities"]
    sheet["B2"].color = "#FF0000"
    sheet["B2:C2"].clear_contents()
    assert sheet["B2:C2"].value == [None, None]
    assert sheet["B2"].color == (255, 0, 0)
    assert sheet["C2"].number_format == "yyyy-mm-dd"
    assert sheet["B2"].data_validation.source == "=boards"


def test_names_tables_and_addresses(book: xw.Book) -> None:
    sheet = book.sheets["Activities"]
    assert book.names["boards"].refers_to == "=Lists!$A$2:$A$4"
    assert book.names["boards"].refers_to_range.value == ["ABA", "ABIM", "ABP"]
    assert sheet.range("boards").sheet.name == "Lists"
    sheet["A2:A3"].name = "ids"
    assert "ids" in book.names
    assert getattr(sheet["A2:A3"].name, "name", None) == "ids"
    book.names.add("step", "=0.25")
    assert book.names["step"].refers_to == "=0.25"
    book.names["step"].delete()
    assert "step" not in book.names
    table = sheet.tables["tActivities"]
    parts = [table.range, table.header_row_range, table.data_body_range]
    assert [part.address for part in parts if part] == ["$A$1:$G$3", "$A$1:$G$1", "$A$2:$G$3"]
    assert sheet["C3"].table == table
    assert sheet["I3"].table is None
    table.resize(sheet["A1:G5"])
    assert sheet.range("tActivities").address == "$A$2:$G$5"
    assert sheet["B2"].get_address(False, False, include_sheetname=True) == "Activities!B2"
    assert sheet.range((2, 1), (3, 4)).address == "$A$2:$D$3"
    assert sheet["A2"].offset(1, 2).resize(2, 2).address == "$C$3:$D$4"
    assert sheet["A1"].end("down").address == "$A$3"
    assert sheet["A3"].end("down").row == 1_048_576
    assert sheet["A1048576"].end("up").address == "$A$3"
    assert sheet["A1"].end("right").address == "$G$1"
    assert sheet["A2"].current_region.address == "$A$1:$G$3"
    assert sheet.used_range.last_cell.address == "$G$3"


def test_sheets(book: xw.Book) -> None:
    assert [sheet.name for sheet in book.sheets] == ["Activities", "Lists", "MOC"]
    assert not book.sheets["lists"].visible
    findings = book.sheets.add("Findings", after=book.sheets["MOC"])
    assert (book.sheets.active, findings.index) == (findings, 4)
    book.sheets["Activities"].activate()
    book.sheets["Activities"]["B3:C4"].select()
    assert book.selection == book.app.selection == book.sheets["Activities"]["B3:C4"]
    copied = book.sheets["MOC"].copy(name="MOC old")
    assert copied.index == 5
    copied.delete()
    findings.name = "What to do"
    findings.freeze_panes.freeze_at("1:1")
    assert "What to do" in [sheet.name for sheet in book.sheets]


def test_notes_links_and_validations(book: xw.Book) -> None:
    sheet = book.sheets["Activities"]
    sheet["A1"].add_note("What the provider calls it")
    note = sheet["A1"].note
    assert note
    assert note.text == "What the provider calls it"
    assert len(sheet.notes) == 1
    note.delete()
    assert sheet["A1"].note is None
    sheet["K1"].add_hyperlink("https://www.accme.org", "ACCME")
    assert (sheet["K1"].value, sheet["K1"].hyperlink) == ("ACCME", "https://www.accme.org")
    validation = sheet["B2:B9"].data_validation
    assert (validation.type, validation.source, validation.in_cell_dropdown) == ("list", "=boards", True)
    validation.delete()
    assert validation.type == "none"
    validation.set_list(book.names["boards"])
    assert validation.source == "=boards"
    sheet["D2:D9"].data_validation.set_list(["Yes", "No"])
    assert sheet["D2"].data_validation.source == "Yes,No"
    sheet["E2:E9"].data_validation.set_decimal("greater_than", 0)
    assert (sheet["E5"].data_validation.operator, sheet["E5"].data_validation.formula1) == ("greater_than", "=0")


def test_conditional_formats(book: xw.Book, excel: Engine) -> None:
    sheet = book.sheets["Activities"]
    sheet["A2:B9"].conditional_formats.add_custom('=$B2="ABIM"', fill_color="#FFC7CE", font_bold=True)
    formats = sheet["A3"].conditional_formats
    assert [(rule.type, rule.formula, rule.fill_color, rule.font_bold) for rule in formats] == [
        ("custom", '=$B2="ABIM"', (255, 199, 206), True)
    ]
    view = book.impl._document.sheet("Activities")
    assert [[bool(cell) for cell in row] for row in view.conditional_styles("A2:B3")] == [[True, True], [False, False]]
    sheet["A2:B9"].conditional_formats.clear()
    assert len(formats) == 0


def test_rows_are_inserted_and_deleted(book: xw.Book) -> None:
    sheet = book.sheets["Activities"]
    sheet["2:2"].insert("down")
    assert sheet["A2:A4"].value == [None, "A1", "007"]
    sheet["2:3"].delete()
    assert sheet["A2:A3"].value == ["007", None]
    sheet["A1:B1"].copy(sheet["K1"])
    assert sheet["K1:L1"].value == ["ID", "Board"]


def test_the_application(book: xw.Book, excel: Engine) -> None:
    app, sheet = book.app, book.sheets["Activities"]
    with app.properties(screen_updating=False, calculation="manual", status_bar="Checking"):
        assert (app.screen_updating, app.calculation, app.status_bar) == (False, "manual", "Checking")
        sheet["E2"].value = 10
        assert sheet["F2"].value == 3.0
        app.calculate()
        assert sheet["F2"].value == 20.0
    assert (app.screen_updating, app.calculation, app.status_bar) == (True, "automatic", False)
    assert excel.status_shown == ["Checking"]
    assert app.alert("Done") == "ok"
    excel.answers.append("yes")
    assert app.alert("Sure?", "PARS", "yes_no") == "yes"
    assert excel.alerts == [("Done", None, "ok"), ("Sure?", "PARS", "yes_no")]
    with pytest.raises(AssertionError, match="nobody said"):
        app.alert("Sure?", buttons="yes_no")


def test_saving_writes_to_the_file_that_was_opened(book: xw.Book, path: Path, tmp_path: Path, office: Office) -> None:
    before = path.read_bytes()
    book.sheets["Activities"]["A2"].value = "A2"
    assert path.read_bytes() == before
    book.save()
    other = tmp_path / "other.xlsx"
    book.save(other)
    assert (book.name, Path(book.fullname)) == ("other.xlsx", other)
    for saved in (path, other):
        with office.open(saved) as document:
            assert document.sheet("Activities").value("A2") == "A2"
    with pytest.raises(ExcelRefuses, match="no folder"):
        book.save(tmp_path / "nowhere" / "x.xlsx")


def test_what_excel_refuses_is_refused(book: xw.Book, path: Path) -> None:
    lists = book.sheets["Lists"]
    for change in ("value", "formula", "color", "number_format"):
        with pytest.raises(ExcelRefuses, match="locked"):
            setattr(lists["A2"], change, "0" if change != "color" else "#FF0000")
    with pytest.raises(ExcelRefuses, match="locked"):
        lists["A1:C1"].clear_contents()
    lists["C1"].value = "unlocked"
    assert lists["A2:C2"].value[0] == "ABA"
    with pytest.raises(ExcelRefuses, match="hidden"):
        lists.activate()
    with pytest.raises(ExcelRefuses, match="not the active sheet"):
        book.sheets["MOC"]["A1"].select()
    with pytest.raises(ExcelRefuses, match="no sheet named"):
        book.sheets.add("a/b")
    with pytest.raises(ExcelRefuses, match="no cells"):
        book.sheets["MOC"].range("no_such_name")


def test_a_locked_structure_stays(path: Path, excel: Engine) -> None:
    plain = openpyxl.load_workbook(path)
    plain.security = WorkbookProtection(lockStructure=True)
    plain.save(path)
    book = xw.Book(path)
    with pytest.raises(ExcelRefuses, match="structure"):
        book.sheets.add("Findings")
    with pytest.raises(ExcelRefuses, match="structure"):
        book.sheets["MOC"].name = "X"
    with pytest.raises(ExcelRefuses, match="structure"):
        book.sheets["MOC"].visible = False
    with pytest.raises(ExcelRefuses, match="structure"):
        book.sheets["MOC"].delete()


def test_what_the_engine_lacks_is_named(book: xw.Book) -> None:
    sheet = book.sheets["Activities"]
    with pytest.raises(NotInThisEngine, match=r"Range\.autofill"):
        sheet["A1"].autofill(sheet["A1:A3"])
    with pytest.raises(NotInThisEngine, match=r"Sheet\.charts"):
        _ = sheet.charts
    with pytest.raises(NotInThisEngine, match=r"Sheet\.pivot_tables"):
        _ = sheet.pivot_tables
    with pytest.raises(NotInThisEngine, match=r"App\.run"):
        book.macro("Sub")()
    with pytest.raises(NotImplementedError, match=r"api\.Interior"):
        _ = sheet["A1"].api.Interior
    with pytest.raises(NotInThisEngine, match=r"Range\.borders"):
        _ = sheet["A1"].borders


def test_calls_are_counted(book: xw.Book) -> None:
    sheet = book.sheets["Activities"]

    def work(rows: int) -> Calls:
        with counting() as calls:
            values = sheet.range((1, 11), (rows, 20)).value
            sheet.range((1, 11)).value = [["text"] * 10 for _ in values]
            sheet.range((1, 11)).formula = "=1+1"
        return calls

    few, many = work(5), work(2000)
    assert few == many
    assert (few["Range.raw_value"], few["Range.raw_value="], few["Range.formula="]) == (1, 1, 1)
    assert few.cells == 3
    assert few.total() > few.cells
    with counting() as none:
        pass
    assert not none

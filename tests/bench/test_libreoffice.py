"""The test bench itself: what it tells of a workbook is what stands in it."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import openpyxl
import pytest
from openpyxl.formatting.rule import CellIsRule, FormulaRule, Rule
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table
from pyopenvba import ExcelFile

from generator.workbook.cells import CellError
from tests.bench.libreoffice import Area, Document, Office, OfficeError, Value, area_of

RED = PatternFill(bgColor="FFFF0000", fill_type="solid")
GREEN = PatternFill(bgColor="FF00FF00", fill_type="solid")


def rule(make: Callable[..., Rule], *arguments: Any, **named: Any) -> Rule:
    """A conditional format; openpyxl's own functions have no types."""
    return make(*arguments, **named)


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Activities"
    sheet.append(["ID", "Board", "Date", "Flag", "Points", "Formula", "Error"])
    sheet.append(["A1", "ABIM", dt.date(2026, 3, 1), True, 1.5, '=IF(E2>1,"big","")', "=NA()"])
    sheet.append(["007", "ABA", dt.datetime(2026, 3, 1, 12, 30), False, 0.5, "=E3=0.5", "=1/0"])
    sheet.append(["x", None, None, None, None, "=SUM(tActivities[Points])", "=no_such_name"])
    sheet.add_table(Table(displayName="tActivities", ref="A1:G4"))
    sheet["I1"] = "Merged"
    lists = book.create_sheet("Lists")
    for row, (board, area) in enumerate([("ABA", "a1"), ("ABIM", "a2"), ("ABP", "b1")], 2):
        lists.append([None, None])
        lists.cell(row, 1, board)
        lists.cell(row, 2, area)
    lists.protection.sheet = True
    lists.sheet_state = "hidden"
    for name, refers in [("boards", "Lists!$A$2:$A$4"), ("top", "Lists!$B$2"), ("r_Board", "Activities!$B1")]:
        book.defined_names[name] = DefinedName(name, attr_text=refers)
    validations: list[tuple[str, Literal["list", "decimal"], str]] = [
        ("A2:A9", "list", "OFFSET(top,MATCH($B2,boards,0)-1,0,2,1)"),
        ("B2:B9", "list", "boards"),
        ("D2:D9", "list", '"Yes,No"'),
    ]
    for cells, kind, formula in validations:
        validation = DataValidation(type=kind, formula1=formula, allow_blank=True)
        validation.add(cells)
        sheet.add_data_validation(validation)
    points = DataValidation(type="decimal", operator="greaterThan", formula1="1", allow_blank=True)
    points.add("E2:E9")
    sheet.add_data_validation(points)
    marks = sheet.conditional_formatting
    marks.add("A2:E9", rule(FormulaRule, ['A2="ABIM"'], fill=RED))
    marks.add(
        "A2:E9",
        rule(FormulaRule, ["AND($E2<1,$E2<>0)"], fill=GREEN, font=Font(italic=True), border=Border(top=Side("thin"))),
    )
    marks.add("E2:E9", rule(CellIsRule, operator="equal", formula=["1.5"], font=Font(bold=True)))
    marks.add("C6:D8", rule(FormulaRule, ['r_Board="ABP"'], fill=RED))
    path = tmp_path_factory.mktemp("bench") / "book.xlsx"
    book.save(path)
    return path


@pytest.fixture
def document(office: Office, workbook: Path) -> Iterator[Document]:
    with office.open(workbook) as opened:
        yield opened


def test_addresses() -> None:
    assert area_of("$B$2:D9") == area_of("D9:B2") == Area(1, 1, 8, 3)
    assert area_of("AA:AB") == Area(0, 26, 1_048_575, 27)
    assert area_of("XFD1048576").address == "XFD1048576"
    for wrong in ("", "A", "7", "A1:B", "A1:7", "Sheet!A1", "ABCD1"):
        with pytest.raises(ValueError, match="no address"):
            area_of(wrong)


def test_values_have_their_types(document: Document) -> None:
    sheet = document.sheet("Activities")
    assert sheet.values("A2:G4", dates=True) == [
        ["A1", "ABIM", dt.datetime(2026, 3, 1), True, 1.5, "big", CellError("#N/A")],
        ["007", "ABA", dt.datetime(2026, 3, 1, 12, 30), False, 0.5, True, CellError("#DIV/0!")],
        ["x", None, None, None, None, 2.0, CellError("#NAME?")],
    ]
    assert sheet.value("C2") == 46082.0
    assert sheet.texts("C2:G2") == [["46082", "TRUE", "1.5", "big", "#N/A"]]
    assert sheet.shown("C2") == "2026-03-01"
    assert sheet.errors("A1:G4") == {"G2": "#N/A", "G3": "#DIV/0!", "G4": "#NAME?"}


def test_formulas_read_as_in_excel(document: Document) -> None:
    sheet = document.sheet("Activities")
    assert sheet.formulas("A2:F2") == [["A1", "ABIM", "46082", "TRUE", "1.5", '=IF(E2>1,"big","")']]
    assert sheet.formulas("A3:B3") == [["007", "ABA"]]
    assert sheet.formula("F4") == "=SUM(tActivities[Points])"


def test_writing(document: Document) -> None:
    sheet = document.sheet("Activities")
    row: list[Value | dt.date] = [
        1,
        "007",
        "=A1",
        "2026-01-02",
        None,
        True,
        dt.date(2026, 1, 2),
        CellError("#N/A"),
        CellError("#DIV/0!"),
        "'quoted",
    ]
    sheet.set_values("K2", [row])
    read = sheet.values("K2:T2", dates=True)
    assert read == [[dt.datetime(2026, 1, 2) if cell == dt.date(2026, 1, 2) else cell for cell in row]]
    sheet.set_formula("K3", '=IF(Lists!A2="ABA","a,b",{1,2})')
    sheet.set_formulas("L3", [["=K3&K3", "plain"]])
    assert sheet.values("K3:M3") == [["a,b", "a,ba,b", "plain"]]
    sheet.clear("K3:M3")
    assert sheet.values("K3:M3") == [[None, None, None]]


def test_changes_are_calculated(document: Document) -> None:
    sheet = document.sheet("Activities")
    sheet.set_value("E4", 10)
    assert sheet.value("F4") == 12.0
    assert document.recalculate() > 0
    assert document.calculate() >= 0
    assert sheet.value("F4") == 12.0


def test_sorting_inserting_and_deleting_rows(document: Document) -> None:
    sheet = document.sheet("Activities")
    sheet.sort("A2:G4", 0, descending=True)
    assert [row[0] for row in sheet.values("A2:A4")] == ["x", "A1", "007"]
    sheet.insert_rows(3)
    sheet.delete_rows(2)
    assert [row[0] for row in sheet.values("A2:A4")] == [None, "A1", "007"]


def test_names_and_tables(document: Document) -> None:
    assert document.sheet_names == ["Activities", "Lists"]
    assert not document.sheet("Lists").visible
    assert document.names()["boards"] == "=Lists!$A$2:$A$4"
    assert document.tables() == {"tActivities": ("Activities", "A1:G4")}
    with pytest.raises(KeyError):
        document.sheet("Nowhere")


def test_evaluating_leaves_no_trace(document: Document) -> None:
    assert document.evaluate("=SUM(tActivities[Points])", sheet="Activities") == 2.0
    assert document.evaluate('COUNTIF(boards,"AB*")', sheet="Lists") == 3.0
    assert document.evaluate("r_Board", sheet="Activities", row=3) == "ABA"
    assert document.evaluate("1/0") == CellError("#DIV/0!")
    assert document.sheet("Activities").used_area.address == "A1:I4"
    assert document.sheet("Lists").component.isProtected()


def test_drop_downs_depend_on_the_row(document: Document) -> None:
    sheet = document.sheet("Activities")
    assert sheet.drop_down("A2") == ["a2", "b1"]
    assert sheet.drop_down("A3") == ["a1", "a2"]
    assert sheet.drop_down("A4") == []
    assert sheet.drop_down("B9") == ["ABA", "ABIM", "ABP"]
    assert sheet.drop_down("D2") == ["Yes", "No"]
    assert sheet.drop_down("E2") is None
    sheet.set_value("B4", "ABIM")
    assert sheet.drop_down("A4") == ["a2", "b1"]


def test_invalid_cells(document: Document) -> None:
    sheet = document.sheet("Activities")
    assert sheet.invalid_cells() == ["A2", "D2", "A3", "D3", "E3", "A4"]
    sheet.set_values("A2", [["a2"], ["a3"]])
    sheet.set_values("D2", [["Yes"], ["Perhaps"]])
    assert sheet.invalid_cells() == ["A3", "D3", "E3", "A4"]


def test_conditional_formats(document: Document) -> None:
    sheet = document.sheet("Activities")
    styles = sheet.conditional_styles("A2:E3")
    red, bold = styles[0][1], styles[0][4]
    assert [bool(cell) for cell in styles[0]] == [False, True, False, False, True]
    assert document.style(red[0]).background == "FF0000"
    assert document.style(bold[0]).bold
    assert len({*styles[1]}) == 1
    green = document.style(styles[1][0][0])
    assert (green.background, green.italic, green.sides) == ("00FF00", True, (True, False, False, False))
    assert sheet.conditional_style("A4") is None


def test_conditional_formats_over_row_relative_names(document: Document) -> None:
    sheet = document.sheet("Activities")
    sheet.set_value("B7", "ABP")
    marked = [[bool(cell) for cell in row] for row in sheet.conditional_styles("B6:E8")]
    assert marked == [[False] * 4, [False, True, True, False], [False] * 4]


def test_conditional_formats_agree_with_what_libreoffice_draws(document: Document, tmp_path: Path) -> None:
    sheet = document.sheet("Activities")
    sheet.set_values("B5", [["ABIM"], ["ABP"]])
    drawn = document.save(tmp_path / "drawn.html").read_text(encoding="utf-8", errors="replace")
    rows = [re.findall(r"<td(.*?)>", row) for row in re.findall(r"<tr>(.*?)</tr>", drawn, re.DOTALL)]
    colored = [["bgcolor" in cell for cell in row[:5]] for row in rows[:6]]
    told = [
        [any(document.style(name).background for name in cell[:1]) for cell in row]
        for row in sheet.conditional_styles("A1:E6")
    ]
    assert told == colored
    assert any(map(any, told))


def test_the_file_itself_is_never_touched(office: Office, workbook: Path, tmp_path: Path) -> None:
    before = workbook.read_bytes()
    workbook.with_name(".~lock.book.xlsx#").write_text("somebody,else,;")
    with office.open(workbook) as document:
        document.sheet("Activities").set_value("A2", "changed")
        saved = document.save(tmp_path / "saved.xlsx")
    assert workbook.read_bytes() == before
    with office.open(saved) as document:
        assert document.sheet("Activities").value("A2") == "changed"
        assert document.sheet("Activities").drop_down("D2") == ["Yes", "No"]
    assert "xl/tables/table1.xml" in zipfile.ZipFile(saved).namelist()


def test_a_new_workbook(office: Office, tmp_path: Path) -> None:
    with office.new() as document:
        document.add_sheet("MOC").set_formula("A1", "=1+1")
        pdf = document.save(tmp_path / "new.pdf")
        assert document.sheet("MOC").value("A1") == 2.0
        with pytest.raises(ValueError, match="no form"):
            document.save(tmp_path / "new.doc")
        with pytest.raises(OfficeError, match="could not write"):
            document.save(tmp_path / "nowhere" / "new.xlsx")
    assert pdf.read_bytes().startswith(b"%PDF")


def test_what_is_no_workbook_is_refused(office: Office, tmp_path: Path) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 no zip")
    with pytest.raises(OfficeError, match=r"could not load broken\.xlsx"):
        office.open(broken)


def test_pictures_show_the_area(document: Document, tmp_path: Path) -> None:
    small = document.render("Activities", tmp_path / "small.png", area="A1:B3")
    wide = document.render("Activities", tmp_path / "wide.png", area="A1:G3", headings=True)
    document.render("Lists", tmp_path / "lists.png")
    (small_width, small_height), (wide_width, wide_height) = map(_png_size, (small, wide))
    assert 3 * small_width < wide_width < 5 * small_width
    assert small_height < wide_height < 2 * small_height


def _png_size(path: Path) -> tuple[int, int]:
    data = path.read_bytes()
    return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])


@pytest.mark.parametrize("suffix", [".xlsm", ".xlam"])
def test_macros_run(office: Office, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"macros{suffix}"
    with ExcelFile.create_new(path) as file:
        lines = [
            'Attribute VB_Name = "Module1"',
            "Public Log As String",
            "Sub Note(text)",
            "Log = Log & text",
            "End Sub",
        ]
        file.set_module("Module1", "\n".join([*lines, "Function Noted()", "Noted = Log", "End Function", ""]))
        file.save()
    with office.open(path) as document:
        document.run_macro("Module1.Note", "a")
        document.run_macro("Module1.Note", 2)
        assert document.run_macro("Module1.Noted") == "a2"
        with pytest.raises(OfficeError, match=r"Module1\.Nothing did not run"):
            document.run_macro("Module1.Nothing")


def test_it_starts_anew_after_a_crash(tmp_path: Path, office: Office, workbook: Path) -> None:
    mortal = Office(tmp_path)
    mortal.open(workbook)
    first = mortal.pid
    mortal.kill()
    with mortal.open(workbook) as document:
        assert document.sheet("Activities").value("A2") == "A1"
        assert mortal.pid not in {first, office.pid}
    mortal.stop()
    assert not mortal.running

"""Upgrade as a button: the file of the open workbook in a fresh one, which opens, told in the words of the console."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from generator.catalog import Catalog, load, newest
from generator.template.live import live_marks
from generator.template.new import write_new
from generator.workbook.read import read
from tests.addin.open_batch import click
from tests.bench.excel import Engine
from tests.upkeep.joined import DAY
from tests.workbook.filled import catalog_of, column

ROWS = {
    "activities": {
        2: {"provider_activity_id": "CME-1", "title": "=Pain", "format": "Journal-based CME"},
        3: {"provider_activity_id": "CME-2", "title": "Sleep", "format": "Journal-based CME"},
    }
}


@pytest.fixture
def older(excel: Engine, tmp_path: Path) -> xw.Book:
    """A workbook of the first version, as it was saved."""
    old = load("2025.1")
    path = tmp_path / "old.xlsx"
    write_new(old, path, live_marks(old), rows=5, rows_of=ROWS, day=DAY)
    return as_saved(xw.Book(path))


def as_saved(book: xw.Book) -> xw.Book:
    """LibreOffice takes a workbook for changed when it has calculated it."""
    book.impl._component.setModified(False)
    return book


def test_the_file_comes_into_a_fresh_workbook_which_opens(excel: Engine, older: xw.Book, tmp_path: Path) -> None:
    before = (tmp_path / "old.xlsx").read_bytes()
    asked: list[Path] = []

    def choose(step: object) -> Path:
        asked.append(tmp_path / "old-new.xlsx")
        return asked[-1]

    told = click("upgrade", choose=choose)
    new = tmp_path / "old-new.xlsx"
    assert Path(xw.books.active.fullname) == new
    assert not told.failed
    assert f"Upgraded from catalog 2025.1 to {newest()}: {new}\nIts sheet Upgrade lists every value." in told.text
    assert (
        "Changed (2 values)\n  Activities  Format  Journal-based CME → Journal-based CE  (F2, F3)" in told.text
    )  # fmt: skip
    assert "Activities: 2 rows read, 2 written\nValues: 4 carried, 2 changed, 0 to look at, 0 left behind." in told.text
    assert column(read(new, catalog_of), "activities", "title") == {2: "=Pain", 3: "Sleep"}
    assert (tmp_path / "old.xlsx").read_bytes() == before
    assert openpyxl.load_workbook(new).sheetnames[-1] == "Upgrade"


def test_it_proposes_a_free_name_beside_the_workbook(excel: Engine, older: xw.Book, tmp_path: Path) -> None:
    (tmp_path / "old-new.xlsx").write_text("mine")
    asked: list[Path] = []
    told = click("upgrade", choose=lambda step: asked.append(step.proposed))
    assert asked == [tmp_path / "old-new (2).xlsx"]
    assert told.text == ""
    assert sorted(path.name for path in tmp_path.glob("*.xlsx")) == ["old-new.xlsx", "old.xlsx"]


def test_changes_that_are_not_saved_are_not_passed_over(excel: Engine, older: xw.Book, tmp_path: Path) -> None:
    older.sheets["Activities"]["E4"].value = "typed just now"
    told = click("upgrade")
    assert told.failed
    assert told.text.startswith("Save this workbook first")
    assert [path.name for path in tmp_path.glob("*.xlsx")] == ["old.xlsx"]


def test_a_workbook_from_the_web_and_one_that_is_no_batch(excel: Engine, older: xw.Book, tmp_path: Path) -> None:
    older.impl.come_from("https://example.sharepoint.com/old.xlsx")
    assert click("upgrade").text.startswith("Excel has this workbook from the web: save a copy")
    book = xw.Book()
    assert click("upgrade", book).text.startswith("Save this workbook first")
    openpyxl.Workbook().save(tmp_path / "other.xlsx")
    other = as_saved(xw.Book(tmp_path / "other.xlsx"))
    told = click("upgrade", other)
    assert told.failed
    assert "\n" not in told.text
    assert not (tmp_path / "other-new.xlsx").exists()


def test_what_may_not_be_replaced_stays(
    excel: Engine, older: xw.Book, tmp_path: Path, catalog: Catalog, template: Path
) -> None:
    work = tmp_path / "work.xlsx"
    write_new(catalog, work, live_marks(catalog), rows=5, rows_of=ROWS, day=DAY)
    before = work.read_bytes()
    for target, words in (
        (work, "is never replaced"),
        (tmp_path / "old.xlsx", "A workbook named old.xlsx is open"),
        (tmp_path / "sub" / "old.xlsx", "A workbook named old.xlsx is open"),
        (tmp_path / "new.xlsm", r"write new.xlsx instead"),
        (tmp_path / "nowhere" / "new.xlsx", "does not exist"),
    ):
        told = click("upgrade", older, choose=lambda step, target=target: target)
        assert told.failed
        assert words in told.text
    assert work.read_bytes() == before
    empty = tmp_path / "empty.xlsx"
    empty.write_bytes(template.read_bytes())
    excel.answers = ["no"]
    assert click("upgrade", older, choose=lambda step: empty).text == ""
    assert empty.read_bytes() == template.read_bytes()


def test_a_long_list_is_cut_and_the_numbers_stay(excel: Engine, tmp_path: Path) -> None:
    old = load("2025.1")
    rows = {
        "activities": {
            row: {"provider_activity_id": f"CME-{row}", "title": f"Title {row}", "rems": "Yes", "format": "=1+1"}
            for row in range(2, 40)
        }
    }
    rows["moc"] = {2: {"provider_activity_id": "CME-2", "board": "ABS", "practice_area_1": "Bariatric Surgery"}}
    write_new(old, tmp_path / "old.xlsx", live_marks(old), rows=50, rows_of=rows, day=DAY)
    workbook = openpyxl.load_workbook(tmp_path / "old.xlsx")
    workbook.security = None
    for number in range(12):
        workbook.create_sheet(f"Ideas {number}")["A1"] = "mine"
    workbook.save(tmp_path / "old.xlsx")
    told = click("upgrade", as_saved(xw.Book(tmp_path / "old.xlsx")))
    assert "Left behind (12 values)\n  Ideas 0  (the whole sheet)" in told.text
    assert "… and 7 more" in told.text
    assert "Activities: 38 rows read, 38 written" in told.text
    assert len(told.text) <= 1000

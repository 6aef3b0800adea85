"""Cells and rows in unusual places: merged, far below, on a sheet that nobody reads (DESIGN, Cells)."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from generator.run.exporting import exported
from generator.template.files import save
from tests.second_reading import books
from tests.second_reading.valid import valid_batch

TODAY = dt.date(2026, 11, 24)


def _checked(book: object, folder: Path) -> tuple[list[object], dict[str, object]]:
    save(book, folder / "batch.xlsx")
    outcome = exported(folder / "batch.xlsx", folder / "upload.xml", TODAY, None)
    return list(outcome.checked.findings), json.loads((folder / "upload.xml.receipt.json").read_text(encoding="utf-8"))


def _book(activities: int) -> tuple[object, object]:
    batch = valid_batch(6, activities, TODAY)
    book = books.empty_book()
    for row in batch["activities"].values():
        row |= {"moc": "No", "rems": "No", "commercial_support": "No"}
    books.fill(book["Activities"], "activities", batch["activities"])
    return book, book["Activities"]


def test_merged_cells_hold_back_every_row_that_they_cover(tmp_path: Path) -> None:
    """A covered cell has lost what was typed there."""
    book, page = _book(5)
    title = next(cell.column for cell in page[1] if cell.value == "City")
    page.merge_cells(start_row=3, end_row=4, start_column=title, end_column=title)
    findings, receipt = _checked(book, tmp_path)
    assert {f.row for f in findings if f.severity.value == "invalid" and f.sheet == "Activities"} == {3, 4}
    assert [entry["row"] for entry in receipt["exported"]] == [2, 5, 6]


def test_a_row_far_below_the_others_is_read_and_held_back(tmp_path: Path) -> None:
    """More than 1,000 blank rows below the last: nobody sees it, so it is told and not sent."""
    book, page = _book(3)
    where = next(cell.column for cell in page[1] if cell.value == "Provider activity ID")
    page.cell(1500, where).value = "FAR"
    findings, receipt = _checked(book, tmp_path)
    assert receipt["rows"]["Activities"] == {"read": 4, "exported": 3, "held_back": 1, "left_out": 0}
    assert [(entry["sheet"], entry["row"]) for entry in receipt["held_back"]] == [("Activities", 1500)]
    assert [f for f in findings if f.severity.value == "invalid"]


def test_a_second_data_sheet_is_told(tmp_path: Path) -> None:
    """A copy of a sheet is not read: advice sheet-not-read."""
    book, page = _book(2)
    copy = book.create_sheet("Activities (2)")
    for cell in page[1]:
        copy.cell(1, cell.column).value = cell.value
    copy.cell(2, 2).value = "X1"
    findings, receipt = _checked(book, tmp_path)
    assert [f.severity.value for f in findings if f.code == "sheet-not-read"] == ["advice"]
    assert receipt["rows"]["Activities"]["read"] == 2

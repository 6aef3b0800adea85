"""What people do to the columns and rows of a live workbook in a spreadsheet program, and what the check says then."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.catalog import load
from generator.failure import Failure
from generator.run.checking import Checked, checked
from generator.run.copying import repaired_copy
from generator.sample.write import write_office
from tests.bench.libreoffice import Document, Office, SheetView, column_letter

TODAY = dt.date(2026, 3, 31)
TABLE = "A1:EQ13"
"""Activities with its hidden columns: twelve of them."""


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("columns") / "year.xlsx"
    write_office(load(), path, 6, 1, activities=12)
    return path


def found(result: Checked) -> list[tuple[str, str | None, str | None]]:
    return sorted(((each.code, each.activity_id, each.field or "") for each in result.findings), key=str)


def column_of(sheet: SheetView, header: str) -> int:
    return sheet.values("A1:BZ1")[0].index(header)


def delete(sheet: SheetView, header: str) -> None:
    sheet.component.Columns.removeByIndex(column_of(sheet, header), 1)


def insert(sheet: SheetView) -> None:
    at = column_of(sheet, "Title")
    sheet.component.Columns.insertByIndex(at, 1)
    sheet.set_values(f"{column_letter(at)}1", [["Our course number"], ["HVH 12"]])


def move(sheet: SheetView) -> None:
    """Cuts the column City and puts it before the title, as somebody does with the mouse."""
    at = column_of(sheet, "Title")
    sheet.component.Columns.insertByIndex(at, 1)
    old = column_letter(column_of(sheet, "City"))
    target = sheet.component.getCellByPosition(at, 0).CellAddress
    sheet.component.moveRange(target, sheet.range(f"{old}1:{old}13").RangeAddress)
    sheet.component.Columns.removeByIndex(column_of(sheet, "State") - 1, 1)


def sort(sheet: SheetView) -> None:
    sheet.sort(TABLE.replace("A1", "A2"), column_of(sheet, "Title"))


def hide_rows(sheet: SheetView) -> None:
    """As a filter does that shows only what is OK."""
    for row in range(2, 14):
        sheet.component.Rows.getByIndex(row - 1).IsVisible = sheet.value(f"A{row}") == "OK"


def saved(office: Office, year: Path, path: Path, how: Callable[[SheetView], None], title: str = "Activities") -> Path:
    with office.open(year) as document:
        how(document.sheet(title))
        return document.save(path)


@pytest.mark.parametrize(
    ("title", "header"), [("Activities", "Provider activity ID"), ("Activities", "Title"), ("MOC", "Board")]
)
def test_a_deleted_column_that_is_needed_is_named_in_one_sentence(
    office: Office, year: Path, tmp_path: Path, title: str, header: str
) -> None:
    path = saved(office, year, tmp_path / "b.xlsx", lambda sheet: delete(sheet, header), title)
    with pytest.raises(Failure, match=re.escape(f"The sheet {title} has no column '{header}' in row 1; ")):
        checked(path, TODAY, None)


@pytest.mark.parametrize("header", ["City", "Status"])
def test_another_deleted_column_is_told_and_the_rest_is_checked(
    office: Office, year: Path, tmp_path: Path, header: str
) -> None:
    result = checked(saved(office, year, tmp_path / "b.xlsx", lambda sheet: delete(sheet, header)), TODAY, None)
    (told,) = [finding for finding in result.findings if finding.code in {"column-missing", "helper-missing"}]
    assert re.search(rf"sheet Activities.* {header}\b", told.message)
    assert {code for code, _, _ in found(checked(year, TODAY, None))} <= {code for code, _, _ in found(result)}


def test_a_column_that_was_cut_and_put_elsewhere_is_followed_and_told_and_repaired(
    office: Office, year: Path, tmp_path: Path
) -> None:
    """The names of cells in the row of a formula do not move along in LibreOffice; the check needs none of them."""
    path, repaired = saved(office, year, tmp_path / "b.xlsx", move), tmp_path / "repaired.xlsx"
    before, after = checked(year, TODAY, None), checked(path, TODAY, None)
    assert sorted([*found(before), ("names-broken", None, "")], key=str) == found(after)
    repaired_copy(after, path, repaired)
    assert found(checked(repaired, TODAY, None)) == found(before)
    with office.open(year) as old, office.open(repaired) as new:
        assert statuses(new) == statuses(old)


@pytest.mark.parametrize("how", [insert, sort, hide_rows], ids=lambda how: how.__name__)
def test_the_check_finds_the_same_and_status_stays_with_its_row(
    office: Office, year: Path, tmp_path: Path, how: Callable[[SheetView], None]
) -> None:
    path = saved(office, year, tmp_path / "b.xlsx", how)
    before, after = checked(year, TODAY, None), checked(path, TODAY, None)
    assert found(after) == found(before)
    with office.open(year) as old, office.open(path) as new:
        assert statuses(new) == statuses(old)
        assert len(set(statuses(new).values())) > 3


def statuses(document: Document) -> dict[str, str]:
    document.recalculate()
    return {row[1]: row[0] for row in document.sheet("Activities").texts("A2:B13")}

"""Copies carry what their formulas show, on the day that their Start says; a workbook that has lost something does
not."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from generator.run.checking import checked
from generator.run.copying import marked_copy, repaired_copy
from generator.template.start_sheet import setting_of
from tests.upkeep.closed import ACTIVITIES, by_openpyxl, live, parts, write

DAY = dt.date(2026, 3, 31)


def marked(path: Path) -> Workbook:
    copy = path.with_name("marked.xlsx")
    marked_copy(checked(path, DAY, None, given=dt.date(2020, 1, 1)), path, copy, replace=True)
    return openpyxl.load_workbook(copy, data_only=True)


def start(seen: Workbook) -> dict[str, object]:
    return {str(row[1]): row[2] for row in seen["Start"].iter_rows(values_only=True) if row[1]}


def test_a_copy_of_a_workbook_that_nothing_calculated_shows_how_it_stands(tmp_path: Path) -> None:
    path = live(tmp_path / "a.xlsx")
    assert openpyxl.load_workbook(path, data_only=True)["Activities"]["A2"].value is None
    seen = marked(path)
    assert str(seen["Activities"]["A2"].value).startswith("Will not save in PARS: Start date")
    assert not seen["Activities"]["A3"].value, "a blank row"
    assert [seen["Readiness"].cell(row, 1).value or "" for row in (5, 6, 7, 8)] == ["A-1", "", "007", ""]
    assert str(start(seen)["Records: Will not save"]) == "2"
    assert str(start(seen)["MOC: rows"]) == "1"


def test_a_value_of_before_is_replaced(tmp_path: Path) -> None:
    """A program that fills in rows and does not calculate leaves the values of the empty template behind."""
    path = live(tmp_path / "a.xlsx")
    content = parts(path)
    stale, found = re.subn(
        rb'<c r="A2"[^>]*>(<f.*?</f>)<v.*?</c>', rb'<c r="A2" t="str">\1<v>STALE</v></c>', content[ACTIVITIES]
    )
    assert found == 1
    path = write(path, content | {ACTIVITIES: stale})
    assert openpyxl.load_workbook(path, data_only=True)["Activities"]["A2"].value == "STALE"
    assert str(marked(path)["Activities"]["A2"].value).startswith("Will not save in PARS: ")


def _close(workbook: Workbook) -> None:
    """Closes A-1, which ends on April 2."""
    sheet = workbook["Activities"]
    columns = {str(cell.value): cell.column_letter for cell in sheet[1]}
    for header, value in (
        ("Start date", dt.date(2026, 3, 1)),
        ("End date", dt.date(2026, 4, 2)),
        ("Close record", "Yes"),
    ):
        sheet[f"{columns[header]}2"] = value


def _type_a_day(workbook: Workbook) -> None:
    cell = setting_of(workbook, "today")
    assert cell.offset(column=-1).value == "Today"
    cell.value = dt.date(2026, 5, 1)


def test_a_day_typed_on_start_counts(tmp_path: Path) -> None:
    """It does in the workbook, also where the check went by a day of its own."""
    path = by_openpyxl(live(tmp_path / "a.xlsx"), _close)
    seen = marked(path)
    assert "Closed before" in str(seen["Activities"]["A2"].value)
    assert start(seen)["Today"] == dt.datetime(2026, 3, 31)
    assert str(setting_of(seen, "today").offset(column=1).value).startswith("Type another date")
    seen = marked(by_openpyxl(path, _type_a_day))
    assert "Closed before" not in str(seen["Activities"]["A2"].value)
    assert str(setting_of(seen, "today").offset(column=1).value).startswith("The workbook, its check")


def _status(workbook: Workbook) -> None:
    workbook["Activities"]["A3"] = "OK"


def _name(workbook: Workbook) -> None:
    del workbook.defined_names["l_boards"]


def _list(workbook: Workbook) -> None:
    workbook["Lists"]["C2"] = "Mine"


def _below(workbook: Workbook) -> None:
    workbook["Activities"]["B9"] = "A-9"


def _far_below(workbook: Workbook) -> None:
    workbook["MOC"]["B5000"] = "A-1"


def _other_formula(workbook: Workbook) -> None:
    setting_of(workbook, "today").value = "=TODAY()-1"


@pytest.mark.parametrize("lose", [_status, _name, _list, _below, _far_below, _other_formula])
def test_formulas_that_show_something_else_than_the_check_says_keep_what_they_have(
    lose: Callable[[Workbook], None], tmp_path: Path
) -> None:
    seen = marked(by_openpyxl(live(tmp_path / "a.xlsx"), lose))
    assert seen["Activities"]["A2"].value is None
    assert start(seen)["Activities: rows"] is None


@pytest.mark.parametrize("lose", [_status, _name, _list, _below])
def test_a_repaired_copy_shows_what_was_lost_too(lose: Callable[[Workbook], None], tmp_path: Path) -> None:
    path, copy = by_openpyxl(live(tmp_path / "a.xlsx"), lose), tmp_path / "b.xlsx"
    assert not repaired_copy(checked(path, DAY, None), path, copy).left
    seen = openpyxl.load_workbook(copy, data_only=True)
    assert str(seen["Activities"]["A2"].value).startswith("Will not save in PARS: Start date")
    assert start(seen)["Activities: rows"] == (3 if lose is _below else 2)


def _rename_a_board(workbook: Workbook) -> None:
    header = next(cell for cell in workbook["Readiness"][4] if str(cell.value).startswith("MOC: "))
    header.value = "ENT"


def _delete_a_board(workbook: Workbook) -> None:
    number = next(cell.column for cell in workbook["Readiness"][4] if str(cell.value).startswith("MOC: "))
    for row in range(4, workbook["Readiness"].max_row + 1):
        workbook["Readiness"].cell(row, number).value = None


@pytest.mark.parametrize("change", [_rename_a_board, _delete_a_board])
def test_a_column_of_readiness_that_is_gone_leaves_the_others(
    tmp_path: Path, change: Callable[[Workbook], None]
) -> None:
    whole = marked(live(tmp_path / "a.xlsx"))["Readiness"]
    path = by_openpyxl(live(tmp_path / "a.xlsx"), change)
    seen = marked(path)["Readiness"]
    headers = [cell.value for cell in seen[4]]
    for number, cell in enumerate(whole[4], 1):
        if cell.value in headers and not str(cell.value).startswith("MOC"):
            column = headers.index(cell.value) + 1
            assert [seen.cell(row, column).value or "" for row in range(5, 9)] == [
                whole.cell(row, number).value or "" for row in range(5, 9)
            ], cell.value
    assert repaired_copy(checked(path, DAY, None), path, tmp_path / "b.xlsx")


def test_a_total_of_somebody_elses_with_our_words_is_left_alone(tmp_path: Path) -> None:
    def add(workbook: Workbook) -> None:
        workbook["Start"]["B90"], workbook["Start"]["C90"] = "Records: Draft", "=1+41"

    seen = marked(by_openpyxl(live(tmp_path / "a.xlsx"), add))["Start"]
    assert seen["C90"].value is None, "nobody has calculated it"
    ours = next(row for row in seen.iter_rows(max_row=80) if row[1].value == "Records: Draft")
    assert str(ours[2].value) == "0"


def test_a_formula_among_the_entries_that_nothing_calculated_leaves_the_values_alone(tmp_path: Path) -> None:
    def formula(workbook: Workbook) -> None:
        columns = {str(cell.value): cell.column_letter for cell in workbook["Activities"][1]}
        workbook["Activities"][f"{columns['Title']}2"] = '="A title "&1'

    seen = marked(by_openpyxl(live(tmp_path / "a.xlsx"), formula))
    assert not seen["Activities"]["A2"].value
    assert any(row[4] and "calculated" in str(row[4]) for row in seen["Findings"].iter_rows(values_only=True))


def test_a_repaired_copy_goes_by_the_settings_that_it_has_got_back(tmp_path: Path) -> None:
    """Without its name, a day typed on Start counts for nobody; with it, it counts."""

    def lose(workbook: Workbook) -> None:
        _close(workbook)
        setting_of(workbook, "today").value = dt.date(2026, 5, 1)
        del workbook.defined_names["today"]

    path = by_openpyxl(live(tmp_path / "a.xlsx"), lose)
    assert repaired_copy(checked(path, DAY, None), path, tmp_path / "b.xlsx").left == ()
    status = openpyxl.load_workbook(tmp_path / "b.xlsx", data_only=True)["Activities"]["A2"].value
    assert "Closed before" not in str(status)
    again = tmp_path / "c.xlsx"
    marked_copy(checked(tmp_path / "b.xlsx", DAY, None), tmp_path / "b.xlsx", again)
    assert openpyxl.load_workbook(again, data_only=True)["Activities"]["A2"].value == status

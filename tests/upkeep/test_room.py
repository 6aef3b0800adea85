"""Rows typed below a table: the workbook says so, and a repaired copy has all of the template for them too."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from openpyxl.workbook import Workbook
from openpyxl.worksheet.table import Table

from generator.template import build
from generator.template.layout import ALL_IDS
from generator.template.live import live_marks
from generator.template.readiness_sheet import readiness_note
from generator.template.room import READINESS_LINES, SPARE_LINES, room
from generator.template.start_sheet import _TODAY_HINT
from generator.upkeep.repair import repair
from generator.workbook.read import read
from tests.bench.libreoffice import Document, Office
from tests.live.test_formulas import EXCEL_2010, bare
from tests.upkeep.closed import (
    ACTIVITIES,
    BOOK,
    MOC,
    READINESS,
    ROWS,
    by_openpyxl,
    catalog,
    edited,
    live,
    notes,
    parts,
    said,
)
from tests.workbook.filled import catalog_of

LAST = ROWS + 1
TYPED = LAST + 3


def typed_below(workbook: Workbook) -> None:
    """Activities in the last row of the table and in three rows below it, of which one is blank, and boards below
    theirs."""
    sheet = workbook["Activities"]
    for row in (LAST, LAST + 1, TYPED):
        sheet[f"B{row}"], sheet[f"E{row}"], sheet[f"F{row}"] = f"A-{row}", "Typed below", "Live Course"
    sheet[f"O{TYPED}"].number_format = "0.0"
    moc = workbook["MOC"]
    moc[f"B{2 * ROWS + 2}"], moc[f"C{2 * ROWS + 2}"] = f"A-{TYPED}", "ABIM"


def cells(data: bytes) -> dict[str, tuple[str | None, str]]:
    root = etree.fromstring(data)
    return {
        str(c.get("r")): (c.get("s"), "".join(map(str, c.itertext())))
        for c in root.iter("{*}c")
        if c.find("{*}f") is None and (c.get("t") or len(c))
    }


def names(path: Path) -> dict[str, str]:
    root = etree.fromstring(parts(path)[BOOK])
    return {str(n.get("name")): str(n.text) for n in root.iterfind("{*}definedNames/{*}definedName")}


def repaired(path: Path, target: Path) -> Path:
    done = repair(path, target, catalog())
    assert done.before
    assert done.left == ()
    return target


def test_texts_of_digits_are_meant_below_the_table_too(tmp_path: Path) -> None:
    row = f'<row r="{TYPED}"><c r="B{TYPED}" t="inlineStr"><is><t>0053</t></is></c></row></sheetData>'
    path = edited(live(tmp_path / "a.xlsx"), ACTIVITIES, ("</sheetData>", row))
    ignored = {
        name: etree.fromstring(parts(file)[ACTIVITIES]).find("{*}ignoredErrors/{*}ignoredError").get("sqref")  # type: ignore[union-attr]
        for name, file in (("before", path), ("after", repaired(path, tmp_path / "b.xlsx")))
    }
    assert ignored["before"].startswith(f"B2:C{LAST} E2:E{LAST}")
    assert ignored["after"] == ignored["before"].replace(str(LAST), str(TYPED))


def test_what_is_below_the_table_costs_a_fresh_workbook_nothing(tmp_path: Path) -> None:
    path = by_openpyxl(live(tmp_path / "a.xlsx"), typed_below)
    assert notes(path) == [], "nothing of the template is lost; reading tells the rows"
    assert [(n.code, n.sheet, dict(n.slots)) for n in read(path, catalog_of).notes] == [
        ("row-below-table", "Activities", {"rows": f"{LAST + 1}, {TYPED}", "last": str(LAST)}),
        ("row-below-table", "MOC", {"rows": str(2 * ROWS + 2), "last": str(2 * ROWS + 1)}),
    ]


def test_a_repaired_copy_reaches_the_last_typed_row(tmp_path: Path) -> None:
    path = by_openpyxl(live(tmp_path / "a.xlsx"), typed_below)
    copy = repaired(path, tmp_path / "b.xlsx")
    assert read(copy, catalog_of).notes == ()
    assert notes(copy) == []
    before, after = parts(path), parts(copy)
    for part in (ACTIVITIES, MOC, READINESS):
        assert cells(before[part]) == cells(after[part]), "values and formats stay"
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {ACTIVITIES, MOC, READINESS, BOOK, "xl/tables/table1.xml", "xl/tables/table2.xml"} - {READINESS}

    table = etree.fromstring(after["xl/tables/table1.xml"])
    assert table.get("ref", "").endswith(str(TYPED))
    assert table.find("{*}autoFilter").get("ref") == table.get("ref")  # type: ignore[union-attr]
    found = names(copy)
    for name, text in names(path).items():
        if re.match(r"c_act_", name):
            assert text.endswith(f"${LAST}")
            assert found[name].endswith(f"${TYPED}"), name
        if name.startswith(("r_", "t_", "l_", "c_rem", "c_sup")):
            assert found[name] == text
    assert found["c_moc_board"].endswith(f"${2 * ROWS + 2}")

    sheet = etree.fromstring(after[ACTIVITIES])
    for kind in ("dataValidation", "conditionalFormatting"):
        reach = {area.rpartition(":")[2] for e in sheet.iter(f"{{*}}{kind}") for area in e.get("sqref", "").split()}
        assert {int(re.sub(r"\D", "", corner)) for corner in reach} == {TYPED}, kind
    rows = {int(row.get("r", "0")): row for row in sheet.iter("{*}row")}
    formulas = [
        [c.find("{*}f") is not None for c in rows[n].iterfind("{*}c")].count(True)
        for n in (LAST, *range(LAST + 1, TYPED + 1))
    ]
    assert len(set(formulas)) == 1
    assert formulas[0] > 20
    styles = [
        [c.get("s") for c in rows[n].iterfind("{*}c") if c.get("r", "").startswith("A") and c.find("{*}f") is not None]
        for n in (LAST, TYPED)
    ]
    assert styles[0] == styles[1], "Status looks as above"


def test_repairing_twice_changes_nothing_more(tmp_path: Path) -> None:
    copy = repaired(by_openpyxl(live(tmp_path / "a.xlsx"), typed_below), tmp_path / "b.xlsx")
    again = repair(copy, tmp_path / "c.xlsx", catalog())
    assert (again.before, again.left) == ((), ())
    assert parts(copy) == parts(tmp_path / "c.xlsx")


def test_the_copy_stays_small(tmp_path: Path) -> None:
    """A formula stands once for all of its rows."""

    def far_below(workbook: Workbook) -> None:
        workbook["Activities"][f"B{LAST + 900}"] = "A-far"

    path = by_openpyxl(live(tmp_path / "a.xlsx"), far_below)
    copy = repaired(path, tmp_path / "b.xlsx")
    assert len(parts(copy)[ACTIVITIES]) < len(parts(path)[ACTIVITIES]) + 5_000_000
    assert parts(copy)[ACTIVITIES].count(b' ref="A') < 10
    lines = etree.fromstring(parts(copy)[READINESS])
    assert max(int(row.get("r", "0")) for row in lines.iter("{*}row")) == 4 + ROWS + 900 + SPARE_LINES
    assert names(copy)[READINESS_LINES] == f"Readiness!$A$5:$A${4 + ROWS + 900 + SPARE_LINES}"
    reach = {
        area.rpartition(":")[2] for e in lines.iter("{*}conditionalFormatting") for area in e.get("sqref", "").split()
    }
    assert {int(re.sub(r"\D", "", corner)) for corner in reach} == {4 + ROWS + 900 + SPARE_LINES}


def test_the_lines_of_readiness_follow_a_table_that_has_grown(tmp_path: Path) -> None:
    """Excel grows the table with what is typed below it, and Readiness stays as it was made."""

    def few_lines(workbook: Workbook) -> None:
        workbook["Activities"][f"B{LAST}"] = "A-last"
        workbook["Readiness"].delete_rows(7, ROWS + SPARE_LINES)

    path = by_openpyxl(live(tmp_path / "a.xlsx"), few_lines)
    assert notes(path) == []
    copy = repaired(path, tmp_path / "b.xlsx")
    lines = etree.fromstring(parts(copy)[READINESS])
    assert max(int(row.get("r", "0")) for row in lines.iter("{*}row")) == 4 + ROWS + SPARE_LINES


def _totals_row(workbook: Workbook) -> None:
    workbook["Activities"].tables["T_Activities"].totalsRowCount = 1


def _other_table(workbook: Workbook) -> None:
    workbook["Activities"]["B7"], workbook["Activities"]["C7"] = "Head", "Head 2"
    workbook["Activities"].add_table(Table(displayName="Own", ref="B7:C9"))


def _merged(workbook: Workbook) -> None:
    workbook["Activities"].merge_cells(f"O{TYPED - 1}:O{TYPED}")


@pytest.mark.parametrize("what", [_totals_row, _other_table, _merged])
def test_a_table_does_not_grow_over_what_is_in_its_way(tmp_path: Path, what: Any) -> None:
    def both(workbook: Workbook) -> None:
        typed_below(workbook)
        what(workbook)

    path = by_openpyxl(live(tmp_path / "a.xlsx"), both)
    done = repair(path, tmp_path / "b.xlsx", catalog())
    assert [(n.code, n.sheet, dict(n.slots)) for n in done.left] == [
        ("row-below-table", "Activities", {"rows": f"{LAST + 1} and below", "last": str(LAST)})
    ]
    assert parts(path)["xl/tables/table1.xml"] == parts(tmp_path / "b.xlsx")["xl/tables/table1.xml"]
    assert names(tmp_path / "b.xlsx")["c_act_title"].endswith(f"${LAST}")
    assert names(tmp_path / "b.xlsx")["c_moc_board"].endswith(f"${2 * ROWS + 2}")


DAMAGES = {
    "the name of the setting gone": (
        (BOOK, r'<definedName name="dates_as_text">[^<]*</definedName>', ""),
        ("names-broken", None, "dates_as_text"),
    ),
    "the name of all IDs gone": (
        (BOOK, rf'<definedName name="{ALL_IDS}">[^<]*</definedName>', ""),
        ("names-broken", None, ALL_IDS),
    ),
    "the name of all IDs bent": (
        (BOOK, rf'(?<=<definedName name="{ALL_IDS}">)[^<]*', "Activities!$C$2:$C$20001"),
        ("names-broken", None, ALL_IDS),
    ),
    "the name of the lines gone": (
        (BOOK, rf'<definedName name="{READINESS_LINES}">[^<]*</definedName>', ""),
        ("names-broken", None, READINESS_LINES),
    ),
    "the hint beside the date typed over": (
        ("xl/worksheets/sheet1.xml", r"<f>IF\(today=TODAY\(\).*?</f>", "<f>1+1</f>"),
        ("formulas-overwritten", "Start", "Today"),
    ),
    "the room typed over": (
        ("xl/worksheets/sheet1.xml", r"<f>IF\(COUNTA\(all_activity_ids\).*?</f>", "<f>1+1</f>"),
        ("formulas-overwritten", "Start", "Room for activities"),
    ),
    "the sentence on Readiness typed over": (
        (READINESS, r"<f>IF\(COUNTA\(all_activity_ids\).*?</f>", "<f>1+1</f>"),
        ("formulas-overwritten", "Readiness", "the sentence at the top"),
    ),
}


@pytest.mark.parametrize("what", DAMAGES)
def test_the_new_cells_and_names_are_guarded_and_restored(tmp_path: Path, what: str) -> None:
    (part, pattern, new), told = DAMAGES[what]
    path = edited(live(tmp_path / "a.xlsx"), part, (pattern, new))
    assert said(path) == [told]
    copy = repaired(path, tmp_path / "b.xlsx")
    assert notes(copy) == []
    assert names(copy) == names(live(tmp_path / "whole.xlsx"))


@pytest.mark.parametrize("last", [LAST + 20_000, 20_000])
def test_the_name_of_all_ids_may_end_where_excel_moved_it(tmp_path: Path, last: int) -> None:
    """Every row that is inserted or deleted moves its end."""
    path = edited(
        live(tmp_path / "a.xlsx"), BOOK, (rf'(?<=<definedName name="{ALL_IDS}">)[^<]*', f"Activities!$B$2:$B${last}")
    )
    assert notes(path) == []


def test_formulas_of_the_front_use_functions_of_excel_2010_and_names_only() -> None:
    marks = live_marks(catalog())
    workbook = build(catalog(), rows=3, marks=marks)
    defined = {name.lower() for name in workbook.defined_names}
    for formula in (_TODAY_HINT, room(listed=True), room(listed=False), readiness_note(marks) or ""):
        used = set(re.findall(r"([A-Z][A-Z0-9.]*)\(", bare(formula)))
        assert used <= EXCEL_2010 | {"TODAY"}
        assert "!" not in bare(formula)
        assert "$" not in bare(formula)
        assert set(re.findall(r"(?<![\w.\"])[a-z]\w*(?![\w(])", bare(formula).replace('""', " "))) <= defined
        assert all(len(text) <= 255 for text in re.findall(r'"((?:[^"]|"")*)"', formula))


def room_on_start(document: Document) -> str:
    return {row[0]: row[1] for row in document.sheet("Start").texts("B1:C60")}["Room for activities"]


def test_start_and_readiness_say_when_more_is_typed_than_the_workbook_shows(office: Office, tmp_path: Path) -> None:
    with office.open(live(tmp_path / "a.xlsx")) as document:
        activities, readiness = document.sheet("Activities"), document.sheet("Readiness")
        usual = readiness.texts("A2:A2")[0][0]
        assert room_on_start(document) == f"{ROWS} rows"
        assert readiness.texts(f"A5:A{4 + ROWS + 3}")[ROWS:] == [[""]] * 3, "spare lines are blank"
        activities.set_value(f"B{LAST + 1}", "A-9")
        assert room_on_start(document).startswith(
            f"{ROWS} rows. 1 activity is typed below the last row of the table. They"
        )
        assert readiness.texts("A2:A2")[0][0].startswith("1 activity is typed below the last row of the table.")
        activities.set_value(f"B{LAST + 40}", 7)
        assert "2 activities are typed below" in room_on_start(document)
        activities.clear(f"B{LAST + 1}:B{LAST + 40}")
        assert (room_on_start(document), readiness.texts("A2:A2")[0][0]) == (f"{ROWS} rows", usual)
        readiness.clear("A5:A5")
        assert room_on_start(document).startswith(f"{ROWS} rows. 1 activity is without a line on Readiness.")
        assert readiness.texts("A2:A2")[0][0].startswith("1 activity is without a line here.")


def test_the_cell_beside_today_says_that_a_date_was_typed(office: Office, tmp_path: Path) -> None:
    with office.open(live(tmp_path / "a.xlsx")) as document:
        start = document.sheet("Start")
        row = next(n for n, texts in enumerate(start.texts("B1:B60"), 1) if texts[0] == "Today")
        assert start.texts(f"D{row}:D{row}")[0][0].startswith("Type another date")
        start.set_value(f"C{row}", dt.date(2020, 2, 1))
        assert start.texts(f"D{row}:D{row}")[0][0].startswith("The workbook, its check and its export go by this date.")
        choice = next(n for n, texts in enumerate(start.texts("B1:B60"), 1) if texts[0] == "Dates typed as text")
        assert start.drop_down(f"C{choice}") == ["month/day/year", "day/month/year"]
        assert document.evaluate("=dates_as_text") == "month/day/year"


def test_in_a_repaired_copy_the_typed_rows_are_live(office: Office, tmp_path: Path) -> None:
    path = by_openpyxl(live(tmp_path / "a.xlsx"), typed_below)
    with office.open(path) as document:
        document.recalculate()
        assert document.sheet("Activities").texts(f"A{TYPED}:A{TYPED}") == [[""]]
        above = document.sheet("Activities").texts(f"A{LAST}:A{LAST}")
        marked = document.sheet("Activities").conditional_styles(f"B{LAST}:AT{LAST}")[0]
        assert any(marked)
    copy = repaired(path, tmp_path / "b.xlsx")
    with office.open(copy) as document:
        document.recalculate()
        activities = document.sheet("Activities")
        assert activities.texts(f"A{LAST}:A{TYPED}") == [
            above[0],
            above[0],
            [""],
            [activities.texts(f"A{TYPED}:A{TYPED}")[0][0]],
        ]
        assert activities.texts(f"A{TYPED}:A{TYPED}")[0][0]
        assert activities.conditional_styles(f"B{LAST + 1}:AT{LAST + 1}")[0] == marked
        assert activities.drop_down(f"F{TYPED}") == activities.drop_down("F2")
        assert document.sheet("MOC").texts(f"A{2 * ROWS + 2}:A{2 * ROWS + 2}")[0][0]
        assert document.sheet("MOC").drop_down(f"B{2 * ROWS + 2}")[-1] == f"A-{TYPED}"  # type: ignore[index]
        ids = [row[0] for row in document.sheet("Readiness").texts(f"A5:A{4 + TYPED}")]
        assert ids[LAST - 2 : TYPED - 1] == [f"A-{LAST}", f"A-{LAST + 1}", "", f"A-{TYPED}"]
        assert room_on_start(document) == f"{TYPED - 1} rows"
        assert activities.errors(f"A1:CZ{TYPED}") == {}

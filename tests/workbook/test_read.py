"""Completed workbooks become frames: values, columns, rows, notes."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName

from generator.catalog import Catalog, CatalogError, load
from generator.failure import Failure
from generator.template import build, save
from generator.workbook import stamped
from generator.workbook.cells import Cell, CellError, Uncalculated, number_of, text_of
from generator.workbook.days import DayCount
from generator.workbook.read import read
from generator.workbook.scan import CellXml, SheetXml
from tests.bench.fuzzing import draws
from tests.workbook.filled import (
    ROWS,
    bare,
    catalog,
    catalog_of,
    change,
    codes,
    column,
    filled,
    headers,
    part_of,
    read_it,
    template,
    with_rows,
)


def letters(title: str) -> dict[str, str]:
    sheet = next(s for s in catalog().sheets.values() if s.title == title)
    return {c.id: get_column_letter(n) for n, c in enumerate(sheet.columns, 2)}


def at(row: int, **cells: Any) -> dict[str, Any]:
    """Cells of the sheet Activities by column id, by address."""
    places = letters("Activities")
    return {f"{places[name]}{row}": value for name, value in cells.items()}


def activity(row: int, name: str = "CME-1") -> dict[str, Any]:
    return at(
        row,
        provider_activity_id=name,
        title="Pain Update",
        format="Live course",
        start_date=dt.date(2026, 3, 10),
        end_date=dt.date(2026, 3, 11),
    )


def message(path: Path) -> str:
    with pytest.raises(Failure) as failure:
        read_it(path)
    return str(failure.value)


def test_a_filled_template(tmp_path: Path) -> None:
    path = filled(
        tmp_path / "batch.xlsx",
        {
            "Activities": activity(2) | at(2, credits=1.5, physicians=12),
            "MOC": {"B2": "CME-1", "C2": "ABIM", "D2": 1.25},
        },
    )
    batch = read_it(path)
    assert batch.name == "batch.xlsx"
    assert batch.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert batch.catalog.hash == catalog().hash
    assert batch.notes == ()
    assert {s: len(f) for s, f in batch.sheets.items()} == {"activities": 1, "moc": 1, "rems": 0, "support": 0}
    frame = batch.sheets["activities"]
    assert list(frame.frame.columns) == [c.id for c in frame.sheet.columns]
    assert frame.letters == letters("Activities")
    cells = frame.frame.iloc[0]
    assert (cells["title"], cells["credits"], cells["physicians"], cells["start_date"]) == (
        "Pain Update",
        1.5,
        12.0,
        dt.date(2026, 3, 10),
    )
    assert type(cells["physicians"]) is float
    assert cells["city"] is None
    assert frame.cell(0, "title") == f"{letters('Activities')['title']}2"


def test_an_empty_template_has_no_rows(tmp_path: Path) -> None:
    batch = read_it(filled(tmp_path / "batch.xlsx", {}))
    assert [len(f) for f in batch.sheets.values()] == [0, 0, 0, 0]
    assert batch.notes == ()


def test_what_the_sample_writes_is_read_back(tmp_path: Path) -> None:
    texts = ["=1+1", "@x", "007", "a\nb", ' é漢 & < > " ’ ', "_x000B_", "😀"]
    rows: dict[int, dict[str, Cell]] = {
        n: {"provider_activity_id": f"A{n}", "title": text, "credits": 0.25} for n, text in enumerate(texts, 2)
    }
    rows[12] = {"title": CellError("#N/A"), "start_date": dt.date(2026, 2, 28)}
    batch = read_it(with_rows(tmp_path / "sample.xlsx", {"activities": rows}))
    assert column(batch, "activities", "title") == {**dict(enumerate(texts, 2)), 12: CellError("#N/A")}
    assert column(batch, "activities", "start_date")[12] == dt.date(2026, 2, 28)


def test_blank_rows_neither_end_the_reading_nor_shift_rows(tmp_path: Path) -> None:
    cells = activity(2) | activity(5, "CME-2") | activity(19, "CME-3") | at(7, city="")
    assert column(
        read_it(filled(tmp_path / "b.xlsx", {"Activities": cells})), "activities", "provider_activity_id"
    ) == {2: "CME-1", 5: "CME-2", 19: "CME-3"}


def test_hidden_rows_filters_and_hidden_columns_are_read_like_all_others(tmp_path: Path) -> None:
    def hide(workbook: Workbook) -> None:
        sheet = workbook["Activities"]
        for row in (2, 3):
            sheet.row_dimensions[row].hidden = True
        sheet.column_dimensions[letters("Activities")["title"]].hidden = True
        table = next(iter(sheet.tables.values()))
        table.autoFilter.add_filter_column(1, ["CME-3"])
        sheet.sheet_state = "hidden"

    cells = activity(2) | activity(3, "CME-2") | activity(4, "CME-3")
    batch = read_it(filled(tmp_path / "b.xlsx", {"Activities": cells}, hide))
    assert column(batch, "activities", "provider_activity_id") == {2: "CME-1", 3: "CME-2", 4: "CME-3"}
    assert column(batch, "activities", "title")[2] == "Pain Update"


def test_reordered_columns_and_columns_of_the_users(tmp_path: Path) -> None:
    header_row = headers("Activities")[1:]
    order = [*reversed(header_row[:20]), "My notes", *header_row[20:], "Room", "Room"]
    row = [f"{n}. {name}" for n, name in enumerate(order)]
    batch = read_it(bare(tmp_path / "b.xlsx", {"Activities": [order, row]}))
    ids = {c.header: c.id for c in catalog().sheets["activities"].columns}
    for n, name in enumerate(order):
        if name in ids:
            assert column(batch, "activities", ids[name])[2] == row[n]
            assert batch.sheets["activities"].letters[ids[name]] == get_column_letter(n + 1)
    assert batch.notes == ()


def test_a_changed_header_is_read_by_its_name_and_told(tmp_path: Path) -> None:
    place = letters("Activities")["credits"]
    batch = read_it(
        filled(tmp_path / "b.xlsx", {"Activities": activity(2) | at(2, credits=2) | {f"{place}1": "Credits!"}})
    )
    assert codes(batch) == [("header-changed", "Activities", f"{place}1")]
    assert column(batch, "activities", "credits") == {2: 2.0}


def test_missing_columns(tmp_path: Path) -> None:
    path = bare(tmp_path / "b.xlsx", {"Activities": [[h for h in headers("Activities") if h != "City"], ["", "CME-1"]]})
    batch = read_it(path)
    assert [(n.code, n.column, n.slots["header"]) for n in batch.notes] == [("column-missing", "city", "City")]
    assert column(batch, "activities", "city") == {2: None}
    assert "city" not in batch.sheets["activities"].letters
    assert "Activities has no column 'Title'" in message(
        bare(path, {"Activities": [[h for h in headers("Activities") if h != "Title"]]})
    )
    assert "'Title', in E1 and" in message(bare(path, {"Activities": [[*headers("Activities"), "title"]]}))


def test_missing_sheet(tmp_path: Path) -> None:
    def rename(workbook: Workbook) -> None:
        workbook["REMS"].title = "Old REMS"

    assert message(filled(tmp_path / "b.xlsx", {}, rename)).startswith("b.xlsx has no sheet REMS;")


@pytest.mark.parametrize("areas", [2, 12])
def test_the_number_of_practice_areas_comes_from_the_workbook(areas: int, tmp_path: Path) -> None:
    wide = load(areas=areas)
    path = tmp_path / "b.xlsx"
    save(build(wide, rows=3, rows_of={"moc": {2: {"provider_activity_id": "A", f"practice_area_{areas}": "x"}}}), path)
    batch = read_it(path)
    assert batch.notes == ()
    assert len(batch.catalog.sheets["moc"].family("practice_area")) == areas
    assert column(batch, "moc", f"practice_area_{areas}") == {2: "x"}
    without_meta = openpyxl.load_workbook(path)
    del without_meta["Meta"]
    without_meta.save(path)
    assert len(read_it(path).catalog.sheets["moc"].family("practice_area")) == areas


def test_a_practice_area_column_that_was_deleted_is_told(tmp_path: Path) -> None:
    def delete(workbook: Workbook) -> None:
        workbook["MOC"][f"{letters('MOC')['practice_area_8']}1"] = "Note"
        del workbook.defined_names["c_moc_practice_area_8"]

    [note] = read_it(filled(tmp_path / "b.xlsx", {}, delete)).notes
    assert (note.code, note.column) == ("column-missing", "practice_area_8")


def test_the_stamp_is_read_from_meta_too(tmp_path: Path) -> None:
    path = change(
        filled(tmp_path / "b.xlsx", {"Activities": activity(2)}),
        "docProps/custom.xml",
        lambda data: re.sub(rb"<property.*</property>", b"", data),
    )
    assert len(read_it(path).sheets["activities"]) == 1
    path = filled(path, {}, lambda workbook: workbook.remove(workbook["Meta"]))
    assert read_it(path).notes == ()
    assert "has lost the hidden sheet that says so; bring it in with pars import" in message(
        change(path, "docProps/custom.xml", lambda data: re.sub(rb"<property.*</property>", b"", data))
    )


def test_a_workbook_of_somebody_else(tmp_path: Path) -> None:
    workbook = Workbook()
    workbook.save(tmp_path / "budget.xlsx")
    assert message(tmp_path / "budget.xlsx").startswith("budget.xlsx was not made by PARS Batch")


def test_unknown_catalog_version(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=r"'2099\.1'"):
        read_it(bare(tmp_path / "b.xlsx", stamp={"pars_catalog_version": "2099.1"}))


def test_another_edition_of_the_catalog_is_told(tmp_path: Path) -> None:
    batch = read_it(bare(tmp_path / "b.xlsx", stamp={"pars_catalog_version": "2025.1", "pars_catalog_hash": "0" * 64}))
    assert [(n.code, n.sheet) for n in batch.notes] == [("catalog-differs", None)]


def test_errors_and_formulas_without_result(tmp_path: Path) -> None:
    cells = (
        activity(2)
        | at(2, title="=A1&B1", city="#N/A", description="#DIV/0!")
        | {"A2": "=1/0", "A3": "#REF!"}
        | at(5, url="=B2")
    )
    batch = read_it(filled(tmp_path / "b.xlsx", {"Activities": cells}))
    assert column(batch, "activities", "title") == {2: Uncalculated(), 5: None}
    assert column(batch, "activities", "city")[2] == CellError("#N/A")
    assert column(batch, "activities", "description")[2] == CellError("#DIV/0!")
    assert column(batch, "activities", "url")[5] == Uncalculated()


def test_error_values_newer_than_the_reader(tmp_path: Path) -> None:
    path = filled(tmp_path / "b.xlsx", {"Activities": activity(2) | at(2, title="#N/A", city="Oslo")})
    change(path, part_of(path, "Activities"), lambda data: data.replace(b"#N/A", b"#BLOCKED!"))
    batch = read_it(path)
    assert column(batch, "activities", "title") == {2: CellError("#BLOCKED!")}
    assert column(batch, "activities", "city") == {2: "Oslo"}


def sheet_cells(path: Path, row: str) -> Path:
    """Puts a row as XML in place of row 2 of Activities."""

    def put(data: bytes) -> bytes:
        return re.sub(rb'<row r="2".*?</row>', row.encode(), data, count=1, flags=re.DOTALL)

    return change(path, part_of(path, "Activities"), put)


def test_texts_of_every_kind(tmp_path: Path) -> None:
    path = bare(tmp_path / "b.xlsx", {"Activities": [headers("Activities"), ["", "CME-1"]]})
    sheet_cells(
        path,
        '<row r="2"><c r="B2" t="inlineStr"><is><r><t xml:space="preserve">two </t></r><r><rPr><b/></rPr><t>runs</t>'
        "</r>"
        '<rPh sb="0" eb="1"><t>SOUND</t></rPh></is></c><c r="C2" t="str"><f>A1</f><v>a_x000B_b _x005F_x0041_</v></c>'
        '<c r="D2" t="inlineStr"><is><t xml:space="preserve"> a_x000b_b&#10;c </t></is></c><c r="E2" t="b"><v>1</v></c>'
        '<c r="F2" t="str"><f>A1</f><v></v></c><c r="G2" t="inlineStr"><is><t></t></is></c></row>',
    )
    cells = read_it(path).sheets["activities"].frame.iloc[0].tolist()
    assert cells[:6] == ["two runs", "a\x0bb _x0041_", " a\x0bb\nc ", True, None, None]


def test_shared_texts_with_runs_and_sounds(tmp_path: Path) -> None:
    path = bare(tmp_path / "b.xlsx", {"Activities": [headers("Activities"), ["", "CME-1"]]})
    sheet_cells(
        path, '<row r="2"><c r="B2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c><c r="E2" t="s"><v>2</v></c></row>'
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    strings = (
        f'<x:sst xmlns:x="{main}"><x:si><x:r><x:t xml:space="preserve">two </x:t></x:r><x:r><x:t>runs</x:t></x:r>'
        '<x:rPh sb="0" eb="1"><x:t>SOUND</x:t></x:rPh>'
        '<x:phoneticPr fontId="1"/></x:si><x:si><x:t>a_x000B_b</x:t></x:si><x:si/></x:sst>'
    )
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name != "xl/sharedStrings.xml"}
    parts["xl/texts.xml"] = strings.encode()
    link = (
        b'<Relationship Id="t" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="texts.xml"/>'
        b"</Relationships>"
    )
    relations = re.sub(rb"<Relationship [^>]*sharedStrings[^>]*/>", b"", parts["xl/_rels/workbook.xml.rels"])
    parts["xl/_rels/workbook.xml.rels"] = relations.replace(b"</Relationships>", link)
    if b't="s"' in parts["xl/worksheets/sheet1.xml"].partition(b'<row r="2"')[0]:
        pytest.fail("the headers of this workbook are shared texts; give them as inline texts")
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    assert read_it(path).sheets["activities"].frame.iloc[0].tolist()[:4] == ["two runs", "a\x0bb", None, None]


def test_a_text_that_is_missing_from_the_shared_ones_is_damage(tmp_path: Path) -> None:
    path = bare(tmp_path / "b.xlsx", {"Activities": [headers("Activities"), ["", "CME-1"]]})
    assert "is damaged inside" in message(sheet_cells(path, '<row r="2"><c r="B2" t="s"><v>7000</v></c></row>'))


def dated(path: Path, *, from_1904: bool) -> Path:
    def formats(workbook: Workbook) -> None:
        if from_1904:
            workbook.epoch = CALENDAR_MAC_1904
        places = letters("Activities")
        sheet = workbook["Activities"]
        for name, value, code in (
            ("provider_activity_id", "CME-1", "@"),
            ("start_date", dt.datetime(2026, 3, 10), "d. mmmm yyyy"),
            ("end_date", dt.datetime(2026, 3, 10, 18, 30), "[$-409]m/d/yy h:mm AM/PM;@"),
            ("moc_deadline", 40000, "General"),
            ("title", dt.datetime(2026, 3, 5), "mmm-yy"),
            ("credits", 1.5, "yyyy-mm-dd"),
            ("physicians", 1e9, "[h]:mm"),
            ("other_learners", 120, "m/d/yyyy"),
            ("city", 0.25, "h:mm"),
            ("description", 45.25, "yyyy-mm-dd"),
        ):
            cell = sheet[f"{places[name]}2"]
            cell.value, cell.number_format = value, code

    return filled(path, {}, formats)


@pytest.mark.parametrize("from_1904", [False, True])
def test_dates_and_numbers_that_look_like_dates(from_1904: bool, tmp_path: Path) -> None:
    cells = read_it(dated(tmp_path / "b.xlsx", from_1904=from_1904)).sheets["activities"].frame.iloc[0]
    assert cells["start_date"] == dt.date(2026, 3, 10)
    assert cells["end_date"] == dt.datetime(2026, 3, 10, 18, 30)
    assert cells["moc_deadline"] == (dt.date(2013, 7, 7) if from_1904 else dt.date(2009, 7, 6)), (
        "a day, although the cell shows a number"
    )
    assert cells["title"] == dt.date(2026, 3, 5)
    assert [number_of(cells[name]) for name in ("credits", "physicians", "other_learners", "city")] == [
        1.5,
        1e9,
        120,
        0.25,
    ]
    assert text_of(cells["description"]) == ("1904-02-15" if from_1904 else "45.25"), (
        "what Excel shows there is no day of the calendar"
    )


def test_rows_below_the_table_are_read_up_to_a_gap(tmp_path: Path) -> None:
    last = ROWS + 1
    near, next_one, far = last + 1001, last + 1001 + 1001, last + 1001 + 1001 + 1002
    cells = (
        activity(2)
        | activity(near, "CME-2")
        | activity(next_one, "CME-3")
        | activity(far, "CME-4")
        | activity(far + 1, "CME-5")
    )
    batch = read_it(filled(tmp_path / "b.xlsx", {"Activities": cells}))
    assert column(batch, "activities", "provider_activity_id") == {2: "CME-1", near: "CME-2", next_one: "CME-3"}
    beyond, below = batch.notes
    assert (beyond.code, beyond.sheet, beyond.cell, beyond.row, beyond.slots["row"]) == (
        "row-out-of-reach",
        "Activities",
        f"B{far}",
        far,
        f"{far} to {far + 1}",
    )
    assert batch.out_of_reach == {"activities": [far, far + 1]}
    assert (below.code, below.sheet, below.cell, below.row) == ("row-below-table", "Activities", f"B{near}", None)
    assert below.slots == {"rows": f"{near}, {next_one}", "last": str(last)}


def test_rows_right_below_the_table_are_told_once_for_each_sheet(tmp_path: Path) -> None:
    last = ROWS + 1
    cells = activity(last) | activity(last + 1, "CME-2") | activity(last + 2, "CME-3") | activity(last + 5, "CME-4")
    moc = {f"B{2 * ROWS + 2}": "CME-1", f"C{2 * ROWS + 2}": "ABIM"}
    batch = read_it(filled(tmp_path / "b.xlsx", {"Activities": cells, "MOC": moc}))
    assert [(n.code, n.sheet, n.cell, dict(n.slots)) for n in batch.notes] == [
        (
            "row-below-table",
            "Activities",
            f"B{last + 1}",
            {"rows": f"{last + 1} to {last + 2}, {last + 5}", "last": str(last)},
        ),
        ("row-below-table", "MOC", f"B{2 * ROWS + 2}", {"rows": str(2 * ROWS + 2), "last": str(2 * ROWS + 1)}),
    ]
    assert batch.out_of_reach == {}


def test_rows_that_only_look_filled_are_not_told(tmp_path: Path) -> None:
    """A blank of another kind, or a formula without a text, far down or below the table: nothing that anybody typed is
    lost."""
    cells = (
        activity(2)
        | at(ROWS + 2, title="\u00a0")
        | at(ROWS + 2000, title=" ", city="\u200b")
        | at(ROWS + 2001, title="x")
    )
    path = filled(tmp_path / "b.xlsx", {"Activities": cells})
    place = letters("Activities")["title"]

    def blank(data: bytes) -> bytes:
        return re.sub(rb'<c r="%s%d"[^>]*>.*?</c>' % (place.encode(), ROWS + 2001), b"", data, flags=re.DOTALL)

    assert read_it(path).out_of_reach == {"activities": [ROWS + 2001]}
    batch = read_it(change(path, part_of(path, "Activities"), blank))
    assert (batch.notes, batch.out_of_reach) == ((), {})


def test_rows_out_of_reach_count_among_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = filled(tmp_path / "b.xlsx", {"Activities": activity(2) | activity(5000, "CME-2")})
    monkeypatch.setattr(stamped, "LARGEST_BATCH", 1)
    assert "has 2 rows, more than the 1 of one batch" in message(path)


def test_rows_inside_a_long_table_are_read_whatever_the_gap(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    save(build(catalog(), rows=4000, rows_of={"activities": {2: {"title": "a"}, 4001: {"title": "b"}}}), path)
    assert column(read_it(path), "activities", "title") == {2: "a", 4001: "b"}


@pytest.fixture
def read_cells(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many cells each look at a row gave."""
    counts: list[int] = []
    original = SheetXml.cells_of

    def counted(self: SheetXml, rows: Iterable[int], width: int) -> Iterator[tuple[int, Sequence[CellXml]]]:
        for row, cells in original(self, rows, width):
            counts.append(len(cells))
            yield row, cells

    monkeypatch.setattr(SheetXml, "cells_of", counted)
    return counts


def test_stray_cells_cost_nothing_and_are_told(tmp_path: Path, read_cells: list[int]) -> None:
    cells = activity(2) | {"XFD2": "x", "XFD1": "y", "A1048576": "z", "IV9": "w", "AAA1048576": 1}
    batch = read_it(filled(tmp_path / "b.xlsx", {"Activities": cells | at(1_048_576, title="below")}))
    assert column(batch, "activities", "title") == {2: "Pain Update"}
    assert [(n.code, n.cell) for n in batch.notes] == [("row-out-of-reach", "B1048576"), ("stray-cell", "XFD1")]
    assert batch.notes[1].slots["cell"] == "XFD1 (and 3 more)"
    assert sum(read_cells) < 5_000


def test_strays_in_every_row_cost_nothing(tmp_path: Path, read_cells: list[int]) -> None:
    header_row = headers("Activities")
    rows: list[list[Any]] = [header_row, *([None, f"CME-{n}"] for n in range(300))]
    path = bare(tmp_path / "b.xlsx", {"Activities": rows})
    workbook = openpyxl.load_workbook(path)
    for row in range(2, 302):
        workbook["Activities"][f"XFD{row}"] = "x"
    workbook.save(path)
    read_cells.clear()
    batch = read_it(path)
    assert len(batch.sheets["activities"]) == 300
    assert batch.notes[0].slots == {"cell": "XFD2 (and 299 more)", "count": "300"}
    assert sum(read_cells) < 301 * (len(header_row) + 5) + 1_000


def test_a_last_row_within_a_table_that_reaches_the_end_costs_nothing(tmp_path: Path, read_cells: list[int]) -> None:
    def stretch(workbook: Workbook) -> None:
        for name in list(workbook.defined_names.values()):
            name.attr_text = re.sub(
                rf"(Activities!\$[A-Z]+\$2:\$[A-Z]+)\${ROWS + 1}", r"\1$1048576", name.attr_text or ""
            )

    batch = read_it(filled(tmp_path / "b.xlsx", {"Activities": activity(2) | activity(1_048_576, "CME-2")}, stretch))
    assert column(batch, "activities", "provider_activity_id") == {2: "CME-1", 1_048_576: "CME-2"}
    assert sum(read_cells) < 5_000


def test_formats_down_to_the_last_row_are_nothing(tmp_path: Path) -> None:
    def paint(workbook: Workbook) -> None:
        for address in ("B1048576", "XFD1048576", "XFD2"):
            workbook["Activities"][address].number_format = "0.00"

    assert read_it(filled(tmp_path / "b.xlsx", {"Activities": activity(2)}, paint)).notes == ()


def test_notes_beside_the_table_are_ignored(tmp_path: Path) -> None:
    width = len(headers("Activities"))
    beside = {f"{get_column_letter(width + 40)}{row}": "ask Anna" for row in (1, 2, 9)}
    batch = read_it(filled(tmp_path / "b.xlsx", {"Activities": activity(2) | beside}))
    assert batch.notes == ()
    assert batch.sheets["activities"].rows == [2]


def test_notes_below_the_table_are_told_only_when_far(tmp_path: Path) -> None:
    below = f"{get_column_letter(len(headers('Activities')) + 40)}{ROWS + 2}"
    assert read_it(filled(tmp_path / "b.xlsx", {"Activities": activity(2) | {below: "ask Anna"}})).notes == ()
    far = below.replace(str(ROWS + 2), str(ROWS + 1002))
    assert codes(read_it(filled(tmp_path / "b.xlsx", {"Activities": activity(2) | {far: "ask Anna"}}))) == [
        ("stray-cell", "Activities", far)
    ]


def test_rows_of_empty_texts_are_left_out(tmp_path: Path) -> None:
    path = bare(tmp_path / "b.xlsx", {"Activities": [headers("Activities"), ["", "x"], ["", "CME-1"]]})
    batch = read_it(
        sheet_cells(
            path, '<row r="2"><c r="B2" t="str"><f>A1</f><v></v></c><c r="C2" t="inlineStr"><is><t></t></is></c></row>'
        )
    )
    assert batch.sheets["activities"].rows == [3]


def test_the_names_of_a_copied_sheet_do_not_count(tmp_path: Path) -> None:
    def copied(workbook: Workbook) -> None:
        sheet = workbook["Activities"]
        for name, place in (("c_act_city", "B"), ("c_act_title", "C")):
            sheet.defined_names[name] = DefinedName(name, attr_text=f"Activities!${place}$2:${place}$21")
        sheet[f"{letters('Activities')['city']}1"] = "Town"

    batch = read_it(filled(tmp_path / "b.xlsx", {}, copied))
    assert batch.sheets["activities"].letters == letters("Activities")


def test_many_rows_out_of_reach_are_told_in_few_notes(tmp_path: Path) -> None:
    cells: dict[str, Any] = {}
    for row in range(10_000, 10_400, 2):
        cells |= at(row, title="x")
    notes = read_it(filled(tmp_path / "b.xlsx", {"Activities": activity(2) | cells})).notes
    assert len(notes) == 50
    assert sum(int(note.slots["count"]) for note in notes) == 200
    assert notes[-1].slots["row"] == "10098 and 150 more down to 10398"


def test_merged_cells_are_told_on_every_row_that_they_cover(tmp_path: Path) -> None:
    def merge(workbook: Workbook) -> None:
        for area in ("D2:E4", "A6:A7", "E900:F901", "BZ2:CA3", "F12:F14"):
            workbook["Activities"].merge_cells(area)

    cells = activity(2) | activity(4, "CME-2") | activity(9, "CME-3") | activity(13, "CME-4")
    batch = read_it(filled(tmp_path / "b.xlsx", {"Activities": cells}, merge))
    told = [(n.code, n.sheet, n.cell, n.row, n.column, n.value) for n in batch.notes]
    assert sorted(told, key=lambda note: note[3] or 0) == [
        ("merged-cells", "Activities", "D2", 2, "record_action", "D2:E4"),
        ("merged-cells", "Activities", "D4", 4, "record_action", "D2:E4"),
        ("merged-cells", "Activities", "F12", 12, "format", "F12:F14"),
        ("merged-cells", "Activities", "F13", 13, "format", "F12:F14"),
    ]
    assert {note.slots["columns"] for note in batch.notes} == {"Record action, Title", "Format"}


def test_a_merge_that_begins_left_of_the_columns_is_told_at_the_first_that_it_touches(tmp_path: Path) -> None:
    cells = {"Activities": activity(2) | activity(3, "CME-2")}
    batch = read_it(filled(tmp_path / "b.xlsx", cells, lambda workbook: workbook["Activities"].merge_cells("A2:C3")))
    assert [(n.cell, n.column) for n in batch.notes] == [("B2", "provider_activity_id"), ("B3", "provider_activity_id")]


def test_a_merge_of_the_whole_sheet_is_told_on_every_row(tmp_path: Path) -> None:
    path = filled(tmp_path / "b.xlsx", {"Activities": activity(2) | activity(19, "CME-2")})
    merge = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    batch = read_it(change(path, part_of(path, "Activities"), lambda data: data.replace(b"</sheetData>", merge)))
    assert [(n.cell, n.row) for n in batch.notes] == [("B1", 1), ("B2", 2), ("B19", 19)]


def test_too_many_activities(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = filled(tmp_path / "b.xlsx", {"Activities": activity(2) | activity(3) | activity(4)})
    monkeypatch.setattr(stamped, "LARGEST_BATCH", 3)
    assert len(read_it(path).sheets["activities"]) == 3
    monkeypatch.setattr(stamped, "LARGEST_BATCH", 2)
    assert "has 3 rows, more than the 2 of one batch" in message(path)


def test_xml_with_prefixes_gives_the_same(tmp_path: Path) -> None:
    cells = (
        activity(2)
        | at(3, title="=A1", city="#N/A", credits=2.5)
        | at(9, title="a & b < c")
        | at(1_048_576, title="far")
    )
    path = filled(
        tmp_path / "b.xlsx", {"Activities": cells}, lambda workbook: workbook["Activities"].merge_cells("D2:E2")
    )
    plain = read_it(path)

    def prefix(data: bytes) -> bytes:
        sheet = re.sub(rb"<(/?)(?=[A-Za-z])(?!\w+:)", rb"<\1x:", data)
        return sheet.replace(b" xmlns=", b" xmlns:x=")

    odd = read_it(change(path, part_of(path, "Activities"), prefix))
    assert odd.notes == plain.notes
    assert odd.sheets["activities"].frame.equals(plain.sheets["activities"].frame)
    assert odd.sheets["activities"].rows == [2, 3, 9]


def test_the_catalog_is_asked_for_by_version_and_areas(tmp_path: Path) -> None:
    asked: list[tuple[str, int | None]] = []

    def load_catalog(version: str, areas: int | None) -> Catalog:
        asked.append((version, areas))
        return catalog_of(version, areas)

    read(bare(tmp_path / "b.xlsx"), load_catalog)
    assert asked == [(catalog().version, None)]


ESCAPE = re.compile("_x[0-9A-Fa-f]{4}_")
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"), max_size=40
).filter(
    lambda text: (
        not text.startswith("=")
        and not ESCAPE.search(text)
        and text not in {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"}
    )
)
NUMBERS = st.one_of(
    st.integers(-(10**14), 10**14).map(float),
    st.floats(-1e12, 1e12, allow_subnormal=False).map(lambda n: float(f"{n:.15g}")),
)
DAYS = st.dates(dt.date(1900, 3, 1), dt.date(9999, 12, 31))
CELLS = st.one_of(st.none(), TEXTS, NUMBERS, st.booleans(), DAYS, TEXTS.map(lambda text: f"{text}\n{text}".strip("=")))


@settings(
    max_examples=draws(60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rows=st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS, CELLS), max_size=6))
def test_random_cells_come_back_the_same(rows: list[tuple[Any, ...]], tmp_path: Path) -> None:
    names = ("provider_activity_id", "title", "format", "start_date", "end_date")
    sheet = catalog().sheets["activities"]
    path = bare(tmp_path / "random.xlsx", {"Activities": [[sheet.column(name).header for name in names], *rows]})
    frame = read_it(path).sheets["activities"]

    def read(cell: Any, name: str) -> Any:
        if type(cell) is float and name.endswith("_date"):
            return DayCount().cell(cell, sheet.column(name), shows_date=False)
        return None if cell == "" else cell

    filled_rows = {n: row for n, row in enumerate(rows, 2) if any(cell not in {None, ""} for cell in row)}
    expected = {n: [read(cell, name) for cell, name in zip(row, names, strict=True)] for n, row in filled_rows.items()}
    assert frame.rows == list(expected)
    for got, cells in zip(frame.frame[list(names)].to_numpy(dtype=object).tolist(), expected.values(), strict=True):
        assert got == cells
        assert [type(cell) for cell in got] == [type(cell) for cell in cells]


def test_the_template_itself_is_what_the_tests_bend() -> None:
    assert template().sheetnames[1:5] == [sheet.title for sheet in catalog().sheets.values()]

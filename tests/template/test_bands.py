"""Headings over groups of columns, and widths that show what stands in them."""

from __future__ import annotations

import textwrap
import warnings
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from lxml import etree
from openpyxl.utils import column_index_from_string, get_column_letter, range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from generator.catalog import Catalog, load
from generator.template import build, save
from generator.template.live import checked_marks, live_marks

WANTED = {
    "Activities": [
        ("Record", "Provider activity ID", "Format"),
        ("Where and when", "Delivery method 1", "Country"),
        ("Credit", "AMA PRA Category 1 credits", "Description"),
        ("Providers", "Providership", "Joint provider 3"),
        ("Registration", "List on CME Passport", "URL"),
        ("Programs", "Register for MOC/CC", "Register for REMS"),
        ("Support", "Commercial support", "Commercial support"),
        ("Results", "Outcome: Learner Knowledge", "Other learners"),
        ("Closing", "Close record", "Uploaded"),
    ],
    "MOC": [
        ("Board", "Provider activity ID", "Points"),
        ("Credit types", "Credit type 1", "Credit type 4"),
        ("Practice areas", "Practice area 1", "Practice area 8"),
        ("Content outline", "Content area 1", "Content area 2 tag"),
    ],
}
"""Sheet to the name of each band with its first and its last header."""
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}t"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bands") / "template.xlsx"
    save(build(load(), rows=5), path)
    return path


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load()


def drawn(path: Path, number: int) -> list[tuple[str, int, int]]:
    """Name, first and last column (from 1) of each box of a drawing, all of which lie inside row 1."""
    with ZipFile(path) as package:
        root = etree.fromstring(package.read(f"xl/drawings/drawing{number}.xml"))
    boxes = []
    for anchor in root.iterfind(f"{DRAWING}twoCellAnchor"):
        left, right = (anchor.find(f"{DRAWING}{corner}/{DRAWING}col") for corner in ("from", "to"))
        rows = [anchor.findtext(f"{DRAWING}{corner}/{DRAWING}row") for corner in ("from", "to")]
        assert left is not None
        assert right is not None
        assert rows == ["0", "0"]
        text = next(anchor.iter(TEXT)).text
        boxes.append((str(text), int(str(left.text)) + 1, int(str(right.text))))
    return boxes


@pytest.mark.parametrize(("number", "title"), list(enumerate(WANTED, 1)))
def test_each_band_stands_over_its_columns_and_the_headers_stay_in_row_1(
    template: Path, number: int, title: str
) -> None:
    sheet = openpyxl.load_workbook(template)[title]
    headers = [cell.value for cell in sheet[1]]
    boxes = drawn(template, number)
    assert [(name, headers[first - 1], headers[last - 1]) for name, first, last in boxes] == WANTED[title]
    edges = [first for _, first, _ in boxes[1:]]
    assert edges == [last + 1 for _, _, last in boxes[:-1]], "one beside the other, without a gap"
    for edge in edges:
        assert sheet.cell(1, edge).border.left.style == "medium"
        beside = sheet.cell(1, edge - 1).fill.fgColor.rgb, sheet.cell(1, edge).fill.fgColor.rgb
        assert beside[0] != beside[1]


def test_notes_say_the_band_for_whoever_does_not_see_it(template: Path) -> None:
    workbook = openpyxl.load_workbook(template)
    for title, bands in WANTED.items():
        notes = {cell.value: cell.comment.text for cell in workbook[title][1] if cell.comment}
        for name, *ends in bands:
            assert [notes[header].splitlines()[-1] for header in ends] == [f"Part of: {name}"] * 2
    assert all("Part of" not in cell.comment.text for cell in workbook["Support"][1] if cell.comment)


def widths(sheet: Worksheet) -> dict[str, float]:
    """Header to the width of its column."""
    return {str(cell.value): sheet.column_dimensions[get_column_letter(cell.column)].width for cell in sheet[1]}


def test_no_value_of_a_list_and_no_header_is_cut(template: Path, catalog: Catalog) -> None:
    workbook = openpyxl.load_workbook(template)
    for about in catalog.sheets.values():
        sheet = workbook[about.title]
        assert sheet.row_dimensions[1].height >= 15 * 2
        assert sheet.sheet_format.defaultRowHeight == 30, "two lines"
        wide = widths(sheet)
        for column in about.columns:
            values = catalog.list_of(column)
            for value in values.offered() if values else ():
                lines = textwrap.wrap(value.value, int(wide[column.header]), break_on_hyphens=False)
                assert len(lines) <= 2, (column.header, value.value)
            longest = max(map(len, column.header.split()))
            assert wide[column.header] >= longest + 3, (column.header, "and its filter button")
            letter = get_column_letter([cell.value for cell in sheet[1]].index(column.header) + 1)
            assert sheet.column_dimensions[letter].alignment.wrap_text or column.kind == "date"
        assert sheet.column_dimensions["A"].alignment.wrap_text, "Status"


def test_a_marked_date_fits_its_column(template: Path, catalog: Catalog) -> None:
    """Excel shows number signs for a date that does not fit."""
    wide = widths(openpyxl.load_workbook(template)["Activities"])
    for column in catalog.sheets["activities"].columns:
        if column.kind == "date":
            assert wide[column.header] >= len("✗ Dec 30, 2026")


def test_a_catalog_without_bands_shows_its_groups(tmp_path: Path) -> None:
    path = tmp_path / "older.xlsx"
    save(build(load("2025.1"), rows=2), path)
    names = [name for name, _, _ in drawn(path, 1)]
    groups = list(dict.fromkeys(column.group for column in load("2025.1").sheets["activities"].columns))
    assert names == groups
    assert column_index_from_string("B") == drawn(path, 1)[0][1]


def test_pages_are_as_wide_as_can_be_read_and_start_is_one(template: Path) -> None:
    """On US letter, landscape, 10.5 inches between the margins; a digit of Calibri 11 is 7 of 96 dots to the inch."""
    workbook = openpyxl.load_workbook(template)
    start = workbook["Start"]
    assert (start.page_setup.fitToWidth, start.page_setup.fitToHeight) == (1, 1)
    for title in ("Activities", "MOC", "REMS", "Support", "Readiness"):
        sheet = workbook[title]
        _, _, last, _ = range_boundaries(str(sheet.print_area or sheet.dimensions).rpartition("!")[2].replace("$", ""))
        assert last is not None
        wide = sum(sheet.column_dimensions[get_column_letter(n)].width for n in range(1, last + 1))
        scale = sheet.page_setup.fitToWidth * 10.5 * 96 / (wide * 7)
        assert 11 * scale > 5.5, f"{title} prints in letters of {11 * scale:.1f} points"
        named = sheet.print_title_cols or ""
        assert (named == "") == (sheet.page_setup.fitToWidth == 1)
        if named:
            letter = named.split(":")[0].replace("$", "")
            header = 4 if title == "Readiness" else 1
            assert sheet[f"{letter}{header}"].value == "Provider activity ID"


@pytest.mark.parametrize(("filled", "activities"), [(1, 25), (25, 25), (26, 50), (51, 55)])
def test_what_is_filled_prints_and_the_rest_of_its_page(
    tmp_path: Path, catalog: Catalog, filled: int, activities: int
) -> None:
    """The table of 55 rows ends there. Areas are fixed: other programs know no others."""
    path = tmp_path / "filled.xlsx"
    rows = {row: {"provider_activity_id": f"2027-{row:03}"} for row in range(2, filled + 2)}
    save(build(catalog, rows=55, rows_of={"activities": rows}, marks=live_marks(catalog)), path)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # openpyxl tells of an area that it does not know
        workbook = openpyxl.load_workbook(path)
    last = get_column_letter([cell.value for cell in workbook["Activities"][1]].index("Checked"))
    assert workbook["Activities"].print_area == f"'Activities'!$A$1:${last}${activities + 1}"
    ends = int(str(workbook["Readiness"].print_area).rpartition("$")[2])
    assert ends >= 4 + max(filled, 1)
    assert ends <= 4 + filled + 20, "no page without an activity"


def test_mips_stands_beside_the_record_on_readiness(tmp_path: Path, catalog: Catalog) -> None:
    """A program of one column comes before eight columns of boards, with and without live marks."""
    for name, marks in {"live": live_marks(catalog), "checked": checked_marks(catalog)}.items():
        headers = [str(cell.value) for cell in build(catalog, rows=2, marks=marks)["Readiness"][4]]
        closing = headers.index("Closing still needs" if name == "live" else "Record status")
        assert headers[closing + 1] == "MIPS"
        assert len([header for header in headers if header.startswith("MOC: ")]) == len(catalog.boards)

"""What openpyxl would leave out of the file: the places of notes, and that texts of digits are meant."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from lxml import etree
from openpyxl.utils import get_column_letter, range_boundaries

from generator.catalog import load
from generator.template import build, save
from tests.upkeep.closed import parts

X = "{urn:schemas-microsoft-com:office:excel}"
SHEETS = {"activities": 2, "moc": 3, "rems": 4, "support": 5}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    path = tmp_path_factory.mktemp("written") / "a.xlsx"
    save(build(load(), rows=7), path)
    return parts(path)


def as_text(written: dict[str, bytes], sheet: etree._Element) -> Iterator[int]:
    """The columns of a sheet with the number format 49, which is @ (ECMA-376 Part 1, 18.8.30)."""
    formats = [xf.get("numFmtId") for xf in etree.fromstring(written["xl/styles.xml"]).iterfind("{*}cellXfs/{*}xf")]
    for column in sheet.iterfind("{*}cols/{*}col"):
        if formats[int(column.get("style", "0"))] == "49":
            yield from range(int(column.get("min", "")), int(column.get("max", "")) + 1)


@pytest.mark.parametrize("sheet", SHEETS)
def test_cells_of_text_format_may_hold_digits_without_a_triangle(written: dict[str, bytes], sheet: str) -> None:
    about = load().sheets[sheet]
    root = etree.fromstring(written[f"xl/worksheets/sheet{SHEETS[sheet]}.xml"])
    (ignored,) = root.iterfind("{*}ignoredErrors/{*}ignoredError")
    assert ignored.get("numberStoredAsText") == "1"
    last = 8 if sheet == "activities" else 15 if sheet == "moc" else 101
    columns = set()
    for area in ignored.get("sqref", "").split():
        left, top, right, bottom = range_boundaries(area)
        assert (top, bottom) == (2, last)
        assert left is not None
        assert right is not None
        columns |= set(range(left, right + 1))
    ids = {number for number, c in enumerate(about.columns, 2) if c.kind == "id"}
    assert ids <= columns
    assert columns == set(as_text(written, root))
    places = [etree.QName(element).localname for element in root]
    order = ["headerFooter", "ignoredErrors", "legacyDrawing", "tableParts"]
    assert [name for name in places if name in order] == order


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_every_note_stands_beside_its_cell(written: dict[str, bytes], number: int) -> None:
    boxes = etree.fromstring(written[f"xl/drawings/commentsDrawing{number}.vml"])
    notes = etree.fromstring(written[f"xl/comments/comment{number}.xml"])
    cells = []
    places = []
    for data in boxes.iter(f"{X}ClientData"):
        row, column = (int(data.findtext(f"{X}{name}", "")) for name in ("Row", "Column"))
        anchor = [int(text) for text in data.findtext(f"{X}Anchor", "").split(",")]
        left, into_left, top, into_top, right, into_right, bottom, into_bottom = anchor
        assert (left, top) == (column + 1, row), "to the right of its cell"
        assert into_left > 0
        assert into_top > 0
        assert (right, into_right) > (left, into_left)
        assert (bottom, into_bottom) > (top, into_top)
        cells.append(f"{get_column_letter(column + 1)}{row + 1}")
        places.append(tuple(anchor))
    assert cells == [note.get("ref") for note in notes.iter("{*}comment")]
    assert len(set(places)) == len(places) > 4


def test_a_box_is_as_large_as_its_text_needs(written: dict[str, bytes]) -> None:
    """Excel draws it from its anchor, so that has to count the columns and rows that it reaches over."""
    boxes = etree.fromstring(written["xl/drawings/commentsDrawing1.vml"])
    sheet = etree.fromstring(written["xl/worksheets/sheet2.xml"])
    widths = {
        number: 0 if column.get("hidden") else round(float(column.get("width", "0")) * 7)
        for column in sheet.iterfind("{*}cols/{*}col")
        for number in range(int(column.get("min", "")), int(column.get("max", "")) + 1)
    }
    head = float(sheet.find("{*}sheetData/{*}row").get("ht")) / 0.75  # type: ignore[union-attr,arg-type]
    for shape in boxes.iter("{urn:schemas-microsoft-com:vml}shape"):
        style = dict(entry.split(":") for entry in shape.get("style", "").split(";"))
        width, height = (float(style[name].removesuffix("pt")) / 0.75 for name in ("width", "height"))
        left, into_left, top, into_top, right, into_right, bottom, into_bottom = (
            int(text) for text in shape.findtext(f".//{X}Anchor", "").split(",")
        )
        across = sum(widths.get(n + 1, 64) for n in range(left, right)) - into_left + into_right
        down = sum(head if n == 0 else 20 for n in range(top, bottom)) - into_top + into_bottom
        assert across == pytest.approx(width, abs=1)
        assert down == pytest.approx(height, abs=1)

"""Few pages, whichever program prints: as LibreOffice lays them out, and what copies print of rows that came later."""

from __future__ import annotations

import datetime as dt
import subprocess
from collections import Counter
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from lxml import etree
from openpyxl.utils import column_index_from_string
from openpyxl.workbook import Workbook

from generator.catalog import Catalog, load
from generator.run.checking import checked
from generator.run.copying import marked_copy, repaired_copy
from generator.sample.write import write_office
from generator.template import build, save
from generator.template.live import live_marks
from generator.template.new import write_new
from tests.bench.libreoffice import Office

TODAY = dt.date(2026, 3, 31)
MOST = {"Start": 1, "Activities": 4, "MOC": 2, "REMS": 1, "Support": 1, "Readiness": 2, "Findings": 1, "Help": 3}
"""Pages of each sheet: Activities has 47 columns, MOC 22, Readiness 17."""


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load()


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory, catalog: Catalog) -> Path:
    path = tmp_path_factory.mktemp("pages") / "empty.xlsx"
    write_new(catalog, path, live_marks(catalog))
    return path


def pages(path: Path, office: Office) -> Counter[str]:
    """How many pages each sheet prints on, by what stands at their foot."""
    with office.open(path) as document:
        document.save(path.with_suffix(".pdf"))
    text = subprocess.run(
        ["pdftotext", "-layout", path.with_suffix(".pdf"), "-"], check=True, capture_output=True, text=True
    ).stdout
    return Counter(page.rstrip().splitlines()[-1].split()[0] for page in text.split("\f") if page.strip())


def test_an_empty_template_prints_the_rows_that_are_filled_in_when_it_is_printed(empty: Path, office: Office) -> None:
    """A fixed area would leave out what is typed below it; so the areas are formulas, which Excel follows and
    LibreOffice calculates, although it prints all rows."""
    with ZipFile(empty) as package:
        root = etree.fromstring(package.read("xl/workbook.xml"))
    titles = [sheet.get("name") for sheet in root.iter("{*}sheet")]
    areas = {
        titles[int(name.get("localSheetId", ""))]: str(name.text)
        for name in root.iter("{*}definedName")
        if name.get("name") == "_xlnm.Print_Area"
    }
    assert areas["Start"].startswith("'Start'!$A$1:$D$")
    with office.open(empty) as document:
        document.sheet("Activities").set_values("B2", [[f"2027-{row:03}"] for row in range(2, 62)])
        document.recalculate()
        rows = {
            title: document.evaluate(f"=ROWS({areas[title]})")
            for title in ("Activities", "MOC", "REMS", "Support", "Readiness")
        }
        columns = document.evaluate(f"=COLUMNS({areas['Activities']})")
    assert rows == {"Activities": 61, "MOC": 2, "REMS": 2, "Support": 2, "Readiness": 64}
    assert columns == column_index_from_string("AU")


def test_twelve_activities_print_on_as_many_pages_as_none(tmp_path: Path, catalog: Catalog, office: Office) -> None:
    write_office(catalog, tmp_path / "year.xlsx", 6, 1, activities=12)
    assert pages(tmp_path / "year.xlsx", office) == MOST


@pytest.mark.parametrize("copy", ["marked", "repaired"])
def test_a_copy_prints_the_rows_that_somebody_has_added(tmp_path: Path, catalog: Catalog, copy: str) -> None:
    """A workbook that came filled has an area of one page; an area of the office's own stays as it is."""
    begun, filled, target = (tmp_path / name for name in ("begun.xlsx", "filled.xlsx", "copy.xlsx"))
    one = {"activities": {2: {"provider_activity_id": "2027-002"}}}
    save(build(catalog, rows=100, rows_of=one, marks=live_marks(catalog)), begun)

    def fill(workbook: Workbook) -> None:
        for row in range(2, 62):
            workbook["Activities"][f"B{row}"] = f"2027-{row:03}"
        workbook["MOC"]["B9"] = "2027-002"
        workbook["Support"].print_area = "B1:D4"
        workbook["Support"]["B9"] = "2027-002"

    workbook = openpyxl.load_workbook(begun)
    before = workbook["MOC"].print_area
    fill(workbook)
    workbook.save(filled)
    result = checked(filled, TODAY, None)
    (marked_copy if copy == "marked" else repaired_copy)(result, filled, target)
    areas = {sheet.title: str(sheet.print_area).rpartition("!")[2] for sheet in openpyxl.load_workbook(target)}
    assert areas["Activities"] == "$A$1:$AU$61"
    assert areas["Readiness"] == "$A$1:$Q$64"
    assert areas["MOC"] == str(before).rpartition("!")[2]
    assert areas["Support"] == "$B$1:$D$4"

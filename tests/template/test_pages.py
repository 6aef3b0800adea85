"""Few pages, whichever program prints: as LibreOffice lays them out, and what copies print of rows that came later."""

from __future__ import annotations

import datetime as dt
import subprocess
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from generator.catalog import Catalog, load
from generator.run.checking import checked
from generator.run.copying import marked_copy, repaired_copy
from generator.sample.write import write_office
from generator.template.live import live_marks
from generator.template.new import write_new
from tests.bench.libreoffice import Office

TODAY = dt.date(2026, 3, 31)
MOST = {"Start": 1, "Activities": 4, "MOC": 2, "REMS": 1, "Support": 1, "Readiness": 2, "Findings": 1, "Help": 2}
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


def test_an_empty_template_prints_one_page_of_rows_of_each_sheet(empty: Path, office: Office) -> None:
    assert pages(empty, office) == MOST


def test_twelve_activities_print_on_as_many_pages_as_none(tmp_path: Path, catalog: Catalog, office: Office) -> None:
    write_office(catalog, tmp_path / "year.xlsx", 6, 1, activities=12)
    assert pages(tmp_path / "year.xlsx", office) == MOST


@pytest.mark.parametrize("copy", ["marked", "repaired"])
def test_a_copy_prints_the_rows_that_somebody_has_added(tmp_path: Path, empty: Path, copy: str) -> None:
    """The template has room for one page of them; an area of the office's own stays as it is."""
    filled, target = tmp_path / "filled.xlsx", tmp_path / "copy.xlsx"

    def fill(workbook: Workbook) -> None:
        for row in range(2, 62):
            workbook["Activities"][f"B{row}"] = f"2027-{row:03}"
        workbook["MOC"]["B9"] = "2027-002"
        workbook["Support"].print_area = "B1:D4"
        workbook["Support"]["B9"] = "2027-002"

    workbook = openpyxl.load_workbook(empty)
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

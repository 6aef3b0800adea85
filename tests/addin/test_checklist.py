"""The checklist for a person with Excel: one text for the page and the workbook."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl

from addin import versions
from addin.checklist import SEEN, STEPS, as_table, as_workbook
from generator.template import save
from tests.bench.libreoffice import Office

PAGE = Path(__file__).resolve().parents[2] / "docs" / "excel.md"


def test_the_page_shows_the_steps() -> None:
    assert as_table() in PAGE.read_text(encoding="utf-8"), "docs/excel.md holds what addin.checklist.as_table gives"


def test_the_same_checklist_is_the_same_file(tmp_path: Path) -> None:
    for name, made in (("now", None), ("then", dt.datetime(2001, 2, 3))):
        workbook = as_workbook()
        if made:
            workbook.properties.created = workbook.properties.modified = made
        save(workbook, tmp_path / name)
    assert (tmp_path / "now").read_bytes() == (tmp_path / "then").read_bytes()


def test_the_workbook_leads_through_them_and_takes_down_what_was_seen(tmp_path: Path, office: Office) -> None:
    path = tmp_path / "checklist.xlsx"
    save(as_workbook(), path)
    with office.open(path) as document:
        sheet = document.sheet("Checklist")
        rows = [row for row in sheet.values("A1:F60") if isinstance(row[0], float)]
        assert [(row[1], row[2], row[3]) for row in rows] == [(step.about, step.do, step.expect) for step in STEPS]
        top = next(n for n, row in enumerate(sheet.values("A1:F60"), 1) if row[0] == "No.")
        for number in range(1, len(STEPS) + 1):
            assert sheet.drop_down(f"E{top + number}") == list(SEEN)
        said = {str(row[0]): row[2] for row in sheet.values(f"A1:C{top}") if row[0]}
        assert str(said["PARS Batch"]).startswith(versions.installed().pars_batch)
        assert said["Excel"], "the program says its own version, without a macro"
        assert said["System"]
    (checked,) = openpyxl.load_workbook(path).worksheets
    assert all(checked.row_dimensions[row].height for row in range(top + 1, top + len(STEPS) + 1))

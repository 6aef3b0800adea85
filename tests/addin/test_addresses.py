"""Full names as Excel gives them for workbooks from the web: the forms stand in the docstring of xlwings' own
translation, `xlwings.utils.fullname_url_to_local_path`."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlwings as xw

from addin import last_export
from addin.open_book import OpenBook
from tests.addin.open_batch import click
from tests.bench.excel import Engine

BUSINESS = "https://hospital-my.sharepoint.com/personal/ann_hospital_org/Documents/CME%202026/batch.xlsx"
PERSONAL = "https://d.docs.live.net/0123456789abcdef/CME 2026/batch.xlsx"
SITE = "https://hospital.sharepoint.com/sites/CME/Shared%20Documents/CME 2026/batch.xlsx"


@pytest.mark.parametrize("address", [SITE, BUSINESS, PERSONAL])
def test_a_workbook_from_the_web_is_exported_where_the_user_says(
    excel: Engine, book: xw.Book, home: Path, tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("OneDriveCommercial", "OneDriveConsumer", "OneDrive"):
        monkeypatch.delenv(name, raising=False)
    book.impl.come_from(address)
    with pytest.raises((UnboundLocalError, xw.XlwingsError)):
        str(book.fullname)
    assert OpenBook(book).path is None
    (home / "Documents").mkdir()
    asked: list[Path] = []
    target = tmp_path / "out.xml"

    def choose(step: object) -> Path:
        asked.append(step.proposed)
        return target

    click("export_xml", choose=choose)
    assert asked == [home / "Documents" / "batch.xml"]
    assert f"Written: {target}" in excel.alerts[-1][0]
    assert last_export.find(address, None) == target.with_name("out.xml.receipt.json")
    somebody_elses = home / "OneDrive" / "CME 2026" / "batch.xlsx"
    somebody_elses.parent.mkdir(parents=True)
    somebody_elses.touch()
    monkeypatch.setenv("OneDriveConsumer", str(home / "OneDrive"))
    monkeypatch.setenv("OneDriveCommercial", str(home / "OneDrive"))
    assert OpenBook(book).path is None, "a file at the same place in one's own folder may be another"
    click("new_batch", choose=lambda step: asked.append(step.proposed))
    assert asked[1].parent == home / "Documents"
    click("validate")
    assert "activities checked" in excel.alerts[-1][0]

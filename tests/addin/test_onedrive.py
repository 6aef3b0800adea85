"""Full names as Excel gives them for workbooks from the web: the forms stand in the docstring of xlwings' own
translation, `xlwings.utils.fullname_url_to_local_path`."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlwings as xw

from addin import last_export
from addin.onedrive import is_address, synced_file
from addin.open_book import OpenBook
from tests.addin.open_batch import click
from tests.bench.excel import Engine

BUSINESS = "https://hospital-my.sharepoint.com/personal/ann_hospital_org/Documents/CME%202026/batch.xlsx"
PERSONAL = "https://d.docs.live.net/0123456789abcdef/CME 2026/batch.xlsx"
SITE = "https://hospital.sharepoint.com/sites/CME/Shared%20Documents/CME 2026/batch.xlsx"


@pytest.fixture
def synced(tmp_path: Path) -> Path:
    file = tmp_path / "OneDrive - Hospital" / "CME 2026" / "batch.xlsx"
    file.parent.mkdir(parents=True)
    file.touch()
    return file


@pytest.mark.parametrize(
    ("variable", "address"), [("OneDriveCommercial", BUSINESS), ("OneDrive", BUSINESS), ("OneDriveConsumer", PERSONAL)]
)
def test_the_synced_file_is_found(synced: Path, variable: str, address: str) -> None:
    assert is_address(address)
    assert synced_file(address, {variable: str(synced.parents[1])}) == synced


def test_only_the_place_of_the_address_counts(synced: Path) -> None:
    root = {"OneDriveCommercial": str(synced.parents[1])}
    elsewhere = BUSINESS.replace("CME%202026", "Old")
    for address in (SITE, elsewhere, "https://hospital-my.sharepoint.com/", "https://d.docs.live.net/", "ftp://x"):
        assert synced_file(address, root) is None, address
    assert synced_file(BUSINESS, {}) is None
    assert not is_address(str(synced))


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
    click("new_batch", choose=lambda step: asked.append(step.proposed))
    assert asked[1].parent == home / "Documents"
    click("validate")
    assert "activities checked" in excel.alerts[-1][0]

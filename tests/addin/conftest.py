"""The VBA that the add-in's tests build, and the workbook that they open."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
import xlwings as xw

from addin import bridge
from addin.build import MACROS
from addin.wrappers import functions_module
from generator.catalog import Catalog, load
from generator.own_lists import VARIABLE
from generator.template import build, save
from generator.template.live import live_marks
from generator.workbook.cells import CellError
from tests.addin.open_batch import fill
from tests.bench.excel import Engine
from tests.conftest import USERS_FOLDERS
from tests.rules.example_batches import example_rows


@pytest.fixture(scope="session")
def macros(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of macros/ whose Functions.bas holds the functions of `tests.addin.sample_functions`."""
    folder = tmp_path_factory.mktemp("macros")
    shutil.copytree(MACROS, folder, dirs_exist_ok=True)
    (folder / "Functions.bas").write_bytes(functions_module("tests.addin.sample_functions").encode("ascii"))
    return folder


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load()


@pytest.fixture(scope="module")
def template(catalog: Catalog, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty workbook with live marks for 20 activities."""
    path = tmp_path_factory.mktemp("template") / "batch.xlsx"
    save(build(catalog, rows=20, marks=live_marks(catalog)), path)
    return path


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's folders of the test's own."""
    folder = tmp_path / "home"
    folder.mkdir()
    for name in USERS_FOLDERS:
        monkeypatch.setenv(name, str(folder))
    monkeypatch.delenv(VARIABLE, raising=False)
    return folder


@pytest.fixture
def book(excel: Engine, template: Path, tmp_path: Path, catalog: Catalog) -> xw.Book:
    """The template with three activities typed in: one complete, one with faults on two sheets, one with an error
    value."""
    path = tmp_path / "batch.xlsx"
    path.write_bytes(template.read_bytes())
    opened = xw.Book(path)
    complete = example_rows({"activities": [{}], "moc": [{}]})
    good, moc = complete["activities"][0], complete["moc"][0]
    bad = good | {"provider_activity_id": "007", "end_date": dt.date(2020, 1, 1), "credits": None}
    odd = good | {"provider_activity_id": "CME-3", "credits": CellError("#N/A"), "title": "#N/A"}
    fill(opened, catalog, "activities", [good, bad, odd])
    fill(opened, catalog, "moc", [moc, moc | {"provider_activity_id": "007", "board": "ABXX"}])
    return opened


@pytest.fixture(autouse=True)
def called_from_excel(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine over LibreOffice in place of the Application object that VBA hands over."""
    monkeypatch.setattr(bridge, "_app", lambda _: xw.apps.active)

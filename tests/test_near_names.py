"""What is asked of somebody who mistyped a name: only what is likelier than anything else."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.catalog import CatalogError, load
from generator.failure import Failure
from generator.near_names import did_you_mean
from generator.workbook.package import open_package

BOARDS = ["ABA", "ABIM", "ABOHNS", "ABP", "ABS"]


@pytest.mark.parametrize(
    ("typed", "meant"), [("abohn", "ABOHNS"), (" abim", "ABIM"), ("ABX", None), ("ABA;ABS", None), ("Law", None)]
)
def test_the_nearest_name_is_asked_for_when_there_is_one(typed: str, meant: str | None) -> None:
    assert did_you_mean(typed, BOARDS) == (f" Did you mean {meant}?" if meant else "")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("bach.xlsx", "batch.xlsx"),
        ("batch.xls", "batch.xlsx"),
        ("nope.xlsx", None),
        ("Spring.xlsx", "spring-2026.xlsm"),
    ],
)
def test_endings_make_no_workbook_near_and_files_of_excel_are_none(
    tmp_path: Path, typed: str, meant: str | None
) -> None:
    for name in ("batch.xlsx", "~$batch.xlsx", "t.xlsx", "spring-2026.xlsm"):
        (tmp_path / name).touch()
    with pytest.raises(Failure) as told:
        open_package(tmp_path / typed)
    assert str(told.value).partition(" Did you mean ")[2] == (f"{meant}?" if meant else "")


@pytest.mark.parametrize(("typed", "meant"), [("2026", "2026.1"), ("2027.1", None)])
def test_no_other_version_is_meant(typed: str, meant: str | None) -> None:
    with pytest.raises(CatalogError) as told:
        load(typed)
    assert str(told.value).partition(" Did you mean ")[2] == (f"{meant}?" if meant else "")

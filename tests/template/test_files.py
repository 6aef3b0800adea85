"""Files appear whole or not at all, and the same input gives the same bytes."""

from __future__ import annotations

import datetime as dt
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import openpyxl
import pytest

from generator.catalog import load, newest
from generator.failure import Failure
from generator.template import build, save
from generator.template import parts as package_parts
from generator.template.__main__ import ship, shipped
from generator.workbook.cells import Cell
from generator.workbook.package import open_package
from generator.workbook.seal import seal_of
from tests.upkeep.closed import parts


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    rows: dict[str, dict[int, dict[str, Cell]]] = {
        "activities": {2: {"title": "One", "start_date": dt.date(2026, 1, 1)}}
    }
    for name in ("a.xlsx", "b.xlsx"):
        save(build(load(), rows=3, rows_of=rows), tmp_path / name)
        build(load(), boards=["ABA"], rows=3)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.xlsx", "b.xlsx"]


def test_no_time_of_writing_is_left_in_the_file(tmp_path: Path) -> None:
    save(build(load(), rows=3), tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert str(dt.datetime.now(dt.UTC).year).encode() + b"-" not in archive.read("docProps/core.xml").replace(
            b"2025-01-01", b""
        )
        assert archive.testzip() is None


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="does not exist"):
        save(build(load(), rows=3), tmp_path / "nowhere" / "a.xlsx")


def test_an_old_file_stays_when_the_new_one_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "a.xlsx"
    target.write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("generator.template.files.PackageWriter.write_data", full)
    with pytest.raises(Failure, match="No space left"):
        save(build(load(), rows=3), target)
    assert target.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.xlsx"]


def test_a_target_that_is_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").mkdir()
    with pytest.raises(Failure, match="is a folder"):
        save(build(load(), rows=3), tmp_path / "a.xlsx")
    assert [p.name for p in tmp_path.iterdir()] == ["a.xlsx"]


def test_the_newest_shipped_template_is_what_the_generator_builds(tmp_path: Path) -> None:
    """When this fails after a change of catalog or template: python -m generator.template, and commit the file."""
    ship(newest(), tmp_path / "now.xlsx")
    now, kept = parts(tmp_path / "now.xlsx"), parts(shipped(newest()))
    assert now.keys() == kept.keys()
    assert [name for name in now if now[name] != kept[name] and canonical(now[name]) != canonical(kept[name])] == []


def canonical(part: bytes) -> str:
    """Its XML as it is compared where the bytes differ from one machine to another."""
    return ET.canonicalize(part.decode())


@pytest.mark.parametrize("limit", ["LARGEST_FILE", "LARGEST_UNPACKED"])
def test_a_workbook_that_could_not_be_read_again_is_not_written(
    limit: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "a.xlsx"
    target.write_text("old")
    monkeypatch.setattr(package_parts, limit, 10_000)
    with pytest.raises(Failure, match="would be larger than one may be to be read again"):
        save(build(load(), rows=3), target)
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]


def test_the_seal_of_a_new_workbook_holds_until_somebody_saves_it(tmp_path: Path) -> None:
    save(build(load(), rows=3), tmp_path / "a.xlsx", seal="sample")
    assert seal_of(open_package(tmp_path / "a.xlsx")) == "sample"
    openpyxl.load_workbook(tmp_path / "a.xlsx").save(tmp_path / "a.xlsx")
    assert seal_of(open_package(tmp_path / "a.xlsx")) is None

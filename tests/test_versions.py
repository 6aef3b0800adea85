"""What was handed out under a catalog version stays usable under it.

tests/kept holds a filled sample of each version, as `pars sample --stress --activities 24 --seed 3 --catalog VERSION`
wrote it when the version came out; a new version adds its own, and none is ever written anew."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from lxml import etree

from generator.catalog import load, newest, versions
from generator.run.checking import checked
from generator.run.exporting import exported
from generator.sample.days import AS_OF
from generator.template.__main__ import shipped

KEPT = Path(__file__).parent / "kept"
HANDED_OUT = versions()[: versions().index(newest()) + 1]
"""Those in the making are not yet."""
DAY = dt.date(2026, 7, 1)


def test_every_version_has_a_kept_sample_and_a_template() -> None:
    assert {path.stem for path in KEPT.iterdir()} == set(HANDED_OUT)
    assert all(shipped(version).is_file() for version in HANDED_OUT)


@pytest.mark.parametrize("version", HANDED_OUT)
def test_a_kept_sample_is_checked_under_its_own_version(version: str) -> None:
    """Its lists, settings and columns are what they were: the sample is stamped with their hash."""
    result = checked(KEPT / f"{version}.xlsx", AS_OF, None, given=AS_OF)
    catalog = load(version)
    assert (result.batch.catalog.version, result.batch.catalog.hash) == (version, catalog.hash)
    assert result.batch.notes == (), "made with other lists, or altered"
    assert result.clean
    assert len(result.readiness) == 24
    boards = set(result.batch.sheets["moc"].text("board"))
    assert boards == {board.value for board in catalog.boards}


@pytest.mark.parametrize("version", HANDED_OUT)
def test_a_kept_sample_is_exported_under_its_own_version(version: str, tmp_path: Path) -> None:
    result = exported(KEPT / f"{version}.xlsx", tmp_path / "upload.xml", DAY, None)
    receipt = json.loads((tmp_path / "upload.xml.receipt.json").read_text(encoding="utf-8"))
    assert receipt["catalog"] == {"version": version, "hash": load(version).hash}
    assert (len(receipt["exported"]), receipt["held_back"]) == (24, [])
    assert etree.parse(tmp_path / "upload.xml").getroot() is not None
    typed = {text for text in result.checked.batch.sheets["activities"].text("format") if text}
    assert typed <= {value.value for value in load(version).lists["formats"].offered()}


@pytest.mark.parametrize("version", HANDED_OUT)
def test_a_shipped_template_is_read_under_its_own_version(version: str) -> None:
    result = checked(shipped(version), AS_OF, None, given=AS_OF)
    assert (result.batch.catalog.version, [f.code for f in result.findings]) == (version, [])

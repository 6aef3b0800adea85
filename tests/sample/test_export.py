"""Samples without faults go into upload files whole, on any day."""

from pathlib import Path

import pytest

from generator.catalog import load
from generator.run.exporting import exported
from generator.sample.write import write
from tests.bench.documents import referee
from tests.sample.batches import DAYS

CATALOG = load()
SEEDS = range(3)


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_held_back(tmp_path: Path, seed: int) -> None:
    write(CATALOG, tmp_path / "s.xlsx", 60, 0, seed, live=False)
    result = exported(tmp_path / "s.xlsx", tmp_path / "s.xml", DAYS[seed], None)
    assert result.checked.clean
    assert result.delivery.clean
    assert len(result.delivery.selection.positions) == 60


@pytest.mark.parametrize("seed", SEEDS)
def test_the_official_schemas_take_every_activity(tmp_path: Path, seed: int) -> None:
    write(CATALOG, tmp_path / "s.xlsx", 60, 0, seed, live=False)
    exported(tmp_path / "s.xlsx", tmp_path / "s.xml", DAYS[seed], None)
    assert referee(tmp_path / "s.xml") == "60 activities, 0 invalid"

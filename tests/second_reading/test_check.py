"""The product and the oracle on the same random workbooks: findings, states, what is held back, what is sent."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

import pytest

from tests.second_reading import books, compare
from tests.second_reading.dates import DAY_FIRST, MONTH_FIRST
from tests.second_reading.faults import faulty_batch

TODAY = dt.date(2026, 11, 24)
ACTIVITIES = 60
FEW, SOME, MANY = 30, 70, 160
"""Slips in a workbook: with few each stands alone, with many they meet."""
SEEDS = [(seed, (FEW, SOME, MANY)[seed % 3]) for seed in range(30)]
SHOWN = 60


def _agree(batch: faulty_batch, folder: Path, today: dt.date, order: str | None) -> None:
    wrong = compare.disagreements(batch, folder, today, order)
    assert not wrong, "\n".join([f"{len(wrong)} disagreements", *wrong[:SHOWN]])


@pytest.mark.parametrize(("seed", "slips"), SEEDS)
def test_product_and_oracle_agree(seed: int, slips: int, tmp_path: Path) -> None:
    """Status, programs, what is missing, what closing needs, findings by place, what is held back, the file."""
    today = TODAY + dt.timedelta(days=random.Random(seed).randrange(300))
    _agree(faulty_batch(seed, ACTIVITIES, today, slips), tmp_path, today, None)


@pytest.mark.parametrize("order", [MONTH_FIRST, DAY_FIRST])
@pytest.mark.parametrize("seed", [100, 101, 102])
def test_they_agree_under_either_setting_for_typed_dates(seed: int, order: str, tmp_path: Path) -> None:
    """DESIGN, Start: the second setting says how dates typed as text are read."""
    if not books.has_setting(books.ORDER_NAME):
        pytest.skip("the workbook has no setting for dates typed as text")
    _agree(faulty_batch(seed, ACTIVITIES, TODAY, MANY), tmp_path, TODAY, order)

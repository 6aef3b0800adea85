"""A file that broke by chance ends in a sentence or in the same upload file, never in another one."""

from __future__ import annotations

from pathlib import Path

from tests.hostile.answers import answers, taken_over
from tests.hostile.case import untouched
from tests.hostile.chance import flips, flips_inside, truncations
from tests.hostile.length import long_run, seed

FLIPS = 500 if long_run() else 24
FLIPS_INSIDE = 200 if long_run() else 10
_EVERY = 8
"""How many flips stand for all in upgrade and import."""


def test_every_truncation_is_one_sentence(tmp_path: Path) -> None:
    for data in truncations():
        got = answers(data, tmp_path)
        assert isinstance(got.check, str)
        assert isinstance(got.export, str)
        assert "is incomplete" in got.check


def test_a_flipped_bit_of_the_file_never_changes_what_is_exported(tmp_path: Path) -> None:
    refused = 0
    for number, data in enumerate(flips(FLIPS, seed())):
        got = answers(data, tmp_path)
        refused += isinstance(got.export, str)
        assert isinstance(got.export, str) or got.export == untouched()
        if number % _EVERY == 0:
            taken_over(data, tmp_path)
    assert 0 < refused < FLIPS


def test_a_flipped_bit_within_a_part_is_answered(tmp_path: Path) -> None:
    for number, data in enumerate(flips_inside(FLIPS_INSIDE, seed())):
        answers(data, tmp_path)
        if number % _EVERY == 0:
            taken_over(data, tmp_path)

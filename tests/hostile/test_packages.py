"""Every hostile file gets the answer that is said beforehand, by check, export, marked copy, repaired copy, upgrade
and import."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from tests.hostile import cells, markup, parts, zips
from tests.hostile.answers import answers, taken_over
from tests.hostile.case import Case, hold
from tests.hostile.length import long_run

LARGE = ("extent:", "ten thousand", "a hundred thousand", "packing: bomb", "packing: sheet bomb", "long text often")
"""Cases that take seconds."""
_SHORT, _TAKEN_OVER = 5, 6
"""Which of the others are tried in a short run: every fifth, and every sixth of these by upgrade and import."""


@cache
def chosen() -> list[Case]:
    every = [one for module in (markup, cells, parts, zips) for one in module.cases()]
    assert len({one.name for one in every}) == len(every)
    return every if long_run() else [one for one in every if not any(word in one.name for word in LARGE)][::_SHORT]


@pytest.mark.parametrize("one", chosen(), ids=lambda one: one.name)
def test_a_hostile_file_is_answered_as_said(one: Case, tmp_path: Path) -> None:
    hold(one, answers(one.make(), tmp_path, one.file))


@pytest.mark.parametrize("one", chosen() if long_run() else chosen()[::_TAKEN_OVER], ids=lambda one: one.name)
def test_a_hostile_file_is_upgraded_or_imported_or_refused(one: Case, tmp_path: Path) -> None:
    taken_over(one.make(), tmp_path, one.file)

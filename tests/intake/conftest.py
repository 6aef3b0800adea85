"""A catalog takes a while to load, and these tests read many lists with the same one."""

from __future__ import annotations

import functools

import pytest

from generator.catalog import load
from generator.intake.known_names import known_names

LOAD, KNOWN = functools.cache(load), functools.cache(known_names)


@pytest.fixture(autouse=True)
def loaded_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.module.__name__.endswith(("test_lists", "test_lists_as_they_come")):
        monkeypatch.setattr("generator.intake.lists.load", LOAD)
        monkeypatch.setattr("generator.intake.lists.known_names", KNOWN)

"""Catalogs of a folder of their own, for these tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.catalog import newest
from generator.template.live import marks_digest
from tests.catalog.versions import Versions


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Versions]:
    """A copy of the shipped version to change. What is remembered by the version's name alone is forgotten
    afterwards."""
    yield Versions(tmp_path / "versions", monkeypatch)
    newest.cache_clear()
    marks_digest.cache_clear()

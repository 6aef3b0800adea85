"""What several tests of templates share."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.template.kinds import workbooks


@pytest.fixture(scope="session")
def every_kind(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """Workbooks of every kind that this program writes."""
    return workbooks(tmp_path_factory.mktemp("kinds"))

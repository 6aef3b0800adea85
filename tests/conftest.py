"""What several tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.bench.libreoffice import Office, missing

if TYPE_CHECKING:
    from tests.bench.excel import Engine


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """LibreOffice, started once for each process of the test run. Without it the test is skipped, but never in CI."""
    reason = missing()
    if reason and os.environ.get("CI"):
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)
    running = Office(tmp_path_factory.mktemp("office"))
    yield running
    running.stop()


@pytest.fixture
def excel(office: Office) -> Iterator[Engine]:
    """xlwings with LibreOffice for Excel: `xw.Book(path)` works meanwhile, and all books are closed at the end."""
    from tests.bench.excel import engine_over

    with engine_over(office) as engine:
        yield engine

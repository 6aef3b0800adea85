"""What several tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from generator.own_lists import VARIABLE
from generator.template.live import marks_made
from tests.bench import openxml
from tests.bench.fuzzing import LONG
from tests.bench.gnumeric import missing as gnumeric_missing
from tests.bench.libreoffice import Office, missing

if TYPE_CHECKING:
    from tests.bench.excel import Engine

USERS_FOLDERS = ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "XDG_CONFIG_HOME", "XDG_STATE_HOME")
"""Environment variables by which programs find a user's folders."""


@pytest.fixture(scope="session", autouse=True)
def home_of_nobody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """User's folders that are empty, for all tests and the programs that they start: whoever runs them may use PARS
    Batch with lists of their own."""
    folder = tmp_path_factory.mktemp("nobody")
    with pytest.MonkeyPatch.context() as patch:
        for name in USERS_FOLDERS:
            patch.setenv(name, str(folder))
        patch.delenv(VARIABLE, raising=False)
        yield folder


# Long runs draw anew each time, and keep in .hypothesis what failed.
settings.register_profile(
    "fuzz", settings.get_profile("default"), max_examples=3000, deadline=None, derandomize=False, print_blob=True,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
if LONG:
    settings.load_profile("fuzz")


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """LibreOffice, started once for each process of the test run."""
    _needed(missing())
    running = Office(tmp_path_factory.mktemp("office"))
    yield running
    running.stop()


@pytest.fixture(scope="session")
def gnumeric() -> None:
    """Gnumeric is there."""
    _needed(gnumeric_missing())


@pytest.fixture(scope="session")
def openxml_sdk() -> None:
    """Microsoft's Open XML SDK. Without it the test is skipped, but never in CI."""
    _needed(openxml.missing())


def _needed(reason: str | None) -> None:
    """Without a spreadsheet program the test is skipped, but never in CI."""
    if reason and os.environ.get("CI"):
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)


@pytest.fixture
def excel(office: Office) -> Iterator[Engine]:
    """xlwings with LibreOffice for Excel: `xw.Book(path)` works meanwhile, and all books are closed at the end."""
    from tests.bench.excel import engine_over

    with engine_over(office) as engine:
        yield engine


@pytest.fixture
def other_rules() -> Iterator[None]:
    """For tests that put other rules into the program: no live marks of its own rules are taken meanwhile, nor of those
    afterwards."""
    marks_made.cache_clear()
    yield
    marks_made.cache_clear()

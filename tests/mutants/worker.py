"""Runs tests on a copy of the checkout, each time in a process of its own that begins with all libraries loaded."""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import resource
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import Phase, settings

LIBRARIES = (
    "pandas",
    "lxml.etree",
    "jinja2.sandbox",
    "openpyxl",
    "python_calamine",
    "typer",
    "rich.console",
    "jsonschema",
)
"""What takes long to load."""
OURS = ("generator", "addin", "tests")
LONGEST = 600
"""Seconds of work after which a fault counts as noticed: something never ends."""
_PATIENCE = 3600
"""Seconds after which something waits for ever."""
_MEMORY = 6 * 2**30
settings.register_profile(
    "mutants", derandomize=True, database=None, deadline=None, phases=(Phase.explicit, Phase.generate)
)


@dataclass(frozen=True)
class Outcome:
    """Whether a test failed, which one first, and the seconds of work it took."""

    noticed: bool
    by: str
    seconds: float


def begin() -> None:
    """Loads the libraries once."""
    for name in LIBRARIES:
        importlib.import_module(name)


def run(tree: Path, tests: Sequence[str], without: Sequence[str] = ()) -> Outcome:
    """Runs the tests of that copy, up to the first that fails."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _as_child(tree, tests, without, writing)
    os.close(writing)
    said, seconds = _answer(reading, child)
    if said is None:
        return Outcome(True, "the tests never came to an end", seconds)
    return Outcome(said != "", said, seconds)


def _answer(reading: int, child: int) -> tuple[str | None, float]:
    """What the child says failed, None if it did not end, and the seconds of work it took."""
    said: bytes | None = None
    signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(_PATIENCE)
    try:
        with contextlib.suppress(TimeoutError), os.fdopen(reading, "rb") as pipe:
            said = pipe.read()
    finally:
        signal.alarm(0)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        _, _, usage = os.wait4(child, 0)
    seconds = usage.ru_utime + usage.ru_stime
    if said is None:
        return None, seconds
    return str(json.loads(said)) if said else "the tests broke off", seconds


def _too_long(*_: object) -> None:
    raise TimeoutError


def _as_child(tree: Path, tests: Sequence[str], without: Sequence[str], writing: int) -> None:
    os.setsid()
    resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST))
    nothing = os.open(os.devnull, os.O_RDWR)
    sys.stdout = sys.stderr = os.fdopen(nothing, "w", encoding="utf-8", closefd=False)
    for stream in range(3):
        os.dup2(nothing, stream)
    first = _First()
    try:
        _enter(tree)
        there = [test for test in tests if (tree / test.split("::")[0]).exists()]
        options = ["-x", "-p", "no:cacheprovider", "-p", "no:xdist", "--hypothesis-profile=mutants", *there]
        code = pytest.main([*options, *(f"--deselect={name}" for name in without)], plugins=[first])
        said = "" if code == pytest.ExitCode.OK else first.failed or f"pytest ended with {int(code)}"
    except BaseException as error:  # whatever it is, the fault was noticed
        said = f"{type(error).__name__} while the tests were loaded"
    os.write(writing, json.dumps(said).encode())
    os._exit(0)


def _enter(tree: Path) -> None:
    """Everything of ours comes from the copy, in this process and in those that tests start."""
    os.chdir(tree)
    sys.path[:] = [str(tree), *(place for place in sys.path if Path(place or ".").resolve() != tree)]
    os.environ["PYTHONPATH"] = str(tree)
    for name in [name for name in sys.modules if name.split(".")[0] in OURS]:
        del sys.modules[name]


class _First:
    """A plugin of pytest that remembers the first test that failed."""

    def __init__(self) -> None:
        self.failed = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed = self.failed or report.nodeid

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.failed = self.failed or f"{report.nodeid} cannot be loaded"

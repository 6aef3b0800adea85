"""Commands of `pars` in processes of their own, which have everything imported already: they are forked from the tests.

Folder, environment, streams and exit code are the process's own, and what it remembers ends with it. The shipped
catalog, its rules and its live marks are there from the start, since most of a short command's time goes into these.
What only a fresh interpreter shows (how its streams are opened, what it imports) is for `subprocess`, as in
tests/test_streams.py.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import pkgutil
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from io import FileIO, TextIOWrapper
from pathlib import Path
from subprocess import CompletedProcess, TimeoutExpired
from typing import IO

import generator
from generator.catalog import load
from generator.cli import main
from generator.rules.registry import registry
from generator.template.live import live_marks, marks_digest

LONGEST = 120
"""Seconds."""


def pars(
    *arguments: object, cwd: Path | None = None, env: Mapping[str, str] | None = None, encoding: str = "utf-8"
) -> CompletedProcess[str]:
    """Runs a command and gives its exit code and what it printed.

    Args:
        arguments: as on the command line.
        cwd: the folder in which it runs; None for this one.
        env: what the environment has beside, or instead of, that of the tests.
        encoding: that of the console.
    """
    _everything_imported()
    _catalog_at_hand()
    command = ["pars", *map(str, arguments)]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        given = (command, cwd, env or {}, encoding, out, errors)
        one = multiprocessing.get_context("fork").Process(target=_run, args=given)
        one.start()
        one.join(LONGEST)
        if one.exitcode is None:
            one.kill()
            raise TimeoutExpired(command, LONGEST)
        return CompletedProcess(command, one.exitcode, *(_text(file, encoding) for file in (out, errors)))


def _run(
    command: list[str], cwd: Path | None, env: Mapping[str, str], encoding: str, out: IO[bytes], errors: IO[bytes]
) -> None:
    for number, file in ((1, out), (2, errors)):
        os.dup2(file.fileno(), number)
    sys.stdout, sys.stderr = (TextIOWrapper(FileIO(number, "w", closefd=False), encoding=encoding) for number in (1, 2))
    os.environ.update(env)
    if cwd:
        os.chdir(cwd)
    sys.argv = command
    main()


@cache
def _everything_imported() -> None:
    for module in pkgutil.walk_packages(generator.__path__, "generator."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def _catalog_at_hand() -> None:
    """Each time anew, and at no cost while nothing changed: a test may have had other rules or files meanwhile."""
    catalog = load()
    registry(catalog)
    live_marks(catalog)
    marks_digest(catalog.version, None, catalog.hash, live=True)


def _text(file: IO[bytes], encoding: str) -> str:
    file.seek(0)
    return file.read().decode(encoding, errors="replace").replace(os.linesep, "\n")

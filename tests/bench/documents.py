"""The official documents that tests hold us to: they lie beside the checkout and are never copied into it.

PARS_MEMS_DIR names the folder of the MEMS schemas, PARS_ACCME_DIR that of ACCME's JSON schema, PARS_FACTS_DIR that of
the facts about PARS; the last two lie beside the first when nothing else is said. A test that needs one of them is
skipped without it, but never in CI.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest


def mems() -> Path:
    """The folder of the official MEMS schemas, with their referee."""
    return _folder("PARS_MEMS_DIR", "mems")


def accme() -> Path:
    """The folder of ACCME's own JSON schema."""
    return _folder("PARS_ACCME_DIR", "accme")


def facts(name: str) -> list[dict[str, str]]:
    """The lines of a CSV file of the facts."""
    with (_folder("PARS_FACTS_DIR", "pars") / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def facts_text(name: str) -> str:
    """The whole text of a page of the facts."""
    return (_folder("PARS_FACTS_DIR", "pars") / name).read_text(encoding="utf-8")


def referee(*files: Path) -> str:
    """What the official schemas say of the activities in upload files: "3 activities, 0 invalid"."""
    command = [sys.executable, str(mems() / "validate.py"), *_names(files)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def has_accme() -> bool:
    """Whether ACCME's schema is at hand; for tests that look at it only besides."""
    return _named("PARS_ACCME_DIR", "accme").is_dir()


def _names(files: Iterable[Path]) -> list[str]:
    return [str(file) for file in files]


def _named(variable: str, name: str) -> Path:
    schemas = os.environ.get("PARS_MEMS_DIR")
    beside = Path(schemas).parent / name if schemas else Path()
    return Path(os.environ.get(variable) or beside)


def _folder(variable: str, name: str) -> Path:
    folder = _named(variable, name)
    if folder != Path() and folder.is_dir():
        return folder
    reason = (
        f"{variable} does not name the folder of documents that others own and that cannot lie in this project; "
        "CI fails without them"
    )
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)

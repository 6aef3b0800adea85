"""The facts about PARS beside the checkout, for tests that hold our data to them."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest


def facts(name: str) -> list[dict[str, str]]:
    """The lines of a CSV file of the facts; skips the test where they are not at hand."""
    named, schemas = os.environ.get("PARS_FACTS_DIR"), os.environ.get("PARS_MEMS_DIR")
    folder = Path(named) if named else Path(schemas).parent / "pars" if schemas else None
    if folder is None or not (folder / name).is_file():
        pytest.skip("neither PARS_FACTS_DIR nor PARS_MEMS_DIR leads to the facts about PARS")
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))

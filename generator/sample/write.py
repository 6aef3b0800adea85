"""A completed sample workbook as a file, with the list of its planted faults beside it."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from pathlib import Path

from generator.catalog import Catalog
from generator.sample.activities import rows
from generator.sample.faults import Fault, plant
from generator.targets import check_faults, check_workbook
from generator.template.live import checked_marks, live_marks
from generator.template.new import write_new
from generator.whole_file import whole_files
from generator.workbook.own_sheets import FIRST_ROW

FAULTS = ".faults.json"
"""What the name of the list of faults ends in, after the name of the workbook."""

AS_OF = dt.date(2026, 1, 5)
"""The day that the values in a sample are of, so that it is the same on whatever day it is written: some records have
ended by then, and some have not begun. A program that calculates goes by its own day."""

SEAL = "sample"
"""What the seal of a sample says (`generator.workbook.seal`)."""


def faults_path(target: Path) -> Path:
    """Where the list of the faults of a sample lies."""
    return Path(f"{target}{FAULTS}")


def check_target(target: Path, *, replace: bool) -> None:
    """Raises Failure when a sample may not be written to `target`, or its list of faults beside it."""
    check_workbook(target, "sample.xlsx", replace=replace)
    check_faults(faults_path(target), replace=replace)


def write(
    catalog: Catalog,
    target: Path,
    activities: int,
    faults: int,
    seed: int,
    *,
    live: bool = True,
    replace: bool = False,
) -> list[Fault]:
    """Writes a completed workbook to `target`, and its faults (sheet, cell, code) to `target`.faults.json: both or
    none.

    The same arguments give the same bytes, whatever the day.

    Args:
        catalog: what the workbook is made from.
        target: where to write it.
        activities: how many activities, 1 or more.
        faults: how many faults to plant, each invalid or missing.
        seed: of the choices by chance.
        live: with the formulas that check while somebody types, as in a template; without them it is written several
            times faster.
        replace: whether existing files may be replaced; which ones is up to the command (`check_target`).

    Returns:
        The planted faults.

    Raises:
        Failure: so many faults find no room, or a file cannot be written.
    """
    sample = rows(catalog, activities, seed)
    planted = plant(catalog, sample, faults, seed)
    numbered = {sheet: dict(enumerate(sheet_rows, FIRST_ROW)) for sheet, sheet_rows in sample.items()}
    marks = live_marks(catalog) if live else checked_marks(catalog)
    with whole_files([target, faults_path(target)], replace=replace) as (book, listed):
        write_new(catalog, book, marks, rows=activities, rows_of=numbered, day=AS_OF, seal=SEAL)
        text = json.dumps([asdict(fault) for fault in planted], indent=2) + "\n"
        listed.write_text(text, encoding="utf-8", newline="\n")
    return planted

"""A completed sample workbook as a file, with the list of its planted faults beside it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path

from generator.catalog import Catalog
from generator.sample.activities import rows
from generator.sample.days import AS_OF
from generator.sample.faults import Fault, plant
from generator.sample.offers import Row
from generator.sample.office import office_rows
from generator.sample.stories import told_kinds
from generator.targets import SAMPLE, check_faults, check_sample
from generator.template.live import checked_marks, live_marks
from generator.template.new import AS_DELIVERED, write_new
from generator.whole_file import whole_files
from generator.workbook.own_sheets import FIRST_ROW
from generator.workbook.settings import Settings

FAULTS = ".faults.json"
"""What the name of the list of faults ends in, after the name of the workbook."""


def faults_path(target: Path) -> Path:
    """Where the list of the faults of a sample lies."""
    return Path(f"{target}{FAULTS}")


def check_target(target: Path, *, replace: bool) -> None:
    """Raises Failure when a sample may not be written to `target`, or its list of faults beside it."""
    check_sample(target, replace=replace)
    check_faults(faults_path(target), replace=replace)


def write(
    catalog: Catalog,
    target: Path,
    activities: int,
    faults: int,
    seed: int,
    *,
    today: dt.date = AS_OF,
    live: bool = True,
    replace: bool = False,
) -> list[Fault]:
    """Writes a stress sample to `target`, with everything that a batch can hold, and its faults (sheet, cell, code) to
    `target`.faults.json: both or none.

    The same arguments give the same bytes, whatever the day.

    Args:
        catalog: what the workbook is made from.
        target: where to write it.
        activities: how many activities, 1 or more.
        faults: how many faults to plant, each invalid or missing.
        seed: of the choices by chance.
        today: the day that it is of: some records have ended by then, and some have not begun. The values in the
            workbook are of that day too; a program that calculates goes by its own.
        live: with the formulas that check while somebody types, as in a template; without them it is written several
            times faster.
        replace: whether existing files may be replaced; which ones is up to the command (`check_target`).

    Returns:
        The planted faults.

    Raises:
        Failure: so many faults find no room, or a file cannot be written.
    """
    sample = rows(catalog, activities, seed, today)
    planted = plant(catalog, sample, faults, seed)
    _write(catalog, target, sample, planted, day=today, live=live, replace=replace)
    return planted


def write_office(
    catalog: Catalog,
    target: Path,
    faults: int = 0,
    seed: int = 1,
    *,
    activities: int | None = None,
    today: dt.date = AS_OF,
    live: bool = True,
    replace: bool = False,
) -> list[Fault]:
    """Writes a small office's plausible year to `target`, and its faults, each with the story of how it came about, to
    `target`.faults.json: both or none.

    The day that it is of is typed on its Start, so that everybody sees the same on whatever day.

    Args:
        faults: how many faults to plant, each invalid or missing.
        seed: which faults, and where.
        activities: how many; all that the office has when None.
        catalog, target, today, live, replace: see `write`.

    Returns:
        The planted faults.

    Raises:
        Failure: the office has fewer activities, so many faults find no room, or a file cannot be written.
    """
    sample = office_rows(catalog, activities, today)
    planted = plant(catalog, sample, faults, seed, told_kinds(catalog))
    _write(catalog, target, sample, planted, day=None, settings=Settings(today=today), live=live, replace=replace)
    return planted


def _write(
    catalog: Catalog,
    target: Path,
    sample: Mapping[str, list[Row]],
    planted: list[Fault],
    *,
    day: dt.date | None,
    settings: Settings = AS_DELIVERED,
    live: bool,
    replace: bool,
) -> None:
    numbered = {sheet: dict(enumerate(sheet_rows, FIRST_ROW)) for sheet, sheet_rows in sample.items()}
    marks = live_marks(catalog) if live else checked_marks(catalog)
    count = len(sample["activities"])
    with whole_files([target, faults_path(target)], replace=replace) as (book, listed):
        write_new(catalog, book, marks, rows=count, rows_of=numbered, day=day, settings=settings, seal=SAMPLE)
        text = json.dumps([fault.as_json() for fault in planted], indent=2, ensure_ascii=False) + "\n"
        listed.write_text(text, encoding="utf-8", newline="\n")

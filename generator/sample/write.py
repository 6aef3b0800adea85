"""A completed sample workbook as a file, with the list of its planted faults beside it."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from generator.catalog import Catalog
from generator.sample.activities import rows
from generator.sample.faults import FIRST_ROW, Fault, plant
from generator.template import build, save
from generator.template.live import checked_marks, live_marks
from generator.whole_file import whole_file

FAULTS = ".faults.json"
"""What the name of the list of faults ends in, after the name of the workbook."""


def write(catalog: Catalog, target: Path, activities: int, faults: int, seed: int, *, live: bool = True) -> list[Fault]:
    """Writes a completed workbook to `target`, and its faults (sheet, cell, code) to `target`.faults.json: both or none.

    The same arguments give the same bytes, whatever the day.

    Args:
        catalog: what the workbook is made from.
        target: where to write it.
        activities: how many activities, 1 or more.
        faults: how many faults to plant, each invalid or missing.
        seed: of the choices by chance.
        live: with the formulas that check while somebody types, as in a template; without them it is written several times faster.

    Returns:
        The planted faults.

    Raises:
        Failure: so many faults find no room, or a file cannot be written.
    """
    found = rows(catalog, activities, seed)
    planted = plant(catalog, found, faults, seed)
    numbered = {sheet: dict(enumerate(own, FIRST_ROW)) for sheet, own in found.items()}
    workbook = build(catalog, rows=activities, rows_of=numbered, marks=live_marks(catalog) if live else checked_marks(catalog))
    with whole_file(target.with_name(target.name + FAULTS)) as part:
        part.write_text(json.dumps([asdict(fault) for fault in planted], indent=2) + "\n", encoding="utf-8", newline="\n")
        save(workbook, target)
    return planted

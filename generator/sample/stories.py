"""How faults come about in an office: a story for each kind of fault that a small office's year may have."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

from generator.catalog import Catalog
from generator.sample.kinds import Kind, kinds

_FILE = Path(__file__).with_name("stories.csv")
_ANY = "*"
"""Instead of a column: wherever a rule's kind of fault sits."""


def told_kinds(catalog: Catalog) -> list[Kind]:
    """The kinds of faults that have a story in `stories.csv`, each with it, in the order of the file.

    A line names the rule that finds the fault, the column, what is typed there instead of what the kind would put, and
    the story, in which {value} is what was typed.
    """
    known = kinds(catalog)
    told: list[Kind] = []
    with _FILE.open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            for kind in known:
                if kind.code == line["code"] and line["at"] in {kind.at.removeprefix("activities."), _ANY}:
                    told.append(replace(kind, story=line["story"], put=line["put"] or kind.put))
                    break
    return told

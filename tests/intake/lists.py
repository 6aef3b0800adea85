"""Lists written in a test, read as an import reads them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from generator.intake.brought import Brought
from generator.intake.lists import ListOptions, read_list
from generator.upkeep.upgraded import Entry, Fate
from generator.workbook.cells import Cell

Cells = Mapping[str, Cell]


def rows_of(text: str) -> list[list[str]]:
    """The rows of a list as a test writes it: cells parted by |, blanks at their ends taken away, \\n a line break, . a
    blank that is there."""
    return [
        [cell.strip().replace("\\n", "\n").replace("·", " ") for cell in line.strip().strip("|").split("|")]
        for line in text.strip().splitlines()
        if line.strip()
    ]


def as_csv(rows: Sequence[Sequence[str]], delimiter: str = ",") -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def brought(folder: Path, text: str, options: ListOptions = ListOptions(), delimiter: str = ",") -> Brought:  # noqa: B008  # frozen
    path = folder / "list.csv"
    path.write_text(as_csv(rows_of(text), delimiter), encoding="utf-8", newline="")
    return read_list(path, None, options)


def cells(done: Brought, sheet: str) -> list[Cells]:
    return [dict(row) for row in done.rows[sheet].values()]


def column(done: Brought, sheet: str, name: str) -> list[Cell]:
    return [row.get(name) for row in done.rows[sheet].values()]


def at(done: Brought, place: str) -> Entry:
    """What is told of a cell of the list."""
    (entry,) = (entry for entry in done.entries if entry.old_cell == place)
    return entry


def told(done: Brought, *fates: Fate) -> list[tuple[str | None, str]]:
    return [(entry.old_cell, entry.old) for entry in done.entries if entry.fate in fates]

"""The workbooks that are measured: samples of several sizes, clean and with faults, with live marks and without."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from generator.catalog import Catalog, Column
from generator.workbook.limits import LARGEST_LIVE
from tests.bench.speed.columns import COLUMNS

ONE_IN = 20
"""Of so many activities one has a fault, in a workbook with faults."""
SEED = 1
_TYPES = {"date": "date", "credit": "number", "count": "number", "amount": "number"}


@dataclass(frozen=True)
class Book:
    """A workbook: so many activities, with faults or without, with live marks or without."""

    activities: int
    faulty: bool
    live: bool

    @property
    def name(self) -> str:
        return f"{self.activities}{'-faults' if self.faulty else ''}{'-live' if self.live else ''}"

    def path(self, folder: Path) -> Path:
        return folder / f"{self.name}.xlsx"

    def make(self, folder: Path, pars: Path) -> Path:
        """Writes it, when it is not there yet."""
        path = self.path(folder)
        if not path.exists():
            faults = self.activities // ONE_IN if self.faulty else 0
            given = ["--stress", "--activities", self.activities, "--faults", faults, "--seed", SEED]
            given += [] if self.live else ["--no-live"]
            subprocess.run([pars, "sample", "-o", path, *map(str, given)], check=True, stdout=subprocess.DEVNULL)
        return path


def books(sizes: list[int]) -> list[Book]:
    """All workbooks of these sizes; with live marks where these are allowed."""
    return [
        Book(size, faulty, live)
        for size in sizes
        for live in (True, False)
        for faulty in (False, True)
        if not live or size <= LARGEST_LIVE
    ]


def write_columns(catalog: Catalog, folder: Path) -> None:
    """Writes what neighbors know of the columns (`tests.bench.speed.columns`)."""
    sheets = {sheet.title: [_column(catalog, column) for column in sheet.columns] for sheet in catalog.sheets.values()}
    (folder / COLUMNS).write_text(json.dumps(sheets), encoding="utf-8")


def _column(catalog: Catalog, column: Column) -> dict[str, object]:
    values = catalog.list_of(column)
    listed = sorted({value.value for value in values.values}) if values and values.closed else None
    return {"header": column.header, "id": column.id, "type": _TYPES.get(column.kind, "string"), "values": listed}

"""Which formula cells of a workbook Excel works out anew when one cell changes: those that read it, and so on.

Conditional formats and validations do not count: nothing reads them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

from lxml import etree
from openpyxl.worksheet.cell_range import CellRange

_NAMESPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_WORD = re.compile(
    r"""
    "(?:[^"]|"")*"
    | (?:(?P<sheet>[A-Za-z]+|'[^']+')!)? (?P<from>\$?[A-Z]{1,3}\$?\d+) (?: : (?P<to>\$?[A-Z]{1,3}\$?\d+) )? (?![\w(])
    | (?P<name>[A-Za-z_][\w.]*) (?![\w.(!])
    """,
    re.VERBOSE,
)
_EVERY_ROW = (1, 1_048_576)


@dataclass(frozen=True)
class Area:
    """Cells of a sheet: columns and rows by number, both ends included."""

    sheet: str
    columns: tuple[int, int]
    rows: tuple[int, int]

    def meets(self, other: Area) -> bool:
        pairs = ((self.columns, other.columns), (self.rows, other.rows))
        return self.sheet == other.sheet and all(a[0] <= b[1] and b[0] <= a[1] for a, b in pairs)

    @property
    def cells(self) -> int:
        return (self.columns[1] - self.columns[0] + 1) * (self.rows[1] - self.rows[0] + 1)


class Formulas:
    """The formulas of a workbook: a column's shared formula is one, with all cells that it stands in."""

    def __init__(self, path: Path) -> None:
        with ZipFile(path) as package:
            workbook = etree.fromstring(package.read("xl/workbook.xml"))
            titles = [str(sheet.get("name")) for sheet in workbook.iter(f"{_NAMESPACE}sheet")]
            self._names = {
                str(name.get("name")).lower(): str(name.text) for name in workbook.iter(f"{_NAMESPACE}definedName")
            }
            self.text_at: dict[Area, str] = {}
            for number, title in enumerate(titles, 1):
                sheet = etree.fromstring(package.read(f"xl/worksheets/sheet{number}.xml"))
                self.text_at |= dict(_formulas(title, sheet))
        self._reads = {area: [*self._areas(text, area.sheet, set())] for area, text in self.text_at.items()}

    def area_of(self, name: str) -> Area:
        """The cells that a defined name stands for."""
        (area,) = self._areas(name, "", set())
        return area

    def dependents(self, changed: Area) -> set[Area]:
        """The formulas that read these cells, and those that read them in turn."""
        found: set[Area] = set()
        waiting = [changed]
        while waiting:
            source = waiting.pop()
            for area, reads in self._reads.items():
                if area not in found and any(source.meets(read) for read in reads):
                    found.add(area)
                    waiting.append(area)
        return found

    def share(self, changed: Area) -> float:
        """The share of all formula cells that depends on these cells."""
        return sum(area.cells for area in self.dependents(changed)) / sum(area.cells for area in self.text_at)

    def _areas(self, text: str, sheet: str, seen: set[str]) -> Iterator[Area]:
        """The cells that a formula reads, with those that its defined names stand for.

        A reference without dollar sign before its row is that of the formula's own row, in a defined name.
        """
        for word in _WORD.finditer(text):
            name = (word["name"] or "").lower()
            if name in self._names and name not in seen:
                seen.add(name)
                yield from self._areas(self._names[name], sheet, seen)
            if word["from"]:
                first = word["from"]
                ends = CellRange(f"{first}:{word['to'] or first}".replace("$", ""))
                moving = bool(seen) and "$" not in first[1:]
                rows = _EVERY_ROW if moving else (ends.min_row, ends.max_row)
                yield Area((word["sheet"] or sheet).strip("'"), (ends.min_col, ends.max_col), rows)


def _formulas(title: str, sheet: etree._Element) -> Iterator[tuple[Area, str]]:
    for cell in sheet.iter(f"{_NAMESPACE}c"):
        formula = cell.find(f"{_NAMESPACE}f")
        if formula is not None and formula.text:
            ends = CellRange(str(formula.get("ref") or cell.get("r")))
            yield Area(title, (ends.min_col, ends.max_col), (ends.min_row, ends.max_row)), formula.text


def counted(areas: set[Area]) -> Counter[str]:
    """How many cells there are on each sheet."""
    found: Counter[str] = Counter()
    for area in areas:
        found[area.sheet] += area.cells
    return found

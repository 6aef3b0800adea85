"""A second spreadsheet program for the tests: Gnumeric, which works out a workbook anew and writes what it got.

    shown = recalculated(path)
    assert shown.values("Activities")[1][0] == "OK"

It shares nothing with LibreOffice. Where both agree, a formula means what is written down of Excel's functions and not
what one program makes of it.

Gnumeric 1.12 reads some things otherwise than Excel documents them: SUBSTITUTE with an array of texts, TRIM or LEN over
a range, MAX inside SUMPRODUCT, a range from one defined name to another. Our formulas do without them. Two limits are
left, which no formula of ours can avoid:

- It does not read print titles of rows and columns together. They say nothing in any cell, and `Shown.unread` leaves
  them out.
- INDEX of a single cell is an error. So a table of one row, and a list of one value with further fields, cannot be
  compared; no test has them.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO
from zipfile import ZipFile

from lxml import etree
from openpyxl.utils.cell import coordinate_to_tuple

_PROGRAM = "ssconvert"
_UNREAD = re.compile(r"^At \w+: '(.*)' .*$", re.MULTILINE)
"""What Gnumeric says of an expression that it cannot read."""
_PRINT_TITLES = re.compile(r"[^,]*!\$?\w+:\$?\w+,[^,]*!\$?\w+:\$?\w+")
_SECONDS = 120
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

Value = str | float | bool | None
"""What a cell holds; a day is its serial number, an error its text, such as #N/A."""


class GnumericError(Exception):
    """Gnumeric is not there, or could not work out a workbook."""


def missing() -> str | None:
    """What is missing to run Gnumeric, in one sentence; None when it is there."""
    if shutil.which(_PROGRAM):
        return None
    return f"{_PROGRAM} is not installed: install gnumeric, or run .ci/gnumeric as root"


class Shown:
    """A workbook as Gnumeric worked it out.

    Attributes:
        unread: the expressions that Gnumeric could not read, as it quotes them, but for print titles.
    """

    def __init__(self, written: Path, unread: Sequence[str]) -> None:
        self.unread = unread
        self._sheets: dict[str, list[list[Value]]] = {}
        with ZipFile(written) as package:
            workbook = etree.fromstring(package.read("xl/workbook.xml"))
            shared = "xl/sharedStrings.xml"  # absent where no text stands twice
            strings = etree.fromstring(package.read(shared)) if shared in package.namelist() else ()
            self._texts = [_text(entry) for entry in strings]
            for number, sheet in enumerate(workbook.iter(f"{_MAIN}sheet"), 1):
                with package.open(f"xl/worksheets/sheet{number}.xml") as part:
                    self._sheets[str(sheet.get("name"))] = self._rows(part)

    def values(self, sheet: str) -> list[list[Value]]:
        """The cells of a sheet, row by row from A1; a row ends with the last cell that holds anything. Raises
        KeyError."""
        return self._sheets[sheet]

    def _rows(self, part: IO[bytes]) -> list[list[Value]]:
        rows: list[list[Value]] = []
        for _, cell in etree.iterparse(part, tag=f"{_MAIN}c"):
            row, column = coordinate_to_tuple(cell.get("r"))
            rows += [[] for _ in range(row - len(rows))]
            value = self._value(cell)
            if value is not None:
                rows[row - 1] += [None] * (column - 1 - len(rows[row - 1])) + [value]
            cell.clear()
        return rows

    def _value(self, cell: etree._Element) -> Value:
        kind, held = cell.get("t"), cell.findtext(f"{_MAIN}v")
        if kind == "inlineStr":
            return _text(cell)
        if held is None:
            return None
        match kind:
            case "s":
                return self._texts[int(held)]
            case "b":
                return held == "1"
            case "str" | "e":
                return held
        return float(held)


def _text(entry: etree._Element) -> str:
    return "".join(part.text or "" for part in entry.iter(f"{_MAIN}t"))


def recalculated(path: Path) -> Shown:
    """The workbook at `path` with every formula worked out anew, whatever values the file carries.

    Args:
        path: an .xlsx file, which stays as it is.

    Raises:
        GnumericError: it is not there, or wrote nothing.
    """
    if reason := missing():
        raise GnumericError(reason)
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / "written.xlsx"
        done = subprocess.run(
            [_PROGRAM, "--recalc", "--import-type=Gnumeric_Excel:xlsx", str(path.absolute()), str(written)],
            check=False,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            env={**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC", "HOME": folder},
        )
        if done.returncode or not written.exists():
            raise GnumericError(f"Gnumeric could not work out {path.name}: {done.stderr[-500:]}")
        unread = [quoted for quoted in _UNREAD.findall(done.stderr) if not _PRINT_TITLES.fullmatch(quoted)]
        return Shown(written, unread)

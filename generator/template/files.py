"""Writes a workbook to disk: whole or not at all, the same bytes for the same content, and with the values of its
formulas."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl.workbook import Workbook
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.constants import ARC_APP, XPROPS_NS

from generator.template.calculation.cached import Shown, with_values
from generator.template.calculation.made import calculated
from generator.template.sheets import AUTHOR
from generator.whole_file import whole_file
from generator.workbook.package import ZIP_DATE

_APPLICATION = f'<Properties xmlns="{XPROPS_NS}"><Application>{AUTHOR}</Application></Properties>'
"""Says which program wrote the workbook. LibreOffice takes over what formulas show in a file of Microsoft's, as which
openpyxl describes itself; in one of a program that it does not know it calculates them when it opens the file."""


class _TimelessZip(ZipFile):
    """A zip whose entries carry neither the time of writing nor the system that wrote them.

    Attributes:
        shown: what the formulas of some parts show.
    """

    shown: Mapping[str, Shown]

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        if zinfo_or_arcname == ARC_APP:
            data = _APPLICATION
        entry = ZipInfo(str(zinfo_or_arcname), ZIP_DATE)
        entry.create_system = 3
        entry.external_attr = 0o600 << 16
        entry.compress_type = ZIP_DEFLATED
        super().writestr(entry, data)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        data = Path(filename).read_bytes()
        shown = self.shown.get(str(arcname))
        self.writestr(arcname, with_values(data, shown) if shown else data)


def save(workbook: Workbook, path: Path, *, replace: bool = True, day: dt.date | None = None) -> None:
    """Writes `workbook` to `path`; an existing file is replaced only by a whole one.

    Args:
        workbook: what to write.
        path: where to.
        replace: whether an existing file may be replaced at all; a command asks `generator.targets` before.
        day: the day that the values of formulas are of. Without it, what depends on the day shows nothing until a
            program calculates it.

    Raises:
        Failure: the folder does not exist, the file exists and is not to be replaced, or it cannot be written.
    """
    with whole_file(path, replace=replace) as part, _TimelessZip(part, "w", ZIP_DEFLATED) as archive:
        archive.shown = _shown(workbook, day)
        ExcelWriter(workbook, archive).write_data()


def _shown(workbook: Workbook, day: dt.date | None) -> Mapping[str, Shown]:
    """What the formulas of each sheet show, by the part that openpyxl will write it to."""
    calculation = calculated(workbook, day)

    def of(title: str) -> Shown:
        def column(number: int) -> Sequence[Any]:
            # An empty text shows nothing, but a cell without a value shows 0.
            return ["" if value is None else value for value in calculation.shown(title, number)]

        return column

    return {f"xl/worksheets/sheet{n}.xml": of(sheet.title) for n, sheet in enumerate(workbook.worksheets, 1)}

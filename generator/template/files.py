"""Writes a workbook to disk: whole or not at all, and the same bytes for the same content."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl.workbook import Workbook
from openpyxl.xml.constants import ARC_APP, XPROPS_NS

from generator.template.sheets import AUTHOR
from generator.template.shown.cached import Values, with_values
from generator.template.writer import PackageWriter
from generator.whole_file import whole_file
from generator.workbook.package import ZIP_DATE

_APPLICATION = f'<Properties xmlns="{XPROPS_NS}"><Application>{AUTHOR}</Application></Properties>'
"""Says which program wrote the workbook. LibreOffice takes over what formulas show in a file of Microsoft's, as which
openpyxl describes itself; in one of a program that it does not know it calculates them when it opens the file."""


class _TimelessZip(ZipFile):
    """A zip whose entries carry neither the time of writing nor the system that wrote them.

    Attributes:
        values: what the formulas of some parts show.
    """

    values: Mapping[str, Values]

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
        self.writestr(arcname, with_values(data, self.values.get(str(arcname), {})))


def save(
    workbook: Workbook, path: Path, *, replace: bool = True, values: Mapping[str, Values] = MappingProxyType({})
) -> None:
    """Writes `workbook` to `path`; an existing file is replaced only by a whole one.

    Args:
        workbook: what to write.
        path: where to.
        replace: whether an existing file may be replaced at all; a command asks `generator.targets` before.
        values: title of a sheet to what its formulas show (`generator.template.shown.placed`). Others show nothing
            until a program calculates them.

    Raises:
        Failure: the folder does not exist, the file exists and is not to be replaced, or it cannot be written.
    """
    with whole_file(path, replace=replace) as part, _TimelessZip(part, "w", ZIP_DEFLATED) as archive:
        parts = {sheet.title: f"xl/worksheets/sheet{number}.xml" for number, sheet in enumerate(workbook.worksheets, 1)}
        archive.values = {parts[title]: of_sheet for title, of_sheet in values.items()}
        PackageWriter(workbook, archive).write_data()

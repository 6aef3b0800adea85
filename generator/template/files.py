"""Writes a workbook to disk: whole or not at all, and the same bytes for the same content."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl.workbook import Workbook

from generator.template.writer import PackageWriter
from generator.whole_file import whole_file
from generator.workbook.package import ZIP_DATE


class _TimelessZip(ZipFile):
    """A zip whose entries carry neither the time of writing nor the system that wrote them."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        entry = ZipInfo(str(zinfo_or_arcname), ZIP_DATE)
        entry.create_system = 3
        entry.external_attr = 0o600 << 16
        entry.compress_type = ZIP_DEFLATED
        super().writestr(entry, data)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        self.writestr(arcname, Path(filename).read_bytes())


def save(workbook: Workbook, path: Path, *, replace: bool = True) -> None:
    """Writes `workbook` to `path`; an existing file is replaced only by a whole one.

    Args:
        workbook: what to write.
        path: where to.
        replace: whether an existing file may be replaced at all; a command asks `generator.targets` before.

    Raises:
        Failure: the folder does not exist, the file exists and is not to be replaced, or it cannot be written.
    """
    with whole_file(path, replace=replace) as part, _TimelessZip(part, "w", ZIP_DEFLATED) as archive:
        PackageWriter(workbook, archive).write_data()

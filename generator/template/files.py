"""Writes a workbook to disk: whole or not at all, and the same bytes for the same content."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl.workbook import Workbook
from openpyxl.writer.excel import ExcelWriter

from generator.failure import Failure

_EPOCH = (1980, 1, 1, 0, 0, 0)


class _TimelessZip(ZipFile):
    """A zip whose entries carry neither the time of writing nor the system that wrote them."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        entry = ZipInfo(str(zinfo_or_arcname), _EPOCH)
        entry.create_system = 3
        entry.external_attr = 0o600 << 16
        entry.compress_type = ZIP_DEFLATED
        super().writestr(entry, data)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        self.writestr(arcname, Path(filename).read_bytes())


def save(workbook: Workbook, path: Path) -> None:
    """Writes `workbook` to `path`; an existing file is replaced only by a whole one.

    Raises:
        Failure: the folder does not exist or the file cannot be written.
    """
    folder = path.absolute().parent
    if not folder.is_dir():
        raise Failure(f"The folder {folder} does not exist; create it, or choose another place for {path.name}.")
    part = path.with_name(f".{path.stem}-{os.getpid()}.part")
    try:
        with part.open("xb") as file, _TimelessZip(file, "w", ZIP_DEFLATED) as archive:
            ExcelWriter(workbook, archive).write_data()
        part.replace(path)
    except OSError as error:
        raise Failure(f"{path} cannot be written ({error.strerror}); close it if it is open in Excel, or choose another place.") from error
    finally:
        part.unlink(missing_ok=True)

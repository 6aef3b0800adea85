"""The parts of a new workbook on their way into its file, which says nothing of when and where it was written."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl.xml.constants import ARC_APP, ARC_CUSTOM, XPROPS_NS

from generator.failure import Failure
from generator.progress import tell
from generator.template.sheets import AUTHOR
from generator.workbook.package import LARGEST_FILE, LARGEST_UNPACKED, ZIP_DATE
from generator.workbook.seal import with_seal

_APPLICATION = f'<Properties xmlns="{XPROPS_NS}"><Application>{AUTHOR}</Application></Properties>'
"""Says which program wrote the workbook. LibreOffice takes over what formulas show in a file of Microsoft's, as which
openpyxl describes itself; in one of a program that it does not know it calculates them when it opens the file."""
_KB = 1024
_PIECE = _KB**2


class Parts:
    """The parts in their order, large ones on disk; a context, after which they are gone.

    To openpyxl it is the zip that it writes into. The zip itself is written at last, since the seal stands in one of
    the first parts and depends on all others.
    """

    def __init__(self) -> None:
        self._parts: dict[str, BinaryIO] = {}
        self._open = ExitStack()
        self._folder = Path(self._open.enter_context(TemporaryDirectory()))

    def __enter__(self) -> Parts:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def namelist(self) -> list[str]:
        return list(self._parts)

    def writestr(self, name: str, data: str | bytes) -> None:
        if name == ARC_APP:
            data = _APPLICATION
        self._parts[name] = BytesIO(data.encode() if isinstance(data, str) else data)

    def opened(self, name: str) -> BinaryIO:
        """An empty part to be written."""
        file = (self._folder / str(len(self._parts))).open("w+b")
        self._parts[name] = self._open.enter_context(file)
        return self._parts[name]

    def write(self, path: Path, seal: str | None) -> None:
        """Writes the file, with a seal that says what it is (`generator.workbook.seal`) where one is wanted.

        Raises:
            Failure: it would be larger than a workbook may be to be read again.
        """
        if seal:
            others = [(name, _checksum(part)) for name, part in self._parts.items() if name != ARC_CUSTOM]
            self.writestr(ARC_CUSTOM, with_seal(self._parts[ARC_CUSTOM].read(), seal, others))
        unpacked, packed = sum(part.seek(0, 2) for part in self._parts.values()), 0
        with ZipFile(path, "w", ZIP_DEFLATED) as archive:
            for name, part in self._parts.items():
                entry = ZipInfo(name, ZIP_DATE)
                entry.create_system, entry.external_attr, entry.compress_type = 3, 0o600 << 16, ZIP_DEFLATED
                entry.file_size = part.seek(0, 2)
                with archive.open(entry, "w") as place:
                    for piece in _pieces(part):
                        place.write(piece)
                        packed += len(piece)
                        tell("KB saved", packed // _KB, unpacked // _KB)
        if unpacked > LARGEST_UNPACKED or path.stat().st_size > LARGEST_FILE:
            raise Failure(
                f"The workbook would be larger than one may be to be read again ({LARGEST_FILE // 1024**2} MB, "
                f"{LARGEST_UNPACKED // 1024**2} MB unpacked), so it was not written; take fewer activities for it."
            )


def _checksum(part: BinaryIO) -> int:
    total = 0
    for piece in _pieces(part):
        total = zlib.crc32(piece, total)
    return total


def _pieces(part: BinaryIO) -> Iterator[bytes]:
    part.seek(0)
    while piece := part.read(_PIECE):
        yield piece

"""A sample as it lies on the disk: an XML file, or a zip with one, as ACCME offers it."""

from __future__ import annotations

import hashlib
import re
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from generator.exchange.profile import ACTIVITY_ELEMENT
from generator.failure import Failure
from generator.workbook.package import DAMAGES, LARGEST_RATIO, RATIO_COUNTS_FROM, ZIP

MOST_FILES = 1_000
"""Files of a zip: ACCME's has a handful."""
LARGEST_DIRECTORY = 512 * 1024
"""Bytes of a zip's own list of its files."""
_LARGEST_FILE, _LARGEST_UNPACKED = 50 * 1024**2, 500 * 1024**2
"""Bytes of a zip, and of what it holds or of an XML file."""
_END = b"PK\x05\x06"
_END_LENGTH = 22
_LONGEST_COMMENT = 65_535
_CHUNK = 1024**2
_PLAIN_NAME = re.compile(r"[\w][\w .()\-]{0,80}\.xml", re.IGNORECASE)
_OF_WORKBOOKS = ("xl/", "[content_types].xml")
_OF_MACS = "__MACOSX/"
_MOST_NAMED = 8


@dataclass(frozen=True)
class SampleFile:
    """A sample that can be read.

    Attributes:
        name: of the file that was given.
        sha256: of its bytes, hexadecimal.
        xml: the XML file, which is gone afterwards when it was in a zip.
    """

    name: str
    sha256: str
    xml: Path


@contextmanager
def sample_file(path: Path) -> Iterator[SampleFile]:
    """Opens a sample; of a zip the one XML file in it that holds activities.

    Raises:
        Failure: it is missing, too large, a zip that cannot be opened, or one without or with several such files.
    """
    if not path.exists():
        raise Failure(f"{path} does not exist; check the name.")
    if not path.is_file():
        raise Failure(f"{path} is not an ordinary file; give ACCME's sample XML, or the zip with it.")
    size = path.stat().st_size
    if size > _LARGEST_UNPACKED:
        raise Failure(
            f"{path.name} has more than {_LARGEST_UNPACKED // 1024**2} MB; give a sample with fewer activities."
        )
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        zipped = file.read(len(ZIP)) == ZIP
    if not zipped:
        yield SampleFile(path.name, digest, path)
        return
    if size > _LARGEST_FILE:
        raise Failure(
            f"{path.name} has more than {_LARGEST_FILE // 1024**2} MB; unpack it, and give the XML file in it."
        )
    with tempfile.TemporaryDirectory() as folder:
        try:
            unpacked = _unpacked(path, Path(folder))
        except DAMAGES as error:
            raise Failure(
                f"{path.name} is a zip that cannot be unpacked here; unpack it, and give the XML file in it."
            ) from error
        yield SampleFile(path.name, digest, unpacked)


def _unpacked(path: Path, folder: Path) -> Path:
    """The one XML file of a zip that holds activities, unpacked into a folder."""
    _measure_directory(path)
    with zipfile.ZipFile(path) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        _measure(path.name, entries)
        listed = [e for e in entries if e.filename.lower().endswith(".xml") and not e.filename.startswith(_OF_MACS)]
        found = [entry for entry in listed if _has_activities(archive, entry)]
        if not found:
            names = f" (its XML files: {_names(listed)})" if listed else ""
            raise Failure(
                f"{path.name} holds no XML file with activities{names}; give the zip with ACCME's sample XML for "
                "activities."
            )
        if len(found) > 1:
            raise Failure(
                f"{path.name} holds several XML files with activities ({_names(found)}); unpack it, and give the one "
                "that is ACCME's sample."
            )
        name = found[0].filename.replace("\\", "/").rpartition("/")[2]
        target = folder / (name if _PLAIN_NAME.fullmatch(name) else "sample.xml")
        with archive.open(found[0]) as source, target.open("wb") as copy:
            while chunk := source.read(_CHUNK):
                copy.write(chunk)
    return target


def _measure_directory(path: Path) -> None:
    """Refuses a zip by what its end says of its list of files, before that list is read."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _END_LENGTH - _LONGEST_COMMENT))
        tail = file.read()
    end = tail[tail.rfind(_END) :] if _END in tail else b""
    number, length = int.from_bytes(end[10:12], "little"), int.from_bytes(end[12:16], "little")
    if number > MOST_FILES or length > LARGEST_DIRECTORY:
        raise Failure(
            f"{path.name} holds more than {MOST_FILES:,} files; unpack it, and give ACCME's sample XML alone."
        )


def _measure(name: str, entries: list[zipfile.ZipInfo]) -> None:
    if any(entry.filename.lower().startswith(_OF_WORKBOOKS) for entry in entries):
        raise Failure(f"{name} is an Excel workbook; give ACCME's sample XML, or the zip with it.")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Failure(f"{name} is protected with a password; unpack it, and give the XML file in it.")
    too_tight = any(e.file_size > max(RATIO_COUNTS_FROM, LARGEST_RATIO * e.compress_size) for e in entries)
    if too_tight or sum(entry.file_size for entry in entries) > _LARGEST_UNPACKED:
        raise Failure(
            f"{name} unpacks to far more than ACCME's sample could hold; it is not read. Download the zip anew from "
            "ACCME's site."
        )


def _has_activities(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    signs = [ACTIVITY_ELEMENT.encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be")]
    before = b""
    with archive.open(entry) as source:
        while chunk := source.read(_CHUNK):
            if any(sign in before + chunk for sign in signs):
                return True
            before = chunk[-len(signs[-1]) :]
    return False


def _names(entries: list[zipfile.ZipInfo]) -> str:
    names = [entry.filename for entry in entries[:_MOST_NAMED]]
    return ", ".join(names) + (f" and {len(entries) - _MOST_NAMED} more" if len(entries) > _MOST_NAMED else "")

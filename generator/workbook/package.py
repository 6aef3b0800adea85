"""A workbook file in memory: opened once, measured before anything is unpacked, and never written.

A package is a zip of parts. Parts are found by their relationships, as Excel finds them, and not by their usual names.
"""

from __future__ import annotations

import codecs
import hashlib
import io
import lzma
import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import etree

from generator.failure import Failure
from generator.near_names import nearest, question

_OPEN_IN_EXCEL = "~$"
"""How the name of the file begins that Excel puts beside a workbook while it is open there."""
LARGEST_FILE = 100 * 1024**2
"""Bytes of the file itself."""
LARGEST_UNPACKED = 1000 * 1024**2
"""Bytes of all parts together, unpacked."""
LARGEST_RATIO = 200
"""How many times smaller a part may be packed. Rows of equal formulas reach 30 to 50; a zip bomb reaches 1,000."""
RATIO_COUNTS_FROM = 10 * 1024**2
"""Smaller parts may be packed as tightly as they like."""
ZIP_DATE = (1980, 1, 1, 0, 0, 0)
"""The first date that a zip knows, for parts that are to carry no time of writing."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK"
"""How a zip begins, and so a workbook since Excel 2007."""
WORKBOOKS = (ZIP, _OLE[:4])
"""How workbook files begin: a zip, or what Office used before and uses for passwords."""
MOST_TAGS = 4_000_000
"""Tags of a part that becomes a tree, which takes about a hundred bytes for each."""
MOST_TAGS_OF_A_SHEET = 100_000_000
"""The same of a sheet whose rows are changed: the largest batch has as many."""
_CHUNK = 1024**2
DAMAGES = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, NotImplementedError, RuntimeError, ValueError,
)  # fmt: skip
"""What unpacking a damaged part raises; a wrong offset is a ValueError."""
_HEAD = 1024
_DECLARATION = re.compile(rb"\s*<\?xml\b[^>]*\?>")
_ENCODING = re.compile(rb"encoding\s*=\s*[\"']([A-Za-z0-9._-]+)")
_PROLOG = re.compile(rb"(?:\s+|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
_ENCODINGS = re.compile(r"utf-8|utf-16(-le|-be)?|ascii|iso8859-\d+|cp125\d")
"""As Python calls them. A part is in UTF-8 or UTF-16 (ECMA-376 Part 2, 8.1.4); old ones of a single byte do no harm."""
_SAVE_AS = "open it in Excel and save it as Excel Workbook (.xlsx)"


@dataclass(frozen=True)
class Package:
    """The parts of a workbook file.

    Attributes:
        name: file name, for messages.
        data: the file's bytes.
        sha256: of `data`, in hexadecimal.
        parts: part names in the order of the zip, without a leading slash.
        kept: what was made of parts and may be asked for again, by those who made it.
    """

    name: str
    data: bytes = field(repr=False)
    sha256: str
    parts: tuple[str, ...]
    kept: dict[str, Any] = field(repr=False, compare=False)
    _zip: zipfile.ZipFile = field(repr=False, compare=False)
    _entries: dict[str, zipfile.ZipInfo] = field(repr=False, compare=False)

    def let_go(self) -> None:
        """Lets go what was made of parts, which is most of what a large workbook takes; it is made again where it is
        asked for."""
        self.kept.clear()

    def has(self, part: str) -> bool:
        return part.lower() in self._entries

    def read(self, part: str, at_most: int = LARGEST_UNPACKED) -> bytes:
        """The first bytes of a part, as a rule all. Raises Failure when it is missing or damaged."""
        entry = self._entries.get(part.lower())
        if entry is None:
            raise self.damaged(part)
        data = bytearray()
        try:
            # In pieces, since reading at one go would unpack all of a part that understates its size.
            with self._zip.open(entry) as stream:
                while len(data) < at_most and (chunk := stream.read(min(_CHUNK, at_most - len(data)))):
                    data += chunk
        except DAMAGES as error:
            raise self.damaged(part) from error
        return bytes(data)

    def xml(self, part: str) -> bytes:
        """An XML part as UTF-8 without declaration. Raises Failure when it is missing or damaged, or holds a DTD."""
        data = self.read(part)
        try:
            text = _utf8(data)
        except (LookupError, UnicodeError) as error:
            raise self.damaged(part) from error
        prolog = _PROLOG.match(text)
        if prolog and text.startswith(b"<!", prolog.end()):
            raise self.declares_types()
        return text

    def tree(self, part: str, most: int = MOST_TAGS) -> etree._Element:
        """An XML part as a tree.

        Args:
            most: how many tags it may have.

        Raises:
            Failure: it is missing or damaged, has more tags, or holds a DTD.
        """
        data = self.xml(part)
        if data.count(b"<") > most:
            raise self.damaged(part)
        try:
            return etree.fromstring(data, parser())
        except etree.XMLSyntaxError as error:
            raise self.damaged(part) from error

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """The relationships of a part ("" for the package): id to (last word of the type, name of the part it leads
        to)."""
        key = f"related {part}"
        if key not in self.kept:
            self.kept[key] = self._related(part)
        related: dict[str, tuple[str, str]] = self.kept[key]
        return related

    def _related(self, part: str) -> dict[str, tuple[str, str]]:
        folder, base = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{base}.rels")
        if not self.has(relations):
            return {}
        parts: dict[str, tuple[str, str]] = {}
        for relation in self.tree(relations).iterfind("{*}Relationship"):
            if relation.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "").replace("\\", "/")))
                parts[relation.get("Id", "")] = (relation.get("Type", "").rpartition("/")[2], target.lstrip("/"))
        return parts

    def first(self, part: str, kind: str) -> str | None:
        """The first part that `part` is related to by that kind (as in "styles"), when the package has it."""
        return next(
            (target for relation, target in self.related(part).values() if relation == kind and self.has(target)), None
        )

    @property
    def main(self) -> str:
        """The part with the list of sheets. Raises Failure when there is none."""
        part = self.first("", "officeDocument")
        if part is None or etree.QName(self.tree(part)).localname != "workbook":
            raise Failure(f"{self.name} is no Excel workbook inside; choose the PARS batch workbook (.xlsx).")
        return part

    def damaged(self, place: str = "") -> Failure:
        """What to raise when a part cannot be read, or what stands at a place in it."""
        where = f" ({place})" if place else ""
        return Failure(f"{self.name} is damaged inside{where}; {_SAVE_AS} anew, or take the last good copy.")

    def declares_types(self) -> Failure:
        return Failure(
            f"{self.name} holds a document type declaration, which no Excel workbook has; copy its rows into a fresh "
            "template and use that."
        )


def parser() -> etree.XMLParser:
    """An XML parser that fetches nothing and expands nothing."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def open_package(path: Path) -> Package:
    """The workbook file at `path`, read whole; a file that is open in Excel is no hindrance.

    Raises:
        Failure: there is no such file, it is no .xlsx workbook, it is protected by a password, damaged, or beyond the
            limits.
    """
    data = _bytes(path)
    name = path.name
    if not data.startswith(ZIP):
        raise Failure(_what_else(path, data))
    return package_of(name, data)


def package_of(name: str, data: bytes) -> Package:
    """A workbook file in memory.

    Args:
        name: file name, for messages.
        data: its bytes, a zip.

    Raises:
        Failure: as `open_package`.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Failure(
            f"{name} is incomplete, as after a broken download or copy; copy it again from where it came from."
        ) from error
    entries = archive.infolist()
    if any(entry.flag_bits & 1 for entry in entries):
        raise Failure(f"{name} is protected with a password; take the password off and save it again.")
    _measure(name, entries)
    by_name = {_part_name(entry).lower(): entry for entry in entries}
    package = Package(
        name, data, hashlib.sha256(data).hexdigest(), tuple(_part_name(e) for e in entries), {}, archive, by_name
    )
    if len(by_name) != len(entries):
        raise package.damaged()
    if package.has("mimetype") and package.read("mimetype").startswith(b"application/vnd.oasis.opendocument"):
        raise Failure(f"{name} is an OpenDocument file; {_SAVE_AS}.")
    if package.has("xl/workbook.bin"):
        raise Failure(f"{name} is a binary Excel workbook (.xlsb); {_SAVE_AS}.")
    if package.has("word/document.xml"):
        raise Failure(f"{name} is a Word document, not an Excel workbook; choose the PARS batch workbook (.xlsx).")
    if not package.has("_rels/.rels"):
        raise Failure(
            f"{name} is a zip archive, not an Excel workbook; unpack it and choose the workbook (.xlsx) in it."
        )
    for part in package.parts:
        if part.lower().endswith((".xml", ".rels")) and b"<!doctype" in package.read(part, _HEAD).lower():
            raise package.declares_types()
    return package


def _meant(path: Path) -> str:
    """A question with the workbook beside it whose name is near, after a blank; empty when there is none."""
    names = {
        beside.stem: beside.name
        for ending in (".xlsx", ".xlsm")
        for beside in path.parent.glob(f"*{ending}")
        if not beside.name.startswith(_OPEN_IN_EXCEL)
    }
    near = nearest(path.stem, names)
    return question(near and names[near])


def _bytes(path: Path) -> bytes:
    name = path.name or str(path)
    try:
        if path.is_dir():
            raise Failure(f"{path} is a folder; name the workbook (.xlsx) in it.")
        if not path.exists():
            raise Failure(f"There is no file {path}; check the name and the folder.{_meant(path)}")
        if not path.is_file():
            raise Failure(f"{path} is not an ordinary file; name a workbook (.xlsx).")
        with path.open("rb") as stream:
            data = stream.read(LARGEST_FILE + 1)
    except PermissionError as error:
        raise Failure(f"{path} may not be read; close it in other programs, or ask its owner for access.") from error
    except (OSError, ValueError) as error:
        raise Failure(
            f"{path} cannot be read ({getattr(error, 'strerror', None) or 'not a usable file name'}); copy it to your "
            "own computer and try again."
        ) from error
    if not data:
        raise Failure(f"{name} is empty; take the last good copy, or start from a fresh template.")
    if len(data) > LARGEST_FILE:
        raise Failure(
            f"{name} is larger than {LARGEST_FILE // 1024**2} MB; take out pictures, or split the batch into several "
            "workbooks."
        )
    return data


def _measure(name: str, entries: list[zipfile.ZipInfo]) -> None:
    if sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        raise Failure(
            f"{name} unpacks to more than {LARGEST_UNPACKED // 1024**2} MB; delete unused sheets, or split the batch "
            "into several workbooks."
        )
    for entry in entries:
        if entry.file_size > RATIO_COUNTS_FROM and entry.file_size > LARGEST_RATIO * entry.compress_size:
            raise Failure(
                f"{name} is packed more tightly than any workbook a person filled; copy your rows into a fresh "
                "template and use that."
            )


def _part_name(entry: zipfile.ZipInfo) -> str:
    return entry.filename.replace("\\", "/").lstrip("/")


def _what_else(path: Path, data: bytes) -> str:
    name = path.name
    if name.startswith("~$"):
        return f"{name} only marks that the workbook is open in Excel; choose the workbook {name[2:]} itself."
    what = _ole(data) if data.startswith(_OLE) else _by_its_beginning(data)
    return f"{name} {what or 'is not an Excel workbook; choose the PARS batch workbook (.xlsx).'}"


def _ole(data: bytes) -> str | None:
    """Older Office files, and encrypted ones, are folders of named streams; their names tell them apart."""
    if _stream("EncryptedPackage") in data:
        return (
            "is protected with a password; take it off in Excel (File, Info, Protect Workbook, Encrypt with Password) "
            "and save it again."
        )
    if _stream("Workbook") in data or _stream("Book") in data:
        return f"is a workbook of Excel 97 to 2003 (.xls); {_SAVE_AS}."
    return None


def _stream(name: str) -> bytes:
    return f"{name}\0".encode("utf-16-le")


def _by_its_beginning(data: bytes) -> str | None:
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"%pdf"):
        return "is a PDF, not an Excel workbook; choose the PARS batch workbook (.xlsx)."
    if head.startswith((b"<!doctype html", b"<html", b"<table")):
        return "is a web page, even if Excel opens it; save it in Excel as .xlsx, and bring that in with pars import."
    if head.startswith(b"<"):
        return "is an XML file, not an Excel workbook; choose the PARS batch workbook (.xlsx)."
    if head.startswith((b"{", b"[{", b"[\n", b"[]")):
        return "is a JSON file, such as a receipt, not an Excel workbook; choose the PARS batch workbook (.xlsx)."
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or not set(data[:4096]) & set(range(9)):
        return (
            "is a text file such as CSV, not an Excel workbook; bring it in with pars import, and use the new workbook."
        )
    return None


def _utf8(data: bytes) -> bytes:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        data, decoded = data.decode("utf-16").encode(), True
    elif data[:4].count(0) == 2:
        data, decoded = data.decode("utf-16-le" if data[1] == 0 else "utf-16-be").encode(), True
    else:
        data, decoded = data.removeprefix(codecs.BOM_UTF8), False
    declaration = _DECLARATION.match(data)
    if declaration is None:
        return data
    encoding = _ENCODING.search(declaration[0])
    body = data[declaration.end() :]
    if decoded or encoding is None:
        return body
    name = codecs.lookup(encoding[1].decode()).name
    if not _ENCODINGS.fullmatch(name):
        raise LookupError(name)
    return body if name in {"utf-8", "ascii"} else body.decode(name).encode()

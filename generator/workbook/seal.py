"""A seal by which a workbook that this program wrote is known again for as long as no other program has saved it since.

A document property says what the workbook is and holds a digest of all other parts. Every program that saves a workbook
writes its parts anew, so the seal breaks with the first change, be it a note or a color; copying the file keeps it.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path

from lxml import etree

from generator.workbook.changes import Changes, namespace
from generator.workbook.own_sheets import PREFIX
from generator.workbook.package import Package, parser

_NAME = f"{PREFIX}written"
_KIND = "custom-properties"
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_OWN_PROPERTIES = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_NUMBER = re.compile("[0-9]{1,9}")
_FIRST_NUMBER = 2
"""Excel counts properties from 2."""


def sealed(changes: Changes, what: str) -> bytes:
    """The bytes of the changed workbook with a seal that says `what` it is.

    A workbook without document properties of its own, as some programs leave it, gets none.
    """
    part = changes.package.first("", _KIND)
    if part is None:
        return changes.data()
    seal = _property(changes.tree(part))
    seal.text = what
    seal.text = f"{what} {_digest(changes.data(), part)}"
    return changes.data()


def with_seal(properties: bytes, what: str, others: Iterable[tuple[str, int]]) -> bytes:
    """The part with the document properties of a workbook that is being written, with a seal that says `what` it is.

    Args:
        properties: the part as it is without.
        others: names and checksums (CRC-32) of all other parts.
    """
    root = etree.fromstring(properties, parser())
    _property(root).text = f"{what} {_digest_of(others)}"
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def seal_of(package: Package) -> str | None:
    """What the seal says a workbook is; None when it has none, or was saved by another program since."""
    part = package.first("", _KIND)
    if part is None:
        return None
    entry = next((p for p in package.tree(part).iterfind("{*}property") if p.get("name") == _NAME), None)
    what, _, digest = "".join(map(str, entry.itertext())).rpartition(" ") if entry is not None else ("", "", "")
    return what if what and digest == _digest(package.data, part) else None


def copy_of(*originals: Path) -> str:
    """What the seal of a copy says: which file it was made from, or which ones in which order, in a form that tells no
    folder names."""
    places = "\0".join(os.path.normcase(os.path.realpath(original)) for original in originals)
    return f"copy-of-{hashlib.sha256(places.encode(errors='surrogatepass')).hexdigest()[:16]}"


def _property(root: etree._Element) -> etree._Element:
    """The cell of the seal's property, which is made when there is none."""
    entry = next((p for p in root.iterfind("{*}property") if p.get("name") == _NAME), None)
    if entry is None:
        numbers = [p.get("pid", "") for p in root.iterfind("{*}property")]
        number = max((int(n) for n in numbers if _NUMBER.fullmatch(n)), default=_FIRST_NUMBER - 1) + 1
        attributes = {"fmtid": _OWN_PROPERTIES, "pid": str(number), "name": _NAME}
        entry = etree.SubElement(root, f"{{{namespace(root)}}}property", attributes)
    for inside in list(entry):
        entry.remove(inside)
    return etree.SubElement(entry, f"{{{_TYPES}}}lpwstr")


def _digest(data: bytes, besides: str) -> str:
    """Of the names and checksums of all parts but one."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return _digest_of(
            (entry.filename, entry.CRC)
            for entry in archive.infolist()
            if entry.filename.replace("\\", "/").lstrip("/").lower() != besides.lower()
        )


def _digest_of(parts: Iterable[tuple[str, int]]) -> str:
    return hashlib.sha256(repr(sorted(parts)).encode(errors="surrogatepass")).hexdigest()

"""Zips whose directory lies, and files that are no workbook at all."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator

from tests.hostile.book import ACTS, KINDS, LINKS, Parts, ours, replaced, zipped
from tests.hostile.case import DAMAGED, SAME, Case, case, says

_END, _CENTRAL, _LOCAL = b"PK\x05\x06", b"PK\x01\x02", b"PK\x03\x04"
_INCOMPLETE = says("is incomplete")
_TIGHT = says("is packed more tightly")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def cases() -> Iterator[Case]:
    yield from _packing()
    yield from _directory()
    yield from _foreign()


def _packing() -> Iterator[Case]:
    for name, method in {"stored": 0, "deflated": 8, "bzip2": 12, "lzma": 14}.items():
        yield case(f"packing: {name}", lambda m=method: zipped(ours(), m), SAME)
    for method in (1, 6, 9, 95, 99):
        yield case(f"packing: method {method}", lambda m=method: _field(_CENTRAL, 10, "<H", m, _LOCAL, 8), DAMAGED)
    for name, method in {"bzip2": 12, "lzma": 14}.items():
        yield case(f"packing: {name} that is none", lambda m=method: _field(_CENTRAL, 10, "<H", m, _LOCAL, 8), DAMAGED)
    yield case(
        "packing: encrypted", lambda: _field(_CENTRAL, 8, "<H", 1, _LOCAL, 6), says("is protected with a password")
    )
    yield case("packing: bomb", lambda: {**ours(), "x.bin": bytes(40_000_000)}, _TIGHT)
    yield case("packing: bomb of many", _overlapping, DAMAGED)
    yield case("packing: sheet bomb", lambda: replaced(ACTS, "</sheetData>", " " * 40_000_000 + "</sheetData>"), _TIGHT)
    yield case("packing: understated size", lambda: _field(_CENTRAL, 24, "<L", 10, _LOCAL, 22), DAMAGED)
    yield case(
        "packing: overstated size",
        lambda: _field(_CENTRAL, 24, "<L", 0x7FFFFFFF, _LOCAL, 22),
        says("unpacks to more than"),
    )
    yield case(
        "packing: unpacks to 1,001 MB",
        lambda: _field(_CENTRAL, 24, "<L", 1_049_000_000, _LOCAL, 22),
        says("unpacks to more than"),
    )


def _field(at: bytes, offset: int, form: str, value: int, local: bytes, local_offset: int) -> bytes:
    """The workbook with a field of the directory entry of Activities changed, and the same one before its data."""
    data = bytearray(zipped(ours()))
    name = ACTS.encode()
    for sign, place, behind in ((at, offset, 46), (local, local_offset, 30)):
        start = data.find(sign)
        while data[start + behind : start + behind + len(name)] != name:
            start = data.find(sign, start + 4)
        struct.pack_into(form, data, start + place, value)
    return bytes(data)


def _overlapping() -> bytes:
    """Many entries that share the data of one."""
    stream = io.BytesIO(zipped(ours()))
    with zipfile.ZipFile(stream, "a") as archive:
        first = archive.getinfo(ACTS)
        for number in range(50):
            again = zipfile.ZipInfo(f"xl/worksheets/more{number}.xml")
            again.header_offset, again.CRC = first.header_offset, first.CRC
            again.compress_size, again.file_size, again.compress_type = first.compress_size, first.file_size, 8
            archive.filelist.append(again)
            archive.NameToInfo[again.filename] = again
        archive.writestr("end.txt", b"")
    return stream.getvalue()


def _directory() -> Iterator[Case]:
    whole = zipped(ours())
    end = whole.rindex(_END)

    def at_end(offset: int, form: str, value: int) -> bytes:
        data = bytearray(whole)
        struct.pack_into(form, data, end + offset, value)
        return bytes(data)

    start = struct.unpack_from("<L", whole, end + 16)[0]
    yield case("directory: begins too late", lambda: at_end(16, "<L", start + 40), DAMAGED)
    yield case("directory: begins too early", lambda: at_end(16, "<L", 4), DAMAGED)
    yield case("directory: begins nowhere", lambda: at_end(16, "<L", 0xFFFFFFF0), DAMAGED)
    yield case("directory: too long", lambda: at_end(12, "<L", 0x7FFFFFFF), _INCOMPLETE)
    yield case("directory: of nothing", lambda: at_end(12, "<L", 0), says("is a zip archive"))
    yield case("directory: counts of entries that lie", lambda: at_end(8, "<H", 9_999), SAME)
    yield case("directory: zip64 that is none", lambda: at_end(16, "<L", 0xFFFFFFFF), DAMAGED)
    locator = b"PK\x06\x07" + struct.pack("<LQL", 0, 2**63 - 1, 1)
    yield case("directory: zip64 nowhere", lambda: whole[:end] + locator + whole[end:], _INCOMPLETE)
    yield case("directory: a long comment", lambda: whole[:-2] + struct.pack("<H", 60_000) + b"x" * 60_000, SAME)
    yield case("directory: bytes before", lambda: b"PK" + b"\0" * 5_000 + whole, SAME)
    yield case("directory: bytes behind", lambda: whole + b"\0" * 5_000, SAME)
    yield case("directory: doubled", lambda: whole + whole, SAME)
    yield case(
        "directory: entry that points outside", lambda: _field(_CENTRAL, 42, "<L", 0x7FFFFF00, _LOCAL, 26), DAMAGED
    )
    yield case("directory: checksum", lambda: _field(_CENTRAL, 16, "<L", 1, _LOCAL, 14), DAMAGED)


def _foreign() -> Iterator[Case]:
    text = b"Provider activity ID,Title\r\nCME-1,Pain\r\n"
    links = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="{}"/></Relationships>'
    forms: dict[str, tuple[bytes | Parts, str]] = {
        "nothing": (b"", "is empty"),
        "zeros": (bytes(5_000), "is not an Excel workbook"),
        "CSV": (text, "is a text file such as CSV"),
        "CSV in UTF-16": (text.decode().encode("utf-16"), "is a text file such as CSV"),
        "PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "is a PDF"),
        "page": (b"<html><body><table><tr><td>1</td></tr></table></body></html>", "is a web page"),
        "XML": (b'<?xml version="1.0"?><ACCMEActivities/>', "is an XML file"),
        "picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x01\x02\x03", "is not an Excel workbook"),
        "JSON": (b'{"activities": []}', "is a JSON file"),
        "xls": (_OLE + bytes(600) + "Workbook\0".encode("utf-16-le"), "is a workbook of Excel 97 to 2003"),
        "password": (_OLE + bytes(600) + "EncryptedPackage\0".encode("utf-16-le"), "is protected with a password"),
        "OLE without names": (_OLE + bytes(600), "is not an Excel workbook"),
        "rar": (b"Rar!\x1a\x07\x01\x00" + bytes(90), "is not an Excel workbook"),
        "gzip": (b"\x1f\x8b\x08\0" + bytes(90), "is not an Excel workbook"),
        "xlsb": ({"[Content_Types].xml": b"<Types/>", "xl/workbook.bin": b"\x83"}, "is a binary Excel workbook"),
        "ods": ({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}, "is an OpenDocument file"),
        "docx": ({LINKS: links.format("word/document.xml").encode(), "word/document.xml": b"<document/>"}, "is a Word document"),
        "zip of pictures": ({"a.jpg": b"x"}, "is a zip archive"),
        "zip of nothing": ({}, "is a zip archive"),
        "zip of the workbook": ({"batch.xlsx": zipped({KINDS: b"<Types/>"})}, "is a zip archive"),
        "beginning of a zip": (b"PK\x03\x04", "is incomplete"),
        "end of a zip": (_END + bytes(18), "is"),
    }  # fmt: skip
    for name, (data, words) in forms.items():
        yield case(f"foreign: {name}", lambda d=data: d, says(words))
    yield case(
        "foreign: lock file of Excel",
        lambda: b"\x05Anna" + bytes(160),
        says("choose the workbook batch.xlsx itself"),
        "~$batch.xlsx",
    )

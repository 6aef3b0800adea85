"""Files that are no workbook, or one that nobody should open: each gets its own sentence."""

from __future__ import annotations

import io
import os
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from generator.failure import Failure
from generator.workbook import package as package_module
from generator.workbook.package import open_package
from tests.workbook.filled import bare, change, read_it

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def ole(*streams: str) -> bytes:
    return OLE + b"".join(f"{name}\0".encode("utf-16-le").ljust(128, b"\0") for name in ("Root Entry", *streams))


def zipped(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


BAD = {
    "empty.xlsx": (b"", "is empty"),
    "text.xlsx": (b"Provider activity ID,Title\r\nCME-1,Pain\r\n", "is a text file such as CSV"),
    "utf16.csv": ("Titel\tPain\r\n".encode("utf-16"), "is a text file such as CSV"),
    "paper.pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "is a PDF"),
    "export.xls": (b"\xef\xbb\xbf\r\n<html><table></table></html>", "is a web page"),
    "upload.xml": (b'<?xml version="1.0"?><ACCMEActivities/>', "is an XML file"),
    "picture.xlsx": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x01\x02\x03", "is not an Excel workbook; choose"),
    "old.xls": (ole("Workbook"), "is a workbook of Excel 97 to 2003"),
    "older.xls": (ole("Book"), "is a workbook of Excel 97 to 2003"),
    "secret.xlsx": (ole("EncryptionInfo", "EncryptedPackage"), "is protected with a password"),
    "letter.doc": (ole("WordDocument"), "is not an Excel workbook; choose"),
    "~$batch.xlsx": (b"\x05Anna" + bytes(160), "choose the workbook batch.xlsx itself"),
    "sheet.ods": (zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "is an OpenDocument file"),
    "sheet.xlsb": (
        zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.bin": b"\x83"}),
        "is a binary Excel workbook",
    ),
    "photos.zip": (zipped({"a.jpg": b"x"}), "is a zip archive, not an Excel workbook"),
    "nothing.zip": (zipped({}), "is a zip archive, not an Excel workbook"),
    "stub.xlsx": (b"PK\x03\x04", "is incomplete"),
    "letter.docx": (
        zipped(
            {
                "_rels/.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                b'<Relationship Id="r" '
                b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
                b'Target="word/document.xml"/></Relationships>',
                "word/document.xml": b"<document/>",
            }
        ),
        "is a Word document, not an Excel workbook",
    ),
}


def sentence(path: Path) -> str:
    """The one sentence that reading `path` ends with."""
    with pytest.raises(Failure) as failure:
        read_it(path)
    words = str(failure.value)
    assert words.endswith(".")
    assert "\n" not in words
    return words


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_workbook_is_called_by_its_name(name: str, tmp_path: Path) -> None:
    data, expected = BAD[name]
    (tmp_path / name).write_bytes(data)
    words = sentence(tmp_path / name)
    assert words.startswith(name)
    assert expected in words


def test_missing_file_and_folder(tmp_path: Path) -> None:
    assert sentence(tmp_path / "no.xlsx").startswith("There is no file")
    assert "is a folder" in sentence(tmp_path)


def test_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = bare(tmp_path / "locked.xlsx")

    def refuse(self: Path, mode: str = "r") -> None:
        raise PermissionError(13, "Permission denied")

    if os.name == "posix" and os.geteuid() != 0:
        path.chmod(0)
        assert "may not be read" in sentence(path)
        path.chmod(stat.S_IRUSR | stat.S_IWUSR)
    monkeypatch.setattr(Path, "open", refuse)
    assert "may not be read" in sentence(path)


def test_every_truncation_is_one_sentence(tmp_path: Path) -> None:
    data = bare(tmp_path / "whole.xlsx").read_bytes()
    path = tmp_path / "cut.xlsx"
    for size in range(4, len(data), 97):
        path.write_bytes(data[:size])
        assert "is incomplete" in sentence(path)


def test_flipped_bytes_never_end_in_anything_but_a_sentence(tmp_path: Path) -> None:
    data = bare(tmp_path / "whole.xlsx").read_bytes()
    path = tmp_path / "flipped.xlsx"
    failed = 0
    for place in range(0, len(data), 61):
        path.write_bytes(data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :])
        try:
            read_it(path)
        except Failure:
            failed += 1
    assert failed > 20


@pytest.mark.parametrize("ending", ["xlsx", "xlsm", "xltx"])
def test_the_ending_does_not_matter(ending: str, tmp_path: Path) -> None:
    assert read_it(bare(tmp_path / f"batch.{ending}")).name == f"batch.{ending}"


def test_file_size_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = bare(tmp_path / "large.xlsx")
    monkeypatch.setattr(package_module, "LARGEST_FILE", 2 * 1024**2)
    read_it(path)
    path.write_bytes(b"PK\x03\x04" + bytes(2 * 1024**2))
    assert "is larger than 2 MB" in sentence(path)


def test_unpacked_size_is_measured_before_reading(tmp_path: Path) -> None:
    path = tmp_path / "wide.xlsx"
    data = bytearray(zipped({"_rels/.rels": b"<Relationships/>", "xl/a.bin": b"a" * 100}))
    directory = data.rindex(b"PK\x01\x02")
    data[directory + 24 : directory + 28] = struct.pack("<I", 1001 * 1024**2)
    path.write_bytes(data)
    assert "unpacks to more than 1000 MB" in sentence(path)


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = bare(tmp_path / "bomb.xlsx")
    bomb = zipped({"xl/bomb.xml": bytes(64 * 1024**2)})
    path.write_bytes(bomb)
    assert "is packed more tightly" in sentence(path)
    small = zipped({"xl/media/blank.bmp": bytes(9 * 1024**2)})
    path.write_bytes(small)
    assert "is a zip archive" in sentence(path)


def test_a_part_that_understates_its_size_is_not_unpacked_beyond_it(tmp_path: Path) -> None:
    path = bare(tmp_path / "liar.xlsx")
    change(path, "xl/worksheets/sheet1.xml", lambda data: data + b" " * 30_000_000)
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = 0
        while (at := data.find(mark, at)) >= 0:
            if struct.unpack_from("<I", data, at + offset)[0] > 30_000_000:
                struct.pack_into("<I", data, at + offset, 5_000)
            at += 4
    path.write_bytes(data)
    assert "is damaged inside" in sentence(path)


PARSED = ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "docProps/custom.xml", "_rels/.rels"]


@pytest.mark.parametrize(
    ("part", "padding"), [("docProps/app.xml", 0), *((part, padding) for part in PARSED for padding in (0, 5_000))]
)
def test_a_document_type_is_refused(part: str, padding: int, tmp_path: Path) -> None:
    path = bare(tmp_path / "entities.xlsx")
    dtd = b"<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b SYSTEM 'file:///etc/passwd'>]>"
    change(
        path,
        part,
        lambda data: (
            b"<!-- %s -->" % (b"." * padding) + dtd + data.partition(b"?>")[2] if b"?>" in data[:200] else dtd + data
        ),
    )
    assert "document type declaration" in sentence(path)


def test_a_document_type_in_utf_16_is_refused(tmp_path: Path) -> None:
    path = bare(tmp_path / "entities.xlsx")
    change(path, "xl/worksheets/sheet1.xml", lambda data: ("<!DOCTYPE x>" + data.decode()).encode("utf-16"))
    assert "document type declaration" in sentence(path)


def test_other_encodings_are_read(tmp_path: Path) -> None:
    path = bare(
        tmp_path / "utf16.xlsx",
        {
            "Activities": [
                ["Provider activity ID", "Title", "Format", "Start date", "End date"],
                ["é漢", "x", "y", 1, 2],
            ]
        },
    )
    change(
        path,
        "xl/worksheets/sheet1.xml",
        lambda data: ('<?xml version="1.0" encoding="UTF-16"?>' + data.decode()).encode("utf-16"),
    )
    assert read_it(path).sheets["activities"].raw("provider_activity_id").tolist() == ["é漢"]


def test_part_names_in_other_case_and_with_backslashes(tmp_path: Path) -> None:
    path = bare(tmp_path / "names.xlsx")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    renamed = {
        name.replace("xl/worksheets/", "XL\\Worksheets\\") if "sheet2" in name else name: data
        for name, data in parts.items()
    }
    path.write_bytes(zipped(renamed))
    assert len(read_it(path).sheets) == 4


def test_two_parts_of_one_name_are_refused(tmp_path: Path) -> None:
    path = bare(tmp_path / "twice.xlsx")
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("xl/workbook.xml", b"<workbook/>")
    assert "is damaged inside" in sentence(path)


def test_an_encrypted_zip(tmp_path: Path) -> None:
    data = bytearray(bare(tmp_path / "aes.xlsx").read_bytes())
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    (tmp_path / "aes.xlsx").write_bytes(data)
    assert "is protected with a password" in sentence(tmp_path / "aes.xlsx")


def test_the_file_is_only_read(tmp_path: Path) -> None:
    path = bare(tmp_path / "batch.xlsx")
    before, when = path.read_bytes(), path.stat().st_mtime_ns
    package = open_package(path)
    read_it(path)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, when)
    assert package.data == before
    assert [p.name for p in tmp_path.iterdir()] == ["batch.xlsx"]

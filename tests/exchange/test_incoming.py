"""XML that means harm, or is none: `pars import` says one sentence, ends with 2, and needs little memory."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from generator.catalog import load
from generator.exchange.incoming import LARGEST_PIECE, LARGEST_XML, MOST_ELEMENTS, incoming
from generator.failure import Failure
from generator.template import build, save
from generator.template.live import checked_marks

HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'
ACTIVITY = b"<MedicalEducationMetrics><general><title><string>%s</string></title></general></MedicalEducationMetrics>"
NEST = b"<MedicalEducationMetrics>"
MEGA = 1024**2
MOST_MEMORY = 200 * MEGA
LAUGHS = b'<!DOCTYPE r [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY %c "%s">' % (letter + 1, b"&%c;" % letter * 10) for letter in range(ord("a"), ord("k"))
)


def _workbook() -> bytes:
    data = io.BytesIO()
    openpyxl.Workbook().save(data)
    return data.getvalue()


def _zip() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("upload.xml", HEAD + b"<r>" + ACTIVITY % b"x" + b"</r>")
    return data.getvalue()


def _attributes() -> bytes:
    return b"".join(b' a%d=""' % number for number in range(MEGA))


def _latin() -> bytes:
    return HEAD + b"<r>" + ACTIVITY % "Müller".encode("latin-1") + b"</r>"


HOSTILE: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "a document type": (lambda: b"<!DOCTYPE r><r/>", "document type"),
    "an outside document type": (lambda: b'<!DOCTYPE r SYSTEM "file:///etc/passwd"><r/>', "document type"),
    "an entity": (lambda: b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>', "document type"),
    "a billion laughs": (lambda: LAUGHS + b"]><r>&k;</r>", "document type"),
    "a document type that never ends": (lambda: b"<!DOCTYPE r [" + b'<!ENTITY a "b">' * 200_000, "document type"),
    "an entity that nobody declared": (lambda: b"<r>" + ACTIVITY % b"&secret;" + b"</r>", "cannot be read as XML"),
    "a prefix that nobody declared": (lambda: b"<a:r><a:activity/></a:r>", "cannot be read as XML, line 1: Namespace"),
    "what the reader quotes of the file": (lambda: b"<r><![CDATA[x]\x1b</r>", "cannot be read as XML, line 1"),
    "nesting": (lambda: b"<r>" + NEST + b"<a>" * 300_000, "cannot be read as XML"),
    "nesting outside the activities": (lambda: b"<a>" * 300_000, "cannot be read as XML"),
    "two roots": (lambda: HEAD + b"<r/><r/>", "cannot be read as XML, line 2"),
    "Latin letters in what says it is UTF-8": (_latin, "cannot be read as XML, line 2"),
    "an unknown encoding": (lambda: b'<?xml version="1.0" encoding="klingon"?><r/>', "cannot be read as XML"),
    "half of UTF-16": (lambda: "<?xml version='1.0'?><r/>".encode("utf-16")[:-7], "cannot be read as XML"),
    "a million attributes": (lambda: b"<r " + _attributes() + b"/>", "too much before its first"),
    "a million attributes of an activity": (lambda: b"<r>" + NEST[:-1] + _attributes() + b"/></r>", "a tag of more"),
    "a huge text": (lambda: b"<r>" + NEST + b"x" * 12 * MEGA + b"</MedicalEducationMetrics></r>", "a text, a comment"),
    "a huge attribute": (lambda: b'<r><s a="' + b"x" * 12 * MEGA + b'"/></r>', "a tag of more"),
    "a huge comment": (lambda: b"<r><!--" + b"x" * 12 * MEGA + b"--></r>", "a text, a comment"),
    "comments without end": (lambda: b"<r>" + b"<!-- x -->" * MEGA + b"</r>", "a text, a comment"),
    "comments before the root": (lambda: b"<!-- x -->" * 100_000 + b"<r/>", "too much before its first element"),
    "instructions without end": (lambda: b"<r>" + b"<?x y?>" * MEGA + b"</r>", "a text, a comment"),
    "too many elements": (lambda: b"<r>" + NEST + b"<a/>" * MOST_ELEMENTS, "more than 20,000 elements"),
    "too many elements elsewhere": (lambda: b"<r>" + b"<a/>" * MOST_ELEMENTS, "more than 20,000"),
    "cut off": (lambda: HEAD + b"<r>" + (ACTIVITY % b"x")[:-30], "cannot be read as XML, line 2"),
    "empty": (lambda: b"", "is empty"),
    "blank": (lambda: b" \n \n", "is empty"),
    "binary": (lambda: bytes(range(256)) * 100, "cannot be read as XML"),
    "zeros": (lambda: bytes(MEGA), "cannot be read as XML"),
    "a zip": (_zip, "a workbook or a zip"),
    "a workbook": (_workbook, "a workbook or a zip"),
    "a page": (lambda: b"<html><body>Log in</body></html>", "is a web page"),
    "no activity": (lambda: HEAD + b"<ACCMEActivities/>", "has no activity"),
}  # fmt: skip
"""What a file holds, and what the sentence says of it."""
OTHERWISE = {
    "a folder": "is not an ordinary file",
    "a pipe": "is not an ordinary file",
    "missing": "does not exist",
    "five gigabytes": "GB are read at most",
    "a workbook of ours": "pars upgrade",
}
"""The same for what is no file, or none that can be written here as its bytes."""
ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="memory is looked up as Linux tells it")
_CHILD = """
import io, json, sys
from contextlib import redirect_stderr
from generator.cli import main
told = {}
for name, file in json.load(open(sys.argv[1])).items():
    sys.argv = ["pars", "import", file, "-o", sys.argv[-1]]
    heard = io.StringIO()
    try:
        with redirect_stderr(heard):
            main()
        code = 0
    except SystemExit as end:
        code = end.code
    told[name] = [code, heard.getvalue()]
# what getrusage says counts the memory of the process that started this one too
most = next(int(line.split()[1]) * 1024 for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(json.dumps({"told": told, "memory": most}))
"""


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """What one process, which imports one file after the other, said of each, and the most memory that it had."""
    folder = tmp_path_factory.mktemp("hostile")
    files = {name: folder / f"{number}.xml" for number, name in enumerate([*HOSTILE, *OTHERWISE])}
    for name, (content, _) in HOSTILE.items():
        files[name].write_bytes(content())
    files["a folder"].mkdir()
    os.mkfifo(files["a pipe"])
    with files["five gigabytes"].open("wb") as sparse:
        sparse.write(b"<r>")
        sparse.truncate(LARGEST_XML + MEGA)
    save(build(load(), rows=3, marks=checked_marks(load())), files["a workbook of ours"])
    (folder / "files.json").write_text(json.dumps({name: str(file) for name, file in files.items()}), encoding="utf-8")
    arguments = [sys.executable, "-c", _CHILD, str(folder / "files.json"), str(folder / "new.xlsx")]
    done = subprocess.run(arguments, capture_output=True, text=True, check=True, timeout=120)
    assert not (folder / "new.xlsx").exists()
    told: Mapping[str, Any] = json.loads(done.stdout)
    return told


@ON_LINUX
@pytest.mark.parametrize("name", [*HOSTILE, *OTHERWISE])
def test_one_sentence_and_exit_code_2(result: Mapping[str, Any], name: str) -> None:
    code, told = result["told"][name]
    says = HOSTILE[name][1] if name in HOSTILE else OTHERWISE[name]
    assert code == 2, told
    assert told.startswith("pars: ")
    assert told.count("\n") == 1
    assert len(told) < 400
    assert says in told


@ON_LINUX
def test_little_memory(result: Mapping[str, Any]) -> None:
    assert result["memory"] < MOST_MEMORY


def _title(path: Path) -> str:
    (title,) = [activity.findtext(".//string") for activity in incoming(path).activities()]
    return str(title)


@pytest.mark.parametrize(
    ("encoding", "said"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16"), ("iso-8859-1", "ISO-8859-1"),
     ("cp1252", "windows-1252")],
)  # fmt: skip
def test_right_encodings_are_read(tmp_path: Path, encoding: str, said: str) -> None:
    path = tmp_path / "a.xml"
    text = f'<?xml version="1.0" encoding="{said}"?><r>{(ACTIVITY % b"TITLE").decode()}</r>'
    path.write_bytes(text.replace("TITLE", "Müller").encode(encoding))
    assert _title(path) == "Müller"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.xml"
    text = f'<?xml version="1.0" encoding="UTF-16"?><r>{(ACTIVITY % b"TITLE").decode()}</r>'
    path.write_bytes(text.replace("TITLE", "Müller").encode(encoding))
    assert _title(path) == "Müller"


def test_what_is_just_small_enough_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    long = b"x" * (LARGEST_PIECE - 100_000)
    path.write_bytes(b"<!-- y -->" * 6_000 + b"<r>" + ACTIVITY % long + b"</r>")
    assert _title(path) == long.decode()
    path.write_bytes(b"<r>" + NEST + b"<a/>" * (MOST_ELEMENTS - 1) + b"</MedicalEducationMetrics></r>")
    assert len([*incoming(path).activities()]) == 1
    path.write_bytes(b"<r>" + NEST + b"<a/>" * MOST_ELEMENTS + b"</MedicalEducationMetrics></r>")
    with pytest.raises(Failure, match="more than 20,000 elements"):
        [*incoming(path).activities()]

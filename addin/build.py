"""The add-in file, PARS.xlam, written on any system without Excel.

It holds the VBA of macros/ and the ribbon. What its module Python has from xlwings stands under the license that it
quotes (BSD-3). Nothing of xlwings PRO is in it and it needs no license key.
"""

from __future__ import annotations

import io
import re
import struct
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from pyopenvba import ExcelFile, VBAModuleKind
from pyopenvba.cfb import CFB
from pyopenvba.exceptions import PyOpenVBAError
from pyopenvba.vba import compress, decompress, split_attribute_header

from addin import versions
from addin.files import write_whole
from generator.failure import Failure
from generator.workbook.package import ZIP_DATE

MACROS = Path(__file__).resolve().parents[1] / "macros"

PROJECT_NAME = "pars-batch"
"""The name under which the add-in's VBA looks for its settings (see `addin.install`)."""
XLWINGS_VERSION = re.compile(r'(?m)^Public Const XLWINGS_VERSION As String = "([^"]*)"')
"""Where the VBA says which xlwings it belongs to."""
PARS_BATCH_VERSION = re.compile(r'(?m)^Public Const PARS_BATCH_VERSION As String = "([^"]*)"')
"""Where the VBA says which version of this package built it."""

_VBA_PROJECT_NAME = "PARSBatch"
_TITLE = "PARS Batch"
_DESCRIPTION = (
    "Checks batches of CME activities, shows what is missing for each program and writes the XML file for PARS."
)
_AUTHOR = "The PARS Batch founders"

_RIBBON_PART = "customUI/customUI14.xml"
_RIBBON_RELATIONSHIP = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
_VBA_PART = "xl/vbaProject.bin"
_NO_CACHE = bytes.fromhex("cc61ffff000000")
"""The stream _VBA_PROJECT as whoever writes a project has to write it: a version that no Office has, and no compiled
code ([MS-OVBA] 2.3.4.1)."""


@dataclass(frozen=True)
class Module:
    """One VBA module.

    Attributes:
        name: as the VBA project lists it.
        source: text as the Visual Basic editor exports it, with Windows line ends.
        kind: "module", "class", or "document" for the code of ThisWorkbook.
    """

    name: str
    source: str
    kind: str = "module"


def build(target: Path, *, macros: Path = MACROS) -> Path:
    """Writes the add-in; the same versions and macros give the same bytes.

    Args:
        target: a file name that ends in .xlam; a file of this name is replaced.
        macros: the folder of the VBA sources and of customUI14.xml.

    Returns:
        `target`.

    Raises:
        Failure: another ending, a folder or file that cannot be written, or an xlwings whose VBA this version does not
            know.
    """
    if target.suffix.lower() != ".xlam":
        raise Failure(
            f"Excel loads an add-in only from a name that ends in .xlam: write {target.with_suffix('.xlam').name} "
            f"instead of {target.name}."
        )
    write_whole(target, package(modules(macros), ribbon=(macros / "customUI14.xml").read_bytes()))
    return target


def made_before(file: Path) -> bytes:
    """The content of an add-in that was built before, and signed since perhaps, when it belongs to what is installed
    here.

    Raises:
        Failure: the file cannot be read, is no add-in of PARS Batch, or belongs to other versions.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        raise Failure(f"{file} cannot be read: {error.strerror}; check the name.") from error
    code = _code_of(file).replace("\r\n", "\n")
    found = [pattern.search(code) for pattern in (PARS_BATCH_VERSION, XLWINGS_VERSION)]
    if not (found[0] and found[1]):
        raise Failure(f"{file.name} is no add-in of PARS Batch; make one with “pars addin build”.")
    of, here = versions.Versions(found[0][1], found[1][1]), versions.installed()
    if of != here:
        raise Failure(
            f"{file.name} was built with PARS Batch {of.pars_batch} and xlwings {of.xlwings}; here are "
            f"{here.pars_batch} and {here.xlwings}: install those versions, or have the add-in built anew."
        )
    return content


def _code_of(file: Path) -> str:
    """The Visual Basic that says the versions; nothing when a file has none or is no workbook."""
    try:
        with ExcelFile(file) as workbook:
            return "\n".join(workbook.get_module(name) for name in ("Versions", "Python"))
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, PyOpenVBAError):
        return ""


def modules(macros: Path = MACROS) -> list[Module]:
    """The modules of macros/, and Versions with what this add-in is built with.

    Raises:
        Failure: another xlwings is installed than the one whose library the module Python calls by its name.
    """
    written = []
    for file in sorted(macros.glob("*.bas")) + sorted(macros.glob("*.cls")):
        source = _with_windows_line_ends(file.read_text(encoding="ascii"))
        written.append(Module(file.stem, source, "module" if file.suffix == ".bas" else "document"))
    built = versions.installed()
    known = XLWINGS_VERSION.search("\n".join(module.source for module in written))
    if known is None or known[1] != built.xlwings:
        wanted = known[1] if known else "another one"
        raise Failure(
            f"The add-in needs xlwings {wanted}, and {built.xlwings} is installed: install it (pip install "
            f"xlwings=={wanted}) and try again."
        )
    text = (
        'Attribute VB_Name = "Versions"\n'
        "Option Explicit\n\n"
        f'Public Const PARS_BATCH_VERSION As String = "{built.pars_batch}"\n'
    )
    return [*written, Module("Versions", _with_windows_line_ends(text))]


def package(modules: Sequence[Module], ribbon: bytes) -> bytes:
    """An .xlam of these modules, with a ribbon and no cell content."""
    parts = _parts_with(modules)
    parts[_VBA_PART] = _finished(parts[_VBA_PART])
    parts[_RIBBON_PART] = ribbon
    parts["_rels/.rels"] = _with_ribbon_relationship(parts["_rels/.rels"])
    parts["docProps/core.xml"] = _core_properties()
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, part in parts.items():
            entry = zipfile.ZipInfo(name, ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # the same bytes on every system
            archive.writestr(entry, part)
    return content.getvalue()


def _parts_with(modules: Sequence[Module]) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "addin.xlam"
        with ExcelFile.create_new(path) as file:
            project = file.vba_project()
            project.delete_module("Module1")
            file.set_module("Sheet1", "")  # without the compiled code of pyOpenVBA's template
            for module in modules:
                if module.kind == "document":
                    _header, body = split_attribute_header(module.source)
                    file.set_module(module.name, body)
                else:
                    project.add_module(
                        module.name,
                        module.source,
                        kind=VBAModuleKind.other if module.kind == "class" else VBAModuleKind.standard,
                    )
            file.save()
        with zipfile.ZipFile(path) as archive:
            return {name: archive.read(name) for name in archive.namelist()}


def _finished(vba: bytes) -> bytes:
    """With our name and without a cache. pyOpenVBA names every project VBAProject; the name stands in two streams
    ([MS-OVBA] 2.3.1.5 and 2.3.4.2.1.6)."""
    container = CFB.from_bytes(vba)
    records = decompress(container.get_stream_in_storage("VBA", "dir"))
    at = 0
    while True:
        kind, size = struct.unpack_from("<HI", records, at)
        if kind == 0x0004:
            break
        at += 6 + size
    name = _VBA_PROJECT_NAME.encode("ascii")
    renamed = records[:at] + struct.pack("<HI", 0x0004, len(name)) + name + records[at + 6 + size :]
    container.write_stream_in_storage("VBA", "dir", compress(renamed))
    container.write_stream(
        "PROJECT", re.sub(rb'(?m)^Name="[^"]*"', b'Name="' + name + b'"', container.get_stream("PROJECT"))
    )
    container.write_stream_in_storage("VBA", "_VBA_PROJECT", _NO_CACHE)
    content: bytes = container.to_bytes()
    return content


def _with_ribbon_relationship(relationships: bytes) -> bytes:
    element = f'<Relationship Id="parsRibbon" Type="{_RIBBON_RELATIONSHIP}" Target="{_RIBBON_PART}"/></Relationships>'
    return relationships.replace(b"</Relationships>", element.encode("ascii"))


def _core_properties() -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(_TITLE)}</dc:title><dc:creator>{escape(_AUTHOR)}</dc:creator>"
        f"<dc:description>{escape(_DESCRIPTION)}</dc:description>"
        f"<cp:lastModifiedBy>{escape(_AUTHOR)}</cp:lastModifiedBy></cp:coreProperties>"
    ).encode()


def _with_windows_line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\n", "\r\n")

from __future__ import annotations

import posixpath
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import olefile
import pytest
import xlwings
from lxml import etree

from addin import build as build_module
from addin import versions
from addin.build import MACROS, PROJECT_NAME, build, own_modules, xlwings_modules
from generator.failure import Failure
from tests.addin.olevba import VBA_Parser, decompress_stream
from tests.addin.vba import constants, procedures

PACKAGE = Path(xlwings.__file__).parent
RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"


@pytest.fixture(scope="module")
def addin(macros: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("addin") / "PARS.xlam", macros=macros)


@pytest.fixture(scope="module")
def sources(addin: Path) -> dict[str, str]:
    """The VBA of the add-in as oletools reads it, by module."""
    parser = VBA_Parser(str(addin))
    code_of = {name.rsplit(".", 1)[0]: code for _, _, name, code in parser.extract_macros()}
    parser.close()
    return code_of


@pytest.fixture
def vba(addin: Path, tmp_path: Path) -> Iterator[olefile.OleFileIO]:
    file = tmp_path / "vbaProject.bin"
    with zipfile.ZipFile(addin) as archive:
        file.write_bytes(archive.read("xl/vbaProject.bin"))
    with olefile.OleFileIO(str(file)) as container:
        yield container


def code(source: str) -> str:
    """A module without what differs between an exported file and the stream in a project: preamble, VB_Base and the
    like."""
    lines = source.replace("\r\n", "\n").split("\n")
    start = next((number for number, line in enumerate(lines) if line.startswith("Attribute VB_Name")), 0)
    return "\n".join(
        line
        for line in lines[start:]
        if not re.match(r"Attribute VB_(Base|TemplateDerived|Customizable|Description)\b", line)
    ).strip()


def test_the_modules_read_back_as_they_are_in_macros(sources: dict[str, str], macros: Path) -> None:
    written = {
        file.stem: code(file.read_text(encoding="ascii"))
        for file in macros.iterdir()
        if file.suffix in {".bas", ".cls"}
    }
    assert set(written) == {"Ribbon", "ThisWorkbook", "Functions"}
    assert {name: code(sources[name]) for name in written} == written
    assert set(sources) == {*written, "Versions", "Sheet1", "xlwings", "Dictionary"}
    assert procedures(sources["Sheet1"]) == {}


def test_no_module_carries_compiled_code_beside_its_source(vba: olefile.OleFileIO) -> None:
    """VBA stomping: Office would run the compiled code, whatever the source says. Here each stream begins with the
    source."""
    modules = [
        name for _, name in (entry for entry in vba.listdir() if len(entry) == 2) if name not in {"dir", "_VBA_PROJECT"}
    ]
    assert set(modules) == {"ThisWorkbook", "Sheet1", "Ribbon", "Functions", "Versions", "xlwings", "Dictionary"}
    for name in modules:
        source = bytes(decompress_stream(bytearray(vba.openstream(["VBA", name]).read())))
        assert source.startswith(f'Attribute VB_Name = "{name}"\r\n'.encode())
    assert not any(vba.openstream(["VBA", "_VBA_PROJECT"]).read()[5:])


def test_the_project_has_our_name_and_only_our_modules(vba: olefile.OleFileIO) -> None:
    project = vba.openstream("PROJECT").read().decode("cp1252")
    assert re.findall(r"(?m)^Name=(.*?)\r$", project) == ['"PARSBatch"']
    declared = set(re.findall(r"(?m)^(Module|Class|Document)=(\w+)", project))
    modules = {("Module", name) for name in ("Ribbon", "Functions", "Versions", "xlwings")}
    assert declared == {*modules, ("Class", "Dictionary"), ("Document", "ThisWorkbook"), ("Document", "Sheet1")}
    records = bytes(decompress_stream(bytearray(vba.openstream(["VBA", "dir"]).read())))
    assert b"\x04\x00\x09\x00\x00\x00PARSBatch\x05\x00" in records
    assert b"VBAProject" not in records
    assert b"Microsoft Office 16.0 Object Library" in records, "the type IRibbonControl comes from there"


def test_class_modules_are_as_excel_needs_them(vba: olefile.OleFileIO) -> None:
    for name in ("Dictionary", "ThisWorkbook", "Sheet1"):
        source = bytes(decompress_stream(bytearray(vba.openstream(["VBA", name]).read())))
        assert b"Attribute VB_Base" in source
        assert b"VERSION 1.0 CLASS" not in source


def test_xlwings_modules_keep_their_licenses(sources: dict[str, str]) -> None:
    original = (PACKAGE / "xlwings_custom_addin.bas").read_text(encoding="ascii")
    header = original[original.index("'xlwings is distributed") : original.index("#If VBA7")]
    assert "BSD 3-clause" in header
    assert header.strip() in sources["xlwings"].replace("\r\n", "\n")
    assert "' (c) Tim Hall - https://github.com/timhall/VBA-Dictionary" in sources["Dictionary"]
    assert "' @license: MIT (http://www.opensource.org/licenses/mit-license.php" in sources["Dictionary"]
    assert constants(sources["xlwings"]) == {"XLWINGS_VERSION": xlwings.__version__, "PROJECT_NAME": PROJECT_NAME}


def test_xlwings_modules_are_changed_in_two_lines_only(sources: dict[str, str]) -> None:
    original = code((PACKAGE / "xlwings_custom_addin.bas").read_text(encoding="ascii")).splitlines()
    ours = code(sources["xlwings"]).splitlines()
    added, gone = [line for line in ours if line not in original], [line for line in original if line not in ours]
    assert len(added) == 3
    assert len(gone) == 2
    assert code(sources["Dictionary"]) == code((PACKAGE / "addin" / "Dictionary.cls").read_text(encoding="ascii"))


def test_a_workbook_cannot_say_which_python_starts(sources: dict[str, str]) -> None:
    get_config = procedures(sources["xlwings"])["GetConfig"]
    assert 'Optional source As String = "user"' in get_config.parameters
    layers = re.findall(r'If source = "" Or source = "(\w+)" Then', get_config.body)
    assert layers == ["sheet", "directory", "user"]
    callers = {
        name: procedure.body for name, procedure in procedures(sources["xlwings"]).items() if name != "GetConfig"
    }
    assert not [name for name, body in callers.items() if re.search(r"GetConfig\([^)]*,[^)]*,", body)], (
        "asks for another source"
    )


def test_it_knows_the_versions_it_was_built_with(sources: dict[str, str]) -> None:
    here = versions.installed()
    assert here.xlwings == xlwings.__version__
    assert constants(sources["Versions"]) == {"PARS_BATCH_VERSION": here.pars_batch, "BUILT_WITH_XLWINGS": here.xlwings}


def test_nothing_of_xlwings_pro_is_in_it(sources: dict[str, str]) -> None:
    modules = [sources[name] for name in ("Ribbon", "ThisWorkbook", "Functions", "Versions")]
    assert not [text for text in modules if re.search(r"xlwings\.pro|license", text, re.IGNORECASE)]
    named = {re.sub(r"\W", "", line) for line in sources["xlwings"].splitlines() if "xlwings.pro" in line}
    assert named == {"PythonCommandimportxlwingsproxlwingsprorunpython_embedded_codeSourcePythonCommand"}, (
        "only xlwings' own branch for code in a workbook"
    )
    listed = {file.name for file in (PACKAGE / "addin").iterdir()} - {"Dictionary.cls"}
    assert not {name.split(".")[0] for name in listed if name.endswith((".bas", ".cls"))} & set(sources)


def test_no_module_of_xlwings_pro_is_imported() -> None:
    script = (
        "import sys, xlwings\n"
        "before = {name for name in sys.modules if name.startswith('xlwings.pro')}\n"
        "import addin.build, addin.install, addin.wrappers\n"
        "addin.build.package([*addin.build.own_modules(), *addin.build.xlwings_modules()], b'<customUI/>')\n"
        "print(sorted({name for name in sys.modules if name.startswith('xlwings.pro')} - before))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=MACROS.parent)
    assert done.stdout == "[]\n"


def test_our_python_names_no_paid_part_of_xlwings() -> None:
    for file in sorted((MACROS.parent / "addin").glob("*.py")):
        assert not re.search(r"xlwings\.(pro|server|reports)|LICENSE_KEY", file.read_text(encoding="utf-8")), file


def test_the_package_is_well_formed(addin: Path) -> None:
    with zipfile.ZipFile(addin) as archive:
        assert archive.testzip() is None
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert len(parts) == len(set(map(str.lower, parts)))
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            etree.fromstring(content)


def test_every_part_has_a_content_type_and_a_way_to_it(addin: Path) -> None:
    with zipfile.ZipFile(addin) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    types = etree.fromstring(parts["[Content_Types].xml"])
    by_ending = {one.get("Extension"): one.get("ContentType") for one in types.iter(f"{TYPES}Default")}
    by_name = {one.get("PartName", "").lstrip("/"): one.get("ContentType") for one in types.iter(f"{TYPES}Override")}
    assert set(by_name) <= set(parts)
    for name in set(parts) - {"[Content_Types].xml"}:
        assert name in by_name or name.rsplit(".", 1)[-1] in by_ending, name
    assert by_name["xl/workbook.xml"] == "application/vnd.ms-excel.addin.macroEnabled.main+xml"
    assert by_ending["bin"] == "application/vnd.ms-office.vbaProject"
    assert by_ending["xml"] == "application/xml"
    reached = set()
    for name in (name for name in parts if name.endswith(".rels")):
        base = posixpath.dirname(posixpath.dirname(name))
        relationships = list(etree.fromstring(parts[name]).iter(f"{RELATIONSHIPS}Relationship"))
        assert len({one.get("Id") for one in relationships}) == len(relationships)
        reached |= {posixpath.normpath(posixpath.join(base, one.get("Target", ""))) for one in relationships}
    assert reached == {name for name in parts if not name.endswith(".rels") and name != "[Content_Types].xml"}


def test_office_finds_the_ribbon(addin: Path, macros: Path) -> None:
    with zipfile.ZipFile(addin) as archive:
        relationships = etree.fromstring(archive.read("_rels/.rels"))
        assert archive.read("customUI/customUI14.xml") == (macros / "customUI14.xml").read_bytes()
    (ribbon,) = [one for one in relationships if one.get("Target") == "customUI/customUI14.xml"]
    assert ribbon.get("Type") == "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"


def test_it_carries_our_name_and_nobody_elses(addin: Path) -> None:
    with zipfile.ZipFile(addin) as archive:
        core = etree.fromstring(archive.read("docProps/core.xml"))
    texts = {etree.QName(element).localname: element.text for element in core}
    assert texts["title"] == "PARS Batch"
    assert texts["creator"] == texts["lastModifiedBy"] == "The PARS Batch founders"
    assert set(texts) == {"title", "creator", "lastModifiedBy", "description"}


def test_the_same_inputs_give_the_same_bytes(addin: Path, macros: Path, tmp_path: Path) -> None:
    assert build(tmp_path / "again.xlam", macros=macros).read_bytes() == addin.read_bytes()


def test_a_file_with_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Failure, match=r"PARS\.xlam"):
        build(tmp_path / "PARS.xlsm")
    assert not list(tmp_path.iterdir())


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="does not exist; create it"):
        build(tmp_path / "nowhere" / "PARS.xlam")


def test_a_file_that_cannot_be_replaced_stays_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    (tmp_path / "PARS.xlam").mkdir()
    with pytest.raises(Failure):
        build(tmp_path / "PARS.xlam")
    assert [path.name for path in tmp_path.iterdir()] == ["PARS.xlam"]


def test_an_xlwings_whose_vba_is_unknown_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_module, "_read_module", lambda file: 'Public Const PROJECT_NAME As String = "other"\r\n')
    with pytest.raises(Failure, match="cannot build an add-in with xlwings"):
        xlwings_modules()


def test_macros_in_another_alphabet_are_not_built_in(macros: Path, tmp_path: Path) -> None:
    """Visual Basic reads the code page of the computer, so that anything but ASCII differs from place to place."""
    (tmp_path / "Odd.bas").write_text('Attribute VB_Name = "Odd"\n\' Qualit\u00e9\n', encoding="utf-8")
    with pytest.raises(UnicodeDecodeError):
        own_modules(tmp_path)

from __future__ import annotations

import ast
import posixpath
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import olefile
import openpyxl
import pytest
import xlwings
from lxml import etree

from addin import versions
from addin.build import MACROS, Module, build, made_before, modules, package
from generator.failure import Failure
from tests.addin.olevba import MacroRaptor, VBA_Parser, decompress_stream
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
    assert set(written) == {"Ribbon", "ThisWorkbook", "Functions", "Python"}
    assert {name: code(sources[name]) for name in written} == written
    assert set(sources) == {*written, "Versions", "Sheet1"}
    assert procedures(sources["Sheet1"]) == {}


def test_no_module_carries_compiled_code_beside_its_source(vba: olefile.OleFileIO) -> None:
    """VBA stomping: Office would run the compiled code, whatever the source says. Here each stream begins with the
    source."""
    written = [
        name for _, name in (entry for entry in vba.listdir() if len(entry) == 2) if name not in {"dir", "_VBA_PROJECT"}
    ]
    assert set(written) == {"ThisWorkbook", "Sheet1", "Ribbon", "Functions", "Versions", "Python"}
    for name in written:
        source = bytes(decompress_stream(bytearray(vba.openstream(["VBA", name]).read())))
        assert source.startswith(f'Attribute VB_Name = "{name}"\r\n'.encode())


def test_no_office_takes_the_project_for_compiled_by_itself(vba: olefile.OleFileIO) -> None:
    """[MS-OVBA] 2.3.4.1: reserved 0x61CC, on write the version 0xFFFF, 0x00, a reserved word, and no cache."""
    assert vba.openstream(["VBA", "_VBA_PROJECT"]).read() == bytes.fromhex("CC 61 FF FF 00 00 00")


def test_the_project_has_our_name_and_only_our_modules(vba: olefile.OleFileIO) -> None:
    project = vba.openstream("PROJECT").read().decode("cp1252")
    assert re.findall(r"(?m)^Name=(.*?)\r$", project) == ['"PARSBatch"']
    declared = set(re.findall(r"(?m)^(Module|Class|Document)=(\w+)", project))
    standard = {("Module", name) for name in ("Ribbon", "Functions", "Versions", "Python")}
    assert declared == {*standard, ("Document", "ThisWorkbook"), ("Document", "Sheet1")}
    records = bytes(decompress_stream(bytearray(vba.openstream(["VBA", "dir"]).read())))
    assert b"\x04\x00\x09\x00\x00\x00PARSBatch\x05\x00" in records
    assert b"VBAProject" not in records
    assert b"Microsoft Office 16.0 Object Library" in records, "the type IRibbonControl comes from there"


def test_class_modules_are_as_excel_needs_them(vba: olefile.OleFileIO) -> None:
    for name in ("ThisWorkbook", "Sheet1"):
        source = bytes(decompress_stream(bytearray(vba.openstream(["VBA", name]).read())))
        assert b"Attribute VB_Base" in source
        assert b"VERSION 1.0 CLASS" not in source


def test_what_comes_from_xlwings_keeps_its_license(sources: dict[str, str]) -> None:
    original = (PACKAGE / "xlwings_custom_addin.bas").read_text(encoding="ascii")
    header = original[original.index("'xlwings is distributed") : original.index("'Attribute VB_Name")]
    assert "BSD 3-clause" in header
    assert header.strip() in sources["Python"].replace("\r\n", "\n")
    assert "changed" in sources["Python"].split("'xlwings is distributed")[0], "whoever changes it says so"


def test_it_belongs_to_the_xlwings_that_is_installed(sources: dict[str, str]) -> None:
    """Its version stands in the name of the library that is loaded."""
    assert constants(sources["Python"]) == {"XLWINGS_VERSION": xlwings.__version__}
    project = tomllib.loads((MACROS.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f"xlwings=={xlwings.__version__}" in project["dependencies"]
    libraries = re.findall(r'"(xlwings(?:32|64)-[^"]*)"', sources["Python"])
    assert sorted(libraries) == sorted(2 * [f"xlwings{bits}-{xlwings.__version__}.dll" for bits in (32, 64)])


def test_the_library_is_declared_as_xlwings_declares_it(sources: dict[str, str]) -> None:
    """An upgrade that changes how the library is called must not pass unseen."""
    original = (PACKAGE / "xlwings_custom_addin.bas").read_text(encoding="ascii")
    ours = set(re.findall(r"Declare PtrSafe Function XLPyDLLActivateAuto .*", sources["Python"].replace("\r", "")))
    assert len(ours) == 2
    assert ours <= set(re.findall(r"Declare PtrSafe Function XLPyDLLActivateAuto .*", original))
    assert re.findall(r'WIN.*"cmd\.exe .*/K "', original), "the library still starts a cmd.exe that stays"
    assert "xlwings.serve('$(CLSID)')" in original
    assert "xlwings.serve('$(CLSID)')" in sources["Python"]


def test_xlwings_server_has_the_methods_that_are_called(sources: dict[str, str]) -> None:
    """By its source, since it can be imported on Windows only."""
    tree = ast.parse((PACKAGE / "com_server.py").read_text(encoding="utf-8"))
    (server,) = [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "XLPython"]
    public = next(ast.literal_eval(node.value) for node in server.body if isinstance(node, ast.Assign))
    parameters = {
        node.name: ([one.arg for one in node.args.args[1:]], node.args.vararg and node.args.vararg.arg)
        for node in server.body
        if isinstance(node, ast.FunctionDef)
    }
    called = set(re.findall(r"\bXLPy\.(\w+)", "".join(sources.values())))
    assert called == {"Module", "Tuple", "Call", "Str", "CallUDF"}
    assert called <= set(public)
    assert {name: parameters[name] for name in called} == {
        "Module": (["module", "reload"], None),
        "Tuple": ([], "elements"),
        "Call": (["obj"], "args"),
        "Str": (["obj"], None),
        "CallUDF": (["script", "fname", "args", "this_workbook", "caller"], None),
    }
    serve = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "serve")
    assert [one.arg for one in serve.args.args] == ["clsid"]


def test_what_the_addin_does_not_need_is_not_in_it(sources: dict[str, str]) -> None:
    """It starts no program by itself, makes no object, deletes no file, and writes no VBA."""
    words = (
        "Shell|CreateObject|GetObject|New|VBProject|VBE|Kill|MkDir|RmDir|FileCopy|SetAttr|Print|Write|Put|Name As|"
        "MacScript|ExecuteExcel4Macro|SendKeys|FollowHyperlink|RegRead|RegWrite|SaveSetting|DeleteSetting|Evaluate|Run"
    )
    for name, source in sources.items():
        code_only = re.sub(r'"(?:[^"]|"")*"', '""', source)
        code_only = re.sub(r"'.*", "", code_only)
        assert not re.findall(rf"(?i)(?<![\w]){'(?:'}{words}{')'}(?![\w])", code_only), name
    declared = re.findall(r"Declare PtrSafe (?:Sub|Function) (\w+) Lib", "".join(sources.values()))
    assert set(declared) == {"XLPyDLLActivateAuto", "LoadLibrary"}
    opened = re.findall(r"(?m)^\s*Open .*$", sources["Python"].replace("\r", ""))
    assert [line.strip() for line in opened] == ["Open SettingsFile() For Input As #handle"]


FOUND_BY_SCANNERS = {
    "Workbook_Open": "hears of workbooks that are opened, to turn links to the add-in of another computer",
    "Environ": "where the user's folder is",
    "environment": "a word of a comment in module Python",
    "Open": "the settings file is read",
    "binary": "a word of the license of xlwings",
    "run": "a word of comments and of the sentence about a failed start",
    "AppleScript": "AppleScriptTask starts Python on a Mac",
    "command": "a word of comments and names",
    "Call": "a method of xlwings' server",
    "Windows": "a word of comments",
    "Lib": "xlwings' library starts Python, and LoadLibrary finds it",
    "Chr": "the character between the parts of a reply",
    "cmd.exe": "keeps Python, as xlwings starts it",
    "8.dll": "the end of the name of xlwings' library",
    "Hex Strings": "a word of letters a to f",
    "Base64 Strings": "a long name",
}
"""What olevba finds in the add-in, and why it is there: for whoever has to answer a scanner."""


def test_what_scanners_find_has_a_reason(tmp_path: Path) -> None:
    parser = VBA_Parser(str(build(tmp_path / "PARS.xlam")))
    found = {keyword for _kind, keyword, _description in parser.analyze_macros()}
    text = "\n".join(source for *_, source in parser.extract_macros())
    parser.close()
    assert found == set(FOUND_BY_SCANNERS)
    raptor = MacroRaptor(text)
    raptor.scan()
    assert raptor.get_flags() == "A-X", "it begins by itself and calls, but writes nothing"


def test_no_setting_comes_from_a_workbook(sources: dict[str, str]) -> None:
    """Which Python starts is said by the file of the user alone."""
    python = procedures(sources["Python"])
    assert "USERPROFILE" in python["SettingsFile"].body
    for name in ("ServerCommand", "Interpreter", "SettingsFile", "Setting", "Expanded", "LoadServerLibrary"):
        assert not re.search(r"Workbook|Sheet|Range|Application|CurDir", python[name].body), name


def test_it_knows_the_versions_it_was_built_with(sources: dict[str, str]) -> None:
    here = versions.installed()
    assert here.xlwings == xlwings.__version__
    assert constants(sources["Versions"]) == {"PARS_BATCH_VERSION": here.pars_batch}


def test_nothing_of_xlwings_pro_is_in_it(sources: dict[str, str]) -> None:
    assert not [text for text in sources.values() if re.search(r"xlwings\.pro|license.key", text, re.IGNORECASE)]
    listed = {file.name for file in (PACKAGE / "addin").iterdir()}
    assert not {name.split(".")[0] for name in listed if name.endswith((".bas", ".cls"))} & set(sources)


def test_no_module_of_xlwings_pro_is_imported() -> None:
    script = (
        "import sys, xlwings\n"
        "before = {name for name in sys.modules if name.startswith('xlwings.pro')}\n"
        "import addin.build, addin.install, addin.wrappers\n"
        "addin.build.package(addin.build.modules(), b'<customUI/>')\n"
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
    assert not list(tmp_path.glob("*PARS*"))


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="does not exist; create it"):
        build(tmp_path / "nowhere" / "PARS.xlam")


def test_a_file_that_cannot_be_replaced_stays_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    (folder / "PARS.xlam").mkdir(parents=True)
    with pytest.raises(Failure):
        build(folder / "PARS.xlam")
    assert [path.name for path in folder.iterdir()] == ["PARS.xlam"]


def test_another_xlwings_than_the_one_it_belongs_to_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "installed", lambda: versions.Versions("0.1.0", "0.99.0"))
    with pytest.raises(Failure, match=rf"needs xlwings {xlwings.__version__}, and 0\.99\.0 is installed: install it"):
        modules()


def test_a_built_file_is_known_again(addin: Path) -> None:
    assert made_before(addin) == addin.read_bytes()


def signed(addin: Path, target: Path) -> Path:
    """As Excel saves a file after its macros were signed: with a part for the signature, packed anew."""
    with zipfile.ZipFile(addin) as before, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            content = before.read(name)
            if name == "[Content_Types].xml":
                kind = (
                    b'<Override PartName="/xl/vbaProjectSignature.bin" '
                    b'ContentType="application/vnd.ms-office.vbaProjectSignature"/>'
                )
                content = content.replace(b"</Types>", kind + b"</Types>")
            after.writestr(name, content)
        after.writestr("xl/vbaProjectSignature.bin", b"signature")
        after.writestr(
            "xl/_rels/vbaProject.bin.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="rId1" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProjectSignature" '
            'Target="vbaProjectSignature.bin"/></Relationships>',
        )
    return target


def test_a_signed_file_is_taken_as_it_is(addin: Path, tmp_path: Path) -> None:
    file = signed(addin, tmp_path / "PARS.xlam")
    assert made_before(file) == file.read_bytes() != addin.read_bytes()


def test_a_file_of_other_versions_is_refused(addin: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = versions.installed()
    monkeypatch.setattr(versions, "installed", lambda: versions.Versions("0.9.0", here.xlwings))
    with pytest.raises(Failure, match=rf"was built with PARS Batch {here.pars_batch} and xlwings .*; here are 0\.9\.0"):
        made_before(addin)


def test_a_file_that_is_no_addin_of_ours_is_refused(addin: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.xlam"
    other.write_bytes(package([Module("Other", 'Attribute VB_Name = "Other"\r\n')], b"<customUI/>"))
    text = tmp_path / "text.xlam"
    text.write_text("no archive")
    cut = tmp_path / "cut.xlam"
    cut.write_bytes(addin.read_bytes()[:-200])
    workbook = tmp_path / "book.xlam"
    openpyxl.Workbook().save(workbook)
    for file in (other, text, cut, workbook):
        with pytest.raises(Failure, match=rf"{file.name} is no add-in of PARS Batch; make one with"):
            made_before(file)
    with pytest.raises(Failure, match=r"cannot be read: .*; check the name"):
        made_before(tmp_path / "nowhere.xlam")


def test_macros_in_another_alphabet_are_not_built_in(macros: Path, tmp_path: Path) -> None:
    """Visual Basic reads the code page of the computer, so that anything but ASCII differs from place to place."""
    (tmp_path / "Odd.bas").write_text('Attribute VB_Name = "Odd"\n\' Qualit\u00e9\n', encoding="utf-8")
    with pytest.raises(UnicodeDecodeError):
        modules(tmp_path)

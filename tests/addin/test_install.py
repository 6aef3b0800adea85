from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest
import xlwings
from hypothesis import given, settings
from hypothesis import strategies as st

from addin import install as install_module
from addin.install import Computer, install, places, uninstall
from generator.failure import Failure
from tests.addin.olevba import VBA_Parser

VERSION = xlwings.__version__
OTHERS = (
    b'"INTERPRETER_WIN","C:\\Other\\python.exe"\r\n"SHOW CONSOLE","True"\r\n"ONEDRIVE_CONSUMER_WIN","C:\\M\xfcller"'
)
"""Settings that somebody wrote before, one of them of a name that is ours too, without an end to the last line."""


def windows(folder: Path) -> Computer:
    scripts = folder / "pars" / "Scripts"
    scripts.mkdir(parents=True)
    (folder / "pars" / f"xlwings64-{VERSION}.dll").touch()
    home = folder / "Users" / "Ana"
    return Computer("win32", home, home / "AppData" / "Roaming", scripts / "python.exe", folder / "Python311", "cp1252")


def macos(folder: Path) -> Computer:
    return Computer("darwin", folder / "ana", None, folder / "pars" / "bin" / "python", folder / "Python", "utf-8")


@pytest.fixture(params=[windows, macos], ids=["Windows", "macOS"])
def computer(request: pytest.FixtureRequest, tmp_path: Path) -> Computer:
    fresh: Computer = request.param(tmp_path)
    return fresh


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def as_vba_reads(settings: Path, encoding: str) -> dict[str, str]:
    """GetConfigFromFile of the add-in: pairs in quotes, the first of a name counts, whatever its case."""
    values: dict[str, str] = {}
    for line in settings.read_text(encoding=encoding).splitlines():
        name, value = line.strip().split(",", 1)
        values.setdefault(name.strip('"').lower(), value.strip('"'))
    return values


def test_windows_loads_the_add_in_by_itself(tmp_path: Path) -> None:
    computer = windows(tmp_path)
    where = install(computer)
    assert (
        where.addin
        == tmp_path / "Users" / "Ana" / "AppData" / "Roaming" / "Microsoft" / "Excel" / "XLSTART" / "PARS.xlam"
    )
    assert VBA_Parser(str(where.addin)).detect_vba_macros()
    assert where.settings == tmp_path / "Users" / "Ana" / ".pars-batch" / "pars-batch.conf"
    assert as_vba_reads(where.settings, "cp1252") == {
        "interpreter_win": str(computer.interpreter),
        "use udf server": "True",
        "udf modules": "addin.functions",
        "add_workbook_to_pythonpath": "False",
    }
    assert [path.name for path in where.addin.parent.iterdir()] == ["PARS.xlam"], (
        "Excel opens whatever lies in this folder"
    )


def test_macos_loads_the_add_in_by_itself(tmp_path: Path) -> None:
    computer = macos(tmp_path)
    where = install(computer)
    library = tmp_path / "ana" / "Library"
    startup = (
        library / "Group Containers" / "UBF8T346G9.Office" / "User Content.localized" / "Startup.localized" / "Excel"
    )
    assert where.addin == startup / "PARS.xlam"
    assert [path.name for path in startup.iterdir()] == ["PARS.xlam"]
    assert where.settings == library / "Containers" / "com.microsoft.Excel" / "Data" / "pars-batch.conf"
    assert as_vba_reads(where.settings, "utf-8") == {
        "interpreter_mac": str(computer.interpreter),
        "add_workbook_to_pythonpath": "False",
    }
    script = library / "Application Scripts" / "com.microsoft.Excel" / f"xlwings-{VERSION}.applescript"
    assert where.script == script
    assert script.read_bytes() == (Path(xlwings.__file__).parent / script.name).read_bytes()


def test_the_settings_stand_where_the_add_in_looks_for_them() -> None:
    """GetConfigFilePath of the add-in's module xlwings, on both systems."""
    from addin.build import PROJECT_NAME, xlwings_modules
    from tests.addin.vba import procedures

    body = procedures(xlwings_modules()[0].source)["GetConfigFilePath"].body
    assert 'Environ("USERPROFILE") & "\\." & PROJECT_NAME & "\\" & PROJECT_NAME & ".conf"' in body
    assert 'GetMacDir("$HOME", False) & "/" & PROJECT_NAME & ".conf"' in body
    home = Path("home")
    assert (
        places(Computer("win32", home, home, home, home, "cp1252")).settings
        == home / f".{PROJECT_NAME}" / f"{PROJECT_NAME}.conf"
    )
    assert places(Computer("darwin", home, None, home, home, "utf-8")).settings.name == f"{PROJECT_NAME}.conf"


def test_uninstalling_leaves_nothing(computer: Computer, tmp_path: Path) -> None:
    before = everything(tmp_path)
    where = install(computer)
    assert everything(tmp_path) != before
    assert uninstall(computer) == where
    assert everything(tmp_path) == before
    assert not where.record.parent.exists()


def test_other_settings_and_files_come_through(computer: Computer, tmp_path: Path) -> None:
    where = places(computer)
    for file, content in (
        (where.settings, OTHERS),
        (where.addin, b"an add-in put here by hand"),
        (where.addin.with_name("Other.xlam"), b"other"),
    ):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    if where.script:
        where.script.parent.mkdir(parents=True)
        where.script.write_bytes(b"of another add-in")
    before = everything(tmp_path)
    install(computer)
    assert where.settings.read_bytes().endswith(OTHERS)
    name = "INTERPRETER_WIN" if computer.platform == "win32" else "INTERPRETER_MAC"
    assert where.settings.read_bytes().startswith(f'"{name}","{computer.interpreter}"'.encode())
    assert where.addin.read_bytes() != b"an add-in put here by hand"
    uninstall(computer)
    assert everything(tmp_path) == before


def test_installing_again_brings_it_up_to_date(computer: Computer, tmp_path: Path) -> None:
    where = places(computer)
    where.settings.parent.mkdir(parents=True)
    where.settings.write_bytes(OTHERS)
    before = everything(tmp_path)
    install(computer)
    once = everything(tmp_path)
    install(computer)
    assert everything(tmp_path) == once
    moved = replace(computer, interpreter=computer.interpreter.with_name("python3.exe"))
    install(moved)
    text = where.settings.read_text(encoding="cp1252")
    assert str(moved.interpreter) in text
    assert f'{computer.interpreter}"' not in text
    uninstall(moved)
    assert everything(tmp_path) == before


@settings(max_examples=20, deadline=None)
@given(
    lines=st.lists(
        st.tuples(st.sampled_from(["SHOW CONSOLE", "INTERPRETER_WIN", "udf modules"]), st.text("abc \\:é", max_size=8)),
        max_size=4,
    )
)
def test_settings_that_others_add_later_stay(
    lines: list[tuple[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    computer = windows(tmp_path_factory.mktemp("user"))
    where = install(computer)
    added = "".join(f'"{name}","{value}"\r\n' for name, value in lines).encode("cp1252")
    with where.settings.open("ab") as stream:
        stream.write(added)
    uninstall(computer)
    assert (where.settings.read_bytes() if where.settings.exists() else b"") == added


def test_nothing_to_uninstall_is_said(computer: Computer) -> None:
    with pytest.raises(Failure, match="not installed"):
        uninstall(computer)


def test_an_installation_that_broke_off_can_be_taken_back(
    computer: Computer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(tmp_path)

    def broken(target: Path, *, macros: Path | None = None) -> None:
        raise Failure("PARS.xlam is in use or protected: close Excel and try again.")

    monkeypatch.setattr(install_module, "build", broken)
    with pytest.raises(Failure, match="close Excel"):
        install(computer)
    uninstall(computer)
    assert everything(tmp_path) == before


def test_a_damaged_record_is_said(computer: Computer) -> None:
    where = install(computer)
    where.record.write_text("{", encoding="utf-8")
    with pytest.raises(Failure, match="is damaged: delete it"):
        uninstall(computer)


def test_another_system_is_told_what_to_do_instead(tmp_path: Path) -> None:
    computer = replace(macos(tmp_path), platform="linux")
    with pytest.raises(Failure, match="pars addin install"):
        install(computer)
    with pytest.raises(Failure, match="pars export"):
        uninstall(computer)
    assert not everything(tmp_path)


def test_a_python_that_excel_cannot_start_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    computer = windows(tmp_path)
    store = replace(computer, base=Path("WindowsApps") / "PythonSoftwareFoundation.Python.3.11")
    with pytest.raises(Failure, match=r"python\.org"):
        install(store)
    abroad = windows(tmp_path / "\u0141ukasz")
    with pytest.raises(Failure, match="plain letters"):
        install(abroad)
    quoted = computer.interpreter.parent / '"' / "python.exe"
    with pytest.raises(Failure, match="plain letters"):
        install(replace(computer, platform="darwin", interpreter=quoted, encoding="utf-8"))
    (tmp_path / "pars" / f"xlwings64-{VERSION}.dll").unlink()
    with pytest.raises(Failure, match=f"xlwings64-{VERSION}.dll"):
        install(computer)
    with pytest.raises(Failure, match="APPDATA"):
        install(replace(computer, roaming=None))
    assert [Path(name).name for name in everything(tmp_path)] == [f"xlwings64-{VERSION}.dll"], (
        "the one that came with abroad"
    )


def test_letters_of_the_users_language_reach_visual_basic(tmp_path: Path) -> None:
    computer = windows(tmp_path / "M\u00fcller")
    where = install(computer)
    assert b"M\xfcller" in where.settings.read_bytes()


def test_this_computer_is_described(tmp_path: Path) -> None:
    here = Computer.this({"USERPROFILE": str(tmp_path), "APPDATA": str(tmp_path / "Roaming")})
    assert here.interpreter == Path(sys.executable)
    assert here.platform == sys.platform
    assert here.roaming == tmp_path / "Roaming"

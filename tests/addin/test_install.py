from __future__ import annotations

import json
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
import xlwings
from hypothesis import given, settings
from hypothesis import strategies as st

from addin import build as build_module
from addin import install as install_module
from addin import versions
from addin.build import build
from addin.install import Computer, install, places, uninstall
from generator.failure import Failure
from tests.addin.olevba import VBA_Parser
from tests.bench.fuzzing import draws

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
    return Computer("darwin", folder / "ana", None, folder / "pars" / "bin" / "python", folder / "Python", "ascii")


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
    assert not where.settings.exists(), "the script itself says which Python to start"
    script = library / "Application Scripts" / "com.microsoft.Excel" / "pars-batch.applescript"
    assert where.script == script
    assert f'property interpreter : "{computer.interpreter}"' in script.read_text(encoding="ascii")


def test_an_earlier_installation_on_a_mac_is_brought_up_to_date(tmp_path: Path) -> None:
    """Version 0.1.0 used the AppleScript and the settings of xlwings."""
    computer = macos(tmp_path)
    where = places(computer)
    assert where.script is not None
    lines = [f'"INTERPRETER_MAC","{computer.interpreter}"', '"ADD_WORKBOOK_TO_PYTHONPATH","False"']
    earlier = where.script.with_name(f"xlwings-{VERSION}.applescript")
    for file, text in (
        (where.settings, "".join(f"{line}\n" for line in lines)),
        (earlier, "on VbaHandler()"),
        (where.record, json.dumps({"lines": lines, "scripts": [str(earlier)], "made_settings": True})),
    ):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    install(computer)
    assert not where.settings.exists()
    uninstall(computer)
    assert everything(tmp_path) == {}


def test_what_the_buttons_left_behind_goes_too(computer: Computer, tmp_path: Path) -> None:
    install(computer)
    app_data = computer.roaming or computer.home / "Library" / "Application Support"
    logs = tmp_path / "Local" / "pars-batch" / "log" if computer.roaming else computer.home / "Library/Logs/pars-batch"
    kept = app_data / "pars-batch" / "catalog" / "catalog.toml"
    for file in (app_data / "pars-batch" / "exports.json", logs / "pars-batch-2026-01-01.log", kept):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x", encoding="utf-8")
    uninstall(replace(computer, local=tmp_path / "Local"))
    assert [tmp_path / name for name in everything(tmp_path) if not name.endswith(".dll")] == [kept], (
        "an organization's own lists stay"
    )


def test_a_signed_file_is_put_in_place_as_it_is(computer: Computer, tmp_path: Path) -> None:
    signed = build(tmp_path / "SIGNED.xlam")
    with zipfile.ZipFile(signed, "a") as archive:
        archive.writestr("xl/vbaProjectSignature.bin", b"signed by IT")
    content = signed.read_bytes()
    where = install(computer, file=signed)
    assert where.addin.read_bytes() == content
    for name, wrong in (("no.xlam", b"text"), ("other.xlam", of_another_version())):
        (tmp_path / name).write_bytes(wrong)
        with pytest.raises(Failure, match=r"is no add-in of PARS Batch|was built with PARS Batch 0\.0\.9"):
            install(computer, file=tmp_path / name)
    with pytest.raises(Failure, match="cannot be read"):
        install(computer, file=tmp_path / "gone.xlam")
    assert where.addin.read_bytes() == content


def of_another_version() -> bytes:
    version = f'"{versions.installed().pars_batch}"'
    modules = [replace(module, source=module.source.replace(version, '"0.0.9"')) for module in build_module.modules()]
    return build_module.package(modules, b"<customUI/>")


def test_a_python_for_arm_is_told_apart(tmp_path: Path) -> None:
    computer = windows(tmp_path)
    with pytest.raises(Failure, match=r"64-bit \(x64\) Python"):
        install(replace(computer, build="win-arm64"))


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
    before = everything(tmp_path)
    install(computer)
    assert where.settings.read_bytes().endswith(OTHERS)
    ours = f'"INTERPRETER_WIN","{computer.interpreter}"' if computer.platform == "win32" else ""
    assert where.settings.read_bytes().startswith(ours.encode())
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
    said_in = where.script or where.settings
    text = said_in.read_text(encoding="cp1252")
    assert str(moved.interpreter) in text
    assert f'{computer.interpreter}"' not in text
    uninstall(moved)
    assert everything(tmp_path) == before


@settings(max_examples=draws(20), deadline=None)
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

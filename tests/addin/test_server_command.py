"""The command line that the add-in's VBA hands to xlwings' library on Windows: made by the real module Python from the
settings that `pars addin install` writes, then taken apart as cmd.exe does and run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import xlwings
from pyopenvba.exceptions import VBARuntimeError

import addin
import generator
from addin.build import modules
from addin.install import Computer, install
from tests.addin.excel_stand_in import Disk, Machine, Workbook

SERVE = "xlwings.serve('$(CLSID)')"
BUFFER = 2_048
"""Characters that the library of xlwings has for a command line."""


def machine(interpreter: str, platform: str = "Win64", **variables: str) -> Machine:
    """A computer whose settings file names this Python."""
    home = "C:\\Users\\Ann"
    settings = {f"{home}\\.pars-batch\\pars-batch.conf": f'"OTHER","%"\r\n"INTERPRETER_WIN","{interpreter}"\r\n'}
    return Machine.with_modules(
        [module for module in modules() if module.name in ("Python", "Versions")],
        platform,
        disk=Disk({"USERPROFILE": home, "SystemRoot": "C:\\Windows", **variables}, settings),
    )


def started_by_cmd(line: str) -> list[str]:
    """What cmd.exe starts for `C:\\Windows\\System32\\cmd.exe /K LINE`, as a list of arguments.

    Where the line begins with a quotation mark and holds more than two of them, cmd takes away the first and the last
    and keeps the rest as it is ("cmd /?"); in between, marks of a shell count only outside of quotation marks. The
    program splits its line at blanks outside of quotation marks.
    """
    program, _, rest = line.partition(" /K ")
    assert program == "C:\\Windows\\System32\\cmd.exe", "a bare name would be looked for in the current folder first"
    assert rest.startswith('"')
    assert rest.count('"') > 2
    before, _, after = rest[1:].rpartition('"')
    command = before + after
    assert not set("&|<>^%") & set(re.sub('"[^"]*"', "", command)), "cmd would take these for its own"
    assert '\\"' not in command, "a backslash before a quotation mark changes its meaning"
    return [quoted or plain for quoted, plain in re.findall(r'"([^"]*)"|(\S+)', command)]


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    """A Python with all that is installed here, in a folder whose name has a blank, an ampersand and brackets."""
    folder = tmp_path / "Ann & Bob (CME)"
    (folder / "bin").mkdir(parents=True)
    python = Path(os.path.realpath(sys.executable))
    (folder / "bin" / "python").symlink_to(python)
    (folder / "pyvenv.cfg").write_text(f"home = {python.parent}\ninclude-system-site-packages = false\n")
    (folder / "lib").symlink_to(Path(sys.prefix) / "lib")
    return folder / "bin" / "python"


@pytest.fixture
def beside_a_workbook(tmp_path: Path) -> Path:
    """A folder with a workbook, and with files that have the names of our modules."""
    folder = tmp_path / "from the mail"
    (folder / "addin").mkdir(parents=True)
    (folder / "batch.xlsx").touch()
    for name in ("xlwings.py", "generator.py", "addin/__init__.py"):
        (folder / name).write_text("print('decoy', __file__)\nserve = str\n")
    return folder


def run(command: list[str], folder: Path) -> str:
    """What the command prints, with the place of our modules instead of a server."""
    assert command[-1].count(SERVE) == 1
    told = "import addin, generator; print(xlwings.__file__, addin.__file__, generator.__file__, sep='\\n')"
    done = subprocess.run(
        [*command[:-1], command[-1].replace(SERVE, told)],
        cwd=folder,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.stdout + done.stderr


def test_it_is_this_line() -> None:
    assert machine("C:\\Users\\Ann\\pars\\Scripts\\python.exe").run("ServerCommand") == (
        'C:\\Windows\\System32\\cmd.exe /K ""C:\\Users\\Ann\\pars\\Scripts\\python.exe" -P -B -c '
        '"import xlwings; xlwings.serve(\'$(CLSID)\')""'
    )


def test_it_is_the_same_for_every_workbook() -> None:
    """The library starts one Python for each command line."""
    computer = machine("C:\\pars\\python.exe")
    lines = set()
    for workbook in (Workbook("A.xlsx"), Workbook("B & C.xlsx", "D:\\other"), None):
        computer.excel.workbook = workbook
        lines.add(computer.run("ServerCommand"))
    (line,) = lines
    assert "xlsx" not in str(line)


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("%LocalAppData%\\pars\\python.exe", "C:\\Users\\Ann\\L\\pars\\python.exe"),
        ("D:\\%LOCALAPPDATA%%USERPROFILE%", "D:\\C:\\Users\\Ann\\LC:\\Users\\Ann"),
        ("C:\\100% CME\\python.exe", "C:\\100% CME\\python.exe"),
        ("C:\\%NOBODY%\\python.exe", "C:\\%NOBODY%\\python.exe"),
        ("C:\\5%%\\%USERPROFILE%", "C:\\5%%\\C:\\Users\\Ann"),
        ("%USERPROFILE%", "C:\\Users\\Ann"),
        ("", ""),
    ],
)
def test_variables_of_the_computer_are_filled_in(written: str, means: str) -> None:
    """And any other percent sign stays (ExpandEnvironmentStrings of Windows)."""
    assert machine("unused", LOCALAPPDATA="C:\\Users\\Ann\\L").run("Expanded", written) == means


def test_it_fits_into_the_librarys_buffer() -> None:
    longest = "C:\\" + "x" * 240 + "\\python.exe"  # 260 characters is what Windows takes for a path
    assert len(str(machine(longest).run("ServerCommand"))) < BUFFER / 2


def test_settings_that_say_nothing_are_named() -> None:
    computer = machine("")
    with pytest.raises(VBARuntimeError, match=r"pars-batch\.conf does not say where Python is"):
        computer.run("ServerCommand")
    computer.disk.files.clear()
    with pytest.raises(VBARuntimeError, match=r"pars-batch\.conf does not say where Python is"):
        computer.run("ServerCommand")


def test_it_starts_the_python_that_was_installed(environment: Path, beside_a_workbook: Path, tmp_path: Path) -> None:
    """From a folder with decoys: what is installed is imported, and no decoy runs."""
    (environment.parent / f"xlwings64-{xlwings.__version__}.dll").touch()
    roaming = tmp_path / "Roaming"
    computer = Computer("win32", tmp_path, roaming, environment, Path("/usr"), "cp1252")
    where = install(computer)
    excel = machine("unused")
    excel.disk.files = {"C:\\Users\\Ann\\.pars-batch\\pars-batch.conf": where.settings.read_text(encoding="cp1252")}
    command = started_by_cmd(str(excel.run("ServerCommand")))
    assert command[0] == str(environment)
    installed = run(command, beside_a_workbook).split("\n")
    assert "decoy" not in "".join(installed)
    assert [Path(name).name for name in installed[:3]] == [
        Path(str(module.__file__)).name for module in (xlwings, addin, generator)
    ]
    assert Path(installed[0]).resolve() == Path(xlwings.__file__).resolve()


def test_without_its_option_the_decoys_would_run(environment: Path, beside_a_workbook: Path) -> None:
    command = started_by_cmd(str(machine(str(environment)).run("ServerCommand")))
    command.remove("-P")
    assert f"decoy {beside_a_workbook / 'xlwings.py'}" in run(command, beside_a_workbook)


def test_a_python_without_the_library_is_named() -> None:
    """Nothing is started when the library is neither beside Python nor one folder up."""
    computer = machine("C:\\pars\\Scripts\\python.exe")
    with pytest.raises(VBARuntimeError, match=r"dll is neither in C:\\pars\\Scripts nor in the folder above it"):
        computer.run("XLPy")
    assert computer.server.commands == []


@pytest.mark.parametrize("folder", ["C:\\pars\\Scripts", "C:\\pars"])
@pytest.mark.parametrize(("platform", "bits"), [("Win64", 64), ("Win32", 32)])
def test_the_library_is_found_beside_python_or_one_folder_up(folder: str, platform: str, bits: int) -> None:
    computer = machine("C:\\pars\\Scripts\\python.exe", platform)
    computer.disk.files[f"{folder}\\xlwings{bits}-{xlwings.__version__}.dll"] = ""
    assert computer.run("XLPy") is computer.server
    assert computer.server.commands == [computer.run("ServerCommand")]


def test_what_the_library_says_is_the_error() -> None:
    computer = machine("C:\\pars\\python.exe")
    computer.disk.files[f"C:\\pars\\xlwings64-{xlwings.__version__}.dll"] = ""
    computer.server.reason = "Could not activate Python COM server"
    with pytest.raises(VBARuntimeError, match="Could not activate Python COM server"):
        computer.run("XLPy")

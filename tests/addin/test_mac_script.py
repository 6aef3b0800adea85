"""The way from a click on a Mac to Python: the add-in's AppleScript, its shell line run by a real shell."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from addin.build import MACROS
from addin.install import Computer, install
from tests.addin.applescript import RESERVED, WORKBOOK_NAMES, installed, shell_line, stand_in, text_of, variables

SCRIPT = MACROS / "pars-batch.applescript"


class Home:
    """A user's folder on a Mac, with a Python and an osascript that write down how they were called."""

    def __init__(self, folder: Path, code: int = 0) -> None:
        self.folder = folder / "ann"
        self.bin = folder / "bin"
        self.bin.mkdir(parents=True)
        self.folder.mkdir()
        (folder / "Ann's $HOME (x)").mkdir()
        self.interpreter = folder / "Ann's $HOME (x)" / "python"
        self._calls = folder / "calls.json"
        self._alerts = folder / "alerts.json"
        stand_in(self.interpreter, self._calls, code)
        stand_in(self.bin / "osascript", self._alerts)

    def click(self, command: str, workbook: str) -> None:
        """Runs the script's shell line, and waits for what it leaves running."""
        line = shell_line(installed(SCRIPT, str(self.interpreter)), "\x1f".join((command, "0.1.0 0.37.8", workbook)))
        assert line.endswith(" &"), "Excel would wait for Python"
        done = subprocess.run(
            ["sh", "-c", f"{line}\nwait"],
            cwd=self.folder,
            env={"HOME": str(self.folder), "PATH": f"{self.bin}:{os.defpath}", "LC_ALL": "C.UTF-8"},
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        assert (done.stdout, done.stderr) == ("", ""), "do shell script would give this to Excel"

    @property
    def arguments(self) -> list[str] | None:
        return _read(self._calls)

    @property
    def alert(self) -> list[str] | None:
        return _read(self._alerts)

    @property
    def log(self) -> str:
        return (self.folder / "Library" / "Logs" / "pars-batch" / "start.log").read_text()


def _read(file: Path) -> list[str] | None:
    return json.loads(file.read_text()) if file.exists() else None


@pytest.mark.parametrize("name", WORKBOOK_NAMES)
def test_every_name_of_a_workbook_arrives_as_it_is(name: str, tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.click("next_finding invalid", name)
    assert home.arguments == [
        *("-P", "-B", "-u", "-W", "ignore", "-m", "addin.mac"),
        *("next_finding invalid", "0.1.0 0.37.8", name),
    ]
    assert home.alert is None
    assert home.log == "words for the log\n"
    assert [file.name for file in home.folder.iterdir()] == ["Library"], "nothing else ran"


def test_a_name_in_double_quotes_would_run(tmp_path: Path) -> None:
    """So that the test above can fail: the shell line of a script that quotes by hand."""
    text = SCRIPT.read_text(encoding="ascii")
    careless = text.replace("quoted form of workbookName", '"\\"" & workbookName & "\\""')
    assert careless != text
    line = shell_line(
        careless.replace("@INTERPRETER@", "true"), "\x1f".join(("validate", "1 2", "$(touch pwned).xlsx"))
    )
    subprocess.run(
        ["sh", "-c", f"{line}\nwait"], cwd=tmp_path, check=True, env={"HOME": str(tmp_path), "PATH": os.defpath}
    )
    assert (tmp_path / "pwned").exists()


def test_a_python_that_does_not_start_is_told(tmp_path: Path) -> None:
    home = Home(tmp_path, code=1)
    home.click("validate", "Fees $200.xlsx")
    assert home.alert is not None
    option, script = home.alert
    assert option == "-e"
    assert re.fullmatch(r'display alert "[^"\\]+" message "[^"\\]+"', script)
    assert "could not start Python" in script
    assert "~/Library/Logs/pars-batch/start.log" in script
    home.interpreter.unlink()
    home.click("validate", "")
    assert "not found" in home.log or "No such file" in home.log


def test_the_real_python_hands_the_arguments_to_the_addin(tmp_path: Path) -> None:
    """With a stand-in for xlwings' Excel, since there is none here."""
    home = Home(tmp_path)
    (tmp_path / "sitecustomize.py").write_text(
        "import json, pathlib, types\n"
        "import xlwings\n"
        "from addin import direct, ribbon\n"
        "xlwings.apps = types.SimpleNamespace(active=types.SimpleNamespace(books={'Fees $200.xlsx': 'the book'}))\n"
        "def begun(*given):\n"
        f"    pathlib.Path({str(tmp_path / 'given.json')!r}).write_text(json.dumps(given[1:]))\n"
        "ribbon.talk = begun\n"
        "direct.talk_through = lambda app, talk: types.SimpleNamespace(quiet=False)\n"
    )
    home.interpreter.write_text(f'#!/bin/sh\nPYTHONPATH="{tmp_path}:{MACROS.parent}" exec "{sys.executable}" "$@"\n')
    home.click("next_finding invalid", "Fees $200.xlsx")
    assert home.log == ""
    assert _read(tmp_path / "given.json") == ["next_finding invalid", "0.1.0 0.37.8", "the book"]
    home.click("about", "")
    assert _read(tmp_path / "given.json") == ["about", "0.1.0 0.37.8", None]
    assert home.alert is None


def test_excel_that_is_not_running_is_told(tmp_path: Path) -> None:
    home = Home(tmp_path)
    (tmp_path / "sitecustomize.py").write_text(
        "import types\nimport xlwings\nxlwings.apps = types.SimpleNamespace(active=None)\n"
    )
    home.interpreter.write_text(f'#!/bin/sh\nPYTHONPATH="{tmp_path}:{MACROS.parent}" exec "{sys.executable}" "$@"\n')
    home.click("about", "")
    assert "Excel is not running." in home.log
    assert home.alert


def test_the_shell_does_not_wait_for_python(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.interpreter.write_text(f"#!/bin/sh\nwhile [ ! -e '{tmp_path}/go' ]; do sleep 0.1; done\n")
    line = shell_line(installed(SCRIPT, str(home.interpreter)), "\x1f".join(("about", "1 2", "")))
    subprocess.run(
        ["sh", "-c", line],
        env={"HOME": str(home.folder), "PATH": os.defpath},
        check=True,
        stdout=subprocess.PIPE,
        timeout=30,
    )
    assert not (tmp_path / "go").exists(), "it came back although Python is still at work"
    (tmp_path / "go").touch()


def test_no_variable_is_a_word_of_the_language() -> None:
    script = SCRIPT.read_text(encoding="ascii")
    names = variables(script)
    assert {"interpreter", "commandName", "workbookName", "python", "sorry", "parameters", "RunPars"} <= names
    assert not {name.lower() for name in names} & RESERVED
    assert variables("on Run1(before)\n\tset after to 1\nend Run1") & RESERVED == {"before", "after"}


def test_blocks_are_closed() -> None:
    script = SCRIPT.read_text(encoding="ascii")
    assert re.findall(r"(?m)^on (\w+)\(", script) == re.findall(r"(?m)^end (\w+)$", script)
    for line in script.splitlines():
        assert line.startswith("--") or len(re.findall(r'(?<!\\)"', line)) % 2 == 0


@pytest.mark.parametrize("expression", ['"a" "b"', '& "a"', '"a" & b of c', '("a")'])
def test_the_evaluator_takes_nothing_else(expression: str) -> None:
    with pytest.raises((ValueError, KeyError)):
        text_of(expression, {"b": "B"})


def test_the_evaluator_joins_and_quotes() -> None:
    assert text_of('quoted form of a & " b" & a', {"a": "it's"}) == "'it'\\''s' bit's"


def test_install_writes_which_python(tmp_path: Path) -> None:
    python = tmp_path / "pars" / "bin" / "python"
    where = install(Computer("darwin", tmp_path, None, python, tmp_path, "ascii"))
    assert where.script is not None
    assert where.script.name == SCRIPT.name
    assert where.script.read_text() == installed(SCRIPT, str(python))
    assert f'property interpreter : "{python}"\n' in where.script.read_text()

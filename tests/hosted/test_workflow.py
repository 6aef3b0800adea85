"""The workflow for Windows and macOS, as far as it can be judged elsewhere: what it names exists and can be read."""

from __future__ import annotations

import importlib
import inspect
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from addin.cli import group
from addin.install import Computer, places
from tests.hosted import windows

ROOT = Path(__file__).resolve().parents[2]
WORKFLOW = ROOT / ".github" / "workflows" / "excel-side.yml"


def workflow() -> dict[str, Any]:
    return dict(yaml.safe_load(WORKFLOW.read_text(encoding="utf-8")))


def commands(job: str) -> str:
    return "\n".join(step.get("run", "") for step in workflow()["jobs"][job]["steps"])


def test_it_runs_on_both_systems() -> None:
    jobs = workflow()["jobs"]
    assert {name: job["runs-on"] for name, job in jobs.items()} == {
        "windows": "windows-latest",
        "macos": "macos-latest",
    }
    for job in jobs.values():
        assert {" ", "&", "("} <= set(job["env"]["PLACE"]), "the folder that is hard to quote"
        assert job["timeout-minutes"] <= 30
        for step in job["steps"]:
            assert ("uses" in step) != ("run" in step)


@pytest.mark.parametrize(("job", "module"), [("windows", "tests.hosted.windows"), ("macos", "tests.hosted.mac")])
def test_its_programs_exist(job: str, module: str) -> None:
    assert re.findall(r"-m (tests\.\S+) ", commands(job)) == [module]
    program = importlib.import_module(module)
    assert list(inspect.signature(program.main).parameters) == [{"windows": "interpreter", "macos": "script"}[job]]
    needed = re.findall(r"^(?:from|import) (\w+)", inspect.getsource(program), re.MULTILINE)
    assert "pytest" not in needed, "the environment has only what PARS Batch needs"


@pytest.mark.parametrize("job", ["windows", "macos"])
def test_it_installs_and_takes_back(job: str) -> None:
    lines = re.findall(r"pars(?:\.exe)?\" (addin install.*)", commands(job))
    assert lines == ["addin install", "addin install", "addin install --uninstall"]
    help_text = CliRunner().invoke(group, ["install", "--help"], env={"COLUMNS": "200"}).output
    assert "--uninstall" in help_text


def test_it_looks_where_the_addin_is_put() -> None:
    home = Path("/home")
    there = places(Computer("win32", home, home / "Roaming", home, home, "cp1252"))
    for file, variable, base in (
        (there.addin, "APPDATA", home / "Roaming"),
        (there.settings, "USERPROFILE", home),
    ):
        assert f"$env:{variable}\\" + "\\".join(file.relative_to(base).parts) in commands("windows")
    macos = places(Computer("darwin", home, None, home, home, "ascii"))
    named = workflow()["jobs"]["macos"]["env"]
    assert macos.addin == home / named["STARTUP"] / "PARS.xlam"
    assert macos.script == home / named["SCRIPTS"] / "pars-batch.applescript"


def test_its_shell_lines_are_a_shells() -> None:
    subprocess.run(["bash", "-n"], input=commands("macos"), text=True, check=True)


def test_the_command_line_is_made_of_the_installed_settings() -> None:
    """The program for Windows, as far as it goes without Windows."""
    settings = '"INTERPRETER_WIN","C:\\Ann & Bob\\python.exe"\r\n'
    assert '"C:\\Ann & Bob\\python.exe" -P' in windows.command_line("C:\\Users\\Ann", settings)

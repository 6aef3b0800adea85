"""The log of what nobody foresaw: readable by its user only, and never written through somebody else's link."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from secrets import token_hex
from typing import Any
from unittest.mock import create_autospec

import pytest
from typer.main import get_command

from generator import cli, log
from generator.log import command_words, log_folder, unforeseen, write_log
from generator.run.checking import checked
from tests.test_cli import with_path

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps a user's folders to the user by itself")


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("HOME", "USERPROFILE", "LOCALAPPDATA", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    (tmp_path / "shared").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "shared"))
    return tmp_path


def failed(text: str) -> ValueError:
    def fails() -> None:
        raise ValueError(text)

    try:
        fails()
    except ValueError as error:
        return error
    raise AssertionError


@posix
def test_only_the_user_reads_it() -> None:
    panic = "thread '<unnamed>' panicked at src/lib.rs:7:3:\ncalled `unwrap()` on what a cell holds\n"
    path = write_log("pars check", failed("what a cell holds"), heard=panic)
    assert path
    assert path.parent == log_folder()
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    text = path.read_text(encoding="utf-8")
    assert all(
        words in text
        for words in ("pars check, Python ", "Traceback", "in fails", "builtins.ValueError", "at src/lib.rs:7:3")
    )
    assert "what a cell holds" not in text
    path.chmod(0o644)
    path.parent.chmod(0o755)
    assert write_log("again", failed("more")) == path
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert path.read_text(encoding="utf-8").startswith(text)


@posix
@pytest.mark.parametrize("where", ["own folder", "shared folder"])
def test_no_link_is_followed(state: Path, where: str) -> None:
    precious = state / "precious"
    precious.write_text("mine", encoding="utf-8")
    name = write_log("first", failed("x"))
    assert name
    name.unlink()
    if where == "own folder":
        name.symlink_to(precious)
    else:
        (state / "shared" / name.name).symlink_to(precious)
        name.parent.rmdir()
        name.parent.write_text("no folder", encoding="utf-8")
    path = write_log("second", failed("x"))
    assert path
    assert path.parent == state / "shared"
    assert path.name != name.name
    assert path.stat().st_mode & 0o777 == 0o600
    assert precious.read_text(encoding="utf-8") == "mine"


def test_where_nothing_can_be_written(monkeypatch: pytest.MonkeyPatch, state: Path) -> None:
    (state / "home").write_text("no folder", encoding="utf-8")
    monkeypatch.setattr(tempfile, "tempdir", str(state / "nowhere"))
    assert write_log("x", failed("x")) is None


def test_a_user_without_a_home(monkeypatch: pytest.MonkeyPatch, state: Path) -> None:
    def no_home() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(log, "log_folder", no_home)
    path = write_log("x", failed("half a pair \ud800"))
    assert path
    assert path.parent == state / "shared"


def test_each_system_has_its_own_folder() -> None:
    home = Path("/home/ann")
    assert log_folder({}, "linux", home) == home / ".local" / "state" / "pars-batch"
    assert log_folder({"XDG_STATE_HOME": "/state"}, "linux", home) == Path("/state/pars-batch")
    assert log_folder({}, "darwin", home) == home / "Library" / "Logs" / "pars-batch"
    assert log_folder({"LOCALAPPDATA": "/local"}, "win32", home) == Path("/local/pars-batch/log")


def test_a_command_is_logged_without_what_the_user_named() -> None:
    said = {
        "export Ann.xlsx -o up.XML --only 2026-014": "export ….xlsx -o ….xml --only …",
        "catalog diff 2025.1 2026.1": "catalog diff … …",
        "check /home/ann/Pain --today=2026-01-02": "check … --today=…",
        "split a.xlsx --by Department -o Dr.Secret": "split ….xlsx --by … -o …",
        "export --only --secret=x=y.csv": "export --only ….csv",
        "export smith -o x.xml": "export … -o ….xml",
        "export check -osmith-jane": "export check -o…",
        "export a.xlsx check -osmith.xml": "export ….xlsx … -o….xml",
        "export a.xlsx --only --janedoe": "export ….xlsx --only …",
        "check a.xlsx -janedoe --jane=doe": "check ….xlsx … …",
    }
    assert {command: command_words(command.split()) for command in said} == said


def test_every_command_and_option_is_known() -> None:
    commands, options = set(), set()
    left: list[Any] = [get_command(cli.app)]
    while left:
        command = left.pop()
        with command.make_context("pars", [], resilient_parsing=True) as context:
            parameters = command.get_params(context)
        options |= {name for one in parameters if one.param_type_name == "option" for name in one.opts}
        options |= {name for one in parameters for name in one.secondary_opts}
        inner = getattr(command, "commands", {})
        commands |= set(inner)
        left += inner.values()
    assert commands == log.COMMANDS
    assert options == log.OPTIONS


def test_a_whole_chain_of_exceptions_is_told_without_words() -> None:
    cell = token_hex(8)
    parts = [KeyError(cell), failed(cell)]

    def first() -> None:
        raise OSError(28, cell, f"{cell}.xlsx")

    def second() -> None:
        try:
            first()
        except OSError as error:
            raise ExceptionGroup(cell, parts) from error

    with pytest.raises(ExceptionGroup) as raised:
        second()
    path = write_log("x", raised.value)
    assert path
    text = path.read_text(encoding="utf-8")
    kinds = [line for line in text.splitlines() if line.startswith("builtins.")]
    assert kinds == ["builtins.OSError ENOSPC", "builtins.ExceptionGroup", "builtins.KeyError", "builtins.ValueError"]
    assert cell not in text


def test_what_is_unforeseen() -> None:
    class PanicException(BaseException):
        """Of the library that reads cells."""

    assert all(map(unforeseen, (ValueError(), MemoryError(), PanicException())))
    assert not any(map(unforeseen, (KeyboardInterrupt(), SystemExit(), GeneratorExit())))


class PanicException(BaseException):
    """As the library that reads cells raises when it panics: no `Exception`."""


UNFORESEEN = [ValueError("cell says \x1b[31mhello"), PanicException("out of bounds"), MemoryError(), RecursionError()]


@pytest.mark.parametrize("error", UNFORESEEN)
def test_what_nobody_foresaw_is_one_sentence_and_a_log_file(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: BaseException,
) -> None:
    breaks = create_autospec(checked, side_effect=error)
    monkeypatch.setattr("generator.run.checking.checked", breaks)
    monkeypatch.setattr(sys, "argv", ["pars", "check", "batch.xlsx"])
    with pytest.raises(SystemExit) as end:
        cli.main()
    printed = capsys.readouterr()
    assert end.value.code == 3
    assert printed.out == ""
    assert printed.err.startswith(f"pars: Something went wrong that nobody foresaw ({type(error).__name__})")
    assert printed.err.count("\n") == 1
    (log,) = tmp_path.rglob("pars-batch-*.log")
    assert str(log) in printed.err
    text = log.read_text(encoding="utf-8")
    assert "pars check ….xlsx" in text
    assert "hello" not in text
    assert type(error).__name__ in text
    assert "Traceback" in text
    assert log.stat().st_mode & 0o777 == 0o600


def test_a_break_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    breaks = create_autospec(checked, side_effect=KeyboardInterrupt)
    monkeypatch.setattr("generator.run.checking.checked", breaks)
    monkeypatch.setattr(sys, "argv", ["pars", "check", "batch.xlsx"])
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert end.value.code == 130


def test_what_libraries_say_of_their_own_faults_goes_into_the_log(tmp_path: Path) -> None:
    """A library in another language prints its panics on the console by itself."""
    program = """
import os, sys
import generator.run.checking
from generator import cli
class PanicException(BaseException): pass
def panics(file, computer, overlay, *, given=None):
    os.write(2, b"thread '<unnamed>' panicked at src/lib.rs:1:5:\\n")
    sys.stderr.write("Python's own words\\n")
    raise PanicException("out of bounds")
generator.run.checking.checked = panics
sys.argv = ["pars", "check", "batch.xlsx"]
cli.main()
"""
    env = {**with_path(), "XDG_STATE_HOME": str(tmp_path), "HOME": str(tmp_path), "LOCALAPPDATA": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, env=env)
    assert done.returncode == 3
    assert done.stderr.splitlines()[0] == "Python's own words"
    assert "panicked" not in done.stderr
    (log,) = tmp_path.rglob("pars-batch-*.log")
    assert "panicked at src/lib.rs:1:5" in log.read_text(encoding="utf-8")

"""The log of what nobody foresaw: readable by its user only, and never written through somebody else's link."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pytest

from generator import log
from generator.log import log_folder, unforeseen, write_log

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
    path = write_log("pars check", failed("what a cell holds"), heard="thread panicked\n")
    assert path
    assert path.parent == log_folder()
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    text = path.read_text(encoding="utf-8")
    assert all(words in text for words in ("pars check, Python ", "Traceback", "ValueError: what a cell holds", "thread panicked"))
    path.chmod(0o644)
    assert write_log("again", failed("more")) == path
    assert path.stat().st_mode & 0o777 == 0o600
    assert "what a cell holds" in path.read_text(encoding="utf-8")


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
    def no_home(*_: object) -> Path:
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


def test_what_is_unforeseen() -> None:
    class PanicException(BaseException):
        """Of the library that reads cells."""

    assert all(map(unforeseen, (ValueError(), MemoryError(), PanicException())))
    assert not any(map(unforeseen, (KeyboardInterrupt(), SystemExit(), GeneratorExit())))

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import pytest

from addin import install as install_module
from addin.cli import main
from tests.addin.test_install import everything, windows
from tests.upkeep.closed import live


def pars(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """The exit code of `pars` with these arguments."""
    monkeypatch.setattr(sys, "argv", ["pars", *arguments])
    with pytest.raises(SystemExit) as end:
        main()
    return int(end.value.code or 0)


def test_build_writes_the_add_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pars(monkeypatch, "addin", "build", "-o", str(tmp_path / "PARS.xlam")) == 0
    assert zipfile.is_zipfile(tmp_path / "PARS.xlam")
    assert "PARS.xlam, for PARS Batch" in capsys.readouterr().out


def test_a_wrong_ending_is_one_sentence_and_exit_code_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pars(monkeypatch, "addin", "build", "-o", str(tmp_path / "PARS.xlsx")) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "ends in .xlam" in error


def test_an_existing_add_in_is_replaced_when_told(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    target = tmp_path / "PARS.xlam"
    build = ("addin", "build", "-o", str(target))
    assert pars(monkeypatch, *build) == 0
    data = target.read_bytes()
    assert pars(monkeypatch, *build) == 2
    assert "PARS.xlam exists already; give another name, or add --replace." in capsys.readouterr().err
    assert pars(monkeypatch, *build, "--replace") == 0
    assert target.read_bytes() == data
    live(target)
    filled = target.read_bytes()
    assert pars(monkeypatch, *build, "--replace") == 2
    assert "is a PARS workbook with rows, which is never replaced" in capsys.readouterr().err
    assert target.read_bytes() == filled


@pytest.mark.skipif(
    sys.platform in {"win32", "darwin"}, reason="there it would install the add-in for the person who runs the tests"
)
def test_install_elsewhere_says_what_to_do_instead(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments in (["addin", "install"], ["addin", "install", "--uninstall"]):
        assert pars(monkeypatch, *arguments) == 2
        assert "There is no Excel for this system" in capsys.readouterr().err


def test_install_and_uninstall(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    computer = windows(tmp_path)
    monkeypatch.setattr(install_module.Computer, "this", classmethod(lambda cls, environment: computer))
    before = everything(tmp_path)
    assert pars(monkeypatch, "addin", "install") == 0
    assert "PARS.xlam" in capsys.readouterr().out
    assert everything(tmp_path) != before
    assert pars(monkeypatch, "addin", "install", "--uninstall") == 0
    assert everything(tmp_path) == before
    assert pars(monkeypatch, "addin", "install", "--uninstall") == 2

"""The dialog for a file on a Mac: what macOS is asked, and what its answers mean. osascript is a stand-in here, whose
answers are those that its manual page and Apple's AppleScript Language Guide give."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import xlwings as xw

from addin import mac_dialog, ribbon
from addin.direct import talk_through
from generator.failure import Failure
from tests.addin.test_importing import KNOWN, given
from tests.bench.excel import Engine


@pytest.fixture
def osascript(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in that does what the text in the returned file says, in Python, and keeps what it was given."""
    program, answer = tmp_path / "osascript", tmp_path / "answer.py"
    program.write_text(f'#!/bin/sh\ncat > "{tmp_path}/script"\nexec "{sys.executable}" "{answer}" "$@"\n')
    program.chmod(0o755)
    monkeypatch.setattr(mac_dialog, "_OSASCRIPT", str(program))
    return answer


def test_the_path_comes_back_letter_for_letter(osascript: Path, tmp_path: Path) -> None:
    name = "Müller's “list” $(x) \n 2026.csv"
    osascript.write_text(
        "import sys\n"
        "assert sys.argv[1:] == ['-', 'Import \"which\" file?'], sys.argv\n"
        f"sys.stdout.buffer.write({('/Users/ann/' + name + chr(10)).encode()!r})\n",
        encoding="utf-8",
    )
    assert mac_dialog.which_file('Import "which" file?') == Path(f"/Users/ann/{name}")
    script = (tmp_path / "script").read_text()
    assert "choose file with prompt (item 1 of parameters)" in script, "the prompt is no part of the program"
    assert "Import" not in script


def test_cancel_is_no_file(osascript: Path) -> None:
    osascript.write_text("import sys\nsys.exit('execution error: User canceled. (-128)')\n")
    assert mac_dialog.which_file("Which?") is None


def test_without_a_dialog_a_sentence_says_why(osascript: Path) -> None:
    osascript.write_text("import sys\nsys.exit('execution error: No user interaction allowed.\\n(-1713)')\n")
    with pytest.raises(
        Failure, match=r"no dialog for a file \(execution error: No user interaction allowed. \(-1713\)"
    ):
        mac_dialog.which_file("Which?")


def led(command: str) -> str:
    app = xw.apps.active
    assert app is not None
    return talk_through(app, ribbon.talk(app, command, "", None)).text


def test_an_import_on_a_mac_puts_the_workbook_beside_the_file(excel: Engine, osascript: Path, tmp_path: Path) -> None:
    file = given(tmp_path, KNOWN)
    osascript.write_text(f"print({str(file)!r})\n")
    assert f": {tmp_path / 'list-new.xlsx'}\n" in led("import_file")
    assert xw.books.active.name == "list-new.xlsx"


def test_a_dialog_that_fails_ends_in_a_sentence_and_excel_is_as_before(excel: Engine, osascript: Path) -> None:
    osascript.write_text("import sys\nsys.exit('broken')\n")
    assert led("set_up").startswith("macOS shows no dialog for a file (broken)")
    assert excel.alerts[-1][0].startswith("macOS shows no dialog")
    app = xw.apps.active
    assert app is not None
    assert (app.status_bar, app.screen_updating) == (False, True)


def test_the_script_is_balanced() -> None:
    lines = mac_dialog._SCRIPT.splitlines()
    assert (lines[0], lines[-1]) == ("on run parameters", "end run")
    assert mac_dialog._SCRIPT.isascii()

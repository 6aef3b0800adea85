"""Streams that are closed, full, or that nobody reads any longer change no outcome; what libraries print is heard."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from generator import streams
from generator.catalog import load
from tests.bench.markdown import workbook
from tests.test_cli import with_path

CATALOG = load()


def filled(path: Path, count: int) -> None:
    """A workbook of so many activities, complete but for their descriptions."""
    lines = "".join(f"| CME-{n} | - |\n" for n in range(count))
    workbook(CATALOG, f"## Activities\n| Provider activity ID | Description |\n|---|---|\n{lines}", path, complete=True)


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_a_closed_stream_is_no_crash(tmp_path: Path, closed: str) -> None:
    filled(tmp_path / "a.xlsx", 1)
    commands = ("check a.xlsx", "check a.xlsx --json", "export a.xlsx -o a.xml", "check no.xlsx")
    for number, command in enumerate(commands):
        line = f"'{sys.executable}' -m generator {command} {closed}"
        done = subprocess.run(["sh", "-c", line], cwd=tmp_path, capture_output=True, check=False, env=with_path())
        assert done.returncode == (2 if number == 3 else 1), done.stderr
        assert b"Traceback" not in done.stderr
    assert (tmp_path / "a.xml").read_bytes().startswith(b"<?xml")
    assert (tmp_path / "a.xml").read_bytes().endswith(b"</ACCMEActivities>\n")


@pytest.mark.parametrize("command", ["check a.xlsx", "check a.xlsx --json", "export a.xlsx -o a.xml", "rules"])
def test_a_reader_that_goes_away_changes_no_exit_code(tmp_path: Path, command: str) -> None:
    filled(tmp_path / "a.xlsx", 300)
    usual = 0 if command == "rules" else 1
    run, pipe = [sys.executable, "-m", "generator", *command.split()], subprocess.PIPE
    with subprocess.Popen(run, cwd=tmp_path, stdout=pipe, stderr=pipe, env=with_path()) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        errors = process.stderr.read()
        assert (process.wait(), errors) == (usual, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
def test_where_nothing_can_be_printed(tmp_path: Path) -> None:
    filled(tmp_path / "a.xlsx", 1)
    for command, code in (("check a.xlsx", 2), ("check a.xlsx --json", 2), ("export a.xlsx -o a.xml", 1)):
        with Path("/dev/full").open("wb") as full:
            done = subprocess.run(
                [sys.executable, "-m", "generator", *command.split()],
                cwd=tmp_path,
                stdout=full,
                stderr=subprocess.PIPE,
                check=False,
                env=with_path(),
            )
        assert done.returncode == code, command
        assert b"cannot be printed (No space left on device)." in done.stderr
        assert done.stderr.count(b"\n") == 1
    assert (tmp_path / "a.xml.receipt.json").exists()


def test_streams_come_back(capfd: pytest.CaptureFixture[str]) -> None:
    before = sys.stderr
    with streams.libraries_heard() as heard:
        assert heard() == ""
    assert sys.stderr is before

"""On a Mac: the add-in's AppleScript, compiled and run by osascript, with a stand-in for Python. No Excel takes part.

python -m tests.hosted.mac INSTALLED

INSTALLED is the script that `pars addin install` put in place.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.addin.applescript import WORKBOOK_NAMES, installed, stand_in

SCRIPT = Path(__file__).resolve().parents[2] / "macros" / "pars-batch.applescript"
PATIENCE = 30
"""Seconds until the stand-in has written what it was given; it is started in the background."""
CALL = (
    "on run argv",
    "set ours to load script (POSIX file (item 1 of argv))",
    "tell ours to RunPars(item 2 of argv)",
    "end run",
)


def compiled(script: Path, folder: Path) -> Path:
    """The script as the Mac compiles it; an error of its grammar ends this."""
    target = folder / "pars.scpt"
    subprocess.run(["osacompile", "-o", str(target), str(script)], check=True)
    return target


def arguments(script: Path, calls: Path, workbook: str) -> list[str]:
    """What the stand-in was given for a click in this workbook."""
    calls.unlink(missing_ok=True)
    parameter = "\x1f".join(("next_finding invalid", "1 2", workbook))
    lines = [part for line in CALL for part in ("-e", line)]
    subprocess.run(["osascript", *lines, str(script), parameter], check=True, timeout=PATIENCE)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if calls.exists():
            return list(json.loads(calls.read_text(encoding="utf-8")))
        time.sleep(0.1)
    raise SystemExit(f"Python was not started for {workbook!r}")


def main(script: Path) -> None:
    """Raises AssertionError, SystemExit or CalledProcessError when something is not as the add-in needs it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "Ann's $HOME & (x)"
        folder.mkdir()
        compiled(script, folder)  # the one that was installed, with a path of this computer in it
        calls, python = folder / "calls.json", folder / "python"
        stand_in(python, calls)
        ours = folder / "ours.applescript"
        ours.write_text(installed(SCRIPT, str(python)), encoding="ascii")
        ready = compiled(ours, folder)
        for workbook in WORKBOOK_NAMES:
            given = arguments(ready, calls, workbook)
            assert given[-3:] == ["next_finding invalid", "1 2", workbook], given
            print(repr(workbook), "arrived")
        assert not [place for place in (Path.home(), Path.cwd()) if (place / "pwned").exists()], "a name was run"


if __name__ == "__main__":
    main(Path(sys.argv[1]))

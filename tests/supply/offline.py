"""`python -m tests.supply.offline FOLDER SCRIPT` runs commands in this process, and the functions of the add-in. It
prints as JSON how each ended and at what of them Python went to the network or started another program.

SCRIPT is a JSON file: a list of argument lists. An audit hook cannot be taken out again, so this is a process of its
own.
"""

from __future__ import annotations

import io
import json
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

OUTSIDE = (
    "socket.", "urllib.", "http.", "ftplib.", "smtplib.", "webbrowser.",
    "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork",
)  # fmt: skip
"""How the audit events begin that stand for leaving the process (docs.python.org/3/library/audit_events.html)."""
seen: list[str] = []


def listen(event: str, arguments: tuple[Any, ...]) -> None:
    if event.startswith(OUTSIDE):
        seen.append(f"{event}{arguments!r}"[:200])
        raise PermissionError(f"no {event} here")


def run(arguments: list[str]) -> int:
    from addin.cli import main

    sys.argv = ["pars", *arguments]
    try:
        with redirect_stdout(io.StringIO()), redirect_stderr(said := io.StringIO()):
            main()
    except SystemExit as end:
        if end.code not in {0, 1}:
            seen.append(f"pars {' '.join(arguments)}: {said.getvalue()}")
        return int(end.code or 0)
    return 0


def functions() -> list[str]:
    """Calls each worksheet function with the tables of one activity, as Excel hands them over."""
    from addin import functions as module
    from generator.catalog import load
    from tests.addin.test_functions import table

    catalog = load()
    tables = [table(catalog, sheet, {}) for sheet in ("activities", "moc")]
    calls: dict[str, tuple[Any, ...]] = {
        "PARS_CHECK": (tables[0],), "PARS_STATUS": ("A-1", *tables), "PARS_MISSING": ("A-1", "ABIM", *tables),
        "PARS_CREDIT_TYPES": ("ABIM",), "PARS_PRACTICE_AREAS": ("ABIM",), "PARS_POINTS_OK": ([[1.0]], [[2.0]]),
        "PARS_CATALOG": (),
    }  # fmt: skip
    for name, arguments in calls.items():
        assert getattr(module, name)(*arguments)
    return list(calls)


def main(folder: Path, script: Path) -> None:
    commands = json.loads(script.read_text(encoding="utf-8"))
    os.chdir(folder)
    sys.addaudithook(listen)
    ends = [run(arguments) for arguments in commands]
    called = functions()
    sys.stdout.write(json.dumps({"ends": ends, "functions": called, "seen": seen}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

"""The log of what nobody foresaw, for the command line and the ribbon alike. Only its user can read it."""

from __future__ import annotations

import datetime as dt
import os
import platform
import sys
import tempfile
import traceback
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path


def unforeseen(error: BaseException) -> bool:
    """Whether an exception is a fault of the program. A panic of the library that reads cells is no `Exception`."""
    return not isinstance(error, (KeyboardInterrupt, SystemExit, GeneratorExit))


def write_log(doing: str, error: BaseException, *, heard: str = "") -> Path | None:
    """Adds what went wrong to today's log file and gives its path; None when no folder takes it.

    Args:
        doing: what was done, with the versions at work.
        error: what went wrong. Its text may quote cells, so nobody else may read the file.
        heard: what libraries said on the console meanwhile.
    """
    now = dt.datetime.now()
    lines = [
        f"{now:%Y-%m-%d %H:%M:%S} {doing}, Python {platform.python_version()}, {platform.platform()}",
        *(text.rstrip("\n") for text in traceback.format_exception(error)),
        *([heard.rstrip()] if heard.strip() else []),
    ]
    data = ("\n".join(lines) + "\n").encode(errors="backslashreplace")
    for place in (_in_own_folder, _in_shared_folder):
        with suppress(OSError):
            path, file = place(f"pars-batch-{now:%Y-%m-%d}")
            with os.fdopen(file, "ab") as log:
                log.write(data)
            return path
    return None


def log_folder(
    environment: Mapping[str, str] = os.environ,
    system: str = sys.platform,
    home: Path | None = None,
) -> Path:
    """The user's folder for logs, as each system has it."""
    home = home or Path.home()
    if system == "win32":
        return Path(environment.get("LOCALAPPDATA") or home) / "pars-batch" / "log"
    if system == "darwin":
        return home / "Library" / "Logs" / "pars-batch"
    return Path(environment.get("XDG_STATE_HOME") or home / ".local" / "state") / "pars-batch"


def _in_own_folder(name: str) -> tuple[Path, int]:
    try:
        folder = log_folder()
    except RuntimeError as error:  # a user without a home
        raise OSError(str(error)) from error
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{name}.log"
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0), 0o600)
    if hasattr(os, "fchmod"):
        with suppress(OSError):
            os.fchmod(file, 0o600)  # a file of an earlier version may be open to all
    return path, file


def _in_shared_folder(name: str) -> tuple[Path, int]:
    """A new file with a name that nobody can foresee, since others may write into the folder for passing files too."""
    file, path = tempfile.mkstemp(prefix=f"{name}-", suffix=".log")
    return Path(path), file

"""The dialog for a file to read, on a Mac: that of macOS, since Python works beside Excel there."""

from __future__ import annotations

import subprocess
from pathlib import Path

from generator.failure import Failure

_OSASCRIPT = "/usr/bin/osascript"
_SCRIPT = """on run parameters
	activate
	return POSIX path of (choose file with prompt (item 1 of parameters))
end run
"""
_CANCELED = "-128"
"""The number of the error that AppleScript has for Cancel."""


def which_file(prompt: str) -> Path | None:
    """The file that the user chooses; None for Cancel.

    Raises:
        Failure: macOS shows no dialog.
    """
    done = subprocess.run(  # noqa: S603  # a program of macOS by its whole path, without a shell
        [_OSASCRIPT, "-", prompt], input=_SCRIPT.encode(), capture_output=True, check=False
    )
    if done.returncode == 0:
        return Path(done.stdout.decode().removesuffix("\n"))
    words = " ".join(done.stderr.decode(errors="replace").split())
    if _CANCELED in words:
        return None
    raise Failure(
        f"macOS shows no dialog for a file ({words[:200] or 'no reason given'}); use the command line instead."
    )

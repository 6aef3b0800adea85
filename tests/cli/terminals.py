"""Commands of `pars` in a terminal of a given width, as somebody sees them."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping
from pathlib import Path

from tests.test_arrows import HOME

_ROWS = 50


def seen(*arguments: object, width: int, cwd: Path, env: Mapping[str, str] | None = None) -> str:
    """What a terminal gets, with its signs for colors and movements, its line ends as one character each.

    Args:
        arguments: as on the command line.
        width: of the terminal, in characters.
        cwd: the folder in which the command runs.
        env: what the environment has beside that of the tests.
    """
    here, there = pty.openpty()
    fcntl.ioctl(there, termios.TIOCSWINSZ, struct.pack("HHHH", _ROWS, width, 0, 0))
    usual = {name: value for name, value in os.environ.items() if name not in {"CI", "COLUMNS", "NO_COLOR"}}
    around = {**usual, "TERM": "xterm-256color", "PYTHONPATH": str(HOME), **(env or {})}
    program = "import sys; from addin.cli import main; sys.argv[0] = 'pars'; main()"
    command = [sys.executable, "-c", program, *map(str, arguments)]
    with subprocess.Popen(command, stdin=there, stdout=there, stderr=there, cwd=cwd, env=around) as run:
        os.close(there)
        text = b"".join(iter(lambda: _read(here), b""))
        run.wait()
    os.close(here)
    return text.decode().replace("\r\n", "\n")


def _read(stream: int) -> bytes:
    try:
        return os.read(stream, 65536)
    except OSError:  # the other end is closed
        return b""

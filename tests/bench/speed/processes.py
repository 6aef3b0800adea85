"""A process from its start to its end: seconds on the clock, seconds of processors, and the most memory.

Run as a program it starts a command and prints what that took. It is a process of its own, and a small one, because a
process counts as its own memory what the one that started it had.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Container, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

_UNITS_A_MB = 1024**2 if sys.platform == "darwin" else 1024
"""macOS counts memory in bytes, Linux in units of 1,024."""


@dataclass(frozen=True)
class Run:
    """One run of a command.

    Attributes:
        seconds: on the clock.
        cpu: seconds of processors, those of its own child processes included.
        peak: MB of memory at most, of it or of its largest child process.
        code: exit code.
    """

    seconds: float
    cpu: float
    peak: float
    code: int


def run(command: Sequence[str | Path], *, fine: Container[int] = (0,)) -> Run:
    """Runs a command with its output thrown away, and with compiled modules kept as on a user's machine.

    Args:
        fine: exit codes of a command that did its work.

    Raises:
        RuntimeError: it ended with another exit code, or by a signal.
    """
    around = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, "-S", __file__, *command], capture_output=True, text=True, check=True, env=around
    )
    result = Run(**json.loads(done.stdout))
    if result.code not in fine:
        raise RuntimeError(f"{' '.join(map(str, command))}: exit code {result.code}\n{done.stderr}")
    return result


def _measured(command: Sequence[str]) -> Run:
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / _UNITS_A_MB, process.returncode)


if __name__ == "__main__":
    print(json.dumps(asdict(_measured(sys.argv[1:]))))

"""A process from its start to its end: seconds on the clock, seconds of processors, and the most memory."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
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

    def as_json(self) -> dict[str, float]:
        return asdict(self)


def run(command: Sequence[str | Path]) -> Run:
    """Runs a command with its output thrown away.

    Raises:
        RuntimeError: it could not do its work: an exit code of 2 or more, or a signal.
    """
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    told = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    if process.returncode not in {0, 1}:
        raise RuntimeError(f"{' '.join(map(str, command))}: exit code {process.returncode}\n{told.decode()}")
    cpu = usage.ru_utime + usage.ru_stime
    return Run(seconds, cpu, usage.ru_maxrss / _UNITS_A_MB, process.returncode)

"""The console's streams: whatever a cell holds can be written to them, and what cannot be written is no crash."""

from __future__ import annotations

import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TextIO

_STANDARD = (0, 1, 2)
_ERRORS = 2


def ready() -> None:
    """Lets stdout and stderr write what they have no sign for as "?"; those that were closed write to nowhere."""
    for number in _STANDARD:
        try:
            os.fstat(number)
        except OSError:
            # or else the next file that is opened would take the number, and whoever prints would write into it
            with suppress(OSError):
                os.open(os.devnull, os.O_RDWR)
    nowhere = Path(os.devnull)
    sys.stdout = sys.stdout or nowhere.open("w", encoding="utf-8")  # the process prints to it until it ends
    sys.stderr = sys.stderr or nowhere.open("w", encoding="utf-8")  # the same
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


@contextmanager
def libraries_heard() -> Iterator[Callable[[], str]]:
    """Keeps what libraries in other languages print about their own faults off the console, and gives it for the log.

    Python's own stderr writes where it did before.
    """
    console = sys.stderr
    heard = _elsewhere(console)
    if heard is None:
        yield lambda: ""
        return
    console.flush()
    kept = os.dup(_ERRORS)
    os.dup2(heard.fileno(), _ERRORS)
    sys.stderr = open(kept, "w", encoding=console.encoding, errors="replace", buffering=1)  # noqa: SIM115, PTH123  # closed below, when stderr is put back; a descriptor has no path

    def text_heard() -> str:
        heard.seek(0)
        return heard.read().decode(errors="backslashreplace")

    try:
        yield text_heard
    finally:
        with suppress(OSError, ValueError):
            sys.stderr.flush()
        os.dup2(kept, _ERRORS)
        with suppress(OSError, ValueError):
            sys.stderr.close()
        sys.stderr = console
        heard.close()


def _elsewhere(stream: TextIO) -> IO[bytes] | None:
    """A file to listen with; None where it is not the console's stream, as under Excel, or no file can be made."""
    try:
        return tempfile.TemporaryFile() if stream.fileno() == _ERRORS else None  # closed by who listens
    except (OSError, ValueError, AttributeError):
        return None


@contextmanager
def printing() -> Iterator[list[str]]:
    """Gives a list that holds, after the block, why printing failed, if it did.

    That a reader went away (as `| head` does) is no fault.
    """
    trouble: list[str] = []
    try:
        yield trouble
        sys.stdout.flush()
    except BrokenPipeError:
        _drop()
    except OSError as error:
        _drop()
        trouble.append(error.strerror or str(error))


def _drop() -> None:
    """Lets go what is still to be printed, or else it would fail once more when the program ends."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

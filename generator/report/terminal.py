"""The consoles that everything is printed to: nothing is read as markup or as the name of an emoji."""

from __future__ import annotations

import time
from threading import Timer
from types import TracebackType
from typing import Self, TextIO

from rich.console import Console
from rich.text import Text

_PATIENCE = 1.0
"""Seconds that nobody needs to be told of."""


class _Plain(Console):
    """Leaves it to whoever prints what to do without a reader."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def plain_console(file: TextIO | None = None, *, width: int | None = None, stderr: bool = False) -> Console:
    """A console that prints texts letter for letter.

    Args:
        file: where to; the standard output when left out.
        width: in characters; the terminal's when left out.
        stderr: print to the standard error output instead.
    """
    return _Plain(file=file, width=width, stderr=stderr, markup=False, emoji=False, highlight=False)


class Working:
    """A moving line on a terminal, while something takes longer than a second; to be used in a `with`.

    Args:
        console: where to.
        what: what is being done, as in Checking.
        unit: what is counted, as in rules.
    """

    def __init__(self, console: Console, what: str, unit: str) -> None:
        self._what, self._unit, self._begun = what, unit, time.monotonic()
        self._status = console.status(Text(f"{what} …"))
        self._timer = Timer(_PATIENCE, self._status.start)

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        self._timer.join()
        self._status.stop()

    def __call__(self, done: int, total: int) -> None:
        """How far it is."""
        seconds = time.monotonic() - self._begun
        self._status.update(Text(progress_words(self._what, self._unit, done, total, seconds)))


def progress_words(what: str, unit: str, done: int, total: int, seconds: float) -> str:
    """How far something is, and for how long it will still take if it goes on as until now.

    Args:
        seconds: since it began.
    """
    words = f"{what}: {done:,} of {total:,} {unit}"
    left = round(seconds * (total - done) / done) if done else 0
    if not left:
        return words
    return f"{words}, about {left} s left" if left < 90 else f"{words}, about {round(left / 60)} min left"

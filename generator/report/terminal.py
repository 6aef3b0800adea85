"""The consoles that everything is printed to: nothing is read as markup or as the name of an emoji."""

from __future__ import annotations

import time
from threading import Timer
from types import TracebackType
from typing import Self, TextIO

from rich.console import Console
from rich.text import Text

from generator.progress import heard

_PATIENCE = 1.0
"""Seconds that nobody needs to be told of."""
_REST = 0.1
"""Seconds for which what a line says stays."""


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

    It says how far the work inside is, as far as that tells it (`generator.progress`).

    Args:
        console: where to.
        doing: what is being done, as in Checking.
    """

    def __init__(self, console: Console, doing: str) -> None:
        self._doing, self._what = doing, ""
        self._begun = self._said = 0.0
        self._status = console.status(Text(f"{doing} …"))
        self._timer = Timer(_PATIENCE, self._status.start)
        self._hearing = heard(self._hear)

    def __enter__(self) -> Self:
        self._timer.start()
        self._hearing.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hearing.__exit__(kind, error, trace)
        self._timer.cancel()
        self._timer.join()
        self._status.stop()

    def _hear(self, what: str, done: int, of: int) -> None:
        now = time.monotonic()
        if what != self._what:
            self._what, self._begun = what, now
        elif done < of and now - self._said < _REST:
            return
        self._said = now
        self._status.update(Text(progress_words(self._doing, what, done, of, now - self._begun)))


def progress_words(doing: str, what: str, done: int, of: int, seconds: float) -> str:
    """How far something is, and for how long it will still take if it goes on as until now.

    Args:
        seconds: since it began.
    """
    words = f"{doing}: {done:,} of {of:,} {what}"
    left = round(seconds * (of - done) / done) if done else 0
    if not left:
        return words
    return f"{words}, about {left} s left" if left < 90 else f"{words}, about {round(left / 60)} min left"

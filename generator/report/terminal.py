"""The consoles that everything is printed to: nothing is read as markup or as the name of an emoji."""

from __future__ import annotations

from typing import TextIO

from rich.console import Console


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

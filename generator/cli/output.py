"""What commands print, and how."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from itertools import chain
from typing import TYPE_CHECKING, Any

import typer

from generator import json_text, streams
from generator.printable import printable

if TYPE_CHECKING:
    from rich.console import Console


def tell(sentence: str) -> None:
    with suppress(OSError):
        sys.stderr.write(f"pars: {printable(sentence)}\n")
        sys.stderr.flush()


def plain_console() -> Console:
    """The standard output; as wide as the terminal, or 120 characters in a file."""
    from generator.report import terminal

    return terminal.plain_console(width=None if sys.stdout.isatty() else 120)


def say(line: str) -> None:
    """Prints a line, whatever is in the names of files in it."""
    sys.stdout.write(f"{printable(line)}\n")
    sys.stdout.flush()


def print_text(text: str) -> None:
    """Prints a text as UTF-8, whatever the console's encoding."""
    _print([text])


def print_json(result: Any) -> None:
    """Prints a result for programs, each part of it as soon as it is made."""
    _print(text for text, _ in json_text.pieces(result))


def _print(pieces: Iterable[str]) -> None:
    """Prints a text in pieces; of a name that is no text JSON has signs of its own."""
    sys.stdout.flush()
    for piece in chain(pieces, "\n"):
        data = piece.encode(errors="backslashreplace")
        if hasattr(sys.stdout, "buffer"):
            sys.stdout.buffer.write(data)
        else:
            sys.stdout.write(data.decode())


@contextmanager
def printing(what: str, *, after_all: bool = False) -> Iterator[None]:
    """Prints a result. Where that cannot be done the exit code is 2, unless the command has done its work after all."""
    with streams.printing() as trouble:
        yield
    if trouble:
        tell(f"{what} cannot be printed ({trouble[0]}).")
        if not after_all:
            raise typer.Exit(2)


def busy(what: str, quiet: bool = False) -> AbstractContextManager[object]:
    """A moving line on a terminal while something takes its time, with what it tells of how far it is.

    Args:
        what: what is being done, as in Checking.
        quiet: print nothing.
    """
    from generator.report import terminal

    err = terminal.plain_console(stderr=True)
    if quiet or not err.is_terminal:
        return nullcontext()
    return terminal.Working(err, what)

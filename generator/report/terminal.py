"""How everything is printed: letter for letter, whatever a cell, a list or a file is called.

Nothing that is printed is read as markup or as the name of an emoji. A text never steers the terminal and never begins
a line of its own: what is too long for a line goes on further in.
"""

from __future__ import annotations

from typing import TextIO

from rich.console import Console
from rich.text import Text

from generator.printable import printable

_NARROWEST = 20
"""Characters of a line at least."""
_FURTHER_IN = 2


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


def shown(*parts: object | tuple[object, str]) -> Text:
    """Texts one after the other, each as one line, and each with its style where it comes as a pair."""
    text = Text()
    for part in parts:
        words, style = part if isinstance(part, tuple) else (part, "")
        text.append(printable(str(words)), style=style or None)
    return text


def shown_lines(*lines: object, style: str = "") -> Text:
    """Texts one below the other, in a cell of a table."""
    return Text("\n".join(printable(str(line)) for line in lines), style=style)


def print_line(console: Console, text: str, indent: int = 0, *, style: str = "") -> None:
    """Prints one line; where it is too long, it is wrapped at words and goes on further in."""
    room = max(_NARROWEST, console.width - indent - _FURTHER_IN)
    first, *more = shown((text, style)).wrap(console, room)
    for start, part in ((indent, first), *((indent + _FURTHER_IN, part) for part in more)):
        part.rstrip()
        console.print(Text(" " * start) + part, soft_wrap=True)


def print_path(console: Console, text: str, *, style: str = "") -> None:
    """Prints a line that is not wrapped, so that a path in it can be copied."""
    console.print(shown((text, style)), soft_wrap=True)

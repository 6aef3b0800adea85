"""What the Tab key puts into the line of a shell, so that a value with blanks stays one word.

zsh and fish see to that by themselves. The classes are the library's; `take_over` has it use ours for their shells.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator, Sequence
from typing import Any

from typer import _completion_classes as library

_BREAKS = ":=@"
"""Where bash breaks a word outside quotation marks. The Tab key replaces what follows the last of them."""
_MEANS_SOMETHING = {
    '"': re.compile(r'(["\\$`])'),
    "'": re.compile(r"((?!))"),
    "": re.compile(r"([^\w%+,./=@-])"),
}
"""The quotation mark that a word begins with to what bash takes for more than itself there."""
_PLAIN = re.compile(r"[\w./-]+")


def take_over() -> None:
    """Has the library use the classes below."""
    for names, of_shell in ((("bash",), Bash), (("powershell", "pwsh"), PowerShell)):
        for name in names:
            vars(library)["add_completion_class"](of_shell, name)


class Bash(library.BashComplete):
    """Values in bash, of which it takes each as a piece of the line. It hands over its words as they were typed, in the
    pieces that it breaks them into, a line each."""

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one that is being typed, and that one, as they are meant."""
        *before, typed = (_meant("".join(pieces)) for pieces in self._words())
        return before[1:], typed

    def format_completion(self, item: Any) -> str:
        """What stands in the line for a value, without what the Tab key leaves as it is."""
        pieces = self._words()[-1]
        last = len(pieces) - (not _is_break(pieces[-1]))
        rest = str(item.value).removeprefix(_meant("".join(pieces[:last])))
        quote = "".join(pieces[last:])[:1]
        return _MEANS_SOMETHING.get(quote, _MEANS_SOMETHING[""]).sub(r"\\\1", rest)

    @staticmethod
    def _words() -> Sequence[Sequence[str]]:
        """The words up to the one that is being typed, each in its pieces."""
        pieces = os.environ["COMP_WORDS"].split("\n")[: int(os.environ["COMP_CWORD"]) + 1]
        return [*_joined(pieces)]


class PowerShell(library.PowerShellComplete):
    """Values in PowerShell, in quotation marks where that is needed."""

    def format_completion(self, item: Any) -> str:
        """A value, and what is told of it."""
        value, told = str(item.value), str(super().format_completion(item))
        doubled = value.replace("'", "''")
        return (value if _PLAIN.fullmatch(value) else f"'{doubled}'") + told.removeprefix(value)


def _joined(pieces: Sequence[str]) -> Iterator[Sequence[str]]:
    word: list[str] = []
    for piece in pieces:
        if word and not _is_break(piece) and not _is_break(word[-1]):
            yield word
            word = []
        word.append(piece)
    yield word


def _is_break(piece: str) -> bool:
    return bool(piece) and not piece.strip(_BREAKS)


def _meant(typed: str) -> str:
    """A word without its quotation marks, of which the last may be missing, and backslashes."""
    reading = shlex.shlex(typed, posix=True)
    reading.whitespace_split, reading.commenters = True, ""
    try:
        return reading.get_token() or ""
    except ValueError:
        return reading.token

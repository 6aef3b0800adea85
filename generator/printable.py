"""Texts of cells and names of files as a console can show them: they neither steer it nor forge another line."""

from __future__ import annotations

import unicodedata
from pathlib import PurePath

SHOWN_AS = "□"
"""What a character without a picture of its own is shown as, as in the messages of the rules."""
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Controls (line breaks and a terminal's escape among them), marks of direction, halves of pairs, separators."""


def printable(text: str) -> str:
    """The text with a □ for each character that shows nothing or changes how others are shown. Always one line."""
    if text.isprintable():
        return text
    return "".join(SHOWN_AS if unicodedata.category(c) in _UNSEEN else c for c in text)


def as_typed(path: PurePath) -> str:
    """A file as it is typed on the command line."""
    return f'"{path}"' if " " in str(path) else str(path)

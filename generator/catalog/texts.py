"""When two texts count as the same: spaces, invisible characters, quotation marks and case."""

from __future__ import annotations

import re
from functools import lru_cache

BLANKS = "\u00a0\u2002\u2003\u2007\u2009\u200a\u2028\u2029\u202f\u3000"
"""Characters that look like a space, and are read as one."""
BREAKS = "\t\n\r"
"""What parts lines and columns; read as a space everywhere but in long texts."""
REMOVED = (
    "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a"
    "\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff"
)
"""Characters that nobody sees and that make equal-looking texts differ; read as if they were not there."""

_STRAIGHT = {"‘": "'", "’": "'", "“": '"', "”": '"'}
_UNSEEN = re.compile(f"[{REMOVED}]")
_BLANK = re.compile(f"[{BLANKS}]")
_PARTING = re.compile(f"[{BLANKS}{BREAKS}]")
_QUOTES = str.maketrans(_STRAIGHT)
_SPACES = re.compile(" {2,}")
_LONG = 4_000
"""Characters from which on a text is tidied once."""


def tidy(text: str, *, breaks: bool = False) -> str:
    """`text` without invisible characters, each kind of space as a space, runs of them as one, none at the ends.

    Args:
        breaks: keep tabs and line breaks, as in a long text; a text of nothing else is empty all the same.
    """
    return _tidied_once(text, breaks) if len(text) > _LONG else _tidied(text, breaks)


def _tidied(text: str, breaks: bool) -> str:
    if text.isprintable():  # most are, and nothing of the above is printable but the space
        return _spaced(text)
    text = _UNSEEN.sub("", text)
    if breaks and text.strip(BLANKS + BREAKS + " "):
        return _spaced(_BLANK.sub(" ", text))
    return _spaced(_PARTING.sub(" ", text))


@lru_cache(maxsize=256)
def _tidied_once(text: str, breaks: bool) -> str:
    """The same of a long text, which thousands of cells of a small file may share."""
    return _tidied(text, breaks)


def _spaced(text: str) -> str:
    text = text.strip(" ")
    return _SPACES.sub(" ", text) if "  " in text else text


def straight(text: str) -> str:
    """`text` with straight quotation marks and apostrophes."""
    return text.translate(_QUOTES)


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """The form in which two texts count as the same value: tidied, straight quotes, no upper case.

    Case folds one character to one character, as Excel compares (no German sharp s to SS).
    """
    text = straight(tidy(text))
    return text.lower() if text.isascii() else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)

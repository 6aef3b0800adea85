"""Which characters are blanks, which are nothing, and which no XML file carries (DESIGN, Cells)."""

from __future__ import annotations

import re

BLANKS = "\u00a0\u2002\u2003\u2007\u2009\u200a\u202f\u3000\u2028\t\n\r"
"""Read as a space. Tabs and line ends stay in descriptions."""
LINES = "\t\n\r"
NOTHING = "".join(
    (
        "\u00ad\u061c\u180e\ufeff",
        "\u200b\u200c\u200d\u200e\u200f",
        "\u202a\u202b\u202c\u202d\u202e",
        "\u2060\u2061\u2062\u2063\u2064",
        "\u2066\u2067\u2068\u2069",
    )
)
"""Removed: nobody sees them."""
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_PLAIN = str.maketrans(
    dict.fromkeys("\u2018\u2019", "'")
    | dict.fromkeys("\u201c\u201d", '"')
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
)
_QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'})


def clean(text: str, *, lines: bool = False) -> str:
    """`text` as it is read: blanks of any kind are spaces, runs of them one, none at the ends; `lines` keeps line ends.

    A text of nothing but blanks is empty even where line ends stay.
    """
    read = []
    for character in text:
        if character in NOTHING:
            continue
        stays = lines and character in LINES
        read.append(character if stays or character not in BLANKS else " ")
    tidied = re.sub(" +", " ", "".join(read)).strip(" ")
    return tidied if tidied.strip() else ""


def unseen(text: str, *, lines: bool = False) -> bool:
    """Whether the check tells of a character that was removed or read as a space."""
    looked_for = NOTHING + (BLANKS.translate({ord(c): None for c in LINES}) if lines else BLANKS)
    return any(character in looked_for for character in text)


def forbidden(text: str) -> bool:
    """Whether `text` holds control characters, halves of pairs, U+FFFE or U+FFFF, which no file should carry."""
    return bool(_FORBIDDEN.search(text))


def plain(text: str) -> str:
    """Titles and descriptions in the upload file: typographic quotes and dashes as plain ones."""
    return text.translate(_PLAIN)


def fold(text: str) -> str:
    """The form in which two values of a list, or two IDs, are the same."""
    return clean(text).translate(_QUOTES).lower()

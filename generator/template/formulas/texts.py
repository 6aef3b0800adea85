"""What a cell means as text and as number, as formulas; `generator.workbook.cells` says the same in Python."""

from __future__ import annotations

from generator.catalog.texts import BREAKS, REMOVED
from generator.rules.expression.write import (
    NOTHING,
    all_digits,
    find,
    if_,
    if_error,
    is_number,
    quoted,
    substitute,
)

COMMON = "\u00a0\t\n\r\u202f\u200b\u200e\u2060\u00ad\ufeff"
"""The characters, among those that `tidy` reads as a space or not at all, that formulas read so too: every further one
would make each formula of every row longer. A workbook marks a value with another of them, which the check reads and
tells."""
CURLY = {"’": "'", "‘": "'", "“": '"', "”": '"'}
"""Typographic quotation marks, and the straight ones that they are read as."""
_SIGNS = {"\t": "CHAR(9)", "\n": "CHAR(10)", "\r": "CHAR(13)"}


def cleaned(text: str, *, breaks: bool = False) -> str:
    """A text without invisible characters, with every kind of space as a space, and trimmed.

    Args:
        breaks: keep tabs and line breaks.
    """
    for sign in COMMON:
        if not (breaks and sign in BREAKS):
            text = substitute(text, _SIGNS.get(sign, quoted(sign)), quoted("" if sign in REMOVED else " "))
    return f"TRIM({text})"


def as_text(cell: str, *, quotes: bool, breaks: bool) -> str:
    """What a cell means as text, empty for an error.

    Args:
        quotes: read typographic quotation marks as straight ones.
        breaks: keep tabs and line breaks.
    """
    plain = f"{cell}&{NOTHING}"
    text = cleaned(plain, breaks=breaks)
    for curly, straight in CURLY.items() if quotes else ():
        text = substitute(text, quoted(curly), quoted(straight))
    if breaks:
        text = if_(f"{cleaned(plain)}={NOTHING}", NOTHING, text)
    return if_(f"ISBLANK({cell})", NOTHING, if_error(text))


def as_number(cell: str, text: str) -> str:
    """A real number, or a text of up to 15 digits with at most one point and up to 15 digits after it.

    For anything else it is the empty text.

    Args:
        cell, text: the cell, and what it means as text.
    """
    point = find('"."', f'{text}&"."')
    bare = f'SUBSTITUTE({text},".","",1)'
    after = f"LEN({text})-{point}"
    form = f"AND({all_digits(bare)},{point}>1,{point}<17,{point}<>LEN({text}),{after}<16)"
    value = f'LEFT("0"&{text},{point})+("0"&MID({text},{point}+1,15))/10^({after})'
    read = if_(f"{text}={NOTHING}", NOTHING, if_(form, value, NOTHING))
    number = if_(f"ISLOGICAL({cell})", NOTHING, if_(is_number(cell), cell, read))
    return if_(f"ISBLANK({cell})", NOTHING, if_error(number))

"""Columns of a sheet as letters, and as numbers from 1.

openpyxl has the same, and brings a tenth of a second of other modules with it, which each command would wait for.
"""

from __future__ import annotations

from functools import cache

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MOST_LETTERS = 3
_LAST = 18_278
"""ZZZ, beyond the last column that a sheet has."""


@cache
def letters_of(number: int) -> str:
    """A column as letters: 27 is AA. Raises ValueError for a number that three letters cannot say."""
    if not 1 <= number <= _LAST:
        raise ValueError(f"{number} is no column")
    before, last = divmod(number - 1, len(_ALPHABET))
    return (letters_of(before) if before else "") + _ALPHABET[last]


@cache
def number_of(letters: str) -> int:
    """A column as a number: aa, as AA, is 27. Raises ValueError for anything but one to three letters."""
    if not (letters.isascii() and letters.isalpha() and len(letters) <= _MOST_LETTERS):
        raise ValueError(f"{letters!r:.20} is no column")
    number = 0
    for letter in letters.upper():
        number = number * len(_ALPHABET) + _ALPHABET.index(letter) + 1
    return number

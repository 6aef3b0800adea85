"""The letters of marks: what a mark says by one letter, and which letters are left to others."""

from __future__ import annotations

from string import ascii_letters, ascii_uppercase

from generator.catalog import Catalog
from generator.rules.findings import Severity
from generator.rules.rule import ACTIVE, CLOSED
from generator.template.limits import BuildError

INVALID, MISSING, ADVICE, CLOSING = "i", "m", "a", "c"
SEVERITIES = {Severity.INVALID: INVALID, Severity.MISSING: MISSING, Severity.ADVICE: ADVICE}


def kept_back(catalog: Catalog) -> dict[str, str]:
    """What a missing value can keep back, each with its letter: A for Active, C for Closed, the programs by their ids.

    Raises:
        BuildError: no letter of a program's id is free.
    """
    letters = {ACTIVE: "A", CLOSED: "C"}
    for program, about in catalog.programs.items():
        free = [letter for letter in program if letter in ascii_uppercase and letter not in letters.values()]
        if not free:
            raise BuildError(
                f"{about.place}: each letter of the id {program} stands for something else in marks; choose another id."
            )
        letters[program] = free[0]
    return letters


def unused(catalog: Catalog) -> str:
    """The letters that no mark holds, capital ones first."""
    used = {*SEVERITIES.values(), CLOSING, *kept_back(catalog).values()}
    return "".join(letter for letter in ascii_letters.swapcase() if letter not in used)

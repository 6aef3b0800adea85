"""Excel's limits on what a workbook may hold, watched while a template is built."""

from __future__ import annotations

import re

from generator.failure import Failure

FORMULA = 8192
NESTING = 64
VALIDATION = 255
LITERAL = 255
"""Characters of a text in a formula."""
_TEXTS = re.compile(r'"(?:[^"]|"")*"')
_BRACKETS = re.compile(r"[()]")
PROMPT_TITLE = 32
PROMPT = 255
ERROR_TEXT = 225


class BuildError(Failure):
    """The template cannot be built as it is meant: something in the catalog is more than Excel takes, or this program
    errs."""


def within(limit: int, text: str, what: str, where: str) -> str:
    """`text` itself, when it has at most `limit` characters.

    Args:
        what: what the text is, as in "the validation formula".
        where: file and line of the catalog, or the cell.

    Raises:
        BuildError: the text is longer.
    """
    if len(text) > limit:
        raise BuildError(f"{where}: {what} has {len(text)} characters, Excel takes {limit}: {text[:80]}…")
    return text


def as_formula(text: str, what: str, where: str) -> str:
    """`text` itself, when Excel takes it as a formula.

    Raises:
        BuildError: it has too many characters, or its brackets stand deeper in one another than Excel nests functions.
    """
    depth = deepest = 0
    for bracket in _BRACKETS.findall(_TEXTS.sub("", within(FORMULA, text, what, where))):
        depth += 1 if bracket == "(" else -1
        deepest = max(deepest, depth)
    if deepest > NESTING:
        raise BuildError(f"{where}: {what} is nested {deepest} deep, Excel takes {NESTING}: {text[:80]}…")
    return text

"""What people type where there is nothing to say."""

from __future__ import annotations

from generator.catalog import fold
from generator.workbook.cells import Cell, text_of

_NOTHING = frozenset({
    "n/a", "n.a.", "na", "n / a", "none", "nil", "null", "not applicable", "tbd", "tba", "tbc", "to be determined",
    "to be announced", "-", "--", "---", "–", "—", "?",
})  # fmt: skip
_NO = frozenset({"0", "0.00", "no", "n", "false"})


def is_nothing(cell: Cell) -> bool:
    """Whether a cell says that there is nothing, or nothing yet, where a name or a text is asked for."""
    return fold(text_of(cell)) in _NOTHING


def does_not_apply(cell: Cell) -> bool:
    """Whether a cell says so where a board, a program or a supporter, or what it gives, is asked for."""
    return is_nothing(cell) or fold(text_of(cell)) in _NO

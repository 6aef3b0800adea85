"""Several boards, programs or supporters in one cell of a list, and what the other cells of its row say of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from generator.catalog import Column, tidy
from generator.intake.list_values import Reader, parts_of
from generator.intake.nothing import is_nothing
from generator.rules.sentence import ended, sentence
from generator.upkeep.upgraded import Fate
from generator.workbook.cells import Cell, text_of

_PAIRED = "Several values in one cell, one for each of"
_TOGETHER = "It is said of several together: {names}. Look whether it holds for each."
_ONE_AMOUNT = "One amount for several: {names}. Enter what each of them gave."


@dataclass(frozen=True, slots=True)
class Shares:
    """A cell for each of several rows, None for nothing; and what is told of it."""

    cells: Sequence[Cell]
    fate: Fate = Fate.CARRIED
    why: str = ""


def keys_of(cell: Cell, key: Column, reader: Reader, others: Sequence[Cell]) -> list[str]:
    """The boards, programs or supporters that a cell names: parted only if each part is a value of the list or, where
    other names may be entered too, if another cell of the row has as many parts.

    Args:
        cell: with a text.
        key: its column of ours.
        reader: knows the values.
        others: the further cells of the row on that sheet.
    """
    text = text_of(cell)
    whole = [cell if isinstance(cell, str) else text]
    values = reader.catalog.list_of(key)
    if not isinstance(cell, str) or values is None or reader.value(text, values):
        return whole
    parts = [*dict.fromkeys(part for part in map(tidy, parts_of(cell)) if not is_nothing(part))]
    if not parts:
        return whole
    if all(reader.value(part, values) for part in parts):
        return parts
    return parts if not values.closed and any(len(parts_of(text_of(other))) == len(parts) > 1 for other in others
                                              if isinstance(other, str)) else whole  # fmt: skip


def shares(cell: Cell, column: Column, reader: Reader, keys: Sequence[str]) -> Shares:
    """What each of several rows gets of a cell: where there are as many parts as rows, each its own; of values that
    belong to a board, each board its own."""
    names = " and ".join(keys)
    parts = [tidy(part) for part in parts_of(cell)] if isinstance(cell, str) else []
    values = reader.catalog.list_of(column)
    if column.depends_on and values and parts:
        owners = reader.catalog.list_of(reader.catalog.sheet(column.sheet).column(column.depends_on))
        codes = [(owners and (found := reader.value(key, owners)) and found[0]) or key for key in keys]
        own = [[part for part in parts if reader.value(part, values, code)] for code in codes]
        if any(own):
            whose = {part for of_board in own for part in of_board}
            rest = [part for part in parts if part not in whose]
            why = f"Each value went to the boards that have it ({names})."
            if rest:
                why += f" No place for {'; '.join(rest)}."
            return Shares(["; ".join(of_board) or None for of_board in own], Fate.KEPT if rest else Fate.CHANGED, why)
    if len(parts) == len(keys):
        return Shares(parts, Fate.CHANGED, ended(f"{_PAIRED} {names}"))
    if column.kind == "amount":
        return Shares([None] * len(keys), Fate.LEFT, sentence(_ONE_AMOUNT, {"names": names}))
    return Shares([cell] * len(keys), Fate.KEPT, sentence(_TOGETHER, {"names": names}))

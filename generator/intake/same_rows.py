"""Rows that speak of the same activity, or of the same board of it: which contradict each other, and how one takes in
another."""

from __future__ import annotations

from collections import Counter

from generator.catalog import Column, Sheet
from generator.intake.drafts import Draft
from generator.intake.list_values import same
from generator.upkeep.upgraded import Fate, words_of

_BESIDE = "Beside what a row above says of the same."


def contradictions(one: Draft, other: Draft, sheet: Sheet) -> list[str]:
    """The columns in which two rows contradict each other: those that take one value, and have different ones."""
    return [column for column, cell in one.cells.items()
            if column in other.cells and not same(cell, other.cells[column])
            and not (sheet.has(column) and sheet.column(column).repeats)]  # fmt: skip


def take_in(draft: Draft, into: Draft, sheet: Sheet, widest: Counter[str]) -> None:
    """Enters what a row says into another one that it does not contradict; of columns that there are several of, into
    the next free one.

    Args:
        draft: the row that is written no more.
        into: the row that is.
        sheet: of both.
        widest: column family to how many columns of it are needed, which is raised where there are too few.
    """
    for name, cell in draft.cells.items():
        place, told = name, draft.told.get(name)
        if name in into.cells and not same(cell, into.cells[name]):
            family = sheet.family(sheet.column(name).family)
            there = next((one.id for one in family if one.id in into.cells and same(cell, into.cells[one.id])), None)
            free = next((one.id for one in family if one.id not in into.cells), None)
            if there is None and free is None:
                widest[family[0].family] = max(widest[family[0].family], len(family)) + 1
                if told:
                    told.spots.remove((draft, name))
                    told.say(Fate.KEPT if told.spots else Fate.LEFT,
                             f"All columns for it are full: {words_of(cell)} has no place.")  # fmt: skip
                continue
            place = there or free or name
            if told:
                told.say(Fate.CHANGED, _BESIDE)
        into.cells.setdefault(place, cell)
        if told:
            told.spots[:] = [(into, place) if spot == (draft, name) else spot for spot in told.spots]
            into.told.setdefault(place, told)
    draft.instead = into


def free_columns(draft: Draft, column: Column, sheet: Sheet) -> list[Column]:
    """The columns in which the values of a cell may stand: its own, then the blank ones of its family after it."""
    family = sheet.family(column.family) if column.repeats else (column,)
    return [one for one in family[family.index(column) :] if one.id not in draft.cells]

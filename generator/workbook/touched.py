"""Which cells of a workbook would be read otherwise under another catalog.

A cell is looked up in its list under both, so what counts is what either makes of it, not how a line of the list
changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from generator.catalog import Catalog, Column, ValueList
from generator.catalog.diff import Change, Difference, Kind, Part, Weight
from generator.workbook.cells import text_of
from generator.workbook.frames import Batch, SheetFrame


class Effect(StrEnum):
    """What becomes of a cell."""

    READ_AS = "read-as"
    GONE = "not-offered"
    KNOWN = "offered"
    OTHERWISE = "value-changed"
    ALL = "stands-for-others"
    NO_COLUMN = "column-removed"
    COLUMN = "column-changed"


@dataclass(frozen=True, slots=True)
class Touched:
    """A cell that a change of the catalog touches.

    Attributes:
        sheet: title of its sheet.
        cell: its address.
        value: its text as typed.
        effect: what becomes of it.
        owner: whose value it is (the board code), or "".
        new: what it is read as.
        more, fewer: values for which the word for all of them stands now and did not before, and the other way.
        differences: what is said otherwise of its value, or of its column.
    """

    sheet: str
    cell: str
    value: str
    effect: Effect
    owner: str = ""
    new: str = ""
    more: tuple[str, ...] = ()
    fewer: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()


def touched(batch: Batch, new: Catalog, changes: Sequence[Change]) -> tuple[Touched, ...]:
    """The cells that `new` reads otherwise than the batch's own catalog, by sheet, row and column.

    Args:
        batch: a workbook, read under the old catalog.
        new: the other one.
        changes: from the one to the other (`generator.catalog.diff`).
    """
    columns = {(change.within, change.old): change for change in changes if change.part is Part.COLUMN and change.old}
    facts = {
        (change.within, change.owner, change.old): _heavy(change) for change in changes if change.part is Part.VALUE
    }
    found: list[Touched] = []
    for sheet, frame in batch.sheets.items():
        cells = []
        for place, column in enumerate(frame.sheet.columns):
            change = columns.get((sheet, column.id))
            if change and change.weight is Weight.SUBSTANTIVE:
                entries = _of_column(frame, column, change)
            else:
                entries = _of_list(frame, column, batch.catalog, new, facts)
            cells += [(position, place, cell) for position, cell in entries]
        found += [cell for _, _, cell in sorted(cells, key=lambda entry: entry[:2])]
    return tuple(found)


_Entries = Iterator[tuple[int, Touched]]
"""Cells with the positions of their rows."""
_Facts = Mapping[tuple[str, str, str | None], tuple[Difference, ...]]
"""What matters of a value by its list, its owner and its text."""


def _heavy(change: Change) -> tuple[Difference, ...]:
    return tuple(difference for difference in change.differences if difference.weight is Weight.SUBSTANTIVE)


def _typed(frame: SheetFrame, column: Column) -> Iterator[tuple[int, str, str]]:
    """Position, address and text of the cells of a column that hold something."""
    for position, cell in enumerate(frame.raw(column.id)):
        address = frame.cell(position, column.id)
        if address and (text := text_of(cell)):
            yield position, address, text


def _of_column(frame: SheetFrame, column: Column, change: Change) -> _Entries:
    effect = Effect.NO_COLUMN if change.kind is Kind.REMOVED else Effect.COLUMN
    for position, address, text in _typed(frame, column):
        yield position, Touched(frame.sheet.title, address, text, effect, differences=_heavy(change))


def _of_list(frame: SheetFrame, column: Column, old: Catalog, new: Catalog, facts: _Facts) -> _Entries:
    if column.list is None or column.list not in new.lists:
        return
    before, after = old.lists[column.list], new.lists[column.list]
    owners = frame.text(column.depends_on) if column.depends_on else None
    known: dict[tuple[str, str], Touched | None] = {}
    for position, address, text in _typed(frame, column):
        owner = str(owners[position]) if owners is not None else ""
        if (text, owner) not in known:
            known[text, owner] = _one(text, _owner(old, owner), _owner(new, owner), before, after, facts)
        if (cell := known[text, owner]) is not None:
            yield position, replace(cell, sheet=frame.sheet.title, cell=address)


def _owner(catalog: Catalog, text: str) -> str | None:
    """The owner that a cell names, in the catalog's spelling."""
    found = catalog.board_list.find(text)
    return found.value if found else text or None


def _one(
    text: str, owner: str | None, now: str | None, before: ValueList, after: ValueList, facts: _Facts
) -> Touched | None:
    """What becomes of one text, whose owner is called `owner` before and `now` after; None when nothing does."""
    whose = owner or ""
    if owner and now and (every := before.every_of(text, owner)):
        stands, will = ([value.value for value in values] for values in (every, after.every_of(text, now)))
        more = tuple(value for value in will if before.find(value, owner) is None)
        fewer = tuple(value for value in stands if after.find(value, now) is None)
        return Touched("", "", text, Effect.ALL, whose, more=more, fewer=fewer) if more or fewer else None
    was, is_now = before.find(text, owner), after.find(text, now)
    if is_now is None:
        return Touched("", "", text, Effect.GONE, whose) if was else None
    if was is None:
        return Touched("", "", text, Effect.KNOWN, whose, is_now.value)
    differences = facts.get((before.name, whose if before.by else "", was.value), ())
    if was.value != is_now.value:
        return Touched("", "", text, Effect.READ_AS, whose, is_now.value, differences=differences)
    return (
        Touched("", "", text, Effect.OTHERWISE, whose, is_now.value, differences=differences) if differences else None
    )

"""One row of a list from elsewhere: an activity, and its rows on other sheets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from generator.catalog import ACTIVITIES, Column, fold
from generator.intake.drafts import Draft, Told
from generator.intake.known_names import Set
from generator.intake.list_values import Reader, same
from generator.intake.matching import Target, key_column
from generator.upkeep.upgraded import Fate, words_of
from generator.workbook.cells import Cell, number_of, text_of

_NOTHING = {"0", "no", "n", "n/a", "na", "none", "-", "–", "false", "0.00"}
"""What stands where a board of its own columns does not apply."""
_FULL = "All columns for it are full"
_NO_ANSWER = "Neither Yes nor No."


class Record:
    """One row of the list: an activity, and its rows on other sheets."""

    def __init__(self, reader: Reader, widest: Counter[str]) -> None:
        self._reader, self._catalog, self._widest = reader, reader.catalog, widest
        self.activity = Draft(ACTIVITIES)
        self._drafts: dict[tuple[str, str], Draft] = {(ACTIVITIES, ""): self.activity}
        self._sets: list[tuple[Draft, Set, Told | None]] = []
        self._marked: list[tuple[Draft, Target, Told]] = []

    @property
    def children(self) -> Iterable[Draft]:
        """Its rows on other sheets that hold anything."""
        return [draft for (sheet, _), draft in self._drafts.items() if sheet != ACTIVITIES and draft.told]

    def take(self, cell: Cell, target: Target, told: Told) -> None:
        """Takes a cell of the list to where it goes."""
        column = target.column
        draft = self._draft(column.sheet, target.group)
        if target.answer is not None:
            answer = self._reader.answer(cell)
            if answer:
                self._marked.append((draft, target, told))
            else:
                told.say(Fate.LEFT, _NO_ANSWER if answer is None else f"No needs no entry in {column.header}.")
            return
        key = key_column(self._catalog.sheet(column.sheet))
        if target.group and key.id in draft.cells and key.id not in draft.told and _is_nothing(cell):
            told.say(Fate.LEFT, f"It says that {draft.cells[key.id]} does not apply, so there is no row for it.")
            return
        owner = text_of(draft.cells.get(column.depends_on or ""))
        taken = self._reader.read(cell, column, owner)
        told.say(taken.fate, taken.why)
        free = list(self._free(draft, column))
        if len(taken.cells) > len(free):
            rest = "; ".join(map(words_of, taken.cells[len(free) :]))
            told.say(Fate.KEPT if free else Fate.LEFT, f"{_FULL}: {rest} has no place.")
            self._widest[column.family] = max(
                self._widest[column.family],
                len(self._catalog.sheet(column.sheet).family(column.family)) + len(taken.cells) - len(free),
            )
        for place, value in zip(free, taken.cells, strict=False):
            told.put(draft, place.id, value)
        if taken.sets:
            self._sets.append((self._draft(taken.sets.column.sheet, target.group), taken.sets, told))
        if target.sets and number_of(draft.cells.get(column.id)) > 0:
            self._sets.append((draft, target.sets, None))

    def finish(self) -> None:
        """Enters what goes with other values, once all of them are known."""
        for draft, also, told in self._sets:
            if also.column.id not in draft.cells:
                draft.cells[also.column.id] = also.value
                if told:
                    told.say(Fate.CHANGED, f"{also.column.header} {also.value} goes with it.")
        for draft, target, told in self._marked:
            there = draft.cells.get(target.column.id)
            other = there is not None and not same(there, target.answer)
            told.put(self._beside(draft, target) if other else draft, target.column.id, target.answer)
            told.say(Fate.CHANGED, f"Yes is {target.answer} in {target.column.header}.")

    def _beside(self, draft: Draft, target: Target) -> Draft:
        """A further row on the same sheet, for the same key."""
        sheet = self._catalog.sheet(draft.sheet)
        key = key_column(sheet).id
        group = f"{target.group} {target.answer}"
        if (draft.sheet, group) not in self._drafts:
            self._drafts[draft.sheet, group] = Draft(draft.sheet, {key: draft.cells.get(key)})
        return self._drafts[draft.sheet, group]

    def _draft(self, sheet: str, group: str) -> Draft:
        group = "" if sheet == ACTIVITIES else group
        draft = self._drafts.get((sheet, group))
        if draft is None:
            draft = self._drafts[sheet, group] = Draft(sheet)
            key = key_column(self._catalog.sheet(sheet))
            values = self._catalog.list_of(key)
            if group and values and (value := values.find(group)):
                draft.cells[key.id] = value.value
        return draft

    def _free(self, draft: Draft, column: Column) -> Iterator[Column]:
        """The columns in which the values of a cell may stand: its own, then the blank ones of its family after it."""
        family = self._catalog.sheet(column.sheet).family(column.family) if column.repeats else (column,)
        for one in family[family.index(column) :]:
            if one.id not in draft.cells:
                yield one


def _is_nothing(cell: Cell) -> bool:
    return fold(text_of(cell)) in _NOTHING

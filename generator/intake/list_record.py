"""One row of a list from elsewhere: an activity, and its rows on other sheets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby

from generator.catalog import ACTIVITIES, Column
from generator.intake.drafts import Draft, Told
from generator.intake.known_names import Set
from generator.intake.list_keys import keys_of, shares
from generator.intake.list_values import Reader, parts_of, same
from generator.intake.matching import Target, key_column
from generator.intake.nothing import does_not_apply
from generator.intake.same_rows import free_columns
from generator.upkeep.upgraded import Fate, words_of
from generator.workbook.cells import Cell, Uncalculated, number_of, text_of

Item = tuple[Cell, Target, Told]
"""A cell of the list, where it goes, and what is told of it."""

_FULL = "All columns for it are full"
_NO_ANSWER = "Neither Yes nor No."
_EACH_ITS_ROW = "Several values in one cell, each in a row of its own now."
_ONE_OR_SEVERAL = "One name, or several? Give each its own row."
_MONEY = "monetary"
"""What the value of a list means that says that money was given."""


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

    def take(self, items: Sequence[Item]) -> None:
        """Takes the cells of the row to where they go; those that others depend on come first."""

        def place(item: Item) -> tuple[str, str]:
            return item[1].column.sheet, "" if item[1].column.sheet == ACTIVITIES else item[1].group

        for (sheet, group), of_place in groupby(sorted(items, key=place), place):
            if sheet == ACTIVITIES:
                for cell, target, told in of_place:
                    self._enter(cell, target, told, self.activity)
            else:
                self._take_child(sheet, group, [*of_place])
        self._finish()

    def _take_child(self, sheet: str, group: str, items: Sequence[Item]) -> None:
        """Takes what goes to one row of another sheet; to several, where the cell of its key names several."""
        key = key_column(self._catalog.sheet(sheet))
        values = self._catalog.list_of(key)
        named = values.find(group) if group and values else None
        keyed = next((item for item in items if item[1].column == key and item[1].answer is None), None)
        rest = [item for item in items if item is not keyed]
        if named and not keyed:
            draft = self._draft(sheet, group)
            draft.cells[key.id] = named.value
            for cell, target, told in rest:
                if not draft.told and target.answer is None and does_not_apply(cell):
                    told.say(Fate.LEFT, f"It says that {named.value} does not apply, so there is no row for it.")
                else:
                    self._enter(cell, target, told, draft)
            return
        if not keyed or isinstance(keyed[0], Uncalculated) or not text_of(keyed[0]) or self._is_none(keyed[0], key):
            self._leave(key, keyed, rest)
            return
        keys = keys_of(keyed[0], key, self._reader, [cell for cell, target, _ in rest if target.answer is None])
        if len(keys) == 1:
            draft = self._draft(sheet, group)
            if values and not values.closed and len(parts_of(keys[0])) > 1:
                keyed[2].say(Fate.KEPT, _ONE_OR_SEVERAL)
            for cell, target, told in (keyed, *rest):
                self._enter(cell, target, told, draft)
            return
        drafts = [self._draft(sheet, f"{group}\n{number}") for number, _ in enumerate(keys)]
        for draft, text in zip(drafts, keys, strict=True):
            self._enter(text, keyed[1], keyed[2], draft)
        keyed[2].say(Fate.CHANGED, _EACH_ITS_ROW)
        for cell, target, told in rest:
            self._share(cell, target, told, drafts, keys)

    def _is_none(self, cell: Cell, key: Column) -> bool:
        values = self._catalog.list_of(key)
        return does_not_apply(cell) and not (values and self._reader.value(text_of(cell), values))

    def _leave(self, key: Column, keyed: Item | None, rest: Sequence[Item]) -> None:
        """Tells of what belongs to a row that there is not, since nothing says which board, program or supporter."""
        tab = self._catalog.sheet(key.sheet).title
        if keyed:
            cell, target, told = keyed
            if isinstance(cell, Uncalculated) or not text_of(cell):
                taken = self._reader.read(cell, target.column)
                told.say(taken.fate, taken.why)
            else:
                told.say(Fate.LEFT, f"It says that there is none, so there is no row on {tab}.")
        for cell, target, told in rest:
            if target.answer is not None and self._reader.answer(cell) is False:
                told.say(Fate.LEFT, f"No needs no entry in {target.column.header}.")
            else:
                told.say(Fate.LEFT, f"Its row names no {key.header}, without which there is no row on {tab}.")

    def _share(self, cell: Cell, target: Target, told: Told, drafts: Sequence[Draft], keys: Sequence[str]) -> None:
        """Gives each of several rows its part of a cell."""
        if target.answer is not None:
            for draft in drafts:
                self._enter(cell, target, told, draft)
            return
        shared = shares(cell, target.column, self._reader, keys)
        told.say(shared.fate, shared.why)
        for draft, share in zip(drafts, shared.cells, strict=True):
            if share is not None:
                self._enter(share, target, told, draft)

    def _enter(self, cell: Cell, target: Target, told: Told, draft: Draft) -> None:
        column = target.column
        if target.answer is not None:
            answer = self._reader.answer(cell)
            if answer:
                self._marked.append((draft, target, told))
            else:
                told.say(Fate.LEFT, _NO_ANSWER if answer is None else f"No needs no entry in {column.header}.")
            return
        owner = text_of(draft.cells.get(column.depends_on or ""))
        taken = self._reader.read(cell, column, owner)
        told.say(taken.fate, taken.why)
        sheet = self._catalog.sheet(column.sheet)
        free = free_columns(draft, column, sheet)
        if len(taken.cells) > len(free):
            rest = "; ".join(map(words_of, taken.cells[len(free) :]))
            told.say(Fate.KEPT if free else Fate.LEFT, f"{_FULL}: {rest} has no place.")
            self._widest[column.family] = max(
                self._widest[column.family], len(sheet.family(column.family)) + len(taken.cells) - len(free)
            )
        for place, value in zip(free, taken.cells, strict=False):
            told.put(draft, place.id, value)
        if taken.sets:
            other = draft if taken.sets.column.sheet == draft.sheet else self._draft(taken.sets.column.sheet, "")
            self._sets.append((other, taken.sets, told))
        if target.sets and number_of(draft.cells.get(column.id)) > 0:
            self._sets.append((draft, target.sets, None))

    def _finish(self) -> None:
        """Enters what goes with other values, once all of them are known."""
        for draft, also, told in self._sets:
            if also.column.id not in draft.cells:
                draft.cells[also.column.id] = also.value
                if told:
                    told.say(Fate.CHANGED, f"{also.column.header} {also.value} goes with it.")
        for draft in self.children:
            self._say_money(draft)
        for draft, target, told in self._marked:
            there = draft.cells.get(target.column.id)
            other = there is not None and not same(there, target.answer)
            told.put(self._beside(draft, target) if other else draft, target.column.id, target.answer)
            told.say(Fate.CHANGED, f"Yes is {target.answer} in {target.column.header}.")

    def _say_money(self, draft: Draft) -> None:
        """Says that money was given where there is an amount, without which no amount is sent."""
        columns = self._catalog.sheet(draft.sheet).columns
        amount = next((column for column in columns if column.kind == "amount"), None)
        kind = next((column for column in columns if self._means_money(column)), None)
        if amount and kind and kind.id not in draft.cells and number_of(draft.cells.get(amount.id)) > 0:
            value = self._catalog.values_of(kind).meaning(_MONEY).value
            draft.cells[kind.id] = value
            if told := draft.told.get(amount.id):
                told.say(Fate.CHANGED, f"{kind.header} {value} goes with an amount.")

    def _means_money(self, column: Column) -> bool:
        values = self._catalog.list_of(column)
        return values is not None and any(value.means == _MONEY for value in values.values)

    def _beside(self, draft: Draft, target: Target) -> Draft:
        """A further row on the same sheet, for the same key."""
        key = key_column(self._catalog.sheet(draft.sheet)).id
        group = f"{target.group}\n{text_of(draft.cells.get(key))}\n{target.answer}"
        if (draft.sheet, group) not in self._drafts:
            self._drafts[draft.sheet, group] = Draft(draft.sheet, {key: draft.cells.get(key)})
        return self._drafts[draft.sheet, group]

    def _draft(self, sheet: str, group: str) -> Draft:
        return self._drafts.setdefault((sheet, "" if sheet == ACTIVITIES else group), Draft(sheet))

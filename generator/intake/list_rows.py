"""The rows of a list from elsewhere as rows of a new workbook, with an account of every cell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from generator.catalog import ACTIVITIES, ID, Catalog, Column, fold, tidy
from generator.catalog.lists import YES
from generator.intake.drafts import Draft, Told
from generator.intake.list_record import Record
from generator.intake.list_values import Reader, same
from generator.intake.matching import Match, Target, key_column
from generator.intake.raw import Row, filled
from generator.intake.tables import Table, cell_at, name_key
from generator.template.workbook import Rows
from generator.upkeep.upgraded import Fate, words_of
from generator.workbook.cells import Cell, text_of
from generator.workbook.own_sheets import FIRST_ROW

_TOTALS = re.compile(r"(?:grand |sub-?|overall )?totals?\b.{0,30}|sum:?|count:?\s*\d*|average:?")
_FEW = 3
"""From so many columns on, a row with a single cell is no record."""

_ABOVE = "Above the headers of the list."
_ROW_OF_TOTALS = "A row of totals is no activity."
_HEADERS_AGAIN = "The headers once more."
_ALONE = "The only cell of its row, such as a heading; it is no activity."
_NO_HEADER = "Its column has no header."
_NO_ID = "The row has no ID that says which activity it belongs to."


class ListRows:
    """Collects rows and what is told of cells.

    Attributes:
        told: what is told of each cell of the list, in its order, headers not included.
        repeats: how many rows say of an activity what a row above says already.
        answered: column id of Activities to how many activities got a Yes there, since they have rows on its sheet.
        widest: column family to how many columns of it are needed.
        records: how many rows are activities, or parts of one.
    """

    def __init__(self, table: Table, matches: Sequence[Match], reader: Reader) -> None:
        self._table, self._catalog, self._reader = table, reader.catalog, reader
        self._matches = {match.number: match for match in matches}
        self._mapped = sum(bool(match.targets) for match in matches)
        self._lacking = _lacking(matches, self._catalog)
        self._order = _in_order(matches)
        self._activities: list[Draft] = []
        self._by_id: dict[str, list[Draft]] = {}
        self._children: dict[str, list[Draft]] = {sheet: [] for sheet in self._catalog.sheets if sheet != ACTIVITIES}
        self._seen: dict[tuple[object, ...], Draft] = {}
        self.told: list[Told] = []
        self.repeats = self.records = 0
        self.answered: Counter[str] = Counter()
        self.widest: Counter[str] = Counter()
        for row in table.above:
            for number, cell in filled(row):
                self._tell(row, number, cell, table.letter(number)).say(Fate.LEFT, _ABOVE)
        for row in table.rows:
            if why := self._no_record(row):
                self._leave(row, why)
            else:
                self.records += 1
                self._record(row)
        self._answer()
        self._number()

    @property
    def rows(self) -> dict[str, Rows]:
        """Sheet id to row number to cells by column id."""
        drafts = {ACTIVITIES: self._activities, **self._children}
        return {sheet: {draft.number: draft.cells for draft in of_sheet} for sheet, of_sheet in drafts.items()}

    # --- rows that are no records -----------------------------------------------------------------------------------

    def _no_record(self, row: Row) -> str:
        """Why a row is no record; empty for one that is."""
        cells = [(number, text) for number, cell in filled(row) if (text := fold(text_of(cell)))]
        if len(cells) == 1 and self._mapped >= _FEW:
            return _ROW_OF_TOTALS if _TOTALS.fullmatch(cells[0][1]) else _ALONE
        again = [number for number, text in cells if name_key(text) == name_key(self._header(number))]
        if cells and len(again) > len(cells) / 2:
            return _HEADERS_AGAIN
        texts = [text for number, text in cells if isinstance(cell_at(row, number), str) and not _is_number(text)]
        if texts and all(_TOTALS.fullmatch(text) for text in texts):
            return _ROW_OF_TOTALS
        return ""

    def _leave(self, row: Row, why: str) -> None:
        for number, cell in filled(row):
            self._tell(row, number, cell).say(Fate.LEFT, why)

    def _tell(self, row: Row, number: int, cell: Cell, column: str = "") -> Told:
        header = column or self._header(number) or self._table.letter(number)
        told = Told(self._table.place(row.number, number), header, words_of(cell))
        self.told.append(told)
        return told

    def _header(self, number: int) -> str:
        return self._table.headers.get(number, "")

    # --- records ----------------------------------------------------------------------------------------------------

    def _record(self, row: Row) -> None:
        told = {number: self._tell(row, number, cell) for number, cell in filled(row)}
        record = Record(self._reader, self.widest)
        for number in self._order:
            if number in told:
                match = self._matches[number]
                targets = [target for target in match.targets if not self._lacks(target)]
                if not targets:
                    lacking = self._lacks(match.targets[0]) if match.targets else None
                    told[number].say(Fate.LEFT, self._no_row(lacking) if lacking else match.why)
                for target in targets:
                    record.take(cell_at(row, number), target, told[number])
        for number in told.keys() - self._matches.keys():
            told[number].say(Fate.LEFT, _NO_HEADER)
        record.finish()
        self._keep(record)

    def _lacks(self, target: Target) -> Column | None:
        return self._lacking.get((target.column.sheet, target.group))

    def _no_row(self, key: Column) -> str:
        tab = self._catalog.sheet(key.sheet).title
        return f"The list has no column for {key.header}, without which there is no row on {tab}."

    def _keep(self, record: Record) -> None:
        """Puts the rows of a record to the others; what a row above says already is merged into it."""
        activity = record.activity
        name = fold(text_of(activity.cells.get(ID)))
        if activity.cells:
            self._keep_activity(activity, name)
        for child in record.children:
            child.cells[ID] = activity.cells.get(ID)
            if not name:
                for told in child.told.values():
                    told.say(Fate.KEPT, _NO_ID)
            key = (child.sheet, name, *sorted((column, fold(text_of(cell))) for column, cell in child.cells.items()))
            if name and key in self._seen:
                child.instead = self._seen[key]
            else:
                self._seen[key] = child
                self._children[child.sheet].append(child)

    def _keep_activity(self, activity: Draft, name: str) -> None:
        earlier = self._by_id.setdefault(name, []) if name else []
        for draft in earlier:
            if not _differing(activity, draft):
                activity.instead = draft
                draft.cells.update(
                    {column: cell for column, cell in activity.cells.items() if column not in draft.cells}
                )
                draft.told.update({column: told for column, told in activity.told.items() if column not in draft.told})
                self.repeats += 1
                return
        for column in _differing(activity, earlier[0]) if earlier else ():
            first = earlier[0].told.get(column)
            if column in activity.told and first:
                activity.told[column].say(
                    Fate.KEPT, f"{first.place} says “{first.old}” for the same ID, so both rows are there."
                )
        earlier.append(activity)
        self._activities.append(activity)

    # --- once all rows are there ------------------------------------------------------------------------------------

    def _answer(self) -> None:
        """Says Yes to being registered for what an activity has rows of, where the list has no column for that."""
        asked = {target.column.id for match in self._matches.values() for target in match.targets}
        yes = self._catalog.answers.meaning(YES).value
        for sheet in self._catalog.sheets.values():
            if sheet.answer is None or sheet.answer in asked:
                continue
            names = {fold(text_of(child.cells.get(ID))) for child in self._children[sheet.id]} - {""}
            for draft in (draft for name in names for draft in self._by_id.get(name, ())):
                draft.cells[sheet.answer] = yes
                self.answered[sheet.answer] += 1

    def _number(self) -> None:
        for drafts in (self._activities, *self._children.values()):
            for number, draft in enumerate(drafts, FIRST_ROW):
                draft.number = number


def _lacking(matches: Sequence[Match], catalog: Catalog) -> Mapping[tuple[str, str], Column]:
    """Sheet and group to the key column that the list has no column for."""
    targets = [target for match in matches for target in match.targets]
    there = {(target.column.sheet, target.group) for target in targets
             if target.column == key_column(catalog.sheet(target.column.sheet)) and target.answer is None}  # fmt: skip
    lacking = {}
    for target in targets:
        place = target.column.sheet, target.group
        key = key_column(catalog.sheet(target.column.sheet))
        values = catalog.list_of(key)
        named = bool(target.group and values and values.find(target.group))
        if target.column.sheet != ACTIVITIES and place not in there and not named:
            lacking[place] = key
    return lacking


def _in_order(matches: Sequence[Match]) -> list[int]:
    """The numbers of the columns such that what others depend on comes first."""

    def late(match: Match) -> bool:
        return any(target.column.depends_on or target.answer is not None for target in match.targets)

    return [match.number for match in sorted(matches, key=late)]


def _differing(one: Draft, other: Draft) -> list[str]:
    """The columns in which two rows contradict each other."""
    return [column for column, cell in one.cells.items()
            if column in other.cells and not same(cell, other.cells[column])]  # fmt: skip


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[\d.,$%\s-]+", tidy(text), re.ASCII) is not None

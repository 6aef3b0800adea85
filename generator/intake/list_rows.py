"""The rows of a list from elsewhere as rows of a new workbook, with an account of every cell."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from generator.catalog import ACTIVITIES, ID, Catalog, Column, fold, tidy
from generator.catalog.lists import YES
from generator.intake.date_order import is_day_first
from generator.intake.drafts import Draft, Told
from generator.intake.list_record import Item, Record
from generator.intake.list_values import Reader, same
from generator.intake.matching import How, Match, Target, key_column
from generator.intake.raw import Row, filled
from generator.intake.same_rows import contradictions, take_in
from generator.intake.tables import Table, cell_at, name_key
from generator.progress import counted
from generator.template.workbook import Rows
from generator.upkeep.upgraded import Fate, words_of
from generator.workbook.cells import Cell, CellError, Uncalculated, text_of
from generator.workbook.own_sheets import FIRST_ROW

_OF_WHAT = (
    r"(?:of|for|all|activities|records|rows|courses|learners|attendance|credits|physicians|number|count)\b.{0,30}"
)
_TOTALS = re.compile(rf"(?:grand |sub-?|overall )?totals?[\s:]*(?:[\d.,\s]*|{_OF_WHAT})|sum:?|count:?\s*\d*|average:?")
_FEW = 3
"""From so many columns on, a row with a single cell is no record."""

_ABOVE = "Above the headers of the list."
_ROW_OF_TOTALS = "A row of totals is no activity."
_HEADERS_AGAIN = "The headers once more."
_ALONE = "The only cell of its row, such as a heading; it is no activity."
_NO_HEADER = "Its column has no header."
_OVERLONG = "Its row has more cells than there are headers."
_NO_VALUE = "An error, or a formula that no program has calculated."
_BLANKS = "Only blanks, read as an empty cell."
_NO_ACTIVITY = "Nothing else of its row is of an activity."
_ANOTHER_BESIDE = "A row above says something else of the same activity."
_SWAPPED = (
    "Texts of this column have the day first, such as {}: where Excel took one for month first, day and month are "
    "swapped. Compare it with where the list is from."
)
_NO_ID = "The row has no ID that says which activity it belongs to."


class ListRows:
    """Collects rows and what is told of cells.

    Attributes:
        told: what is told of each cell of the list, in its order, headers not included.
        repeats: how many rows say of an activity what a row above says already.
        answered: column id of Activities to how many activities got a Yes there, since they have rows on its sheet.
        widest: column family to how many columns of it are needed.
        records: how many rows are activities, or parts of one.
        named: place of a cell of the list to the ID of its activity.
        beside: number of a column of the list's own to its cells, by their rows in the new workbook.
    """

    def __init__(self, table: Table, matches: Sequence[Match], reader: Reader) -> None:
        self._table, self._catalog, self._reader = table, reader.catalog, reader
        self._matches = {match.number: match for match in matches}
        self._mapped = sum(bool(match.targets) for match in matches)
        self._overlong = {row.number for row in table.overlong}
        self._lacking = _lacking(matches, self._catalog)
        self._order = _in_order(matches)
        self._own = [match.number for match in matches if match.how is How.OWN]
        self._swapped = _day_first_texts(table, matches)
        self._names = _numbers_of(matches, {"id", "date"})
        self._activities: list[Draft] = []
        self._by_id: dict[str, list[Draft]] = {}
        self._by_key: dict[tuple[str, str, str], list[Draft]] = {}
        self._children: dict[str, list[Draft]] = {sheet: [] for sheet in self._catalog.sheets if sheet != ACTIVITIES}
        self.named: dict[str, str] = {}
        self._beside_of: dict[Draft, dict[int, Cell]] = {}
        self.beside: dict[int, dict[int, Cell]] = {number: {} for number in self._own}
        self.told: list[Told] = []
        self.repeats = self.records = 0
        self.answered: Counter[str] = Counter()
        self.widest: Counter[str] = Counter()
        for row in table.above:
            for number, cell in filled(row):
                self._tell(row, number, cell, table.letter(number)).say(Fate.LEFT, _ABOVE)
        for row in counted(table.rows, len(table.rows), "rows read"):
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
        if any(not _TOTALS.fullmatch(text) for number, text in cells if number in self._names):
            return ""  # what has an ID or a date is an activity, whatever its title
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
        items: list[Item] = []
        for number in self._order:
            if number not in told or number in self._own:
                continue
            match, cell = self._matches[number], cell_at(row, number)
            targets = [target for target in match.targets if not self._lacks(target)]
            if not targets:
                lacking = self._lacks(match.targets[0]) if match.targets else None
                told[number].say(Fate.LEFT, self._no_row(lacking) if lacking else match.why)
            if number in self._swapped and isinstance(cell, dt.date) and cell.day <= 12 and cell.day != cell.month:
                told[number].say(Fate.KEPT, _SWAPPED.format(self._swapped[number]))
            items += [(cell, target, told[number]) for target in targets]
        for number in told.keys() - self._matches.keys():
            told[number].say(Fate.LEFT, _OVERLONG if row.number in self._overlong else _NO_HEADER)
        record.take(items)
        self._keep(record)
        if name := text_of(record.activity.cells.get(ID)):
            self.named.update({one.place: name for one in told.values()})
        for number in (number for number in self._own if number in told):
            self._keep_beside(record.activity, number, cell_at(row, number), told[number])

    def _keep_beside(self, activity: Draft, number: int, cell: Cell, told: Told) -> None:
        """Keeps a cell of a column that is none of ours, beside the activity of its row."""
        if isinstance(cell, (Uncalculated, CellError)):
            told.say(Fate.LEFT, _NO_VALUE)
            return
        if not text_of(cell):
            told.say(Fate.CHANGED, _BLANKS)
            return
        if not activity.cells:
            told.say(Fate.LEFT, _NO_ACTIVITY)
            return
        cells = self._beside_of.setdefault(activity.written, {})
        if number in cells and not same(cells[number], cell):
            told.say(Fate.LEFT, _ANOTHER_BESIDE)
            return
        cells[number] = cell
        told.beside = (activity, number)

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
            self._keep_child(child, name)

    def _keep_child(self, child: Draft, name: str) -> None:
        sheet = self._catalog.sheet(child.sheet)
        key = fold(text_of(child.cells.get(key_column(sheet).id)))
        earlier = self._by_key.setdefault((child.sheet, name, key), []) if name and key else []
        gifts = any(column.kind == "amount" for column in sheet.columns)
        for draft in earlier:
            if child.cells == draft.cells or not (gifts or contradictions(child, draft, sheet)):
                take_in(child, draft, sheet, self.widest)
                return
        if earlier and not gifts:
            self._contradicted(child, earlier[0])
        earlier.append(child)
        self._children[child.sheet].append(child)

    def _keep_activity(self, activity: Draft, name: str) -> None:
        earlier = self._by_id.setdefault(name, []) if name else []
        for draft in earlier:
            if not contradictions(activity, draft, self._catalog.sheet(ACTIVITIES)):
                take_in(activity, draft, self._catalog.sheet(ACTIVITIES), self.widest)
                self.repeats += 1
                return
        if earlier:
            self._contradicted(activity, earlier[0])
        earlier.append(activity)
        self._activities.append(activity)

    def _contradicted(self, draft: Draft, earlier: Draft) -> None:
        """Tells of what contradicts an earlier row of the same activity, or of the same board of it."""
        also = "" if draft.sheet == ACTIVITIES else f" and {key_column(self._catalog.sheet(draft.sheet)).header}"
        for column in contradictions(draft, earlier, self._catalog.sheet(draft.sheet)):
            first = earlier.told.get(column)
            if column in draft.told and first:
                draft.told[column].say(
                    Fate.KEPT, f"{first.place} says “{first.old}” for the same ID{also}, so both rows are there."
                )

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
        for draft, cells in self._beside_of.items():
            for column, cell in cells.items():
                self.beside[column][draft.written.number] = cell


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


def _numbers_of(matches: Sequence[Match], kinds: set[str]) -> set[int]:
    """The numbers of the columns that go to columns of ours of some kinds, on the sheet of activities."""
    return {match.number for match in matches for target in match.targets
            if target.column.sheet == ACTIVITIES and target.column.kind in kinds}  # fmt: skip


def _day_first_texts(table: Table, matches: Sequence[Match]) -> dict[int, str]:
    """The numbers of the columns of dates in which a text has the day first beyond doubt, each with that text."""
    found: dict[int, str] = {}
    for number in _numbers_of(matches, {"date"}):
        for row in table.rows:
            cell = cell_at(row, number)
            if isinstance(cell, str) and is_day_first(cell):
                found.setdefault(number, tidy(cell))
    return found


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[\d.,$%\s-]+", tidy(text), re.ASCII) is not None

"""What a cell of ours says in a template: in the template's spelling, as a text, a number or a date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from generator.accme.excel_columns import TemplateColumns
from generator.accme.excel_lists import ListReading, read_lists
from generator.catalog import ACTIVITIES, Column, fold
from generator.catalog.lists import YES
from generator.catalog.sheets import NUMBER_KINDS
from generator.exchange.activity_record import SENT_ON_DELETE, ActivityRecord
from generator.exchange.records import Records
from generator.intake.tables import cell_at, name_key

CellValue = str | float | dt.date
_MADE = {"mips": "mips", "close_record": "close"}
"""Columns of Activities that the record says more of than their cell: what stands there where it is blank."""
_ACTION = "record_action"
_FIRST_DAY = dt.date(1900, 3, 1)
"""The first day on which Excel's count and the calendar agree."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a cell says.

    Attributes:
        column, position: the cell.
        text: in our spelling; a date as YYYY-MM-DD.
        typed: as it was typed, where it is a value of a list; None otherwise, or where nothing was.
    """

    column: Column
    position: int
    text: str
    typed: str | None = None


class Values:
    """What cells say, and how a template writes it.

    Args:
        columns: the template and where its columns go.
        records: where the activities come from.
    """

    def __init__(self, columns: TemplateColumns, records: Records) -> None:
        self._columns = columns
        self._records = records
        self._batch = records.batch
        self._catalog = records.catalog
        self._readings = [
            reading
            for reading in read_lists(columns.template, columns.matches, columns.catalog, columns.names)
            if reading.values is not None
        ]
        self._spellings = {match.number: self._spelling(match.number) for match in columns.matches}
        self._numeric = {
            number
            for number in columns.template.headers
            if any(isinstance(cell_at(row, number), float) for row in columns.template.samples)
        }

    def is_choice(self, sheet: str, column: str) -> bool:
        return self._catalog.sheet(sheet).column(column).kind == "choice"

    def names_one(self, column: Column, text: str) -> bool:
        """Whether a text is a value of the column's list, as the code of a board is."""
        values = self._columns.catalog.list_of(column)
        return values is not None and bool(text) and values.find(text) is not None

    def of(self, record: ActivityRecord, column: Column, position: int) -> Sequence[Said]:
        """What a cell of an activity says: as a rule one text; none where it is blank, or the record leaves it out;
        several where a word stands for all values of a board."""
        sheet, name = column.sheet, column.id
        if not self._catalog.sheet(sheet).has(name):
            return ()
        if record.deletion and (sheet != ACTIVITIES or name not in SENT_ON_DELETE):
            return ()
        if any(left.sheet == sheet and left.position == position and left.column == name for left in record.left_out):
            return self._stand_in(record, column, position)
        text = self._batch.sheets[sheet].text(name)[position]
        values = self._catalog.list_of(column)
        if values is None or not text:
            return self._stand_in(record, column, position)
        owner = self._batch.sheets[sheet].text(column.depends_on)[position] if column.depends_on else None
        typed = self._batch.sheets[sheet].raw(name)[position]
        shown = typed if isinstance(typed, str) else None
        if owner and (every := values.every_of(text, owner)):
            return [Said(column, position, value.value) for value in every]
        value = values.find(text, owner)
        return [Said(column, position, value.value if value else text, shown)]

    def _stand_in(self, record: ActivityRecord, column: Column, position: int) -> Sequence[Said]:
        """A cell that is no choice, or a blank one for which the record says something all the same."""
        values = self._catalog.list_of(column)
        if column.sheet == ACTIVITIES and (column.id == _ACTION or column.id in _MADE):
            text = record.action if column.id == _ACTION else record[_MADE[column.id]]
            value = next((v for v in values.offered() if v.file_value == text), None) if values else None
            return [Said(column, position, value.value if value else str(text))] if text else ()
        if any(
            left.sheet == column.sheet and left.position == position and left.column == column.id
            for left in record.left_out
        ):
            return ()
        text = record.silent(column.sheet, column.id, position)
        return [Said(column, position, str(text))] if text else ()

    def plain(self, column: Column, position: int) -> str:
        """The value of a cell in our spelling, whatever becomes of it."""
        text = str(self._batch.sheets[column.sheet].text(column.id)[position])
        values = self._catalog.list_of(column)
        value = values.find(text) if values and text else None
        return value.value if value else text

    # --- in the template

    def in_cell(self, number: int, said: Said) -> tuple[CellValue, bool]:
        """What goes into a column of the template, and whether the template's own list has it, where there is one."""
        column, text = said.column, said.text
        if column.kind == "date":
            try:
                day = dt.date.fromisoformat(text)
            except ValueError:
                return text, True
            return (day if day >= _FIRST_DAY else text), True
        if column.kind in NUMBER_KINDS:
            try:
                return float(text), True
            except ValueError:
                return text, True
        if column.kind == "id" and number in self._numeric and _is_number(text):
            return float(text), True
        spelled = self._spellings.get(number)
        return self._spelled(spelled, column, text) if spelled else (text, True)

    def yes(self, number: int) -> tuple[str, bool]:
        """Yes, as a column of the template says it."""
        text = self._catalog.answers.meaning(YES).value
        spelled = self._spellings.get(number)
        return (spelled.get(fold(text), text), fold(text) in spelled) if spelled else (text, True)

    def _spelled(self, spelled: Mapping[str, str], column: Column, text: str) -> tuple[str, bool]:
        values = self._columns.catalog.lists.get(column.list or "")
        value = values.find(text) if values else None
        for key in (fold(text), fold(value.value) if value else ""):
            if key in spelled:
                return spelled[key], True
        return text, False

    def _spelling(self, number: int) -> Mapping[str, str]:
        """Our values, folded, to the template's texts in a column; nothing where it has no list."""
        match = next(match for match in self._columns.matches if match.number == number)
        lists = [
            self._columns.catalog.answers if target.answer is not None else values
            for target in match.targets
            if (values := self._columns.catalog.list_of(target.column)) is not None
        ]
        of_list = [reading for reading in self._readings if reading.values in lists]
        chosen = (
            [reading for reading in of_list if number in reading.source.columns]
            or [reading for reading in of_list if name_key(reading.source.heading) == name_key(match.header)]
            or [reading for reading in of_list if not reading.source.columns]
            or of_list
        )
        return _texts(chosen)


def _texts(readings: Sequence[ListReading]) -> Mapping[str, str]:
    texts: dict[str, str] = {}
    for reading in readings:
        for text in reading.source.texts:
            texts.setdefault(fold(text), text)
    for reading in readings:
        for text, value in reading.known.items():
            texts.setdefault(fold(value.value), text)
    return texts


@lru_cache(maxsize=4096)
def _is_number(text: str) -> bool:
    """Whether a number says what a text of digits says."""
    return text.isascii() and text.isdecimal() and len(text) <= 15 and str(int(text)) == text

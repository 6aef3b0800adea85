"""The columns that activity records are made of, and what the catalog says of them, looked up once for all records."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from generator.catalog import ACTIVITIES, Column, Value, ValueList
from generator.catalog.lists import NO, YES
from generator.exchange.cell_texts import CellTexts
from generator.exchange.profile import Profile
from generator.exchange.ties import Ties, tie
from generator.workbook.frames import Batch

SENT_SHEETS = frozenset({"moc", "rems", "support"})
"""Sheets whose rows a record takes up."""
_MOST_TYPES = 2
"""Types of measurement that the file takes for an outcome."""


class RecordColumns:
    """The columns of a batch as its records read them.

    Args:
        batch: the completed workbook.
        profile: the XML profile.
        ties: which rows belong to which activity, when they are known already.
        actions: position of an activity to the record action that is written, whatever its row says.
    """

    def __init__(
        self, batch: Batch, profile: Profile, ties: Ties | None = None, *, actions: Mapping[int, str] | None = None
    ) -> None:
        self.batch = batch
        self.catalog = batch.catalog
        self.undated_deletion = profile.undated_deletion
        self.ties = ties or tie(batch)
        self.actions = actions or {}
        self.cells = CellTexts(batch, plain=profile.plain_texts)
        self.on = self.cells.on
        self.activities = self.on[ACTIVITIES]
        self.not_sent = tuple(sheet for sheet in self.ties.rows if sheet not in SENT_SHEETS)
        self.no = self.catalog.answers.meaning(NO).file_value
        self._written: dict[tuple[str, str, str], str] = {}
        self._answers: dict[str, tuple[str, str]] = {}
        self._every: dict[tuple[str, str], tuple[str, ...]] = {}

    def carry(self, sheet: str, column: str, position: int) -> None:
        """Remembers that the file holds what a cell says, be it as a value or in what else it holds."""
        self.on[sheet][column].carried[position] = 1

    def carries(self, sheet: str, column: str, position: int) -> bool:
        """Whether the file holds what the cell says, after its activity was written."""
        known = self.on[sheet].get(column)
        return known is not None and bool(known.carried[position])

    def written(self, sheet: str, column: str, meaning: str) -> str:
        """What stands in the file for the value that has this meaning in the list of a column."""
        key = (sheet, column, meaning)
        if key not in self._written:
            values = self.catalog.values_of(self.catalog.sheet(sheet).column(column))
            self._written[key] = values.meaning(meaning).file_value
        return self._written[key]

    def offers(self, sheet: str, column: str, meaning: str) -> bool:
        """Whether the list of a column offers a value that has this meaning."""
        values = self.catalog.values_of(self.catalog.sheet(sheet).column(column))
        return any(value.means == meaning for value in values.offered())

    def meaning(self, sheet: str, column: str, text: str) -> str:
        """What the value that stands in the file as `text` means in the list of a column."""
        values = self.catalog.values_of(self.catalog.sheet(sheet).column(column))
        return next((v.means for v in values.offered() if v.file_value == text), "")

    def answer(self, sheet: str) -> tuple[str, str]:
        """The column of Activities that says whether rows of a sheet are sent, and its Yes as written."""
        known = self._answers.get(sheet)
        if known is None:
            column = self.catalog.sheet(sheet).answer or ""
            known = self._answers[sheet] = column, self.written(ACTIVITIES, column, YES)
        return known

    def header(self, column: str) -> str:
        """The header of a column of Activities."""
        return self.catalog.sheet(ACTIVITIES).column(column).header

    def every_area(self, area: str, board: str) -> tuple[str, ...]:
        """The practice areas of a board, as written, when `area` is the word for all of them; otherwise none."""
        key = (area, board)
        known = self._every.get(key)
        if known is None:
            values = self.catalog.values_of(self.catalog.sheet("moc").family("practice_area")[0])
            known = self._every[key] = tuple(value.file_value for value in values.every_of(area, board))
        return known

    @cached_property
    def answers(self) -> dict[str, str]:
        """Yes and No to commercial support, as written, to what they mean."""
        return {self.written(ACTIVITIES, "commercial_support", meaning): meaning for meaning in (YES, NO)}

    @cached_property
    def outcomes(self) -> tuple[tuple[Column, Mapping[str, tuple[str, ...]]], ...]:
        """The columns of measured outcomes, each with how it was measured, as written, to the types that say so."""
        columns = [column for column in self.catalog.sheet(ACTIVITIES).columns if column.stands_for]
        return tuple((column, self._types(column)) for column in columns)

    def _types(self, column: Column) -> dict[str, tuple[str, ...]]:
        values = self.catalog.values_of(column)
        return {value.value: measurement_types(values, value) for value in values.offered()}

    @cached_property
    def outline_codes(self) -> dict[str, str]:
        """Board as written to the code of its content outline; empty for a board without."""
        return {board.file_value: self.catalog.board_list.fact(board, "outline_code") for board in self.catalog.boards}

    @cached_property
    def first_credit_type(self) -> str:
        """The column where the first credit type of a board stands."""
        return self.catalog.sheet("moc").family("credit_type")[0].id

    @cached_property
    def contents(self) -> tuple[tuple[Column, ...], ...]:
        """The columns of each content area: value, kind and tag."""
        return self.catalog.sheet("moc").together("content", "content_kind", "content_tag")

    @cached_property
    def state_contents(self) -> tuple[tuple[Column, ...], ...]:
        """The columns of each state content: domain and topic."""
        return self.catalog.sheet(ACTIVITIES).together("state_domain", "state_topic")


def measurement_types(values: ValueList, value: Value) -> tuple[str, ...]:
    """The types of measurement that a value stands for in the file; none where it does not say how.

    Raises:
        CatalogError: there are more than the file takes, or one is there twice.
    """
    types = tuple(filter(None, (text.strip() for text in values.fact(value, "measurement_types").split(";"))))
    if len(types) > _MOST_TYPES or len(set(types)) < len(types):
        raise value.fault(f"measurement_types of {value.value!r} must be {_MOST_TYPES} different texts at most.")
    return types

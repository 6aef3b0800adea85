"""One activity as the upload file holds it."""

from __future__ import annotations

from math import isnan

from generator.catalog import ACTIVITIES, ID
from generator.exchange.cell_texts import CellText
from generator.exchange.record_columns import RecordColumns
from generator.exchange.record_parts import MADE, MADE_NAMES
from generator.exchange.row_reading import RowReading
from generator.workbook.cells import day_of

SENT_ON_DELETE = frozenset({ID, "accme_activity_id", "record_action", "start_date", "end_date"})
"""The columns that the file carries of a record to be deleted."""
_DELETED = "The activity is to be deleted, so its details are not sent."
_A_CELL = 10
"""What a cell counts for besides its characters, in what a template may have to do."""
_NO_PLACE = "The upload file has no place for the rows of this sheet."
_UNDATED = "The activity is to be deleted without this date; a stand-in is sent, which PARS has no use for."


class ActivityRecord(RowReading):
    """One activity as the file holds it, by the names that the profile's template uses. A blank value is the empty
    text, and still knows its cell.

    What is made of several cells is in `MADE`; any other name is a column of Activities, read when the template asks
    for it. Of a record to be deleted only identifiers, reporting dates and the action count; all else is blank.

    Attributes:
        deletion: the record is to be deleted.
        written: Add, Update or Delete, as the file has it.
        action: the same, with its cell.
    """

    def __init__(self, columns: RecordColumns, position: int) -> None:
        super().__init__(columns, position)
        action = self.here("record_action")
        written = (
            columns.actions.get(position)
            or self.peek("record_action")
            or columns.written(ACTIVITIES, "record_action", "add")
        )
        self.written = written
        self.action = action.saying(written)
        self.deletion = written == columns.written(ACTIVITIES, "record_action", "delete")
        self["deletion"], self["action"] = self.deletion, self.action
        self["reporting_start"], self["reporting_end"] = self._reporting_dates()
        if self.deletion:
            for sheet in columns.ties.rows:
                self.refuse_rows(sheet, _DELETED)
            return
        for sheet in columns.not_sent:
            self.refuse_rows(sheet, _NO_PLACE)
        for make in MADE:
            make(self)

    def __missing__(self, column: str) -> CellText:
        if self.deletion and column not in SENT_ON_DELETE and self._is_named(column):
            return self.action.saying("")
        text = self[column] = self.here(column)
        return text

    def extent(self) -> int:
        """How many characters and cells stand in its rows."""
        on, sheets = self.columns.on, self.columns.catalog.sheets
        return sum(
            _A_CELL + len(on[sheet][column.id].texts[position])
            for sheet, positions in self.rows.items()
            for column in sheets[sheet].columns
            for position in positions
        )

    def _is_named(self, column: str) -> bool:
        """Whether the template may ask for it."""
        return column in MADE_NAMES or self.columns.catalog.sheet(ACTIVITIES).has(column)

    def _reporting_dates(self) -> tuple[CellText, CellText]:
        """The dates of the activity; of a deletion without dates those that the profile gives."""
        if not self.deletion:
            return self["start_date"], self["end_date"]
        start, end = self._day("start_date"), self._day("end_date")
        for day in (start, end):
            if not day:
                self.leave_out(ACTIVITIES, self.position, _UNDATED, day.column)
        otherwise = self.columns.undated_deletion
        return start or end or start.saying(otherwise), end or start or end.saying(otherwise)

    def _day(self, column: str) -> CellText:
        serial = self.columns.batch.sheets[ACTIVITIES].date(column)[self.position]
        day = None if isnan(serial) else day_of(serial)
        return self.columns.activities[column].saying(day.isoformat() if day else "", self.position)

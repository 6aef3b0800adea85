"""From the sheets of a batch to one activity record at a time, as the upload file holds it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.exchange.activity_record import ActivityRecord
from generator.exchange.record_columns import RecordColumns


class Records(RecordColumns):
    """The activity records of a batch, gathered from its sheets one at a time; see `RecordColumns`."""

    def at(self, position: int) -> ActivityRecord:
        """The record of the activity at that position on Activities."""
        return ActivityRecord(self, position)

    def each(self, positions: Sequence[int]) -> Iterator[ActivityRecord]:
        return (self.at(position) for position in positions)

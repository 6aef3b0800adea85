"""The upload file in XML: what is around its activities, and the check of what was written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from generator.exchange.activity_record import ActivityRecord
from generator.exchange.check import Checker
from generator.exchange.profile import Profile
from generator.exchange.records import Records
from generator.exchange.render import Renderer


class XmlFile:
    """How a file of activities in XML is written and checked.

    Args:
        records: where the activities come from; it is told which cells the file carries.
        profile: the XML profile.
    """

    between = ""

    def __init__(self, records: Records, profile: Profile) -> None:
        self.opening = profile.opening
        self.closing = profile.closing
        self._renderer = Renderer(records.batch, profile, carry=True)
        self._checker = Checker(records, self._renderer, profile)

    def activity(self, record: ActivityRecord) -> str:
        """The element of an activity; see `Renderer.activity`."""
        return self._renderer.activity(record)

    def check(self, file: Path, positions: Sequence[int], deletions: Sequence[bool]) -> None:
        """Reads a file again; see `Checker.file`."""
        self._checker.file(file, positions, deletions)

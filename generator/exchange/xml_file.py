"""The upload file in XML: what is around its activities, and the check of what was written."""

from __future__ import annotations

from array import array
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

    between = b""

    def __init__(self, records: Records, profile: Profile) -> None:
        self.opening, self.closing = profile.opening.encode(), profile.closing.encode()
        self._positions, self._sizes, self._deletions = array("Q"), array("Q"), bytearray()
        self._renderer = Renderer(records.batch, profile, carry=True)
        self._checker = Checker(records, self._renderer, profile)

    def activity(self, record: ActivityRecord) -> bytes:
        """The element of the next activity; see `Renderer.activity`."""
        data = self._renderer.activity(record)
        self._positions.append(record.position)
        self._sizes.append(len(data))
        self._deletions.append(record.deletion)
        return data

    def check(self, file: Path) -> None:
        """Reads a file of these activities again; see `Checker.file`."""
        self._checker.file(file, self._positions, self._deletions, self._sizes)

"""The upload file in XML: what is around its activities, and the check of what was written."""

from __future__ import annotations

from array import array

from generator.exchange.activity_record import ActivityRecord
from generator.exchange.check import Checker
from generator.exchange.profile import Profile
from generator.exchange.records import Records
from generator.exchange.render import Renderer
from generator.exchange.reread import NotAsMeant, Portion
from generator.failure import Failure


class XmlFile:
    """How a file of activities in XML is written and checked.

    Args:
        records: where the activities come from; it is told which cells the file carries.
        profile: the XML profile.
    """

    def __init__(self, records: Records, profile: Profile) -> None:
        self.opening, self.closing = profile.opening.encode(), profile.closing.encode()
        self._positions, self._deletions = array("Q"), array("B")
        self._renderer = Renderer(records.batch, profile, carry=True)
        self._checker = Checker(records, self._renderer, profile)
        self._checker.check_root()

    def activity(self, record: ActivityRecord) -> bytes:
        """The element of the next activity; see `Renderer.activity`."""
        data = self._renderer.activity(record)
        self._positions.append(record.position)
        self._deletions.append(record.deletion)
        return data

    def check(self, portion: Portion) -> None:
        """Checks some of the activities; see `Checker.check`."""
        self._checker.check(portion, self._deletions)

    def failure(self, error: NotAsMeant) -> Failure:
        """What to raise for what a check found; see `Checker.failure`."""
        return self._checker.failure(error, self._positions)

"""An activity as XML in memory, held against the schema: how forms that have none of their own are checked."""

from __future__ import annotations

from generator.exchange.activity_record import ActivityRecord
from generator.exchange.check import Checker
from generator.exchange.profile import Profile
from generator.exchange.records import Records
from generator.exchange.render import Renderer


class AsXml:
    """Writes activities as XML in memory and checks them, so that a value that PARS does not take is found at its cell.

    Args:
        records: where the activities come from; it is not told what the XML carries.
        profile: the XML profile.
    """

    def __init__(self, records: Records, profile: Profile) -> None:
        self._renderer = Renderer(records.batch, profile)
        self._checker = Checker(records, self._renderer, profile)

    def check(self, record: ActivityRecord) -> None:
        """Checks an activity.

        Raises:
            Failure: a cell holds what PARS does not take, or what XML cannot carry.
            CatalogError: the profile's template cannot be used.
        """
        self._checker.text(self._renderer.activity(record), record.position, deletion=record.deletion)

"""An activity as XML in memory, held against the schema: how forms that have none of their own are checked."""

from __future__ import annotations

from generator.exchange.activity_record import ActivityRecord
from generator.exchange.check import Checker
from generator.exchange.profile import Profile
from generator.exchange.records import Records
from generator.exchange.render import Renderer
from generator.exchange.reread import NotAsMeant, Portion


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
        xml = self._renderer.activity(record)
        try:
            self._checker.check(Portion(0, [len(xml)], xml), [record.deletion])
        except NotAsMeant as error:
            raise self._checker.failure(error, [record.position]) from error

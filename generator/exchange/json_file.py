"""The upload file in JSON: what is around its activities, and the check of what was written.

One activity stands on each line, so that a program, or a person, takes one at a time from the largest file.
"""

from __future__ import annotations

from generator.catalog import ACTIVITIES
from generator.exchange.activity_record import ActivityRecord
from generator.exchange.as_xml import AsXml
from generator.exchange.json_activity import JsonRenderer, read_activity
from generator.exchange.profile import ACTIVITY_ELEMENT, Profile
from generator.exchange.records import Records
from generator.exchange.reread import NOT_AS_WRITTEN, NotAsMeant, Portion
from generator.failure import Failure

_BETWEEN = b",\n"
_NO_DELETION = "{title}, row {row} is to be deleted, which the activity JSON cannot say; export it as XML."
_NO_PLACE = (
    "The activity JSON has no place for a further row of {title} of one activity; enter it in PARS afterwards, or "
    "export the activity as XML."
)


class JsonFile:
    """How a file of activities in JSON is written and checked.

    Each activity is also written as XML, in memory, and held against the schema of that: both forms say the same, and
    so a value that PARS does not take is found at its cell.

    Args:
        records: where the activities come from; it is told which cells the file carries.
        profile: the profile, with its JSON template.
    """

    def __init__(self, records: Records, profile: Profile) -> None:
        self._records = records
        self._json = JsonRenderer(records, profile)
        self._xml = AsXml(records, profile)
        # as J1 names it; for XML the root is a setting
        self.opening = f'{{"ACCMEActivities": {{"{ACTIVITY_ELEMENT}": [\n'.encode()
        self.closing = b"\n]}}\n"
        self._between = b""

    def activity(self, record: ActivityRecord) -> bytes:
        """The next activity, in one line. Rows that are nowhere in it are taken out of the record, told as left out.

        Raises:
            Failure: a cell holds what PARS does not take, or what JSON or XML cannot carry; or it is to be deleted.
            CatalogError: a template cannot be used.
        """
        if record.deletion:
            frame = self._records.batch.sheets[ACTIVITIES]
            raise Failure(_NO_DELETION.format(title=frame.sheet.title, row=frame.rows[record.position]))
        self._xml.check(record)
        said = self._json.activity(record)
        for cell in said.carried:
            self._records.carry(*cell)
        carried = {(sheet, position) for sheet, _, position in said.carried}
        for sheet, positions in record.rows.items():
            for position in [p for p in positions if sheet != ACTIVITIES and (sheet, p) not in carried]:
                reason = _NO_PLACE.format(title=self._records.catalog.sheet(sheet).title)
                record.take_out(sheet, position, reason)
        data, self._between = self._between + said.line.encode(), _BETWEEN
        return data

    def check(self, portion: Portion) -> None:
        """Checks that some of the activities are JSON.

        Raises:
            NotAsMeant: one is not.
        """
        for alone in portion.each():
            if not _is_activity(alone.data.removeprefix(_BETWEEN)):
                raise NotAsMeant("it is no activity in JSON", alone.first)

    def failure(self, error: NotAsMeant) -> Failure:
        """What to raise for what a check found."""
        return Failure(NOT_AS_WRITTEN)


def _is_activity(line: bytes) -> bool:
    try:
        read_activity(line.decode("ascii"))
    except ValueError:
        return False
    return True

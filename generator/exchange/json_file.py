"""The upload file in JSON: what is around its activities, and the check of what was written.

One activity stands on each line, so that a program, or a person, takes one at a time from the largest file.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from lxml import etree

from generator.catalog import ACTIVITIES
from generator.exchange.check import Checker
from generator.exchange.json_activity import JsonRenderer, read_activity
from generator.exchange.profile import ACTIVITY_ELEMENT, Profile
from generator.exchange.records import ActivityRecord, Records
from generator.exchange.render import Renderer
from generator.failure import Failure

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

    between = ",\n"

    def __init__(self, records: Records, profile: Profile) -> None:
        self._records = records
        self._profile = profile
        self._json = JsonRenderer(records, profile)
        self._xml = Renderer(records.batch, profile)
        self._checker = Checker(records, self._xml, profile)
        # as J1 names it; for XML the root is a setting
        self.opening = f'{{"ACCMEActivities": {{"{ACTIVITY_ELEMENT}": [\n'
        self.closing = "\n]}}\n"

    def activity(self, record: ActivityRecord) -> str:
        """An activity in one line. Rows that are nowhere in it are taken out of the record, and told as left out.

        Raises:
            Failure: a cell holds what PARS does not take, or what JSON or XML cannot carry.
            CatalogError: a template cannot be used.
        """
        xml = f"{self._profile.opening}{self._xml.activity(record)}{self._profile.closing}"
        try:
            element = etree.fromstring(xml.encode())[0]
        except etree.XMLSyntaxError as error:
            raise self._checker.unfit(f"what it gives is not well-formed XML, {error}") from error
        self._checker.activity(element, record.position, deletion=record.deletion)
        said = self._json.activity(record)
        for cell in said.carried:
            self._records.carry(*cell)
        carried = {(sheet, position) for sheet, _, position in said.carried}
        for sheet, positions in record.rows.items():
            for position in [p for p in positions if sheet != ACTIVITIES and (sheet, p) not in carried]:
                reason = _NO_PLACE.format(title=self._records.catalog.sheet(sheet).title)
                record.take_out(sheet, position, reason)
        return said.line

    def check(self, file: Path, positions: Sequence[int], deletions: Sequence[bool], tick: Callable[[], None]) -> None:
        """Reads a file again, a line at a time, and holds each activity against its record.

        Args:
            file: the file.
            positions: of the activities, in the order of the file.
            deletions: for each, whether it is to be deleted.
            tick: called after each activity.

        Raises:
            Failure: it is not what was to be written.
        """
        count = 0
        with file.open(encoding="ascii", newline="\n") as lines:
            fine = next(lines, "") == self.opening
            line = next(lines, "")
            while fine and line != "":
                following = next(lines, "")
                if not following:
                    fine = f"\n{line}" == self.closing
                    break
                text = line.rstrip("\n")
                last = f"\n{following}" == self.closing
                fine = count < len(positions) and not deletions[count] and text.endswith(",") is not last
                fine = fine and self._is(text.removesuffix(","), positions[count])
                count += 1
                tick()
                line = following
        if not fine or count != len(positions):
            raise Failure(
                "The file was not written as it should be, so nothing was; export again, or to another place."
            )

    def _is(self, text: str, position: int) -> bool:
        try:
            return read_activity(text) == self._json.activity(self._records.at(position)).values
        except ValueError:
            return False

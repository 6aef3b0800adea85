"""The upload file in JSON: what is around its activities, and the check of what was written.

One activity stands on each line, so that a program, or a person, takes one at a time from the largest file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from generator.catalog import ACTIVITIES
from generator.exchange.activity_record import ActivityRecord
from generator.exchange.as_xml import AsXml
from generator.exchange.json_activity import JsonRenderer, read_activity
from generator.exchange.profile import ACTIVITY_ELEMENT, Profile
from generator.exchange.records import Records
from generator.failure import Failure
from generator.progress import counted

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
        self._json = JsonRenderer(records, profile)
        self._xml = AsXml(records, profile)
        # as J1 names it; for XML the root is a setting
        self.opening = f'{{"ACCMEActivities": {{"{ACTIVITY_ELEMENT}": [\n'
        self.closing = "\n]}}\n"
        self._written = hashlib.sha256()

    def activity(self, record: ActivityRecord) -> str:
        """An activity in one line. Rows that are nowhere in it are taken out of the record, and told as left out.

        Raises:
            Failure: a cell holds what PARS does not take, or what JSON or XML cannot carry.
            CatalogError: a template cannot be used.
        """
        self._xml.check(record)
        said = self._json.activity(record)
        for cell in said.carried:
            self._records.carry(*cell)
        carried = {(sheet, position) for sheet, _, position in said.carried}
        for sheet, positions in record.rows.items():
            for position in [p for p in positions if sheet != ACTIVITIES and (sheet, p) not in carried]:
                reason = _NO_PLACE.format(title=self._records.catalog.sheet(sheet).title)
                record.take_out(sheet, position, reason)
        self._written.update(said.line.encode())
        return said.line

    def check(self, file: Path, positions: Sequence[int], deletions: Sequence[bool]) -> None:
        """Reads a file again, a line at a time: it has to be what was written, and each of its activities JSON.

        Args:
            file: the file.
            positions: of the activities, in the order of the file.
            deletions: for each, whether it is to be deleted; JSON says none.

        Raises:
            Failure: it is not what was to be written.
        """
        found = hashlib.sha256()
        with file.open(encoding="ascii", errors="replace", newline="\n") as lines:
            fine = next(lines, "") == self.opening
            for number in counted(range(1, len(positions) + 1), len(positions), "activities checked"):
                end = self.between if number < len(positions) else self.closing[0]
                line = next(lines, "")
                fine = fine and line.endswith(end) and _is_activity(line.removesuffix(end))
                found.update(line.removesuffix(end).encode())
            fine = fine and f"\n{lines.read()}" == self.closing
        if not fine or any(deletions) or found.digest() != self._written.digest():
            raise Failure(
                "The file was not written as it should be, so nothing was; export again, or to another place."
            )


def _is_activity(text: str) -> bool:
    try:
        read_activity(text)
    except ValueError:
        return False
    return True

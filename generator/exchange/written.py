"""What was written into an upload file, as its receipt tells it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from generator.catalog import ACTIVITIES, ID, Program
from generator.catalog.lists import YES
from generator.exchange.activity_record import ActivityRecord
from generator.exchange.cell_texts import Rewritten
from generator.exchange.parts import LeftOut
from generator.exchange.profile import Profile
from generator.exchange.records import Records

Carries = Callable[[str, str, int], bool]
"""Whether a file carries what a cell says: sheet, column, position."""


@dataclass(frozen=True, slots=True)
class Registration:
    """A registration in the file: the program, what the row registers for (a board), and whether the workbook says Yes
    to its attestation."""

    program: Program
    value: str
    attested: bool


@dataclass(slots=True)
class WrittenActivity:
    """What the receipt tells of an activity in the file. Not frozen, as the parts of a record; see there.

    Attributes:
        position: of its row on Activities.
        action: what the file says: Add, Update or Delete.
        meaning: the same by its meaning: add, update, delete.
        registrations: what it is registered for and somebody has to attest in PARS.
        closing: the record is to be closed.
        rows: sheet id to the positions of the rows in the file.
        left_out: what the activity holds and the file does not.
        rewritten: cells written otherwise than typed.
        plain: how many texts had typographic marks made plain.
    """

    position: int
    provider_activity_id: str
    accme_activity_id: str
    action: str
    meaning: str
    registrations: tuple[Registration, ...]
    closing: bool
    rows: dict[str, tuple[int, ...]]
    left_out: tuple[LeftOut, ...]
    rewritten: tuple[Rewritten, ...]
    plain: int


@dataclass(frozen=True, slots=True)
class NotSent:
    """A column that the upload file does not carry, and the positions of exported rows in which it is filled."""

    sheet: str
    column: str
    positions: tuple[int, ...]


@dataclass(frozen=True)
class Written:
    """An upload file that was written.

    Attributes:
        target: the file.
        sha256: of its bytes, hexadecimal.
        profile: the profile it was written with.
        activities: its activities, in order.
        not_sent: columns that are filled in exported rows and not in the file.
    """

    target: Path
    sha256: str
    profile: Profile
    activities: tuple[WrittenActivity, ...]
    not_sent: tuple[NotSent, ...]


class Summaries:
    """Sums up activities for the receipt; what many have in common is kept once.

    Args:
        records: where the activities come from.
        carries: what the file carries; None for what the records were told.
    """

    def __init__(self, records: Records, carries: Carries | None = None) -> None:
        self._records = records
        self._carries = carries or records.carries
        self._yes = records.catalog.answers.meaning(YES).file_value
        self._programs = [p for p in records.catalog.programs.values() if p.attestation and p.attested_on]
        self._registrations: dict[tuple[str, str, bool], Registration] = {}
        self._meanings: dict[str, str] = {}

    def of(self, record: ActivityRecord, rewritten: Sequence[Rewritten] | None = None) -> WrittenActivity:
        """What the receipt tells of an activity.

        Args:
            rewritten: cells written otherwise than typed; None for those that the record knows.
        """
        columns, position = self._records.activities, record.position
        if record.written not in self._meanings:
            self._meanings[record.written] = self._records.meaning(ACTIVITIES, "record_action", record.written)
        return WrittenActivity(
            position=position,
            provider_activity_id=columns[ID].texts[position],
            accme_activity_id=columns["accme_activity_id"].texts[position],
            action=record.written,
            meaning=self._meanings[record.written],
            registrations=tuple(self._registered_in(record)),
            closing=record["close"] == self._yes,
            rows={sheet: tuple(positions) for sheet, positions in record.rows.items()},
            left_out=record.left_out,
            rewritten=tuple(
                cell for cell in (record.rewritten if rewritten is None else rewritten)
                if self._carries(cell.sheet, cell.column, cell.position)
            ),
            plain=record.plain,
        )  # fmt: skip

    def _registered_in(self, record: ActivityRecord) -> Iterator[Registration]:
        """What is registered in the file, for each program that asks for an attestation."""
        for program in self._programs:
            attested = self._records.on[program.attested_on or ""][program.attestation or ""].texts
            by_row = program.attested_on == program.sheet
            for position, value in self._rows_of(record, program):
                key = program.id, value, attested[position if by_row else record.position] == self._yes
                known = self._registrations.get(key)
                if known is None:
                    known = self._registrations[key] = Registration(program, value, key[2])
                yield known

    def _rows_of(self, record: ActivityRecord, program: Program) -> Iterator[tuple[int, str]]:
        """The position of each row that registers for a program, and what it registers for; of a program without rows
        its answer alone."""
        if program.sheet is None or program.column is None or program.list is None:
            if not record.deletion and record.says(program.answer, YES):
                yield record.position, ""
            return
        rows = record.rows.get(program.sheet)
        if not rows:
            return
        values = self._records.catalog.lists[program.list]
        texts = self._records.batch.sheets[program.sheet].text(program.column)
        for position in rows:
            value = values.find(texts[position])
            yield position, value.value if value else texts[position]


def not_sent(records: Records, written: Sequence[WrittenActivity], carries: Carries | None = None) -> Iterator[NotSent]:
    """Filled cells of exported rows that the file does not carry, by column, but for those told as left out.

    Args:
        carries: see `Summaries`.
    """
    left_out = {(left.sheet, left.column, left.position) for activity in written for left in activity.left_out}
    for sheet, frame in records.batch.sheets.items():
        positions = np.array(sorted(p for activity in written for p in activity.rows.get(sheet, ())), dtype=np.intp)
        for column in frame.sheet.columns:
            if column.id == ID and sheet != ACTIVITIES:
                continue  # it ties the row to its activity, where it is written
            given = positions[frame.given(column.id)[positions]].tolist()
            carried = records.on[sheet][column.id].carried
            silent = tuple(
                p for p in given
                if not (carries(sheet, column.id, p) if carries else carried[p])
                and (sheet, column.id, p) not in left_out
            )  # fmt: skip
            if silent:
                yield NotSent(sheet, column.id, silent)

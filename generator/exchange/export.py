"""Writes the upload file: activity by activity, read again and checked before it appears."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.catalog import ACTIVITIES, ID, Catalog, Program
from generator.catalog.lists import YES
from generator.exchange.activity_record import ActivityRecord
from generator.exchange.cell_texts import Rewritten
from generator.exchange.json_activity import ACTIVITY_JSON
from generator.exchange.json_file import JsonFile
from generator.exchange.parts import LeftOut
from generator.exchange.profile import Profile, load_profile
from generator.exchange.records import Records
from generator.exchange.ties import Ties
from generator.exchange.xml_file import XmlFile
from generator.targets import JSON, XML
from generator.whole_file import whole_file
from generator.workbook.frames import Batch

Carries = Callable[[str, str, int], bool]
"""Whether a file carries what a cell says: sheet, column, position."""


@dataclass(frozen=True, slots=True)
class Registration:
    """A registration in the file: the program, what the row registers for (a board), and whether the workbook says Yes
    to its attestation."""

    program: Program
    value: str
    attested: bool


@dataclass(frozen=True, slots=True)
class WrittenActivity:
    """What the receipt tells of an activity in the file.

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
    title: str
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


def profile_of(catalog: Catalog, format: str = XML) -> Profile:
    """The profile of a catalog for one form of the upload file."""
    return load_profile(catalog, *((ACTIVITY_JSON,) if format == JSON else ()))


def export(
    batch: Batch,
    positions: Iterable[int],
    target: Path,
    *,
    into: Path | None = None,
    profile: Profile | None = None,
    ties: Ties | None = None,
    actions: Mapping[int, str] | None = None,
    format: str = XML,
    progress: Callable[[int, int], None] | None = None,
) -> Written | None:
    """Writes the activities at `positions` on Activities to `target`, in the order of the workbook.

    The file appears whole, or not at all: it is written beside the target, parsed again, checked against the profile's
    schema, and only then takes the target's place. The same batch gives the same bytes.

    Args:
        batch: the completed workbook.
        positions: of the activities to write; see `generator.exchange.selection`.
        target: the file; one that exists is replaced.
        into: an empty file to write into, whose caller puts it into the target's place, alone or with a receipt.
        profile: what `profile_of` gives; None for that of the batch's catalog.
        ties: which rows belong to which activity, when they are known already.
        actions: position of an activity to the record action that is written, whatever its row says.
        format: of the file, `XML` or `JSON`; see `generator.exchange.json_selection` for what JSON cannot say.
        progress: called with steps done and steps in all; each activity is two steps.

    Returns:
        What was written; None, and no file is touched, when there are no positions.

    Raises:
        Failure: the target cannot be written, or a cell holds what the file cannot take.
        CatalogError: the profile cannot be used.
    """
    chosen = sorted(set(positions))
    if not chosen:
        return None
    if into is None:
        with whole_file(target, replace=True) as part:
            return export(
                batch, chosen, target, into=part, profile=profile, ties=ties, actions=actions, format=format,
                progress=progress,
            )  # fmt: skip
    profile = profile or profile_of(batch.catalog, format)
    records = Records(batch, profile, ties, actions=actions)
    file = JsonFile(records, profile) if format == JSON else XmlFile(records, profile)
    steps = _Steps(progress, 2 * len(chosen))
    digest = hashlib.sha256()
    written: list[WrittenActivity] = []
    deletions = bytearray()
    with into.open("wb") as stream:

        def write(text: str) -> None:
            data = text.encode()
            digest.update(data)
            stream.write(data)

        write(file.opening)
        for record in records.each(chosen):
            write(f"{file.between if written else ''}{file.activity(record)}")
            written.append(summary_of(records, record))
            deletions.append(record.deletion)
            steps.tick()
        write(file.closing)
    file.check(into, chosen, [bool(d) for d in deletions], steps.tick)
    return Written(target, digest.hexdigest(), profile, tuple(written), tuple(not_sent(records, written)))


def not_sent(records: Records, written: Sequence[WrittenActivity], carries: Carries | None = None) -> Iterator[NotSent]:
    """Filled cells of exported rows that the file does not carry, by column, but for those told as left out.

    Args:
        carries: what the file carries; None for what the records were told.
    """
    carries = carries or records.carries
    left_out = {(left.sheet, left.column, left.position) for activity in written for left in activity.left_out}
    for sheet, frame in records.batch.sheets.items():
        positions = sorted(p for activity in written for p in activity.rows.get(sheet, ()))
        for column in frame.sheet.columns:
            if column.id == ID and sheet != ACTIVITIES:
                continue  # it ties the row to its activity, where it is written
            given = frame.given(column.id)
            silent = tuple(
                p for p in positions
                if given[p] and not carries(sheet, column.id, p) and (sheet, column.id, p) not in left_out
            )  # fmt: skip
            if silent:
                yield NotSent(sheet, column.id, silent)


class _Steps:
    def __init__(self, progress: Callable[[int, int], None] | None, total: int) -> None:
        self._progress = progress
        self._total = total
        self._done = 0

    def tick(self) -> None:
        self._done += 1
        if self._progress:
            self._progress(self._done, self._total)


def summary_of(
    records: Records,
    record: ActivityRecord,
    carries: Carries | None = None,
    rewritten: Sequence[Rewritten] | None = None,
) -> WrittenActivity:
    """What the receipt tells of an activity.

    Args:
        carries: what the file carries; None for what the records were told.
        rewritten: cells written otherwise than typed; None for those that the record knows.
    """
    carries = carries or records.carries
    return WrittenActivity(
        position=record.position,
        provider_activity_id=str(record[ID]),
        accme_activity_id=str(record["accme_activity_id"]),
        title=str(record["title"]),
        action=str(record.action),
        meaning=records.meaning(ACTIVITIES, "record_action", record.action),
        registrations=tuple(_registrations(records, record)),
        closing=record["close"] == records.catalog.answers.meaning(YES).file_value,
        rows={sheet: tuple(positions) for sheet, positions in record.rows.items()},
        left_out=record.left_out,
        rewritten=tuple(
            c for c in (record.rewritten if rewritten is None else rewritten) if carries(c.sheet, c.column, c.position)
        ),
        plain=record.plain,
    )


def _registrations(records: Records, record: ActivityRecord) -> Iterator[Registration]:
    """What is registered in the file, for each program that asks for an attestation."""
    yes = records.catalog.answers.meaning(YES).file_value
    for program in records.catalog.programs.values():
        if program.attestation is None or program.attested_on is None:
            continue
        by_row = program.attested_on == program.sheet
        for position, value in _registered(records, record, program):
            at = position if by_row else record.position
            attested = record.silent(program.attested_on, program.attestation, at) == yes
            yield Registration(program, value, attested)


def _registered(records: Records, record: ActivityRecord, program: Program) -> Iterator[tuple[int, str]]:
    """The position of each row that registers for a program, and what it registers for; of a program without rows its
    answer alone."""
    if program.sheet is None or program.column is None or program.list is None:
        if not record.deletion and record.says(program.answer, YES):
            yield record.position, ""
        return
    values, texts = records.catalog.lists[program.list], records.batch.sheets[program.sheet].text(program.column)
    for position in record.rows.get(program.sheet, ()):
        value = values.find(texts[position])
        yield position, value.value if value else texts[position]

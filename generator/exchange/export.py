"""Writes the upload file: activity by activity, read again and checked before it appears."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.catalog import ACTIVITIES, ID, Program
from generator.catalog.lists import YES
from generator.exchange.cell_texts import Rewritten
from generator.exchange.check import Checker
from generator.exchange.profile import Profile, load_profile
from generator.exchange.records import SENT_ON_DELETE, ActivityRecord, LeftOut, Records
from generator.exchange.render import Renderer
from generator.exchange.ties import Ties
from generator.whole_file import whole_file
from generator.workbook.frames import Batch


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
        profile: the XML profile it was written with.
        activities: its activities, in order.
        not_sent: columns that are filled in exported rows and not in the file.
    """

    target: Path
    sha256: str
    profile: Profile
    activities: tuple[WrittenActivity, ...]
    not_sent: tuple[NotSent, ...]


def export(
    batch: Batch,
    positions: Iterable[int],
    target: Path,
    *,
    into: Path | None = None,
    profile: Profile | None = None,
    ties: Ties | None = None,
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
        profile: the XML profile; None for that of the batch's catalog.
        ties: which rows belong to which activity, when they are known already.
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
            return export(batch, chosen, target, into=part, profile=profile, ties=ties, progress=progress)
    profile = profile or load_profile(batch.catalog)
    records = Records(batch, profile, ties)
    renderer = Renderer(batch, profile)
    checker = Checker(records, renderer, profile)
    steps = _Steps(progress, 2 * len(chosen))
    digest = hashlib.sha256()
    written: list[WrittenActivity] = []
    deletions = bytearray()
    with into.open("wb") as stream:

        def write(text: str) -> None:
            data = text.encode()
            digest.update(data)
            stream.write(data)

        write(profile.opening)
        for record in records.each(chosen):
            write(renderer.activity(record))
            written.append(_summary(records, record))
            deletions.append(record.deletion)
            steps.tick()
        write(profile.closing)
    checker.file(into, chosen, [bool(d) for d in deletions], steps.tick)
    return Written(target, digest.hexdigest(), profile, tuple(written), tuple(_not_sent(records, written)))


def _not_sent(records: Records, written: Sequence[WrittenActivity]) -> Iterator[NotSent]:
    """Filled columns that the file does not carry: the catalog says so, or nothing of the record asked for them, or it
    is a deletion."""
    for sheet, frame in records.batch.sheets.items():
        kept = [p for activity in written if activity.meaning != "delete" for p in activity.rows.get(sheet, ())]
        deleted = [p for activity in written if activity.meaning == "delete" for p in activity.rows.get(sheet, ())]
        for column in frame.sheet.columns:
            carried = column.sent and ((sheet, column.id) in records.cells.asked or column.id == ID)
            rows = [*([] if carried else kept), *([] if column.id in SENT_ON_DELETE else deleted)]
            filled = sorted(p for p in rows if frame.given(column.id)[p])
            if filled:
                yield NotSent(sheet, column.id, tuple(filled))


class _Steps:
    def __init__(self, progress: Callable[[int, int], None] | None, total: int) -> None:
        self._progress = progress
        self._total = total
        self._done = 0

    def tick(self) -> None:
        self._done += 1
        if self._progress:
            self._progress(self._done, self._total)


def _summary(records: Records, record: ActivityRecord) -> WrittenActivity:
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
        rewritten=record.rewritten,
        plain=record.plain,
    )


def _registrations(records: Records, record: ActivityRecord) -> Iterator[Registration]:
    """What is registered by rows of the file, for each program that asks for an attestation."""
    yes = records.catalog.answers.meaning(YES).file_value
    for program in records.catalog.programs.values():
        if program.sheet is None or program.column is None or program.list is None or program.attestation is None:
            continue
        own = records.catalog.sheets[program.sheet].has(program.attestation)
        values, texts = records.catalog.lists[program.list], records.batch.sheets[program.sheet].text(program.column)
        for position in record.rows.get(program.sheet, ()):
            where = (program.sheet, position) if own else (ACTIVITIES, record.position)
            value = values.find(texts[position])
            attested = record.silent(where[0], program.attestation, where[1]) == yes
            yield Registration(program, value.value if value else texts[position], attested)

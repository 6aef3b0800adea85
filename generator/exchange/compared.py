"""What an upload would do to activities that earlier files sent already: make them, change them, or make them twice.

PARS knows a record by its IDs together with format and dates: a record that is sent again with another one of these may
become a second activity (FACTS: Saving, closing, deleting, duplicates).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from enum import StrEnum
from pathlib import Path

from generator.catalog import ACTIVITIES, ID, Column
from generator.exchange.cell_texts import CellText, place, place_of
from generator.exchange.differences import Difference, differences
from generator.exchange.profile import Profile, load_profile
from generator.exchange.records import Records
from generator.exchange.render import Renderer, lone
from generator.exchange.said import ACCME_ID, ACTION, IDENTIFYING, Reader, Said, Value, element_of
from generator.exchange.sent_before import (
    SentActivity,
    SentBefore,
    again,
    alike,
    as_written,
    sent_activity,
    sent_before,
)
from generator.exchange.ties import Ties
from generator.workbook.frames import Batch

ADD, UPDATE, DELETE = "add", "update", "delete"
"""What record actions mean."""


class Effect(StrEnum):
    """What the record of an activity would do in PARS."""

    CREATES = "creates"
    UPDATES = "updates"
    UNCHANGED = "unchanged"
    SECOND = "second"
    DELETES = "deletes"


@dataclass(frozen=True, slots=True)
class Change:
    """A value that is not what an earlier file says.

    Attributes:
        sheet, column: ids.
        header: of the column; of a value that is gone, of all columns of its kind.
        cell: where the new value stands, as in MOC!D7, or the old one would; None for one that might stand anywhere.
        old, new: as people read them; empty for none.
    """

    sheet: str
    column: str
    header: str
    cell: str | None
    old: str
    new: str


@dataclass(frozen=True)
class Outcome:
    """What the upload of one activity would do.

    Attributes:
        position: of its row on Activities.
        effect: what it would do.
        action: the record action that is right for it: add, update or delete; empty where nothing is to be sent.
        because: why it would become a second activity, or is taken for an update; a clause, or empty.
        notes: what else to tell of it, a sentence each.
        known: the earlier activity that it is, or would be made again.
        changes: what differs from that.
        deleted: an earlier file deleted it already, as its row says; so it is unchanged.
    """

    position: int
    effect: Effect
    action: str = ""
    because: str = ""
    notes: tuple[str, ...] = ()
    known: SentActivity | None = None
    changes: tuple[Change, ...] = ()
    deleted: bool = False


@dataclass(frozen=True)
class Comparison:
    """A workbook beside earlier files.

    Attributes:
        outcomes: position of each activity to what its upload would do, in the order of the workbook.
        before: what the files hold.
        left: activities that they hold and the workbook does not: these stay as they are in PARS.
        not_compared: names of elements that say something for which the workbook has no column, with how often.
    """

    outcomes: Mapping[int, Outcome]
    before: SentBefore
    left: Sequence[SentActivity]
    not_compared: Mapping[str, int] = field(default_factory=dict)


def compared(
    batch: Batch, earlier: Sequence[Path], *, profile: Profile | None = None, ties: Ties | None = None
) -> Comparison:
    """Compares a workbook with earlier files, by what they say.

    Args:
        batch: the completed workbook.
        earlier: XML files, ours or others, in the order in which they were uploaded; the last word of them counts.
        profile: the XML profile; None for that of the batch's catalog.
        ties: which rows belong to which activity, when they are known already.

    Raises:
        Failure: a file cannot be used.
        CatalogError: the XML profile cannot be used.
    """
    profile = profile or load_profile(batch.catalog)
    reader = Reader(batch.catalog, profile)
    before = sent_before(earlier, reader)
    unknown = dict(reader.unknown)
    now = _Now(batch, profile, reader, ties)
    rows = [now.row(position, before) for position, empty in enumerate(batch.sheets[ACTIVITIES].empty) if not empty]
    found = {row.known.place for row in rows if row.known}
    there = {row.key for row in rows if row.key}
    left = [
        activity
        for place, activity in before.activities.items()
        if place not in found and activity.key not in there and not now.gone(activity)
    ]
    twins = _twins(rows, left)
    outcomes = {row.position: _outcome(now, row, twins.get(row.position)) for row in rows}
    doubled = {outcome.known.place for outcome in outcomes.values() if outcome.known}
    outcomes |= now.changes(earlier, outcomes)
    return Comparison(outcomes, before, [activity for activity in left if activity.place not in doubled], unknown)


@dataclass(frozen=True, slots=True)
class _Row:
    """An activity of the workbook, without all that it says."""

    position: int
    known: SentActivity | None
    provider_activity_id: str
    key: str
    accme_activity_id: str
    identity: tuple[str, ...]
    alike: tuple[str, ...] | None
    typed: str
    same: bool


@dataclass(frozen=True, slots=True)
class _Twin:
    """An activity that the workbook has no more, for one that may be it under another ID; `taken` is the ID of a nearer
    one that it is taken for, None when there is none."""

    activity: SentActivity
    taken: str | None


class _Now:
    """The activities of the workbook, as an export would write them."""

    def __init__(self, batch: Batch, profile: Profile, reader: Reader, ties: Ties | None) -> None:
        self.batch = batch
        self.catalog = batch.catalog
        self._profile = profile
        self._records = Records(batch, profile, ties)
        self._renderer = Renderer(batch, profile, to_read=True)
        self._reader = reader
        self._typed = batch.sheets[ACTIVITIES].given(ACTION)

    def row(self, position: int, before: SentBefore) -> _Row:
        record = self._records.at(position)
        element = element_of(self._profile, self._renderer.activity(record))
        now = before.written.get(as_written(element)) or sent_activity((-1, position), self._reader.read(element))
        known = before.find(now.key, now.accme_activity_id)
        return _Row(
            position, known, now.provider_activity_id, now.key, now.accme_activity_id, now.identity,
            alike(now.title, now.identity), self.meaning(record.action) if self._typed[position] else "",
            known is not None and known.digest == now.digest,
        )  # fmt: skip

    def gone(self, activity: SentActivity) -> bool:
        """Whether an earlier file deleted an activity."""
        return self.meaning(activity.action) == DELETE

    def meaning(self, action: str) -> str:
        return self._records.meaning(ACTIVITIES, ACTION, action)

    def word(self, action: str) -> str:
        return self._records.written(ACTIVITIES, ACTION, action)

    def header(self, column: str) -> str:
        return self.catalog.sheet(ACTIVITIES).column(column).header

    def changes(self, earlier: Sequence[Path], outcomes: Mapping[int, Outcome]) -> dict[int, Outcome]:
        """The outcomes of activities that say something else than they did, with what."""
        asked: dict[tuple[int, int], list[Outcome]] = {}
        for outcome in outcomes.values():
            if outcome.known and outcome.effect in (Effect.UPDATES, Effect.SECOND):
                asked.setdefault(outcome.known.place, []).append(outcome)
        told: dict[int, Outcome] = {}
        for there, was in again(earlier, self._reader, frozenset(asked)):
            for outcome in asked[there]:
                told[outcome.position] = replace(outcome, changes=self._changed(was, outcome.position))
        return told

    def _changed(self, was: Said, position: int) -> tuple[Change, ...]:
        record = self._records.at(position)
        now = self._reader.read(lone(element_of(self._profile, self._renderer.activity(record))))
        found = differences(was.all, now.all)
        sources = self._renderer.source_map(record) if any(d.new for d in found) else {}
        return tuple(self._change(difference, sources, position) for difference in found)

    def _change(self, difference: Difference, sources: Mapping[str, tuple[CellText, ...]], position: int) -> Change:
        old, new = (value.text if value else "" for value in (difference.old, difference.new))
        if difference.new and (source := next(iter(sources.get(_path(difference.new), ())), None)):
            there = place_of(self.batch, source)
            return Change(source.sheet, source.column, there.header, str(there), old, new)
        value = difference.new or difference.old
        assert value is not None
        column = value.column
        assert column is not None
        alone = column.sheet == ACTIVITIES and len(self.catalog.sheet(ACTIVITIES).family(column.family)) == 1
        blank = str(place(self.batch, ACTIVITIES, column.id, position)) if alone else None
        return Change(column.sheet, column.id, _family_header(column), blank, old, new)


def _path(value: Value) -> str:
    path = value.element.getroottree().getpath(value.element)
    return f"{path}/@{value.attribute}" if value.attribute else path


def _family_header(column: Column) -> str:
    """The header of a column; of several that are like it, without the number."""
    return column.header.rstrip(" 0123456789") if column.repeats else column.header


def _twins(rows: Sequence[_Row], left: Sequence[SentActivity]) -> dict[int, _Twin]:
    """Activities that no earlier file holds, by position, each with one that the workbook has no more and that has its
    title, format and dates. Of several that one could be, it is the one with the nearest ID, or else the first."""
    gone: dict[tuple[str, ...], list[SentActivity]] = {}
    for activity in left:
        if known := alike(activity.title, activity.identity):
            gone.setdefault(known, []).append(activity)
    new: dict[tuple[str, ...], list[_Row]] = {}
    for row in rows:
        if row.known is None and row.typed != DELETE and row.alike in gone:
            new.setdefault(row.alike, []).append(row)
    twins: dict[int, _Twin] = {}
    for form, among in new.items():
        pairs = [(_likeness(row.key, activity.key), activity, row) for activity in gone[form] for row in among]
        taken: set[tuple[int, int]] = set()
        last = gone[form][0], among[0]
        for _, activity, row in sorted(pairs, key=lambda pair: -pair[0]):
            if row.position not in twins and activity.place not in taken:
                twins[row.position] = _Twin(activity, None)
                taken.add(activity.place)
                last = activity, row
        for row in among:
            if row.position not in twins:
                twins[row.position] = _Twin(last[0], last[1].provider_activity_id or last[1].accme_activity_id)
    return twins


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _outcome(now: _Now, row: _Row, twin: _Twin | None) -> Outcome:
    known = row.known if row.known and not now.gone(row.known) else None
    if row.typed == DELETE and row.known and not known:
        note = "An earlier file deleted it already."
        return Outcome(row.position, Effect.UNCHANGED, notes=(note,), known=row.known, deleted=True)
    if row.typed == DELETE:
        return Outcome(row.position, Effect.DELETES, DELETE, notes=_of_deletion(now, row), known=known)
    if known is None:
        return _new(now, row, twin)
    notes = _spelled(row, known)
    if changed := _identifying(now, row, known):
        because = f"the {_and(changed)} changed"
        return Outcome(row.position, Effect.SECOND, because=because, notes=notes, known=known)
    if row.same:
        return Outcome(row.position, Effect.UNCHANGED, notes=notes, known=known)
    if row.typed == ADD:
        notes += (f"{now.header(ACTION)} says {now.word(ADD)}, and an earlier file holds this activity already.",)
    return Outcome(row.position, Effect.UPDATES, UPDATE, notes=notes, known=known)


def _new(now: _Now, row: _Row, found: _Twin | None) -> Outcome:
    """What becomes of an activity that no earlier file holds."""
    if found and found.taken is None:
        twin = found.activity
        column = ID if twin.key != row.key else ACCME_ID
        because = f"the {_within(now.header(column))} changed"
        note = f"An earlier file holds an activity with this title, format and dates under {_name(twin)}."
        return Outcome(row.position, Effect.SECOND, because=because, notes=(note,), known=twin)
    notes: tuple[str, ...] = ()
    if found:
        notes = (
            f"It has title, format and dates of {_name(found.activity)} of an earlier file, as {found.taken} has, "
            "which is taken for that one under a new ID; if this one is, it would become a second activity.",
        )
    if row.known is None and (row.accme_activity_id or row.typed == UPDATE):
        why = f"it has an {now.header(ACCME_ID)}"
        if not row.accme_activity_id:
            why = f"{now.header(ACTION)} says {now.word(UPDATE)}"
        return Outcome(
            row.position, Effect.UPDATES, UPDATE, because=f"{why}, though no earlier file holds it", notes=notes
        )
    if row.known:
        notes += (f"An earlier file deleted {_name(row.known)}, so this makes a new record.",)
    return Outcome(row.position, Effect.CREATES, ADD, notes=notes)


def _of_deletion(now: _Now, row: _Row) -> tuple[str, ...]:
    if row.known is None:
        return ("No earlier file holds this activity.",)
    return _spelled(row, row.known)


def _identifying(now: _Now, row: _Row, known: SentActivity) -> list[str]:
    """Headers of what PARS knows records by and an activity has changed."""
    pairs = [(ID, row.key, known.key), (ACCME_ID, row.accme_activity_id, known.accme_activity_id)]
    pairs += zip(IDENTIFYING, row.identity, known.identity, strict=True)
    return [_within(now.header(column)) for column, new, old in pairs if new and old and new != old]


def _spelled(row: _Row, known: SentActivity) -> tuple[str, ...]:
    """Told where an ID is the same but for its case, since nobody says whether PARS minds it."""
    if row.key != known.key or row.provider_activity_id == known.provider_activity_id:
        return ()
    return (f"An earlier file spells its ID {known.provider_activity_id}.",)


def _name(activity: SentActivity | None) -> str:
    return (activity.provider_activity_id or activity.accme_activity_id) if activity else ""


def _within(header: str) -> str:
    """A header within a sentence: format, but ACCME activity ID."""
    return header[:1].lower() + header[1:] if header[1:2].islower() else header


def _and(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))

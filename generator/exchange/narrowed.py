"""An export of some activities only: those that somebody names, or those that differ from what was uploaded before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Self

from generator.catalog import ACTIVITIES, ID
from generator.exchange.cell_texts import place
from generator.exchange.compared import UPDATE, Comparison, Effect, Outcome
from generator.exchange.said import ACCME_ID, ACTION
from generator.exchange.selection import Selection
from generator.exchange.sent_before import key_of
from generator.failure import Failure
from generator.rules.findings import Finding
from generator.workbook.frames import Batch

NOT_ASKED_FOR = "Not asked for with --only."
NOTHING_NEW = "The same as what was uploaded before."
DELETED_BEFORE = "Deleted by an earlier file already."
_PUT_BACK = (
    "Put back what was uploaded before. Or change the record in PARS itself; then enter its {accme_id} here, choose "
    "{update} as {action}, export it alone with --only {own} and without --against, and from then on name that file "
    "with --against too."
)


@dataclass(frozen=True, slots=True)
class Doubled:
    """An activity that is not written since PARS would make a second one of it.

    Attributes:
        cell: where what changed stands, or its ID.
        message, fix: a sentence each.
    """

    cell: str
    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class Action:
    """A record action that is written though the workbook does not say it, or that contradicts earlier files.

    Attributes:
        position: of the activity.
        typed: as it stands in the workbook; empty for a blank.
        written: as it stands in the file.
        reason: a sentence.
    """

    position: int
    typed: str
    written: str
    reason: str


@dataclass(frozen=True)
class Narrowed(Selection):
    """A selection of which some activities are left out.

    Attributes:
        left_out: position of each to why, a sentence.
        doubled: activities that are held back since PARS would make second ones of them, by position.
        actions: record actions that there is something to tell of, in the order of the workbook.
        only: the IDs that were asked for; empty for all.
        comparison: with what was uploaded before, when only what differs is written.
    """

    left_out: Mapping[int, str] = field(default_factory=dict)
    doubled: Mapping[int, Doubled] = field(default_factory=dict)
    actions: tuple[Action, ...] = ()
    only: tuple[str, ...] = ()
    comparison: Comparison | None = None

    @property
    def nothing(self) -> bool:
        """Nothing is to be written, and nothing is held back either, be it a row of no activity."""
        held_back = self.held_back or self.doubled or self.out_of_reach or any(self.orphans.values())
        return not self.positions and not held_back

    @property
    def written_actions(self) -> dict[int, str]:
        """Position of an activity to the record action that is written, whatever its row says."""
        return {action.position: action.written for action in self.actions}

    def without(self, held_back: Mapping[int, tuple[Finding, ...]]) -> Self:
        """See `Selection.without`; of what is not written no record action is told."""
        kept = tuple(action for action in self.actions if action.position not in held_back)
        return replace(super().without(held_back), actions=kept)


def narrowed(
    selection: Selection, batch: Batch, *, only: Sequence[str] = (), comparison: Comparison | None = None
) -> Narrowed:
    """Leaves activities out of a selection.

    Args:
        selection: what a whole export would write.
        only: provider activity IDs, several with commas between them in one text; empty for all activities.
        comparison: leave out what earlier files say already; None to compare with nothing.

    Raises:
        Failure: an ID is none of the workbook.
    """
    wanted = _asked_for(batch, only) if only else None
    left_out: dict[int, str] = {}
    doubled: dict[int, Doubled] = {}
    actions: list[Action] = []
    for position in sorted({*selection.positions, *selection.held_back}):
        if wanted is not None and position not in wanted:
            left_out[position] = NOT_ASKED_FOR
        elif comparison and position not in selection.held_back:
            outcome = comparison.outcomes[position]
            if outcome.effect is Effect.UNCHANGED:
                left_out[position] = DELETED_BEFORE if outcome.deleted else NOTHING_NEW
            elif outcome.effect is Effect.SECOND:
                doubled[position] = _doubled(batch, outcome)
            elif action := _action(batch, outcome):
                actions.append(action)
    kept = tuple(p for p in selection.positions if p not in left_out and p not in doubled)
    return Narrowed(
        kept,
        {position: why for position, why in selection.held_back.items() if position not in left_out},
        selection.orphans,
        selection.incomplete.intersection(kept),
        selection.complete_only,
        selection.ties,
        selection.out_of_reach,
        left_out=left_out,
        doubled=doubled,
        actions=tuple(actions),
        only=tuple(batch.sheets[ACTIVITIES].text(ID)[position] for position in sorted(wanted or ())),
        comparison=comparison,
    )


def _asked_for(batch: Batch, only: Sequence[str]) -> set[int]:
    """Positions of activities by their IDs; one with a comma in it may be given by itself."""
    positions: dict[str, list[int]] = {}
    spelled: dict[str, str] = {}
    for position, text in enumerate(batch.sheets[ACTIVITIES].text(ID)):
        if key := key_of(text):
            positions.setdefault(key, []).append(position)
            spelled.setdefault(key, text)
    ids = [i for text in only for i in ([text] if key_of(text.strip()) in positions else text.split(","))]
    ids = [text for i in ids if (text := i.strip())]
    if not ids:
        raise Failure("Name at least one provider activity ID with --only, as in --only 2026-014,2026-015.")
    if unknown := list(dict.fromkeys(i for i in ids if key_of(i) not in positions)):
        near = dict.fromkeys(spelled[key] for i in unknown for key in get_close_matches(key_of(i), list(spelled)))
        rest = f"; near ones are {', '.join(near)}" if near else ", and none is near"
        are = "is no provider activity ID" if len(unknown) == 1 else "are no provider activity IDs"
        raise Failure(f"{', '.join(unknown)} {are} of {batch.name}{rest}.")
    return {position for i in ids for position in positions[key_of(i)]}


def _doubled(batch: Batch, outcome: Outcome) -> Doubled:
    changed = "; ".join(f"{c.header}: {c.old or 'blank'} before, {c.new or 'blank'} now" for c in outcome.changes)
    about = " ".join([*(f"({changed})" for _ in outcome.changes[:1]), *outcome.notes])
    cell = next((change.cell for change in outcome.changes if change.cell), None)
    sheet = batch.catalog.sheet(ACTIVITIES)
    return Doubled(
        cell or str(place(batch, ACTIVITIES, ID, outcome.position)),
        f"It would become a second activity in PARS, because {outcome.because}. {about}".strip(),
        _PUT_BACK.format(
            accme_id=sheet.column(ACCME_ID).header, action=sheet.column(ACTION).header,
            update=batch.catalog.values_of(sheet.column(ACTION)).meaning(UPDATE).value,
            own=batch.sheets[ACTIVITIES].text(ID)[outcome.position] or "with its ID",
        ),
    )  # fmt: skip


def _action(batch: Batch, outcome: Outcome) -> Action | None:
    """What there is to tell of the record action of an activity; nothing when what is typed is right."""
    column = batch.catalog.sheet(ACTIVITIES).column(ACTION)
    values = batch.catalog.values_of(column)
    typed, written = batch.sheets[ACTIVITIES].text(ACTION)[outcome.position], values.meaning(outcome.action)
    if outcome.known and outcome.effect is Effect.UPDATES:
        reason = "An earlier file holds this activity, and it says something else now."
    else:
        reason = " ".join(outcome.notes) or (outcome.because and f"{outcome.because[:1].upper()}{outcome.because[1:]}.")
    value = values.find(typed) if typed else None
    said = value.value if value else typed
    if said == written.value and not (outcome.notes or outcome.because):
        return None
    if not said and written.means == "add" and not outcome.notes:
        return None
    return Action(outcome.position, said, written.file_value, reason)

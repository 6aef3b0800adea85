"""What an upload would do, activity by activity, as it is told to people and programs."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from generator.catalog import ACTIVITIES, ID
from generator.exchange.compared import Change, Comparison, Outcome
from generator.exchange.said import ACCME_ID
from generator.exchange.sent_before import SentActivity
from generator.workbook.frames import Batch


def effects_json(comparison: Comparison, batch: Batch, held_back: Collection[int] = ()) -> dict[str, Any]:
    """What `pars check --json` prints of a comparison: `earlier` about the earlier files, and `updates`, each activity.

    Args:
        held_back: positions of activities that an export would hold back.
    """
    before = comparison.before
    return {
        "earlier": {
            "files": [
                {"name": file.name, "sha256": file.sha256, "activities": file.activities} for file in before.files
            ],
            "repeated": list(dict.fromkeys(before.repeated)),
            "not_compared": dict(comparison.not_compared),
            "not_in_workbook": [_sent(activity) for activity in comparison.left],
        },
        "updates": [
            _outcome(outcome, batch, outcome.position in held_back) for outcome in comparison.outcomes.values()
        ],
    }


def _outcome(outcome: Outcome, batch: Batch, held_back: bool) -> dict[str, Any]:
    frame = batch.sheets[ACTIVITIES]
    at = outcome.position
    return {
        "activity_id": frame.text(ID)[at] or None,
        "accme_activity_id": frame.text(ACCME_ID)[at] or None,
        "row": frame.rows[at],
        "title": frame.text("title")[at] or None,
        "effect": outcome.effect.value,
        "because": outcome.because or None,
        "notes": list(outcome.notes),
        "held_back": held_back,
        "earlier": _sent(outcome.known) if outcome.known else None,
        "changes": [change_json(change, batch) for change in outcome.changes],
    }


def change_json(change: Change, batch: Batch) -> dict[str, Any]:
    """A value that differs: where it stands, and what it was and is; None for none."""
    return {
        "sheet": batch.catalog.sheet(change.sheet).title,
        "cell": change.cell,
        "field": change.column,
        "header": change.header,
        "old": change.old or None,
        "new": change.new or None,
    }


def _sent(activity: SentActivity) -> dict[str, Any]:
    return {
        "activity_id": activity.provider_activity_id or None,
        "accme_activity_id": activity.accme_activity_id or None,
        "title": activity.title or None,
    }

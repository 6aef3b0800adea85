"""From a checked workbook to what its upload would do, beside files that were uploaded before."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from generator.exchange.compared import Effect, compared
from generator.exchange.effects import effects_json
from generator.exchange.selection import select
from generator.rules.identity import ADD_OF_KNOWN
from generator.run.checking import Checked


def effects(result: Checked, earlier: Sequence[Path]) -> tuple[Checked, Mapping[str, Any]]:
    """What an upload of a checked workbook would do, activity by activity, beside files that were uploaded before; and
    the check without its advice about record actions of activities that have nothing to send.

    Args:
        earlier: XML files, oldest first.

    Returns:
        The check, and see `generator.exchange.effects.effects_json`.

    Raises:
        Failure: a file cannot be used.
    """
    selection = select(result.batch, result.findings)
    comparison = compared(result.batch, earlier, ties=selection.ties)
    told = effects_json(comparison, result.batch, selection.held_back)
    unchanged = {outcome["row"] for outcome in told["updates"] if outcome["effect"] == Effect.UNCHANGED}
    kept = [f for f in result.findings if f.code != ADD_OF_KNOWN or f.row not in unchanged]
    return dataclasses.replace(result, findings=kept), told

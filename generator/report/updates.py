"""What an upload would do to activities that were uploaded before, for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Console

from generator.report.layout import Page, Row
from generator.report.receipt_words import activities, counted

_EFFECTS = {
    "creates": "creates a record",
    "updates": "updates",
    "unchanged": "unchanged",
    "second": "would create a second activity",
    "deletes": "deletes",
}
"""Each effect in words, in the order of the summary."""
_LONGEST = 60
"""Characters of a value that are printed; JSON has all."""
_MOST_LEFT = 20
"""Activities that only earlier files hold, as many as are named; JSON has all."""


def show_updates(console: Console, told: Mapping[str, Any]) -> None:
    """Prints what an upload would do to each activity, and the totals.

    Args:
        told: see `generator.exchange.effects.effects_json`.
    """
    with Page(console) as page:
        page.line()
        page.line(f"Updates – what the upload would do, beside {_files(told)}", style="bold")
        page.table(("Activity", "The upload", "What differs"), [*map(_outcome_row, told["updates"])])
        for line in summary_lines(told):
            page.line(line)


def _outcome_row(outcome: Mapping[str, Any]) -> Row:
    name = outcome["activity_id"] or f"(row {outcome['row']})"
    style = "bold yellow" if outcome["effect"] == "second" else "dim" if outcome["effect"] == "unchanged" else ""
    differs = (*map(change_words, outcome["changes"]), *outcome["notes"])
    return Row(([name], [effect_words(outcome)], differs or ["—"]), ("", style, ""))


def summary_lines(told: Mapping[str, Any]) -> Iterator[str]:
    """The totals, and what there is to tell of the earlier files, a line each."""
    counts = Counter(outcome["effect"] for outcome in told["updates"])
    numbers = (f"{counts[effect]:,} {words}" for effect, words in _EFFECTS.items() if counts[effect])
    yield f"Beside {_files(told)}: {', '.join(numbers) or 'no activities'}."
    earlier = told["earlier"]
    if left := earlier["not_in_workbook"]:
        names = [activity["activity_id"] or activity["accme_activity_id"] or "(no ID)" for activity in left]
        more = f" and {len(names) - _MOST_LEFT:,} more" if len(names) > _MOST_LEFT else ""
        stay = "stays as it is in PARS" if len(names) == 1 else "stay as they are in PARS"
        yield f"Not in this workbook: {', '.join(names[:_MOST_LEFT])}{more}; {stay}."
    if repeated := earlier["repeated"]:
        yield f"More than once in one earlier file: {', '.join(repeated)}; the last record counts."
    if names := earlier["not_compared"]:
        yield f"Not compared, since the workbook has no column for it: {', '.join(names)}."


def effect_words(outcome: Mapping[str, Any]) -> str:
    """What the upload does to an activity: updates 210016939, or would create a second activity because …"""
    words, known = _EFFECTS[outcome["effect"]], outcome["earlier"]
    if outcome["effect"] in ("updates", "deletes"):
        sides = [side for side in (known, outcome) if side]
        names = [side[name] for name in ("accme_activity_id", "activity_id") for side in sides if side[name]]
        words = " ".join([words, *names[:1]])
    if outcome["because"]:
        words += f" because {outcome['because']}"
    return f"{words} (held back: see the findings)" if outcome["held_back"] else words


def change_words(change: Mapping[str, Any]) -> str:
    """A value that differs, as in Format (Activities!F3): Live Course → Enduring Material."""
    where = f" ({change['cell']})" if change["cell"] else f" ({change['sheet']})"
    return f"{change['header']}{where}: {_short(change['old'])} → {_short(change['new'])}"


def _files(told: Mapping[str, Any]) -> str:
    return ", ".join(f"{file['name']} ({activities(file['activities'])})" for file in told["earlier"]["files"])


def _short(text: str | None) -> str:
    if text is None:
        return "blank"
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()} … ({counted(len(text), 'character')})"

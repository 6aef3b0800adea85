"""What of a list from PARS went into a copy of the workbook, for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from generator.report.receipt_words import activities, counted

_MOST = 20
"""Activities that are named where many are told of; JSON has all."""


def recording_lines(done: Mapping[str, Any], target: Path, uploaded: str) -> Iterator[str]:
    """What was written, what was not and why, a line each.

    Args:
        done: see `generator.intake.recording.Recording.as_json`.
        target: where the copy is.
        uploaded: the header of the column for the day, as the newest template has it.
    """
    if done["how"]:
        yield f"{done['list']}: {done['how']}"
    ids = sum(one["id_written"] for one in done["recorded"])
    days = sum(one["day_written"] for one in done["recorded"])
    known = len(done["recorded"]) - sum(one["id_written"] or one["day_written"] for one in done["recorded"])
    if known:
        yield f"There already: {activities(known)}."
    for told in done["told"]:
        name = " ".join(filter(None, (told["activity_id"], told["accme_activity_id"])))
        yield f"Not written: {told['where']}{f', {name}' if name else ''}. {told['why']}"
    if rest := done["not_in_list"]:
        names = [one["activity_id"] or f"row {one['row']}" for one in rest]
        more = f" and {len(names) - _MOST:,} more" if len(names) > _MOST else ""
        left = "left as it is" if len(names) == 1 else "left as they are"
        yield f"Not in the list, and {left}: {', '.join(names[:_MOST])}{more}."
    if not done["has_uploaded_column"]:
        yield (
            f"The workbook has no column {uploaded}, so the day of the upload is not written; pars upgrade brings the "
            "column."
        )
    if not ids and not days:
        yield "Nothing new to write, so no copy was made."
        return
    written = [
        f"{counted(ids, 'ID that PARS gave', 'IDs that PARS gave')}" if ids else "",
        f"{counted(days, 'day')} of upload" if days else "",
    ]
    yield f"Written: {' and '.join(filter(None, written))}, to {target}"

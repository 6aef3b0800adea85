"""Which activities the activity JSON of the web services cannot say, and why: they are held back, and told."""

from __future__ import annotations

from collections.abc import Iterator

from generator.catalog import ACTIVITIES, ID
from generator.exchange.activity_record import ActivityRecord
from generator.exchange.cell_texts import CellText, place_of
from generator.exchange.json_activity import JsonRenderer
from generator.exchange.narrowed import Narrowed
from generator.exchange.profile import Profile
from generator.exchange.records import Records
from generator.exchange.selection import Selection
from generator.rules.findings import Finding, Severity
from generator.workbook.frames import Batch

_CODE = "not-in-json"


def in_json(batch: Batch, selection: Selection, profile: Profile) -> Selection:
    """A selection without the activities that JSON cannot say: each is held back, with the cells that are why.

    Args:
        batch: the completed workbook.
        selection: what an export as XML would write.
        profile: the profile, with its JSON template.

    Raises:
        CatalogError: the template cannot be used.
    """
    actions = selection.written_actions if isinstance(selection, Narrowed) else None
    records = Records(batch, profile, selection.ties, actions=actions)
    renderer = JsonRenderer(records, profile)
    held_back: dict[int, tuple[Finding, ...]] = {}
    for record in records.each(selection.positions):
        if reasons := tuple(_reasons(batch, renderer, record)):
            held_back[record.position] = reasons
    return selection.without(held_back)


def _reasons(batch: Batch, renderer: JsonRenderer, record: ActivityRecord) -> Iterator[Finding]:
    if record.deletion:
        yield _finding(
            batch,
            record,
            record.action,
            "A deletion is its IDs and dates alone, and the activity JSON cannot go without title, credits and more.",
            "Delete the activity in PARS, or export this row as XML.",
        )
        return
    for blank in renderer.lacking(record):
        header = place_of(batch, blank).header
        yield _finding(
            batch,
            record,
            blank,
            f"{header} is blank, and the activity JSON cannot go without it.",
            "Fill it in, or export the activity as XML, which can.",
        )


def _finding(batch: Batch, record: ActivityRecord, value: CellText, message: str, fix: str) -> Finding:
    where = place_of(batch, value)
    activity = batch.sheets[ACTIVITIES].text(ID)[record.position] or None
    cell = where.cell or f"{where.row}"
    return Finding(
        _CODE, Severity.MISSING, (), where.sheet, cell, where.row, value.column, value or None, message, fix, activity
    )

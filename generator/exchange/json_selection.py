"""Which activities the activity JSON of the web services cannot say, and why: they are held back, and told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from generator.catalog import ACTIVITIES, ID
from generator.exchange.cell_texts import CellText, place_of
from generator.exchange.json_activity import JsonRenderer
from generator.exchange.profile import Profile
from generator.exchange.records import ActivityRecord, Records
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
    records = Records(batch, profile, selection.ties)
    renderer = JsonRenderer(records, profile)
    held_back = dict(selection.held_back)
    for record in records.each(selection.positions):
        if reasons := tuple(_reasons(batch, renderer, record)):
            held_back[record.position] = reasons
    positions = tuple(p for p in selection.positions if p not in held_back)
    return replace(
        selection,
        positions=positions,
        held_back={position: held_back[position] for position in sorted(held_back)},
        incomplete=selection.incomplete & set(positions),
    )


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

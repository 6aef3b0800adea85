"""The oracle: what the documents say of a whole batch."""

from __future__ import annotations

import datetime as dt

from tests.second_reading import activity, facts, programs
from tests.second_reading.catalog_files import SHEETS, TITLES
from tests.second_reading.dates import MONTH_FIRST
from tests.second_reading.rows import ID, Batch, Row, rows_of
from tests.second_reading.verdict import ACTIVE, CLOSED, ActivityVerdict, Found, Verdict

ANSWERS = {"moc": "moc", "rems": "rems", "support": "commercial_support"}
"""The answer on Activities that the rows of a sheet need."""


def judge(batch: Batch, today: dt.date, order: str = MONTH_FIRST, outlines: str = facts.KEYWORD) -> Verdict:
    """Findings, states, and what the file holds, for every row of `batch` on the day `today`.

    `order` is how dates typed as text are read, `outlines` where the file has content areas.
    """
    sheets = {sheet: rows_of(batch, sheet, order) for sheet in SHEETS}
    keys = [row.key for row in sheets["activities"]]
    whole = Found()
    orphans = _orphans(sheets, keys, whole)
    verdicts = []
    for row in sheets["activities"]:
        alone = keys.count(row.key) == 1
        own = {
            sheet: [line for line in sheets[sheet] if alone and row.key is not None and line.key == row.key]
            for sheet in ANSWERS
        }
        found = Found()
        if row.key is not None and not alone:
            found.refuse("activities", row.number, ID)
        if row.says("record_action", "Delete"):
            verdicts.append(_deleted(row, found))
        else:
            verdicts.append(_judged(row, own, found, today, outlines))
        whole.add(found)
    return Verdict(whole, verdicts, orphans)


def _orphans(sheets: dict[str, list[Row]], keys: list[str | None], whole: Found) -> set[tuple[str, int]]:
    """Rows whose ID is blank, unknown or that of two activities: invalid at the ID, held back, not judged further."""
    orphans = set()
    for sheet in ANSWERS:
        for row in sheets[sheet]:
            if row.key is None or keys.count(row.key) != 1:
                whole.refuse(sheet, row.number, ID)
                whole.leave_open(sheet, row.number, [name for name in row.reads if name != ID])
                orphans.add((TITLES[sheet], row.number))
    return orphans


def _deleted(row: Row, found: Found) -> ActivityVerdict:
    found.add(activity.identifiers_only(row))
    refused = bool(found.invalid)
    status = "Will not save" if refused else "To be deleted"
    return ActivityVerdict(row.number, status, {}, set(), refused, None if refused else facts.deletion(row))


def _judged(row: Row, own: dict[str, list[Row]], found: Found, today: dt.date, outlines: str) -> ActivityVerdict:
    wanted = {sheet: own[sheet] if row.says(answer, "Yes") else [] for sheet, answer in ANSWERS.items()}
    found.add(activity.save(row))
    found.add(activity.active(row))
    found.add(activity.halves(row))
    found.add(_rows(row, wanted))
    found.add(_against_no(row, own))
    saves = not found.invalid
    end = row["end_date"].value
    close = row.says("close_record", "Yes")
    if close and end is not None and end >= today:
        found.refuse("activities", row.number, "close_record")
    closing = activity.closing(row, wanted["support"])
    to_close = {place.field for place, holds in found.holds.items() if holds - {ACTIVE}}
    to_close |= {place.field for place in closing.missing}
    states = programs.programs(row, wanted["moc"], wanted["rems"], found)
    if close:
        for holds in found.holds.values():
            if holds - {ACTIVE}:
                holds.add(CLOSED)
        found.add(closing)
    refused = bool(found.invalid)
    over = end is not None and end < today
    if refused:
        status = "Will not save"
    elif any(ACTIVE in holds for holds in found.holds.values()):
        status = "Draft"
    elif close and over and not to_close:
        status = "Closed"
    else:
        status = "Ready to Close" if over else "Active"
    sent = None if refused else facts.record(row, wanted["moc"], wanted["rems"], wanted["support"], outlines)
    unanswered = row["moc"].bad or row["rems"].bad or row[ID].bad or row["end_date"].near
    unanswered = unanswered or row["credits"].near is not None
    return ActivityVerdict(row.number, status, states, to_close, refused, sent, saves, bool(unanswered))


def _rows(row: Row, wanted: dict[str, list[Row]]) -> Found:
    """The rows of other sheets that the activity asks for."""
    found = Found()
    for line in wanted["moc"]:
        found.add(programs.moc_row(line, row["credits"]))
    for line in wanted["rems"]:
        found.add(programs.rems_row(line))
    for line in wanted["support"]:
        found.add(programs.support_row(line))
        found.add(activity.support(line))
    for sheet in ANSWERS:
        found.add(programs.repeated(wanted[sheet]))
    for sheet in ("moc", "rems"):
        if row.says(sheet, "Yes"):
            found.add(programs.activity_gaps(row, sheet, wanted[sheet]))
    return found


def _against_no(row: Row, own: dict[str, list[Row]]) -> Found:
    """Rows against a No (or a blank) are not judged and not sent; the answer gets one missing finding (DESIGN)."""
    found = Found()
    if row[ID].bad:
        found.leave_open("activities", row.number, [*ANSWERS.values(), "moc_deadline", "moc_attestation"])
    for sheet, answer in ANSWERS.items():
        if row[answer].bad:
            for line in own[sheet]:
                found.leave_open(sheet, line.number, [name for name in line.reads if name != ID])
        elif own[sheet] and not row.says(answer, "Yes"):
            names = programs.program_names(sheet, own[sheet]) if sheet != "support" else {CLOSED}
            found.miss("activities", row.number, answer, *(names or {programs.PROGRAM_NAMES[sheet]}))
    return found

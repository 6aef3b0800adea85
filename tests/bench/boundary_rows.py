"""Activities at a boundary: complete ones around a day, complete but for one cell, and a row with an ID alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from generator.workbook.cells import Cell
from tests.rules.example_batches import example_rows

_CLOSING: Mapping[str, Cell] = {
    "close_record": "Yes", "commercial_support": "No", "physicians": 3.0, "other_learners": 0.0,
    "outcome_community": "Measured",
}  # fmt: skip
"""What closing asks for besides; one outcome is enough, whichever it is."""


def boundary_rows(day: dt.date) -> dict[str, list[Mapping[str, Cell]]]:
    """Sheet id to rows: each activity with one board, which has everything that it needs."""
    usual = example_rows({})
    rows: dict[str, list[Mapping[str, Cell]]] = {"activities": [], "moc": []}
    for number, changes in enumerate(_activities(day)):
        name: Mapping[str, Cell] = {"provider_activity_id": f"EDGE-{number}"}
        rows["activities"].append(_filled({**usual["activities"][0], **_CLOSING, **changes, **name}))
        rows["moc"].append({**usual["moc"][0], **name})
    rows["activities"].append({"provider_activity_id": "ALONE"})
    return rows


def _activities(day: dt.date) -> Iterator[Mapping[str, Cell]]:
    """What differs from a complete activity that is to be closed."""
    one = dt.timedelta(days=1)
    for end in (day - one, day, day + one):
        yield {**_ended(end)}
        yield {**_ended(end), "close_record": None}
        yield {**_ended(end), "close_record": None, "description": None}
    over = _ended(day - one)
    for left_out in ("fee", "registration", "url"):
        yield {**over, "passport": "No", left_out: None}
        yield {**over, "passport": "No", left_out: None, "close_record": None}
    for left_out in ("moc_attestation", "moc_deadline", "physicians", "outcome_community", "commercial_support"):
        yield {**over, left_out: None}
    yield {**over, "fee": "No, it\u2018s free", "start_date": "1900-01-01"}


def _ended(end: dt.date) -> Mapping[str, Cell]:
    return {"start_date": end, "end_date": end}


def _filled(row: Mapping[str, Cell]) -> Mapping[str, Cell]:
    return {column: cell for column, cell in row.items() if cell is not None}

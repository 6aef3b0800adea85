"""A small complete batch, and the batches that examples of rules make of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from generator.catalog import Catalog
from generator.rules.check import Check
from generator.rules.findings import Finding
from generator.rules.rule import Example, Rule, day
from generator.workbook.cells import Cell, serial
from generator.workbook.frames import Batch, batch_in_memory

EXAMPLE_TODAY = serial(day("2026-07-01"))
"""The day on which examples are checked."""

_ROWS: Mapping[str, Mapping[str, Cell]] = {
    "activities": {
        "provider_activity_id": "CME-1",
        "title": "Perioperative Pain Update",
        "format": "Live Course",
        "delivery_method_1": "In-Person",
        "start_date": day("2026-03-10"),
        "end_date": day("2026-03-11"),
        "city": "Chicago",
        "state": "IL",
        "country": "USA",
        "credits": 2.0,
        "description": "Multimodal analgesia and safe prescribing.",
        "providership": "Direct",
        "passport": "Yes",
        "fee": "Yes",
        "registration": "Open to all",
        "url": "https://cme.example.org/cme-1",
        "moc": "Yes",
        "moc_deadline": day("2026-12-31"),
        "moc_attestation": "Yes",
    },
    "moc": {
        "provider_activity_id": "CME-1",
        "board": "ABIM",
        "points": 2.0,
        "credit_type_1": "Medical Knowledge",
        "practice_area_1": "Nephrology",
    },
    "rems": {
        "provider_activity_id": "CME-1",
        "program": "Opioid Analgesic",
        "rpc_id": "EG-123456-789",
        "attestation": "Yes",
    },
    "support": {
        "provider_activity_id": "CME-1",
        "supporter": "REMS Program Companies (RPC)",
        "kind": "Monetary",
        "amount": 50000.0,
    },
}
_USUAL = {"activities": 1, "moc": 1, "rems": 0, "support": 0}


def example_rows(example: Example) -> dict[str, list[dict[str, Cell]]]:
    """The rows of a complete batch, sheet by sheet, with the changes of `example`."""
    found: dict[str, list[dict[str, Cell]]] = {}
    for sheet, usual in _USUAL.items():
        change = example.get(sheet, [{}] * usual)
        found[sheet] = [{**_ROWS[sheet], **row} for row in ([change] if isinstance(change, Mapping) else change)]
    return found


def example_batch(catalog: Catalog, example: Example) -> Batch:
    """The batch of an example, its rows starting in row 2 of each sheet."""
    rows = example_rows(example)
    return batch_in_memory("example", catalog, {name: dict(enumerate(rows[name], 2)) for name in catalog.sheets})


def shape(rule: Rule) -> str:
    """Rules of one code that ask the same of different columns have one shape."""
    return f"{rule.code} {'/'.join(type(part).__name__ for part in rule.when.parts())}"


def label(rule: Rule) -> str:
    return f"{rule.code}-{rule.sheet}-{rule.field}"


def check(batch: Batch, today: dt.date) -> list[Finding]:
    """All findings of a batch, by sheet, row and column, those of the file first."""
    return Check(batch, today).findings()

"""Batches for these tests, from rows in memory."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from lxml import etree

from generator.catalog import Catalog, load
from generator.exchange.export import export
from generator.exchange.profile import load_profile
from generator.rules.findings import Finding, Severity
from generator.workbook.cells import Cell
from generator.workbook.frames import Batch, batch_in_memory

Row = Mapping[str, Cell]
CATALOG = load()
ACTIVITY: Row = {
    "provider_activity_id": "CME-1",
    "title": "Pain Update",
    "format": "Live Course",
    "delivery_method_1": "In-Person",
    "start_date": dt.date(2026, 3, 10),
    "end_date": dt.date(2026, 3, 11),
    "city": "Chicago",
    "state": "IL",
    "country": "USA",
    "credits": 12.0,
    "description": "Safe prescribing.",
    "providership": "Direct",
    "passport": "Yes",
    "fee": "Yes",
    "registration": "Open to all",
    "url": "https://cme.example.org/1",
    "moc": "Yes",
    "moc_deadline": dt.date(2026, 12, 31),
    "moc_attestation": "Yes",
}
BOARD: Row = {
    "provider_activity_id": "CME-1",
    "board": "ABIM",
    "points": 10.25,
    "credit_type_1": "Medical Knowledge",
    "practice_area_1": "Nephrology",
}
ABA: Row = {
    "provider_activity_id": "CME-1",
    "board": "ABA",
    "points": 12,
    "credit_type_1": "Lifelong Learning",
    "credit_type_2": "Patient Safety",
    "practice_area_1": "Pain Medicine",
    "content_1_kind": "Level 3 ID",
    "content_1": 1001.0,
    "content_1_tag": "2001",
    "content_2_kind": "Free Text",
    "content_2": "Airway <skills>",
}
REMS: Row = {
    "provider_activity_id": "CME-1",
    "program": "Opioid Analgesic",
    "rpc_id": "EG-123456-001",
    "attestation": "Yes",
}
MONEY: Row = {
    "provider_activity_id": "CME-1",
    "supporter": "REMS Program Companies (RPC)",
    "kind": "Monetary",
    "amount": 50000.0,
}
LENT: Row = {"provider_activity_id": "CME-1", "supporter": "Lens & Co", "kind": "In-kind"}


def batch(
    activities: Sequence[Row] = ({},),
    moc: Sequence[Row] = (),
    rems: Sequence[Row] = (),
    support: Sequence[Row] = (),
    *,
    catalog: Catalog = CATALOG,
) -> Batch:
    """Rows from row 2 on of each sheet; each activity is laid over `ACTIVITY`."""
    rows: dict[str, Sequence[Row]] = {
        "activities": [{**ACTIVITY, **row} for row in activities],
        "moc": moc,
        "rems": rems,
        "support": support,
    }
    batch = batch_in_memory("batch.xlsx", catalog, {name: dict(enumerate(rows[name], 2)) for name in catalog.sheets})
    return replace(batch, sha256="0" * 64)


def laid_over(folder: Path) -> Catalog:
    """The catalog with an organization's folder that holds a profile and nothing else, as `load` gives it."""
    return replace(CATALOG, folders=(folder, *CATALOG.folders), overlay=folder)


def finding(severity: Severity, sheet: str, row: int, code: str = "some-rule") -> Finding:
    return Finding(
        code, severity, (), sheet, f"B{row}", row, "provider_activity_id", None, "It is wrong.", "Put it right.", None
    )


class Xml:
    """A written file, for XPath with the profile's prefixes."""

    def __init__(self, path: Path, catalog: Catalog = CATALOG) -> None:
        self.root = etree.parse(str(path), etree.XMLParser(huge_tree=True)).getroot()  # as large as one asks for
        self.spaces = {prefix: uri for prefix, uri in load_profile(catalog).namespaces.items() if uri}

    @cached_property
    def records(self) -> dict[str, etree._Element]:
        """Each ID of an activity, ours or PARS', to its record."""
        return {
            entry.text or "": record for record in self.root for entry in record.iterfind(".//{*}identifier/{*}entry")
        }

    def at(self, xpath: str, of: str | None = None) -> list[str]:
        """Texts of the elements or attributes found anywhere, or in the record of an activity alone."""
        found: Any = (self.root if of is None else self.records[of]).xpath(f".//{xpath}", namespaces=self.spaces)
        return [str(f) if isinstance(f, str) else "".join(f.itertext()) for f in found]


def written(data: Batch, folder: Path) -> Xml:
    """All activities of a batch, written and read again."""
    target = folder / "out.xml"
    export(data, range(len(data.sheets["activities"])), target)
    return Xml(target, data.catalog)

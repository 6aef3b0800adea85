"""Readiness in words, for reports and for the workbook alike."""

from __future__ import annotations

from generator.catalog import Catalog
from generator.readiness.status import Programme, State

COMPLETE = "Complete – attest in PARS"
MISSING = "Missing Required Information: "
TO_CLOSE = "Complete; to close: "
FIX = "Fix: "
NONE = "—"


def programme_words(catalog: Catalog, name: str, programme: Programme) -> str:
    """What PARS would show for a programme, with the headers of what is missing. Never "registered": only PARS can say that."""
    if programme.state is State.NONE:
        return NONE
    if programme.state is State.COMPLETE:
        return TO_CLOSE + headers(catalog, name, programme.to_close) if programme.to_close else ("Complete" if name == "MIPS" else COMPLETE)
    return (FIX if programme.state is State.INVALID else MISSING) + headers(catalog, name, programme.missing)


def headers(catalog: Catalog, name: str, columns: list[str]) -> str:
    """The headers of columns, those of the programme's own sheet first."""
    sheets = [catalog.sheets[s] for s in (["moc"] if name.startswith("MOC") else ["rems"] if name.startswith("REMS") else []) + ["activities", "support"]]
    return ", ".join(next((s.column(c).header for s in sheets if s.has(c)), c) for c in columns)

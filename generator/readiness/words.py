"""Readiness in words, for reports and for the workbook alike."""

from __future__ import annotations

from generator.readiness.status import Programme, State

COMPLETE = "Complete – attest in PARS"
UNSAVED = "Complete once the record is saved"
MISSING = "Missing Required Information: "
TO_CLOSE = "Complete; to close: "
FIX = "Fix: "
NONE = "—"


def programme_words(name: str, programme: Programme) -> str:
    """What PARS would show for a programme, with what is missing. Never "registered": only PARS can say that."""
    if programme.state is State.NONE:
        return NONE
    if programme.state is State.INVALID:
        return FIX + ", ".join(programme.fix)
    if programme.state is State.MISSING:
        return MISSING + ", ".join(programme.lacks)
    if not programme.saved:
        return UNSAVED
    if programme.closing:
        return TO_CLOSE + ", ".join(programme.closing)
    return "Complete" if name == "MIPS" else COMPLETE

"""Readiness in words, for reports and for the workbook alike."""

from __future__ import annotations

from generator.readiness.status import Program, State

COMPLETE = "Complete – attest in PARS"
UNSAVED = "Complete once the record is saved"
MISSING = "Missing Required Information: "
TO_CLOSE = "Complete; to close: "
FIX = "Fix: "
NONE = "—"


def program_words(name: str, program: Program) -> str:
    """What PARS would show for a program, with what is missing. Never "registered": only PARS can say that."""
    if program.state is State.NONE:
        return NONE
    if program.state is State.INVALID:
        return FIX + ", ".join(program.fix)
    if program.state is State.MISSING:
        return MISSING + ", ".join(program.lacks)
    if not program.saved:
        return UNSAVED
    if program.closing:
        return TO_CLOSE + ", ".join(program.closing)
    return "Complete" if name == "MIPS" else COMPLETE

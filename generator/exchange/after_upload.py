"""What is left to do in PARS after an upload, activity by activity."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from generator.exchange.written import WrittenActivity


def to_do(activity: WrittenActivity) -> Iterator[str]:
    """What the file cannot carry or do, for one activity (FACTS: no element for an attestation in any revision)."""
    for program, registrations in groupby(activity.registrations, lambda registration: registration.program):
        if program.attested_on != program.sheet:
            together = list(registrations)
            names = ", ".join(registration.value for registration in together)
            yield program.attest.replace("{value}", names) + _open(all(r.attested for r in together))
        else:
            yield from (program.attest.replace("{value}", r.value) + _open(r.attested) for r in registrations)
    if activity.closing:
        yield "Check in PARS that the record is closed."
    if activity.meaning == "delete":
        yield "Check in PARS that the record is gone; one with reported learners cannot be deleted."
    if activity.meaning == "update":
        yield "Check in PARS that the record was changed and no second one was made."


def _open(attested: bool) -> str:
    return "" if attested else " The workbook has no Yes for this attestation yet."

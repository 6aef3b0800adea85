"""From a completed workbook to its findings, and to a marked or repaired copy of it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from generator.catalog import load
from generator.readiness.status import Readiness, readiness
from generator.rules.check import Check
from generator.rules.findings import Finding, Severity
from generator.workbook.frames import Batch
from generator.workbook.package import Package, open_package
from generator.workbook.read import read_package
from generator.workbook.settings import TODAY_TYPED


@dataclass(frozen=True)
class Checked:
    """A checked batch.

    Attributes:
        batch: what was checked.
        findings: in the order of the workbook.
        run: what found them.
        day: the day of the computer, whatever was typed on Start or given to this run.
        package: the file as it was read; None for a workbook that is open in Excel.
    """

    batch: Batch
    findings: Sequence[Finding]
    run: Check
    day: dt.date
    package: Package | None = None

    @cached_property
    def readiness(self) -> Sequence[Readiness]:
        """In the order of its activities; worked out when somebody asks, which an export does not."""
        return readiness(self.run, self.findings)

    @property
    def clean(self) -> bool:
        """Nothing invalid, nothing missing."""
        return all(f.severity is Severity.ADVICE for f in self.findings)


def check_batch(batch: Batch, today: dt.date) -> Checked:
    """All findings and the readiness of a batch in memory."""
    run = Check(batch, today)
    return Checked(batch, run.findings(), run, today)


def day_of_check(batch: Batch, given: dt.date | None, computer: dt.date) -> dt.date:
    """The day that rules about dates look from: the one given to this run, else the one typed on Start, else the
    computer's."""
    return given or batch.today or computer


def checked(
    file: Path,
    computer: dt.date,
    overlay: Path | None,
    *,
    given: dt.date | None = None,
) -> Checked:
    """Reads and checks a completed workbook under the catalog version that it is stamped with, and looks what its
    template has lost.

    Args:
        computer, given: see `day_of_check`.

    Raises:
        Failure: the file cannot be used.
    """
    from generator.upkeep.notes import integrity_notes  # noqa: PLC0415  # brings the whole template with it, which an export does not need

    package = open_package(file)
    batch = read_batch(package, overlay, given)
    whole = dataclasses.replace(batch, notes=(*batch.notes, *integrity_notes(package, batch.catalog)))
    package.let_go()
    result = check_batch(whole, day_of_check(whole, given, computer))
    return dataclasses.replace(result, day=computer, package=package)


def read_batch(package: Package, overlay: Path | None, given: dt.date | None = None) -> Batch:
    """Reads a workbook under the catalog version that it is stamped with.

    Args:
        overlay: the organization's folder.
        given: a day given to this run, before which a typed one does not count.

    Raises:
        Failure: the file cannot be used.
    """
    batch = read_package(package, lambda version, areas: load(version, overlay, areas))
    # Nothing goes by a typed day where another one is given, so it is not told either.
    told = tuple(note for note in batch.notes if given is None or note.code != TODAY_TYPED)
    return dataclasses.replace(batch, notes=told)

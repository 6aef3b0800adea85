"""The two ways from a completed workbook: to its findings, and on to the upload file. The command line and the ribbon both go here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from generator.catalog import load
from generator.exchange.delivery import Delivery, deliver
from generator.failure import Failure
from generator.readiness.status import Readiness, readiness
from generator.rules.check import Check
from generator.rules.findings import Finding, Severity
from generator.workbook.frames import Batch
from generator.workbook.read import read


@dataclass(frozen=True)
class Checked:
    """A checked batch: `findings` in the order of the workbook and `readiness` in the order of its activities."""

    batch: Batch
    findings: Sequence[Finding]
    readiness: Sequence[Readiness]

    @property
    def clean(self) -> bool:
        """Nothing invalid, nothing missing."""
        return all(f.severity is Severity.ADVICE for f in self.findings)


def check_batch(batch: Batch, today: dt.date) -> Checked:
    """All findings and the readiness of a batch in memory."""
    run = Check(batch, today)
    findings = run.findings()
    return Checked(batch, findings, readiness(run, findings))


def day_of_check(batch: Batch, given: dt.date | None, computer: dt.date) -> dt.date:
    """The day that rules about dates look from: the one given to this run, else the one typed on Start, else the computer's."""
    return given or batch.today or computer


def checked(file: Path, computer: dt.date, overlay: Path | None, *, given: dt.date | None = None) -> Checked:
    """Reads and checks a completed workbook under the catalog version that it is stamped with, and looks what its template has lost.

    Args:
        computer, given: see `day_of_check`.

    Raises:
        Failure: the file cannot be used.
    """
    from generator.template.guard import integrity_notes  # noqa: PLC0415  # brings the whole template with it, which an export does not need

    batch = _read(file, overlay)
    whole = replace(batch, notes=(*batch.notes, *integrity_notes(file, batch.catalog)))
    return check_batch(whole, day_of_check(whole, given, computer))


def _read(file: Path, overlay: Path | None) -> Batch:
    return read(file, lambda version, areas: load(version, overlay, areas))


@dataclass(frozen=True)
class Exported:
    """A checked batch and what came of its export."""

    checked: Checked
    delivery: Delivery


def exported(
    file: Path,
    target: Path,
    computer: dt.date,
    overlay: Path | None,
    *,
    given: dt.date | None = None,
    complete_only: bool = False,
) -> Exported:
    """Reads, checks and exports a completed workbook: the upload file, and the receipt beside it.

    What the template has lost is left to `checked`: it never changes what is exported.

    Args:
        computer, given: see `day_of_check`.

    Raises:
        Failure: the file cannot be used, holds no activity rows, or the target cannot be written.
    """
    if target.exists() and target.samefile(file):
        raise Failure(f"{target} is the workbook itself; give the upload file another name, as in {file.stem}.xml.")
    batch = _read(file, overlay)
    result = check_batch(batch, day_of_check(batch, given, computer))
    return Exported(result, deliver(result.batch, result.findings, target, complete_only=complete_only))

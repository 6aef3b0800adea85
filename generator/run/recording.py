"""From what PARS gave back to a copy of the workbook that knows it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from generator.catalog import ACTIVITIES, ID
from generator.exchange.said import ACCME_ID
from generator.failure import Failure
from generator.intake.issued import issued_ids, known_in
from generator.intake.recorded_copy import write_copy
from generator.intake.recording import UPLOADED, Recording, recording
from generator.run.checking import read_batch
from generator.targets import check_copy
from generator.workbook.book import open_book
from generator.workbook.frames import Batch
from generator.workbook.guards import formulas
from generator.workbook.letters import number_of
from generator.workbook.package import Package, open_package
from generator.workbook.seal import copy_of

_EARLIEST = dt.date(2000, 1, 1)
"""Workbooks hold no earlier dates. On the other side of the earth it may be tomorrow already."""


def recorded(
    file: Path, ids: Path, target: Path, computer: dt.date, overlay: Path | None, *, day: dt.date | None = None,
    replace: bool = False,
) -> Recording:  # fmt: skip
    """Writes a copy of the workbook `file` with the IDs of a list and the day of the upload; none when it would say
    nothing new.

    Args:
        ids: a table of IDs, XML that PARS gives out, or the receipt of an export.
        target: the copy.
        computer: the day of the computer.
        overlay: the organization's folder.
        day: of the upload; None for `computer`.
        replace: whether an earlier, untouched copy may be replaced.

    Raises:
        Failure: a file cannot be used, `day` is no day of an upload, or the target cannot be written or replaced.
    """

    if day and not _EARLIEST <= day <= computer + dt.timedelta(days=1):
        raise Failure(
            f"--day is the day on which the file was uploaded, and {day} cannot be it; give a day from {_EARLIEST} to "
            "today, as year-month-day."
        )
    check_copy(target, file, replace=replace)
    package = open_package(file)
    batch = read_batch(package, overlay)
    issued = issued_ids(ids, batch.catalog, known_in(list(batch.sheets[ACTIVITIES].text(ID))))
    typed = {column: _formula_rows(package, batch, column) for column in (ACCME_ID, UPLOADED)}
    found = recording(batch, issued, day or computer, typed)
    if found.writes:
        write_copy(package, target, found, seal=copy_of(file), replace=replace, day=computer)
    return found


def _formula_rows(package: Package, batch: Batch, column: str) -> frozenset[int]:
    """The rows of Activities in which a formula stands in a column."""
    frame = batch.sheets[ACTIVITIES]
    part = open_book(package).part_of(frame.sheet.title)
    if part is None or column not in frame.letters:
        return frozenset()
    return frozenset(formulas(package, part).any_rows(number_of(frame.letters[column])))

"""From a completed workbook to its upload file, and from a place in that file back to a cell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.exchange.compared import compared
from generator.exchange.delivery import Delivery, check_target, chosen, deliver
from generator.exchange.earlier import earlier
from generator.exchange.source_map import SourceMap
from generator.failure import Failure
from generator.run.checking import Checked, check_batch, day_of_check, read_batch
from generator.targets import ACCME_EXCEL, format_of, upload_beside
from generator.workbook.package import open_package


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
    only: Sequence[str] = (),
    against: Sequence[Path] = (),
    replace: bool = False,
    format: str | None = None,
    template: Path | None = None,
) -> Exported:
    """Reads, checks and exports a completed workbook: the upload file, and the receipt beside it.

    What the template has lost is left to `checked`: it never changes what is exported.

    Args:
        computer, given: see `day_of_check`.
        complete_only: hold back activities that something is missing from, too.
        only: provider activity IDs of the activities to write; empty for all.
        against: files that were uploaded before, oldest first; only what differs from them is written then.
        format: of the upload file, one of `generator.targets`; None for what its name ends in.
        template: of ACCME, for `ACCME_EXCEL`; None for the only one that is kept.

    Raises:
        Failure: the file or an earlier one cannot be used, it holds no activity rows or not an ID that was asked for,
            or the target cannot be written or replaced.
    """
    if template and format not in (None, ACCME_EXCEL):
        raise Failure(f"--template goes with --format {ACCME_EXCEL} alone; leave one of the two out.")
    if template or format == ACCME_EXCEL:
        from generator.run.filling import filled  # noqa: PLC0415  # what is known of ACCME's templates, which no other export needs

        return Exported(
            *filled(
                file, target, template, computer, overlay,
                given=given, complete_only=complete_only, only=only, against=against, replace=replace,
            )
        )  # fmt: skip
    if target.exists() and file.exists() and target.samefile(file):
        raise Failure(
            f"{target} is the workbook itself; give the upload file another name, as in "
            f"{upload_beside(file, format).name}."
        )
    for earlier_file in against:
        if target.exists() and earlier_file.exists() and target.samefile(earlier_file):
            raise Failure(f"{target} is the file to compare with; give the new upload file another name.")
    format = format or format_of(target)
    check_target(target, replace=replace, format=format)
    batch = read_batch(open_package(file), overlay, given)
    result = check_batch(batch, day_of_check(batch, given, computer))
    comparison = compared(batch, against) if against else None
    delivery = deliver(
        batch, result.findings, target,
        complete_only=complete_only, only=only, comparison=comparison, replace=replace, format=format,
    )  # fmt: skip
    return Exported(result, delivery)


def upload_map(upload: Path, overlay: Path | None, *, workbook: Path | None = None) -> SourceMap:
    """The way between an upload file and the workbook that the receipt beside it names.

    Args:
        workbook: the workbook; None when it lies beside the upload file.

    Raises:
        Failure: file, receipt and workbook do not belong together, or one of them cannot be used.
    """
    told = earlier(upload)
    package = open_package(workbook or told.beside())
    told.check_workbook(package.name, package.sha256)
    return told.source_map(read_batch(package, overlay))


def workbook_map(
    file: Path,
    computer: dt.date,
    overlay: Path | None,
    *,
    given: dt.date | None = None,
) -> SourceMap:
    """The way between a workbook and the upload file that an export would write of it.

    Args:
        computer, given: see `day_of_check`.

    Raises:
        Failure: the file cannot be used, or holds no activity rows.
    """
    batch = read_batch(open_package(file), overlay, given)
    result = check_batch(batch, day_of_check(batch, given, computer))
    selection = chosen(batch, result.findings)
    reasons = {
        position: f"Its activity is held back from the upload file: {findings[0].place or batch.name}: "
        f"{findings[0].message}"
        for position, findings in selection.held_back.items()
    }
    return SourceMap(batch, selection.positions, ties=selection.ties, reasons=reasons)

"""The ways from a completed workbook, for command line and ribbon: to its findings, to the upload file and back, to a
copy."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from generator.catalog import Catalog, load, versions
from generator.catalog.diff import Change, changes
from generator.exchange.delivery import Delivery, check_target, chosen, deliver
from generator.exchange.earlier import earlier
from generator.exchange.source_map import SourceMap
from generator.failure import Failure
from generator.readiness.status import Readiness, readiness
from generator.rules.check import Check
from generator.rules.findings import Finding, Severity
from generator.targets import check_upgrade
from generator.workbook.frames import Batch
from generator.workbook.package import Package, open_package
from generator.workbook.read import read_package
from generator.workbook.seal import copy_of
from generator.workbook.settings import TODAY_TYPED
from generator.workbook.touched import Touched, touched

if TYPE_CHECKING:
    from generator.upkeep.repair import Repaired
    from generator.upkeep.upgraded import Upgraded


@dataclass(frozen=True)
class Checked:
    """A checked batch.

    Attributes:
        batch: what was checked.
        findings: in the order of the workbook.
        readiness: in the order of its activities.
        day: the day of the computer, whatever was typed on Start or given to this run.
        package: the file as it was read; None for a workbook that is open in Excel.
    """

    batch: Batch
    findings: Sequence[Finding]
    readiness: Sequence[Readiness]
    day: dt.date
    package: Package | None = None

    @property
    def clean(self) -> bool:
        """Nothing invalid, nothing missing."""
        return all(f.severity is Severity.ADVICE for f in self.findings)


def check_batch(batch: Batch, today: dt.date, progress: Callable[[int, int], None] | None = None) -> Checked:
    """All findings and the readiness of a batch in memory.

    Args:
        progress: see `Check.findings`.
    """
    run = Check(batch, today)
    findings = run.findings(progress)
    return Checked(batch, findings, readiness(run, findings), today)


def day_of_check(batch: Batch, given: dt.date | None, computer: dt.date) -> dt.date:
    """The day that rules about dates look from: the one given to this run, else the one typed on Start, else the
    computer's."""
    return given or batch.today or computer


def checked(file: Path, computer: dt.date, overlay: Path | None, *, given: dt.date | None = None) -> Checked:
    """Reads and checks a completed workbook under the catalog version that it is stamped with, and looks what its
    template has lost.

    Args:
        computer, given: see `day_of_check`.

    Raises:
        Failure: the file cannot be used.
    """
    from generator.upkeep.notes import integrity_notes  # noqa: PLC0415  # brings the whole template with it, which an export does not need

    package = open_package(file)
    batch = _read(package, overlay, given)
    whole = dataclasses.replace(batch, notes=(*batch.notes, *integrity_notes(package, batch.catalog)))
    result = check_batch(whole, day_of_check(whole, given, computer))
    return dataclasses.replace(result, day=computer, package=package)


def _read(package: Package, overlay: Path | None, given: dt.date | None) -> Batch:
    batch = read_package(package, lambda version, areas: load(version, overlay, areas))
    # Nothing goes by a typed day where another one is given, so it is not told either.
    told = tuple(note for note in batch.notes if given is None or note.code != TODAY_TYPED)
    return dataclasses.replace(batch, notes=told)


def marked_copy(result: Checked, file: Path, target: Path, *, replace: bool = False) -> None:
    """Writes a copy of the workbook `file` with its findings marked and listed, made of the bytes that were checked.

    Its seal says which file it is a copy of, by which it may be replaced later (`generator.targets`).

    Raises:
        Failure: `target` is the workbook itself, exists and is not to be replaced, or cannot be written.
    """
    from generator.upkeep.highlight import highlight  # noqa: PLC0415  # only --highlight needs it, and every check would wait for it

    batch, findings, day, seal = result.batch, result.findings, result.day, copy_of(file)
    highlight(
        file, target, batch.catalog, findings,
        package=result.package, seal=seal, replace=replace, batch=batch, day=day,
    )  # fmt: skip


def repaired_copy(result: Checked, file: Path, target: Path, *, replace: bool = False) -> Repaired:
    """Writes a copy of the workbook `file` with what its template has lost, made and sealed as by `marked_copy`.

    Raises:
        Failure: as `marked_copy`, or the workbook was made by another version or with other lists.
    """
    from generator.upkeep.repair import repair  # noqa: PLC0415  # only --repair needs it, and every check would wait for it

    seal, day = copy_of(file), result.day
    return repair(file, target, result.batch.catalog, package=result.package, seal=seal, replace=replace, day=day)


def upgraded(
    file: Path,
    target: Path,
    computer: dt.date,
    overlay: Path | None,
    *,
    rows: int | None = None,
    replace: bool = False,
) -> Upgraded:
    """Writes a fresh workbook of the newest catalog version with all that the workbook `file` holds, sealed as by
    `marked_copy`.

    Args:
        rows: for how many activities it has room; None for as many as `file` was made with.

    Raises:
        Failure: the file cannot be used or is newer, or the target cannot be written or replaced.
    """
    from generator.upkeep.upgrade import upgrade  # noqa: PLC0415  # only an upgrade needs it, and every check would wait for it

    check_upgrade(target, file, replace=replace)
    package = open_package(file)
    return upgrade(package, target, overlay, rows=rows, seal=copy_of(file), replace=replace, day=computer)


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
    replace: bool = False,
) -> Exported:
    """Reads, checks and exports a completed workbook: the upload file, and the receipt beside it.

    What the template has lost is left to `checked`: it never changes what is exported.

    Args:
        computer, given: see `day_of_check`.

    Raises:
        Failure: the file cannot be used, holds no activity rows, or the target cannot be written or replaced.
    """
    if target.exists() and file.exists() and target.samefile(file):
        raise Failure(f"{target} is the workbook itself; give the upload file another name, as in {file.stem}.xml.")
    check_target(target, replace=replace)
    batch = _read(open_package(file), overlay, given)
    result = check_batch(batch, day_of_check(batch, given, computer))
    delivery = deliver(result.batch, result.findings, target, complete_only=complete_only, replace=replace)
    return Exported(result, delivery)


@dataclass(frozen=True)
class Compared:
    """Two catalogs, what changed from the one to the other, and the cells of a workbook that this touches."""

    old: Catalog
    new: Catalog
    changes: Sequence[Change]
    cells: Sequence[Touched] = ()


def compared(old: str, new: str, overlay: Path | None, workbook: Path | None = None) -> Compared:
    """Compares two catalogs.

    Args:
        old, new: each a version, with the organization's lists over it; or a folder with an organization's lists, over
            the version named beside it without them, or over the newest.
        overlay: the organization's folder, for versions.
        workbook: a completed workbook of the version of `old`, or None.

    Raises:
        Failure: an unknown version, a malformed file, or a workbook that cannot be used or is of another version.
    """
    known = versions()
    folders = [None if name in known or not Path(name).is_dir() else Path(name) for name in (old, new)]
    beside = next((name for name, folder in zip((old, new), folders, strict=True) if folder is None), None)
    if any(folders):
        overlay = None

    def side(name: str, folder: Path | None, areas: int | None = None) -> Catalog:
        return load(beside, folder, areas) if folder else load(name, overlay, areas)

    before, after = side(old, folders[0]), side(new, folders[1])
    found = changes(before, after)
    if workbook is None:
        return Compared(before, after, found)

    def as_stamped(version: str, areas: int | None) -> Catalog:
        if version != before.version:
            raise Failure(
                f"{workbook} was made with the catalog {version}, not {before.version}; compare {version} with the "
                "other one."
            )
        return side(old, folders[0], areas)

    batch = read_package(open_package(workbook), as_stamped)
    return Compared(before, after, found, touched(batch, after, found))


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
    return told.source_map(_read(package, overlay, None))


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
    batch = _read(open_package(file), overlay, given)
    result = check_batch(batch, day_of_check(batch, given, computer))
    selection = chosen(batch, result.findings)
    reasons = {
        position: f"Its activity is held back from the upload file: {findings[0].place or batch.name}: "
        f"{findings[0].message}"
        for position, findings in selection.held_back.items()
    }
    return SourceMap(batch, selection.positions, ties=selection.ties, reasons=reasons)

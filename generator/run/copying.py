"""From a checked workbook to a marked or a repaired copy of it."""

from __future__ import annotations

from pathlib import Path

from generator.run.checking import Checked
from generator.upkeep.highlight import highlight
from generator.upkeep.repair import Repaired, repair
from generator.workbook.seal import copy_of


def marked_copy(result: Checked, file: Path, target: Path, *, replace: bool = False) -> None:
    """Writes a copy of the workbook `file` with its findings marked and listed, made of the bytes that were checked.

    Its seal says which file it is a copy of, by which it may be replaced later (`generator.targets`).

    Raises:
        Failure: `target` is the workbook itself, exists and is not to be replaced, or cannot be written.
    """
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
    seal, day = copy_of(file), result.day
    return repair(file, target, result.batch.catalog, package=result.package, seal=seal, replace=replace, day=day)

"""From several completed workbooks to one, and from one to several."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from generator.failure import Failure
from generator.targets import check_merge
from generator.upkeep.merge import merge
from generator.upkeep.merged import Merged
from generator.upkeep.parted import Split
from generator.upkeep.split import split
from generator.workbook.package import open_package
from generator.workbook.seal import copy_of


def merged(
    files: Sequence[Path],
    target: Path,
    computer: dt.date,
    overlay: Path | None,
    *,
    live: bool | None = None,
    replace: bool = False,
) -> Merged:
    """Writes a fresh workbook of the newest catalog version with all that the workbooks `files` hold, sealed as by
    `marked_copy`.

    Args:
        files: two workbooks or more, none of them twice.
        live: whether it has live marks; None for: if one of the files has them.

    Raises:
        Failure: a file cannot be used, they are too few or too much for one workbook, or the target cannot be written
            or replaced.
    """
    if len(files) < 2:
        raise Failure("A merge takes two workbooks or more; “pars upgrade” brings one into a fresh workbook.")
    check_merge(target, files, replace=replace)
    packages = [open_package(file) for file in files]
    for number, file in enumerate(files):
        if any(file.samefile(other) for other in files[:number]):
            raise Failure(f"{file} is named twice; name each workbook once.")
    names = Counter(file.name for file in files)
    named = [file.name if names[file.name] == 1 else str(file) for file in files]
    return merge(
        list(zip(named, packages, strict=True)),
        target,
        overlay,
        live=live,
        seal=copy_of(*files),
        replace=replace,
        day=computer,
    )


def split_up(
    file: Path, by: str, folder: Path, computer: dt.date, overlay: Path | None, *, live: bool | None = None
) -> Split:
    """Writes a fresh workbook of the newest catalog version for each value that a column of Activities has in the
    workbook `file`, into `folder`, which is made where there is none. No existing file is replaced.

    Args:
        by: header of the column, one of ours or of somebody's own.
        live: whether they have live marks; None for as `file`.

    Raises:
        Failure: the file cannot be used, there is no such column, it has too many values, or a file exists already or
            cannot be written.
    """
    return split(open_package(file), file.stem, by, folder, overlay, live=live, day=computer)

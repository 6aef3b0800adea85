"""From a workbook of an older version to a fresh one, and from one catalog to another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from generator.catalog import Catalog, load, versions
from generator.catalog.diff import Change, changes
from generator.failure import Failure
from generator.targets import check_upgrade
from generator.workbook.package import open_package
from generator.workbook.read import read_package
from generator.workbook.seal import copy_of
from generator.workbook.touched import Touched, touched

if TYPE_CHECKING:
    from generator.upkeep.upgraded import Upgraded


def upgraded(
    file: Path,
    target: Path,
    computer: dt.date,
    overlay: Path | None,
    *,
    rows: int | None = None,
    live: bool | None = None,
    replace: bool = False,
) -> Upgraded:
    """Writes a fresh workbook of the newest catalog version with all that the workbook `file` holds, sealed as by
    `marked_copy`.

    Args:
        rows: for how many activities it has room; None for as many as `file` was made with.
        live: whether it has live marks; None for as `file`.

    Raises:
        Failure: the file cannot be used or is newer, or the target cannot be written or replaced.
    """
    from generator.upkeep.upgrade import upgrade  # noqa: PLC0415  # only an upgrade needs it, and every check would wait for it

    check_upgrade(target, file, replace=replace)
    package = open_package(file)
    return upgrade(package, target, overlay, rows=rows, live=live, seal=copy_of(file), replace=replace, day=computer)


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

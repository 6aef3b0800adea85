"""Writes a workbook to disk: whole or not at all, and the same bytes for the same content."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from openpyxl.workbook import Workbook

from generator.template.parts import Parts
from generator.template.shown.cached import Values
from generator.template.writer import PackageWriter
from generator.whole_file import whole_file

_DATED = dt.datetime(2025, 1, 1)
"""When a workbook was made, as it says itself: the same for all, so that the same content gives the same bytes."""


def save(
    workbook: Workbook,
    path: Path,
    *,
    replace: bool = True,
    values: Mapping[str, Values] = MappingProxyType({}),
    seal: str | None = None,
) -> None:
    """Writes `workbook` to `path`, and dates it; an existing file is replaced only by a whole one.

    Args:
        workbook: what to write.
        path: where to.
        replace: whether an existing file may be replaced at all; a command asks `generator.targets` before.
        values: title of a sheet to what its formulas show (`generator.template.shown.placed`). Others show nothing
            until a program calculates them.
        seal: what its seal says (`generator.workbook.seal`); None for none.

    Raises:
        Failure: the folder does not exist, the file exists and is not to be replaced, it cannot be written, or it is
            too large to be read again.
    """
    workbook.properties.created = workbook.properties.modified = _DATED
    with whole_file(path, replace=replace) as part, Parts() as parts:
        PackageWriter(workbook, parts, values).write_data()
        parts.write(part, seal)

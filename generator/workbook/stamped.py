"""What a batch workbook says of its origin, and the catalog that follows from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from generator.catalog import Catalog, Sheet
from generator.failure import Failure
from generator.workbook.columns import largest_number
from generator.workbook.frames import Note
from generator.workbook.limits import LARGEST_BATCH
from generator.workbook.own_sheets import CATALOG_HASH, CATALOG_VERSION, PREFIX

MOST_AREAS = 200
"""Practice area columns of one workbook."""
LONGEST_VERSION = 40
"""Characters of the name of a catalog version; a longer one is none."""

LoadCatalog = Callable[[str, int | None], Catalog]
"""Takes the version and the number of practice areas of a MOC row, None for the catalog's own; raises Failure for an
unknown version."""


def stamp_of(meta: Iterable[Sequence[str]]) -> dict[str, str]:
    """Keys and values at the top of Meta, down to the first blank row."""
    stamp: dict[str, str] = {}
    for key, value in (row[:2] for row in meta if len(row) > 1):
        if not key:
            break
        stamp[key.removeprefix(PREFIX)] = value
    return stamp


def catalog_of(name: str, stamp: Mapping[str, str], load: LoadCatalog) -> Catalog:
    """The catalog that the workbook `name` is stamped with.

    Raises:
        Failure: no stamp, or an unknown version.
    """
    version = stamp.get(CATALOG_VERSION, "")
    if not version or len(version) > LONGEST_VERSION:
        raise Failure(
            f"{name} was not made by PARS Batch, or has lost the hidden sheet that says so; bring it in with pars "
            "import, or copy its rows into a fresh template (pars template)."
        )
    return load(version, None)


def with_areas(
    catalog: Catalog, load: LoadCatalog, meta: Sequence[Sequence[str]], headers: Mapping[str, Mapping[int, str]]
) -> Catalog:
    """The catalog with as many columns of the family that may grow as the workbook has.

    Args:
        meta: the texts of Meta, which names the columns that the workbook was made with.
        headers: those of each sheet, by column number.
    """
    for sheet in catalog.sheets.values():
        if growing := sheet.growing:
            at_first = sum(len(row) > 1 and _is_of(growing[0].family, row[1]) for row in meta)
            areas = min(max(at_first, largest_number(headers.get(sheet.id, {}), growing[0].header)), MOST_AREAS)
            return load(catalog.version, areas) if areas not in {0, len(growing)} else catalog
    return catalog


def _is_of(family: str, column_id: str) -> bool:
    return re.fullmatch(rf"{family}_\d+", column_id, re.ASCII) is not None


def differing(stamp: Mapping[str, str], catalog: Catalog) -> list[Note]:
    """A note when the workbook was made with other lists than the catalog's."""
    same = stamp.get(CATALOG_HASH, catalog.hash) == catalog.hash
    return [] if same else [Note("catalog-differs", slots={"version": catalog.version})]


def missing_sheet(name: str, sheet: Sheet) -> Failure:
    return Failure(
        f"{name} has no sheet {sheet.title}; give the sheet its name back, or copy the rows into a fresh template."
    )


def refuse_too_many(sheet: Sheet, rows: int) -> None:
    """Raises Failure when a workbook holds more activities than one batch may have."""
    if sheet.id == "activities" and rows > LARGEST_BATCH:
        raise Failure(
            f"The sheet {sheet.title} has {rows:,} rows, more than the {LARGEST_BATCH:,} of one batch; split it into "
            "several workbooks."
        )

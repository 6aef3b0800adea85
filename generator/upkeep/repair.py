"""A copy of a completed workbook with what its template has lost.

Validations, formats, names, headers, Lists, Meta and formulas come back. Only the parts concerned are written anew, and
in them only what was lost; every value and every format of a cell stays.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from generator.catalog import Catalog
from generator.failure import Failure
from generator.printable import as_typed
from generator.upkeep.guard import WorkbookGuard
from generator.upkeep.notes import header_note, notes_of
from generator.upkeep.print_areas import print_all_rows
from generator.upkeep.repair_own import repair_own_sheets
from generator.upkeep.repair_sheet import repair_formats, repair_sheet
from generator.upkeep.shown import write_shown
from generator.whole_file import write_whole
from generator.workbook.changes import Changes, refuse_itself
from generator.workbook.frames import Note
from generator.workbook.package import Package, open_package, package_of
from generator.workbook.read import read_package
from generator.workbook.scan import Malformed
from generator.workbook.seal import sealed


@dataclass(frozen=True)
class Repaired:
    """What a repair did: `before` as notes for the rules of the file, and `left`, what it could not restore."""

    before: tuple[Note, ...]
    left: tuple[Note, ...]


def repair(
    file: Path,
    target: Path,
    catalog: Catalog,
    *,
    package: Package | None = None,
    seal: str | None = None,
    replace: bool = False,
    day: dt.date | None = None,
) -> Repaired:
    """Writes to `target` a copy of the workbook `file` with all that its template has lost.

    Args:
        file: the completed workbook, which stays as it is.
        target: where to write the copy.
        catalog: what the workbook was made from (as reading it found).
        package: the file as it was read before; None to read it now.
        seal: what a seal of the copy is to say (`generator.workbook.seal`); None for a copy without one.
        replace: whether an existing file may be replaced; which ones is up to the command (`generator.targets`).
        day: the day of the computer, for the values of formulas and what prints, which otherwise stay as they are.

    Raises:
        Failure: `target` is the workbook itself or cannot be written, `file` cannot be read or came from other lists.
    """
    refuse_itself(file, target)
    package = package or open_package(file)
    try:
        guard = WorkbookGuard(package, catalog, to_typed=True)
        if not guard.origin.exact:
            raise Failure(
                f"{file.name} was made by another version of PARS Batch or with other lists, so what it had is not "
                f"known here; bring its rows into a fresh template: pars upgrade {as_typed(file)} -o new.xlsx"
            )
        before = _lost(guard)
        changes = Changes(package)
        for sheet in guard.sheets:
            repair_sheet(changes, sheet)
            repair_formats(changes, sheet)
        repair_own_sheets(changes, guard)
        for name, text in guard.broken_names.items():
            changes.name(name, text)
        after = WorkbookGuard(package_of(package.name, changes.data()), catalog, to_typed=True)
        left, repaired = _lost(after), Changes(after.origin.package)
        if day:
            # Read anew: what was lost may have been what says how the rows are read.
            batch = read_package(after.origin.package, lambda version, areas: catalog)
            print_all_rows(repaired, batch)
            write_shown(repaired, after, batch, left, day)
        write_whole(target, sealed(repaired, seal) if seal else repaired.data(), replace=replace)
        return Repaired(before, left)
    except Malformed as error:
        raise package.damaged(str(error)) from error


def _lost(guard: WorkbookGuard) -> tuple[Note, ...]:
    """What was lost, with the changed headers of input columns, which otherwise reading a workbook tells."""
    renamed = [header_note(sheet, place) for sheet in guard.sheets for place in sheet.renamed if place.column]
    return (*notes_of(guard), *renamed)


def restore_marks(changes: Changes, guard: WorkbookGuard) -> None:
    """Lays the formats that show marks over cells that lost them, as cells that were pasted over do.

    Nothing happens in a workbook of another version, whose formats are not known here.
    """
    for sheet in guard.sheets if guard.origin.exact else ():
        repair_formats(changes, sheet)

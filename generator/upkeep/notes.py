"""What a completed workbook has lost of its template, in words: as notes for the rules of the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.catalog import Catalog
from generator.template.layout import Place
from generator.template.limits import BuildError
from generator.upkeep.data_sheet import SheetGuard, Stretches
from generator.upkeep.guard import WorkbookGuard
from generator.workbook.columns import header_changed
from generator.workbook.frames import Note
from generator.workbook.letters import letters_of
from generator.workbook.own_sheets import READINESS, READINESS_NOTE, START, START_BESIDE, START_TEXT, STATUS
from generator.workbook.package import Package
from generator.workbook.reach import NAMED_AT_MOST, stretch_words
from generator.workbook.scan import Malformed


def integrity_notes(package: Package, catalog: Catalog) -> list[Note]:
    """What of the template was removed or altered in a workbook, which was made from `catalog`.

    Raises:
        Failure: a part is damaged.
    """
    try:
        return notes_of(WorkbookGuard(package, catalog))
    except Malformed as error:
        raise package.damaged(str(error)) from error
    except BuildError:
        # An organization's lists of today may make no template at all; then there is nothing to compare with.
        return []


def notes_of(guard: WorkbookGuard) -> list[Note]:
    """What was removed or altered, sheet by sheet; changed headers of input columns are left to reading a workbook."""
    notes = [note for sheet in guard.sheets for note in _of_sheet(sheet)]
    if guard.broken_names:
        notes.append(Note("names-broken", slots={"names": _some(list(guard.broken_names))}))
    if guard.changed_lists is None:
        notes.append(Note("lists-changed", slots={"how": "is missing"}))
    elif guard.changed_lists:
        notes.append(Note("lists-changed", slots={"how": f"was edited ({_some(guard.changed_lists)})"}))
    if guard.meta_changed:
        notes.append(Note("meta-changed", slots={"how": "was edited" if guard.origin.meta else "is missing"}))
    groups: dict[Stretches, list[str]] = {}
    for header, rows in guard.readiness.faults.values():
        groups.setdefault(rows, []).append(header)
    notes += [_overwritten(READINESS, _some(headers), _row_words(rows)) for rows, headers in groups.items()]
    if guard.readiness.lost_note:
        notes.append(_overwritten(READINESS, "the sentence at the top", str(READINESS_NOTE)))
    for column, what in ((START_TEXT, "Totals"), (START_BESIDE, "Settings")):
        if lost := guard.start.lost[column]:
            notes.append(_overwritten(START, _some(list(lost)), what))
    for sheet in guard.sheets:
        if not sheet.reaches_all:
            slots = {"rows": f"{sheet.own_last + 1} and below", "last": str(sheet.own_last)}
            notes.append(Note("row-below-table", sheet.sheet.title, slots=slots))
    return notes


def _overwritten(title: str, columns: str, rows: str) -> Note:
    return Note("formulas-overwritten", title, slots={"columns": columns, "rows": rows})


def _of_sheet(sheet: SheetGuard) -> Iterator[Note]:
    groups: dict[tuple[str, Stretches], list[Place]] = {}
    for fault in sheet.faults:
        groups.setdefault((fault.code, fault.rows), []).append(fault.place)
    for (code, rows), places in groups.items():
        if code == "header-changed":
            yield from (header_note(sheet, place) for place in places)
            continue
        shown = [p.header for p in places if p.live is None or p.id == STATUS]
        if hidden := len(places) - len(shown):
            one = "a hidden column of the live marks"
            shown.append(one if hidden == 1 else f"{hidden} hidden columns of the live marks")
        number = sheet.numbers.get(places[0].id)
        cell = f"{letters_of(number)}{rows[0][0]}" if number and rows else None
        slots = {"columns": _some(shown), "rows": _row_words(rows)}
        yield Note(code, sheet.sheet.title, cell, column=places[0].id, slots=slots)


def header_note(sheet: SheetGuard, place: Place) -> Note:
    """The note that a column has another header than the template gave it."""
    number = sheet.numbers[place.id]
    return header_changed(sheet.sheet, place.id, place.header, number, sheet.headers.get(number))


def _row_words(rows: Stretches) -> str:
    more = len(rows) - NAMED_AT_MOST
    return stretch_words(rows) + (f" and {more} more stretches" if more > 0 else "")


def _some(texts: Sequence[str]) -> str:
    more = len(texts) - NAMED_AT_MOST
    return ", ".join(texts[:NAMED_AT_MOST]) + (f" and {more} more" if more > 0 else "")

"""The command that brings a file of elsewhere into a new workbook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import xlwings as xw

from addin.conversation import Part, Question, Stopped, Talk, Told, which_file
from addin.upgrading import free_name, new_workbook
from generator.intake.brought import Brought
from generator.intake.lists import ListBrought, ListOptions
from generator.intake.mapping_file import remember, remembered
from generator.intake.matching import How
from generator.own_lists import mappings_folders, own_lists
from generator.report.imports import HEADINGS, TOLD_THERE, in_lines, numbers, to_look_at
from generator.report.receipt_words import counted
from generator.run.bringing import imported
from generator.targets import check_import

_PROMPT = "Import which file?"
_KIND = "XML with activities, or a list"
_ENDINGS = (".xml", ".csv", ".tsv", ".txt", ".xlsx", ".xlsm")
_MOST = 5
"""Values or columns of one kind that a message names."""
_LONGEST = 120
"""Characters of a line about a value."""
_FORMULAS = ("=", "+", "-", "@")
_UNSURE = {How.NEAR, How.UNKNOWN, How.NO_PLACE}


def import_file(app: xw.App) -> Talk:
    """Brings a file that is asked for into a new workbook, at a place asked for, and opens that; of a list with columns
    that went nowhere, or by a near name, it offers the mapping."""
    file = yield from which_file(_PROMPT, _KIND, _ENDINGS)
    if file is None:
        return Told()
    overlay = own_lists()
    mappings = mappings_folders(overlay)
    options = ListOptions(kept=mappings)
    result = yield from new_workbook(
        app,
        free_name(file.with_name(f"{file.stem}-new.xlsx")),
        "importing",
        lambda target: check_import(target, file, replace=True),
        lambda target: imported(file, target, dt.date.today(), overlay, replace=True, options=options),
    )
    if result is None:
        return Told()
    brought, target = result
    mapping = (yield from _mapping(app, brought, mappings)) if isinstance(brought, ListBrought) else ""
    text = "\n\n".join(filter(None, (*_first(brought, target), mapping, *_values(brought))))
    return Told(text, rest="look at its sheet Not imported")


def _mapping(app: xw.App, brought: ListBrought, folders: Sequence[Path]) -> Part[str]:
    """Says where a person may say otherwise where the columns of the list go; opens the mapping, if it is wanted."""
    paths = [remembered(folder, {match.number: match.header for match in brought.columns}) for folder in folders]
    path = next((path for path in paths if path.is_file()), paths[0])
    if path.is_file():
        return f"To send a column elsewhere, edit {path}; to have a mapping proposed anew, delete it."
    likely = {header for one in brought.lacking for header in one.likely}
    unsure = [
        " ".join(match.header.split()) for match in brought.columns if match.how in _UNSURE or match.header in likely
    ]
    if not unsure:
        return "To send a column elsewhere, use “pars import” with --mapping."
    if not (yield from _wanted(unsure)):
        return ""
    remember(path, brought.columns, brought.catalog)
    state = "is written; a text editor opens it"
    # Excel would take such a header for a formula, and save what that gives
    if not any(match.header.lstrip().startswith(_FORMULAS) for match in brought.columns):
        app.books.open(path).activate()
        state = "is open"
    return (
        f"The mapping {state}: {path}\nChange “Goes to”, save and close it, and choose Import again for the same list; "
        "until you delete that file, lists with these headers follow it."
    )


def _wanted(unsure: list[str]) -> Part[bool]:
    """Whether a person wants to see the mapping because of these columns."""
    names = ", ".join(_short(name, 40) for name in unsure[:_MOST])
    more = f" and {len(unsure) - _MOST:,} more" if len(unsure) > _MOST else ""
    question = Question(
        f"{counted(len(unsure), 'column')} of the list went nowhere, or only to a name that is near: {names}{more}.\n\n"
        "Open the mapping, in which you say where each column goes? It will be used for every list with these headers."
    )
    with suppress(Stopped):  # the new workbook is there already, and there is something to say
        return bool((yield question))
    return False


def _first(brought: Brought, target: Path) -> Iterator[str]:
    """What the console says at its end, the most telling first."""
    lacking = brought.lacking if isinstance(brought, ListBrought) else ()
    if lacking:
        yield f"No column became {', '.join(one.column.header for one in lacking)}: all will be held back."
    done = brought.as_json()
    there = f"\n{TOLD_THERE[0].upper()}{TOLD_THERE[1:]}." if to_look_at(done) else ""
    yield f"Imported with catalog {brought.catalog.version}: {target}{there}\nCheck it next: choose Validate."
    yield "\n".join(numbers(done))
    yield from brought.first[len(lacking) :]
    yield from brought.notes


def _values(brought: Brought) -> Iterator[str]:
    """What is on the sheet Not imported."""
    done = brought.as_json()
    for fate, heading in HEADINGS.items():
        if fate == "changed":
            continue
        if lines := list(in_lines(done["values"], fate)):
            more = [f"… and {len(lines) - _MOST:,} more"] if len(lines) > _MOST else []
            what = f"{heading} ({counted(done['counts'][fate], 'value')})"
            yield "\n".join([what, *(f"  {_short(line, _LONGEST)}" for line in lines[:_MOST]), *more])


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 2].rstrip()} …"

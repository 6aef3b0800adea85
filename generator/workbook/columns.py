"""Which column of a sheet is which: by its header, and where that was changed by its defined name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from generator.catalog import Sheet, fold
from generator.failure import Failure
from generator.workbook.book import FindName
from generator.workbook.frames import Note


@dataclass(frozen=True)
class Columns:
    """Column id to the column's number (from 1) for those that the sheet has, and what was noticed."""

    numbers: Mapping[str, int]
    notes: tuple[Note, ...]


def header_key(header: str) -> str:
    """The form in which two headers count as the same: `fold`, line breaks as spaces."""
    return fold(" ".join(header.split("\n")))


def match(sheet: Sheet, headers: Mapping[int, str], find_name: FindName) -> Columns:
    """Finds the columns of `sheet`, in any order and with others between them.

    Args:
        headers: column number (from 1) to the text in row 1.
        find_name: looks up a defined name; asked only for columns whose header is not there.

    Raises:
        Failure: a needed column is missing, or two columns have the same header.
    """
    places: dict[str, list[int]] = {}
    for number, text in headers.items():
        places.setdefault(header_key(text), []).append(number)
    numbers: dict[str, int] = {}
    for column in sheet.columns:
        found = places.get(header_key(column.header), [])
        if len(found) > 1:
            raise Failure(
                f"On the sheet {sheet.title} two columns are headed {column.header!r}, in {get_column_letter(found[0])}1 and {get_column_letter(found[1])}1; "
                "delete one of them, or give it another header."
            )
        if found:
            numbers[column.id] = found[0]
    notes: list[Note] = []
    for column in sheet.columns:
        if column.id in numbers:
            continue
        name = find_name(f"c_{sheet.prefix}_{column.id}".lower())
        if name and fold(name.sheet) == fold(sheet.title) and name.column not in numbers.values():
            numbers[column.id] = name.column
            value = headers.get(name.column)
            slots = {"header": column.header, "value": value or "(blank)"}
            notes.append(Note("header-changed", sheet.title, f"{get_column_letter(name.column)}1", 1, column.id, value, slots))
        elif column.needed:
            raise Failure(
                f"The sheet {sheet.title} has no column {column.header!r} in row 1; write that header above its column again, "
                "or copy the rows into a fresh template."
            )
        else:
            notes.append(Note("column-missing", sheet.title, None, None, column.id, None, {"header": column.header}))
    return Columns(numbers, tuple(notes))


def largest_number(headers: Mapping[int, str], first: str) -> int:
    """How far the headers of a numbered family count: 8 for Practice area 1 to Practice area 8, with "Practice area 1" as `first`."""
    stem = re.escape(header_key(first).removesuffix("1"))
    counts = (re.fullmatch(rf"{stem}([1-9]\d{{0,2}})", header_key(text), re.ASCII) for text in headers.values())
    return max((int(count[1]) for count in counts if count), default=0)

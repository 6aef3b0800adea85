"""Which column of a sheet is which: by its header, and where that was changed by its defined name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from generator.catalog import Sheet, fold
from generator.failure import Failure
from generator.workbook.book import FindName
from generator.workbook.frames import Note
from generator.workbook.letters import letters_of
from generator.workbook.own_sheets import column_name


@dataclass(frozen=True)
class Columns:
    """Column id to the column's number (from 1) for those that the sheet has, and what was noticed."""

    numbers: Mapping[str, int]
    notes: tuple[Note, ...]


def header_key(header: str) -> str:
    """The form in which two headers count as the same: `fold`, line breaks as spaces."""
    return fold(" ".join(header.split("\n")))


def headers_of(first_row: Iterable[object], left: int = 1) -> dict[int, str]:
    """Column number to text for the headers among the cells of row 1, of which the first stands in the column
    `left`."""
    return {number: text for number, text in enumerate(first_row, left) if isinstance(text, str) and text.strip()}


def find(wanted: Mapping[str, str], sheet: Sheet, headers: Mapping[int, str], find_name: FindName) -> dict[str, int]:
    """The numbers of the columns that a sheet has, in any order and with others between them.

    Args:
        wanted: column id to header of each column that is looked for.
        sheet: the sheet on which they stand.
        headers: column number (from 1) to the text in row 1.
        find_name: looks up a defined name; asked only for columns whose header is not there or there twice. Of two the
            one that it stands for counts, or else the first.

    Returns:
        Column id to number.
    """
    places = _places(headers)
    numbers: dict[str, int] = {}
    unknown: dict[str, int] = {}
    for column_id, header in wanted.items():
        same = places.get(header_key(header), [])
        name = find_name(column_name(sheet.prefix, column_id).lower()) if len(same) != 1 else None
        named = name.column if name and name.on(sheet.title) else 0
        if same:
            numbers[column_id] = named if named in same else same[0]
        elif named:
            unknown[column_id] = named
    for column_id, named in unknown.items():
        if named not in numbers.values():
            numbers[column_id] = named
    return numbers


def match(sheet: Sheet, headers: Mapping[int, str], find_name: FindName) -> Columns:
    """Finds the input columns of `sheet` (see `find`) and notes what is missing or was changed.

    Raises:
        Failure: a needed column is missing, or two columns have the same header.
    """
    places = _places(headers)
    for column in sheet.columns:
        if len(same := places.get(header_key(column.header), [])) > 1:
            first, second = (f"{letters_of(number)}1" for number in same[:2])
            twice = f"On the sheet {sheet.title} two columns are headed {column.header!r}, in {first} and {second}"
            raise Failure(f"{twice}; delete one of them, or give it another header.")
    numbers = find({column.id: column.header for column in sheet.columns}, sheet, headers, find_name)
    notes: list[Note] = []
    for column in sheet.columns:
        number = numbers.get(column.id)
        if header_key(column.header) in places:
            continue
        if number:
            notes.append(header_changed(sheet, column.id, column.header, number, headers.get(number)))
        elif column.needed:
            raise Failure(
                f"The sheet {sheet.title} has no column {column.header!r} in row 1; write that header above its column "
                "again, or copy the rows into a fresh template."
            )
        else:
            notes.append(Note("column-missing", sheet.title, None, None, column.id, None, {"header": column.header}))
    return Columns(numbers, tuple(notes))


def header_changed(sheet: Sheet, column_id: str, header: str, number: int, value: str | None) -> Note:
    """The note that a column has another header than the template gave it: `value` instead of `header`."""
    slots = {"header": header, "value": value or "(blank)"}
    return Note("header-changed", sheet.title, f"{letters_of(number)}1", 1, column_id, value, slots)


def _places(headers: Mapping[int, str]) -> dict[str, list[int]]:
    """The numbers of the columns with each header."""
    places: dict[str, list[int]] = {}
    for number, text in headers.items():
        places.setdefault(header_key(text), []).append(number)
    return places


def largest_number(headers: Mapping[int, str], first: str) -> int:
    """How far the headers of a numbered family count: 8 for Practice area 1 to 8, with "Practice area 1" as `first`."""
    stem = re.escape(header_key(first).removesuffix("1"))
    counts = (re.fullmatch(rf"{stem}([1-9]\d{{0,2}})", header_key(text), re.ASCII) for text in headers.values())
    return max((int(count[1]) for count in counts if count), default=0)

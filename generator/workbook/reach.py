"""How far down a sheet is read, and what is said of rows beyond."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from openpyxl.utils import get_column_letter

from generator.catalog import Sheet, fold
from generator.workbook.book import NamedColumn
from generator.workbook.frames import Note

LARGEST_GAP = 1_000
"""Blank rows below the table, or below the last row read, after which nothing more is read."""
_MOST_NOTES = 50


def last_of_table(sheet: Sheet, names: Mapping[str, NamedColumn]) -> int:
    """The last row for which the template has formulas and drop-downs; it moves when the table grows."""
    own = (names.get(f"c_{sheet.prefix}_{column.id}".lower()) for column in sheet.columns)
    return max((name.last_row for name in own if name and fold(name.sheet) == fold(sheet.title)), default=1)


def within_reach(filled: Iterable[int], last: int) -> list[int]:
    """Those of the rows `filled` (ascending) that are read, given the last row of the table."""
    found: list[int] = []
    for number in filled:
        if number > last + LARGEST_GAP + 1:
            break
        found.append(number)
        last = max(last, number)
    return found


def out_of_reach(sheet: Sheet, rows: Iterable[int], columns: Collection[int]) -> list[Note]:
    """One note for each stretch of rows that hold something and are not read; `columns` are the numbers of the input columns."""
    stretches: list[list[int]] = []
    for number in rows:
        if stretches and (stretches[-1][-1] == number - 1 or len(stretches) == _MOST_NOTES):
            stretches[-1].append(number)
        else:
            stretches.append([number])
    return [
        Note(
            "row-out-of-reach",
            sheet.title,
            f"{get_column_letter(min(columns))}{found[0]}",
            found[0],
            slots={"row": _row_words(found), "count": str(len(found))},
        )
        for found in stretches
    ]


def _row_words(rows: Sequence[int]) -> str:
    if len(rows) == 1:
        return str(rows[0])
    together = rows[-1] - rows[0] == len(rows) - 1
    return f"{rows[0]} to {rows[-1]}" if together else f"{rows[0]} and {len(rows) - 1:,} more down to {rows[-1]}"

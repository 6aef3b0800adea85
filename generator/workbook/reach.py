"""How far down a sheet is read, and what is said of rows beyond."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from generator.catalog import Sheet
from generator.workbook.book import NamedColumn
from generator.workbook.frames import Note, SheetFrame
from generator.workbook.letters import number_of
from generator.workbook.own_sheets import column_name

LARGEST_GAP = 1_000
"""Blank rows below the table, or below the last row read, after which nothing more is read."""
_MOST_NOTES = 50
NAMED_AT_MOST = 6
"""Stretches of rows, or other things, that one sentence names."""


def last_of_table(sheet: Sheet, names: Mapping[str, NamedColumn]) -> int:
    """The last row for which the template has formulas and drop-downs; it moves when the table grows."""
    columns = (names.get(column_name(sheet.prefix, column.id).lower()) for column in sheet.columns)
    return max((name.last_row for name in columns if name and name.on(sheet.title)), default=1)


def within_reach(filled: Iterable[int], last: int) -> list[int]:
    """Those of the rows `filled` (ascending) that are read, given the last row of the table."""
    numbers: list[int] = []
    for number in filled:
        if number > last + LARGEST_GAP + 1:
            break
        numbers.append(number)
        last = max(last, number)
    return numbers


def row_notes(frame: SheetFrame, last: int, beyond: Sequence[int]) -> list[Note]:
    """What is to be said of rows below the table.

    Args:
        frame: the rows of a sheet that are read.
        last: the last row of its table, 1 where it has none.
        beyond: the rows that hold something and lie too far down to be read, ascending.
    """
    letter = min(frame.letters.values(), key=number_of, default="A")
    notes = [_beyond_note(frame, f"{letter}{rows[0]}", rows) for rows in _few(_stretches(beyond))]
    # Looking closely costs time, so only where there is anything to look at.
    below = [row for row in seen(frame) if row > last] if last > 1 and len(frame) and frame.rows[-1] > last else []
    if below:
        slots = {"rows": row_words(below), "last": str(last)}
        notes.append(Note("row-below-table", frame.sheet.title, f"{letter}{below[0]}", slots=slots))
    return notes


def seen(frame: SheetFrame) -> list[int]:
    """The rows that hold something that can be seen."""
    return [row for row, empty in zip(frame.rows, frame.empty, strict=True) if not empty]


def row_words(rows: Iterable[int]) -> str:
    """Rows in words: 502 to 505, 510."""
    stretches = _stretches(rows)
    more = sum(map(len, stretches[NAMED_AT_MOST:]))
    return stretch_words([(stretch[0], stretch[-1]) for stretch in stretches]) + (f" and {more:,} more" if more else "")


def stretch_words(stretches: Sequence[tuple[int, int]]) -> str:
    """The first of some stretches, given by their first and last rows, in words."""
    first = stretches[:NAMED_AT_MOST]
    return ", ".join(str(top) if top == bottom else f"{top} to {bottom}" for top, bottom in first)


def _beyond_note(frame: SheetFrame, cell: str, rows: Sequence[int]) -> Note:
    together = rows[-1] - rows[0] == len(rows) - 1
    words = row_words(rows) if together else f"{rows[0]} and {len(rows) - 1:,} more down to {rows[-1]}"
    return Note("row-out-of-reach", frame.sheet.title, cell, rows[0], slots={"row": words, "count": str(len(rows))})


def _stretches(rows: Iterable[int]) -> list[list[int]]:
    """Rows (ascending) that follow one another without a gap."""
    stretches: list[list[int]] = []
    for number in rows:
        if stretches and stretches[-1][-1] == number - 1:
            stretches[-1].append(number)
        else:
            stretches.append([number])
    return stretches


def _few(stretches: list[list[int]]) -> list[list[int]]:
    """At most so many, the last one with the rows of all others."""
    rest = [row for stretch in stretches[_MOST_NOTES - 1 :] for row in stretch]
    return [*stretches[: _MOST_NOTES - 1], rest] if rest else stretches

"""Activities that several workbooks hold, by their provider activity ID: which are the same, and which differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from generator.catalog import ACTIVITIES, ID
from generator.rules.tables import key_texts
from generator.upkeep.carried import Carried
from generator.upkeep.new_book import NewBook
from generator.upkeep.source import Source
from generator.workbook.cells import Cell

_MOST_NAMED = 6
"""Columns that a sentence names."""
_Content = frozenset[tuple[str, str]]
"""The cells of a row as texts that tell numbers from words, by column."""


@dataclass(frozen=True)
class Place:
    """A row of Activities: the number of its workbook, its row there, and the address of its ID."""

    book: int
    row: int
    cell: str


@dataclass(frozen=True)
class Repeated:
    """An activity that more than one workbook holds.

    Attributes:
        activity_id: its provider activity ID, as the first workbook writes it.
        places: every row that has it.
        same: one copy is enough: every cell of the rows is equal, and on each other sheet the workbooks that have rows
            of it have the same ones.
        differs: else the headers of the columns, and the tabs, in which they differ.
        left: number of a workbook to the rows by sheet id that stay behind as copies.
        stays: sheet id to the number of the workbook whose rows come along.
    """

    activity_id: str
    places: Sequence[Place]
    same: bool
    differs: Sequence[str] = ()
    left: Mapping[int, Mapping[str, Sequence[int]]] = field(default_factory=dict)
    stays: Mapping[str, int] = field(default_factory=dict)


def repeated(sources: Sequence[Source], book: NewBook) -> list[Repeated]:
    """The activities that more than one of the workbooks holds.

    Args:
        book: the new workbook, in which cells are compared: so a value under its former name is the same.
    """
    rows_of = [_rows_by_id(source) for source in sources]
    holders: dict[str, list[int]] = {}
    for number, rows in enumerate(rows_of):
        for key in rows[ACTIVITIES]:
            holders.setdefault(key, []).append(number)
    shared = {key: numbers for key, numbers in holders.items() if len(numbers) > 1}
    trials = {
        number: _trial(book, number, rows_of[number], [key for key, books in shared.items() if number in books])
        for number in {number for numbers in shared.values() for number in numbers}
    }
    ids = [
        dict(zip(frame.rows, frame.text(ID), strict=True)) for frame in (s.batch.sheets[ACTIVITIES] for s in sources)
    ]
    sheets = list(dict.fromkeys(name for rows in rows_of for name in rows if name != ACTIVITIES))
    comparing = _Comparing(sources, rows_of, trials, ids, sheets)
    return [comparing.of(key, numbers) for key, numbers in shared.items()]


def equal_rows(sources: Sequence[Source], book: NewBook) -> Iterator[tuple[int, str, int, int]]:
    """The rows of other sheets than Activities that an earlier workbook has as well, for an activity that one of
    the workbooks holds: the number of the workbook, sheet id, row, and the number of the earlier workbook."""
    rows_of = [_rows_by_id(source) for source in sources]
    keys: dict[str, set[int]] = {}
    for number, rows in enumerate(rows_of):
        for key in {key for name, by_key in rows.items() if name != ACTIVITIES for key in by_key}:
            keys.setdefault(key, set()).add(number)
    several = [
        key for key, books in keys.items() if len(books) > 1 and sum(key in rows[ACTIVITIES] for rows in rows_of) == 1
    ]
    first: dict[tuple[str, _Content], list[int]] = {}
    for number, rows in enumerate(rows_of) if several else ():
        trial = _trial(book, number, rows, several)
        mine: dict[tuple[str, _Content], list[int]] = {}
        for name, by_key in rows.items():
            for row in (row for key in several for row in by_key.get(key, ()) if name != ACTIVITIES):
                content = (name, _content(trial, name, row))
                earlier = first.get(content, [])
                if len(mine.setdefault(content, [])) < len(earlier):
                    yield number, name, row, earlier[len(mine[content])]
                mine[content].append(number)
        for content, found in mine.items():
            first[content] = [*first.get(content, []), *found[len(first.get(content, [])) :]]


_RowsById = Mapping[str, Mapping[str, Sequence[int]]]
"""Sheet id to key of an ID to row numbers."""


def _rows_by_id(source: Source) -> _RowsById:
    found: dict[str, dict[str, list[int]]] = {}
    for name, frame in source.batch.sheets.items():
        of_sheet = found.setdefault(name, {})
        if frame.sheet.has(ID):
            for row, key in zip(frame.rows, key_texts([frame.text(ID)]), strict=True):
                if key:
                    of_sheet.setdefault(key, []).append(row)
    return found


def _trial(book: NewBook, number: int, rows: _RowsById, keys: Sequence[str]) -> Carried:
    """The rows of these activities as they would be in the new workbook, where they stood."""
    chosen = {name: {row: row for key in keys for row in by_key.get(key, ())} for name, by_key in rows.items()}
    return book.carrying(number).carry(chosen, {})


@dataclass(frozen=True)
class _Comparing:
    """What activities are compared with: their workbooks, the rows of each, as they would be in the new one, the ID of
    each row of Activities, and the ids of the other sheets."""

    sources: Sequence[Source]
    rows_of: Sequence[_RowsById]
    trials: Mapping[int, Carried]
    ids: Sequence[Mapping[int, object]]
    sheets: Sequence[str]

    def of(self, key: str, numbers: Sequence[int]) -> Repeated:
        """The activity with that key of an ID, which the workbooks of these numbers hold."""
        rows_of, trials = self.rows_of, self.trials
        places = [place for number in numbers for place in _places(self.sources[number], number, rows_of[number], key)]
        contents = [_content(trials[place.book], ACTIVITIES, place.row) for place in places]
        differs = list(_headers(self.sources[0], contents))
        left: dict[int, dict[str, Sequence[int]]] = {
            number: {ACTIVITIES: rows_of[number][ACTIVITIES][key]} for number in numbers[1:]
        }
        stays = {ACTIVITIES: numbers[0]}
        for name in self.sheets:
            holding = [number for number in numbers if rows_of[number].get(name, {}).get(key)]
            if not holding:
                continue
            sets = [Counter(_content(trials[n], name, row) for row in rows_of[n][name][key]) for n in holding]
            if any(content != sets[0] for content in sets):
                differs.append(_titles(self.sources)[name])
            for number in holding[1:]:
                left[number][name] = rows_of[number][name][key]
            stays[name] = holding[0]
        activity_id = str(self.ids[places[0].book][places[0].row])
        if differs or len(places) > len(numbers):
            return Repeated(activity_id, places, same=False, differs=differs)
        return Repeated(activity_id, places, same=True, left=left, stays=stays)


def _titles(sources: Sequence[Source]) -> dict[str, str]:
    """Sheet id to tab."""
    return {sheet.id: sheet.title for source in sources for sheet in source.batch.catalog.sheets.values()}


def _places(source: Source, number: int, rows: _RowsById, key: str) -> Iterator[Place]:
    frame = source.batch.sheets[ACTIVITIES]
    for row in rows[ACTIVITIES][key]:
        yield Place(number, row, f"{frame.sheet.title}!{frame.letters[ID]}{row}")


def _content(trial: Carried, sheet: str, row: int) -> _Content:
    """The cells of a row. One that would be left behind, a formula without a value, is like no other."""
    ours: Mapping[Any, Cell] = trial.rows.get(sheet, trial.apart.get(sheet, {})).get(row, {})
    own = {number: cells[row] for number, cells in trial.own.get(sheet, {}).items() if row in cells}
    cells = {(str(column), repr(cell)) for column, cell in [*ours.items(), *own.items()]}
    return frozenset(cells | {(column, f"left by {id(trial)}") for column in trial.lost.get((sheet, row), ())})


def _headers(source: Source, contents: Sequence[_Content]) -> Iterator[str]:
    """The headers of the columns in which rows differ."""
    differing = {column for content in contents for column, _ in content ^ contents[0]}
    sheet = source.new.sheets[ACTIVITIES]
    yield from (column.header for column in sheet.columns if column.id in differing)
    if any(not sheet.has(column) for column in differing):
        yield "columns of your own"


def in_words(found: Repeated, sources: Sequence[Source], new_cells: Sequence[str | None]) -> str:
    """What a person should know of an activity that several workbooks hold.

    Args:
        sources: the workbooks.
        new_cells: for each place the address of its ID in the new workbook; None for one that stays behind.
    """
    names = [source.name for source in sources]
    where = _listed([f"{names[place.book]} {place.cell}" for place in found.places])
    if found.same:
        behind = _listed([names[number] for number in sorted({place.book for place in found.places[1:]})])
        first, titles = found.places[0].book, _titles(sources)
        others = {sheet: book for sheet, book in found.stays.items() if book != first}
        taken = "".join(f" Its rows on {titles[sheet]} come from {names[book]}." for sheet, book in others.items())
        copy = f"one copy is enough, so the row of {behind} was left out."
        return f"{found.activity_id} is the same in {where}: {copy}{taken}"
    what = [*found.differs[:_MOST_NAMED], *(["more"] if len(found.differs) > _MOST_NAMED else [])]
    differ = f", and they differ ({', '.join(what)})" if what else ""
    return (
        f"{found.activity_id} is in {where}{differ}. None was chosen: all are in the new workbook, in "
        f"{_listed([cell for cell in new_cells if cell])}, and will not save in PARS until one is left; rows of other "
        "sheets with this ID belong to none of them until then."
    )


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"

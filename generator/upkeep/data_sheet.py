"""A data sheet of a completed workbook beside what its template had there: which parts are removed or altered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from generator.catalog import Column, Sheet
from generator.template.layout import Place
from generator.upkeep.below import reached
from generator.upkeep.expected import Expected
from generator.upkeep.origin import Origin
from generator.workbook.area import area_in_file
from generator.workbook.columns import find, header_key
from generator.workbook.formula_text import canonical
from generator.workbook.guards import Formulas, Watch, gaps, watch
from generator.workbook.letters import letters_of
from generator.workbook.own_sheets import FIRST_ROW
from generator.workbook.reach import LARGEST_GAP
from generator.workbook.scan import sheet_of

Stretches = tuple[tuple[int, int], ...]
"""First and last rows."""


@dataclass(frozen=True)
class Fault:
    """A part of the template that is not as it was: the code of the file rule, the column, and the rows."""

    code: str
    place: Place
    rows: Stretches = ()


@dataclass(frozen=True)
class SheetGuard:
    """A data sheet of a completed workbook beside what the template had there.

    Attributes:
        part: name of its part.
        numbers: column id to the column's number, for all columns of the template that the sheet still has.
        headers: column number to the text in row 1.
        last_row: the last row for which the template has formulas and drop-downs, or is to have them.
        own_last: the last row for which it has them.
        sheet_ends: the last row that the sheet has.
        reaches_all: whether `last_row` can be the last one that was typed.
        exact: see `Origin`.
        made_with: the defined names of the columns that it was made with; None where that is not known.
    """

    expected: Expected
    sheet: Sheet
    part: str
    numbers: Mapping[str, int]
    headers: Mapping[int, str]
    last_row: int
    own_last: int
    sheet_ends: int
    reaches_all: bool
    watch: Watch
    formulas: Formulas
    exact: bool
    made_with: frozenset[str] | None

    @property
    def places(self) -> list[Place]:
        """The columns of the template that the sheet still has."""
        return [p for p in self.expected.layouts[self.sheet.id].places if p.id in self.numbers]

    @property
    def inputs(self) -> list[int]:
        """The numbers of the input columns that it still has."""
        return [self.numbers[column.id] for column in self.sheet.columns if column.id in self.numbers]

    @property
    def formula_rows(self) -> range:
        """The rows that are to have formulas: to the end of the table, but not far beyond all that the sheet has, since
        a table may be dragged down to the last row there is."""
        return range(FIRST_ROW, min(self.last_row, self.sheet_ends + LARGEST_GAP) + 1)

    @property
    def renamed(self) -> list[Place]:
        """The columns whose header was changed."""
        return [p for p in self.places if header_key(self.headers.get(self.numbers[p.id], "")) != header_key(p.header)]

    @cached_property
    def faults(self) -> list[Fault]:
        """What was removed or altered; headers of input columns are left to reading the workbook."""
        ours = [place for place in self.expected.layouts[self.sheet.id].places if place.column is None]
        faults = [Fault("helper-missing", p) for p in ours if p.id not in self.numbers and self._had(p)]
        faults += [Fault("header-changed", place) for place in self.renamed if place.column is None]
        if self.last_row >= FIRST_ROW:
            for place in self.places:
                faults += [*self._validation(place), *self._formats(place), *self._formulas(place)]
        return faults

    def _had(self, place: Place) -> bool:
        """Whether the template had that column; what today's lists make of it counts only when it came from them."""
        return self.exact or self.made_with is None or place.range_name in self.made_with

    def _validation(self, place: Place) -> Iterator[Fault]:
        if place.column is None:
            return
        wanted = self.expected.guard(place, place.column)
        guards = self.watch.guards(self.numbers[place.id])
        there = [guard for guard in guards if guard[1] >= FIRST_ROW and guard[0] <= self.last_row]
        covered = [(top, bottom) for top, bottom, _ in there]
        other = [(top, bottom) for top, bottom, guard in there if guard != wanted] if self.exact else []
        unguarded = wanted.kind == "none" or (not covered and self._unguarded_in_others(place.column))
        missing = [] if unguarded else gaps(covered, FIRST_ROW, self.last_row)
        clipped = ((max(top, FIRST_ROW), min(bottom, self.last_row)) for top, bottom in other)
        yield from _fault("validation-altered", place, clipped)
        yield from _fault("validation-removed", place, missing)

    def _unguarded_in_others(self, column: Column) -> bool:
        """Whether other lists than today's may have made no drop-down for a column: a list that offers nothing."""
        return not self.exact and column.list is not None and column.depends_on is None

    def _formats(self, place: Place) -> Iterator[Fault]:
        rules = self.watch.marks(self.numbers[place.id])
        missing: list[tuple[int, int]] = []
        altered: list[tuple[int, int]] = []
        for wanted in self.expected.formats(self.sheet.id):
            if place.id not in wanted.columns:
                continue
            ours = [(top, bottom, said) for top, bottom, said in rules if canonical(wanted.known_by) in said]
            formula = canonical(wanted.formula.replace("{column}", place.id))
            right = [(top, bottom) for top, bottom, said in ours if said == formula or not self.exact]
            for first, last in gaps(right, FIRST_ROW, self.last_row):
                replaced = any(top <= last and bottom >= first for top, bottom, _ in ours)
                (altered if replaced else missing).append((first, last))
        yield from _fault("marks-altered", place, altered)
        yield from _fault("marks-removed", place, missing)

    def _formulas(self, place: Place) -> Iterator[Fault]:
        if wanted := self.expected.formulas(self.sheet.id).get(place.id):
            rows = self.formula_rows
            lost = self.formulas.lacking(self.numbers[place.id], rows, wanted if self.exact else None)
            yield from _fault("formulas-overwritten", place, ((row, row) for row in lost))

    def names(self) -> dict[str, str]:
        """The defined names of the sheet's columns as they have to read where the columns stand now."""
        names: dict[str, str] = {}
        for place in self.places:
            names |= place.names(self.sheet.title, letters_of(self.numbers[place.id]), max(FIRST_ROW, self.last_row))
        return names


def data_sheets(origin: Origin, *, to_typed: bool = False) -> list[SheetGuard]:
    """The data sheets that a workbook has.

    Args:
        to_typed: rows typed below a table count as part of it; what they lack of the template counts as lost.
    """
    sheets = ((sheet, origin.book.part_of(sheet.title)) for sheet in origin.catalog.sheets.values())
    return [_data_sheet(origin, sheet, part, to_typed) for sheet, part in sheets if part]


def _data_sheet(origin: Origin, sheet: Sheet, part: str, to_typed: bool) -> SheetGuard:
    headers = origin.headers(sheet.title)
    wanted = {place.id: place.header for place in origin.expected.layouts[sheet.id].places}
    own_last = _last_row(origin, sheet, part)
    guard = SheetGuard(
        expected=origin.expected,
        sheet=sheet,
        part=part,
        numbers=find(wanted, sheet, headers, origin.book.names.get),
        headers=headers,
        last_row=own_last,
        own_last=own_last,
        sheet_ends=max(sheet_of(origin.package, part).rows, default=1),
        reaches_all=True,
        watch=watch(origin.package, part),
        formulas=origin.formulas(sheet.title),
        exact=origin.exact,
        made_with=origin.made_with,
    )
    if not to_typed or not guard.inputs:
        return guard
    last_row, reaches_all = reached(origin.package, part, guard.inputs, own_last)
    return replace(guard, last_row=last_row, reaches_all=reaches_all)


def _last_row(origin: Origin, sheet: Sheet, part: str) -> int:
    """The last row of most of the columns' names, since a single one may be bent; without any, that of the table."""
    names = (origin.book.names.get(place.range_name.lower()) for place in origin.expected.layouts[sheet.id].places)
    rows = Counter(name.last_row for name in names if name and name.on(sheet.title))
    if rows:
        return rows.most_common(1)[0][0]
    table = origin.package.first(part, "table")
    area = area_in_file(origin.package.tree(table).get("ref")) if table else None
    return area.bottom if area else 0


def _fault(code: str, place: Place, rows: Iterable[tuple[int, int]]) -> Iterator[Fault]:
    if stretches := joined(rows):
        yield Fault(code, place, stretches)


def joined(stretches: Iterable[tuple[int, int]]) -> Stretches:
    """The stretches in order, those that touch as one."""
    apart: list[tuple[int, int]] = []
    for top, bottom in sorted(stretches):
        if apart and top <= apart[-1][1] + 1:
            apart[-1] = (apart[-1][0], max(bottom, apart[-1][1]))
        else:
            apart.append((top, bottom))
    return tuple(apart)

"""What of the template was removed or altered in a completed workbook: checking is the guard, since data sheets are not protected.

Compared is what the parts mean, not their text: Excel, LibreOffice and openpyxl each write the same workbook differently.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from openpyxl.utils import get_column_letter

from generator.catalog import ACTIVITIES, ID, Catalog, Sheet, fold
from generator.template import front, stamp, vocabulary
from generator.template.below import last_typed, reached
from generator.template.expected import Expected
from generator.template.layout import ALL_IDS, FIRST_ROW, Place, all_ids
from generator.template.limits import BuildError
from generator.template.live import marks_digest
from generator.template.room import READINESS_LINES, SPARE_LINES
from generator.workbook.book import Book, open_book
from generator.workbook.changes import named_texts
from generator.workbook.columns import header_key
from generator.workbook.formula_text import canonical
from generator.workbook.frames import Note
from generator.workbook.grid import Grid, grid
from generator.workbook.guards import Formulas, Watch, area_of, formulas, gaps, watch
from generator.workbook.package import Package
from generator.workbook.scan import Malformed
from generator.workbook.values import Values

Stretches = tuple[tuple[int, int], ...]
"""First and last rows."""

_HEADERS_REACH = 1_024
_META_ROWS, _META_COLUMNS = 5_000, 4
_NAMED_AT_MOST = 6


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
        reaches_all: whether `last_row` can be the last one that was typed.
    """

    expected: Expected
    sheet: Sheet
    part: str
    numbers: Mapping[str, int]
    headers: Mapping[int, str]
    last_row: int
    own_last: int
    reaches_all: bool
    watch: Watch
    formulas: Formulas
    exact: bool

    @property
    def places(self) -> list[Place]:
        """The columns of the template that the sheet still has."""
        return [p for p in self.expected.layouts[self.sheet.id].places if p.id in self.numbers]

    @cached_property
    def faults(self) -> list[Fault]:
        found = [Fault("helper-missing", p) for p in self.expected.layouts[self.sheet.id].places if p.id not in self.numbers and p.column is None]
        for place in self.places:
            if place.column is None and header_key(self.headers.get(self.numbers[place.id], "")) != header_key(place.header):
                found.append(Fault("header-changed", place))
        if self.last_row >= FIRST_ROW:
            found += [f for place in self.places for f in (*self._validation(place), *self._formats(place), *self._formulas(place))]
        return found

    def _validation(self, place: Place) -> Iterator[Fault]:
        if place.column is None:
            return
        wanted = self.expected.guard(place, place.column)
        found = [(top, bottom, guard) for top, bottom, guard in self.watch.guards(self.numbers[place.id]) if bottom >= FIRST_ROW and top <= self.last_row]
        other = [(top, bottom) for top, bottom, guard in found if guard != wanted] if self.exact else []
        if wanted.kind == "none":
            missing: list[tuple[int, int]] = []
        else:
            missing = gaps([(top, bottom) for top, bottom, _ in found], FIRST_ROW, self.last_row)
        yield from _fault("validation-altered", place, _clipped(other, self.last_row))
        yield from _fault("validation-removed", place, missing)

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
            for gap in gaps(right, FIRST_ROW, self.last_row):
                (altered if any(top <= gap[1] and bottom >= gap[0] for top, bottom, _ in ours) else missing).append(gap)
        yield from _fault("marks-altered", place, _joined(altered))
        yield from _fault("marks-removed", place, _joined(missing))

    def _formulas(self, place: Place) -> Iterator[Fault]:
        wanted = self.expected.formulas(self.sheet.id).get(place.id)
        if wanted is None:
            return
        number = self.numbers[place.id]
        right = self.formulas.rows(number, canonical(wanted)) if self.exact else self.formulas.any_rows(number)
        other = [row for row in range(FIRST_ROW, self.last_row + 1) if row not in right]
        yield from _fault("formulas-overwritten", place, _joined((row, row) for row in other))

    def names(self) -> dict[str, str]:
        """The defined names of the sheet's columns as they have to read where the columns stand now."""
        tab = self.sheet.title if self.sheet.title.isalnum() else f"'{self.sheet.title}'"
        found = {}
        for place in self.places:
            letter = get_column_letter(self.numbers[place.id])
            found[place.range_name] = f"{tab}!${letter}${FIRST_ROW}:${letter}${max(FIRST_ROW, self.last_row)}"
            found[place.cell_name] = f"{tab}!${letter}1"
        return found


class WorkbookGuard:
    """A completed workbook beside its template.

    Args:
        package: the workbook.
        catalog: what it was made from, as reading it found (`generator.workbook.read`).
        to_typed: rows typed below a table count as part of it; what they lack of the template counts as lost.

    Raises:
        Failure: a part is damaged.
    """

    def __init__(self, package: Package, catalog: Catalog, *, to_typed: bool = False) -> None:
        self.package = package
        self.catalog = catalog
        self.to_typed = to_typed
        self.book: Book = open_book(package)
        self._values = Values.of(package, self.book)
        self.meta = self._meta_cells()
        self.stamp = {str(self.meta[row, 1]): str(self.meta.get((row, 2), "")) for row in self._stamp_rows()}
        said = {**self.stamp, **self.book.properties}
        self.names_found = named_texts(package.tree(package.main))
        self.expected = Expected(catalog, self._boards(), self._live())
        digest = marks_digest(catalog.version, catalog.overlay)
        self.exact = said.get("catalog_hash", catalog.hash) == catalog.hash and said.get(stamp.MARKS, digest) == digest
        """Whether the template came from the same lists and the same program; only then can texts and formulas be compared."""

    def _stamp_rows(self) -> Iterator[int]:
        row = 2
        while (row, 1) in self.meta:
            yield row
            row += 1

    def _meta_cells(self) -> Grid:
        part = self.book.part_of(stamp.TITLE)
        return grid(self.package, part, self._values, _META_ROWS, _META_COLUMNS) if part else {}

    def _boards(self) -> tuple[str, ...] | None:
        known = [b.value for b in self.catalog.boards]
        wanted = [b for b in self.stamp.get("boards", "").split(",") if b in known]
        return tuple(wanted) if wanted and len(wanted) < len(known) else None

    def _live(self) -> bool | None:
        said = self.stamp.get(stamp.LIVE)
        if said in {"yes", "no"}:
            return said == "yes"
        return True if "r_act_used" in self.names_found else None

    @cached_property
    def sheets(self) -> list[SheetGuard]:
        """The data sheets that the workbook has."""
        return [self._sheet(sheet, part) for sheet in self.catalog.sheets.values() if (part := self.book.part_of(sheet.title))]

    def _sheet(self, sheet: Sheet, part: str) -> SheetGuard:
        cells = grid(self.package, part, self._values, 1, _HEADERS_REACH)
        headers = {column: str(text) for (row, column), text in cells.items() if row == 1}
        numbers = self._numbers(sheet, headers)
        own_last = self._last_row(sheet, part)
        inputs = [numbers[column.id] for column in sheet.columns if column.id in numbers]
        grows = self.to_typed and bool(inputs)
        last = reached(self.package, part, inputs, own_last) if grows else (own_last, True)
        seen = (watch(self.package, part), formulas(self.package, part))
        return SheetGuard(self.expected, sheet, part, numbers, headers, last[0], own_last, last[1], *seen, self.exact)

    def _numbers(self, sheet: Sheet, headers: Mapping[int, str]) -> dict[str, int]:
        places: dict[str, list[int]] = {}
        for number, text in headers.items():
            places.setdefault(header_key(text), []).append(number)
        found: dict[str, int] = {}
        unknown: list[tuple[str, int]] = []
        for place in self.expected.layouts[sheet.id].places:
            name = self.book.names.get(place.range_name.lower())
            named = name.column if name and fold(name.sheet) == fold(sheet.title) else None
            same = places.get(header_key(place.header), [])
            if same:
                found[place.id] = named if named in same else same[0]
            elif named:
                unknown.append((place.id, named))
        for column, number in unknown:
            if number not in found.values():
                found[column] = number
        return found

    def _last_row(self, sheet: Sheet, part: str) -> int:
        """The last row of most of the columns' names, since a single one may be bent; without any, that of the table."""
        rows = Counter(
            name.last_row
            for place in self.expected.layouts[sheet.id].places
            if (name := self.book.names.get(place.range_name.lower())) and fold(name.sheet) == fold(sheet.title)
        )
        if rows:
            return rows.most_common(1)[0][0]
        table = self.package.first(part, "table")
        return area_of(self.package.tree(table).get("ref", "A1")).bottom if table else 0

    # --- names, Lists, Meta, Readiness, Start ------------------------------------------------------------------------------

    @cached_property
    def broken_names(self) -> dict[str, str]:
        """The defined names that are missing or stand for something else, with their right text."""
        wanted = {name: text for sheet in self.sheets for name, text in sheet.names().items()}
        if self.exact:
            wanted |= self.expected.names
        wanted |= self._reaching_down
        broken = {name: text for name, text in wanted.items() if canonical(self.names_found.get(name.lower(), "")) != canonical(text)}
        for name, label in front.SETTINGS.items():
            if not self._on_start(name) and (row := self.start_row(label)):
                broken[name] = f"{front.START}!$C${row}"
        return broken

    @property
    def _reaching_down(self) -> dict[str, str]:
        """The names of cells down to somewhere far below that do not reach there; Excel moves their ends with every row."""
        wanted: dict[str, str] = {}
        if not self.exact:
            return wanted
        for sheet in self.sheets:
            if sheet.sheet.id == ACTIVITIES and ID in sheet.numbers:
                letter = get_column_letter(sheet.numbers[ID])
                if not self._stands_for(ALL_IDS, sheet.sheet.title, letter, sheet.last_row + 1):
                    wanted[ALL_IDS] = all_ids(sheet.sheet.title, letter, sheet.last_row)
        if self.expected.readiness and self.book.part_of(front.READINESS):
            first, last = front.READINESS_HEADER + 1, self.readiness_last
            if not self._stands_for(READINESS_LINES, front.READINESS, "A", last if self.to_typed else first):
                wanted[READINESS_LINES] = f"{front.READINESS}!$A${first}:$A${last}"
        return wanted

    def _stands_for(self, name: str, title: str, letter: str, at_least: int) -> bool:
        """Whether a name stands for cells of that column, at least down to that row."""
        found = self.book.names.get(name)
        if found is None or fold(found.sheet) != fold(title):
            return False
        return get_column_letter(found.column) == letter and found.last_row >= at_least

    def _on_start(self, name: str) -> bool:
        place = self.book.names.get(name)
        return place is not None and fold(place.sheet) == fold(front.START)

    @cached_property
    def _start_labels(self) -> dict[str, int]:
        part = self.book.part_of(front.START)
        cells = grid(self.package, part, self._values, 200, 2) if part else {}
        return {str(text): row for (row, column), text in cells.items() if column == 2}

    def start_row(self, label: str) -> int | None:
        """The row of Start with that label, when it is still there."""
        return self._start_labels.get(label)

    @property
    def lists_part(self) -> str | None:
        return self.book.part_of(vocabulary.TITLE)

    @cached_property
    def changed_lists(self) -> list[str] | None:
        """What of the sheet Lists was edited, in words; None when the sheet is missing."""
        if self.lists_part is None:
            return None
        if not self.exact:
            return []
        wanted = {place: text for place, text in self.expected.lists.items() if not str(text).startswith("=")}
        rows, columns = max(row for row, _ in wanted), max(column for _, column in wanted)
        found = dict(grid(self.package, self.lists_part, self._values, rows + 1, columns))
        calculated = {place for place, text in self.expected.lists.items() if str(text).startswith("=")}
        said = formulas(self.package, self.lists_part)
        edited = {column for _, column in (place for place in {*wanted, *found} - calculated if wanted.get(place) != found.get(place))}
        edited |= {column for row, column in calculated if row not in said.rows(column, canonical(str(self.expected.lists[row, column])))}
        return list(dict.fromkeys(self._list_title(str(wanted[1, column])) for column in sorted(edited)))

    def _list_title(self, block: str) -> str:
        names = [name for name in self.catalog.lists if re.match(rf"[a-z]_{name}(_|$)", block)]
        return self.catalog.lists[max(names, key=len)].title if names else "words of the marks"

    @cached_property
    def meta_changed(self) -> bool:
        """Whether Meta is missing, contradicts the document properties, or names other columns than the template."""
        if not self.meta:
            return True
        if any(self.stamp.get(key) != self.book.properties.get(key, self.stamp.get(key)) for key in stamp.STAMPED):
            return True
        boards = set(filter(None, self.stamp.get("boards", "").split(",")))
        if not self.stamp.get("rows", "").isdigit() or not boards or boards - {b.value for b in self.catalog.boards}:
            return True
        return self.exact and _columns_of(self.meta) != _columns_of(self.expected.meta)

    @cached_property
    def _readiness_formulas(self) -> Formulas:
        part = self.book.part_of(front.READINESS)
        return formulas(self.package, part) if part else Formulas({})

    @property
    def readiness_last(self) -> int:
        """The last row of Readiness: of those that have formulas, or without any of those that the template had."""
        rows = self.stamp.get("rows", "")
        made = front.READINESS_HEADER + (int(rows) + SPARE_LINES if rows.isdigit() else 0)
        last = self.own_readiness_last or made
        return max(last, self._lines_needed) if self.to_typed else last

    @property
    def own_readiness_last(self) -> int:
        """The last line of Readiness that has a formula, 0 without any."""
        last = self._readiness_formulas.last_row
        return last if last > front.READINESS_HEADER else 0

    @cached_property
    def _lines_needed(self) -> int:
        """The row down to which Readiness has to go, when it has not a line for every activity; 0 when it has."""
        activities = next((sheet for sheet in self.sheets if sheet.sheet.id == ACTIVITIES), None)
        if activities is None:
            return 0
        inputs = [activities.numbers[c.id] for c in activities.sheet.columns if c.id in activities.numbers]
        used = min(last_typed(self.package, activities.part, inputs, activities.last_row), activities.last_row)
        if front.READINESS_HEADER + used - FIRST_ROW + 1 <= self.own_readiness_last:
            return 0
        return front.READINESS_HEADER + activities.last_row - FIRST_ROW + 1 + SPARE_LINES

    @cached_property
    def readiness_faults(self) -> dict[int, tuple[str, Stretches]]:
        """Columns of Readiness whose formulas were overwritten: number to header and rows."""
        part = self.book.part_of(front.READINESS)
        if part is None or not self.expected.readiness:
            return {}
        cells = grid(self.package, part, self._values, front.READINESS_HEADER, _HEADERS_REACH)
        numbers = {header_key(str(text)): column for (row, column), text in cells.items() if row == front.READINESS_HEADER}
        found = self._readiness_formulas
        first, last = front.READINESS_HEADER + 1, self.readiness_last
        faults = {}
        for column in self.expected.readiness:
            number = numbers.get(header_key(column.header))
            if number is None:
                continue
            right = found.rows(number, canonical(column.formula)) if self.exact else found.any_rows(number)
            rows = [row for row in range(first, last + 1) if row not in right]
            if rows:
                faults[number] = (column.header, _joined((row, row) for row in rows))
        return faults

    @cached_property
    def lost_totals(self) -> dict[str, str]:
        """Totals of Start that are no formulas any more: label to formula."""
        part = self.book.part_of(front.START)
        if part is None or not self.exact:
            return {}
        said = self._start_formulas.of_column.get(3, {})
        return {label: formula for label, formula in self.expected.totals.items() if canonical(formula) not in said}

    @cached_property
    def lost_hints(self) -> dict[str, str]:
        """What stood beside the settings of Start as a formula and does so no more: label to formula."""
        if self.book.part_of(front.START) is None or not self.exact:
            return {}
        said = self._start_formulas.of_column.get(4, {})
        return {label: formula for label, formula in self.expected.hints.items() if canonical(formula) not in said}

    @cached_property
    def _start_formulas(self) -> Formulas:
        part = self.book.part_of(front.START)
        return formulas(self.package, part) if part else Formulas({})

    @property
    def lost_readiness_note(self) -> str | None:
        """The formula of the sentence at the top of Readiness, when it is not there any more."""
        wanted = self.expected.readiness_note
        if wanted is None or not self.exact or self.book.part_of(front.READINESS) is None:
            return None
        return None if front.READINESS_NOTE in self._readiness_formulas.rows(1, canonical(wanted)) else wanted

    # --- in words ----------------------------------------------------------------------------------------------------------

    def notes(self) -> list[Note]:
        """What was removed or altered, as notes for the rules of the file."""
        found = [note for sheet in self.sheets for note in _sheet_notes(sheet)]
        if self.broken_names:
            found.append(Note("names-broken", slots={"names": _some(list(self.broken_names))}))
        if self.changed_lists is None:
            found.append(Note("lists-changed", slots={"how": "is missing"}))
        elif self.changed_lists:
            found.append(Note("lists-changed", slots={"how": f"was edited ({_some(self.changed_lists)})"}))
        if self.meta_changed:
            found.append(Note("meta-changed", slots={"how": "was edited" if self.meta else "is missing"}))
        for rows, group in _grouped((rows, header) for header, rows in self.readiness_faults.values()).items():
            slots = {"columns": _some(group), "rows": _row_words(rows)}
            found.append(Note("formulas-overwritten", front.READINESS, slots=slots))
        if self.lost_readiness_note:
            slots = {"columns": "the sentence at the top", "rows": str(front.READINESS_NOTE)}
            found.append(Note("formulas-overwritten", front.READINESS, slots=slots))
        if self.lost_totals:
            found.append(Note("formulas-overwritten", front.START, slots={"columns": _some(list(self.lost_totals)), "rows": "Totals"}))
        if self.lost_hints:
            slots = {"columns": _some(list(self.lost_hints)), "rows": "Settings"}
            found.append(Note("formulas-overwritten", front.START, slots=slots))
        short = [sheet for sheet in self.sheets if not sheet.reaches_all]
        found += [Note("row-below-table", sheet.sheet.title, slots=_below_slots(sheet)) for sheet in short]
        return found


def integrity_notes(package: Package, catalog: Catalog) -> list[Note]:
    """What of the template was removed or altered in a workbook, which was made from `catalog`.

    Raises:
        Failure: a part is damaged.
    """
    try:
        return WorkbookGuard(package, catalog).notes()
    except Malformed as error:
        raise package.damaged() from error
    except BuildError:
        # An organization's lists of today may make no template at all; then there is nothing to compare with.
        return []


def _sheet_notes(sheet: SheetGuard) -> Iterator[Note]:
    title = sheet.sheet.title
    groups: dict[tuple[str, Stretches], list[Place]] = {}
    for fault in sheet.faults:
        groups.setdefault((fault.code, fault.rows), []).append(fault.place)
    for (code, rows), places in groups.items():
        if code == "header-changed":
            yield from (_header_note(sheet, place) for place in places)
            continue
        shown = [p.header for p in places if p.live is None or p.id == "status"]
        if hidden := len(places) - len(shown):
            shown.append("a hidden column of the live marks" if hidden == 1 else f"{hidden} hidden columns of the live marks")
        number = sheet.numbers.get(places[0].id)
        cell = f"{get_column_letter(number)}{rows[0][0]}" if number and rows else None
        yield Note(code, title, cell, column=places[0].id, slots={"columns": _some(shown), "rows": _row_words(rows)})


def _below_slots(sheet: SheetGuard) -> dict[str, str]:
    return {"rows": f"{sheet.own_last + 1} and below", "last": str(sheet.own_last)}


def _header_note(sheet: SheetGuard, place: Place) -> Note:
    number = sheet.numbers[place.id]
    value = sheet.headers.get(number)
    slots = {"header": place.header, "value": value or "(blank)"}
    return Note("header-changed", sheet.sheet.title, f"{get_column_letter(number)}1", 1, place.id, value, slots)


def _columns_of(meta: Mapping[tuple[int, int], object]) -> set[tuple[str, ...]]:
    """The lines of Meta that name columns."""
    rows = {row for row, column in meta if column == 3}
    return {tuple(str(meta.get((row, column), "")) for column in range(1, 5)) for row in rows}


def _grouped(pairs: Iterable[tuple[Stretches, str]]) -> dict[Stretches, list[str]]:
    found: dict[Stretches, list[str]] = {}
    for rows, header in pairs:
        found.setdefault(rows, []).append(header)
    return found


def _fault(code: str, place: Place, rows: Sequence[tuple[int, int]]) -> Iterator[Fault]:
    if rows:
        yield Fault(code, place, tuple(rows))


def _clipped(stretches: Iterable[tuple[int, int]], last: int) -> Stretches:
    return _joined((max(top, FIRST_ROW), min(bottom, last)) for top, bottom in stretches)


def _joined(stretches: Iterable[tuple[int, int]]) -> Stretches:
    """The stretches in order, those that touch as one."""
    found: list[tuple[int, int]] = []
    for top, bottom in sorted(stretches):
        if found and top <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(bottom, found[-1][1]))
        else:
            found.append((top, bottom))
    return tuple(found)


def _row_words(rows: Stretches) -> str:
    words = [f"{top}" if top == bottom else f"{top} to {bottom}" for top, bottom in rows[:_NAMED_AT_MOST]]
    return ", ".join(words) + (f" and {len(rows) - len(words)} more stretches" if len(rows) > len(words) else "")


def _some(texts: Sequence[str]) -> str:
    shown = texts[:_NAMED_AT_MOST]
    return ", ".join(shown) + (f" and {len(texts) - len(shown)} more" if len(texts) > len(shown) else "")

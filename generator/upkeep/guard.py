"""What of the template was removed or altered in a completed workbook, since its data sheets are not protected.

Compared is what the parts mean, not their text: Excel, LibreOffice and openpyxl each write the same workbook
differently.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property

from generator.catalog import ACTIVITIES, ID, Catalog
from generator.template.layout import ALL_IDS, all_ids
from generator.template.room import READINESS_LINES, readiness_lines
from generator.template.start_sheet import SETTINGS
from generator.upkeep.data_sheet import SheetGuard, data_sheets
from generator.upkeep.front import ReadinessGuard, StartGuard
from generator.upkeep.origin import Origin
from generator.workbook.formula_text import canonical
from generator.workbook.letters import letters_of
from generator.workbook.own_sheets import BOARDS, LISTS, READINESS, READINESS_HEADER, ROWS, STAMPED, START, setting_cell
from generator.workbook.package import Package


class WorkbookGuard:
    """A completed workbook beside its template.

    Args:
        package: the workbook.
        catalog: what it was made from, as reading it found (`generator.workbook.read`).
        to_typed: rows typed below a table count as part of it; what they lack of the template counts as lost.

    Raises:
        Failure: a part is damaged.
        Malformed: a sheet is none that a spreadsheet program wrote; also while faults are asked for.
    """

    def __init__(self, package: Package, catalog: Catalog, *, to_typed: bool = False) -> None:
        self.origin = Origin(package, catalog)
        self.to_typed = to_typed

    @cached_property
    def sheets(self) -> list[SheetGuard]:
        """The data sheets that the workbook has."""
        return data_sheets(self.origin, to_typed=self.to_typed)

    @cached_property
    def activities(self) -> SheetGuard | None:
        return next((sheet for sheet in self.sheets if sheet.sheet.id == ACTIVITIES), None)

    @cached_property
    def start(self) -> StartGuard:
        return StartGuard(self.origin)

    @cached_property
    def readiness(self) -> ReadinessGuard:
        return ReadinessGuard(self.origin, self.activities, to_typed=self.to_typed)

    @cached_property
    def broken_names(self) -> dict[str, str]:
        """The defined names that are missing or stand for something else, with their right text."""
        origin = self.origin
        wanted = {name: text for sheet in self.sheets for name, text in sheet.names().items()}
        if origin.exact:
            wanted |= origin.expected.names
        wanted |= self._reaching_down
        broken = {
            name: text
            for name, text in wanted.items()
            if canonical(origin.names.get(name.lower(), "")) != canonical(text)
        }  # fmt: skip
        for name, label in SETTINGS.items():
            place = origin.book.names.get(name)
            if not (place and place.on(START)) and (row := self.start.row(label)):
                broken[name] = setting_cell(row)
        return broken

    @property
    def _reaching_down(self) -> dict[str, str]:
        """The names of cells down to far below that do not reach there; Excel moves their ends with every row."""
        wanted: dict[str, str] = {}
        if not self.origin.exact:
            return wanted
        if (sheet := self.activities) and ID in sheet.numbers:
            letter = letters_of(sheet.numbers[ID])
            if not self._stands_for(ALL_IDS, sheet.sheet.title, letter, sheet.last_row + 1):
                wanted[ALL_IDS] = all_ids(sheet.sheet.title, letter, sheet.last_row)
        if self.origin.expected.readiness and self.readiness.part:
            last = self.readiness.last
            at_least = last if self.to_typed else READINESS_HEADER + 1
            if not self._stands_for(READINESS_LINES, READINESS, "A", at_least):
                wanted[READINESS_LINES] = readiness_lines(last)
        return wanted

    def _stands_for(self, name: str, title: str, letter: str, at_least: int) -> bool:
        """Whether a name stands for cells of that column, at least down to that row."""
        place = self.origin.book.names.get(name)
        if place is None or not place.on(title):
            return False
        return letters_of(place.column) == letter and place.last_row >= at_least

    @cached_property
    def changed_lists(self) -> list[str] | None:
        """What of the sheet Lists was edited, in words; None when the sheet is missing."""
        origin = self.origin
        if origin.book.part_of(LISTS) is None:
            return None
        if not origin.exact:
            return []
        lists = origin.expected.lists
        calculated = {place: text for place, text in lists.items() if str(text).startswith("=")}
        wanted = {place: text for place, text in lists.items() if place not in calculated}
        rows, columns = max(row for row, _ in wanted), max(column for _, column in wanted)
        cells = origin.cells(LISTS, rows + 1, columns)
        formulas = origin.formulas(LISTS)
        places = {*wanted, *cells} - calculated.keys()
        edited = {place[1] for place in places if wanted.get(place) != cells.get(place)}
        edited |= {column for (row, column), text in calculated.items() if formulas.lacking(column, [row], str(text))}
        return list(dict.fromkeys(self._list_title(str(wanted[1, column])) for column in sorted(edited)))

    def _list_title(self, block: str) -> str:
        lists = self.origin.catalog.lists
        names = [name for name in lists if re.match(rf"[a-z]_{name}(_|$)", block)]
        return lists[max(names, key=len)].title if names else "words of the marks"

    @cached_property
    def meta_changed(self) -> bool:
        """Whether Meta is missing, contradicts the document properties, or names other columns than the template."""
        origin, stamp = self.origin, self.origin.stamp
        properties = origin.book.properties
        if not origin.meta or any(stamp.get(key) != properties.get(key, stamp.get(key)) for key in STAMPED):
            return True
        boards = set(filter(None, stamp.get(BOARDS, "").split(",")))
        known = {b.value for b in origin.catalog.boards} if origin.same_lists else boards
        if not stamp.get(ROWS, "").isdigit() or not boards or boards - known:
            return True
        return origin.exact and _columns_of(origin.meta) != _columns_of(origin.expected.meta)


def _columns_of(meta: Mapping[tuple[int, int], object]) -> set[tuple[str, ...]]:
    """The lines of Meta that name columns."""
    rows = {row for row, column in meta if column == 3}
    return {tuple(str(meta.get((row, column), "")) for column in range(1, 5)) for row in rows}

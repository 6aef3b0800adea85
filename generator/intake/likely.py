"""What the values of a list's column may be, where its name does not say it; and which columns of ours no column of the
list became, though a record will not save in PARS without them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from generator.catalog import ACTIVITIES, Catalog, Column, fold
from generator.intake.date_order import is_day
from generator.intake.known_names import Names
from generator.intake.matching import Match
from generator.intake.raw import filled
from generator.intake.tables import Table, name_key
from generator.rules.activity import needed_to_save
from generator.workbook.cells import Cell, text_of

_ACTION, _DELETE = "record_action", "delete"
_MOST_NAMED = 3
_COUNTED = 3
"""From so many rows on, a column that counts them is told from one of IDs."""
_TITLE = 12
"""Characters that a title has on the average, at least."""


class Likeness:
    """Whether the columns of a table may be columns of ours, by their values."""

    def __init__(self, table: Table, names: Names, catalog: Catalog) -> None:
        self._names, self._catalog, self._rows = names, catalog, len(table.rows)
        self._cells: dict[int, list[Cell]] = {}
        for row in table.rows:
            for number, cell in filled(row):
                if text_of(cell):
                    self._cells.setdefault(number, []).append(cell)

    def fits(self, number: int, column: Column) -> bool:
        """Whether most cells of the table's column are what a column of ours takes."""
        cells = self._cells.get(number, [])
        if 2 * len(cells) <= self._rows:
            return False
        texts = [text_of(cell) for cell in cells]
        several = 2 * len({*map(fold, texts)}) > len(texts)
        if column.kind == "date":
            return 2 * sum(map(_is_date, cells)) > len(cells)
        if column.kind == "choice":
            return 2 * sum(self._is_value(text, column) for text in texts) > len(texts)
        if any(map(_is_date, cells)):
            return False
        if column.kind == "id":
            return several and not _counts(texts) and not any(" " in text.strip() for text in texts)
        return several and sum(map(len, texts)) >= _TITLE * len(texts) and not any("://" in text for text in texts)

    def _is_value(self, text: str, column: Column) -> bool:
        values = self._catalog.values_of(column)
        return bool(values.find(text) or self._names.reading(values.name, text))


@dataclass(frozen=True, slots=True)
class Lacking:
    """A column of ours that no column of the list became.

    Attributes:
        column: ours.
        likely: headers of the list's columns that went nowhere and may be it.
    """

    column: Column
    likely: tuple[str, ...]

    @property
    def words(self) -> str:
        """What a person should know first."""
        likely = " or ".join(f"“{' '.join(header.split())}”" for header in self.likely)
        return (
            f"No column of the list became {self.column.header}: every activity will be held back."
            + (f" It may be {likely}." if likely else "")
        )  # fmt: skip


def lacking(
    matches: Sequence[Match], activities: Sequence[Mapping[str, Cell]], likeness: Likeness, names: Names,
    catalog: Catalog,
) -> list[Lacking]:  # fmt: skip
    """The columns that no column of the list became and that PARS needs to save an activity; none where every record is
    to be deleted.

    Args:
        matches: where the columns of the list went.
        activities: the rows of Activities, as cells by column id.
        likeness: what the columns of the list may be.
        names: what is known of their names.
        catalog: the catalog of the new workbook.
    """
    actions = catalog.values_of(catalog.sheet(ACTIVITIES).column(_ACTION))
    saved = [row for row in activities
             if not (value := actions.find(text_of(row.get(_ACTION)))) or value.means != _DELETE]  # fmt: skip
    there = {target.column.id for match in matches for target in match.targets if target.column.sheet == ACTIVITIES}
    there |= {column for row in saved for column in row}
    free = [match for match in matches if not match.targets]

    def likely(column: Column) -> tuple[str, ...]:
        by_name = [match for match in free if names.uncertain.get(name_key(match.header)) == column]
        by_value = [match for match in free if likeness.fits(match.number, column)]
        return tuple(dict.fromkeys(match.header for match in (*by_name, *by_value)))[:_MOST_NAMED]

    needed = needed_to_save(catalog) if saved else []
    return [Lacking(column, likely(column)) for column in needed if column.id not in there]


def _is_date(cell: Cell) -> bool:
    if isinstance(cell, str):
        return is_day(cell)
    return isinstance(cell, dt.date)


def _counts(texts: Sequence[str]) -> bool:
    """Whether a column counts the rows: 1, 2, 3."""
    return len(texts) >= _COUNTED and [*texts] == [str(number) for number in range(1, len(texts) + 1)]

"""The words that messages are filled in with."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Callable, Iterator, Mapping

from generator.catalog import ACTIVITIES, ID, Catalog, Sheet, fold
from generator.rules.sentence import ended, quoted
from generator.rules.tables import Tables
from generator.workbook.cells import Cell, CellError, Uncalculated, day_of, number_text, text_of

_SHOWN = 120
LONGEST_VALUE = 1_000
"""Characters of a cell that a finding carries: one text may be that of 200,000 cells, and each may have findings."""
_FEW = 8
_NEAR = 0.8
"""How alike two texts must be, from 0 to 1, for one to be offered in place of the other."""
_FAR = 2 / _NEAR - 1
"""A text this many times longer than another is never so alike, and comparing them would take long."""


def shown(cell: Cell) -> str:
    """A cell as a person reads it; long texts are cut."""
    if isinstance(cell, dt.date):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, CellError):
        return cut(cell.text, _SHOWN)
    if isinstance(cell, Uncalculated) or cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    return cut(cell if isinstance(cell, str) else number_text(cell), _SHOWN)


def cut(text: str, most: int = LONGEST_VALUE) -> str:
    """A text, its end cut off when it is longer than `most`."""
    return text if len(text) <= most else f"{text[:most]}…"


class Words(Mapping[str, str]):
    """The slots of one finding's message.

    {value} and {header} are those of the cell, {length} and {day} how long it is and which day it is; {nearest},
    {nearby},
    {allowed} and {owners} come from its list; {board} and any other column id from its row; {activity_credits} and the
    like from its activity; {today} is the day of the check. What the rule itself says (`words`) goes first.
    """

    def __init__(self, tables: Tables, sheet: str, position: int, field: str, words: Mapping[str, str]) -> None:
        self._tables = tables
        self._words = words
        self._rows = tables.on(sheet)
        self._position = position
        self._column = self._rows.frame.sheet.column(field)
        self._cell: Cell = self._rows.frame.raw(field)[position]

    def __getitem__(self, slot: str) -> str:
        if slot in self._words:
            return cut(self._words[slot])
        if slot in _SLOTS:
            return _SLOTS[slot](self)
        pointer = int(self._rows.pointers[self._position])
        activities, column = self._tables.on(ACTIVITIES).frame, slot.removeprefix(_OF_ACTIVITY)
        if column != slot and pointer >= 0 and activities.sheet.has(column):
            return shown(activities.raw(column)[pointer])
        return shown(self._rows.frame.raw(slot)[self._position])

    def __iter__(self) -> Iterator[str]:
        return iter((*self._words, *_SLOTS))

    def __len__(self) -> int:
        return len({*self._words, *_SLOTS})

    def same_for_all(self, slot: str) -> bool:
        """Whether the slot says the same in every row of the column."""
        return slot in _SAME_FOR_ALL and slot not in self._words

    @property
    def typed(self) -> str | None:
        """The cell's text as read, cut when no message could quote it; None when blank."""
        return cut(self._cell) if isinstance(self._cell, str) else shown(self._cell) or None

    @property
    def activity_id(self) -> str | None:
        """The provider activity ID of the row's activity, or what the row says itself when there is no such
        activity."""
        pointer = int(self._rows.pointers[self._position])
        rows, position = (self._tables.on(ACTIVITIES), pointer) if pointer >= 0 else (self._rows, self._position)
        return text_of(rows.frame.raw(ID)[position]) or None

    def value(self) -> str:
        return shown(self._cell)

    def header(self) -> str:
        return self._column.header

    def length(self) -> str:
        return f"{len(text_of(self._cell)):,}"

    def day(self) -> str:
        day = day_of(self._rows.frame.date(self._column.id)[self._position])
        return f"{day:%Y-%m-%d}" if day else shown(self._cell)

    def today(self) -> str:
        return f"{day_of(self._tables.today):%Y-%m-%d}"

    def _allowed_values(self) -> list[str]:
        values = self._rows.catalog.list_of(self._column)
        if values is None:
            return []
        owner = self._rows.text(self._column.depends_on)[self._position] if self._column.depends_on else None
        return [value.value for value in values.offered(owner)]

    def allowed(self) -> str:
        values = self._allowed_values()
        if not values:
            return "the drop-down shows them once the board is right"
        rest = len(values) - _FEW
        if rest <= 0:
            return quoted(values, "and")
        return f"{', '.join(quoted([value], '') for value in values[:_FEW])} and {rest} more in the drop-down"

    def _near(self) -> list[str]:
        """The allowed values that are really near, the nearest first."""
        values = self._rows.catalog.list_of(self._column)
        by_key = {fold(text): text for text in self._allowed_values()} if values and values.suggests else {}
        text = fold(text_of(self._cell))
        if len(text) > _FAR * max(map(len, by_key), default=0):
            return []
        near = difflib.get_close_matches(text, list(by_key), n=3, cutoff=_NEAR)
        return [by_key[key] for key in near]

    def nearest(self) -> str:
        """What to choose: the nearest values, or all of a short list, or any of the drop-down."""
        values = self._allowed_values()
        offered = self._near() or (values if len(values) <= _FEW else [])
        return quoted(offered, "or") if offered else "one from the drop-down"

    def nearby(self) -> str:
        """A sentence with the nearest values, when there are near ones."""
        near = self._near()
        return f" The nearest: {ended(quoted(near, 'or'))}" if near else ""

    def board(self) -> str:
        """The board of the row as its code, or words for a row without one."""
        boards = self._rows.catalog.board_list.name
        column = next((column.id for column in self._rows.frame.sheet.columns if column.list == boards), None)
        return (str(self._rows.text(column)[self._position]) if column else "") or "this row"

    def owners(self) -> str:
        values = self._rows.catalog.list_of(self._column)
        return " and ".join(values.owners_of(text_of(self._cell))) if values else ""


_SLOTS: Mapping[str, Callable[[Words], str]] = {
    "value": Words.value,
    "header": Words.header,
    "length": Words.length,
    "day": Words.day,
    "today": Words.today,
    "allowed": Words.allowed,
    "nearest": Words.nearest,
    "nearby": Words.nearby,
    "board": Words.board,
    "owners": Words.owners,
}
_OF_ACTIVITY = "activity_"
_SAME_FOR_ALL = frozenset({"header", "today"})


EVERYWHERE = frozenset(_SLOTS)
"""Slots that the message of a rule about a cell may have, whatever sheet it is on."""


def slots_of(catalog: Catalog, sheet: Sheet) -> set[str]:
    """All slots that the message of a rule on this sheet may have, besides the words of the rule itself."""
    activities = catalog.sheets[ACTIVITIES]
    return {
        *_SLOTS,
        *(column.id for column in sheet.columns),
        *(f"{_OF_ACTIVITY}{column.id}" for column in activities.columns),
    }

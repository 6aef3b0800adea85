"""The words that messages are filled in with."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Mapping

from generator.catalog import ACTIVITIES, fold
from generator.rules.tables import Tables
from generator.workbook.cells import Cell, CellError, Uncalculated, date_of, day_of, number_text, text_of

_SHOWN = 120
_FEW = 8
_NEAR = 0.8
"""How alike two texts must be, from 0 to 1, for one to be offered in place of the other."""


def shown(cell: Cell) -> str:
    """A cell as a person reads it; long texts are cut."""
    if isinstance(cell, dt.date):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, CellError):
        return cell.text
    if isinstance(cell, Uncalculated) or cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    text = cell if isinstance(cell, str) else number_text(cell)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


class Words(dict[str, str]):
    """The slots of one finding's message.

    {value} and {header} are those of the cell; {nearest}, {nearby}, {allowed}, {owners} and {retired} come from its list; {board} and any other
    column id from its row; {activity_credits} and the like from its activity; {day} is the cell as a day.
    """

    def __init__(self, tables: Tables, sheet: str, position: int, field: str, words: Mapping[str, str]) -> None:
        super().__init__(words)
        self._tables = tables
        self._rows = tables.on(sheet)
        self._position = position
        self._column = self._rows.frame.sheet.column(field)
        self._cell: Cell = self._rows.frame.raw(field)[position]

    @property
    def typed(self) -> str | None:
        """The cell's text as read, not cut; None when blank."""
        return self._cell if isinstance(self._cell, str) else shown(self._cell) or None

    @property
    def activity_id(self) -> str | None:
        """The provider activity ID of the row's activity, or what the row says itself when there is no such activity."""
        pointer = int(self._rows.pointers[self._position])
        rows, position = (self._tables.on(ACTIVITIES), pointer) if pointer >= 0 else (self._rows, self._position)
        return text_of(rows.frame.raw("provider_activity_id")[position]) or None

    def __missing__(self, slot: str) -> str:
        known = getattr(self, f"_slot_{slot}", None)
        if known is not None:
            return str(known())
        pointer = int(self._rows.pointers[self._position])
        if slot.startswith("activity_") and pointer >= 0 and self._tables.on(ACTIVITIES).frame.sheet.has(slot.removeprefix("activity_")):
            return shown(self._tables.on(ACTIVITIES).frame.raw(slot.removeprefix("activity_"))[pointer])
        return shown(self._rows.frame.raw(slot)[self._position])

    def _slot_value(self) -> str:
        return shown(self._cell)

    def _slot_header(self) -> str:
        return self._column.header

    def _slot_length(self) -> str:
        return f"{len(text_of(self._cell)):,}"

    def _slot_day(self) -> str:
        day = day_of(date_of(self._cell))
        return f"{day:%Y-%m-%d}" if day else shown(self._cell)

    def _slot_today(self) -> str:
        return f"{day_of(self._tables.today):%Y-%m-%d}"

    def _allowed(self) -> list[str]:
        found = self._rows.catalog.list_of(self._column)
        if found is None:
            return []
        owner = self._rows.text(self._column.depends_on)[self._position] if self._column.depends_on else None
        return [v.value for v in found.offered(owner)]

    def _slot_allowed(self) -> str:
        allowed = self._allowed()
        if not allowed:
            return "the drop-down shows them once the board is right"
        rest = len(allowed) - _FEW
        return ", ".join(allowed[:_FEW]) + (f" and {rest} more in the drop-down" if rest > 0 else "")

    def _near(self) -> list[str]:
        """The allowed values that are really near, the nearest first."""
        found = self._rows.catalog.list_of(self._column)
        allowed = {fold(v): v for v in self._allowed()} if found and found.suggests else {}
        return [allowed[c] for c in difflib.get_close_matches(fold(text_of(self._cell)), list(allowed), n=3, cutoff=_NEAR)]

    def _slot_nearest(self) -> str:
        """What to choose: the nearest values, or all of a short list, or any of the drop-down."""
        allowed = self._allowed()
        return " or ".join(self._near() or (allowed if len(allowed) <= _FEW else [])) or "one from the drop-down"

    def _slot_nearby(self) -> str:
        """A sentence with the nearest values, when there are near ones."""
        near = self._near()
        return f" The nearest: {' or '.join(near)}." if near else ""

    def _slot_board(self) -> str:
        """The board of the row as its code, or words for a row without one."""
        return str(self._rows.text("board")[self._position]) or "this row"

    def _slot_owners(self) -> str:
        found = self._rows.catalog.list_of(self._column)
        return " and ".join(found.owners_of(text_of(self._cell))) if found else ""

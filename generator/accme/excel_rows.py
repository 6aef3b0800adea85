"""From an activity record to rows of a template: each value into the column that the mapping names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from generator.accme.excel_columns import TemplateColumns
from generator.accme.excel_values import CellValue, Said, Values
from generator.catalog import ACTIVITIES, Column, fold
from generator.exchange.activity_record import ActivityRecord
from generator.exchange.cell_texts import Rewritten
from generator.exchange.records import Records
from generator.intake.mapping_file import ROW
from generator.intake.matching import Target, key_column

EACH = "each"
"""What a mapping says in its field Row where each board (REMS program, supporter) gets a row of its own."""
_Line = dict[int, CellValue]
_Plan = Mapping[str, Mapping[str, Sequence[tuple[int, Target]]]]
"""Sheet id and group to the columns of the template, with what goes there."""


@dataclass(frozen=True, slots=True)
class Outside:
    """A value that the template's own list does not have: column, counted from 1, line, counted from 0, and text."""

    number: int
    line: int
    text: str


@dataclass
class ExcelRows:
    """Writes activities as rows of a template, and knows what they carry.

    Args:
        columns: the template and where its columns go.
        records: where the activities come from.
        without: numbers of columns that are not written to, whatever the mapping says.

    Attributes:
        lines: the rows so far: column number to value.
        outside: values that the template's own lists do not have.
    """

    columns: TemplateColumns
    records: Records
    without: Collection[int] = ()
    lines: list[_Line] = field(default_factory=list)
    outside: list[Outside] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._values = Values(self.columns, self.records)
        self._carried: set[tuple[str, str, int]] = set()
        plan: dict[str, dict[str, list[tuple[int, Target]]]] = {}
        for match in self.columns.matches:
            for target in match.targets if match.number not in self.without else ():
                if self.records.catalog.sheet(target.column.sheet).has(target.column.id) or target.column.grows:
                    plan.setdefault(target.column.sheet, {}).setdefault(target.group, []).append((match.number, target))
        self._plan: _Plan = plan

    def carries(self, sheet: str, column: str, position: int) -> bool:
        """Whether the rows hold what a cell says."""
        return (sheet, column, position) in self._carried

    def add(self, record: ActivityRecord) -> Sequence[Rewritten]:
        """Adds the rows of an activity. Rows of its sheets for which there is no room are taken out of the record, and
        told as left out.

        Returns:
            The cells that are written otherwise than typed.
        """
        first = len(self.lines)
        self.lines.append({})
        rewritten: dict[tuple[str, str, int], Rewritten] = {}
        sides: list[tuple[int, Sequence[tuple[int, Target]], str, int]] = []
        for targets in self._plan.get(ACTIVITIES, {}).values():
            sides.append((first, targets, ACTIVITIES, record.position))
        for sheet in [sheet for sheet in record.rows if sheet != ACTIVITIES]:
            sides += self._places(record, sheet, first)
        for line, targets, sheet, position in sides:
            self._write(record, line, targets, sheet, position, rewritten)
        for line in range(first + 1, len(self.lines)):
            self.lines[line] = {
                **{number: value for number, value in self.lines[first].items() if number in self._of_activity},
                **self.lines[line],
            }
        choices = self._values.is_choice
        return [
            *(r for r in record.rewritten if not choices(r.sheet, r.column)),
            *rewritten.values(),
        ]

    @property
    def _of_activity(self) -> set[int]:
        """The columns of the template that say something of the whole activity, and so stand in each of its rows."""
        return {number for targets in self._plan.get(ACTIVITIES, {}).values() for number, _ in targets}

    # --- rows of the other sheets

    def _places(
        self, record: ActivityRecord, sheet: str, first: int
    ) -> Iterator[tuple[int, Sequence[tuple[int, Target]], str, int]]:
        """Where each row of an activity on a sheet goes: the line, and the columns there."""
        about = self.records.catalog.sheet(sheet)
        key = key_column(about)
        groups = dict(self._plan.get(sheet, {}))
        named = {fold(group): group for group in groups if self._values.names_one(key, group)}
        with_key = [group for group, targets in groups.items() if any(t.column.id == key.id for _, t in targets)]
        plain = [group for group in with_key if group not in named.values() and group != EACH]
        room = len(plain)
        each = first
        for position in tuple(record.rows.get(sheet, ())):
            whose = next((said.text for said in self._values.of(record, key, position)), "")
            if group := named.pop(fold(whose), None):
                self._carried.add((sheet, key.id, position))
                yield first, groups[group], sheet, position
            elif plain:
                yield first, groups[plain.pop(0)], sheet, position
            elif EACH in with_key:
                while len(self.lines) <= each:
                    self.lines.append({})
                yield each, groups[EACH], sheet, position
                each += 1
            else:
                record.take_out(sheet, position, self._no_room(about.title, key, bool(groups), room))

    def _no_room(self, title: str, key: Column, any_column: bool, room: int) -> str:
        if not any_column:
            return f"The template has no column for rows of {title}."
        if not room:
            return f"No column of the template says the {key.header} of a row of {title}."
        places = "1 place" if room == 1 else f"{room} places"
        mapping = self.columns.kept.mapping.name if self.columns.kept else "the mapping"
        return (
            f"The template has {places} for rows of {title} of one activity. If ACCME wants a row of the template for "
            f"each, write {EACH} in the field {ROW} of these columns in {mapping}, and export again."
        )

    # --- cells

    def _write(
        self, record: ActivityRecord, line: int, targets: Sequence[tuple[int, Target]], sheet: str, position: int,
        rewritten: dict[tuple[str, str, int], Rewritten],
    ) -> None:  # fmt: skip
        families: dict[str, list[tuple[int, Target]]] = {}
        for number, target in targets:
            if target.answer is not None:
                self._answer(record, line, number, target, position)
            elif target.column.repeats:
                families.setdefault(target.column.family, []).append((number, target))
            else:
                said = self._values.of(record, target.column, position)
                if said and self._goes_with(target, position):
                    self._put(line, number, target, said[0], rewritten)
        for family, places in families.items():
            self._family(record, line, sheet, family, places, position, rewritten)

    def _family(
        self, record: ActivityRecord, line: int, sheet: str, family: str, places: Sequence[tuple[int, Target]],
        position: int, rewritten: dict[tuple[str, str, int], Rewritten],
    ) -> None:  # fmt: skip
        """Values of columns of one kind, each into the next column of the template for that kind."""
        order = [column.id for column in self.columns.catalog.sheet(sheet).family(family)]
        left = sorted(places, key=lambda place: order.index(place[1].column.id))
        room = len(left)
        for column in self.records.catalog.sheet(sheet).family(family):
            values = self._values.of(record, column, position)
            here, left = left[: len(values)], left[len(values) :]
            for (number, target), said in zip(here, values, strict=False):
                self._put(line, number, target, said, rewritten, carry=len(here) == len(values))
            if len(here) < len(values):
                columns = "1 column" if room == 1 else f"{room} columns"
                what = f" It stands for {len(values)} values, of which {len(here)} are written." if here else ""
                record.leave_out(sheet, position, f"The template has {columns} for such values.{what}", column.id)

    def _answer(self, record: ActivityRecord, line: int, number: int, target: Target, position: int) -> None:
        """Yes in a column that asks for one value of ours."""
        column = target.column
        said = self._values.of(record, column, position)
        if said and fold(said[0].text) == fold(target.answer or ""):
            text, known = self._values.yes(number)
            self._set(line, number, text)
            self._carried.add((column.sheet, column.id, position))
            if not known:
                self.outside.append(Outside(number, line, text))

    def _goes_with(self, target: Target, position: int) -> bool:
        """Whether a column that says two things may be written to: its second one is so."""
        if target.sets is None:
            return True
        column = target.sets.column
        if fold(self._values.plain(column, position)) != fold(target.sets.value):
            return False
        self._carried.add((column.sheet, column.id, position))
        return True

    def _put(
        self, line: int, number: int, target: Target, said: Said, rewritten: dict[tuple[str, str, int], Rewritten],
        *, carry: bool = True,
    ) -> None:  # fmt: skip
        """Writes a value; one that another value of the same column stands before is left to be told."""
        value, known = self._values.in_cell(number, said)
        if number in self.lines[line] and self.lines[line][number] != value:
            return
        self._set(line, number, value)
        if not known and isinstance(value, str):
            self.outside.append(Outside(number, line, value))
        cell = (said.column.sheet, said.column.id, said.position)
        if carry:
            self._carried.add(cell)
        if said.typed is not None and isinstance(value, str) and said.typed != value:
            rewritten[cell] = Rewritten(*cell, said.typed, value)

    def _set(self, line: int, number: int, value: str | float | dt.date) -> None:
        self.lines[line][number] = value

"""From the sheets of a batch to one activity record at a time, as the upload file holds it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from math import isnan
from typing import Any

from generator.catalog import ACTIVITIES, ID, Column, Value, ValueList, fold
from generator.catalog.lists import NO, YES
from generator.exchange.cell_texts import CellText, CellTexts, Rewritten
from generator.exchange.parts import (
    BoardRegistration,
    ContentArea,
    ContentKey,
    LeftOut,
    MeasuredOutcome,
    MonetarySupport,
    RemsRegistration,
    StateContent,
)
from generator.exchange.profile import Profile
from generator.exchange.ties import Ties, tie
from generator.workbook.cells import day_of
from generator.workbook.frames import Batch

SENT_ON_DELETE = frozenset({ID, "accme_activity_id", "record_action", "start_date", "end_date"})
"""The columns that the file carries of a record to be deleted."""
_A_CELL = 10
"""What a cell counts for besides its characters, in what a template may have to do."""
_MOST_TYPES = 2
"""Types of measurement that the file takes for an outcome."""
_ENTERED_TWICE = "It is entered twice in this row, and sent once."


class Records:
    """The activity records of a batch, gathered from its sheets one at a time.

    Args:
        batch: the completed workbook.
        profile: the XML profile.
        ties: which rows belong to which activity, when they are known already.
        actions: position of an activity to the record action that is written, whatever its row says.
    """

    def __init__(
        self, batch: Batch, profile: Profile, ties: Ties | None = None, *, actions: Mapping[int, str] | None = None
    ) -> None:
        self.batch = batch
        self.catalog = batch.catalog
        self.undated_deletion = profile.undated_deletion
        self.ties = ties or tie(batch)
        self.actions = actions or {}
        self.cells = CellTexts(batch, plain=profile.plain_texts)
        self.columns = frozenset(column.id for column in self.catalog.sheet(ACTIVITIES).columns)
        self._written: dict[tuple[str, str, str], str] = {}
        self._carried: dict[tuple[str, str], bytearray] = {}

    def at(self, position: int) -> ActivityRecord:
        """The record of the activity at that position on Activities."""
        return ActivityRecord(self, position)

    def each(self, positions: Sequence[int]) -> Iterator[ActivityRecord]:
        return (self.at(position) for position in positions)

    def carry(self, sheet: str, column: str, position: int) -> None:
        """Remembers that the file holds what a cell says, be it as a value or in what else it holds."""
        rows = self._carried.get((sheet, column))
        if rows is None:
            rows = self._carried[sheet, column] = bytearray(len(self.batch.sheets[sheet]))
        rows[position] = 1

    def carries(self, sheet: str, column: str, position: int) -> bool:
        """Whether the file holds what the cell says, after its activity was written."""
        return (sheet, column) in self._carried and bool(self._carried[sheet, column][position])

    def written(self, sheet: str, column: str, meaning: str) -> str:
        """What stands in the file for the value that has this meaning in the list of a column."""
        key = (sheet, column, meaning)
        if key not in self._written:
            values = self.catalog.values_of(self.catalog.sheet(sheet).column(column))
            self._written[key] = values.meaning(meaning).file_value
        return self._written[key]

    def meaning(self, sheet: str, column: str, text: str) -> str:
        """What the value that stands in the file as `text` means in the list of a column."""
        values = self.catalog.values_of(self.catalog.sheet(sheet).column(column))
        return next((v.means for v in values.offered() if v.file_value == text), "")

    @cached_property
    def outcomes(self) -> tuple[tuple[Column, Mapping[str, tuple[str, ...]]], ...]:
        """The columns of measured outcomes, each with how it was measured, as written, to the types that say so."""
        columns = [column for column in self.catalog.sheet(ACTIVITIES).columns if column.stands_for]
        return tuple((column, self._types(column)) for column in columns)

    def _types(self, column: Column) -> dict[str, tuple[str, ...]]:
        values = self.catalog.values_of(column)
        return {value.value: measurement_types(values, value) for value in values.offered()}

    @cached_property
    def outline_codes(self) -> dict[str, str]:
        """Board as written to the code of its content outline; empty for a board without."""
        return {board.file_value: self.catalog.board_list.fact(board, "outline_code") for board in self.catalog.boards}


def measurement_types(values: ValueList, value: Value) -> tuple[str, ...]:
    """The types of measurement that a value stands for in the file; none where it does not say how.

    Raises:
        CatalogError: there are more than the file takes, or one is there twice.
    """
    types = tuple(filter(None, (text.strip() for text in values.fact(value, "measurement_types").split(";"))))
    if len(types) > _MOST_TYPES or len(set(types)) < len(types):
        raise value.fault(f"measurement_types of {value.value!r} must be {_MOST_TYPES} different texts at most.")
    return types


class ActivityRecord(dict[str, Any]):
    """One activity as the file holds it, by the names that the profile's template uses. A blank value is the empty
    text, and still knows its cell.

    What is made of several cells is in `_MADE`; any other name is a column of Activities, read when the template asks
    for it. Of a record to be deleted only identifiers, reporting dates and the action count; all else is blank.

    Attributes:
        position: of its row on Activities.
        deletion: the record is to be deleted.
        action: Add, Update or Delete.
        rows: sheet id to the positions of the rows that are in the record.
    """

    def __init__(self, records: Records, position: int) -> None:
        super().__init__()
        self.position = position
        self.rows: dict[str, list[int]] = {ACTIVITIES: [position]}
        self._records = records
        self._left_out: dict[LeftOut, None] = {}
        self._rewritten: dict[Rewritten, None] = {}
        self._plain: dict[tuple[str, str, int], None] = {}
        action = self._here("record_action")
        written = records.actions.get(position) or action or records.written(ACTIVITIES, "record_action", "add")
        self.action = action.saying(written)
        self.deletion = self.action == records.written(ACTIVITIES, "record_action", "delete")
        self["deletion"], self["action"] = self.deletion, self.action
        self["reporting_start"], self["reporting_end"] = self._reporting_dates()
        for sheet in records.ties.rows:
            if self.deletion:
                self._refuse_rows(sheet, "The activity is to be deleted, so its details are not sent.")
            elif sheet not in _SENT_SHEETS:
                self._refuse_rows(sheet, "The upload file has no place for the rows of this sheet.")
        for make in () if self.deletion else _MADE:
            self.update(make(self))

    def __missing__(self, column: str) -> CellText:
        if column not in self._records.columns and not (self.deletion and column in _MADE_NAMES):
            raise KeyError(column)
        if self.deletion and column not in SENT_ON_DELETE:
            return self.action.saying("")
        text = self[column] = self._read(ACTIVITIES, column, self.position)
        return text

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """What the activity holds and the record does not."""
        return tuple(self._left_out)

    @property
    def rewritten(self) -> tuple[Rewritten, ...]:
        """Cells written otherwise than typed, sheet by sheet and row by row."""
        sheets = list(self._records.catalog.sheets)
        return tuple(sorted(self._rewritten, key=lambda cell: (sheets.index(cell.sheet), cell.position)))

    @property
    def plain(self) -> int:
        """How many texts had typographic marks made plain."""
        return len(self._plain)

    # --- cells
    # -----------------------------------------------------------------------------------------------------------

    def _read(self, sheet: str, column: str, position: int) -> CellText:
        """The text of a cell that goes into the file."""
        prepared = self._records.cells.column(sheet, column)
        if prepared.rewritten and position in prepared.rewritten:
            self._rewritten[prepared.rewritten[position]] = None
        if position in prepared.plain:
            self._plain[sheet, column, position] = None
        return CellText.at(prepared.texts[position], sheet, column, position)

    def _here(self, column: str) -> CellText:
        return self._read(ACTIVITIES, column, self.position)

    def silent(self, sheet: str, column: str, position: int) -> CellText:
        """The text of a cell that does not go into the file, or not by itself."""
        return CellText.at(self._records.cells.column(sheet, column).texts[position], sheet, column, position)

    def _peek(self, column: str) -> str:
        return self._records.cells.column(ACTIVITIES, column).texts[self.position]

    def says(self, column: str, meaning: str) -> bool:
        """Whether the activity's cell has that meaning; what follows from it stands in the file."""
        self._records.carry(ACTIVITIES, column, self.position)
        return self._peek(column) == self._records.written(ACTIVITIES, column, meaning)

    def _header(self, column: str) -> str:
        return self._records.catalog.sheet(ACTIVITIES).column(column).header

    def _family(self, sheet: str, family: str) -> tuple[Column, ...]:
        return self._records.catalog.sheet(sheet).family(family)

    def _unique(self, family: str, sheet: str = ACTIVITIES, position: int | None = None) -> tuple[CellText, ...]:
        """The values given in a family of columns, each once."""
        at = self.position if position is None else position
        texts: dict[str, CellText] = {}
        for column in self._family(sheet, family):
            if self._records.cells.column(sheet, column.id).texts[at]:
                text = self._read(sheet, column.id, at)
                if texts.setdefault(fold(text), text) is not text:
                    self.leave_out(sheet, at, _ENTERED_TWICE, column.id)
        return tuple(texts.values())

    def extent(self) -> int:
        """How many characters and cells stand in its rows."""
        cells = self._records.cells
        return sum(
            _A_CELL + len(cells.column(sheet, column.id).texts[position])
            for sheet, positions in self.rows.items()
            for column in self._records.catalog.sheet(sheet).columns
            for position in positions
        )

    def take_out(self, sheet: str, position: int, reason: str) -> None:
        """Takes a row out of the record again, for which the form of the file has no place after all; the reason is a
        sentence."""
        self.rows[sheet].remove(position)
        self._leave_out_row(sheet, position, reason, ID)

    def _leave_out_row(self, sheet: str, position: int, reason: str, shown: str) -> None:
        """Leaves a row out that somebody has to act on, in the column `shown`."""
        self._left_out[LeftOut(sheet, position, None, reason, shown)] = None

    def leave_out(self, sheet: str, position: int, reason: str, column: str | None = None) -> None:
        """Remembers that the file does not say what a row or a cell holds; the reason is a sentence."""
        self._left_out[LeftOut(sheet, position, column, reason)] = None

    def _refuse_rows(self, sheet: str, reason: str) -> None:
        for position in self._records.ties.of(self.position, sheet):
            self.leave_out(sheet, position, reason)

    def _answered(self, sheet: str, what: str) -> Sequence[int]:
        """The positions of the activity's rows on a sheet; none, and why, when its answer is not Yes."""
        about = self._records.catalog.sheet(sheet)
        answer = self._records.catalog.sheet(ACTIVITIES).column(about.answer or "")
        if self.says(answer.id, YES):
            return self._records.ties.of(self.position, sheet)
        yes = self._records.catalog.answers.meaning(YES).value
        self._refuse_rows(sheet, f"A {what} is sent only when {answer.header} is {yes}.")
        return ()

    def _send(self, sheet: str, position: int) -> None:
        self.rows.setdefault(sheet, []).append(position)

    # --- what is made of several cells
    # -------------------------------------------------------------------------------------

    def _reporting_dates(self) -> tuple[CellText, CellText]:
        """The dates of the activity; of a deletion without dates those that the profile gives."""
        if not self.deletion:
            return self["start_date"], self["end_date"]
        start, end = self._day("start_date"), self._day("end_date")
        for day in (start, end):
            if not day:
                reason = (
                    "The activity is to be deleted without this date; a stand-in is sent, which PARS has no use for."
                )
                self.leave_out(ACTIVITIES, self.position, reason, day.column)
        otherwise = self._records.undated_deletion
        return start or end or start.saying(otherwise), end or start or end.saying(otherwise)

    def _day(self, column: str) -> CellText:
        serial = self._records.batch.sheets[ACTIVITIES].date(column)[self.position]
        day = None if isnan(serial) else day_of(serial)
        return CellText.at(day.isoformat() if day else "", ACTIVITIES, column, self.position)

    def _support(self) -> Mapping[str, Any]:
        answer = self._here("commercial_support")
        words = {self._records.written(ACTIVITIES, answer.column, meaning): meaning for meaning in (YES, NO)}
        monetary: list[MonetarySupport] = []
        in_kind: list[CellText] = []
        for position in self._answered("support", "supporter"):
            supporter, kind, amount = (
                self.silent("support", name, position) for name in ("supporter", "kind", "amount")
            )
            money = kind == self._records.written("support", "kind", "monetary")
            if not supporter:
                self.leave_out("support", position, "The row names no supporter.")
            elif money and not amount:
                self._leave_out_row("support", position, "Monetary support is sent only with its amount.", "amount")
            elif not kind:
                self._leave_out_row("support", position, "A supporter is sent only as monetary or in-kind.", "kind")
            else:
                self._send("support", position)
                supporter = self._read("support", "supporter", position)
                self._read("support", "kind", position)
                self._records.carry("support", "kind", position)
                if kind == self._records.written("support", "kind", "in-kind"):
                    in_kind.append(supporter)
                    if amount:
                        self.leave_out("support", position, "In-kind support has no amount in the file.", "amount")
                else:
                    monetary.append(MonetarySupport(supporter, amount))
        said = answer.saying(words.get(answer, answer))
        return {"commercial_support": said, "monetary_support": tuple(monetary), "in_kind_support": tuple(in_kind)}

    def _boards(self) -> Mapping[str, Any]:
        boards: list[BoardRegistration] = []
        areas: dict[str, CellText] = {}
        contents: list[ContentArea] = []
        for position in self._answered("moc", "board"):
            board = self._read("moc", "board", position)
            if not board:
                self.leave_out("moc", position, "The row names no board.")
                continue
            self._send("moc", position)
            types = self._unique("credit_type", "moc", position)
            first = types[0] if types else self.silent("moc", self._family("moc", "credit_type")[0].id, position)
            points, deadline = self._read("moc", "points", position), self._here("moc_deadline")
            boards.append(BoardRegistration(board, points, types, first, deadline))
            for area in self._areas(position):
                if areas.setdefault(fold(area), area) is not area:
                    # another board of the activity has it too, and the file has it once
                    self._records.carry("moc", area.column, position)
            contents += self._contents(board, position)
        return {"boards": tuple(boards), "practice_areas": tuple(areas.values()), "content_areas": tuple(contents)}

    def _areas(self, position: int) -> Iterator[CellText]:
        """The practice areas of a board row; the word for all of them as each."""
        values = self._records.catalog.values_of(self._family("moc", "practice_area")[0])
        board = self._records.batch.sheets["moc"].text("board")[position]
        for area in self._unique("practice_area", "moc", position):
            every = values.every_of(area, board)
            yield from (area.saying(value.file_value) for value in every) if every else [area]

    def _contents(self, board: CellText, position: int) -> Iterator[ContentArea]:
        code = self._records.outline_codes.get(board, "")
        seen: set[tuple[str, ...]] = set()
        for columns in self._records.catalog.sheet("moc").together("content", "content_kind", "content_tag"):
            keys = tuple(self._content_keys(board, code, columns, position))
            texts = tuple(fold(text) for key in keys for text in (key.kind, key.value))
            if texts in seen:
                self.leave_out("moc", position, _ENTERED_TWICE, columns[0].id)
            elif keys:
                seen.add(texts)
                yield ContentArea(f"{len(seen):02d}_{code}", board, keys)

    def _content_keys(
        self, board: CellText, code: str, columns: Sequence[Column], position: int
    ) -> Iterator[ContentKey]:
        """A content area's kind and value, and its tag; none of it is sent by half."""
        value, kind, tag = (self.silent("moc", column.id, position) for column in columns)
        kind = kind or (self._outline_kind(columns[0], value) if value else kind)
        if code and value and kind:
            yield ContentKey(
                self._read("moc", columns[1].id, position).saying(kind), self._read("moc", columns[0].id, position)
            )
            if tag:
                tag = self._read("moc", columns[2].id, position)
                yield ContentKey(tag.saying(self._records.written("moc", columns[1].id, "tag")), tag)
            return
        missing = "The content area beside it is blank." if not value else "A content area is sent only with its kind."
        for column, text in zip(columns, (value, kind if code else "", tag), strict=True):
            if text:
                self.leave_out("moc", position, missing if code else f"{board} has no content outline.", column.id)

    def _outline_kind(self, column: Column, value: CellText) -> CellText:
        """The kind that the board's outline gives the value; empty when the outline does not have it."""
        outline = self._records.catalog.values_of(column)
        board = self._records.batch.sheets["moc"].text("board")[value.position]
        entry = outline.find(value, board)
        return self.silent("moc", "board", value.position).saying(outline.fact(entry, "kind") if entry else "")

    def _rems(self) -> Mapping[str, Any]:
        registrations: list[RemsRegistration] = []
        for position in self._answered("rems", "REMS"):
            program = self._read("rems", "program", position)
            if not program:
                self.leave_out("rems", position, "The row names no REMS program.")
                continue
            self._send("rems", position)
            registrations.append(RemsRegistration(program, self._read("rems", "rpc_id", position)))
        return {"rems": tuple(registrations)}

    def _place(self) -> Mapping[str, Any]:
        country = self._here("country")
        place: dict[str, CellText] = {"country": country}
        for column in ("city", "state"):
            place[column] = self._here(column) if country else country.saying("")
            if not country and self._peek(column):
                reason = f"A place is sent only with its country, and {self._header('country')} is blank."
                self.leave_out(ACTIVITIES, self.position, reason, column)
        return place

    def _joint_providers(self) -> Mapping[str, Any]:
        if self.says("providership", "joint"):
            return {"joint_providers": self._unique("joint_provider")}
        values = self._records.catalog.values_of(self._records.catalog.sheet(ACTIVITIES).column("providership"))
        joint = values.meaning("joint").value
        for column in self._family(ACTIVITIES, "joint_provider"):
            if self._peek(column.id):
                reason = f"Joint providers are sent only when {self._header('providership')} is {joint}."
                self.leave_out(ACTIVITIES, self.position, reason, column.id)
        return {"joint_providers": ()}

    def _several(self) -> Mapping[str, Any]:
        return {
            "delivery_methods": self._unique("delivery_method"),
            "commendation_tags": self._unique("commendation_tag"),
        }

    def _answers(self) -> Mapping[str, Any]:
        mips, close = self._here("mips"), self._here("close_record")
        no = self._records.catalog.answers.meaning(NO).file_value
        return {"mips": mips or mips.saying(no), "close": close or close.saying(no)}

    def _outcomes(self) -> Mapping[str, Any]:
        outcomes: list[MeasuredOutcome] = []
        for column, types_of in self._records.outcomes:
            if how := self._here(column.id):
                types = types_of.get(how, (how,))
                outcomes.append(MeasuredOutcome(how.saying(column.stands_for), tuple(how.saying(t) for t in types)))
        return {"outcomes": tuple(outcomes)}

    def _state_contents(self) -> Mapping[str, Any]:
        contents: list[StateContent] = []
        for domain, topic in self._records.catalog.sheet(ACTIVITIES).together("state_domain", "state_topic"):
            both = self._peek(domain.id), self._peek(topic.id)
            if all(both):
                contents.append(StateContent(self._here(domain.id), self._here(topic.id)))
                continue
            for column, text in zip((domain, topic), both, strict=True):
                if text:
                    reason = "State content is sent only with both its domain and its topic."
                    self.leave_out(ACTIVITIES, self.position, reason, column.id)
        return {"state_contents": tuple(contents)}


_SENT_SHEETS = frozenset({"moc", "rems", "support"})
"""Sheets whose rows the record takes up."""
_MADE: Sequence[Callable[[ActivityRecord], Mapping[str, Any]]] = (
    ActivityRecord._support,
    ActivityRecord._boards,
    ActivityRecord._rems,
    ActivityRecord._place,
    ActivityRecord._joint_providers,
    ActivityRecord._several,
    ActivityRecord._answers,
    ActivityRecord._outcomes,
    ActivityRecord._state_contents,
)
_MADE_NAMES = frozenset(
    {
        "boards", "close", "commendation_tags", "content_areas", "delivery_methods", "in_kind_support",
        "joint_providers", "monetary_support", "outcomes", "practice_areas", "state_contents",
    }
)  # fmt: skip
"""What they make, besides what is named as a column is."""

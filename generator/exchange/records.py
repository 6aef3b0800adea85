"""From the sheets of a batch to one activity record at a time, as the upload file holds it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isnan
from typing import TypedDict

from generator.catalog import ACTIVITIES, ID, fold
from generator.exchange.cell_texts import CellText, CellTexts, Rewritten
from generator.exchange.profile import Profile
from generator.exchange.ties import Ties, tie
from generator.workbook.cells import day_of
from generator.workbook.frames import Batch, SheetFrame

YES, NO = "true", "false"
"""What stands for Yes and No in the file."""
_SUPPORT_ANSWERS = {YES: "yes", NO: "no"}
_MONETARY, _IN_KIND, _JOINT, DELETE = "Monetary", "In-kind", "joint", "Delete"
SENT_ON_DELETE = frozenset({ID, "accme_activity_id", "record_action", "start_date", "end_date"})
"""The columns that the file carries of a record to be deleted."""
_TAG_KIND = "Tag ID"
_ENTERED_TWICE = "It is entered twice in this row, and sent once."
_CONTENT_AREAS = ("content_1", "content_2")
_STATE_CONTENTS = (("state_domain_1", "state_topic_1"), ("state_domain_2", "state_topic_2"))


@dataclass(frozen=True, slots=True)
class ContentKey:
    """One entry of a board's outline: its kind (Level 3 ID, Tag ID, Free Text) and its value."""

    kind: CellText
    value: CellText


@dataclass(frozen=True, slots=True)
class ContentArea:
    """One selection from a board's outline, with its source as in 01_ABAMCO, and a second key for its tag."""

    source: str
    board: CellText
    keys: tuple[ContentKey, ...]


@dataclass(frozen=True, slots=True)
class BoardRegistration:
    board: CellText
    points: CellText
    credit_types: tuple[CellText, ...]
    deadline: CellText


@dataclass(frozen=True, slots=True)
class RemsRegistration:
    program: CellText
    rpc_id: CellText


@dataclass(frozen=True, slots=True)
class MonetarySupport:
    supporter: CellText
    amount: CellText


@dataclass(frozen=True, slots=True)
class MeasuredOutcome:
    name: CellText
    types: tuple[CellText, ...]


@dataclass(frozen=True, slots=True)
class StateContent:
    domain: CellText
    topic: CellText


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What an exported activity holds and its record does not: a whole row, or a cell; with the reason, a sentence."""

    sheet: str
    position: int
    column: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class ActivityRecord:
    """One activity as the file holds it. A blank value is the empty text, and still knows its cell.

    Attributes:
        position: of its row on Activities.
        deletion: the record is to be deleted, so only identifiers, reporting dates and the action count.
        reporting_start, reporting_end: ISO dates; of a deletion without dates the profile's own.
        moc_attestation: true, false or empty; the file has no element for it.
        rems_attestations: the same, for each of `rems`.
        rows: sheet id to the positions of the rows that are in the record.
        left_out: what is not.
        rewritten: cells written otherwise than typed.
        plain: how many texts had typographic marks made plain.
    """

    position: int
    deletion: bool
    provider_activity_id: CellText
    accme_activity_id: CellText
    url: CellText
    action: CellText
    reporting_start: CellText
    reporting_end: CellText
    title: CellText
    description: CellText
    format: CellText
    start_date: CellText
    end_date: CellText
    city: CellText
    state: CellText
    country: CellText
    credits: CellText
    providership: CellText
    joint_providers: tuple[CellText, ...]
    delivery_methods: tuple[CellText, ...]
    practice_areas: tuple[CellText, ...]
    content_areas: tuple[ContentArea, ...]
    boards: tuple[BoardRegistration, ...]
    moc_attestation: CellText
    mips: CellText
    rems: tuple[RemsRegistration, ...]
    rems_attestations: tuple[CellText, ...]
    passport: CellText
    fee: CellText
    registration: CellText
    commercial_support: CellText
    monetary_support: tuple[MonetarySupport, ...]
    in_kind_support: tuple[CellText, ...]
    outcomes: tuple[MeasuredOutcome, ...]
    commendation_tags: tuple[CellText, ...]
    state_contents: tuple[StateContent, ...]
    physicians: CellText
    other_learners: CellText
    close: CellText
    rows: dict[str, tuple[int, ...]]
    left_out: tuple[LeftOut, ...]
    rewritten: tuple[Rewritten, ...]
    plain: int


class _Books(TypedDict):
    rows: dict[str, tuple[int, ...]]
    left_out: tuple[LeftOut, ...]
    rewritten: tuple[Rewritten, ...]
    plain: int


class Records:
    """The activity records of a batch, gathered from its sheets one at a time.

    Args:
        batch: the completed workbook.
        profile: the XML profile.
        ties: which rows belong to which activity, when they are known already.
    """

    def __init__(self, batch: Batch, profile: Profile, ties: Ties | None = None) -> None:
        self.batch = batch
        self.undated_deletion = profile.undated_deletion
        self.ties = ties or tie(batch)
        self.cells = CellTexts(batch, plain=profile.plain_texts)

    def at(self, position: int) -> ActivityRecord:
        """The record of the activity at that position on Activities."""
        return _Gathering(self, position).record()

    def each(self, positions: Sequence[int]) -> Iterator[ActivityRecord]:
        return (self.at(position) for position in positions)

    @cached_property
    def families(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """Sheet id and family to the ids of its columns."""
        found: dict[tuple[str, str], tuple[str, ...]] = {}
        for column in self.batch.catalog.columns():
            found[column.sheet, column.family] = (*found.get((column.sheet, column.family), ()), column.id)
        return found

    @cached_property
    def outcomes(self) -> tuple[tuple[str, str], ...]:
        """Column id and name of each measured outcome."""
        return tuple((c.id, c.stands_for) for c in self.batch.catalog.sheets[ACTIVITIES].columns if c.stands_for)

    @cached_property
    def measurement_types(self) -> dict[str, tuple[str, ...]]:
        """How an outcome was measured, as written, to the types that say so."""
        return {v.value: tuple(filter(None, v.extra["measurement_types"].split(";"))) for v in self.batch.catalog.lists["measurements"].offered()}

    @cached_property
    def outline_codes(self) -> dict[str, str]:
        """Board as written to the code of its content outline; empty for a board without."""
        return {board.file_value: board.extra["outline_code"] for board in self.batch.catalog.boards}


class _Gathering:
    """Gathers one record."""

    def __init__(self, records: Records, position: int) -> None:
        self._records = records
        self._position = position
        self._left_out: list[LeftOut] = []
        self._rewritten: list[Rewritten] = []
        self._plain = 0
        self._rows: dict[str, list[int]] = {ACTIVITIES: [position]}

    def record(self) -> ActivityRecord:
        action = self._or(self._here("record_action"), "Add")
        deletion = action == DELETE
        blank = action.saying("")
        start = blank if deletion else self._here("start_date")
        end = blank if deletion else self._here("end_date")
        reporting_start, reporting_end = self._deletion_dates() if deletion else (start, end)
        if deletion:
            for sheet in self._records.ties.rows:
                self._refuse_rows(sheet, "The activity is to be deleted, so its details are not sent.")
            return self._deletion(action, reporting_start, reporting_end)
        country = self._here("country")
        providership = self._here("providership")
        support = self._here("commercial_support")
        monetary, in_kind = self._support(support)
        deadline = self._here("moc_deadline") if self._peek("moc") == YES else blank
        boards, areas, contents = self._boards(deadline)
        rems, rems_attestations = self._rems()
        return ActivityRecord(
            position=self._position, deletion=False,
            provider_activity_id=self._here(ID), accme_activity_id=self._here("accme_activity_id"), url=self._here("url"), action=action,
            reporting_start=reporting_start, reporting_end=reporting_end,
            title=self._here("title"), description=self._here("description"), format=self._here("format"), start_date=start, end_date=end,
            city=self._placed("city", country), state=self._placed("state", country), country=country,
            credits=self._here("credits"), providership=providership, joint_providers=self._joint_providers(providership),
            delivery_methods=self._unique("delivery_method"), practice_areas=areas, content_areas=contents, boards=boards,
            moc_attestation=self._silent("moc_attestation"), mips=self._or(self._here("mips"), NO),
            rems=rems, rems_attestations=rems_attestations,
            passport=self._here("passport"), fee=self._here("fee"), registration=self._here("registration"),
            commercial_support=support.saying(_SUPPORT_ANSWERS.get(support, support)), monetary_support=monetary, in_kind_support=in_kind,
            outcomes=self._outcomes(), commendation_tags=self._unique("commendation_tag"), state_contents=self._state_contents(),
            physicians=self._here("physicians"), other_learners=self._here("other_learners"), close=self._or(self._here("close_record"), NO),
            **self._books(),
        )  # fmt: skip

    def _deletion(self, action: CellText, start: CellText, end: CellText) -> ActivityRecord:
        none = action.saying("")
        no = action.saying(NO)
        return ActivityRecord(
            position=self._position, deletion=True, action=action, reporting_start=start, reporting_end=end,
            provider_activity_id=self._here(ID), accme_activity_id=self._here("accme_activity_id"), url=none, title=none, description=none,
            format=none, start_date=none, end_date=none, city=none, state=none, country=none, credits=none, providership=none,
            joint_providers=(), delivery_methods=(), practice_areas=(), content_areas=(), boards=(), moc_attestation=none, mips=no,
            rems=(), rems_attestations=(), passport=none, fee=none, registration=none, commercial_support=no, monetary_support=(),
            in_kind_support=(), outcomes=(), commendation_tags=(), state_contents=(), physicians=none, other_learners=none, close=no,
            **self._books(),
        )  # fmt: skip

    def _books(self) -> _Books:
        return _Books(
            rows={sheet: tuple(positions) for sheet, positions in self._rows.items()},
            left_out=tuple(self._left_out),
            rewritten=tuple(dict.fromkeys(self._rewritten)),
            plain=self._plain,
        )

    def _read(self, sheet: str, column: str, position: int) -> CellText:
        """The text of a cell that goes into the file."""
        prepared = self._records.cells.column(sheet, column)
        if prepared.rewritten and position in prepared.rewritten:
            self._rewritten.append(prepared.rewritten[position])
        self._plain += position in prepared.plain
        return CellText.at(prepared.texts[position], sheet, column, position)

    def _here(self, column: str) -> CellText:
        return self._read(ACTIVITIES, column, self._position)

    def _silent(self, column: str, sheet: str = ACTIVITIES, position: int | None = None) -> CellText:
        """The text of a cell that does not go into the file."""
        at = self._position if position is None else position
        return CellText.at(self._records.cells.column(sheet, column).texts[at], sheet, column, at)

    def _peek(self, column: str) -> str:
        return self._records.cells.column(ACTIVITIES, column).texts[self._position]

    @staticmethod
    def _or(text: CellText, otherwise: str) -> CellText:
        return text or text.saying(otherwise)

    def _given(self, sheet: str, family: str, position: int) -> Iterator[CellText]:
        for column in self._records.families[sheet, family]:
            if self._records.cells.column(sheet, column).texts[position]:
                yield self._read(sheet, column, position)

    def _unique(self, family: str, sheet: str = ACTIVITIES, position: int | None = None) -> tuple[CellText, ...]:
        """The values given in a family of columns, each once."""
        found: dict[str, CellText] = {}
        for text in self._given(sheet, family, self._position if position is None else position):
            if found.setdefault(fold(text), text) is not text:
                self._leave_out(sheet, text.position, _ENTERED_TWICE, text.column)
        return tuple(found.values())

    def _leave_out(self, sheet: str, position: int, reason: str, column: str | None = None) -> None:
        self._left_out.append(LeftOut(sheet, position, column, reason))

    def _refuse_rows(self, sheet: str, reason: str) -> None:
        for position in self._records.ties.of(self._position, sheet):
            self._leave_out(sheet, position, reason)

    def _deletion_dates(self) -> tuple[CellText, CellText]:
        frame = self._records.batch.sheets[ACTIVITIES]
        days = {column: self._day(frame, column) for column in ("start_date", "end_date")}
        start, end = days["start_date"], days["end_date"]
        for column, day in days.items():
            if not day:
                self._leave_out(
                    ACTIVITIES, self._position, "The activity is to be deleted without this date; a stand-in is sent, which PARS has no use for.", column
                )
        return start or end or start.saying(self._records.undated_deletion), end or start or end.saying(self._records.undated_deletion)

    def _day(self, frame: SheetFrame, column: str) -> CellText:
        serial = frame.date(column)[self._position]
        day = None if isnan(serial) else day_of(serial)
        return CellText.at(day.isoformat() if day else "", ACTIVITIES, column, self._position)

    def _placed(self, column: str, country: CellText) -> CellText:
        if country:
            return self._here(column)
        if self._peek(column):
            self._leave_out(ACTIVITIES, self._position, "A place is sent only with its country, and Country is blank.", column)
        return country.saying("")

    def _joint_providers(self, providership: CellText) -> tuple[CellText, ...]:
        if providership == _JOINT:
            return self._unique("joint_provider")
        for column in self._records.families[ACTIVITIES, "joint_provider"]:
            if self._peek(column):
                self._leave_out(ACTIVITIES, self._position, "Joint providers are sent only when Providership is Joint.", column)
        return ()

    def _boards(self, deadline: CellText) -> tuple[tuple[BoardRegistration, ...], tuple[CellText, ...], tuple[ContentArea, ...]]:
        if self._peek("moc") != YES:
            self._refuse_rows("moc", "A board is sent only when Register for MOC/CC is Yes.")
            return (), (), ()
        boards: list[BoardRegistration] = []
        areas: dict[str, CellText] = {}
        contents: list[ContentArea] = []
        for position in self._records.ties.of(self._position, "moc"):
            board = self._read("moc", "board", position)
            if not board:
                self._leave_out("moc", position, "The row names no board.")
                continue
            self._rows.setdefault("moc", []).append(position)
            types = self._unique("credit_type", "moc", position)
            boards.append(BoardRegistration(board, self._read("moc", "points", position), types, deadline))
            for area in self._areas(position):
                areas.setdefault(fold(area), area)
            contents += self._contents(board, position)
        return tuple(boards), tuple(areas.values()), tuple(contents)

    def _areas(self, position: int) -> Iterator[CellText]:
        """The practice areas of a board row; the word for all of them as each."""
        batch = self._records.batch
        board = batch.sheets["moc"].text("board")[position]
        for area in self._unique("practice_area", "moc", position):
            every = batch.catalog.lists["practice_areas"].every_of(area, board)
            yield from (area.saying(value.file_value) for value in every) if every else [area]

    def _contents(self, board: CellText, position: int) -> Iterator[ContentArea]:
        code = self._records.outline_codes.get(board, "")
        seen: set[tuple[str, ...]] = set()
        for column in _CONTENT_AREAS:
            keys = tuple(self._content_keys(board, code, column, position))
            said = tuple(fold(text) for key in keys for text in (key.kind, key.value))
            if said in seen:
                self._leave_out("moc", position, _ENTERED_TWICE, column)
            elif keys:
                seen.add(said)
                yield ContentArea(f"{len(seen):02d}_{code}", board, keys)

    def _content_keys(self, board: CellText, code: str, column: str, position: int) -> Iterator[ContentKey]:
        """A content area's kind and value, and its tag; none of it is sent by half."""
        kind, value, tag = (self._silent(name, "moc", position) for name in (f"{column}_kind", column, f"{column}_tag"))
        kind = kind or (self._outline_kind(value, board) if value else kind)
        if code and value and kind:
            yield ContentKey(self._read("moc", kind.column, position).saying(kind), self._read("moc", column, position))
            if tag:
                tag = self._read("moc", tag.column, position)
                yield ContentKey(tag.saying(_TAG_KIND), tag)
            return
        missing = "The content area beside it is blank." if not value else "A content area is sent only with its kind."
        for name, text in ((column, value), (f"{column}_kind", kind if code else ""), (f"{column}_tag", tag)):
            if text:
                self._leave_out("moc", position, missing if code else f"{board} has no content outline.", name)

    def _outline_kind(self, value: CellText, board: CellText) -> CellText:
        """The kind that the board's outline gives the value; empty when the outline does not have it."""
        owner = self._silent("board", "moc", value.position)
        raw = self._records.batch.sheets["moc"].text("board")[value.position]
        found = self._records.batch.catalog.lists["content_outlines"].find(value, raw)
        return owner.saying(found.extra["kind"] if found else "")

    def _rems(self) -> tuple[tuple[RemsRegistration, ...], tuple[CellText, ...]]:
        if self._peek("rems") != YES:
            self._refuse_rows("rems", "A REMS is sent only when Register for REMS is Yes.")
            return (), ()
        found: list[RemsRegistration] = []
        attested: list[CellText] = []
        for position in self._records.ties.of(self._position, "rems"):
            program = self._read("rems", "program", position)
            if not program:
                self._leave_out("rems", position, "The row names no REMS program.")
                continue
            self._rows.setdefault("rems", []).append(position)
            found.append(RemsRegistration(program, self._read("rems", "rpc_id", position)))
            attested.append(self._silent("attestation", "rems", position))
        return tuple(found), tuple(attested)

    def _support(self, answer: CellText) -> tuple[tuple[MonetarySupport, ...], tuple[CellText, ...]]:
        if answer != YES:
            self._refuse_rows("support", "A supporter is sent only when Commercial support is Yes.")
            return (), ()
        monetary: list[MonetarySupport] = []
        in_kind: list[CellText] = []
        for position in self._records.ties.of(self._position, "support"):
            supporter, kind, amount = (self._silent(name, "support", position) for name in ("supporter", "kind", "amount"))
            if not supporter:
                self._leave_out("support", position, "The row names no supporter.")
            elif kind == _MONETARY and not amount:
                self._leave_out("support", position, "Monetary support is sent only with its amount.")
            elif not kind:
                self._leave_out("support", position, "A supporter is sent only as monetary or in-kind.")
            else:
                self._rows.setdefault("support", []).append(position)
                supporter = self._read("support", "supporter", position)
                self._read("support", "kind", position)
                if kind == _IN_KIND:
                    in_kind.append(supporter)
                    if amount:
                        self._leave_out("support", position, "In-kind support has no amount in the file.", "amount")
                else:
                    monetary.append(MonetarySupport(supporter, amount))
        return tuple(monetary), tuple(in_kind)

    def _outcomes(self) -> tuple[MeasuredOutcome, ...]:
        found: list[MeasuredOutcome] = []
        for column, name in self._records.outcomes:
            if how := self._here(column):
                types = self._records.measurement_types.get(how, (how,))
                found.append(MeasuredOutcome(how.saying(name), tuple(how.saying(t) for t in types)))
        return tuple(found)

    def _state_contents(self) -> tuple[StateContent, ...]:
        found: list[StateContent] = []
        for domain, topic in _STATE_CONTENTS:
            if self._peek(domain) and self._peek(topic):
                found.append(StateContent(self._here(domain), self._here(topic)))
            for given, absent in ((domain, topic), (topic, domain)):
                if self._peek(given) and not self._peek(absent):
                    self._leave_out(ACTIVITIES, self._position, "State content is sent only with both its domain and its topic.", given)
        return tuple(found)

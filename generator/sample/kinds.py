"""The kinds of faults that can be planted in a sample: each spoils one cell and brings one finding and no other.

What a fault may touch follows from the rules, but nothing here asks the checker: sample and checker stay independent.
Not here are faults that depend on the day of the check, those of two rows at once, and those of the file itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from generator.catalog import Catalog
from generator.rules.values import CHOOSE
from generator.sample import words
from generator.sample.offers import DELETE, NO, UPDATE, YES, Row, listed, value_at
from generator.workbook.cells import Cell, CellError, number_of, text_of

_ALONE = "alone"
"""Topic of a fault that no other fault may stand beside on the same activity."""
_TOPICS = {
    _ALONE: {"provider_activity_id", "record_action", "close_record"},
    "dates": {"start_date", "end_date", "moc_deadline"},
    "place": {"format", "delivery_method_1", "delivery_method_2", "city", "state", "country"},
    "passport": {"passport", "fee", "registration", "url", "moc"},
    "moc": {"moc", "moc_deadline", "moc_attestation", "end_date", "format", "passport"},
    "support": {"commercial_support"},
}
"""Topics of columns of Activities; any other column there is a topic of its own, and every other sheet is one."""
_SOME_DAY = dt.date(2026, 1, 2)


@dataclass(eq=False)
class Case:
    """An activity, and what has been planted there.

    Attributes:
        number: position on Activities.
        rows: all its rows by sheet id, in their order.
        topics: topics of the faults that it has.
        faults: how many.
    """

    number: int
    rows: dict[str, list[Row]]
    topics: set[str] = field(default_factory=set)
    faults: int = 0


@dataclass(frozen=True)
class Spot:
    """A cell of an activity that may be spoiled, what holds there and what can be put there."""

    kind: Kind
    catalog: Catalog
    case: Case
    row: Row

    @property
    def column(self) -> str:
        return self.kind.columns[0]

    @property
    def cell(self) -> Cell:
        return self.row.get(self.column)

    @property
    def activity(self) -> Row:
        return self.case.rows["activities"][0]

    def says(self, column: str, position: int = YES) -> bool:
        """Whether the activity says the value at that position of the column's list."""
        return self.activity.get(column) == value_at(self.catalog, column, position)

    def is_update_or_without_boards(self) -> bool:
        return self.says("record_action", UPDATE) or not self.says("moc")

    def is_deletion(self) -> bool:
        return self.says("record_action", DELETE)

    def has_no_boards(self) -> bool:
        return not self.case.rows["moc"]

    def has_free_points(self) -> bool:
        """The board does not look for as many points as credits."""
        board = listed(self.catalog, "moc.board").find(text_of(self.row["board"]))
        return board is not None and not board.is_set("points_equal_credits")

    def has_no_outline(self) -> bool:
        return not listed(self.catalog, "moc.content_1").offered(text_of(self.row["board"]))

    def has_second_content(self) -> bool:
        return "content_2" in self.row

    def is_not_for_rems(self) -> bool:
        """A supporter that no REMS of the activity expects."""
        return not (self.says("rems") and self.cell == self.catalog.text("rems_supporter"))

    def can_be_copied(self) -> bool:
        """A copy gives no advice of its own; a supporter outside the list would."""
        supporters = listed(self.catalog, "support.supporter")
        return "supporter" not in self.row or supporters.find(text_of(self.row["supporter"])) is not None

    def others(self) -> list[str]:
        """Values that the board can refuse; none for improvement, which would call for advice on the format."""
        values, board = listed(self.catalog, f"moc.{self.column}"), text_of(self.row["board"])
        offered = [value.value for value in values.offered() if not value.is_set("improvement")]
        return [value for value in offered if values.vouched_for(board) and not values.find(value, board)]

    def of_other_board(self) -> Cell:
        return self.others()[self.case.number % len(self.others())]

    def unchanged(self) -> Cell:
        return self.cell

    def other_id(self) -> Cell:
        return f"{self.cell}-X"

    def fraction(self) -> Cell:
        return self.case.number + 0.5

    def day(self) -> Cell:
        return _SOME_DAY + dt.timedelta(self.case.number)

    def too_early(self) -> Cell:
        day = self.row["start_date" if self.column == "end_date" else "end_date"]
        assert isinstance(day, dt.date)
        return day - dt.timedelta(1 + self.case.number % 20)

    def too_late(self) -> Cell:
        return dt.date(min(int(self.catalog.number("latest_year")) + 26, dt.MAXYEAR), 12, 31)

    def too_long(self) -> Cell:
        limit, text = int(self.catalog.number("description_limit")), text_of(self.cell)
        return ((text + " ") * (limit // len(text) + 2))[: limit + 40].rstrip()

    def unprintable(self) -> Cell:
        return str(self.cell).replace(" ", "\x0b", 1)

    def without_scheme(self) -> Cell:
        return text_of(self.cell).partition("://")[2]

    def between_steps(self) -> Cell:
        return round(number_of(self.cell) - 0.4 * self.catalog.number("points_step"), 4)

    def above_credits(self) -> Cell:
        steps = 1 + self.case.number % 4
        return number_of(self.activity["credits"]) + steps * self.catalog.number("points_step")


@dataclass(frozen=True)
class Kind:
    """A kind of fault: a filled cell that is changed.

    Attributes:
        code: of the rule that finds it.
        at: id of a column of Activities, or sheet.column. Of several columns, of which one is filled, the first is
            changed and the others are blanked.
        put: the new cell, None to blank it; or several to choose from, or what makes it.
        when: what is true of a cell that lends itself to it.
        yes: columns of Activities that must say Yes.
        no: columns of Activities that must not say Yes.
        also: further topics.
        beside: further cells of the row that change.
        copied: puts a changed copy below the row instead.
        emptied: the sheet whose rows of the activity are taken away.
        on_delete: also for records to be deleted, which are held to their identifiers only.
        story: how it comes about in an office, with {value} for the new cell.
    """

    code: str
    at: str
    put: Cell | tuple[Cell, ...] | Callable[[Spot], Cell] = None
    when: Callable[[Spot], object] | None = None
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    beside: Mapping[str, Cell] = field(default_factory=dict)
    copied: bool = False
    emptied: str | None = None
    on_delete: bool = False
    story: str = ""

    @property
    def sheet(self) -> str:
        return self.at.rpartition(".")[0] or "activities"

    @property
    def columns(self) -> list[str]:
        return self.at.rpartition(".")[2].split()

    @property
    def topics(self) -> set[str]:
        """What it touches; two faults of one activity share none."""
        if self.sheet != "activities":
            return {self.sheet, *self.also}
        touched = {*self.columns, *self.beside}
        topics = {topic for topic, columns in _TOPICS.items() if columns & touched}
        return topics | touched.difference(*_TOPICS.values()) | {*self.also}

    def spot(self, catalog: Catalog, case: Case) -> Spot | None:
        """The first cell of an activity that lends itself to such a fault; None when there is none."""
        crowded = _ALONE in case.topics or (_ALONE in self.topics and case.topics) or self.topics & case.topics
        for row in case.rows[self.sheet] if not crowded else ():
            spot = Spot(self, catalog, case, row)
            if self._fits(spot):
                return spot
        return None

    def _fits(self, spot: Spot) -> bool:
        return (
            (self.on_delete or not spot.is_deletion())
            and any(text_of(spot.row.get(column)) for column in self.columns)
            and all(spot.says(column) for column in self.yes)
            and not any(spot.says(column) for column in self.no)
            and (self.when is None or bool(self.when(spot)))
        )


def kinds(catalog: Catalog) -> list[Kind]:
    """All kinds of faults, one or more for each code. Faults are drawn from them in this order."""
    return [*_identifiers(), *_outside_lists(catalog), *_wrong_cells(), *_blanks(catalog), *_answers(catalog)]


def _identifiers() -> Iterator[Kind]:
    activity_id, accme_id, tag = "provider_activity_id", "accme_activity_id", "moc.content_1_tag"
    rowless = ("moc", "rems", "commercial_support")
    yield Kind("activity-id-missing", activity_id, no=rowless)
    yield Kind("delete-without-identifier", f"{activity_id} {accme_id}", when=Spot.is_deletion, on_delete=True)
    yield Kind("accme-id-form", accme_id, ("21001693", "21O016939", "2100169391"), on_delete=True)
    yield Kind("made-into-number", activity_id, Spot.fraction, no=rowless, on_delete=True)
    yield Kind("made-into-date", activity_id, Spot.day, no=rowless, on_delete=True)
    yield Kind("made-into-number", tag, Spot.fraction)
    yield Kind("made-into-date", tag, Spot.day)
    for sheet in ("moc", "rems", "support"):
        yield Kind("row-without-activity-id", f"{sheet}.{activity_id}", None, Spot.can_be_copied, copied=True)
        yield Kind("unknown-activity", f"{sheet}.{activity_id}", Spot.other_id, Spot.can_be_copied, copied=True)


def _outside_lists(catalog: Catalog) -> Iterator[Kind]:
    """A value outside a closed list, or of another board; of a country or state only the form is told to be wrong."""
    conditions = {"close_record": Spot.is_update_or_without_boards, "supporter": Spot.is_not_for_rems}
    for column in catalog.columns():
        values, when, at = catalog.list_of(column), conditions.get(column.id), f"{column.sheet}.{column.id}"
        if values and values.closed and values.offered() and column.id not in ("country", "state"):
            yes, also = {"moc": ("passport",)}.get(column.id, ()), {"supporter": ("rems",)}.get(column.id, ())
            yield Kind("not-in-list", at, words.UNLISTED.get(column.family, "Sometimes"), when, yes, also=also)
    yield Kind("hint-chosen", "moc.practice_area_1", CHOOSE)
    for at in ("moc.credit_type_1", "moc.practice_area_1"):
        yield Kind("not-of-board", at, Spot.of_other_board, Spot.others)


def _wrong_cells() -> Iterator[Kind]:
    """Cells that are no date or number, or not in the form that they must have."""
    yield Kind("description-too-long", "description", Spot.too_long)
    yield Kind("illegal-characters", "description", Spot.unprintable)
    yield Kind("url-form", "url", Spot.without_scheme)
    yield Kind("country-form", "country", ("US", "JP", "U.S."))
    yield Kind("state-form", "state", ("Ill.", "Calif."))
    for at in ("start_date", "end_date", "moc_deadline"):
        yield Kind("not-a-date", at, words.NO_DATES)
    yield Kind("date-out-of-range", "moc_deadline", Spot.too_late)
    yield Kind("end-before-start", "end_date", Spot.too_early)
    yield Kind("moc-deadline-before-end", "moc_deadline", Spot.too_early)
    for at in ("title", "description", "city", "credits", "url", "moc.points", "rems.rpc_id", "support.amount"):
        yield Kind("cell-error", at, CellError("#N/A"))
    for at in ("credits", "physicians", "other_learners", "moc.points", "support.amount"):
        yield Kind("not-a-number", at, words.NO_NUMBERS)
    for at in ("physicians", "other_learners"):
        yield Kind("not-a-count", at, (12.5, -3.0))
    yield Kind("not-an-amount", "support.amount", (99.5, -500.0, 0.0))
    yield Kind("not-in-steps", "credits", Spot.between_steps, Spot.has_no_boards)
    yield Kind("not-in-steps", "moc.points", Spot.between_steps, Spot.has_free_points)
    yield Kind("points-above-credits", "moc.points", Spot.above_credits, also=("credits",))


def _blanks(catalog: Catalog) -> Iterator[Kind]:
    """What saving, the status Active and the programs ask for, and what closing asks for on records to be closed."""

    closed, unlisted = ("close_record",), {"passport": value_at(catalog, "passport", NO)}

    def columns(sheet: str, start: str) -> str:
        return " ".join(column.id for column in catalog.sheets[sheet].columns if column.id.startswith(start))

    for at in (
        "title", "format", "start_date", "end_date", "city", "state", "country", "credits", "description", "passport",
        "providership", "physicians", "other_learners", "moc_deadline", "moc.board", "moc.points", "rems.rpc_id",
    ):  # fmt: skip
        yield Kind(f"{at.rpartition('.')[2].replace('_', '-')}-missing", at)
    for at in ("fee", "registration", "url"):
        yield Kind(f"{at}-missing", at, yes=("passport",))
        yield Kind(f"{at}-missing-for-moc", at, yes=("close_record", "moc"), beside=unlisted)
    yield Kind("delivery-missing", columns("activities", "delivery_method"))
    yield Kind("joint-provider-missing", columns("activities", "joint_provider"), yes=closed, also=("providership",))
    yield Kind("outcome-missing", columns("activities", "outcome"), yes=closed, no=("mips",))
    for n in (1, 2):
        yield Kind("domain-without-topic", f"state_topic_{n}", also=(f"state_domain_{n}",))
        yield Kind("topic-without-domain", f"state_domain_{n}", also=(f"state_topic_{n}",))
    yield Kind("credit-type-missing", "moc." + columns("moc", "credit_type"))
    yield Kind("practice-area-missing", "moc." + columns("moc", "practice_area"))
    yield Kind("content-area-missing", "moc." + columns("moc", "content"))
    yield Kind("content-kind-missing", "moc.content_1_kind", None, Spot.has_no_outline)
    yield Kind("content-value-missing", "moc.content_1", None, Spot.has_second_content)
    yield Kind("content-value-missing", "moc.content_2")
    yield Kind("rems-program-missing", "rems.program")
    yield Kind("supporter-name-missing", "support.supporter", None, Spot.is_not_for_rems, also=("rems",))
    yield Kind("support-kind-missing", "support.kind", yes=closed)
    yield Kind("amount-missing", "support.amount", yes=closed)


def _answers(catalog: Catalog) -> Iterator[Kind]:
    """Answers that the rows of another sheet contradict, attestations, and rows that there are twice."""
    yes, no = (value_at(catalog, "moc", position) for position in (YES, NO))
    support = "commercial_support"
    yield Kind("moc-without-board", "moc", yes, yes=("moc",), emptied="moc")
    yield Kind("rems-without-program", "rems", yes, yes=("rems",), emptied="rems")
    yield Kind("moc-rows-against-no", "moc", (no, None), yes=("moc", "passport"))
    yield Kind("rems-rows-against-no", "rems", (no, None), yes=("rems",))
    yield Kind("support-rows-against-no", support, no, yes=(support,))
    yield Kind("support-answer-missing", support, yes=("close_record",), no=(support,))
    yield Kind("supporter-missing", support, yes, yes=("close_record",), no=(support,))
    yield Kind("moc-attestation-missing", "moc_attestation", (no, None))
    yield Kind("rems-attestation-missing", "rems.attestation", (no, None))
    yield Kind("board-repeated", "moc.board", Spot.unchanged, copied=True)
    yield Kind("rems-repeated", "rems.program", Spot.unchanged, copied=True)

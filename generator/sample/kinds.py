"""The kinds of faults that can be planted in a sample: each spoils one cell and brings one finding and no other.

What a fault may touch follows from the rules, but nothing here asks the checker: sample and checker stay independent.
Not here are faults that depend on the day of the check, those of two rows at once, and those of the file itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from random import Random

from generator.catalog import Catalog, Column, ValueList, fold
from generator.rules.values import CHOOSE
from generator.sample.activities import Row
from generator.workbook.cells import Cell, CellError, number_of, text_of

ALONE = frozenset({"alone"})
"""Topic of a fault that no other fault may stand beside on the same activity."""
_TOPICS = {
    "alone": "provider_activity_id record_action close_record",
    "dates": "start_date end_date moc_deadline",
    "place": "format delivery_method_1 delivery_method_2 city state country",
    "passport": "passport fee registration url moc",
    "moc": "moc moc_deadline moc_attestation end_date format passport",
    "support": "commercial_support",
}
"""Topics of columns of Activities; any other column there is a topic of its own, and every other sheet is one."""
_STEP_PART = 0.4
_SOME_DAY = dt.date(2026, 1, 2)


@dataclass
class Case:
    """An activity with its rows, and what has been planted there.

    Attributes:
        number: position on Activities.
        rows: its rows by sheet id; the only one on Activities is its own.
        topics: topics of the faults that it has.
        faults: how many.
    """

    number: int
    rows: Mapping[str, list[Row]]
    topics: set[str] = field(default_factory=set)
    faults: int = 0

    @property
    def own(self) -> Row:
        return self.rows["activities"][0]

    def says(self, column: str, text: str) -> bool:
        return fold(text_of(self.own.get(column))) == fold(text)

    def yes(self, column: str) -> bool:
        return self.says(column, "Yes")

    def copy(self, sheet: str, row: Row, everything: list[Row]) -> Row:
        """Puts a copy of one of its rows below it."""
        copy = dict(row)
        for found in (self.rows[sheet], everything):
            found.insert(next(n for n, other in enumerate(found) if other is row) + 1, copy)
        return copy

    def remove(self, sheet: str, everything: list[Row]) -> None:
        """Takes away all its rows of a sheet."""
        gone = {id(row) for row in self.rows[sheet]}
        everything[:] = [row for row in everything if id(row) not in gone]
        self.rows[sheet].clear()


@dataclass(frozen=True)
class Ground:
    """What faults are planted in: the catalog, all rows, the activities, and chance."""

    catalog: Catalog
    rows: Mapping[str, list[Row]]
    cases: list[Case]
    chance: Random


@dataclass(frozen=True)
class Spot:
    """A spoiled cell. The row is known by identity, since rows may still be inserted above it."""

    sheet: str
    row: Row
    column: str


@dataclass(frozen=True)
class Kind:
    """A kind of fault.

    Attributes:
        code: of the rule that finds it.
        topics: what it touches; two faults of one activity share none.
        plant: spoils a cell of an activity and says which, or returns None and changes nothing when the activity does
            not lend itself to it.
        on_delete: also for records to be deleted, which are held to their identifiers only.
    """

    code: str
    topics: frozenset[str]
    plant: Callable[[Case, Ground], Spot | None]
    on_delete: bool = False


_When = Callable[[Case, Row], bool]
_Change = Cell | tuple[Cell, ...] | Callable[[Case, Row], Cell]


def kinds(catalog: Catalog) -> list[Kind]:
    """All kinds of faults, one or more for each code."""
    families = (_identity, _lists, _forms, _numbers, _blanks, _answers)
    return [kind for family in families for kind in family(catalog)]


def _always(_case: Case, _row: Row) -> bool:
    return True


def _spoiled(
    code: str,
    at: str,
    change: _Change = None,
    when: _When = _always,
    *,
    yes: str = "",
    also: str = "",
    beside: Mapping[str, Cell] | None = None,
    copied: bool = False,
    on_delete: bool = False,
) -> Kind:
    """Changes a filled cell.

    Args:
        code: of the rule that finds it.
        at: id of a column of Activities, or sheet.column. Of several columns, one of which is filled,
            the first is changed and the others are blanked.
        change: the new cell, None to blank it; or several to choose from, or what makes it.
        when: whether a row lends itself to it.
        yes: columns of Activities that must say Yes.
        also: further topics.
        beside: further cells of the row that change.
        copied: puts a changed copy below the row instead.
        on_delete: see `Kind`.
    """
    place, _, names = at.rpartition(".")
    sheet, columns, more = place or "activities", names.split(), beside or {}

    def fits(case: Case, row: Row) -> bool:
        filled = any(text_of(row.get(column)) for column in columns)
        return filled and all(map(case.yes, yes.split())) and when(case, row)

    def plant(case: Case, ground: Ground) -> Spot | None:
        row = next((row for row in case.rows[sheet] if fits(case, row)), None)
        if row is None:
            return None
        if copied:
            row = case.copy(sheet, row, ground.rows[sheet])
        cell = ground.chance.choice(change) if isinstance(change, tuple) else change
        cell = cell(case, row) if callable(cell) else cell
        row |= {**dict.fromkeys(columns), **more, columns[0]: cell}
        for column in [name for name, cell in row.items() if cell is None]:
            del row[column]
        return Spot(sheet, row, columns[0])

    topics = {topic for column in (*columns, *more) for topic in _topics(sheet, column)}
    return Kind(code, frozenset(topics | set(also.split())), plant, on_delete)


def _topics(sheet: str, column: str) -> list[str]:
    if sheet != "activities":
        return [sheet]
    return [topic for topic, columns in _TOPICS.items() if column in columns.split()] or [column]


def _identity(catalog: Catalog) -> Iterator[Kind]:
    def lone(case: Case, _row: Row) -> bool:
        """No row of another sheet would be left behind."""
        return not any(rows for sheet, rows in case.rows.items() if sheet != "activities")

    def quiet(_case: Case, row: Row) -> bool:
        """A copy gives no advice of its own; a supporter outside the list would."""
        return "supporter" not in row or catalog.lists["supporters"].find(text_of(row["supporter"])) is not None

    def deleted(case: Case, _row: Row) -> bool:
        return case.says("record_action", "Delete")

    def day(case: Case, _row: Row) -> Cell:
        return _SOME_DAY + dt.timedelta(case.number)

    own, other = "provider_activity_id", "accme_activity_id"
    yield _spoiled("activity-id-missing", own, None, lone)
    yield _spoiled("delete-without-identifier", f"{own} {other}", None, deleted, on_delete=True)
    yield _spoiled("accme-id-form", other, ("21001693", "21O016939", "2100169391"), on_delete=True)
    for at, when in ((own, lone), ("moc.content_1_tag", _always)):
        yield _spoiled("made-into-number", at, lambda case, row: case.number + 0.5, when, on_delete=True)
        yield _spoiled("made-into-date", at, day, when, on_delete=True)
    for sheet in ("moc", "rems", "support"):
        yield _spoiled("row-without-activity-id", f"{sheet}.{own}", None, quiet, copied=True)
        yield _spoiled("unknown-activity", f"{sheet}.{own}", lambda case, row: f"{row[own]}-X", quiet, copied=True)


def _lists(catalog: Catalog) -> Iterator[Kind]:
    """A value outside a closed list, or of another board; of a country or state only the form is said to be wrong."""
    wrong = {"boards": "ABXYZ", "content_outlines": "9.999", "credit_types": "Patient Safety Plus"}
    fitting: dict[str, _When] = {
        "close_record": lambda case, row: case.says("record_action", "Update") or not case.yes("moc"),
        "moc": lambda case, row: not case.says("passport", "No"),
        "supporter": _spare(catalog),
    }
    for column in catalog.columns():
        found = catalog.list_of(column)
        if found and found.closed and found.offered() and found.name not in ("countries", "states"):
            when, also = fitting.get(column.id, _always), "rems" if column.id == "supporter" else ""
            value = wrong.get(found.name, "Sometimes")
            yield _spoiled("not-in-list", f"{column.sheet}.{column.id}", value, when, also=also)
    yield _spoiled("hint-chosen", "moc.practice_area_1", CHOOSE)
    for name in ("credit_types", "practice_areas"):
        yield _foreign(catalog.lists[name], f"moc.{name.removesuffix('s')}_1")


def _foreign(known: ValueList, at: str) -> Kind:
    """A value of other boards; none for improvement, which would call for advice on the format."""
    values = [value.value for value in known.offered() if not value.is_set("improvement")]

    def others(row: Row) -> list[str]:
        board = text_of(row["board"])
        return [value for value in values if known.find(value, board) is None] if known.vouched_for(board) else []

    def other(case: Case, row: Row) -> Cell:
        return others(row)[case.number % len(others(row))]

    return _spoiled("not-of-board", at, other, lambda case, row: bool(others(row)))


def _spare(catalog: Catalog) -> _When:
    """A supporter that no REMS of the activity expects."""
    granting = catalog.text("rems_supporter")
    return lambda case, row: not (case.yes("rems") and row["supporter"] == granting)


def _forms(catalog: Catalog) -> Iterator[Kind]:
    """Cells that are no date, or not in the form that they must have."""
    limit, latest = int(catalog.number("description_limit")), int(catalog.number("latest_year"))

    def endless(_case: Case, row: Row) -> Cell:
        text = text_of(row["description"])
        return ((text + " ") * (limit // len(text) + 2))[: limit + 40].rstrip()

    def broken(_case: Case, row: Row) -> Cell:
        return str(row["description"]).replace(" ", "\x0b", 1)

    def bare(_case: Case, row: Row) -> Cell:
        return text_of(row["url"]).partition("://")[2]

    yield _spoiled("description-too-long", "description", endless)
    yield _spoiled("illegal-characters", "description", broken)
    yield _spoiled("url-form", "url", bare)
    yield _spoiled("country-form", "country", ("US", "JP", "U.S."))
    yield _spoiled("state-form", "state", ("Ill.", "Calif."))
    for column in ("start_date", "end_date", "moc_deadline"):
        yield _spoiled("not-a-date", column, ("spring 2027", "TBD", "February 30, 2027", "6/2027"))
    yield _spoiled("date-out-of-range", "moc_deadline", dt.date(min(latest + 26, dt.MAXYEAR), 12, 31))
    for column, code, earlier in (("end_date", "end", "start"), ("moc_deadline", "moc-deadline", "end")):
        yield _spoiled(f"{code}-before-{earlier}", column, _before(f"{earlier}_date"))
    for at in ("title", "description", "city", "credits", "url", "moc.points", "rems.rpc_id", "support.amount"):
        yield _spoiled("cell-error", at, CellError("#N/A"))


def _before(column: str) -> Callable[[Case, Row], Cell]:
    def earlier(case: Case, row: Row) -> Cell:
        day = row[column]
        assert isinstance(day, dt.date)
        return day - dt.timedelta(1 + case.number % 20)

    return earlier


def _numbers(catalog: Catalog) -> Iterator[Kind]:
    boards, step = catalog.lists["boards"], catalog.number("points_step")

    def above(case: Case, _row: Row) -> Cell:
        return number_of(case.own["credits"]) + step * (1 + case.number % 4)

    def between(column: str) -> Callable[[Case, Row], Cell]:
        return lambda case, row: round(number_of(row[column]) - _STEP_PART * step, 4)

    def free(_case: Case, row: Row) -> bool:
        """The board does not look for as many points as credits."""
        board = boards.find(text_of(row["board"]))
        return board is not None and not board.is_set("points_equal_credits")

    for at in ("credits", "physicians", "other_learners", "moc.points", "support.amount"):
        yield _spoiled("not-a-number", at, ("two", "2,5", "about 40"))
    for column in ("physicians", "other_learners"):
        yield _spoiled("not-a-count", column, (12.5, -3.0))
    yield _spoiled("not-an-amount", "support.amount", (99.5, -500.0, 0.0))
    yield _spoiled("not-in-steps", "credits", between("credits"), lambda case, row: not case.rows["moc"])
    yield _spoiled("not-in-steps", "moc.points", between("points"), free)
    yield _spoiled("points-above-credits", "moc.points", above, also="credits")


def _blanks(catalog: Catalog) -> Iterator[Kind]:
    """What saving, the status Active and the programs ask for, and what closing asks for on records to be closed."""
    activities, moc, outlines = catalog.sheets["activities"], catalog.sheets["moc"], catalog.lists["content_outlines"]

    def all_of(columns: Iterable[Column]) -> str:
        return " ".join(column.id for column in columns)

    def unmeasured(case: Case, _row: Row) -> bool:
        return not case.yes("mips")

    def without_outline(_case: Case, row: Row) -> bool:
        return not outlines.offered(text_of(row["board"]))

    for at in (
        "title", "format", "start_date", "end_date", "city", "state", "country", "credits", "description", "passport",
        "providership", "physicians", "other_learners", "moc_deadline", "moc.board", "moc.points", "rems.rpc_id",
    ):  # fmt: skip
        yield _spoiled(f"{at.rpartition('.')[2].replace('_', '-')}-missing", at)
    for column in ("fee", "registration", "url"):
        yield _spoiled(f"{column}-missing", column, yes="passport")
        yield _spoiled(f"{column}-missing-for-moc", column, yes="close_record moc", beside={"passport": "No"})
    yield _spoiled("delivery-missing", all_of(activities.family("delivery_method")))
    partners, outcomes = activities.family("joint_provider"), [c for c in activities.columns if c.stands_for]
    yield _spoiled("joint-provider-missing", all_of(partners), yes="close_record", also="providership")
    yield _spoiled("outcome-missing", all_of(outcomes), None, unmeasured, yes="close_record")
    for n in (1, 2):
        yield _spoiled("domain-without-topic", f"state_topic_{n}", also=f"state_domain_{n}")
        yield _spoiled("topic-without-domain", f"state_domain_{n}", also=f"state_topic_{n}")
    for name in ("credit_type", "practice_area"):
        yield _spoiled(f"{name.replace('_', '-')}-missing", f"moc.{all_of(moc.family(name))}")
    contents = [column for column in moc.columns if column.id.startswith("content_")]
    yield _spoiled("content-area-missing", f"moc.{all_of(contents)}")
    yield _spoiled("content-kind-missing", "moc.content_1_kind", None, without_outline)
    yield _spoiled("content-value-missing", "moc.content_1", None, lambda case, row: "content_2" in row)
    yield _spoiled("content-value-missing", "moc.content_2")
    yield _spoiled("rems-program-missing", "rems.program")
    yield _spoiled("supporter-name-missing", "support.supporter", None, _spare(catalog), also="rems")
    yield _spoiled("support-kind-missing", "support.kind", yes="close_record")
    yield _spoiled("amount-missing", "support.amount", yes="close_record")


def _answers(_catalog: Catalog) -> Iterator[Kind]:
    """Answers that the rows of another sheet contradict, attestations, and rows that there are twice."""

    def lone(case: Case, _row: Row) -> bool:
        return not case.rows["support"]

    def there(sheet: str) -> _When:
        return lambda case, row: bool(case.rows[sheet])

    for sheet in ("moc", "rems"):
        yield _rowless(sheet)
    yield _spoiled("moc-rows-against-no", "moc", ("No", None), there("moc"), yes="passport")
    yield _spoiled("rems-rows-against-no", "rems", ("No", None), there("rems"))
    yield _spoiled("support-rows-against-no", "commercial_support", "No", there("support"))
    yield _spoiled("support-answer-missing", "commercial_support", None, lone, yes="close_record")
    yield _spoiled("supporter-missing", "commercial_support", "Yes", lone, yes="close_record")
    yield _spoiled("moc-attestation-missing", "moc_attestation", ("No", None))
    yield _spoiled("rems-attestation-missing", "rems.attestation", ("No", None))
    yield _spoiled("board-repeated", "moc.board", lambda case, row: row["board"], copied=True)
    yield _spoiled("rems-repeated", "rems.program", lambda case, row: row["program"], copied=True)


def _rowless(sheet: str) -> Kind:
    """Takes away all rows of MOC or REMS, where the column of the same name says Yes."""

    def plant(case: Case, ground: Ground) -> Spot | None:
        if not case.rows[sheet]:
            return None
        case.remove(sheet, ground.rows[sheet])
        return Spot("activities", case.own, sheet)

    code = {"moc": "moc-without-board", "rems": "rems-without-program"}[sheet]
    return Kind(code, frozenset(_topics("activities", sheet)), plant)

"""The kinds of faults that can be planted in a sample: each spoils one cell in a way that brings one finding and no other.

What a fault may touch follows from the rules, but nothing here asks the checker: sample and checker stay independent of each other.
Not here are faults that depend on the day of the check, and those of a file that Excel never calculated or that somebody merged cells in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from random import Random

from generator.catalog import Catalog, Column, fold
from generator.sample.activities import Row
from generator.workbook.cells import Cell, CellError, text_of

ALONE = frozenset({"alone"})
"""Topic of a fault that no other fault may stand beside on the same activity."""
_NEVER = CellError("#N/A")
_STEP_PART = 0.4
_MISTYPED = 100


@dataclass
class Case:
    """An activity with its rows, and what has been planted there.

    Attributes:
        number: position on Activities.
        own: its row there.
        rows: its rows on the other sheets, by sheet id.
        topics: topics of the faults that it has.
        faults: how many.
    """

    number: int
    own: Row
    rows: Mapping[str, list[Row]]
    topics: set[str] = field(default_factory=set)
    faults: int = 0

    def says(self, column: str, text: str) -> bool:
        return fold(text_of(self.own.get(column))) == fold(text)

    def yes(self, column: str) -> bool:
        return self.says(column, "Yes")

    def given(self, *columns: str) -> bool:
        return all(text_of(self.own.get(column)) for column in columns)

    @property
    def alone(self) -> bool:
        """No row of another sheet belongs to it."""
        return not any(self.rows.values())

    @property
    def settled(self) -> bool:
        """It is in PARS already or closed, so that nobody minds that it was registered late."""
        return self.says("record_action", "Update") or self.yes("close_record")

    def insert(self, sheet: str, after: Row, row: Row, everything: list[Row]) -> None:
        """Adds a row below another one of its own."""
        for found in (self.rows[sheet], everything):
            found.insert(next(n for n, other in enumerate(found) if other is after) + 1, row)

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
    """A spoilt cell. The row is known by identity, since rows may still be inserted above it."""

    sheet: str
    row: Row
    column: str


@dataclass(frozen=True)
class Kind:
    """A kind of fault.

    Attributes:
        code: of the rule that finds it.
        topics: what it touches; two faults of one activity share none.
        plant: spoils a cell of an activity and says which, or returns None and changes nothing when the activity does not lend itself to it.
        on_delete: also for records to be deleted, which are held to their identifiers only.
    """

    code: str
    topics: frozenset[str]
    plant: Callable[[Case, Ground], Spot | None]
    on_delete: bool = False


_When = Callable[[Case], bool]
_WhenRow = Callable[[Case, Row], bool]
_Change = Cell | Callable[[Case, Row, Ground], Cell]


def kinds(catalog: Catalog) -> list[Kind]:
    """All kinds of faults, one or more for each code."""
    return [*_identity(catalog), *_lists(catalog), *_forms(catalog), *_active(catalog), *_closing(catalog), *_moc(catalog), *_rems(), *_support(catalog)]


def _always(*_: object) -> bool:
    return True


def _here(code: str, column: str, change: _Change, topics: str, when: _When = _always, *, on_delete: bool = False) -> Kind:
    """Changes a cell of the activity's own row."""

    def plant(case: Case, ground: Ground) -> Spot | None:
        if not when(case):
            return None
        _set(case, case.own, column, change, ground)
        return Spot("activities", case.own, column)

    return Kind(code, frozenset(topics.split()), plant, on_delete)


def _there(code: str, sheet: str, column: str, change: _Change, topics: str, when: _WhenRow = _always) -> Kind:
    """Changes a cell of one of the activity's rows on another sheet."""

    def plant(case: Case, ground: Ground) -> Spot | None:
        for row in case.rows[sheet]:
            if when(case, row):
                _set(case, row, column, change, ground)
                return Spot(sheet, row, column)
        return None

    return Kind(code, frozenset(topics.split()), plant)


def _copied(code: str, sheet: str, column: str, change: _Change, when: _WhenRow = _always) -> Kind:
    """Puts a copy of one of the activity's rows below it, with one cell changed."""

    def plant(case: Case, ground: Ground) -> Spot | None:
        for row in case.rows[sheet]:
            if when(case, row):
                copy = dict(row)
                _set(case, copy, column, change, ground)
                case.insert(sheet, row, copy, ground.rows[sheet])
                return Spot(sheet, copy, column)
        return None

    return Kind(code, frozenset({sheet}), plant)


def _set(case: Case, row: Row, column: str, change: _Change, ground: Ground) -> None:
    cell = change(case, row, ground) if callable(change) else change
    if cell is None:
        row.pop(column, None)
    else:
        row[column] = cell


def _one_of(*cells: Cell) -> Callable[[Case, Row, Ground], Cell]:
    return lambda case, row, ground: ground.chance.choice(cells)


def _has(column: str) -> _When:
    return lambda case: case.given(column)


def _row_has(column: str) -> _WhenRow:
    return lambda case, row: bool(text_of(row.get(column)))


def _identity(catalog: Catalog) -> Iterator[Kind]:
    def repeat(case: Case, ground: Ground) -> Spot | None:
        earlier = (c for c in reversed(ground.cases[: case.number]) if c.given("provider_activity_id") and not c.topics & ALONE)
        first = next(earlier, None) if case.alone and case.given("provider_activity_id") else None
        if first is None:
            return None
        first.topics.add("identity")
        case.own["provider_activity_id"] = first.own["provider_activity_id"]
        return Spot("activities", case.own, "provider_activity_id")

    def unknown(case: Case, ground: Ground) -> Spot | None:
        if not case.says("record_action", "Delete"):
            return None
        case.own.pop("provider_activity_id", None)
        case.own.pop("accme_activity_id", None)
        return Spot("activities", case.own, "provider_activity_id")

    yield _here("activity-id-missing", "provider_activity_id", None, "alone", lambda case: case.alone)
    yield Kind("activity-id-repeated", ALONE, repeat)
    yield Kind("delete-without-identifier", ALONE, unknown, on_delete=True)
    yield _here("accme-id-form", "accme_activity_id", _one_of("21001693", "21O016939", "2100169391"), "accme", on_delete=True)
    for sheet in ("moc", "rems", "support"):
        yield _copied("row-without-activity-id", sheet, "provider_activity_id", None, _quiet(catalog, sheet))
        yield _copied(
            "unknown-activity", sheet, "provider_activity_id", lambda case, row, ground: f"{text_of(row['provider_activity_id'])}-X", _quiet(catalog, sheet)
        )


def _quiet(catalog: Catalog, sheet: str) -> _WhenRow:
    """A row whose copy gives no advice of its own: a supporter outside the list would."""
    return lambda case, row: sheet != "support" or catalog.lists["supporters"].find(text_of(row.get("supporter"))) is not None


def _lists(catalog: Catalog) -> Iterator[Kind]:
    """A value outside a closed list."""
    wrong = {"record_action": "Remove", "board": "ABXYZ", "content_kinds": "Level 4", "credit_types": "Patient Safety Plus"}
    for column in catalog.columns():
        found = catalog.list_of(column)
        if found is None or not found.closed or not found.offered() or column.id in ("country", "state"):
            continue  # of a country or state only the form is said to be wrong
        value = wrong.get(column.id) or wrong.get(found.name) or "Sometimes"
        if column.sheet == "activities":
            topics, when = _about(column)
            yield _here("not-in-list", column.id, value, topics, when)
        elif column.id == "supporter":
            yield _there("not-in-list", column.sheet, column.id, value, "support rems", _spare_supporter(catalog))
        else:
            yield _there("not-in-list", column.sheet, column.id, value, column.sheet, _row_has(column.id))


def _spare_supporter(catalog: Catalog) -> _WhenRow:
    """A supporter that no REMS of the activity expects."""
    granting = catalog.text("rems_supporter")
    return lambda case, row: not (case.yes("rems") and row.get("supporter") == granting)


def _about(column: Column) -> tuple[str, _When]:
    """Topics of a list's column of Activities, and when a wrong value there brings no second finding."""
    known: dict[str, tuple[str, _When]] = {
        "record_action": ("alone", _always),
        "close_record": ("alone", lambda case: case.says("record_action", "Update") or not case.yes("moc")),
        "moc": ("alone", lambda case: case.yes("moc") and not case.says("passport", "No")),
        "moc_attestation": ("moc", lambda case: case.yes("moc")),
        "rems": ("rems", _has("rems")),
        "mips": ("mips outcomes credits", _has("mips")),
        "commercial_support": ("support", _has("commercial_support")),
        "providership": ("providership", _has("providership")),
        "passport": ("passport", _has("passport")),
        "fee": ("passport", _has("fee")),
        "registration": ("passport", _has("registration")),
        "format": ("format place moc", _has("format")),
        "delivery_method_1": ("format place", _has("delivery_method_1")),
        "delivery_method_2": ("format place", _has("delivery_method_2")),
    }
    return known.get(column.id, ("outcomes", _has(column.id)) if column.stands_for else (column.id, _has(column.id)))


def _forms(catalog: Catalog) -> Iterator[Kind]:
    """Cells that are no date, no number, or not in the form that they must have."""
    limit, latest = int(catalog.number("description_limit")), int(catalog.number("latest_year"))
    home = catalog.text("state_country")
    step = catalog.number("credit_step")

    def closed(case: Case) -> bool:
        return case.yes("close_record")

    def endless(_case: Case, row: Row, _ground: Ground) -> str:
        text = text_of(row["description"])
        return ((text + " ") * (limit // len(text) + 2))[: limit + 40].rstrip()

    def off_step(_case: Case, row: Row, _ground: Ground) -> Cell:
        credit = row["credits"]
        assert isinstance(credit, float)
        return round(credit + _STEP_PART * step, 4)

    yield _here("description-too-long", "description", endless, "description", _has("description"))
    yield _here(
        "illegal-characters",
        "title",
        lambda case, row, ground: text_of(row["title"]).replace(" ", "\x0b", 1),
        "title",
        lambda c: " " in text_of(c.own.get("title")),
    )
    yield _here("url-form", "url", lambda case, row, ground: text_of(row["url"]).partition("://")[2], "passport", lambda c: "://" in text_of(c.own.get("url")))
    yield _here("country-form", "country", _one_of("US", "Japan", "U.S.A."), "place", _has("country"))
    yield _here("state-form", "state", _one_of("Illinois", "Ill."), "place", lambda case: case.says("country", home))
    for column in ("start_date", "end_date"):
        yield _here("not-a-date", column, _one_of("03/04/2027", "spring 2027", "TBD"), "dates", _has(column))
    deadline: _When = lambda case: case.yes("moc") and case.given("moc_deadline")  # noqa: E731
    yield _here("not-a-date", "moc_deadline", _one_of("12/11/2028", "end of year"), "dates moc", deadline)
    yield _here("date-out-of-range", "moc_deadline", dt.date(min(latest + 26, dt.MAXYEAR), 12, 31), "dates moc", deadline)
    yield _here("not-a-number", "credits", _one_of("two", "2,5", "1.5 credits"), "credits", _has("credits"))
    yield _here("not-in-steps", "credits", off_step, "credits", lambda case: case.given("credits") and not case.rows["moc"])
    for column in ("physicians", "other_learners"):
        yield _here("not-a-number", column, "about 40", column, closed)
        yield _here("not-a-count", column, _one_of(12.5, -3.0), column, closed)
    for column, topic in (("title", "title"), ("description", "description"), ("city", "place"), ("credits", "credits"), ("url", "passport")):
        yield _here("cell-error", column, _NEVER, topic, _has(column))
    yield _there("cell-error", "moc", "points", _NEVER, "moc", _row_has("points"))
    yield _there("cell-error", "rems", "rpc_id", _NEVER, "rems", _row_has("rpc_id"))
    yield _there("cell-error", "support", "amount", _NEVER, "support", _row_has("amount"))


def _active(catalog: Catalog) -> Iterator[Kind]:
    """What saving and the status Active ask for."""
    for column, topics in (
        ("title", "title"), ("format", "format place moc"), ("start_date", "dates"), ("end_date", "dates moc"), ("credits", "credits"),
        ("description", "description"), ("providership", "providership"), ("passport", "passport moc"),
    ):  # fmt: skip
        yield _here(f"{column.replace('_', '-')}-missing", column, None, topics, _has(column))
    yield _here("end-before-start", "end_date", _before("start_date"), "dates", lambda case: case.given("start_date", "end_date"))

    def without_delivery(case: Case, ground: Ground) -> Spot | None:
        methods = [c.id for c in catalog.sheets["activities"].family("delivery_method")]
        return _blanked(case, "activities", case.own, methods) if case.given(methods[0]) else None

    yield Kind("delivery-missing", frozenset({"format", "place"}), without_delivery)
    for column in ("city", "country"):
        yield _here(f"{column}-missing", column, None, "place format", _has(column))
    yield _here("state-missing", "state", None, "place format", lambda case: case.given("state") and case.says("country", catalog.text("state_country")))
    for column in ("fee", "registration", "url"):
        yield _here(f"{column}-missing", column, None, "passport", lambda case: case.yes("passport"))


def _before(column: str) -> Callable[[Case, Row, Ground], Cell]:
    def days_before(_case: Case, row: Row, ground: Ground) -> Cell:
        day = row[column]
        assert isinstance(day, dt.date)
        return day - dt.timedelta(ground.chance.randint(1, 20))

    return days_before


def _blanked(case: Case, sheet: str, row: Row, columns: Iterable[str], at: str | None = None) -> Spot:
    names = list(columns)
    for name in names:
        row.pop(name, None)
    return Spot(sheet, row, at or names[0])


def _closing(catalog: Catalog) -> Iterator[Kind]:
    """What closing asks for, on records to be closed."""
    sheet = catalog.sheets["activities"]

    def family(name: str, when: _When, columns: list[str]) -> Callable[[Case, Ground], Spot | None]:
        return lambda case, ground: _blanked(case, "activities", case.own, columns) if case.yes("close_record") and when(case) else None

    partners = [c.id for c in sheet.family("joint_provider")]
    outcomes = [c.id for c in sheet.columns if c.stands_for]
    yield Kind("joint-provider-missing", frozenset({"providership"}), family("joint", lambda case: case.says("providership", "Joint"), partners))
    yield Kind("outcome-missing", frozenset({"outcomes", "mips"}), family("outcome", lambda case: not case.yes("mips"), outcomes))
    for column in ("physicians", "other_learners"):
        yield _here(f"{column.replace('_', '-')}-missing", column, None, column, lambda case: case.yes("close_record"))
    unsupported: _When = lambda case: case.yes("close_record") and not case.rows["support"]  # noqa: E731
    yield _here("support-answer-missing", "commercial_support", None, "support", unsupported)
    yield _here("supporter-missing", "commercial_support", "Yes", "support", unsupported)

    def for_moc(column: str) -> Callable[[Case, Ground], Spot | None]:
        def plant(case: Case, ground: Ground) -> Spot | None:
            if not (case.yes("close_record") and case.yes("moc")):
                return None
            case.own["passport"] = "No"
            return _blanked(case, "activities", case.own, [column])

        return plant

    for column in ("fee", "registration", "url"):
        yield Kind(f"{column}-missing-for-moc", frozenset({"passport", "moc"}), for_moc(column))
    yield _there("support-kind-missing", "support", "kind", None, "support", lambda case, row: case.yes("close_record"))
    monetary: _WhenRow = lambda case, row: case.yes("close_record") and row.get("kind") == "Monetary"  # noqa: E731
    yield _there("amount-missing", "support", "amount", None, "support", monetary)


def _moc(catalog: Catalog) -> Iterator[Kind]:
    sheet = catalog.sheets["moc"]
    registered: _When = lambda case: case.yes("moc") and bool(case.rows["moc"])  # noqa: E731

    def without_board(case: Case, ground: Ground) -> Spot | None:
        if not (registered(case) and case.settled):
            return None
        case.remove("moc", ground.rows["moc"])
        return Spot("activities", case.own, "moc")

    yield Kind("moc-without-board", frozenset({"moc"}), without_board)
    yield _here("moc-rows-against-no", "moc", _one_of("No", None), "moc passport", lambda case: registered(case) and case.yes("passport"))
    yield _here("moc-deadline-missing", "moc_deadline", None, "moc dates", registered)
    yield _here("moc-attestation-missing", "moc_attestation", _one_of("No", None), "moc", registered)
    yield _here("moc-deadline-before-end", "moc_deadline", _before("end_date"), "moc dates", lambda case: registered(case) and case.given("end_date"))
    yield _there("board-missing", "moc", "board", None, "moc")
    yield _copied("board-repeated", "moc", "board", lambda case, row, ground: row["board"])
    for name in ("credit_type", "practice_area"):
        columns = [c.id for c in sheet.family(name)]
        yield _emptied(f"{name.replace('_', '-')}-missing", columns)
        yield _foreign(sheet.family(name)[0])
    yield _there("points-missing", "moc", "points", None, "moc")
    yield from _points(catalog)
    yield _emptied("content-area-missing", [f"content_{n}{part}" for n in (1, 2) for part in ("", "_kind", "_tag")], _row_has("content_1"))
    yield _there("content-kind-missing", "moc", "content_1_kind", None, "moc", _row_has("content_1"))
    both: _WhenRow = lambda case, row: bool(row.get("content_1") and row.get("content_2"))  # noqa: E731
    for column in ("content_1", "content_2"):
        yield _there("content-value-missing", "moc", column, None, "moc", both)


def _emptied(code: str, columns: list[str], when: _WhenRow = _always) -> Kind:
    """Blanks several cells of a board's row; the finding sits on the first."""

    def plant(case: Case, ground: Ground) -> Spot | None:
        row = next((row for row in case.rows["moc"] if when(case, row)), None)
        return _blanked(case, "moc", row, columns) if row is not None else None

    return Kind(code, frozenset({"moc"}), plant)


def _foreign(column: Column) -> Kind:
    """A value that other boards have and the board of the row has not; none for improvement, which would call for advice on the format."""

    def plant(case: Case, ground: Ground) -> Spot | None:
        known = ground.catalog.list_of(column)
        assert known is not None
        others = [v.value for v in known.offered() if not v.is_set("improvement")]
        for row in case.rows["moc"]:
            if choice := [v for v in others if known.find(v, text_of(row["board"])) is None]:
                row[column.id] = ground.chance.choice(choice)
                return Spot("moc", row, column.id)
        return None

    return Kind("not-of-board", frozenset({"moc"}), plant)


def _points(catalog: Catalog) -> Iterator[Kind]:
    step = catalog.number("points_step")

    def above(case: Case, _row: Row, ground: Ground) -> Cell:
        credit = case.own["credits"]
        assert isinstance(credit, float)
        return credit + step * ground.chance.randint(1, 4)

    def off_step(_case: Case, row: Row, _ground: Ground) -> Cell:
        points = row["points"]
        assert isinstance(points, float)
        return round(points - _STEP_PART * step, 4)

    def free(case: Case, row: Row) -> bool:
        board = catalog.lists["boards"].find(text_of(row["board"]))
        return board is not None and not board.is_set("points_equal_credits")

    yield _there("points-above-credits", "moc", "points", above, "moc credits", lambda case, row: case.given("credits"))
    yield _there("not-in-steps", "moc", "points", off_step, "moc", free)
    yield _there("not-a-number", "moc", "points", _one_of("one", "same as credits"), "moc", _row_has("points"))


def _rems() -> Iterator[Kind]:
    registered: _When = lambda case: case.yes("rems") and bool(case.rows["rems"])  # noqa: E731

    def without_program(case: Case, ground: Ground) -> Spot | None:
        if not registered(case):
            return None
        case.remove("rems", ground.rows["rems"])
        return Spot("activities", case.own, "rems")

    yield Kind("rems-without-program", frozenset({"rems"}), without_program)
    yield _here("rems-rows-against-no", "rems", _one_of("No", None), "rems", registered)
    yield _there("rems-program-missing", "rems", "program", None, "rems")
    yield _there("rpc-id-missing", "rems", "rpc_id", None, "rems")
    yield _there("rems-attestation-missing", "rems", "attestation", _one_of("No", None), "rems")
    yield _copied("rems-repeated", "rems", "program", lambda case, row, ground: row["program"])


def _support(catalog: Catalog) -> Iterator[Kind]:
    yield _here("support-rows-against-no", "commercial_support", "No", "support", lambda case: bool(case.rows["support"]))
    yield _there("supporter-name-missing", "support", "supporter", None, "support rems", _spare_supporter(catalog))
    yield _there("not-an-amount", "support", "amount", _one_of(99.5, -500.0, 0.0), "support", _row_has("amount"))
    yield _there("not-a-number", "support", "amount", "5,000 USD", "support", _row_has("amount"))

"""Plausible activities, complete in all that PARS asks for, and together showing everything that a batch can hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from random import Random
from typing import Any, TypeVar

from generator.catalog import Catalog, Value, fold
from generator.sample import words
from generator.sample.days import AS_OF, Days
from generator.sample.deck import Deck
from generator.sample.offers import (
    ADD,
    ALMOST,
    DELETE,
    DIRECT,
    IN_KIND,
    JOINT,
    MONETARY,
    NO,
    UPDATE,
    YES,
    Row,
    credits_near,
    filled,
    listed,
    place_in,
    steps_above,
    value_at,
)
from generator.workbook.cells import Cell, number_of

_LEAST_STEP = 0.01
T = TypeVar("T")

_LEVEL_3, _TAG, _FREE = range(3)
_IN_PERSON, _STREAMED, _ONLINE, _PRINT = range(4)
"""Positions of values in their lists, as all of those above."""
_DELIVERIES = (
    ((_IN_PERSON,), (_STREAMED,), (_IN_PERSON, _STREAMED)),
    ((_IN_PERSON,), (_IN_PERSON, _STREAMED), (_STREAMED,)),
    ((_ONLINE,), (_PRINT,), (_ONLINE, _PRINT)),
    ((_PRINT,), (_ONLINE,)),
    ((_ONLINE, _IN_PERSON), (_IN_PERSON,), (_ONLINE, _STREAMED)),
)
"""How each format that has delivery methods is delivered, in the order of the list: live courses are the first."""
_CONTENTS = (
    (_LEVEL_3, "{n}.{number}", True),
    (_TAG, "{n}{number:04d}", False),
    (_FREE, "{area}", True),
    (_LEVEL_3, "{n}.{number}", False),
)
"""Content areas: kind, value, and whether a tag stands below it."""
_CREDITS = (1.0, 1.5, 2.5, 0.75, 4.0, 6.25, 3.0, 12.0, 26.0, 8.5)
_MOST_POINTS_APART = 3
_DAYS_A_MONTH, _DAYS_A_YEAR, _MOST_MONTHS = 28, 365, 120


def rows(catalog: Catalog, activities: int, seed: int, today: dt.date = AS_OF) -> dict[str, list[Row]]:
    """The rows of a completed workbook, in which nothing is invalid or missing on that day and whenever it is checked
    after it.

    About 40 activities show every board, credit type, format, REMS program and kind of support of the catalog, 1 to 3
    joint providers, records to be added, updated, deleted and closed, and texts that are hard to carry. Same arguments,
    same rows.

    Args:
        catalog: all values of lists come from it.
        activities: how many, 1 or more.
        seed: of the choices by chance.
        today: the day that it is of.

    Returns:
        Sheet id to rows, each from column id to cell; blank cells are left out.
    """
    sample = _Sample(catalog, Random(seed), today)
    for number in range(1, activities + 1):
        sample.add(number)
    return sample.rows


class _Sample:
    """Adds one activity after the other."""

    def __init__(self, catalog: Catalog, chance: Random, today: dt.date = AS_OF) -> None:
        self.rows: dict[str, list[Row]] = {sheet: [] for sheet in catalog.sheets}
        self._catalog = catalog
        self._chance = chance
        self._decks: dict[str, Deck[Any]] = {}
        self._offers: dict[str, tuple[Value, ...]] = {}
        self._values: dict[tuple[str, int], str] = {}
        self._yes, self._no = (value_at(catalog, "moc", position) for position in (YES, NO))
        self._credit_step, self._points_step = catalog.number("credit_step"), catalog.number("points_step")
        self._days_of = Days(catalog, chance, today)
        self._columns: dict[str, list[str]] = {}
        for column in catalog.columns():
            self._columns.setdefault(column.family, []).append(column.id)

    def _deck(self, name: str, values: Sequence[T]) -> Deck[T]:
        """The deck of that name, which holds the same values each time."""
        if name not in self._decks:
            self._decks[name] = Deck(values, self._chance)
        return self._decks[name]

    def _draw(self, name: str, *values: T) -> T:
        return self._deck(name, values).draw()

    def _draw_for(self, at: str) -> Value:
        """One of the values that a column offers."""
        return self._draw(at, *self._offered(at))

    def _offered(self, at: str) -> tuple[Value, ...]:
        if at not in self._offers:
            self._offers[at] = listed(self._catalog, at).offered()
        return self._offers[at]

    def _value(self, at: str, position: int) -> str:
        if (at, position) not in self._values:
            self._values[at, position] = value_at(self._catalog, at, position)
        return self._values[at, position]

    def _numbered(self, family: str, values: Iterable[Cell]) -> Row:
        """Values in the first columns of a family."""
        return dict(zip(self._columns[family], values, strict=False))

    def _add(self, sheet: str, row: Row) -> None:
        self.rows[sheet].append({column: cell for column, cell in row.items() if cell is not None})

    def add(self, number: int) -> None:
        """Adds activity `number` (from 1) with its rows on the other sheets."""
        closed, closed_again, new, again = ["closed"] * 5, ["closed update"] * 2, ["open"] * 10, ["open update"] * 2
        life = self._draw("lives", *closed, *closed_again, *new, *again, "delete")
        if life == "delete":
            self._add_deletion(number)
        else:
            ended = life.startswith("closed") and self._days_of.can_close
            self._add_record(number, closed=ended, update=life.endswith("update"))

    def _add_record(self, number: int, *, closed: bool, update: bool) -> None:
        moc = self._draw("programs", True, True, False)
        credit_type = self._draw_for("moc.credit_type_1") if moc else None
        forms = self._offered("format")
        any_suits = any(self._suits(credit_type, form) for form in forms)
        form = self._deck("format", forms).draw(lambda form: not any_suits or self._suits(credit_type, form))
        program = self._draw("rems", *self._offered("rems.program"), *[None] * 8)
        start, end = self._days(form, closed, late=moc and not update)
        row: Row = {"provider_activity_id": self._id(number, start.year)}
        if update:
            row |= {"accme_activity_id": self._accme_id(number), "record_action": self._value("record_action", UPDATE)}
        else:
            row["record_action"] = self._draw("add", None, self._value("record_action", ADD))
        topic = self._topic(program.value if program else credit_type.extra["board"] if credit_type else "")
        row |= {"title": self._title(form, topic, start.year), "format": form.value}
        row |= self._delivery(form) | {"start_date": start, "end_date": end}
        row |= {
            "credits": credits_near(self._catalog, self._draw("credits", *_CREDITS)),
            "description": self._description(topic),
        }
        row |= self._providership() | self._passport(number, moc)
        row |= self._mips(number_of(row["credits"]))
        if credit_type:
            row |= {"moc": self._yes, "moc_deadline": self._days_of.year_end(end), "moc_attestation": self._yes}
            self._add_boards(row, credit_type, form)
        else:
            row["moc"] = self._draw("no", self._no, None)
        row["rems"] = self._yes if program else self._draw("no", self._no, None)
        if program:
            self._add_rems(row, program)
        if self._add_support(row, rems=program is not None):
            row["commercial_support"] = self._yes
        else:
            row["commercial_support"] = self._no if closed else self._draw("support answer", self._no, None, self._no)
        self._add("activities", row | self._tagged() | (self._closing() if closed else {}))

    def _add_deletion(self, number: int) -> None:
        """A record to be deleted: known by both its numbers and still filled in, or by ACCME's number alone."""
        row: Row = {"accme_activity_id": self._accme_id(number), "record_action": self._value("record_action", DELETE)}
        if number % 2 or self._chance.random() < 0.5:
            form = self._draw_for("format")
            start, end = self._days(form, closed=True, late=False)
            row |= {"provider_activity_id": self._id(number, start.year), "start_date": start, "end_date": end}
            row |= {"title": self._title(form, self._topic(""), start.year), "format": form.value}
        self._add("activities", row)

    def _suits(self, credit_type: Value | None, form: Value) -> bool:
        """Whether a credit type goes with a format: one for improvement does not with every format."""
        improvement = credit_type is not None and credit_type.is_set("improvement")
        return not improvement or form.is_set("improvement_fits") or not form.extra.get("longest_months")

    def _id(self, number: int, year: int) -> str:
        """The provider's own number, unique by `number`; never seven digits, which a provider's number has."""
        zeros = "000" if len(str(number)) == 5 else "00"
        return self._draw("ids", *words.IDS).format(n=number, year=year, zeros=zeros)

    def _accme_id(self, number: int) -> str:
        return filled(self._catalog, "activities", "accme_activity_id", f"{210_000_000 + number * 37}")

    def _days(self, form: Value, closed: bool, late: bool) -> tuple[dt.date, dt.date]:
        """First and last day; within the time that a record of the format may run."""
        longest = min(int(form.extra.get("longest_months") or 1), _MOST_MONTHS) * _DAYS_A_MONTH
        lengths = (364, 180, longest) if longest > _DAYS_A_YEAR else (30, 90, 180, 330)
        if form == self._offered("format")[0]:
            lengths = (0, 1, 2, 4)
        length = min(self._chance.choice(lengths), longest)
        return self._days_of.ended(length) if closed else self._days_of.to_come(length, late=late)

    def _topic(self, owner: str) -> str:
        """A topic that suits a board or a REMS program, or neither."""
        owner = owner if owner in words.TOPICS_OF else ""
        return self._draw(f"topics {owner}", *words.TOPICS_OF.get(owner, words.TOPICS))

    def _title(self, form: Value, topic: str, year: int) -> str:
        title = self._draw("titles", *words.TITLES * 2, words.UNUSUAL_TITLE).format(topic=topic, year=year)
        return words.FORMAT_TITLES.get(form.value, "{title}").format(title=title)

    def _description(self, topic: str) -> str:
        return self._any_description(topic)[: int(self._catalog.number("description_limit"))].rstrip()

    def _any_description(self, topic: str) -> str:
        sentences = [s.format(topic=topic) for s in self._chance.sample(words.SENTENCES, len(words.SENTENCES))]
        match self._draw("descriptions", "short", "lines", "sentences", "list", "long"):
            case "short":
                return sentences[0]
            case "lines":
                return "\n".join(sentences[:3]) + "\n\n" + " ".join(sentences[3:5])
            case "list":
                return "- " + "\n- ".join(self._chance.sample(words.STEPS, 3))
            case "long":
                limit = int(self._catalog.number("description_limit"))
                text = " ".join(sentences * (limit // len(" ".join(sentences)) + 1))[:limit]
                return text.rpartition(" ")[0] or text
        return " ".join(sentences[:4])

    def _delivery(self, form: Value) -> Row:
        """Delivery methods where the format has them, and a place where learners meet in person."""
        if not form.is_set("delivery"):
            return {}
        offered = self._offered("delivery_method_1")
        delivered = [other for other in self._offered("format") if other.is_set("delivery")]
        ways = dict(zip((other.value for other in delivered), _DELIVERIES, strict=False)).get(form.value, ((),))
        way = self._draw(f"ways {form.value}", *ways)
        methods = [offered[position] for position in way if position < len(offered)] or [self._chance.choice(offered)]
        row = self._numbered("delivery_method", (method.value for method in methods))
        if any(method.is_set("needs_place") for method in methods):
            at_home = self._draw("at home", True, True, False, True)
            row |= place_in(
                self._catalog, self._draw(f"at home: {at_home}", *(words.HOME if at_home else words.ABROAD))
            )
        return row

    def _providership(self) -> Row:
        partners = self._deck("partners", words.PARTNERS).several(self._draw("partner counts", 0, 1, 0, 0, 2, 0, 3))
        row: Row = {"providership": self._value("providership", JOINT if partners else DIRECT)}
        return row | self._numbered("joint_provider", partners)

    def _passport(self, number: int, moc: bool) -> Row:
        row: Row = {"passport": self._draw("passport", self._yes, self._no, self._yes)}
        if row["passport"] == self._yes or moc:
            row |= {"fee": self._draw_for("fee").value, "registration": self._draw_for("registration").value}
            row["url"] = f"https://cme.example.org/activities/{number}?from=pars&lang=en"
        return row

    def _mips(self, credit: float) -> Row:
        """MIPS goes with credits above the usual threshold and with a measured change."""
        answer = self._draw("mips", self._yes, None, self._no, None)
        if answer != self._yes:
            return {"mips": answer}
        least = steps_above(self._catalog.number("mips_low_credits") + _LEAST_STEP, self._credit_step)
        measured = self._draw_for("outcome_performance").value
        return {"mips": answer, "credits": max(credit, least), "outcome_performance": measured}

    def _add_boards(self, activity: Row, credit_type: Value, form: Value) -> None:
        """Rows on MOC, the first for the board of the credit type."""
        offered, types = self._offered("moc.board"), listed(self._catalog, "moc.credit_type_1")
        first = next(board for board in offered if fold(board.value) == fold(credit_type.extra["board"]))
        further = min(self._draw("further boards", 0, 1, 0, 2, 0, 1), len(offered) - 1)
        boards = [first, *self._deck("boards", offered).several(further, lambda board: board is not first)]
        for board in boards:
            chosen = [credit_type.value] if board is first else []
            count = self._chance.randint(1, len(self._columns["credit_type"]))
            others = [value for value in types.offered(board.value) if value.value not in chosen]
            fitting = [value for value in others if self._suits(value, form)] or ([] if chosen else others)
            chosen += [value.value for value in fitting[: max(0, count - len(chosen))]]
            self._add_board(activity, board, chosen, [other.value for other in boards if other is not board])

    def _add_board(self, activity: Row, board: Value, types: list[str], beside: list[str]) -> None:
        steps = int(number_of(activity["credits"]) / self._points_step + ALMOST)
        if not board.is_set("points_equal_credits") and steps > 1 and self._chance.random() < 0.4:
            steps -= self._chance.randint(1, min(_MOST_POINTS_APART, steps - 1))
        points = round(steps * self._points_step, 2)
        row: Row = {"provider_activity_id": activity["provider_activity_id"], "board": board.value, "points": points}
        row |= self._numbered("credit_type", types)
        row |= self._numbered("practice_area", self._practice_areas(board.value, beside))
        selections = int(board.extra["content_selections"] or 0)
        if selections:
            outline = listed(self._catalog, "moc.content_1").offered(board.value)
            count = min(self._draw("contents a board", 2, 1), selections, 2, len(outline) or selections)
            for n, entry in enumerate(self._chance.sample(outline, count) if outline else [None] * count, 1):
                row |= self._content(n, entry)
        self._add("moc", row)

    def _practice_areas(self, board: str, beside: list[str]) -> list[str]:
        """Practice areas of a board that no other board of the activity shares by name, as long as it has others."""
        areas = listed(self._catalog, "moc.practice_area_1")
        offered = [value.value for value in areas.offered(board)]
        shared = {fold(value.value) for other in beside for value in areas.offered(other)}
        alone = [area for area in offered if fold(area) not in shared] or offered
        count = self._draw("areas a board", 1, 2, 1, 3, len(self._columns["practice_area"]))
        return self._deck(f"areas {board}", offered).several(min(count, len(alone)), alone.__contains__)

    def _content(self, n: int, entry: Value | None) -> Row:
        """A content area: an entry of the outline that the organization has laid over it, otherwise an invention."""
        position, form, tagged = self._draw("contents", *_CONTENTS)
        number, area = self._chance.randrange(100, 1000), self._draw("areas", *words.FREE_TEXT_AREAS)
        kind = (entry and entry.extra.get("kind")) or self._value("moc.content_1_kind", position)
        value = entry.value if entry else form.format(n=n, number=number, area=area)
        tag = f"{number:05d}" if tagged else None
        return {f"content_{n}_kind": kind, f"content_{n}": value, f"content_{n}_tag": tag}

    def _add_rems(self, activity: Row, program: Value) -> None:
        row: Row = {"provider_activity_id": activity["provider_activity_id"], "program": program.value}
        digits = f"{self._chance.randrange(10**6):06d}{self._chance.randrange(1, 1000):03d}"
        row["rpc_id"] = filled(self._catalog, "rems", "rpc_id", digits)
        self._add("rems", row | {"attestation": self._yes})

    def _add_support(self, activity: Row, *, rems: bool) -> bool:
        """Rows on Support. Returns whether there are any."""
        granting, suppliers = self._catalog.text("rems_supporter"), listed(self._catalog, "support.supporter")
        if suppliers.closed and not suppliers.find(granting):
            granting = suppliers.offered()[0].value
        others = [value.value for value in suppliers.offered() if fold(value.value) != fold(granting)]
        supporters = others or ([granting] if suppliers.closed else words.SUPPORTERS)
        monetary, in_kind = (self._value("support.kind", position) for position in (MONETARY, IN_KIND))
        rows: list[Row] = []
        if rems:
            rows.append({"supporter": granting, "kind": monetary, "amount": self._amount(5_000, 250_000, 500)})
        kinds = self._draw("support", *[()] * 34, (in_kind,), (in_kind, monetary))[: len(supporters)]
        for kind, supporter in zip(kinds, self._deck("supporters", supporters).several(len(kinds)), strict=True):
            amount = self._amount(500, 40_000, 50) if kind == monetary else None
            rows.append({"supporter": supporter, "kind": kind, "amount": amount})
        for row in rows:
            self._add("support", {"provider_activity_id": activity["provider_activity_id"], **row})
        return bool(rows)

    def _amount(self, least: int, limit: int, step: int) -> float:
        return float(self._chance.randrange(least, limit, step))

    def _tagged(self) -> Row:
        """Commendation tags and state content."""
        row: Row = {}
        if tags := self._offered("commendation_tag_1"):
            count = min(self._draw("tags a record", 0, 1, 0, 2, 0, 3, 5), len(tags))
            row |= self._numbered("commendation_tag", (tag.value for tag in self._deck("tags", tags).several(count)))
        topics = [value.value for value in self._offered("state_topic_1")] or words.STATE_TOPICS
        if self._offered("state_domain_1"):
            for n in range(1, self._draw("state contents", 0, 0, 1, 0, 0, 0, 2) + 1):
                row[f"state_domain_{n}"] = self._draw_for("state_domain_1").value
                row[f"state_topic_{n}"] = self._draw("state topics", *topics)
        return row

    def _closing(self) -> Row:
        row: Row = {"close_record": self._yes, "physicians": self._chance.randrange(0, 900)}
        row["other_learners"] = self._chance.choice((0, 12, 85, 340))
        outcomes = [column.id for column in self._catalog.sheets["activities"].columns if column.stands_for]
        measured = [(outcome, value.value) for outcome in outcomes for value in self._offered(outcome)]
        return row | dict(self._draw("outcomes", *measured) for _ in range(self._chance.randint(1, 3)))

"""Plausible activities, complete in all that PARS asks for, and together showing everything that a batch can hold."""

from __future__ import annotations

import datetime as dt
from random import Random

from generator.catalog import Catalog, Value
from generator.sample import words
from generator.sample.days import AS_OF, Days
from generator.sample.draws import Draws
from generator.sample.offers import (
    ADD,
    DELETE,
    DIRECT,
    JOINT,
    UPDATE,
    Row,
    credits_near,
    filled,
    place_in,
    steps_above,
)
from generator.sample.registered import Registered, suits
from generator.workbook.cells import number_of

_LEAST_STEP = 0.01

_IN_PERSON, _STREAMED, _ONLINE, _PRINT = range(4)
"""Positions of delivery methods in their list."""
_DELIVERIES = (
    ((_IN_PERSON,), (_STREAMED,), (_IN_PERSON, _STREAMED)),
    ((_IN_PERSON,), (_IN_PERSON, _STREAMED), (_STREAMED,)),
    ((_ONLINE,), (_PRINT,), (_ONLINE, _PRINT)),
    ((_PRINT,), (_ONLINE,)),
    ((_ONLINE, _IN_PERSON), (_IN_PERSON,), (_ONLINE, _STREAMED)),
)
"""How each format that has delivery methods is delivered, in the order of the list: live courses are the first."""
_CREDITS = (1.0, 1.5, 2.5, 0.75, 4.0, 6.25, 3.0, 12.0, 26.0, 8.5)
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
        self._draws = Draws(catalog, chance)
        self._registered = Registered(self._draws, self._add)
        self._credit_step = catalog.number("credit_step")
        self._days_of = Days(catalog, chance, today)

    def _add(self, sheet: str, row: Row) -> None:
        self.rows[sheet].append({column: cell for column, cell in row.items() if cell is not None})

    def add(self, number: int) -> None:
        """Adds activity `number` (from 1) with its rows on the other sheets."""
        closed, closed_again, new, again = ["closed"] * 5, ["closed update"] * 2, ["open"] * 10, ["open update"] * 2
        life = self._draws.one("lives", *closed, *closed_again, *new, *again, "delete")
        if life == "delete":
            self._add_deletion(number)
        else:
            ended = life.startswith("closed") and self._days_of.can_close
            self._add_record(number, closed=ended, update=life.endswith("update"))

    def _add_record(self, number: int, *, closed: bool, update: bool) -> None:
        moc = self._draws.one("programs", True, True, False)
        credit_type = self._draws.one_of("moc.credit_type_1") if moc else None
        forms = self._draws.offered("format")
        any_suits = any(suits(credit_type, form) for form in forms)
        form = self._draws.deck("format", forms).draw(lambda form: not any_suits or suits(credit_type, form))
        program = self._draws.one("rems", *self._draws.offered("rems.program"), *[None] * 8)
        start, end = self._days(form, closed, late=moc and not update)
        row: Row = {"provider_activity_id": self._id(number, start.year)}
        if update:
            row |= {
                "accme_activity_id": self._accme_id(number),
                "record_action": self._draws.value("record_action", UPDATE),
            }
        else:
            row["record_action"] = self._draws.one("add", None, self._draws.value("record_action", ADD))
        topic = self._topic(program.value if program else credit_type.extra["board"] if credit_type else "")
        row |= {"title": self._title(form, topic, start.year), "format": form.value}
        row |= self._delivery(form) | {"start_date": start, "end_date": end}
        row |= {
            "credits": credits_near(self._draws.catalog, self._draws.one("credits", *_CREDITS)),
            "description": self._description(topic),
        }
        row |= self._providership() | self._passport(number, moc)
        row |= self._mips(number_of(row["credits"]))
        if credit_type:
            row |= {
                "moc": self._draws.yes,
                "moc_deadline": self._days_of.year_end(end),
                "moc_attestation": self._draws.yes,
            }
            self._registered.add_boards(row, credit_type, form)
        else:
            row["moc"] = self._draws.one("no", self._draws.no, None)
        row["rems"] = self._draws.yes if program else self._draws.one("no", self._draws.no, None)
        if program:
            self._registered.add_rems(row, program)
        if self._registered.add_support(row, rems=program is not None):
            row["commercial_support"] = self._draws.yes
        else:
            row["commercial_support"] = (
                self._draws.no if closed else self._draws.one("support answer", self._draws.no, None, self._draws.no)
            )
        self._add("activities", row | self._tagged() | (self._closing() if closed else {}))

    def _add_deletion(self, number: int) -> None:
        """A record to be deleted: known by both its numbers and still filled in, or by ACCME's number alone."""
        row: Row = {
            "accme_activity_id": self._accme_id(number),
            "record_action": self._draws.value("record_action", DELETE),
        }
        if number % 2 or self._draws.chance.random() < 0.5:
            form = self._draws.one_of("format")
            start, end = self._days(form, closed=True, late=False)
            row |= {"provider_activity_id": self._id(number, start.year), "start_date": start, "end_date": end}
            row |= {"title": self._title(form, self._topic(""), start.year), "format": form.value}
        self._add("activities", row)

    def _id(self, number: int, year: int) -> str:
        """The provider's own number, unique by `number`; never seven digits, which a provider's number has."""
        zeros = "000" if len(str(number)) == 5 else "00"
        return self._draws.one("ids", *words.IDS).format(n=number, year=year, zeros=zeros)

    def _accme_id(self, number: int) -> str:
        return filled(self._draws.catalog, "activities", "accme_activity_id", f"{210_000_000 + number * 37}")

    def _days(self, form: Value, closed: bool, late: bool) -> tuple[dt.date, dt.date]:
        """First and last day; within the time that a record of the format may run."""
        longest = min(int(form.extra.get("longest_months") or 1), _MOST_MONTHS) * _DAYS_A_MONTH
        lengths = (364, 180, longest) if longest > _DAYS_A_YEAR else (30, 90, 180, 330)
        if form == self._draws.offered("format")[0]:
            lengths = (0, 1, 2, 4)
        length = min(self._draws.chance.choice(lengths), longest)
        return self._days_of.ended(length) if closed else self._days_of.to_come(length, late=late)

    def _topic(self, owner: str) -> str:
        """A topic that suits a board or a REMS program, or neither."""
        owner = owner if owner in words.TOPICS_OF else ""
        return self._draws.one(f"topics {owner}", *words.TOPICS_OF.get(owner, words.TOPICS))

    def _title(self, form: Value, topic: str, year: int) -> str:
        title = self._draws.one("titles", *words.TITLES * 2, words.UNUSUAL_TITLE).format(topic=topic, year=year)
        return words.FORMAT_TITLES.get(form.value, "{title}").format(title=title)

    def _description(self, topic: str) -> str:
        return self._any_description(topic)[: int(self._draws.catalog.number("description_limit"))].rstrip()

    def _any_description(self, topic: str) -> str:
        sentences = [s.format(topic=topic) for s in self._draws.chance.sample(words.SENTENCES, len(words.SENTENCES))]
        match self._draws.one("descriptions", "short", "lines", "sentences", "list", "long"):
            case "short":
                return sentences[0]
            case "lines":
                return "\n".join(sentences[:3]) + "\n\n" + " ".join(sentences[3:5])
            case "list":
                return "- " + "\n- ".join(self._draws.chance.sample(words.STEPS, 3))
            case "long":
                limit = int(self._draws.catalog.number("description_limit"))
                text = " ".join(sentences * (limit // len(" ".join(sentences)) + 1))[:limit]
                return text.rpartition(" ")[0] or text
        return " ".join(sentences[:4])

    def _delivery(self, form: Value) -> Row:
        """Delivery methods where the format has them, and a place where learners meet in person."""
        if not form.is_set("delivery"):
            return {}
        offered = self._draws.offered("delivery_method_1")
        delivered = [other for other in self._draws.offered("format") if other.is_set("delivery")]
        ways = dict(zip((other.value for other in delivered), _DELIVERIES, strict=False)).get(form.value, ((),))
        way = self._draws.one(f"ways {form.value}", *ways)
        methods = [offered[position] for position in way if position < len(offered)] or [
            self._draws.chance.choice(offered)
        ]
        row = self._draws.numbered("delivery_method", (method.value for method in methods))
        if any(method.is_set("needs_place") for method in methods):
            at_home = self._draws.one("at home", True, True, False, True)
            row |= place_in(
                self._draws.catalog, self._draws.one(f"at home: {at_home}", *(words.HOME if at_home else words.ABROAD))
            )
        return row

    def _providership(self) -> Row:
        partners = self._draws.deck("partners", words.PARTNERS).several(
            self._draws.one("partner counts", 0, 1, 0, 0, 2, 0, 3)
        )
        row: Row = {"providership": self._draws.value("providership", JOINT if partners else DIRECT)}
        return row | self._draws.numbered("joint_provider", partners)

    def _passport(self, number: int, moc: bool) -> Row:
        row: Row = {"passport": self._draws.one("passport", self._draws.yes, self._draws.no, self._draws.yes)}
        if row["passport"] == self._draws.yes or moc:
            row |= {"fee": self._draws.one_of("fee").value, "registration": self._draws.one_of("registration").value}
            row["url"] = f"https://cme.example.org/activities/{number}?from=pars&lang=en"
        return row

    def _mips(self, credit: float) -> Row:
        """MIPS goes with credits above the usual threshold and with a measured change."""
        answer = self._draws.one("mips", self._draws.yes, None, self._draws.no, None)
        if answer != self._draws.yes:
            return {"mips": answer}
        least = steps_above(self._draws.catalog.number("mips_low_credits") + _LEAST_STEP, self._credit_step)
        measured = self._draws.one_of("outcome_performance").value
        return {"mips": answer, "credits": max(credit, least), "outcome_performance": measured}

    def _tagged(self) -> Row:
        """Commendation tags and state content."""
        row: Row = {}
        if tags := self._draws.offered("commendation_tag_1"):
            count = min(self._draws.one("tags a record", 0, 1, 0, 2, 0, 3, 5), len(tags))
            row |= self._draws.numbered(
                "commendation_tag", (tag.value for tag in self._draws.deck("tags", tags).several(count))
            )
        topics = [value.value for value in self._draws.offered("state_topic_1")] or words.STATE_TOPICS
        if self._draws.offered("state_domain_1"):
            for n in range(1, self._draws.one("state contents", 0, 0, 1, 0, 0, 0, 2) + 1):
                row[f"state_domain_{n}"] = self._draws.one_of("state_domain_1").value
                row[f"state_topic_{n}"] = self._draws.one("state topics", *topics)
        return row

    def _closing(self) -> Row:
        row: Row = {"close_record": self._draws.yes, "physicians": self._draws.chance.randrange(0, 900)}
        row["other_learners"] = self._draws.chance.choice((0, 12, 85, 340))
        outcomes = [column.id for column in self._draws.catalog.sheets["activities"].columns if column.stands_for]
        measured = [(outcome, value.value) for outcome in outcomes for value in self._draws.offered(outcome)]
        return row | dict(self._draws.one("outcomes", *measured) for _ in range(self._draws.chance.randint(1, 3)))

"""Plausible activities, complete in all that PARS asks for, and together showing everything that a batch can hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from random import Random

from generator.catalog import Catalog, Value, fold
from generator.sample import words
from generator.sample.deck import Deck
from generator.sample.words import Place
from generator.workbook.cells import Cell

Row = dict[str, Cell]

_CLOSED_FROM, _CLOSED_TO = dt.date(2025, 1, 6), dt.date(2025, 5, 15)
"""Between these, closed records ended."""
_OPEN_FROM, _LATE_FROM, _LATE_TO = dt.date(2026, 1, 12), dt.date(2027, 1, 11), dt.date(2027, 9, 30)
"""Between the first and the last, open records start; new ones with boards not before the second, since registering late is frowned upon."""
_IN_PERSON, _STREAMED, _ONLINE, _PRINT = "In-Person", "Live-Streamed", "Online", "Print/Other"
_DELIVERIES = {
    "Live Course": ((_IN_PERSON,), (_STREAMED,), (_IN_PERSON, _STREAMED)),
    "Regularly Scheduled Series": ((_IN_PERSON,), (_IN_PERSON, _STREAMED), (_STREAMED,)),
    "Enduring Material": ((_ONLINE,), (_PRINT,), (_ONLINE, _PRINT)),
    "Journal-based CME": ((_PRINT,), (_ONLINE,)),
    "Other/Blended Learning": ((_ONLINE, _IN_PERSON), (_IN_PERSON,), (_ONLINE, _STREAMED)),
}
_CREDITS = (1.0, 1.5, 2.5, 0.75, 4.0, 6.25, 3.0, 12.0, 26.0, 8.5)
_MOST_POINTS_APART = 3
_DAYS_A_MONTH = 28


def rows(catalog: Catalog, activities: int, seed: int) -> dict[str, list[Row]]:
    """The rows of a completed workbook, in which nothing is invalid or missing on whatever day it is checked.

    About 40 activities show every board, credit type, format, REMS program and kind of support of the catalog, 1 to 3 joint providers,
    records to be added, updated, deleted and closed, and texts that are hard to carry. Same arguments, same rows.

    Args:
        catalog: all values of lists come from it.
        activities: how many, 1 or more.
        seed: of the choices by chance.

    Returns:
        Sheet id to rows, each from column id to cell; blank cells are left out.
    """
    sample = _Sample(catalog, Random(seed))  # noqa: S311  # a sample, no secret
    for number in range(1, activities + 1):
        sample.add(number)
    return {sheet: [{name: cell for name, cell in row.items() if cell is not None} for row in found] for sheet, found in sample.rows.items()}


class _Sample:
    """Adds one activity after the other."""

    def __init__(self, catalog: Catalog, chance: Random) -> None:
        self.catalog = catalog
        self.rows: dict[str, list[Row]] = {sheet: [] for sheet in catalog.sheets}
        self._chance = chance
        lists = {name: found.offered() for name, found in catalog.lists.items()}
        self._lists = {name: Deck([v.value for v in values], chance) for name, values in lists.items() if values}
        self._formats = Deck(lists["formats"], chance)
        self._boards = Deck(lists["boards"], chance)
        self._types = Deck(lists["credit_types"], chance)
        self._areas = {b.value: Deck([v.value for v in catalog.lists["practice_areas"].offered(b.value)], chance) for b in lists["boards"]}
        self._topics = {b: Deck(found, chance) for b, found in words.BOARD_TOPICS.items()}
        self._columns: dict[str, list[str]] = {}
        for column in catalog.columns():
            self._columns.setdefault(column.family, []).append(column.id)
        self._area_names = {b.value: {fold(v.value) for v in catalog.lists["practice_areas"].offered(b.value)} for b in lists["boards"]}
        self._improvement = {v.value for v in lists["credit_types"] if v.is_set("improvement")}

        def deck(*values: Cell) -> Deck[Cell]:
            return Deck(values, chance)

        closed, once_more = ("closed",) * 5, ("closed update",) * 2
        self._lives = Deck((*closed, *once_more, *("open",) * 10, *("open update",) * 2, "delete"), chance)
        self._programs = Deck(("moc", "moc", None), chance)
        self._extra_boards = Deck((0, 1, 0, 2, 0, 1), chance)
        self._area_counts = Deck((1, 2, 1, 3, len(self._columns["practice_area"])), chance)
        self._content_counts = Deck((2, 1), chance)
        self._contents = Deck((("Level 3 ID", True), ("Tag ID", False), ("Free Text", True), ("Level 3 ID", False)), chance)
        self._rems = Deck([*lists["rems_programs"], *(None,) * 8], chance)
        self._support = Deck(((),) * 34 + (("In-kind",), ("In-kind", "Monetary")), chance)
        self._partners = Deck((0, 1, 0, 0, 2, 0, 3), chance)
        self._tags = Deck((0, 1, 0, 2, 0, 3, 5), chance)
        self._outcomes = Deck([(c.id, m.value) for c in catalog.sheets["activities"].columns if c.stands_for for m in lists["measurements"]], chance)
        self._state_contents = Deck((0, 0, 1, 0, 0, 0, 2), chance)
        self._deliveries = {f: Deck(ways, chance) for f, ways in _DELIVERIES.items()}
        self._places = {True: Deck(words.HOME, chance), False: Deck(words.ABROAD, chance)}
        self._at_home = Deck((True, True, False, True), chance)
        self._credits = Deck(_CREDITS, chance)
        self._ids = Deck(("CME-{year}-{n:04d}", "{zeros}{n}", "CME-{year}-{n:04d}", "{year}/{n}-A", "CME-{year}-{n:04d}", "{n}E2"), chance)
        self._titles = Deck((*words.TITLES * 2, words.UNUSUAL_TITLE), chance)
        self._descriptions = Deck(("short", "lines", "sentences", "list", "long"), chance)
        self._texts = {name: Deck(found, chance) for name, found in (
            ("topics", words.TOPICS), ("Opioid Analgesic", words.OPIOID_TOPICS), ("Mycophenolate", words.MYCOPHENOLATE_TOPICS),
            ("partners", words.PARTNERS), ("supporters", self._supporters()),
            ("state topics", words.STATE_TOPICS), ("areas", words.FREE_TEXT_AREAS),
        )}  # fmt: skip
        self._answers = {name: deck(*values) for name, values in (
            ("passport", ("Yes", "No", "Yes")), ("mips", ("Yes", None, "No", None)), ("no", ("No", None)), ("add", (None, "Add")),
            ("support", ("No", None, "No")),
        )}  # fmt: skip

    def add(self, number: int) -> None:
        """Adds activity `number` (from 1) with its rows on the other sheets."""
        life = self._lives.draw()
        if life == "delete":
            self._add_deletion(number)
            return
        closed, update = life.startswith("closed"), life.endswith("update")
        moc = self._programs.draw() == "moc"
        must = self._types.draw() if moc else None
        form = self._formats.draw(lambda f: not must or must.value not in self._improvement or self._suits_improvement(f))
        program = self._rems.draw()
        start, end = self._days(form, closed, late=moc and not update)
        row: Row = {"provider_activity_id": self._id(number, start.year)}
        row |= {"accme_activity_id": self._accme_id(number), "record_action": "Update"} if update else {"record_action": self._answers["add"].draw()}
        topic = self._topic(must, program)
        row |= {"title": self._title(form, topic, start.year), "format": form.value, **self._delivery(form)}
        row |= {"start_date": start, "end_date": end, "credits": self._credit(), "description": self._description(topic)}
        row |= self._providership() | self._passport(number, moc)
        row |= self._mips(row)
        if must:
            row |= {"moc": "Yes", "moc_deadline": dt.date(end.year + self._chance.randrange(2), 12, 31), "moc_attestation": "Yes"}
            self._add_boards(row, must, form)
        else:
            row["moc"] = self._answers["no"].draw()
        row["rems"] = "Yes" if program else self._answers["no"].draw()
        if program:
            self._add_rems(row, program)
        row["commercial_support"] = self._add_support(row, bool(program)) or ("No" if closed else self._answers["support"].draw())
        row |= self._tagged() | (self._closing() if closed else {})
        self.rows["activities"].append(row)

    def _add_deletion(self, number: int) -> None:
        """A record to be deleted: known by both its numbers and still filled in, or by ACCME's number alone."""
        row: Row = {"accme_activity_id": self._accme_id(number), "record_action": "Delete"}
        if number % 2 or self._chance.random() < 0.5:
            form = self._formats.draw()
            start, end = self._days(form, closed=True, late=False)
            row |= {"provider_activity_id": self._id(number, start.year), "title": self._title(form, self._texts["topics"].draw(), start.year)}
            row |= {"format": form.value, "start_date": start, "end_date": end}
        self.rows["activities"].append(row)

    def _suits_improvement(self, form: Value) -> bool:
        return form.is_set("improvement_fits") or not form.extra.get("longest_months")

    def _id(self, number: int, year: int) -> str:
        """The provider's own number, unique by `number`; never seven digits, which a provider's number has."""
        zeros = "000" if len(str(number)) == 5 else "00"
        return self._ids.draw().format(n=number, year=year, zeros=zeros)

    def _accme_id(self, number: int) -> str:
        return f"{210_000_000 + number * 37}"

    def _days(self, form: Value, closed: bool, late: bool) -> tuple[dt.date, dt.date]:
        """First and last day; within the time that a record of the format may run."""
        months = int(form.extra.get("longest_months") or 1)
        lengths = {"Live Course": (0, 1, 2, 4), "Enduring Material": (364, 180, months * _DAYS_A_MONTH)}
        length = min(self._chance.choice(lengths.get(form.value, (30, 90, 180, 330))), months * _DAYS_A_MONTH)
        if closed:
            end = self._day(_CLOSED_FROM, _CLOSED_TO)
            return end - dt.timedelta(length), end
        start = self._day(_LATE_FROM if late else _OPEN_FROM, _LATE_TO)
        return start, start + dt.timedelta(length)

    def _day(self, first: dt.date, last: dt.date) -> dt.date:
        return first + dt.timedelta(self._chance.randrange((last - first).days + 1))

    def _topic(self, must: Value | None, program: Value | None) -> str:
        if program:
            return self._texts[program.value if program.value in self._texts else "topics"].draw()
        return (self._topics.get(must.extra["board"] if must else "") or self._texts["topics"]).draw()

    def _title(self, form: Value, topic: str, year: int) -> str:
        title = self._titles.draw().format(topic=topic, year=year)
        return words.FORMAT_TITLES.get(form.value, "{title}").format(title=title)

    def _description(self, topic: str) -> str:
        said = [s.format(topic=topic) for s in self._chance.sample(words.SENTENCES, len(words.SENTENCES))]
        match self._descriptions.draw():
            case "short":
                return said[0]
            case "lines":
                return "\n".join(said[:3]) + "\n\n" + " ".join(said[3:5])
            case "list":
                return "- " + "\n- ".join(self._chance.sample(words.STEPS, 3))
            case "long":
                limit = int(self.catalog.number("description_limit"))
                text = " ".join(said * (limit // len(" ".join(said)) + 1))[:limit]
                return text[: text.rindex(" ")]
        return " ".join(said[:4])

    def _delivery(self, form: Value) -> Row:
        """Delivery methods where the format has them, and a place where learners meet in person."""
        if not form.is_set("delivery"):
            return {}
        known = self.catalog.lists["delivery_methods"]
        ways = self._deliveries[form.value].draw() if form.value in self._deliveries else ()
        methods = [found for way in ways if (found := known.find(way))] or [self._chance.choice(known.offered())]
        row: Row = {column: method.value for column, method in zip(self._columns["delivery_method"], methods, strict=False)}
        if any(method.is_set("needs_place") for method in methods):
            place: Place = self._places[self._at_home.draw()].draw()
            row |= place._asdict()
        return row

    def _credit(self) -> float:
        unit = max(self.catalog.number("credit_step"), self.catalog.number("points_step"))
        return max(1, round(self._credits.draw() / unit)) * unit

    def _providership(self) -> Row:
        named = self._texts["partners"].several(self._partners.draw())
        row: Row = {"providership": "Joint" if named else "Direct"}
        return row | dict(zip(self._columns["joint_provider"], named, strict=False))

    def _passport(self, number: int, moc: bool) -> Row:
        listed = self._answers["passport"].draw()
        row: Row = {"passport": listed}
        if listed == "Yes" or moc:
            row |= {"fee": self._lists["fees"].draw(), "registration": self._lists["registrations"].draw()}
            row["url"] = f"https://cme.example.org/activities/{number}?from=pars&lang=en"
        return row

    def _mips(self, row: Row) -> Row:
        """MIPS goes with credits above the usual threshold and with a measured change."""
        answer = self._answers["mips"].draw()
        if answer != "Yes":
            return {"mips": answer}
        unit = max(self.catalog.number("credit_step"), self.catalog.number("points_step"))
        least = (self.catalog.number("mips_low_credits") // unit + 1) * unit
        credit = row["credits"]
        assert isinstance(credit, float)
        return {"mips": answer, "credits": max(credit, least), "outcome_performance": self._lists["measurements"].draw()}

    def _add_boards(self, row: Row, must: Value, form: Value) -> None:
        first = self.catalog.lists["boards"].find(must.extra["board"])
        assert first is not None  # the catalog is loaded only when every credit type has a board
        more = min(self._extra_boards.draw(), len(self.catalog.boards) - 1)
        boards = [first, *self._boards.several(more, lambda board: board is not first)]
        for board in boards:
            types = [must.value] if board is first else []
            wanted = self._chance.randint(1, len(self._columns["credit_type"]))
            others = [v.value for v in self.catalog.lists["credit_types"].offered(board.value) if v.value not in types]
            fitting = [t for t in others if t not in self._improvement or self._suits_improvement(form)]
            types += (fitting or ([] if types else others))[: max(0, wanted - len(types))]
            self._add_board(row, board, types, [b.value for b in boards if b is not board])

    def _add_board(self, row: Row, board: Value, types: list[str], beside: list[str]) -> None:
        credit = row["credits"]
        assert isinstance(credit, float)
        points = credit
        step = self.catalog.number("points_step")
        if not board.is_set("points_equal_credits") and credit > step and self._chance.random() < 0.4:
            points = credit - step * self._chance.randint(1, min(_MOST_POINTS_APART, int(credit / step) - 1))
        found: Row = {"provider_activity_id": row["provider_activity_id"], "board": board.value, "points": points}
        found |= dict(zip(self._columns["credit_type"], types, strict=False))
        found |= dict(zip(self._columns["practice_area"], self._practice_areas(board, beside), strict=False))
        selections = int(board.extra["content_selections"] or 0)
        if selections:
            outline = self.catalog.lists["content_outlines"].offered(board.value)
            wanted = min(self._content_counts.draw(), selections, 2, len(outline) or selections)
            chosen = self._chance.sample(outline, wanted) if outline else [None] * wanted
            for n, entry in enumerate(chosen, 1):
                found |= self._content(n, entry)
        self.rows["moc"].append(found)

    def _practice_areas(self, board: Value, beside: list[str]) -> list[str]:
        """Practice areas of a board that no other board of the activity shares by name, as long as it has others."""
        known = self.catalog.lists["practice_areas"]
        shared = {name for other in beside for name in self._area_names[other]}
        own = {v.value for v in known.offered(board.value) if not shared or fold(v.value) not in shared} or {v.value for v in known.offered(board.value)}
        return self._areas[board.value].several(min(self._area_counts.draw(), len(own)), own.__contains__)

    def _content(self, n: int, entry: Value | None) -> Row:
        """A content area: an entry of the outline that the organization has laid over it, otherwise an invention."""
        kind, tagged = self._contents.draw()
        number = self._chance.randrange(100, 1000)
        tag = f"{number:05d}" if tagged else None
        value = {"Free Text": self._texts["areas"].draw(), "Tag ID": f"{n}{number:04d}"}.get(kind, f"{n}.{number}")
        if entry:
            kind, value = entry.extra.get("kind") or kind, entry.value
        return {f"content_{n}_kind": kind, f"content_{n}": value, f"content_{n}_tag": tag}

    def _add_rems(self, row: Row, program: Value) -> None:
        figures = self._chance.randrange(10**6), self._chance.randrange(1, 1000)
        self.rows["rems"].append(
            {
                "provider_activity_id": row["provider_activity_id"],
                "program": program.value,
                "rpc_id": "EG-{:06d}-{:03d}".format(*figures),
                "attestation": "Yes",
            }
        )

    def _add_support(self, row: Row, rems: bool) -> str | None:
        """Rows on Support, and Yes when there are any."""
        own: list[Row] = []
        if rems:
            grant = float(self._chance.randrange(5_000, 250_000, 500))
            own.append({"supporter": self.catalog.text("rems_supporter"), "kind": "Monetary", "amount": grant})
        kinds = self._support.draw()[: len(self._supporters())]
        for kind, supporter in zip(kinds, self._texts["supporters"].several(len(kinds)), strict=True):
            amount = float(self._chance.randrange(500, 40_000, 50)) if kind == "Monetary" else None
            own.append({"supporter": supporter, "kind": kind, "amount": amount})
        self.rows["support"] += [{"provider_activity_id": row["provider_activity_id"], **found} for found in own]
        return "Yes" if own else None

    def _supporters(self) -> Sequence[str]:
        """Those of the catalog besides the one that grants for REMS, or inventions where others are allowed."""
        known, granting = self.catalog.lists["supporters"], self.catalog.text("rems_supporter")
        others = [v.value for v in known.offered() if fold(v.value) != fold(granting)]
        return others or ([granting] if known.closed else words.SUPPORTERS)

    def _tagged(self) -> Row:
        """Commendation tags and state content."""
        row: Row = {}
        if tags := self._lists.get("commendation_tags"):
            wanted = min(self._tags.draw(), len(self.catalog.lists["commendation_tags"].offered()))
            row |= dict(zip(self._columns["commendation_tag"], tags.several(wanted), strict=False))
        topics = self._lists.get("state_content_topics", self._texts["state topics"])
        if "state_content_domains" in self._lists:
            for n in range(1, self._state_contents.draw() + 1):
                row |= {f"state_domain_{n}": self._lists["state_content_domains"].draw(), f"state_topic_{n}": topics.draw()}
        return row

    def _closing(self) -> Row:
        row: Row = {"close_record": "Yes", "physicians": self._chance.randrange(0, 900), "other_learners": self._chance.choice((0, 12, 85, 340))}
        return row | dict(self._outcomes.draw() for _ in range(self._chance.randint(1, 3)))

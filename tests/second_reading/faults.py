"""Random batches with every kind of slip: bad, blank and foreign values, repeated IDs, rows left behind, odd dates."""

from __future__ import annotations

import datetime as dt
import random

from tests.second_reading.catalog_files import Column, columns, ids
from tests.second_reading.cells import OUTLINE_ENTRIES, Cell, ErrorValue, Formula
from tests.second_reading.lists import full_names, values
from tests.second_reading.rows import ID
from tests.second_reading.valid import Rows, ValidBatch

INVISIBLE = "\u200b\u200e\ufeff\u00ad\u2060\u202a\u061c\u2066"
ODD_BLANKS = "\u00a0\u202f\u3000\u2003\u2007\u2009\u2028\t\n"
UNWANTED = ("x\x0bx", "a\x85", "b\x7f", "\ufffe", "c\ud83d", "d\x01")
DATE_FORMS = (
    "{0:%Y-%m-%d}", "{0:%Y/%m/%d}", "{0:%Y.%m.%d}", "{0:%Y%m%d}", "{0:%Y} {0.month} {0.day}",
    "{0.month}/{0.day}/{0:%Y}", "{0:%m/%d/%Y}", "{0.day}/{0.month}/{0:%Y}", "{0:%d.%m.%Y}", "{0:%m-%d-%Y}",
    "{0:%m/%d/%y}", "{0.day}.{0.month}.{0:%y}", "{0:%y/%m/%d}",
    "{0.day} {0:%B} {0:%Y}", "{0:%B} {0.day}, {0:%Y}", "{0:%d-%b-%Y}", "{0:%d-%b-%y}", "{0:%b} {0.day} {0:%Y}",
    "{0:%b}. {0.day}, {0:%Y}", "{0:%d/%b/%Y}", "{0.day} {0:%B}, {0:%Y}",
    "{0:%Y-%m-%d}T09:00:00", "{0:%m/%d/%Y} 9:00 AM", "{0:%Y-%m-%d} 00:00:00", "{0:%B} {0.day}, {0:%Y} 12:30",
)  # fmt: skip
NO_DATES = (
    "soon",
    "2026-13-45",
    "31/31/2026",
    "10th March 2026",
    "March 2026",
    "2026",
    "1/2/3/2026",
    "Ma 3 2026",
    "2/30/2026",
)
NUMBERS = ("12.5", " 12 ", "1,000", "-3", "1E3", "ten", "3.", -1.0, 0.0, 0.1, 0.25, 2.3, 7.0, 300.0, 1e6, True)
ODD_DATES = (
    20260310.0,
    5.0,
    dt.datetime(2026, 3, 4, 5, 6),
    dt.date(1999, 1, 1),
    dt.date(2101, 1, 1),
)
MADE_OF_IDS = (dt.date(2026, 1, 2), 2026.1, 1e13, 1234567.0, "7654321")
NOTHING_SAID = (ErrorValue(), ErrorValue("#REF!"), Formula(), "\u200b", "\u00a0\u3000 ")
TEXTS = (dt.date(2026, 2, 3), 12.0, 12.5, "\u65e5\u672c\u8a9e", "  two   blanks ", "x" * 2501)
ADDRESSES = ("not an address", "https://a b.org", "https://nodot", "www", "https://ok.example.org/x?y=1&z=2")
LATER = (
    "credits",
    "description",
    "providership",
    "passport",
    "fee",
    "registration",
    "url",
    "city",
    "state",
    "country",
    "delivery_method_1",
    "commercial_support",
    "physicians",
    "other_learners",
    "moc_deadline",
    "moc_attestation",
)
CHILDREN = {"moc": "moc", "rems": "rems", "support": "commercial_support"}


class FaultyBatch(ValidBatch):
    """A valid batch, and then slips in it."""

    def __init__(self, random_: random.Random, today: dt.date) -> None:
        super().__init__(random_, today)
        self._slips = (
            *[self._spoil] * 8,
            self._answer_no,
            self._delete,
            self._repeat_id,
            self._unknown_id,
            self._repeat_row,
            self._other_board,
            self._repeat_value,
            self._close_at_the_end,
            self._reverse_dates,
            self._points,
            self._half_state_content,
            self._amount_in_kind,
            *[self._leave_blank] * 3,
        )

    def slip(self) -> None:
        """One more slip, somewhere."""
        self.random.choice(self._slips)()

    def _any_row(self, sheet: str) -> dict[str, Cell]:
        return self.rows[sheet][self.random.choice(list(self.rows[sheet]))]

    def _spoil(self) -> None:
        sheet = self.random.choice(("activities", "activities", "moc", "moc", "rems", "support"))
        row, name = self._any_row(sheet), self.random.choice(ids(sheet))
        if name in row or self.random.random() < 0.5:
            row[name] = self.spoiled(sheet, name, row.get(name))

    def spoiled(self, sheet: str, name: str, cell: Cell) -> Cell:
        """Something else for this cell, often something bad."""
        chance = self.random
        if chance.random() < 0.3:
            return None
        if chance.random() < 0.2:
            return chance.choice((*NOTHING_SAID, chance.choice(UNWANTED)))
        if isinstance(cell, str) and chance.random() < 0.4:
            return self._odd_signs(cell)
        return self._other(columns()[sheet, name])

    def _other(self, column: Column) -> Cell:
        """Another value of the column, or none that it can hold."""
        chance = self.random
        if column.list and column.id not in OUTLINE_ENTRIES:
            return self._choice(column)
        if column.kind == "date":
            return self._some_date()
        if column.kind == "id" or column.id in OUTLINE_ENTRIES:
            return chance.choice((*MADE_OF_IDS, float(chance.randrange(10**6))))
        others = {"url": ADDRESSES, "text": TEXTS, "long_text": TEXTS}
        return chance.choice(others.get(column.kind, (*NUMBERS, dt.date(2026, 1, 1))))

    def _choice(self, column: Column) -> Cell:
        chance = self.random
        named = [*values(column.list), *full_names(column.list)]
        cell = chance.choice([*named, "Nonsense", "No", dt.date(2026, 2, 3), 5.0])
        return cell.upper() if isinstance(cell, str) and chance.random() < 0.3 else cell

    def _odd_signs(self, text: str) -> str:
        chance = self.random
        if chance.random() < 0.5:
            sign, at = chance.choice(INVISIBLE), chance.randint(0, len(text))
            return text[:at] + sign + text[at:]
        if " " in text and chance.random() < 0.5:
            return text.replace(" ", f" {chance.choice(ODD_BLANKS)}")
        return f"{chance.choice(ODD_BLANKS)}{text} "

    def _some_date(self) -> Cell:
        chance = self.random
        day = self.today + dt.timedelta(days=chance.randint(-900, 900))
        form = chance.choice(DATE_FORMS)
        serial = float((day - dt.date(1899, 12, 30)).days)
        odd = (serial, serial + 0.75, *ODD_DATES)
        return chance.choice((form.format(day), form.format(day), chance.choice(NO_DATES), chance.choice(odd)))

    def _answer_no(self) -> None:
        self._any_row("activities")[self.random.choice(list(CHILDREN.values()))] = self.random.choice(
            ("No", None, "Yes")
        )

    def _delete(self) -> None:
        self._any_row("activities")["record_action"] = "Delete"

    def _repeat_id(self) -> None:
        row, other = self._any_row("activities"), self._any_row("activities")
        if isinstance(other[ID], (str, float)):
            row[ID] = self.same_id(other[ID])

    def _unknown_id(self) -> None:
        self._any_row(self.random.choice(list(CHILDREN)))[ID] = self.random.choice(("nowhere", None, 99.0, "\u200b"))

    def _repeat_row(self) -> None:
        sheet = self.random.choice(list(CHILDREN))
        self._append(sheet, dict(self._any_row(sheet)))

    def _other_board(self) -> None:
        self._any_row("moc")["board"] = self.random.choice((*values("boards"), *full_names("boards"), "ABPMR", "abim"))

    def _repeat_value(self) -> None:
        sheet, name, count = self.random.choice(
            (
                ("moc", "credit_type", 4),
                ("moc", "practice_area", 8),
                ("activities", "delivery_method", 2),
                ("activities", "joint_provider", 3),
                ("activities", "commendation_tag", 5),
            )
        )
        row = self._any_row(sheet)
        row[f"{name}_{self.random.randint(2, count)}"] = row[f"{name}_1"]

    def _close_at_the_end(self) -> None:
        row = self._any_row("activities")
        end = self.today + dt.timedelta(days=self.random.randint(-1, 1))
        row |= {"close_record": "Yes", "start_date": end, "end_date": end, "moc_deadline": end}

    def _reverse_dates(self) -> None:
        row = self._any_row("activities")
        first, second = self.random.choice((("start_date", "end_date"), ("end_date", "moc_deadline")))
        row[first], row[second] = row[second], row[first]

    def _points(self) -> None:
        row = self._any_row("moc")
        row["points"] = self.random.choice((60.0, "2.5", 2.6, "0", None, 0.25))

    def _leave_blank(self) -> None:
        """What a draft lacks, or what closing asks for."""
        self._any_row("activities")[self.random.choice(LATER)] = None

    def _amount_in_kind(self) -> None:
        self._any_row("support")["kind"] = self.random.choice(("In-kind", "in-kind", None))

    def _half_state_content(self) -> None:
        row = self._any_row("activities")
        row[f"state_{self.random.choice(('domain', 'topic'))}_{self.random.choice('12')}"] = None


def faulty_batch(seed: int, activities: int, today: dt.date, slips: int) -> Rows:
    """A batch of that many activities with that many slips; the same seed gives the same batch."""
    batch = FaultyBatch(random.Random(seed), today)
    for _ in range(activities):
        batch.add()
    for _ in range(slips):
        batch.slip()
    return batch.rows

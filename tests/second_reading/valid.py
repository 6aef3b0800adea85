"""Random batches that PARS would save, with two or more of everything that repeats and with every difficult sign."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from types import MappingProxyType

from tests.second_reading.activity import OUTCOMES
from tests.second_reading.catalog_files import SHEETS, columns, ids
from tests.second_reading.cells import Cell
from tests.second_reading.lists import full_names, values
from tests.second_reading.programs import selections
from tests.second_reading.rows import ID

Rows = dict[str, dict[int, dict[str, Cell]]]
RPC = "REMS Program Companies (RPC)"
SIGNS = ("& <b>", '"quoted"', "it's > 4", "Müller-Čapek", "&amp;", "A/B", "=1+1", "+1", "@home", "-2", "ä]]>")
TYPOGRAPHIC = ("Crohn\u2019s", "\u201cNew\u201d", "2024\u20132025", "\u2018old\u2019", "pre\u2014op", "5 \u2212 3")
COMMON = 0.8
KEPT = {
    "activities": (ID, "accme_activity_id", "record_action", "title", "format", "start_date", "end_date", "credits"),
    "moc": (ID, "board"),
    "rems": (ID, "program"),
    "support": (ID, "supporter"),
}
"""Cells that stay filled; without credits MEMS has no place for the joint providers."""
GAPS = {sheet: [name for name in ids(sheet) if name not in KEPT[sheet]] for sheet in SHEETS}


class ValidBatch:
    """Grows a batch activity by activity.

    Attributes:
        rows: the batch, sheet id to row number to cells.
    """

    def __init__(self, random_: random.Random, today: dt.date) -> None:
        self.random = random_
        self.today = today
        self.rows: Rows = {sheet: {} for sheet in SHEETS}
        self._number = 0

    def add(self, cells: Mapping[str, Cell] = MappingProxyType({})) -> int:
        """Adds an activity with its rows; `cells` replace what chance would put on its Activities row.

        Returns:
            Its row on Activities.
        """
        self._number += 1
        row = self._activity()
        row.update(cells)
        number = self._append("activities", row)
        if row["moc"] == "Yes":
            self._moc(row)
        if row["rems"] == "Yes":
            self._rems(row)
        if row["commercial_support"] == "Yes":
            self._support(row)
        return number

    def leave_gaps(self) -> None:
        """Blanks cells that a record can be saved without, and types others as people in a hurry do."""
        for sheet, gaps in GAPS.items():
            for row in self.rows[sheet].values():
                for name in gaps:
                    if self.random.random() < 0.08:
                        row[name] = None
        for row in self.rows["activities"].values():
            for name in ("moc", "rems", "commercial_support", "providership"):
                if self.random.random() < 0.1:  # what belongs to the other answer stays behind
                    row[name] = "Direct" if name == "providership" else self.random.choice(("No", None))
            self._typed_otherwise(row)
        for row in self.rows["moc"].values():
            self._typed_otherwise(row)
            if self.random.random() < 0.2 and row["content_1"]:
                row |= {f"content_2{end}": row[f"content_1{end}"] for end in ("_kind", "", "_tag")}

    def _typed_otherwise(self, row: dict[str, Cell]) -> None:
        """Dates and numbers typed as text, full names, a value twice, other blanks, another case."""
        chance = self.random
        for name, cell in list(row.items()):
            if chance.random() < 0.85 or cell is None:
                continue
            if isinstance(cell, dt.date):
                row[name] = chance.choice((f"{cell:%Y-%m-%d}", f"{cell:%B %d, %Y}", f"{cell:%d-%b-%Y} 9:00"))
            elif isinstance(cell, float):
                row[name] = f"{cell:g}"
            elif name == "board":
                row[name] = chance.choice([full for full, code in full_names("boards").items() if code == cell])
            elif name in ("title", "city", "joint_provider_1", "content_1"):
                row[name] = "\u00a0" + cell.replace(" ", " \u2003") + "\u200b "
            elif name in ("format", "fee", "registration", "passport", "practice_area_1", "credit_type_1"):
                row[name] = cell.upper().replace("\u2019", "'")
            elif name in ("delivery_method_1", "joint_provider_2", "commendation_tag_1", "practice_area_2"):
                row[name[:-1] + ("2" if name.endswith("1") else "3")] = cell

    def delete(self) -> None:
        """A record to be deleted, with or without dates, with one identifier or two, with or without rows."""
        start, end = (self._some(self.today, 0.5), self._some(self.today + dt.timedelta(days=5), 0.5))
        cells: dict[str, Cell] = {"record_action": "Delete", "start_date": start, "end_date": end}
        if self.random.random() < 0.3:
            alone = dict.fromkeys((ID, "moc", "rems", "commercial_support"))
            self.add({**cells, "accme_activity_id": "212345678", **alone})
        else:
            self.add({**cells, "accme_activity_id": self._some("212345678", 0.5)})

    def words(self) -> str:
        """A text with signs that XML has to escape, letters beyond ASCII, and its own number."""
        return f"{' '.join(self.random.sample(SIGNS, 3))} {self._number}-{self.random.randrange(10**6)}"

    def _append(self, sheet: str, cells: dict[str, Cell]) -> int:
        number = max(self.rows[sheet], default=1) + 1
        self.rows[sheet][number] = cells
        return number

    def _some(self, cell: Cell, chance: float = COMMON) -> Cell:
        return cell if self.random.random() < chance else None

    def _activity(self) -> dict[str, Cell]:
        chance = self.random
        start = self.today + dt.timedelta(days=chance.randint(-500, 200))
        end = start + dt.timedelta(days=chance.choice((1, 2, 30, 300)))
        over = end < self.today
        joint = chance.random() < 0.6
        action = chance.choice(("Add", "Update", None))
        in_the_usa = chance.random() < 0.6
        abroad = [code for code in values("countries") if code != "USA"]
        row: dict[str, Cell] = dict.fromkeys(ids("activities"))
        row |= {
            ID: self._identifier(),
            "accme_activity_id": str(chance.randrange(2 * 10**8, 3 * 10**8)) if action == "Update" else None,
            "record_action": action,
            "title": f"{self.words()} {chance.choice(TYPOGRAPHIC)}",
            "format": self._listed_or_own("formats"),
            "start_date": start,
            "end_date": end,
            "city": self.words(),
            "state": chance.choice(values("states")) if in_the_usa else self.words(),
            "country": "USA" if in_the_usa else chance.choice(abroad),
            "credits": chance.randint(40, 200) / 4,
            "description": f"{self.words()}\n\t{self.words()}\n{chance.choice(TYPOGRAPHIC)}",
            "providership": "Joint" if joint else "Direct",
            "passport": chance.choice(("Yes", "Yes", "No")),
            "fee": chance.choice(values("fees")),
            "registration": chance.choice(values("registrations")),
            "url": f"https://cme.example.org/a?n={self._number}&title=a%20b#top",
            "moc": chance.choice(("Yes", "Yes", "No", None)),
            "moc_deadline": end + dt.timedelta(days=chance.randint(1, 90)),
            "moc_attestation": "Yes",
            "mips": chance.choice(("Yes", "No", None)),
            "rems": chance.choice(("Yes", "No", None)),
            "commercial_support": chance.choice(("Yes", "Yes", "No", None)),
            "physicians": float(chance.randrange(500)),
            "other_learners": float(chance.randrange(50)),
            "close_record": "Yes" if over and chance.random() < 0.5 else chance.choice(("No", None)),
            "uploaded": start,
        }
        self._lists_of_an_activity(row, joint=joint)
        return row

    def _lists_of_an_activity(self, row: dict[str, Cell], *, joint: bool) -> None:
        chance = self.random
        methods = [*chance.sample(values("delivery_methods"), 2)]
        if chance.random() < 0.2:
            methods[1] = self.words()
        row |= {"delivery_method_1": methods[0], "delivery_method_2": self._some(methods[1])}
        for n in (1, 2, 3):
            row[f"joint_provider_{n}"] = self._some(f"Society {n} {self.words()}") if joint else None
        for n, tag in enumerate(chance.sample(values("commendation_tags"), 5), start=1):
            row[f"commendation_tag_{n}"] = self._some(tag if chance.random() < 0.8 else f"{n} {self.words()}")
        for name in OUTCOMES:
            row[name] = self._some(chance.choice(values("measurements")))
        for n in (1, 2):
            if chance.random() < 0.7:
                row[f"state_domain_{n}"] = chance.choice(("Opioids", f"Domain {self.words()}"))
                row[f"state_topic_{n}"] = f"Topic {self.words()}"

    def _listed_or_own(self, name: str) -> str:
        """A value of an open list, or one beyond it, which is pointed out and sent (DESIGN, idea 1)."""
        return self.random.choice(values(name)) if self.random.random() < COMMON else self.words()

    def _identifier(self) -> Cell:
        """Provider activity IDs of many forms, each of them once."""
        forms = [
            f"2026-{self._number:04}",
            f"00{self._number}",
            f"Ä&<{self._number}>\"' &amp; ü",
            f"a b/{self._number}",
        ]
        return self.random.choice([*forms, float(10_000 + self._number)])

    def same_id(self, identifier: Cell) -> Cell:
        """Another way to write the same ID (the case, blanks around it, a number as text)."""
        if isinstance(identifier, float):
            return self.random.choice((identifier, str(int(identifier))))
        return self.random.choice((identifier, identifier.upper(), f"  {identifier} ", identifier.replace(" ", "  ")))

    def _moc(self, activity: dict[str, Cell]) -> None:
        chance = self.random
        for board in chance.sample(values("boards"), chance.randint(1, 5)):
            row: dict[str, Cell] = dict.fromkeys(ids("moc"))
            row |= {
                ID: self.same_id(activity[ID]),
                "board": board,
                "points": activity["credits"] - chance.randint(0, 8) / 4,
            }
            for name, count in (("credit_type", 4), ("practice_area", 8)):
                choices = values(f"{name}s", board)
                for n, value in enumerate(chance.sample(choices, chance.randint(1, min(count, len(choices)))), start=1):
                    row[f"{name}_{n}"] = value
            if chance.random() < 0.2:
                row["practice_area_1"] = chance.choice(("All", self.words()))
            for n in range(1, chance.randint(1, selections(board)) + 1 if selections(board) else 1):
                row[f"content_{n}_kind"] = chance.choice(values("content_kinds"))
                row[f"content_{n}"] = f"{chance.randrange(1000, 9999)} {self.words()}"
                row[f"content_{n}_tag"] = self._some(f"{chance.randrange(1000, 9999)} {self.words()}")
            self._append("moc", row)

    def _rems(self, activity: dict[str, Cell]) -> None:
        for program in self.random.sample(values("rems_programs"), self.random.randint(1, 2)):
            rpc = f"EG-{self.random.randrange(10**6):06}-{self.random.randrange(1000):03}"
            rpc = rpc if self.random.random() < 0.6 else self.words()
            row = {ID: self.same_id(activity[ID]), "program": program, "rpc_id": rpc, "attestation": "Yes"}
            self._append("rems", row)

    def _support(self, activity: dict[str, Cell]) -> None:
        chance = self.random
        for n in range(chance.randint(1, 5)):
            money = chance.random() < 0.5
            row = {ID: self.same_id(activity[ID]), "supporter": f"Company {n} {self.words()}"}
            row |= {"kind": "Monetary", "amount": float(chance.randint(1, 10**6))} if money else {"kind": "In-kind"}
            self._append("support", row)
        if activity["rems"] == "Yes":
            self._append("support", {ID: activity[ID], "supporter": RPC, "kind": "Monetary", "amount": 9000.0})


def valid_batch(seed: int, activities: int, today: dt.date, *, gaps: bool = False) -> Rows:
    """A batch of that many activities; the same seed gives the same. With `gaps` it is untidy."""
    batch = ValidBatch(random.Random(seed), today)
    for number in range(activities):
        if gaps and number % 10 == 9:
            batch.delete()
        else:
            batch.add()
    if gaps:
        batch.leave_gaps()
    return batch.rows


def unused(batch: Rows) -> list[str]:
    """The columns that no row of `batch` fills, as sheet.id."""
    filled = {
        (sheet, name) for sheet in SHEETS for row in batch[sheet].values() for name in row if row[name] is not None
    }
    return [f"{sheet}.{name}" for sheet, name in columns() if (sheet, name) not in filled]

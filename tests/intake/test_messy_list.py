"""A list of 300 rows as a coordinator gets it from an LMS, with every mess that such lists are known for: each cell is
accounted for, the check takes the new workbook, and what was right in the list is right in the upload file."""

from __future__ import annotations

import csv
import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from generator.run.bringing import imported
from generator.run.checking import checked
from generator.run.exporting import exported
from generator.upkeep.upgraded import Fate
from generator.workbook.own_sheets import START
from tests.exchange.batches import Xml

TODAY = dt.date(2026, 7, 1)
HEADERS = [
    "Course ID", "Course Name", "Activity Type", "Begin Date", "End Date", "City", "State/Province", "Country",
    "AMA PRA Category 1 Credits™", "Course Description", "Sponsorship", "Joint Sponsor", "CME Passport", "Web Address",
    "Registration", "Fee Type", "MOC Deadline", "Certifying Board", "MOC Points", "MOC Credit Type", "Practice Area(s)",
    "Physician Attendance", "Non-physicians", "Commercially Supported", "Commercial Supporter", "Grant Amount",
    "Department",
]  # fmt: skip
TITLES = [
    "Pain Update",
    "Schmerz & Œdème",
    "心不全の最新治療",
    "Сердце 2026",
    "“Quoted” <Title>",
    "=Not a formula",
    "Café, au lait",
]


PLAIN = str.maketrans("“”", '""')
"""Upload files have plain quotation marks, which the receipt tells."""


@dataclass(frozen=True)
class Good:
    """What a row of the list means, whatever way it is written."""

    id: str
    title: str
    start: dt.date
    in_person: bool
    state: tuple[str, str]
    credits: float
    boards: tuple[str, ...]
    physicians: int
    supporter: str
    amount: int


def goods(chance: random.Random) -> Iterator[Good]:
    for n in range(200):
        yield Good(
            f"{n:05}", chance.choice(TITLES), dt.date(2026, chance.randint(1, 12), chance.randint(1, 28)),
            chance.random() < 0.5, chance.choice([("Texas", "TX"), ("IL", "IL"), ("New York", "NY")]),
            chance.choice([1, 1.5, 12.25]), chance.choice([(), (), ("ABIM",), ("ABIM", "ABS")]),
            chance.randint(0, 2500),
            chance.choice(["", "Medtronic", "Genentech", "Sample & Sons Laboratories"]), chance.choice([500, 12500]),
        )  # fmt: skip


def spelled(good: Good, chance: random.Random) -> list[list[str]]:
    """The rows of an activity, one for each board, written as people and programs do."""
    days = [
        f"{good.start.month}/{good.start.day}/{good.start.year}", f"{good.start:%Y-%m-%d}", f"{good.start:%B %d, %Y}",
        f"{good.start:%d-%b-%y}", f"{good.start:%m/%d/%Y} 12:00 AM",
    ]  # fmt: skip
    day = chance.choice(days)
    kind = chance.choice(["C", "Live In-Person"] if good.in_person else ["Internet Enduring Material", "IEM"])
    place = (
        ["Austin\u00a0", good.state[0], chance.choice(["United States", "USA", "usa "])] if good.in_person else [""] * 3
    )
    number = f"{good.credits:g}"
    credits = chance.choice([number, f"{number} credits", f" {number} "])
    supported = (
        ["Yes", good.supporter, chance.choice([f"${good.amount:,}", str(good.amount)])]
        if good.supporter
        else ["N", "", ""]
    )
    common = [
        good.id, chance.choice([good.title, f"{good.title}  "]), kind, day, day, *place, credits, "What it is about.",
        chance.choice(["Direct", "Directly Provided"]), "", chance.choice(["Y", "Yes", "TRUE"]),
        "https://cme.example.org/x", "open to ALL", "Free", "2026-12-31" if good.boards else "",
    ]  # fmt: skip
    last = [chance.choice([str(good.physicians), f"{good.physicians:,}"]), "0", *supported, "Surgery"]
    boards = {
        "ABIM": ["American Board of Internal Medicine", "1", "Medical Knowledge", "Nephrology; Cardiovascular Disease"],
        "ABS": ["abs", "1.0", "Self-Assessment", "Vascular Surgery"],
    }
    return [[*common, *board, *last] for board in ([boards[b] for b in good.boards] or [[""] * 4])]


def messes() -> list[list[str]]:
    """Rows that something is wrong with, or that are no activities."""
    half = [
        ["X-1" if header.startswith("Course ") else "" for header in HEADERS],
        ["X-2", "Bad date", "Live Activity", "4/31/2026", "TBD"],
        ["X-3", "Unknown type", "Tea party", "3/15/2026", "3/15/2026"],
        ["X-4", "Errors", "#REF!", "#N/A", "#VALUE!", "#DIV/0!"],
        ["X-5", '=HYPERLINK("https://x.org","Link")', "RSS", "46096", "2026-03-16T09:00:00"],
        ["X-6", "Twice", "RSS", "3/15/2026", "3/15/2026"],
        ["X-6", "Twice, otherwise", "RSS", "3/15/2026", "3/15/2026"],
        ['="0099"', "Digits kept", "RSS", "15-Mar-26", "3/15/26", *[""] * 3, "one", "", "Sponsored by us"],
        ["", "No ID", "RSS", "3/15/2026", "3/15/2026", *[""] * 12, "ABIM", "2"],
        ["\u00a0", "\u200b", "", " "],
        ["Department of Surgery"],
        [],
        HEADERS,
        ["Total", *[""] * 20, "12,345", "0"],
        [*[""] * 3, "3/15/2026"],
    ]
    return [*half, *([[f"Y-{n}", "Plain", "RSS", "3/15/2026", "3/15/2026"] for n in range(60)])]


def messy(chance: random.Random) -> tuple[list[list[str]], list[Good]]:
    good = list(goods(chance))
    rows = [line for one in good for line in spelled(one, chance)]
    for mess in messes():
        rows.insert(chance.randrange(len(rows)), mess)
    return [["CME activities 2026 (confidential)"], [], HEADERS, *rows], good


def as_csv(rows: list[list[str]], path: Path) -> dict[str, str]:
    with path.open(
        "w", encoding="cp1252" if path.stem == "ansi" else "utf-8-sig", newline="", errors="xmlcharrefreplace"
    ) as file:
        csv.writer(file, delimiter=";" if path.stem == "ansi" else ",").writerows(rows)
    return {f"{openpyxl.utils.get_column_letter(c)}{r}": cell
            for r, line in enumerate(rows, 1) for c, cell in enumerate(line, 1) if cell}  # fmt: skip


def as_workbook(rows: list[list[str]], path: Path) -> dict[str, str]:
    """The list in Excel: a merged title, error values as such, numbers and ISO dates typed, the rest as text."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    places = {}
    for r, line in enumerate(rows, 1):
        for c, text in enumerate(line, 1):
            if text:
                cell = sheet.cell(r, c)
                places[cell.coordinate] = text
                cell.value = text
                cell.data_type = "s"
                if text.startswith("#"):
                    cell.data_type = "e"
                elif HEADERS[c - 1].startswith(("MOC Points", "AMA")) and text.replace(".", "").isdigit():
                    cell.value = float(text)
                    places[cell.coordinate] = f"{float(text):g}"
                elif HEADERS[c - 1].endswith("Date") and len(text) == 10 and text[4] == "-":
                    cell.value = dt.date.fromisoformat(text)
    sheet.merge_cells("A1:E1")
    book.save(path)
    return places


@pytest.mark.parametrize("name", ["list.csv", "list.xlsx"])
def test_a_messy_list_comes_in_whole(name: str, tmp_path: Path) -> None:
    rows, good = messy(random.Random(11))
    assert len(rows) >= 300
    source = (as_csv if name.endswith("csv") else as_workbook)(rows, tmp_path / name)
    before = (tmp_path / name).read_bytes()
    done = imported(tmp_path / name, tmp_path / "new.xlsx", TODAY, None)
    assert (tmp_path / name).read_bytes() == before

    # every cell, once
    assert Counter((str(entry.old_cell), entry.old) for entry in done.entries) == Counter(source.items())
    assert done.counts[Fate.LEFT] >= 30
    left = Counter(entry.why for entry in done.entries if entry.fate is Fate.LEFT)
    assert left["A row of totals is no activity."] == 3
    assert left["The headers once more."] == len(HEADERS)
    assert left["Above the headers of the list."] == 1
    assert done.beside[0].header == "Department"
    assert [*done.beside[0].cells.values()] == ["Surgery"] * len(good)

    # what is left or to be looked at stands on its sheet, with its place
    sheet = openpyxl.load_workbook(tmp_path / "new.xlsx", read_only=True)["Not imported"]
    listed = Counter((str(line[1]), str(line[4] or "")) for line in sheet.iter_rows(min_row=1, values_only=True)
                     if line[0] in {"Not imported", "Please look"} and line[1])  # fmt: skip
    assert listed == Counter(
        (entry.old_cell, entry.old) for entry in done.entries if entry.fate in {Fate.LEFT, Fate.KEPT}
    )

    # the check reads the new workbook, and finds nothing wrong with the good ones
    check = checked(tmp_path / "new.xlsx", TODAY, None)
    wrong = [f for f in check.findings if f.severity == "invalid"]
    assert {f.activity_id for f in wrong} >= {"X-2", "X-4", "X-6", "0099"}
    assert [f for f in wrong if f.activity_id in {one.id for one in good}] == []
    assert not any(f.code == "cell-error" and f.sheet == START for f in check.findings)

    # and the upload file says what the list said
    exported(tmp_path / "new.xlsx", tmp_path / "new.xml", TODAY, None)
    xml = Xml(tmp_path / "new.xml", done.catalog)
    for one in good:
        assert xml.at("lom:identifier/lom:catalog", of=one.id)[0] == "Provider Activity ID"
        assert xml.at("lom:title/lom:string", of=one.id) == [one.title.translate(PLAIN)]
        assert xml.at("hx:startDateTime", of=one.id) == [f"{one.start:%Y-%m-%d}T00:00:00"]
        assert xml.at("hx:numberOfCredits", of=one.id) == [f"{one.credits:.2f}"]
        assert xml.at("hx:activityFormat/lom:string", of=one.id) == [
            "Live Course" if one.in_person else "Enduring Material"
        ]
        assert xml.at("x:DeliveryMethod", of=one.id) == ["In-Person" if one.in_person else "Online"]
        assert xml.at("a:City", of=one.id) == (["Austin"] if one.in_person else [])
        assert xml.at("a:StateOrProvince", of=one.id) == ([one.state[1]] if one.in_person else [])
        assert xml.at("x:boardName", of=one.id) == [*one.boards]
        assert xml.at("x:mocPoints", of=one.id) == ["1.00"] * len(one.boards)
        assert xml.at("mems:ParticipantsByCategory[@category='physician']", of=one.id) == [str(one.physicians)]
        assert xml.at("mems:CommercialSupportAmount/@supportSource", of=one.id) == (
            [one.supporter] if one.supporter else []
        )
        assert xml.at("mems:CommercialSupportAmount", of=one.id) == ([str(one.amount)] if one.supporter else [])

"""Random activities and the rows that belong to them: mostly right, sometimes blank, wrong or at a boundary."""

from __future__ import annotations

import datetime as dt
import random

from generator.catalog import Catalog, Column
from generator.template.formulas.texts import COMMON
from generator.workbook.cells import Cell, CellError
from tests.rules.example_batches import example_rows

NBSP = "\u00a0"
# no 0 beside FALSE: LibreOffice takes both for one
ODD: list[Cell] = [
    "", " ", NBSP, "*", "?", "~", "li*", "<5", "=", "x" * 300, "é漢", True, False, -1.0, 7.0, 1e12, CellError("#N/A"),
    CellError("#DIV/0!"),
]  # fmt: skip
DATES: list[Cell] = [
    dt.date(2026, 3, 9), dt.date(2026, 3, 10), dt.date(2026, 3, 11), dt.date(2026, 6, 30), dt.date(2026, 7, 1),
    dt.date(2026, 7, 2), dt.date(2027, 3, 10), dt.date(2029, 3, 10), dt.date(1999, 12, 31), dt.date(2000, 1, 1),
    dt.date(2101, 1, 1), dt.datetime(2026, 3, 10, 18, 30), "2026-03-10", "2026-02-30", f" 2026-03-11{NBSP}", "2026-3-1",
    "2026-03-1O", "soon", 46092.0, 46092.75, 5.0, -3.0, 20260310.0,
    # typed as text, in the forms of lists and exports, and next to them
    "3/10/2026", "03/11/2026", "4/5/2026", "5/4/2026", "13/3/2026", "3/13/2026", "31/12/2026", "2/30/2026",
    "13/13/2026", "7/1/2026", "15.03.2026", "15-03-2026", "3/15/26", "15/3/26", "4/5/26", "26-03-15", "1/1/30",
    "1/1/29", "15-Mar-26", "15-MAR-2026", "15 March 2026", "March 15, 2026", "Mar 15 2026", "mar. 15, 2026",
    "Sept 3, 2026", "3 Sept. 26", "Ma 3 2026", "Mars 3 2026", "June 31 2026", "2026/03/15", "2026.3.15", "2026 03 15",
    "20260315", "20261315", "2026031", "3/15/2026 9:00 AM", "3/15/2026 09:00", "2026-03-15T09:00:00", "2026-03-15 9:00",
    "2026-03-15x9:00", "2026-03-15 :00", "9:00", "2026-03-15 99:00", "2026-13-01", "0999-01-01", "1899-12-31",
    "1900-01-01", "3/15/2026/1", "3/15", "3//15/2026", "+3/15/2026", "3/5%/2026", "3/1e/2026", "$3/15/2026",
    "Tuesday, March 10, 2026", "２０２６-03-10",
]  # fmt: skip
NUMBERS: list[Cell] = [
    0.25, 9e307, 1e13, 0.3, 1.0, 1.5, 2.0, 2.25, 2.0000000001, 12.0, 0.0, -0.25, 1e-9, 50000.0, 99.5, "2", "2.25",
    " 1.5 ", "1.", ".5", "1,5", "two", "12345678901234567",
]  # fmt: skip
UNSEEN = list(COMMON)
SPECIAL: dict[str, list[Cell]] = {
    "provider_activity_id": [
        "007", 7.0, "7", "0000007", 1234567.0, "CME-1", " cme-1", f"CME-2{NBSP}", "CME*2", "CME?2", "CME~2",
        "A" * 250, "A" * 250 + "B", 1.5, 1e13, "CME\u200b-1", "\u200b",
    ],
    "accme_activity_id": ["210016939", 210016939.0, "21001693", "2100169390", "21001693x"],
    "url": [
        "https://cme.example.org", "http://x", "HTTPS://X.ORG/ä", "cme.example.org", "https://a b.org", "ftp://x.org",
    ],
    "country": [
        "USA", "usa", "US", "ZZZ", "CAN", "U1A", "United States", "united  states of america", "Canada",
        "Côte d’Ivoire", "Cote",
    ],
    "state": ["IL", "il", "ZZ", "Illinois", "texas", "I1", "I"],
    "board": ["ABIM", "abim", "American Board of Internal Medicine", "American Board of Anesthesiology", "ABA", "ABXX"],
    "program": ["Mycophenolate REMS", "Opioid Analgesic REMS", "mycophenolate", "Opioid"],
    "practice_area_1": ["All", "all ", "Nephrology", "Sleep Medicine"],
    "practice_area_3": ["All", "Nephrology", "nephrology"],
    "rpc_id": ["EG-123456-789", "eg-123456-789", "EG-12345-678", "EG-12345A-789"],
    "description": ["x" * 2500, "x" * 2501],
    "content_1": ["1001", 1001.0, 1.1, "(no list yet: type the value)", "Pain Transmission", "PHYS"],
    "content_2": ["1001", 1002.0, "pain transmission", "1002 · Airway"],
    "content_1_kind": ["Level 3 ID", "Free Text", "Tag ID"],
    "state_topic_1": ["Safe prescribing"],
    "supporter": ["REMS Program Companies (RPC)", "Acme", "acme"],
}  # fmt: skip


def cell(catalog: Catalog, chance: random.Random, column: Column, board: str | None) -> Cell:
    """A value for the column: mostly right, sometimes blank, wrong or at a boundary, sometimes with characters that
    nobody sees."""
    value = _seen(catalog, chance, column, board)
    if isinstance(value, str) and len(value) < 300 and chance.random() < 0.1:
        # one kind in a cell: LibreOffice turns a tab into another character where the cell has a line break too
        unseen = chance.choice(UNSEEN)
        for _ in range(chance.choice([1, 1, 2])):
            at = chance.randrange(len(value) + 1)
            value = value[:at] + unseen + value[at:]
    return value


def _is_read_alike(catalog: Catalog, column: Column, answer: bool) -> bool:
    """LibreOffice keeps TRUE and FALSE only in cells without a number format; elsewhere it makes 1 and 0 of them, which
    is told from a word in columns with a list alone, unless that has the word."""
    values = catalog.list_of(column)
    return column.kind == "choice" and not column.verbatim and not (values and values.find(str(answer).upper()))


def _seen(catalog: Catalog, chance: random.Random, column: Column, board: str | None) -> Cell:  # noqa: PLR0911  # one line per kind of column
    kind = chance.random()
    if kind < 0.12:
        return None
    if kind < 0.2:
        return chance.choice([odd for odd in ODD if not isinstance(odd, bool) or _is_read_alike(catalog, column, odd)])
    if column.id in SPECIAL and kind < 0.7:
        return chance.choice(SPECIAL[column.id])
    values = catalog.list_of(column)
    if values is not None and values.offered():
        owned = values.offered(board) if column.depends_on and board and chance.random() < 0.8 else values.offered()
        text = chance.choice(owned or values.offered()).value
        return chance.choice(
            [
                text,
                text,
                text,
                text.upper(),
                f" {text} ",
                text.replace(" ", NBSP),
                text.replace("’", "'"),
                text.replace("'", "’"),
                text[:-1],
            ]
        )
    if column.kind == "date":
        return chance.choice(DATES)
    if column.kind in ("credit", "count", "amount"):
        return chance.choice(NUMBERS)
    return chance.choice(["Pain Update", "1001", "Pain & <Control>"])


def random_rows(catalog: Catalog, chance: random.Random, activities: int) -> dict[str, dict[int, dict[str, Cell]]]:
    """Sheet id to row number to cells by column id: as many rows on MOC as activities, a third on REMS and on
    Support."""
    complete = example_rows({"rems": [{}], "support": [{}]})
    ids: list[Cell] = [f"CME-{n}" for n in range(activities)]
    counts = {"activities": activities, "moc": activities, "rems": activities // 3, "support": activities // 3}
    rows_of: dict[str, dict[int, dict[str, Cell]]] = {}
    for sheet in catalog.sheets.values():
        rows: dict[int, dict[str, Cell]] = {}
        number = 2
        for n in range(counts[sheet.id]):
            number += chance.choice([1, 1, 1, 2])
            row = dict(complete[sheet.id][0])
            row["provider_activity_id"] = ids[n] if sheet.id == "activities" else chance.choice(ids)
            if sheet.id == "moc":
                row["board"] = chance.choice(catalog.boards).value
            share = chance.choice([0.03, 0.15, 0.6])
            for column in sheet.columns:
                if chance.random() < share:
                    row[column.id] = cell(catalog, chance, column, str(row.get("board")) if column.depends_on else None)
            rows[number] = {k: v for k, v in row.items() if v is not None and v != ""}
        rows_of[sheet.id] = rows
    return rows_of

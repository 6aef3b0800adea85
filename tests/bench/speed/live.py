"""What live marks cost in LibreOffice: filled workbooks, each activity with two board rows, every tenth lacking
something.

A program just started opens the workbook without and with live marks, works out everything, and follows a change of
one cell.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from generator.catalog import Catalog, load
from generator.template import Marks, build, save
from generator.template.live import checked_marks, live_marks
from generator.workbook.cells import Cell
from tests.bench.libreoffice import Document, Office, column_letter
from tests.rules.example_batches import example_rows

SIZES = (500, 1_000, 2_000, 4_000)
COLUMNS = (
    "activities",
    "plain opens",
    "live opens",
    "works out all",
    "title",
    "points",
    "credits",
    "board",
    "activity ID",
)
CHANGES: tuple[tuple[str, str, str, tuple[Cell, Cell]], ...] = (
    ("title", "Activities", "Title", ("Another title", "A third title")),
    ("points", "MOC", "Points", (1.0, 1.25)),
    ("credits", "Activities", "AMA PRA Category 1 credits", (3.0, 4.0)),
    ("board", "MOC", "Board", ("ABP", "ABIM")),
    ("activity ID", "Activities", "Provider activity ID", ("CME-other", "CME-8")),
)


def filled(catalog: Catalog, activities: int, path: Path, marks: Marks) -> None:
    """Writes a workbook of so many activities and twice as many board rows."""
    row = example_rows({})
    boards = ["ABIM", "ABA"]
    of_board: dict[str, dict[str, Cell]] = {
        board: {
            "board": board,
            "credit_type_1": catalog.lists["credit_types"].offered(board)[0].value,
            "practice_area_1": catalog.lists["practice_areas"].offered(board)[0].value,
        }
        for board in boards
    }
    of_board["ABA"] |= {"content_1_kind": "Tag ID", "content_1": "1001"}
    rows: dict[str, dict[int, Mapping[str, Cell]]] = {"activities": {}, "moc": {}}
    for n in range(activities):
        lacking: dict[str, Cell] = {} if n % 10 else {"description": None, "moc_deadline": None}
        rows["activities"][n + 2] = {
            **row["activities"][0],
            "provider_activity_id": f"CME-{n}",
            "title": f"Pain Update {n}",
            **lacking,
        }
        for k, board in enumerate(boards):
            rows["moc"][2 * n + k + 2] = {**row["moc"][0], "provider_activity_id": f"CME-{n}", **of_board[board]}
    save(build(catalog, rows=activities, rows_of=rows, marks=marks), path)


def changes(document: Document) -> list[float]:
    """Seconds until the sheets show what follows from a change of one cell, the second time it is changed."""
    measured = []
    for _, tab, header, values in CHANGES:
        sheet = document.sheet(tab)
        place = f"{column_letter(sheet.values('A1:BZ1')[0].index(header))}10"
        for value in values:
            start = time.perf_counter()
            sheet.set_value(place, value)
            for seen, area in (("Activities", "A2:A30"), ("MOC", "A2:A30"), ("Readiness", "A5:Q30")):
                document.sheet(seen).values(area)
            seconds = time.perf_counter() - start
        measured.append(seconds)
    return measured


def opened(home: Path, path: Path) -> tuple[float, float, list[float]]:
    """In a LibreOffice just started: seconds to open, to work out everything, and to follow changes."""
    office = Office(home)
    try:
        with office.new():
            pass
        with office.open(path) as document:
            return document.load_seconds, document.recalculate(), changes(document) if "live" in path.name else []
    finally:
        office.stop()


def measure(activities: int) -> list[float]:
    """Seconds, in the order of `COLUMNS` after the first."""
    catalog = load()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        plain, live = home / "plain.xlsx", home / "live.xlsx"
        filled(catalog, activities, plain, checked_marks(catalog))
        filled(catalog, activities, live, live_marks(catalog))
        opens, _, _ = opened(home, plain)
        live_opens, recalculates, followed = opened(home, live)
        return [opens, live_opens, recalculates, *followed]

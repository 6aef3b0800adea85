"""The proof: in a real spreadsheet program, on random rows, live marks and the Python check say the same, cell by cell.

Left out are only the rules that Python alone can check (`Registry.python_rules`, `Registry.file_rules`), and dates typed as text in
forms other than YYYY-MM-DD, which only the check reads.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from generator.catalog import Column, load
from generator.readiness.words import programme_words
from generator.rules.examples import example_rows
from generator.rules.registry import registry
from generator.run import Checked, check_batch
from generator.template import build, save
from generator.template.live import LiveBook
from generator.workbook.cells import Cell, CellError
from generator.workbook.frames import Batch, sheet_frame
from tests.libreoffice import Document, Office, column_letter

CATALOG = load()
TODAY = dt.date(2026, 7, 1)
SIZE = 120
NBSP = "\u00a0"
BOOK = LiveBook(CATALOG, None)
MARKS = BOOK.marks()
SEVERITY = {"i": "invalid", "ma": "missing", "mc": "missing", "mm": "missing", "mr": "missing", "a": "advice"}
ODD: list[Cell] = ["", " ", NBSP, "*", "?", "~", "li*", "<5", "=", "x" * 300, "é漢", True, False, 0.0, -1.0, 7.0, 1e12, CellError("#N/A"), CellError("#DIV/0!")]
DATES: list[Cell] = [
    dt.date(2026, 3, 9), dt.date(2026, 3, 10), dt.date(2026, 3, 11), dt.date(2026, 6, 30), dt.date(2026, 7, 1), dt.date(2026, 7, 2), dt.date(2027, 3, 10),
    dt.date(2029, 3, 10), dt.date(1999, 12, 31), dt.date(2000, 1, 1), dt.date(2101, 1, 1), dt.datetime(2026, 3, 10, 18, 30),
    "2026-03-10", "2026-02-30", f" 2026-03-11{NBSP}", "2026-3-1", "2026-03-1O", "soon", 46092.0, 46092.75, 5.0, -3.0, 20260310.0,
]  # fmt: skip
NUMBERS: list[Cell] = [
    0.25,
    0.3,
    1.0,
    1.5,
    2.0,
    2.25,
    2.0000000001,
    12.0,
    0.0,
    -0.25,
    1e-9,
    50000.0,
    99.5,
    "2",
    "2.25",
    " 1.5 ",
    "1.",
    ".5",
    "1,5",
    "two",
    "12345678901234567",
]
SPECIAL: dict[str, list[Cell]] = {
    "provider_activity_id": ["007", 7.0, "7", "0000007", 1234567.0, "CME-1", " cme-1", f"CME-2{NBSP}", "CME*2", "CME?2", "CME~2", "A" * 250, "A" * 250 + "B"],
    "accme_activity_id": ["210016939", 210016939.0, "21001693", "2100169390", "21001693x"],
    "url": ["https://cme.example.org", "http://x", "HTTPS://X.ORG/ä", "cme.example.org", "https://a b.org", "ftp://x.org"],
    "country": ["USA", "usa", "US", "ZZZ", "CAN", "U1A", "United States"],
    "state": ["IL", "il", "ZZ", "Illinois", "I1", "I"],
    "rpc_id": ["EG-123456-789", "eg-123456-789", "EG-12345-678", "EG-12345A-789"],
    "description": ["x" * 2500, "x" * 2501],
    "content_1": ["1001", 1001.0, "(no list yet: type the value)"],
}


def cell(chance: random.Random, column: Column, board: str | None) -> Cell:  # noqa: PLR0911  # one line per kind of column
    """A value for the column: mostly right, sometimes blank, wrong or at a boundary."""
    kind = chance.random()
    if kind < 0.12:
        return None
    if kind < 0.2:
        # LibreOffice keeps TRUE and FALSE only in cells without a number format; elsewhere it makes 1 and 0 of them
        return chance.choice([odd for odd in ODD if column.kind == "choice" or not isinstance(odd, bool)])
    if column.id in SPECIAL and kind < 0.7:
        return chance.choice(SPECIAL[column.id])
    values = CATALOG.list_of(column)
    if values is not None and values.offered():
        owned = values.offered(board) if column.depends_on and board and chance.random() < 0.8 else values.offered()
        text = chance.choice(owned or values.offered()).value
        return chance.choice([text, text, text, text.upper(), f" {text} ", text.replace(" ", NBSP), text.replace("’", "'"), text[:-1]])
    if column.kind == "date":
        return chance.choice(DATES)
    if column.kind in ("credit", "count", "amount"):
        return chance.choice(NUMBERS)
    return chance.choice(["Pain Update", "1001", "Pain & <Control>"])


def random_rows(chance: random.Random, activities: int) -> dict[str, dict[int, dict[str, Cell]]]:
    complete = example_rows({"rems": [{}], "support": [{}]})
    ids: list[Cell] = [f"CME-{n}" for n in range(activities)]
    counts = {"activities": activities, "moc": activities, "rems": activities // 3, "support": activities // 3}
    found: dict[str, dict[int, dict[str, Cell]]] = {}
    for sheet in CATALOG.sheets.values():
        rows: dict[int, dict[str, Cell]] = {}
        number = 2
        for n in range(counts[sheet.id]):
            number += chance.choice([1, 1, 1, 2])
            row = dict(complete[sheet.id][0])
            row["provider_activity_id"] = ids[n] if sheet.id == "activities" else chance.choice(ids)
            if sheet.id == "moc":
                row["board"] = chance.choice(CATALOG.boards).value
            share = chance.choice([0.03, 0.15, 0.6])
            for column in sheet.columns:
                if chance.random() < share:
                    row[column.id] = cell(chance, column, str(row.get("board")) if column.depends_on else None)
            rows[number] = {k: v for k, v in row.items() if v is not None and v != ""}
        found[sheet.id] = rows
    return found


def live_marks_of(document: Document, rows: dict[str, dict[int, dict[str, Cell]]]) -> set[tuple[str, int, str, str]]:
    """(sheet, row, column, severity) of every mark that the workbook shows."""
    found = set()
    for sheet in CATALOG.sheets.values():
        live, view = BOOK.sheets[sheet.id], document.sheet(sheet.title)
        last = max(rows[sheet.id], default=2)
        area = view.used_area
        table = view.values(f"A1:{column_letter(area.right)}{last}")
        headers = table[0]
        for name, severity in SEVERITY.items():
            for piece, groups in live.strands[name].pieces:
                at = headers.index(piece)
                for number in range(2, last + 1):
                    text = str(table[number - 1][at] or "")
                    assert len(text) in (0, 2 * len(groups)), (sheet.id, piece, number, text)
                    for n, group in enumerate(groups):
                        if text[2 * n : 2 * n + 1] == "X":
                            found.add((sheet.title, number, group.column.id, severity))
    return found


@pytest.mark.parametrize("part", range(2))
def test_live_marks_and_findings_agree(part: int, office: Office, tmp_path: Path) -> None:
    @seed(20260 + part)
    @settings(max_examples=2, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(draw=st.integers(0, 2**32))
    def agree(draw: int) -> None:
        compare(office, tmp_path, random_rows(random.Random(draw), SIZE))

    agree()


def compare(office: Office, folder: Path, rows: dict[str, dict[int, dict[str, Cell]]]) -> None:
    path = folder / "live.xlsx"
    workbook = build(CATALOG, rows=10, rows_of=rows, marks=MARKS)
    start = workbook["Start"]
    address = workbook.defined_names["today"].attr_text.split("!")[1].replace("$", "")
    start[address] = TODAY
    save(workbook, path)
    batch = Batch("live.xlsx", CATALOG, {s: sheet_frame(sheet, rows[s]) for s, sheet in CATALOG.sheets.items()})
    result = check_batch(batch, TODAY)
    only_python = {r.code for r in registry(CATALOG).python_rules}
    expected = {(f.sheet, f.row, f.field, str(f.severity)) for f in result.findings if f.code not in only_python}
    with office.open(path) as document:
        shown = live_marks_of(document, rows)
        readiness = document.sheet("Readiness").values(f"A5:Q{4 + max(rows['activities'])}")
    raw = {s.title: s.id for s in CATALOG.sheets.values()}

    def told(place: tuple[str | None, int | None, str | None, str]) -> str:
        sheet, row, column, severity = place
        codes = [f.code for f in result.findings if (f.sheet, f.row, f.field) == (sheet, row, column)]
        return f"{sheet} row {row} {column} {severity}: {rows[raw[str(sheet)]].get(row or 0, {}).get(str(column))!r} {codes}"

    assert not [told(p) for p in sorted(shown - expected)], "marked in the workbook, not found by the check"
    assert not [told(p) for p in sorted(expected - shown, key=str)], "found by the check, not marked in the workbook"
    _compare_readiness(result, readiness)


def _compare_readiness(result: Checked, readiness: Sequence[Sequence[object]]) -> None:
    """Record status word for word; of every board and programme whether it is complete, lacks something, or must be fixed."""
    headers = [c.header for c in MARKS.readiness]
    for activity in result.readiness:
        line = dict(zip(headers, readiness[activity.row - 2], strict=False))
        assert line["Record status"] == str(activity.record_status), (activity.row, line)
        for name, programme in activity.programmes.items():
            header = name.replace("MOC:", "MOC: ").replace("REMS:", "REMS: ")
            if header not in line or name in ("MOC", "REMS"):
                continue
            words = programme_words(CATALOG, name, programme)
            assert _kind(str(line[header])) == _kind(words), (activity.row, name, line[header], words)


def _kind(words: str) -> str:
    return words.split(":", maxsplit=1)[0].split(" –", maxsplit=1)[0]

"""Which IDs are the same, and what becomes of rows whose ID is that of two activities."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests.second_reading import compare
from tests.second_reading.cells import Cell
from tests.second_reading.rows import ID, Batch
from tests.second_reading.verdict import Place

TODAY = dt.date(2026, 11, 24)
SAME = [
    ("A1", "a1"),
    ("7", 7.0),
    ("a b", " A  b "),
    ("a b", "a\u00a0b"),
    ("A1", "A\u200b1"),
    ("\u00c41", "\u00e41"),
    (12.0, "12"),
]
APART = [
    ("007", 7.0),
    ("08", "8"),
    ("1E5", 100000.0),
    ("a b", "ab"),
    ("A1", "A-1"),
    ("*", "B1"),
    ("?2", "B2"),
    ("~B3", "B3"),
    ("=B4", "B4"),
]


@pytest.mark.parametrize("kinds", [("Add", "Add"), ("Delete", "Add"), ("Add", "Delete"), ("Delete", "Delete")])
def test_two_activities_with_one_id_are_both_invalid_and_their_rows_belong_to_neither(
    kinds: tuple[str, str], tmp_path: Path
) -> None:
    batch, sheets = _pairs(SAME, kinds)
    seen = compare.run(batch, tmp_path, TODAY)
    expected = {Place(title, row, ID) for title, rows in sheets.items() for row in rows}
    assert {place for place in seen.places("invalid") if place.field == ID} == expected
    assert not seen.elements
    held = {(entry["sheet"], entry["row"]) for entry in seen.receipt["held_back"]}
    assert held == {(place.sheet, place.row) for place in expected}


def test_other_ids_are_apart_and_their_rows_go_with_them(tmp_path: Path) -> None:
    batch, _ = _pairs(APART, ("Add", "Add"))
    seen = compare.run(batch, tmp_path, TODAY)
    assert not {place for place in seen.places("invalid") if place.field == ID}
    wrong = compare.disagreements(batch, tmp_path, TODAY)
    assert not wrong, "\n".join(wrong)


def _pairs(pairs: list[tuple[Cell, Cell]], kinds: tuple[str, str]) -> tuple[Batch, dict[str, list[int]]]:
    """Two activities for each pair, rows of every other sheet with the second ID; and all their row numbers."""
    batch: Batch = {"activities": {}, "moc": {}, "rems": {}, "support": {}}
    for pair in pairs:
        for identifier, kind in zip(pair, kinds, strict=True):
            batch["activities"][len(batch["activities"]) + 2] = _activity(identifier, kind)
        number = len(batch["moc"]) + 2
        batch["moc"][number] = {ID: pair[1], "board": "ABS", "points": 1.0}
        batch["rems"][number] = {ID: pair[1], "program": "Mycophenolate"}
        batch["support"][number] = {ID: pair[1], "supporter": "Company", "kind": "In-kind"}
    titles = {"activities": "Activities", "moc": "MOC", "rems": "REMS", "support": "Support"}
    return batch, {titles[sheet]: list(rows) for sheet, rows in batch.items()}


def _activity(identifier: Cell, kind: str) -> dict[str, Cell]:
    day = dt.date(2026, 10, 1)
    row: dict[str, Cell] = {
        ID: identifier,
        "title": "T",
        "format": "Committee Learning",
        "start_date": day,
        "end_date": day,
    }
    return row | {"record_action": kind, "credits": 2.0, "moc": "Yes", "rems": "Yes", "commercial_support": "Yes"}

"""Characters that nobody sees, blanks of many kinds, and what no file carries, each in a cell of its own."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from tests.second_reading import compare
from tests.second_reading.characters import BLANKS, NOTHING
from tests.second_reading.rows import ID, Batch
from tests.second_reading.valid import valid_batch
from tests.second_reading.verdict import Place

TODAY = dt.date(2026, 11, 24)
REMOVED = {
    *"\u00ad\u061c\u180e\ufeff",
    *map(chr, range(0x200B, 0x2010)),
    *map(chr, range(0x202A, 0x202F)),
    *map(chr, range(0x2060, 0x2065)),
    *map(chr, range(0x2066, 0x206A)),
}
SPACES = {*"\u00a0\u2002\u2003\u2007\u2009\u200a\u202f\u3000\u2028\t\n\r"}
REFUSED = [*"\x01\x08\x0b\x0c\x1f\x7f\x85\x9f\ufffe\uffff\ud83d\udc00"]


def test_the_lists_of_characters_are_those_of_the_design() -> None:
    assert set(NOTHING) == REMOVED
    assert set(BLANKS) == SPACES


def test_each_unseen_character_and_blank_is_read_and_told_the_same_way(tmp_path: Path) -> None:
    """In an identifier, a title, a list value, a date typed as text and a number typed as text."""
    batch = _plain_batch(len(REMOVED | SPACES))
    rows = list(batch["activities"].values())
    for row, sign in zip(rows, sorted(REMOVED | SPACES), strict=True):
        row[ID] += sign
        row["title"] = f"A{sign} {sign}B"
        row["passport"] = f"{sign}No"
        row["start_date"] = f"2026-01-02{sign}"
        row["physicians"] = f"{sign}12{sign}"
        row["city"] = sign
    wrong = compare.disagreements(batch, tmp_path, TODAY)
    assert not wrong, "\n".join(wrong[:60])


def test_each_character_that_no_file_carries_is_invalid_wherever_it_stands(tmp_path: Path) -> None:
    batch = _plain_batch(len(REFUSED) * 3)
    rows = list(batch["activities"].items())
    places = set()
    for n, (number, row) in enumerate(rows):
        name = ("title", "city", "description")[n % 3]
        row[name] = f"A{REFUSED[n // 3]}B"
        places.add(Place("Activities", number, name))
    seen = compare.run(batch, tmp_path, TODAY)
    assert seen.places("invalid") == places
    assert not seen.elements


def test_line_ends_and_tabs_stay_in_a_description_and_nowhere_else(tmp_path: Path) -> None:
    batch = _plain_batch(1)
    (row,) = batch["activities"].values()
    row |= {"title": "one\ntwo\tthree", "description": "one\ntwo\tthree  four\u00a0five"}
    (element,) = compare.run(batch, tmp_path, TODAY).elements.values()
    title, description = (
        node.text for _, node in element.walk() if node.tag == "lom:string" and "language" in node.attributes
    )
    assert (title, description) == ("one two three", "one\ntwo\tthree four five")


def _plain_batch(activities: int) -> Batch:
    """Activities that ask for nothing on the other sheets."""
    batch = valid_batch(5, activities, TODAY)
    for number, row in batch["activities"].items():
        row |= {ID: f"A-{number}", "moc": "No", "rems": "No", "commercial_support": "No", "delivery_method_1": "Online"}
        row |= {"delivery_method_2": None, "end_date": dt.date(2026, 11, 1), "start_date": dt.date(2026, 10, 1)}
    return batch | {"moc": {}, "rems": {}, "support": {}}

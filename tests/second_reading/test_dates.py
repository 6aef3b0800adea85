"""Dates typed as text, written out by hand: what each means under either setting."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests.second_reading import books, compare
from tests.second_reading.dates import DAY_FIRST, MONTH_FIRST, day_of_text
from tests.second_reading.rows import ID
from tests.second_reading.verdict import Place

TODAY = dt.date(2026, 11, 24)
MARCH_4 = dt.date(2026, 3, 4)
APRIL_3 = dt.date(2026, 4, 3)
MARCH_13 = dt.date(2026, 3, 13)
SAME = {
    "2026-03-04": MARCH_4,
    "2026/3/4": MARCH_4,
    "2026.03.04": MARCH_4,
    "2026 3 4": MARCH_4,
    "20260304": MARCH_4,
    "4 March 2026": MARCH_4,
    "04-Mar-2026": MARCH_4,
    "4/mar/2026": MARCH_4,
    "4.Mar.26": MARCH_4,
    "4-MAR-26": MARCH_4,
    "March 4, 2026": MARCH_4,
    "Mar. 4, 2026": MARCH_4,
    "Mar 4 2026": MARCH_4,
    "MARC 4 2026": MARCH_4,
    "4 Mar, 2026": MARCH_4,
    "Sept 5, 2026": dt.date(2026, 9, 5),
    "5 sep 29": dt.date(2029, 9, 5),
    "3/13/2026": MARCH_13,
    "13/3/2026": MARCH_13,
    "13.03.2026": MARCH_13,
    "3-13-26": MARCH_13,
    "2026-03-04T09:00:00": MARCH_4,
    "2026-03-04 00:00:00": MARCH_4,
    "March 4, 2026 9:00 AM": MARCH_4,
    "20260304 17:30": MARCH_4,
    "\u00a02026-03-04\u200b": MARCH_4,
    "4\u2003March\u202f2026": MARCH_4,
    "February 30, 2026": None,
    "2/30/2026": None,
    "31/31/2026": None,
    "2026-13-04": None,
    "4 Ma 2026": None,
    "4 Mars 2026": None,
    "4 Juin 2026": None,
    "4th March 2026": None,
    "March 2026": None,
    "3/4": None,
    "3/4/202": None,
    "3/4/20266": None,
    "3/4/5/2026": None,
    "2026034": None,
    "202603041": None,
    "tomorrow": None,
    "Wednesday, March 4, 2026": None,
}
"""One reading, whatever the setting."""
DIFFERENT = {
    "3/4/2026": (MARCH_4, APRIL_3),
    "03-04-2026": (MARCH_4, APRIL_3),
    "3.4.2026": (MARCH_4, APRIL_3),
    "3 4 2026": (MARCH_4, APRIL_3),
    "3/4/26": (MARCH_4, APRIL_3),
    "3/4/2026 9:00 AM": (MARCH_4, APRIL_3),
    "13/3/26": (None, MARCH_13),
    "26/3/10": (None, dt.date(2010, 3, 26)),
    "26/3/04": (None, dt.date(2004, 3, 26)),
}
"""Under month/day/year, under day/month/year. Month first, 26/3/10 could begin with its year."""
CENTURIES = {"3/4/00": 2000, "3/4/29": 2029, "3/4/30": 1930, "3/4/99": 1999}


@pytest.mark.parametrize("order", [MONTH_FIRST, DAY_FIRST])
def test_the_oracle_reads_them_as_written_out(order: str) -> None:
    for text, day in _table(order).items():
        clean = " ".join(text.replace("\u200b", "").split())
        assert day_of_text(clean, order) == day, text
    for text, year in CENTURIES.items():
        assert day_of_text(text, order).year == year, text


@pytest.mark.parametrize("order", [None, MONTH_FIRST, DAY_FIRST])
def test_the_product_reads_them_as_written_out(order: str | None, tmp_path: Path) -> None:
    """Each as the start date of an activity: the file holds the day and the check tells it, or the cell is invalid."""
    if order and not books.has_setting(books.ORDER_NAME):
        pytest.skip("the workbook has no setting for dates typed as text")
    table = list(_table(order or MONTH_FIRST).items())
    rows = {n: _activity(f"D{n}", text) for n, (text, _) in enumerate(table, start=2)}
    seen = compare.run({"activities": rows, "moc": {}, "rems": {}, "support": {}}, tmp_path, TODAY, order)
    wrong = []
    for number, (text, day) in enumerate(table, start=2):
        place = Place("Activities", number, "start_date")
        said = [
            f.severity.value for f in seen.findings if (f.sheet, f.row, f.field) == (place.sheet, number, place.field)
        ]
        sent = _start(seen, number)
        if day is None and "invalid" not in said:
            wrong.append(f"{text!r}: no date, but {said or 'nothing'} is said and {sent} is sent")
        elif day is not None and (sent != f"{day}T00:00:00" or set(said) != {"advice"}):
            wrong.append(f"{text!r}: means {day}, but {sent} is sent and {said or 'nothing'} is said")
    assert not wrong, "\n".join(wrong)


def _table(order: str) -> dict[str, dt.date | None]:
    return SAME | {text: days[order == DAY_FIRST] for text, days in DIFFERENT.items()}


def _activity(identifier: str, start: str) -> dict[str, object]:
    row = {
        ID: identifier,
        "title": start,
        "format": "Live Course",
        "start_date": start,
        "end_date": dt.date(2030, 1, 1),
    }
    return row | {"record_action": "Add"}


def _start(seen: compare.Seen, row: int) -> str:
    if row not in seen.elements:
        return "nothing"
    return next(node.text for _, node in seen.elements[row].walk() if node.tag == "hx:startDateTime")

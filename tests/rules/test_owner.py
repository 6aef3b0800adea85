"""What a row of another sheet asks of its activity: that of its own ID, wherever it is on Activities."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence

import pytest

from generator.catalog import load
from generator.rules.expression import Node, date, given, number, text
from generator.rules.tables import Tables
from generator.workbook.cells import serial
from tests.rules.example_batches import example_batch

FIRST, SECOND = dt.date(2026, 3, 10), dt.date(2027, 1, 2)
ROWS = {
    "activities": [
        {"provider_activity_id": "CME-1", "title": "Pain", "start_date": FIRST, "credits": 2.0, "city": None},
        {"provider_activity_id": "CME-2", "title": "Sleep", "start_date": SECOND, "credits": 5.0},
    ],
    "moc": [{"provider_activity_id": name} for name in ("CME-2", "CME-9", "CME-1")],
}


@pytest.mark.parametrize(
    ("node", "values"),
    [
        (text("activities.title"), ["Sleep", "", "Pain"]),
        (date("activities.start_date"), [serial(SECOND), None, serial(FIRST)]),
        (number("activities.credits"), [5.0, None, 2.0]),
        (given("activities.city"), [True, False, False]),
    ],
)
def test_a_row_reads_the_cells_of_its_own_activity(node: Node, values: Sequence[object]) -> None:
    rows = Tables(example_batch(load(), ROWS), serial(FIRST)).on("moc")
    read = [None if isinstance(value, float) and math.isnan(value) else value for value in node.evaluate(rows)]
    assert read == values

"""Crafted rows cost time in proportion to their number: four times as many take about four times as long."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from generator.failure import Failure
from generator.workbook.guards import formulas
from generator.workbook.package import package_of
from generator.workbook.scan import Malformed, sheet_of
from generator.workbook.strings import shared_strings
from tests.hostile.book import ACTS, MAIN, STRINGS, Parts, ours, shared, zipped
from tests.hostile.markup import crafted

SIZE, TIMES = 25_000, 4
BOUND = 8
"""Times that a run of four times the size may take: sixteen would be the square."""
LEAST = 0.02
"""Seconds of computing below which a measure says nothing, and nothing has grown."""
_WHOLE = {
    "blank rows": lambda n: b"".join(b'<row r="%d"/>' % row for row in range(9, 9 + n)),
    "rows of blank cells": lambda n: b"".join(b'<row r="%d"><c r="B%d" s="1"/></row>' % (r, r) for r in range(9, 9 + n)),
    "cells in one row": lambda n: b'<row r="9">%s</row>' % b"".join(b"<c><v>1</v></c>" for _ in range(min(n, 16_000))),
}  # fmt: skip


def seconds(parts: Parts) -> float:
    """Of computing, to read the sheet and its formulas."""
    package = package_of("batch.xlsx", zipped(parts))
    begun = time.process_time()
    with suppress(Malformed, Failure):
        sheet = sheet_of(package, ACTS)
        sheet.filled([2, 5])
        list(sheet.cells_of(sheet.rows, 50))
        formulas(package, ACTS)
    return time.process_time() - begun


def grows(make: Callable[[int], Parts], measure: Callable[[Parts], float]) -> float:
    """How many times as long the larger one takes, at best of two."""
    small, large = (min(measure(make(size)) for _ in range(2)) for size in (SIZE, SIZE * TIMES))
    return large / max(small, LEAST)


@pytest.mark.parametrize("name", [*crafted(), *_WHOLE])
def test_a_sheet_takes_time_in_proportion(name: str) -> None:
    rows = {**crafted(), **_WHOLE}[name]
    sheet = ours()[ACTS]
    assert grows(lambda n: {**ours(), ACTS: sheet.replace(b"</sheetData>", rows(n) + b"</sheetData>")}, seconds) < BOUND


@pytest.mark.parametrize(
    "piece", [b"<si><t>", b"<si>", b"<si><t/></si>", b"<si><t>&amp;_x000A_</t></si>", b"<!--", b"<t "]
)
def test_shared_texts_take_time_in_proportion(piece: bytes) -> None:
    def measure(parts: Parts) -> float:
        package = package_of("batch.xlsx", zipped(parts))
        begun = time.process_time()
        with suppress(Failure):
            shared_strings(package, STRINGS)
        return time.process_time() - begun

    assert grows(lambda n: {**shared(), STRINGS: b'<sst xmlns="%s">%s</sst>' % (MAIN, piece * n)}, measure) < BOUND

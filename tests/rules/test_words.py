"""What findings say in words, beyond the examples of the rules."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from generator.catalog import load
from generator.rules.examples import example_batch
from generator.rules.expression import Like, text
from generator.rules.findings import Finding
from generator.rules.rule import Example
from generator.rules.tables import Tables
from generator.run import check_batch
from generator.workbook.cells import serial

CATALOG = load()
TODAY = dt.date(2026, 7, 1)


def findings(example: Example) -> list[Finding]:
    return check_batch(example_batch(CATALOG, example), TODAY).findings


def test_a_finding_on_a_board_row_belongs_to_the_activity_as_activities_has_it() -> None:
    found = findings({"moc": [{"provider_activity_id": " cme-1 ", "points": 12.75}]})
    assert {f.activity_id for f in found if f.code == "points-above-credits"} == {"CME-1"}
    assert {f.activity_id for f in findings({"moc": [{"provider_activity_id": "CME-9"}]}) if f.code == "unknown-activity"} == {"CME-9"}


@pytest.mark.parametrize(
    "example",
    [
        {"moc": [{"board": "ABMS", "credit_type_1": None, "practice_area_1": None}]},
        {"activities": {"country": "Elsewhere"}},
        {"activities": {"format": "zzzzzzzz"}},
        {"activities": {"credits": 0.0, "physicians": -2.0}},
        {"activities": {"commercial_support": "Yes"}, "support": [{"amount": "1,000"}]},
    ],
)
def test_sentences_are_whole(example: Example) -> None:
    for finding in findings(example):
        for sentence in (finding.message, finding.fix, finding.short):
            assert not re.search(r": \.|  |[{}]", sentence), sentence
            assert not sentence.endswith((":", " ")), sentence


def test_a_mask_is_compared_letter_by_letter() -> None:
    rows = Tables(example_batch(CATALOG, {"activities": {"title": "ß-12x"}}), serial(TODAY)).on("activities")
    assert not Like(text("title"), "SS-##").evaluate(rows)[0]
    assert Like(text("title"), "ß-##X").evaluate(rows)[0]


def test_a_number_too_large_to_divide_is_not_in_steps() -> None:
    assert "not-in-steps" in {f.code for f in findings({"activities": {"credits": 9e307}, "moc": []})}

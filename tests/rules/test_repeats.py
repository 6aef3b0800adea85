"""What is entered twice, told once for what it is (DESIGN, Contradictions; J1 has each value once)."""

from __future__ import annotations

import datetime as dt

import pytest

from generator.catalog import load
from generator.run.checking import check_batch
from tests.bench.markdown import batch

CATALOG = load()


def places(text: str, code: str) -> list[tuple[str, str, str]]:
    found = check_batch(batch(CATALOG, text, complete=True), dt.date(2026, 1, 5)).findings
    return [(f.place, str(f.severity), f.field or "") for f in found if f.code == code]


@pytest.mark.parametrize(
    ("sheet", "first", "second"),
    [
        ("Activities", "Delivery method 1", "Delivery method 2"),
        ("Activities", "Joint provider 1", "Joint provider 3"),
        ("Activities", "Commendation tag 2", "Commendation tag 5"),
        ("MOC", "Credit type 1", "Credit type 4"),
        ("MOC", "Practice area 3", "Practice area 8"),
    ],
)
def test_a_value_twice_in_a_row_is_advice_at_the_later_cell(sheet: str, first: str, second: str) -> None:
    text = f"## {sheet}\n| {first} | {second} |\n|---|---|\n| In-Person | in-person  |\n"
    (found,) = places(text, "value-repeated")
    assert found[1:] == ("advice", next(c.id for s in CATALOG.sheets.values() for c in s.columns if c.header == second))


def test_a_supporter_twice_is_advice_at_the_later_row() -> None:
    text = (
        "## Activities\n| Commercial support |\n|---|\n| Yes |\n## Support\n| Supporter |\n|---|\n| Acme |\n| ACME |\n"
    )
    assert [place for place, *_ in places(text, "supporter-repeated")] == ["Support!C3"]


def test_a_content_area_twice_is_advice() -> None:
    text = (
        "## MOC\n| Board | Credit type 1 | Practice area 1 | Content area 1 | Content area 1 kind | Content area 2 | "
        "Content area 2 kind |\n"
        "|---|---|---|---|---|---|---|\n| ABA | Lifelong Learning | Pain Medicine | 1001 | Level 3 ID | 1001 | Level "
        "3 ID |\n"
    )
    assert [(severity, field) for _, severity, field in places(text, "content-area-repeated")] == [
        ("advice", "content_2")
    ]

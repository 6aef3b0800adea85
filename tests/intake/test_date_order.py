"""What counts as a date in a list, whichever way round it is typed."""

from __future__ import annotations

import pytest

from generator.intake.date_order import is_ambiguous, is_day, is_day_first


@pytest.mark.parametrize(
    ("text", "day", "ambiguous", "first"),
    [
        ("3/15/2026", True, False, False),
        ("15/3/2026", True, False, True),
        ("4/5/2026", True, True, False),
        ("4/4/2026", True, False, False),
        ("13/5/26", True, False, False),
        ("2026-03-15", True, False, False),
        ("15 March 2026", True, False, False),
        ("31/31/2026", False, False, False),
        ("soon", False, False, False),
        ("", False, False, False),
    ],
)
def test_a_text_is_a_day_in_one_order_two_or_none(text: str, day: bool, ambiguous: bool, first: bool) -> None:
    assert (is_day(text), is_ambiguous(text), is_day_first(text)) == (day, ambiguous, first)

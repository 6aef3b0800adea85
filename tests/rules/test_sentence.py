"""Messages stay sentences, whatever a cell ends in: every message of the catalog, filled in with values that have a
stop of their own."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from generator.catalog import load
from generator.rules.sentence import ended, quoted, sentence

MESSAGES = load().messages
TEXTS = {(code, name): getattr(words, name) for code, words in MESSAGES.items() for name in ("message", "fix", "short")}
TWO_STOPS = re.compile(r"[.?!…][”\"’')]*\.(?!\w)")


def filled(text: str, value: str) -> str:
    return sentence(text, defaultdict(lambda: value))


@pytest.mark.parametrize("value", ["Acme Inc.", "Really?", "Stop!", "cut off…"])
def test_no_sentence_of_the_catalog_ends_twice(value: str) -> None:
    for place, text in TEXTS.items():
        said = filled(text, value)
        assert not TWO_STOPS.search(said), place
        assert said.rstrip("”)").endswith((".", value)) or not text.endswith("."), place


@pytest.mark.parametrize("value", ["Hernia Repair", "Fee:", "a; b;", "one,", "50 %", "", "(2026)", "v. 2"])
def test_any_other_value_stands_as_it_is(value: str) -> None:
    for text in TEXTS.values():
        assert filled(text, value) == text.format_map(defaultdict(lambda: value))


def test_the_words_behind_stay() -> None:
    slots = {"a": "Acme Inc.", "b": "Why?", "n": 3}
    assert sentence("From {a}. See {b}.", slots) == "From Acme Inc. See Why?"
    assert sentence("Read as “{a}”. Then “{b}” ({a}).", slots) == "Read as “Acme Inc.” Then “Why?” (Acme Inc.)"
    assert (
        sentence("Is it {a}? In {a}, {n:,} of {a}.xlsx.", slots)
        == "Is it Acme Inc.? In Acme Inc., 3 of Acme Inc..xlsx."
    )


def test_a_text_becomes_a_sentence() -> None:
    assert [ended(text) for text in ("Acme Inc.", "Why?", "Hernia Repair")] == ["Acme Inc.", "Why?", "Hernia Repair."]


def test_values_are_parted_by_their_marks() -> None:
    assert quoted(["A"], "or") == "“A”"
    assert quoted(["A, B", "C"], "or") == "“A, B” or “C”"
    assert quoted(["A", "B", "C"], "and") == "“A”, “B” and “C”"
    assert sentence("Choose {a}.", {"a": quoted(["B", "Acme Inc."], "or")}) == "Choose “B” or “Acme Inc.”"

"""JSON that is made while it is written: it says what the library's says, an entry on each line."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from generator.json_text import dump, pieces

TEXTS = st.text(st.characters() | st.sampled_from('\n\t"\\\x00\x7f\u202e’\u2028\ud800'), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=12,
)
RESULTS = st.dictionaries(TEXTS, VALUES, max_size=3) | st.lists(VALUES, max_size=3)


@given(RESULTS)
def test_it_reads_as_what_it_was_made_of(result: Any) -> None:
    assert json.loads(dump(result)) == result
    assert all(json.loads(text) == value for text, value in pieces(result) if value is not None)


@given(RESULTS)
def test_nothing_in_it_steers_a_terminal(result: Any) -> None:
    assert {unicodedata.category(c) for c in dump(result).replace("\n", "")}.isdisjoint({"Cc", "Cf", "Cs", "Zl", "Zp"})


@given(st.lists(st.dictionaries(TEXTS, VALUES, max_size=3), max_size=4))
def test_each_entry_has_a_line_whether_it_is_there_or_made(entries: list[dict[str, Any]]) -> None:
    made = dump({"file": "a.xlsx", "findings": (entry for entry in entries)})
    assert made == dump({"file": "a.xlsx", "findings": entries})
    assert len(made.splitlines()) == 4 + (len(entries) + 1 if entries else 0)

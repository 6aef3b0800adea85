"""Long lists of a receipt: the same JSON as the library gives, an entry at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.exchange import receipt_file
from generator.exchange.entries import Entries, indented, json_pieces
from generator.exchange.receipt_file import write_receipt
from generator.failure import Failure

TEXTS = st.text(st.characters() | st.sampled_from('\n\t"\\\x00\x7f’\u2028\ud800'), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=12,
)
ENTRIES = st.lists(st.dictionaries(TEXTS, VALUES, max_size=3), max_size=3)


@given(VALUES)
def test_a_value_is_indented_as_the_library_does(value: Any) -> None:
    assert indented(value) == json.dumps(value, ensure_ascii=False, indent=2)


@given(st.dictionaries(TEXTS, VALUES, max_size=3), ENTRIES)
def test_lists_that_are_made_anew_read_like_any_other(content: dict[str, Any], entries: list[dict[str, Any]]) -> None:
    """The text is that of a plain list, and each value stands beside its own JSON."""
    pieces = list(json_pieces({**content, "entries": Entries(lambda: iter(entries))}))
    assert "".join(text for text, _ in pieces) == json.dumps(
        {**content, "entries": entries}, ensure_ascii=False, indent=2
    )
    assert all(json.loads(text) == value for text, value in pieces if value is not None)


def test_no_entry_is_made_before_somebody_looks_at_it() -> None:
    made: list[int] = []

    def make() -> Iterator[dict[str, Any]]:
        for number in range(3):
            made.append(number)
            yield {"row": number}

    entries = Entries(make)
    assert made == []
    assert entries
    assert made == [0]
    assert (len(entries), entries[1], entries[1:]) == (3, {"row": 1}, [{"row": 1}, {"row": 2}])
    assert entries == [{"row": 0}, {"row": 1}, {"row": 2}] == entries
    assert entries != [{"row": 0}]
    assert not Entries(lambda: iter(()))


def test_half_of_a_pair_is_written_as_json_writes_it(tmp_path: Path) -> None:
    file = tmp_path / "receipt.json"
    write_receipt({"from": "\ud800 ’", "exported": Entries(lambda: iter([{"title": "\udfff"}]))}, file)
    assert json.loads(file.read_text(encoding="utf-8")) == {"from": "\ud800 ’", "exported": [{"title": "\udfff"}]}


def test_a_receipt_whose_text_says_something_else_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receipt_file, "json_pieces", lambda _: [("[1]", [2])])
    with pytest.raises(Failure, match="not written as it should be"):
        write_receipt({}, tmp_path / "receipt.json")

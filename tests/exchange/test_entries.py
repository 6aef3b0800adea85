"""Long lists of a receipt, and the file that it becomes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.exchange import receipt_file
from generator.exchange.entries import Entries
from generator.exchange.receipt_file import write_receipt
from generator.failure import Failure


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
    assert entries[:1] == [{"row": 0}]
    assert made == [0, 0]
    assert [entry["row"] for entry in entries] == [0, 1, 2]
    assert len(entries) == 3
    assert made == [0, 0, 0, 1, 2]
    assert (entries[-1], entries[:-1]) == ({"row": 2}, [{"row": 0}, {"row": 1}])
    assert (len(entries), entries[1], entries[1:]) == (3, {"row": 1}, [{"row": 1}, {"row": 2}])
    assert entries == [{"row": 0}, {"row": 1}, {"row": 2}] == entries
    assert entries != [{"row": 0}]
    assert not Entries(lambda: iter(()))


def test_half_of_a_pair_is_written_as_json_writes_it(tmp_path: Path) -> None:
    file = tmp_path / "receipt.json"
    write_receipt({"from": "\ud800 ’", "exported": Entries(lambda: iter([{"title": "\udfff"}]))}, file)
    assert json.loads(file.read_text(encoding="utf-8")) == {"from": "\ud800 ’", "exported": [{"title": "\udfff"}]}


def test_a_receipt_whose_text_says_something_else_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receipt_file, "pieces", lambda _: [("[1]", [2])])
    with pytest.raises(Failure, match="not written as it should be"):
        write_receipt({}, tmp_path / "receipt.json")

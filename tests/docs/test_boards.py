"""docs/boards.md is what the newest catalog says, and has of each board what the facts have."""

from __future__ import annotations

import pytest

from generator.catalog import load
from tests.bench.boards import PAGE, page
from tests.bench.documents import facts

TEXT = PAGE.read_text(encoding="utf-8")
BOARDS = {part.split("\n", 1)[0]: part for part in TEXT.split("\n## ")[1:]}


def test_the_page_is_what_the_catalog_says() -> None:
    assert page(load()) == TEXT, "stale: make boards"


@pytest.mark.parametrize("board", ["ABA", "ABIM", "ABOHNS", "ABOS", "ABP", "ABPath", "ABS", "ABTS"])
def test_a_board_has_the_credit_types_of_the_tutorial(board: str) -> None:
    """And no others: what the facts mark as former or guessed is not offered."""
    known = [line for line in facts("boards.csv") if line["board_code"] == board and line["confidence"] == "official"]
    rows = [line.strip("|").split("|") for line in BOARDS[board].splitlines() if line.startswith("| ")][1:]
    assert {(kind.strip(), category.strip()) for kind, category in rows} == {
        (line["credit_type"], line["credit_category"]) for line in known
    }


def test_only_the_board_with_an_outline_wants_content_areas() -> None:
    assert [name for name, part in BOARDS.items() if "Content areas" in part] == ["ABA"]
    assert "at least one and at most two of the MOCA content outline" in BOARDS["ABA"]


def test_boards_without_published_credit_types_are_told_apart() -> None:
    assert "ABPMR" in BOARDS["Announced"]
    assert "ABPM," in BOARDS["Announced"]
    assert not {"ABPMR", "ABPM"} & BOARDS.keys()

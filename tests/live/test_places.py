"""What counts as agreement between a workbook and the check."""

from __future__ import annotations

import pytest

from tests.live.places import Place, Words, disagreements

TWO = Words("Missing: ", frozenset({frozenset({"Fee"}), frozenset({"URL is blank", "URL is too long"})}))
SEEN = Words("Missing: ", frozenset({frozenset({"Fee"})}), "MOC, REMS")
TITLE = Place("Activities", 2, "Status")


@pytest.mark.parametrize(
    ("words", "text", "agrees"),
    [
        (Words("OK"), "OK", True),
        (Words("OK"), "OK, but check: Fee", False),
        (Words(""), "#N/A", False),
        (TWO, "Missing: Fee, URL is blank", True),
        (TWO, "Missing: URL is too long, Fee", True),
        (TWO, "Missing: Fee", False),
        (TWO, "Missing: Fee, …", True),
        (TWO, "Missing: Fee, URL is blank, City", False),
        (TWO, "Missing: Title, …", False),
        (TWO, "Missing: Fee, and 1 more", True),
        (TWO, "Missing: Fee, and 0 more", False),
        (TWO, "Missing: Fee, and more", False),
        (SEEN, "Missing: Fee, and 2 more; see MOC, REMS", True),
        (TWO, "Will not save: Fee, URL is blank", False),
        (SEEN, "Missing: Fee; see MOC, REMS", True),
        (SEEN, "Missing: Fee; see MOC", False),
        (SEEN, "Missing: see MOC, REMS", False),
        (Words("Missing: ", see="MOC"), "Missing: see MOC", True),
    ],
)
def test_what_agrees(words: Words, text: str, agrees: bool) -> None:
    assert words.agree(text) is agrees


def test_a_disagreement_names_the_place_and_what_each_says() -> None:
    one, other = {TITLE: "OK"}, {TITLE: "OK, but check: Fee"}
    assert disagreements({"LibreOffice": one, "Gnumeric": one}, {TITLE: Words("OK")}) == []
    assert disagreements({"LibreOffice": one, "Gnumeric": other}, {TITLE: Words("OK")}) == [
        "Activities, row 2, Status: LibreOffice 'OK'; Gnumeric 'OK, but check: Fee'; Python 'OK'"
    ]
    assert disagreements({"LibreOffice": one}, {TITLE: TWO}) == [
        "Activities, row 2, Status: LibreOffice 'OK'; Python 'Missing: Fee, URL is blank or URL is too long'"
    ]
    assert disagreements({"LibreOffice": one, "Gnumeric": one}, {TITLE: None}) == []
    assert len(disagreements({"LibreOffice": one, "Gnumeric": {}}, {TITLE: None})) == 1

"""The pictures of the guide are those that docs/pictures/README.md names, each is shown by a page, and each can be read
where GitHub shows it, 880 dots wide."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree
from PIL import Image

from tests.docs.pages import HOME, PAGES, links

FOLDER = HOME / "docs" / "pictures"
PICTURES = sorted(path for path in FOLDER.iterdir() if path.suffix in (".png", ".svg"))
WIDTH = 880
"""Dots that GitHub gives a picture in a page."""
MOST_SHRUNK = 2.3
"""How many dots of a picture may become one: `make pictures` draws two, for sharp screens."""


def test_they_are_those_of_the_list() -> None:
    table = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert {path.name for path in PICTURES} == set(re.findall(r"\w+\.(?:png|svg)", table))


def test_each_is_shown_by_a_page() -> None:
    shown = {(page.parent / link.target).resolve() for page in PAGES for link in links(page) if link.picture}
    assert [path.name for path in PICTURES if path not in shown] == []


@pytest.mark.parametrize("path", [path for path in PICTURES if path.suffix == ".png"], ids=lambda path: path.name)
def test_it_is_sharp_and_not_shrunk_beyond_reading(path: Path) -> None:
    with Image.open(path) as picture:
        assert WIDTH <= picture.width <= WIDTH * MOST_SHRUNK
        colors = picture.convert("RGB").quantize(64).getcolors()
        assert colors is not None
        assert len(colors) > 20, "nearly nothing is drawn"


@pytest.mark.parametrize("path", [path for path in PICTURES if path.suffix == ".svg"], ids=lambda path: path.name)
def test_a_console_has_lines(path: Path) -> None:
    drawn = etree.parse(path)
    assert len(drawn.findall(".//{http://www.w3.org/2000/svg}text")) > 5

"""Every link, anchor and picture of the README and the guide is there; addresses on the web are held to their form, and
nobody calls them."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.docs.pages import GUIDE, HOME, PAGES, README, anchors, links, name_of

EVERY = [(page, link) for page in PAGES for link in links(page)]


def test_there_are_some() -> None:
    assert len(EVERY) > 100
    assert {page for page, _ in EVERY} >= {README, HOME / "docs" / "index.md"}


def wrong(page: Path, target: str) -> str | None:
    """What is wrong with a link, or None."""
    parts = urlsplit(target)
    if parts.scheme:
        good = parts.scheme in ("https", "mailto") and re.fullmatch(r"[a-z0-9.-]+\.[a-z]{2,}", parts.netloc or "a.bc")
        return None if good else "not the form of an address"
    file = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if not file.is_relative_to(HOME):
        return "outside of the project"
    if not file.exists():
        return "nothing is there"
    if parts.fragment and parts.fragment not in anchors(file):
        return "no such heading"
    return None


def test_links_lead_somewhere() -> None:
    assert [
        (name_of(page), link.target, why) for page, link in EVERY if (why := wrong(page, link.target)) is not None
    ] == []


def test_a_picture_says_what_it_shows() -> None:
    pictures = [(page, link) for page, link in EVERY if link.picture]
    assert len(pictures) > 3
    assert [(name_of(page), link.target) for page, link in pictures if len(link.words.split()) < 3] == []


def test_every_page_is_reached_from_the_start_of_the_guide() -> None:
    """From docs/index.md, by links; and from the README that page is one link away."""
    reached, waiting = set(), [HOME / "docs" / "index.md"]
    assert "docs/index.md" in {link.target for link in links(README)}
    while waiting:
        page = waiting.pop()
        reached.add(page)
        for link in links(page):
            file = (page.parent / urlsplit(link.target).path).resolve()
            if file in GUIDE and file not in reached:
                waiting.append(file)
    assert [name_of(page) for page in GUIDE if page not in reached] == []


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("gone.md", "nothing is there"),
        ("README.md#nowhere", "no such heading"),
        ("#nowhere", "no such heading"),
        ("../elsewhere.md", "outside of the project"),
        ("http://example.org", "not the form of an address"),
        ("https://nowhere", "not the form of an address"),
        ("https://example.org/a#b", None),
        ("mailto:info@example.org", None),
        ("LICENSE", None),
    ],
)
def test_a_wrong_link_is_seen(target: str, why: str | None) -> None:
    assert wrong(README, target) == why

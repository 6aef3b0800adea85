"""The README and the pages of the guide, read as GitHub reads them: links, headings, and the commands in their code."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

HOME = Path(__file__).resolve().parents[2]
README = HOME / "README.md"
GUIDE = sorted((HOME / "docs").glob("*.md"))
_LONG_FORM = re.compile(r"^(\.venv/bin/|~/pars/bin/|%USERPROFILE%\\pars\\Scripts\\)")
PAGES = [README, HOME / "CONTRIBUTING.md", HOME / "CHANGELOG.md", *GUIDE]


@dataclass(frozen=True, slots=True)
class Link:
    """Where a link or a picture leads, as written, and its words."""

    target: str
    words: str
    picture: bool


@dataclass(frozen=True, slots=True)
class Command:
    """A line of code that starts with `pars` or `make`.

    Attributes:
        line: as a person types it, without the remark behind it.
        section: the heading above it.
        whole: it stands in a block of code, so it is there to be typed; otherwise it is named in a sentence.
    """

    line: str
    section: str
    whole: bool

    @property
    def words(self) -> list[str]:
        return shlex.split(self.line)


def name_of(page: Path) -> str:
    return page.relative_to(HOME).as_posix()


@cache
def tokens(page: Path) -> tuple[Token, ...]:
    return tuple(MarkdownIt("commonmark").enable("table").parse(page.read_text(encoding="utf-8")))


def links(page: Path) -> Iterator[Link]:
    for token in tokens(page):
        inside = token.children or []
        for at, child in enumerate(inside):
            if child.type == "image":
                yield Link(str(child.attrs["src"]), child.content, picture=True)
            elif child.type == "link_open":
                words = "".join(each.content for each in inside[at + 1 :][: _until_close(inside[at + 1 :])])
                yield Link(str(child.attrs["href"]), words, picture=False)


def _until_close(inside: list[Token]) -> int:
    return next(number for number, each in enumerate(inside) if each.type == "link_close")


def anchors(page: Path) -> set[str]:
    """The names of a page's headings in addresses, by GitHub's way: lower case, blanks as hyphens, nothing else but
    letters, digits, hyphens and underscores; a second heading of one name gets -1."""
    names: set[str] = set()
    for heading in _headings(page):
        name = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        number = 0
        while (unique := f"{name}-{number}" if number else name) in names:
            number += 1
        names.add(unique)
    return names


def _headings(page: Path) -> Iterator[str]:
    for before, token in pairwise(tokens(page)):
        if before.type == "heading_open":
            yield "".join(child.content for child in token.children or [])


def commands(page: Path) -> Iterator[Command]:
    section, heading = "", False
    for token in tokens(page):
        if heading:
            section, heading = "".join(child.content for child in token.children or []), False
        heading = token.type == "heading_open"
        if token.type in ("fence", "code_block"):
            yield from (Command(line, section, whole=True) for line in _typed(token.content))
        for child in token.children or []:
            if child.type == "code_inline":
                yield from (Command(line, section, whole=False) for line in _typed(child.content))


def _typed(code: str) -> Iterator[str]:
    for line in code.splitlines():
        typed = re.split(r"\s+#", line)[0].strip()
        typed = _LONG_FORM.sub("", typed)
        if re.match(r"(pars|make)( |$)", typed):
            yield typed

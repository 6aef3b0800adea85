"""Fills a page in: one file that asks for nothing else, with its styles and its script inside.

Whatever a cell or a file is called is shown letter for letter: every text is made printable and escaped, and the page
itself forbids its browser any script but its own, and any address.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from generator.printable import printable

_TEMPLATES = Path(__file__).with_name("templates")
_AT_ONCE = 200
"""Pieces of a page that are handed on together."""


def filled(template: str, values: Mapping[str, Any]) -> Iterator[str]:
    """A page, piece by piece, so that none of it is kept.

    Args:
        template: name of a file in the folder `templates`.
        values: what it shows, by name. Lists may be made while the page is.
    """
    stream = _environment().get_template(template).stream(values)
    stream.enable_buffering(_AT_ONCE)
    yield from stream


def write_pieces(pieces: Iterable[str], file: Path) -> None:
    """Writes a text into `file` piece by piece, as UTF-8; half of a character pair, which that refuses, as \\udxxx."""
    with file.open("wb") as stream:
        for piece in pieces:
            stream.write(piece.encode(errors="backslashreplace"))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, finalize=_shown,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    style, script = (Markup((_TEMPLATES / name).read_text(encoding="utf-8")) for name in ("page.css", "page.js"))  # noqa: S704  # files of ours
    environment.globals |= {"style": style, "script": script, "policy": _policy(style, script)}
    environment.filters["number"] = lambda number: f"{number:,}"
    return environment


def _shown(value: object) -> object:
    """A text of a file in a page: as it is, but for what would change how others are shown."""
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _policy(style: str, script: str) -> str:
    """What the page lets its browser do (Content Security Policy Level 3): nothing but use these two."""
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

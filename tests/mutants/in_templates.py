"""Faults of the templates of an activity in the upload file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.mutants.fault import Fault, replaced

_NOTE = re.compile(r"\{#.*?#\}", re.DOTALL)
_SHOWN = re.compile(r"\{\{ (?:\w+\()?([\w.]+)\)? -?\}\}")
_CONDITION = re.compile(r"\{%-? (?:if|elif) (.+?) -?%\}")
_LOOP = re.compile(r"\{%-? for \w+ in (\S+) -?%\}")
_WORD = re.compile(r"(?<=[\">])[\w$][\w $-]*(?=[\"<])")
_ELEMENT = re.compile(r"^ *[<\"].*[>,]$", re.MULTILINE)
"""A line with what is written for one value."""


def faults(file: str, source: str) -> Iterator[Fault]:
    """Every fault of a template."""
    code = _NOTE.sub(lambda note: " " * len(note[0]), source)
    shown = list(dict.fromkeys(match[1] for match in _SHOWN.finditer(code)))

    def put(kind: str, start: int, end: int, new: str) -> Fault:
        return replaced(file, source, kind, start, end, new)

    for match in _SHOWN.finditer(code):
        start, end = match.span(1)
        other = shown[(shown.index(match[1]) + 1) % len(shown)]
        for kind, new in (
            ("another value", other),
            ("capitals", f"{match[1]}|upper"),
            ("not escaped", f"{match[1]}|safe"),
            ("no value", '""'),
        ):
            yield put(kind, start, end, new)
    for match in _CONDITION.finditer(code):
        yield put("always", *match.span(1), "true")
        yield put("never", *match.span(1), "false")
    for match in _LOOP.finditer(code):
        yield put("only the first", *match.span(1), f"({match[1]}|list)[:1]")
        yield put("without the first", *match.span(1), f"({match[1]}|list)[1:]")
    for match in _WORD.finditer(code):
        yield put("word", *match.span(), match[0] + "X")
    for match in _ELEMENT.finditer(code):
        yield put("element dropped", *match.span(), "")

"""A hostile file and what becomes of it."""

from __future__ import annotations

import functools
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from generator.run.checking import Checked
from tests.hostile.answers import Answers, answers
from tests.hostile.book import Parts, ours, shared, zipped


@dataclass(frozen=True)
class Outcome:
    """What is expected of every command.

    Attributes:
        sentence: words of the sentence with which the check fails, and all others but an export that is the same; empty
            when they do not.
        found: codes of findings with their cells, as in {"not-in-list": "Activities!F3"}; all of them are made.
        same: the upload file is that of the untouched workbook, byte for byte.
        held_back: activities that are held back from it.
        export_says: words of the sentence with which the export alone fails; empty when it does not.
    """

    sentence: str = ""
    found: Mapping[str, str] = field(default_factory=dict)
    same: bool = False
    held_back: int = 0
    export_says: str = ""


@dataclass(frozen=True)
class Case:
    """A hostile file: the name of the file, how it is made, and what becomes of it."""

    name: str
    make: Callable[[], bytes]
    outcome: Outcome
    file: str = "batch.xlsx"


def case(name: str, make: Callable[[], Parts | bytes], outcome: Outcome, file: str = "batch.xlsx") -> Case:
    """A case whose file is made of parts, or given as bytes."""

    def data() -> bytes:
        made = make()
        return made if isinstance(made, bytes) else zipped(made)

    return Case(name, data, outcome, file)


def says(words: str) -> Outcome:
    return Outcome(sentence=words)


def finds(code: str, place: str, *, same: bool = False, held_back: int = 0) -> Outcome:
    return Outcome(found={code: place}, same=same, held_back=held_back)


SAME = Outcome(same=True)
DAMAGED = says("is damaged inside")
ONLY_CHECK = Outcome(sentence="is damaged inside (xl/worksheets/", same=True)
"""A part is damaged that an export does not need."""
DECLARES = says("document type declaration")


def hold(one: Case, got: Answers) -> None:
    """Raises AssertionError when something else became of a case than is expected."""
    expected = one.outcome
    if expected.sentence:
        assert isinstance(got.check, str), "the check took it"
        assert expected.sentence in got.check, got.check
        if expected.same:
            assert got.export == untouched(), "another upload file"
        else:
            assert isinstance(got.export, str), "the export took it"
            assert expected.sentence in got.export, got.export
        return
    assert isinstance(got.check, Checked), got.check
    places = {(finding.code, finding.place) for finding in got.check.findings}
    for code, place in expected.found.items():
        assert (code, place) in places, sorted(places)
    if expected.export_says:
        assert isinstance(got.export, str), "the export took it"
        assert expected.export_says in got.export, got.export
        return
    assert not isinstance(got.export, str), got.export
    if expected.same:
        assert got.export == untouched(), "another upload file"
    else:
        assert got.receipt["rows"]["Activities"]["held_back"] == expected.held_back


@functools.cache
def untouched() -> bytes:
    """The upload file of the untouched workbook, which is the same with live marks and with shared texts."""
    uploads = [_upload(zipped(parts)) for parts in (ours(), ours(live=True), shared())]
    assert uploads[0] == uploads[1] == uploads[2]
    return uploads[0]


def _upload(data: bytes) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        upload = answers(data, Path(folder)).export
    assert isinstance(upload, bytes), upload
    return upload

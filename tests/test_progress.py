"""Everything that may take long tells what it counts, up to the last one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.progress import counted, heard, tell
from generator.report.terminal import progress_words
from tests.bench.commands import pars

WRITTEN = ["rows written", "KB saved"]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("office")
    for command in (
        "sample -o year.xlsx --no-live",
        "export year.xlsx",
        "sample -o spring.xlsx --activities 3 --no-live",
    ):
        assert pars(*command.split(), cwd=folder).returncode in {0, 1}
    (folder / "list.csv").write_text("Activity ID,Title\nA-1,Hernia Repair\nA-2,Grand Rounds\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("command", "counts"),
    [
        ("check year.xlsx --highlight marked.xlsx", ["sheets read", "rules", "sheets marked"]),
        ("export year.xlsx -o a.xml", ["sheets read", "rules", "activities written"]),
        ("export year.xlsx -o a.json", ["sheets read", "rules", "activities written"]),
        ("import year.xml -o b.xlsx --no-live", ["KB read", *WRITTEN]),
        ("import list.csv -o c.xlsx --no-live --no-remember", ["rows read", *WRITTEN]),
        ("upgrade year.xlsx -o d.xlsx", ["sheets read", "lines of the sheet Upgrade", *WRITTEN]),
        ("merge year.xlsx spring.xlsx -o e.xlsx", ["sheets read", "lines of the sheet Merge", *WRITTEN]),
        ("split spring.xlsx --by Format -o parts", ["sheets read", "workbooks written"]),
        ("template -o f.xlsx --no-live", WRITTEN),
        ("sample -o g.xlsx --no-live", WRITTEN),
        ("handout folder --no-live", WRITTEN),
    ],
)
def test_each_command_counts(office: Path, command: str, counts: list[str]) -> None:
    told = office / "told.txt"
    with told.open("w", buffering=1) as file, heard(lambda *said: file.write(f"{said}\n") and None):
        assert pars(*command.split(), cwd=office).returncode in {0, 1}
    last: dict[str, tuple[int, int]] = {}
    for what, done, of in _said(told):
        assert done <= of
        last[what] = done, of
    assert [*last] == counts
    assert all(done == of or what == "rows written" for what, (done, of) in last.items())


def _said(file: Path) -> Iterator[tuple[str, int, int]]:
    for what, done, of in re.findall(r"\('(.*)', (\d+), (\d+)\)", file.read_text()):
        yield what, int(done), int(of)


def test_nobody_needs_to_listen_and_the_innermost_hears() -> None:
    outer: list[object] = []
    inner: list[object] = []
    with heard(lambda *said: outer.append(said)):
        with heard(lambda *said: inner.append(said)):
            assert list(counted("ab", 2, "letters")) == ["a", "b"]
        with heard(None):
            tell("letters", 1, 2)
        tell("rules", 1, 3)
    tell("rules", 2, 3)
    assert outer == [("rules", 1, 3)]
    assert inner == [("letters", 0, 2), ("letters", 1, 2), ("letters", 2, 2)]


def test_how_far_it_is() -> None:
    assert progress_words("Checking", "rules", 30, 120, 4.0) == "Checking: 30 of 120 rules, about 12 s left"
    assert progress_words("Importing", "rows written", 1_000, 200_000, 3.0) == (
        "Importing: 1,000 of 200,000 rows written, about 10 min left"
    )
    assert progress_words("Checking", "rules", 120, 120, 4.0) == "Checking: 120 of 120 rules"

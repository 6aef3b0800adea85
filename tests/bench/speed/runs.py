"""All runs, one after the other; each result is kept at once, so that a run that was stopped can be taken up again."""

from __future__ import annotations

import json
import statistics
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.bench.speed.processes import Run, run
from tests.bench.speed.workbooks import Book

PARS = Path(sys.executable).with_name("pars")
CHECK, CHECK_JSON, EXPORT = "pars check", "pars check --json", "pars export"
FRICTIONLESS, OPENPYXL, FLOOR = "frictionless", "openpyxl", "the floor"
OURS = (CHECK, CHECK_JSON, EXPORT)
WAYS = (*OURS, FRICTIONLESS, OPENPYXL, FLOOR)
HELP = "pars --help"
_NEIGHBORS_FEWER_FROM, _FEWER_FROM = 10_000, 20_000
"""From so many activities on a workbook is measured three times by the slow neighbors, and three times by all."""
_FINE = (0, 1)
"""Exit codes of a check or an export that did its work: 1 says that there are findings."""
_DAY = "2026-06-01"
"""The day that all checks look from, so that each year's runs find the same."""


@dataclass(frozen=True)
class Measured:
    """The results of one command on one workbook."""

    runs: Sequence[Run]

    def median(self, figure: str) -> float:
        return statistics.median(getattr(run, figure) for run in self.runs)

    @property
    def seconds(self) -> float:
        return self.median("seconds")

    @property
    def cpu(self) -> float:
        return self.median("cpu")

    @property
    def peak(self) -> float:
        return max(run.peak for run in self.runs)


class Results:
    """What was measured: name of a workbook, or none, and of a command to its runs."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._kept: dict[str, list[Mapping[str, float]]] = {}
        if path.exists():
            self._kept = json.loads(path.read_text(encoding="utf-8"))

    def find(self, way: str, book: Book | None = None) -> Measured | None:
        kept = self._kept.get(_key(way, book))
        return Measured([Run(**each) for each in kept]) if kept else None  # type: ignore[arg-type]  # as it was kept

    def add(self, way: str, book: Book | None, done: Run) -> None:
        self._kept.setdefault(_key(way, book), []).append(asdict(done))
        self._path.write_text(json.dumps(self._kept, indent=1), encoding="utf-8")


def _key(way: str, book: Book | None) -> str:
    return f"{book.name} | {way}" if book else way


def times(way: str, book: Book) -> int:
    """How often a workbook is measured that way."""
    fewer_from = _NEIGHBORS_FEWER_FROM if way in {FRICTIONLESS, OPENPYXL} else _FEWER_FROM
    return 3 if book.activities >= fewer_from else 5


def command(way: str, path: Path) -> list[str | Path]:
    """The command that does it that way with a workbook."""
    out, python = path.with_name("out.xml"), [sys.executable, "-m"]
    return {
        CHECK: [PARS, "check", path, "--today", _DAY],
        CHECK_JSON: [PARS, "check", path, "--today", _DAY, "--json"],
        EXPORT: [PARS, "export", path, "-o", out, "--replace", "--today", _DAY],
        FRICTIONLESS: [*python, "tests.bench.speed.neighbors", FRICTIONLESS, path],
        OPENPYXL: [*python, "tests.bench.speed.neighbors", OPENPYXL, path],
        FLOOR: [*python, "tests.bench.speed.floor", path, path.with_name("floor.xml")],
    }[way]


def measure(books: Sequence[Book], alone: Sequence[Book], folder: Path, results: Results) -> None:
    """Measures what `results` has not yet: commands in turns, so that a busy minute meets all of them.

    Args:
        books: with neighbors beside.
        alone: with `CHECK`, `EXPORT` and `FLOOR` only, which tells how fast the machine was.
    """
    for _ in range(5 - _done(results, HELP, None)):
        results.add(HELP, None, run([PARS, "--help"]))
    for book, way in _order(books, alone, results):
        path = book.make(folder, PARS)
        done = run(command(way, path), fine=_FINE if way in OURS else (0,))
        results.add(way, book, done)
        print(f"{book.name:>16}  {way:<18} {done.seconds:7.2f} s  {done.peak:6.0f} MB", flush=True)


def _order(books: Sequence[Book], alone: Sequence[Book], results: Results) -> Iterator[tuple[Book, str]]:
    for book, ways in [*((book, WAYS) for book in books), *((book, (CHECK, EXPORT, FLOOR)) for book in alone)]:
        for turn in range(max(times(way, book) for way in ways)):
            yield from ((book, way) for way in ways if _done(results, way, book) <= turn < times(way, book))


def _done(results: Results, way: str, book: Book | None) -> int:
    found = results.find(way, book)
    return len(found.runs) if found else 0

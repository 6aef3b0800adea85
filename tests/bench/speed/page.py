"""docs/performance.md, from what was measured."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.bench.speed import live
from tests.bench.speed.runs import CHECK, EXPORT, FLOOR, FRICTIONLESS, HELP, WAYS, Measured, Results
from tests.bench.speed.workbooks import ONE_IN, Book

CHECK_GOAL, EXPORT_GOAL, GROWTH_GOAL = 0.5, 2.5, 11.0
"""Time of a check beside frictionless', of an export beside the floor's, and of ten times as many activities."""
RATIOS_FROM = 10_000
"""Activities from which on these hold: at 1,000 it is the start of Python and its libraries that takes the time."""
PEAK_GOAL, YEAR_PEAK_GOAL = 600, 2_560
"""MB: at 50,000 activities, and of a whole year."""
YEAR_GOAL, HELP_GOAL = 120.0, 0.3
"""Seconds."""
PEAK_AT = 50_000
_ABOUT = """# Performance

Made by `make bench` on {date}, on {machine}.

Each figure is of a whole process, from its start to its end. The workbooks are stress samples (`pars sample --stress`),
with a fault on one activity in {one_in} or on none, with live marks as far as these are allowed, or without.

- **{frictionless}** reads the same sheets and compares each cell with the type of its column (text, number, date), as a
  person would write the schema: no lists, and nothing that goes beyond a cell.
- **openpyxl** reads all cells, read-only, and does nothing with them.
- **{floor}** is the least that Python needs: calamine reads the sheets, plain loops compare types and lists, lxml
  writes as many elements for each activity as the upload file has. It tells nothing and holds nothing back.
"""


@dataclass(frozen=True)
class Page:
    """What the page tells.

    Attributes:
        date, machine: when and on what.
        books: the workbooks of the large table.
        growth: the smaller and the larger workbook, ten times as large; None where not measured.
        year: the workbook of a whole year; None where not measured.
        shares: see `tests.bench.speed.spent`.
        profiled: how many activities that was.
        in_office: activities to seconds (`tests.bench.speed.live`).
    """

    date: str
    machine: str
    books: Sequence[Book]
    growth: tuple[Book, Book] | None
    year: Book | None
    shares: Mapping[str, Mapping[str, float]]
    profiled: int
    in_office: Mapping[int, Sequence[float]]

    def text(self, results: Results) -> str:
        """The page in Markdown."""
        about = _ABOUT.format(
            date=self.date, machine=self.machine, one_in=ONE_IN, frictionless=FRICTIONLESS, floor=FLOOR
        )
        parts = [about, "## Goals\n", *_table(("what", "goal", "worst reached", "at"), self._goals(results))]
        parts += ["\n## Times and memory\n", *_table(_HEADERS, self._rows(results)), _UNDER]
        parts += ["\n## Where the time goes\n", self._profile_note(), *_table(("package", *self.shares), self._spent())]
        if self.in_office:
            rows = [(f"{size:,}", *(f"{s:.2f}" for s in seconds)) for size, seconds in self.in_office.items()]
            parts += [f"\n## Live marks in LibreOffice\n\n{_OFFICE}\n", *_table(live.COLUMNS, rows)]
        return "\n".join(parts) + "\n"

    def _goals(self, results: Results) -> Iterator[Sequence[str]]:
        for way, beside, goal in ((CHECK, FRICTIONLESS, CHECK_GOAL), (EXPORT, FLOOR, EXPORT_GOAL)):
            for size in dict.fromkeys(book.activities for book in self.books if book.activities >= RATIOS_FROM):
                ratios = self._ratios(results, way, beside, size)
                yield _worst(f"{way} : {beside}, {size:,} activities", goal, ratios, "{:.2f}")
        large = [book for book in self.books if book.activities == PEAK_AT]
        for way in (CHECK, EXPORT):
            peaks = [(found.peak, book.name) for book in large if (found := results.find(way, book))]
            yield _worst(f"memory of {way} at {PEAK_AT:,}", PEAK_GOAL, peaks, "{:,.0f} MB")
        for way in (CHECK, EXPORT):
            yield _worst(f"growth of {way}, tenfold", GROWTH_GOAL, self._growth(results, way), "{:.1f}-fold")
        for way in (CHECK, EXPORT):
            found = results.find(way, self.year) if self.year else None
            place = self.year.name if self.year else ""
            yield _worst(f"{way} of a year", YEAR_GOAL, [(found.seconds, place)] if found else [], "{:.0f} s")
            yield _worst(f"its memory ({way})", YEAR_PEAK_GOAL, [(found.peak, place)] if found else [], "{:,.0f} MB")
        start = results.find(HELP)
        yield _worst(HELP, HELP_GOAL, [(start.seconds, "")] if start else [], "{:.2f} s")

    def _ratios(self, results: Results, way: str, beside: str, size: int) -> list[tuple[float, str]]:
        books = (book for book in self.books if book.activities == size)
        pairs = [(results.find(way, book), results.find(beside, book), book.name) for book in books]
        return [(ours.seconds / theirs.seconds, name) for ours, theirs, name in pairs if ours and theirs]

    def _growth(self, results: Results, way: str) -> list[tuple[float, str]]:
        if self.growth is None:
            return []
        few, many = (results.find(way, book) for book in self.growth)
        return [(many.seconds / few.seconds, self.growth[1].name)] if few and many else []

    def _rows(self, results: Results) -> Iterator[Sequence[str]]:
        year = [self.year] if self.year else []
        for book in [*self.books, *year]:
            found = {way: results.find(way, book) for way in WAYS}
            floor, other = found[FLOOR], found[FRICTIONLESS]
            for way, measured in found.items():
                if measured:
                    beside = [_ratio(measured, other), _ratio(measured, floor)]
                    yield (*_of(book), way, *_figures(measured), *beside, str(len(measured.runs)))

    def _profile_note(self) -> str:
        return (
            f"{self.profiled:,} activities without live marks: the share of each package in a profile, with the "
            "built-in functions that it calls.\n"
        )

    def _spent(self) -> Iterator[Sequence[str]]:
        for package in next(iter(self.shares.values()), {}):
            yield (package, *(f"{shares[package]:.0%}" for shares in self.shares.values()))


_HEADERS = (
    "activities", "faults", "live marks", "command", "seconds", "of processors", "MB at most", ": frictionless",
    ": the floor", "runs",
)  # fmt: skip
_UNDER = "\nSeconds are medians of the runs, memory is the most of any of them."
_OFFICE = "Seconds of a LibreOffice just started, each activity with two board rows; the columns from *title* on: until\
 a change of such a cell is followed everywhere."


def _of(book: Book) -> tuple[str, str, str]:
    return f"{book.activities:,}", "yes" if book.faulty else "no", "yes" if book.live else "no"


def _figures(measured: Measured) -> tuple[str, str, str]:
    return f"{measured.seconds:.2f}", f"{measured.cpu:.2f}", f"{measured.peak:,.0f}"


def _ratio(measured: Measured, beside: Measured | None) -> str:
    return f"{measured.seconds / beside.seconds:.2f}" if beside else "–"


def _worst(what: str, goal: float, reached: Iterable[tuple[float, str]], form: str) -> Sequence[str]:
    figure, place = max(reached, default=(None, ""))
    if figure is None:
        return what, f"at most {form.format(goal)}", "not measured", ""
    return what, f"at most {form.format(goal)}", f"{form.format(figure)}{'' if figure <= goal else ' (missed)'}", place


def _table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [headers, ["---"] * len(headers), *rows]
    return [f"| {' | '.join(line)} |" for line in lines]

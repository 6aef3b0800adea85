"""`python -m tests.bench.speed [--sizes 1000 10000] [--resume]` measures, and writes docs/performance.md."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import shutil
from pathlib import Path

from generator.catalog import load
from tests.bench.speed import live
from tests.bench.speed.machine import machine
from tests.bench.speed.page import Page
from tests.bench.speed.runs import PARS, Results, measure
from tests.bench.speed.spent import spent
from tests.bench.speed.workbooks import Book, books, write_columns

SIZES = (1_000, 10_000, 50_000)
FROM, YEAR = 5_000, 230_000
"""The workbook from which growth is told, a tenth of the largest; and all activities of a year."""
PROFILED = 10_000
IN_OFFICE = (500, 1_000, 2_000, 4_000)
FOLDER, TARGET = Path("build", "bench"), Path("docs", "performance.md")


def main(sizes: list[int], *, resume: bool) -> None:
    """Measures workbooks of these sizes, and with the largest of `SIZES` also growth, the year, and more of them in
    LibreOffice."""
    whole = max(SIZES) in sizes
    if FOLDER.exists() and not resume:
        shutil.rmtree(FOLDER)
    FOLDER.mkdir(parents=True, exist_ok=True)
    write_columns(load(), FOLDER)
    results = Results(FOLDER / "results.json")
    measured = books(sizes)
    growth = (Book(FROM, False, False), Book(max(SIZES), False, False)) if whole else None
    year = Book(YEAR, False, False) if whole else None
    measure([*measured, *(growth or ())[:1]], year, FOLDER, results)
    profiled = PROFILED if PROFILED in sizes else max(sizes)
    page = Page(
        date=f"{dt.date.today():%B %d, %Y}",
        machine=machine(),
        books=measured,
        growth=growth,
        year=year,
        shares=spent(Book(profiled, True, False).make(FOLDER, PARS)),
        profiled=profiled,
        in_office=_in_office(IN_OFFICE if whole else IN_OFFICE[:1]),
    )
    TARGET.write_text(page.text(results), encoding="utf-8")
    print(TARGET)


def _in_office(sizes: tuple[int, ...]) -> dict[int, list[float]]:
    """Activities to seconds; kept like the other results."""
    kept = FOLDER / "office.json"
    known: dict[str, list[float]] = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    for size in (size for size in sizes if str(size) not in known):
        known[str(size)] = live.measure(size)
        kept.write_text(json.dumps(known), encoding="utf-8")
    return {size: known[str(size)] for size in sizes}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), help="activities of the workbooks")
    parser.add_argument("--resume", action="store_true", help="keep what an earlier run in build/bench measured")
    given = parser.parse_args()
    main(given.sizes, resume=given.resume)

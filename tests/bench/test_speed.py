"""The measurements are fair to the neighbors, and the page tells what was measured, missed goals too."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from lxml import etree

from generator.catalog import load
from generator.exchange.export import export
from generator.sample.write import write
from generator.workbook.read import read
from tests.bench.speed import floor
from tests.bench.speed.page import Page
from tests.bench.speed.processes import Run, run
from tests.bench.speed.runs import CHECK, EXPORT, FLOOR, FRICTIONLESS, HELP, OPENPYXL, Results
from tests.bench.speed.workbooks import Book, books, write_columns


def test_the_floor_writes_as_many_elements_as_an_export(tmp_path: Path) -> None:
    sample = tmp_path / "s.xlsx"
    write(load(), sample, 120, 0, 1, live=False)
    write_columns(load(), tmp_path)
    floor.write(floor.read(sample), tmp_path / "floor.xml")
    batch = read(sample, lambda version, areas: load(version, None, areas))
    export(batch, list(range(120)), tmp_path / "ours.xml")
    ours, theirs = (etree.parse(tmp_path / name).getroot() for name in ("ours.xml", "floor.xml"))
    assert len(theirs) == len(ours) == 120
    assert sum(1 for _ in theirs.iter()) == pytest.approx(sum(1 for _ in ours.iter()), rel=0.05)


def test_the_floor_reads_every_filled_cell(tmp_path: Path) -> None:
    sample = tmp_path / "s.xlsx"
    write(load(), sample, 30, 0, 1, live=False)
    write_columns(load(), tmp_path)
    rows = floor.read(sample)
    batch = read(sample, lambda version, areas: load(version, None, areas))
    for sheet in batch.sheets.values():
        filled = sum(cell is not None for column in sheet.sheet.columns for cell in sheet.raw(column.id))
        assert sum(map(len, rows[sheet.sheet.title])) == filled


def test_the_floor_writes_a_workbook_with_faults_whole(tmp_path: Path) -> None:
    write(load(), tmp_path / "s.xlsx", 200, 200, 1, live=False)
    write_columns(load(), tmp_path)
    floor.write(floor.read(tmp_path / "s.xlsx"), tmp_path / "floor.xml")
    assert len(etree.parse(tmp_path / "floor.xml").getroot()) >= 200


def test_a_whole_process_is_measured() -> None:
    done = run(
        [sys.executable, "-c", "data = b'x' * 80_000_000; sum(range(3_000_000)); raise SystemExit(1)"], fine=(0, 1)
    )
    assert done.code == 1
    assert 80 < done.peak < 400
    ballast = bytearray(200_000_000)
    assert run([sys.executable, "-c", ""]).peak < 100, "not the memory of the process that measures"
    assert ballast
    assert done.cpu > 0
    with pytest.raises(RuntimeError, match="exit code 1"):
        run([sys.executable, "-c", "raise SystemExit(1)"])


def test_live_marks_are_measured_where_they_are_allowed() -> None:
    made = {(book.activities, book.live) for book in books([10_000, 10_001])}
    assert made == {(10_000, True), (10_000, False), (10_001, False)}


def test_the_page_tells_ratios_and_missed_goals(tmp_path: Path) -> None:
    book, slow = Book(10_000, False, False), Book(50_000, True, False)
    results = Results(tmp_path / "results.json")
    seconds = {CHECK: 2.0, EXPORT: 2.0, FRICTIONLESS: 8.0, OPENPYXL: 3.0, FLOOR: 1.0}
    for way, taken in seconds.items():
        for _ in range(3):
            results.add(way, book, Run(taken, taken, 100, 0))
    for way, taken in {**seconds, CHECK: 6.0}.items():
        results.add(way, slow, Run(taken, taken, 700, 1))
    results.add(HELP, None, Run(0.2, 0.2, 40, 0))
    shares = {CHECK: {"rules": 0.25, "workbook": 0.75}}
    page = Page("November 26, 2026", "2 cores", [book, slow], None, None, shares, 1_000, {500: [1.0] * 8})
    text = page.text(Results(tmp_path / "results.json"))
    assert "| pars check : frictionless, 50,000 activities | at most 0.50 | 0.75 (missed) | 50000-faults |" in text
    assert "| pars export : the floor, 10,000 activities | at most 2.50 | 2.00 | 10000 |" in text
    assert "| memory of pars check at 50,000 | at most 600 MB | 700 MB (missed) | 50000-faults |" in text
    assert "| pars --help | at most 0.30 s | 0.20 s |  |" in text
    assert "| growth of pars check, tenfold | at most 11.0-fold | not measured |  |" in text
    assert "| 10,000 | no | no | pars check | 2.00 | 2.00 | 100 | 0.25 | 2.00 | 3 |" in text
    assert "| rules | 25% |" in text

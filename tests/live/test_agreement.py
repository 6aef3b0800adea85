"""The proof: in a real spreadsheet program, on random rows, live marks and the Python check say the same, cell by cell.

Left out are only the rules that Python alone can check (`Registry.python_rules`, `Registry.file_rules`), and dates typed as text in
forms other than YYYY-MM-DD, which only the check reads.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from generator.catalog import load
from generator.readiness.words import programme_words
from generator.rules.registry import registry
from generator.run import Checked, check_batch
from generator.template import build, save
from generator.template.live import LiveBook
from generator.template.row_marks import LENGTH, LETTERS
from generator.workbook.cells import Cell
from generator.workbook.frames import Batch, sheet_frame
from tests.libreoffice import Document, Office, column_letter
from tests.random_rows import random_rows

CATALOG = load()
TODAY = dt.date(2026, 7, 1)
SIZE = 120
BOOK = LiveBook(CATALOG, None)
MARKS = BOOK.marks()
SEVERITY = {letter: str(severity) for severity, letter in LETTERS.items()}


def live_marks_of(document: Document, rows: dict[str, dict[int, dict[str, Cell]]]) -> set[tuple[str, int, str, str]]:
    """(sheet, row, column, severity) of every mark that the workbook shows."""
    found = set()
    for sheet in CATALOG.sheets.values():
        known = {mark.text: mark for mark in BOOK.sheets[sheet.id].marks}
        view = document.sheet(sheet.title)
        last = max(rows[sheet.id], default=2)
        table = view.values(f"A1:{column_letter(view.used_area.right)}{last}")
        at = table[0].index("marks")
        for number, row in enumerate(table[1:], 2):
            text = str(row[at] or "")
            marks = [text[start : start + LENGTH] for start in range(0, len(text), LENGTH)]
            assert set(marks) <= set(known), (sheet.id, number, text)
            assert len(marks) == len(set(marks)), (sheet.id, number, text)
            found |= {(sheet.title, number, known[mark].column.id, SEVERITY[mark[0]]) for mark in marks if mark[0] in SEVERITY}
    return found


@pytest.mark.parametrize("part", range(2))
def test_live_marks_and_findings_agree(part: int, office: Office, tmp_path: Path) -> None:
    @seed(20260 + part)
    @settings(max_examples=6, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(draw=st.integers(0, 2**32))
    def agree(draw: int) -> None:
        compare(office, tmp_path, random_rows(CATALOG, random.Random(draw), SIZE))

    agree()


def compare(office: Office, folder: Path, rows: dict[str, dict[int, dict[str, Cell]]]) -> None:
    path = folder / "live.xlsx"
    workbook = build(CATALOG, rows=10, rows_of=rows, marks=MARKS)
    start = workbook["Start"]
    address = workbook.defined_names["today"].attr_text.split("!")[1].replace("$", "")
    start[address] = TODAY
    save(workbook, path)
    batch = Batch("live.xlsx", CATALOG, {s: sheet_frame(sheet, rows[s]) for s, sheet in CATALOG.sheets.items()})
    result = check_batch(batch, TODAY)
    only_python = {r.code for r in registry(CATALOG).python_rules}
    expected = {(f.sheet, f.row, f.field, str(f.severity)) for f in result.findings if f.code not in only_python}
    with office.open(path) as document:
        shown = live_marks_of(document, rows)
        readiness = document.sheet("Readiness").values(f"A5:Q{4 + max(rows['activities'])}")
    raw = {s.title: s.id for s in CATALOG.sheets.values()}

    def told(place: tuple[str | None, int | None, str | None, str]) -> str:
        sheet, row, column, severity = place
        codes = [f.code for f in result.findings if (f.sheet, f.row, f.field) == (sheet, row, column)]
        return f"{sheet} row {row} {column} {severity}: {rows[raw[str(sheet)]].get(row or 0, {}).get(str(column))!r} {codes}"

    assert not [told(p) for p in sorted(shown - expected)], "marked in the workbook, not found by the check"
    assert not [told(p) for p in sorted(expected - shown, key=str)], "found by the check, not marked in the workbook"
    _compare_readiness(result, readiness)


def _compare_readiness(result: Checked, readiness: Sequence[Sequence[object]]) -> None:
    """Record status word for word; of every board and programme whether it is complete, lacks something, or must be fixed."""
    headers = [c.header for c in MARKS.readiness]
    for activity in result.readiness:
        line = dict(zip(headers, readiness[activity.row - 2], strict=False))
        assert line["Record status"] == str(activity.record_status), (activity.row, line)
        for name, programme in activity.programmes.items():
            header = name.replace("MOC:", "MOC: ").replace("REMS:", "REMS: ")
            if header not in line or name in ("MOC", "REMS"):
                continue
            words = programme_words(CATALOG, name, programme)
            assert _kind(str(line[header])) == _kind(words), (activity.row, name, line[header], words)


def _kind(words: str) -> str:
    return words.split(":", maxsplit=1)[0].split(" –", maxsplit=1)[0]

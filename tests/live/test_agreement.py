"""The proof: in a real spreadsheet program, on random rows, live marks and the Python check say the same, cell by cell.

Left out are only the rules that Python alone can check (`Registry.python_rules`, `Registry.file_rules`).
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from generator.catalog import Catalog, load
from generator.readiness.words import program_words
from generator.rules.registry import registry
from generator.run import Checked, check_batch
from generator.template import Marks, build, save
from generator.template.formulas.letters import SEVERITIES
from generator.template.live import live_marks
from generator.template.row_marks import LENGTH, marks_of
from generator.workbook.cells import Cell
from generator.workbook.frames import batch_in_memory
from tests.bench.libreoffice import Document, Office, column_letter
from tests.bench.random_rows import random_rows

TODAY = dt.date(2026, 7, 1)
SIZE = 120
DRAWS = 5
SEVERITY = {letter: str(severity) for severity, letter in SEVERITIES.items()}


@dataclass
class Made:
    """A workbook made from a catalog for some of its boards."""

    catalog: Catalog
    boards: Sequence[str] | None

    @cached_property
    def marks(self) -> Marks:
        return live_marks(self.catalog, self.boards)


@pytest.fixture(scope="module", params=["as shipped", "forty areas, two boards", "own lists"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    if request.param == "as shipped":
        return Made(load(), None)
    if request.param == "forty areas, two boards":
        return Made(load(areas=40), ["abim", "ABA"])
    own = tmp_path_factory.mktemp("own")
    (own / "lists").mkdir()
    (own / "catalog.toml").write_text(
        "[settings]\ncredit_step = 0.5\n[lists]\nsupporters = { closed = true }\n", encoding="utf-8"
    )
    (own / "lists" / "supporters.csv").write_text(OWN_SUPPORTERS, encoding="utf-8")
    credit_types = [(b.value, t.value) for b in load().boards for t in load().lists["credit_types"].offered(b.value)]
    lines = [
        "value,status,source,confidence,board",
        *(f"{text},offered,ours,own,{board}" for board, text in credit_types),
    ]
    (own / "lists" / "credit_types.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Made(load(overlay=own), None)


OWN_SUPPORTERS = """value,status,source,confidence
Children's Fund,offered,ours,own
Women’s Health “Trust”,offered,ours,own
=1+1,offered,ours,own
#N/A,offered,ours,own
1001,offered,ours,own
TRUE,offered,ours,own
"""


def live_marks_of(
    made: Made, document: Document, rows: dict[str, dict[int, dict[str, Cell]]]
) -> set[tuple[str, int, str, str]]:
    """(sheet, row, column, severity) of every mark that the workbook shows."""
    found = set()
    for sheet in made.catalog.sheets.values():
        known = {mark.text: mark for mark in marks_of(made.catalog, sheet.id)}
        view = document.sheet(sheet.title)
        last = max(rows[sheet.id], default=2)
        table = view.values(f"A1:{column_letter(view.used_area.right)}{last}")
        at = table[0].index("shown" if "shown" in table[0] else "marks")
        for number, row in enumerate(table[1:], 2):
            text = str(row[at] or "")
            marks = [text[start : start + LENGTH] for start in range(0, len(text), LENGTH)]
            assert set(marks) <= set(known), (sheet.id, number, text)
            assert len(marks) == len(set(marks)), (sheet.id, number, text)
            found |= {
                (sheet.title, number, known[mark].column.id, SEVERITY[mark[0]]) for mark in marks if mark[0] in SEVERITY
            }
    return found


def test_live_marks_and_findings_agree(made: Made, office: Office, tmp_path: Path) -> None:
    @seed(20260)
    @settings(
        max_examples=DRAWS,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(draw=st.integers(0, 2**32))
    def agree(draw: int) -> None:
        compare(made, office, tmp_path, random_rows(made.catalog, random.Random(draw), SIZE), day_first=draw % 2 == 1)

    agree()


def compare(
    made: Made, office: Office, folder: Path, rows: dict[str, dict[int, dict[str, Cell]]], *, day_first: bool
) -> None:
    path = folder / "live.xlsx"
    workbook = build(made.catalog, boards=made.boards, rows=10, rows_of=rows, marks=made.marks)
    start = workbook["Start"]
    address = workbook.defined_names["today"].attr_text.split("!")[1].replace("$", "")
    start[address] = TODAY
    setting = workbook.defined_names["dates_as_text"].attr_text.split("!")[1].replace("$", "")
    start[setting] = "day/month/year" if day_first else "month/day/year"
    save(workbook, path)
    batch = batch_in_memory("live.xlsx", made.catalog, rows, day_first=day_first)
    result = check_batch(batch, TODAY)
    only_python = {r.code for r in registry(made.catalog).python_rules}
    expected = {(f.sheet, f.row, f.field, str(f.severity)) for f in result.findings if f.code not in only_python}
    with office.open(path) as document:
        shown = live_marks_of(made, document, rows)
        readiness = document.sheet("Readiness").values(
            f"A5:{column_letter(len(made.marks.readiness) - 1)}{4 + max(rows['activities'])}"
        )
    raw = {s.title: s.id for s in made.catalog.sheets.values()}

    def told(place: tuple[str | None, int | None, str | None, str]) -> str:
        sheet, row, column, severity = place
        codes = [f.code for f in result.findings if (f.sheet, f.row, f.field) == (sheet, row, column)]
        return (
            f"{sheet} row {row} {column} {severity}: {rows[raw[str(sheet)]].get(row or 0, {}).get(str(column))!r} "
            f"{codes}"
        )

    assert not [told(p) for p in sorted(shown - expected)], "marked in the workbook, not found by the check"
    assert not [told(p) for p in sorted(expected - shown, key=str)], "found by the check, not marked in the workbook"
    _compare_readiness(made, result, readiness)


def _compare_readiness(made: Made, result: Checked, readiness: Sequence[Sequence[object]]) -> None:
    """Record status word for word; of every board and program whether it is complete, lacks something, or must be
    fixed."""
    headers = [c.header for c in made.marks.readiness]
    left_out = {b.value for b in made.catalog.boards} - {b.value for b in made.catalog.boards_of(made.boards)}
    for activity in result.readiness:
        line = dict(zip(headers, readiness[activity.row - 2], strict=True))
        assert line["Record status"] == str(activity.record_status), (activity.row, line)
        for name, program in activity.programs.items():
            if name.removeprefix("MOC:") in left_out:
                continue
            header = {"MOC": "MOC/CC"}.get(name, name.replace(":", ": "))
            words = program_words(program)
            assert _kind(str(line[header])) == _kind(words), (activity.row, name, line[header], words)
            if name not in ("MOC", "REMS") and "…" not in str(line[header]):
                assert _named(str(line[header])) <= _named(words), (activity.row, name)


def _kind(words: str) -> str:
    return words.split(":", maxsplit=1)[0].split(" –", maxsplit=1)[0]


def _named(words: str) -> set[str]:
    """What is to be mended; of two things wrong with one cell the workbook names the first."""
    return set(words.split(": ", maxsplit=1)[-1].split(", "))

"""The proof: in real spreadsheet programs, on random rows, the workbook and the check in Python say the same, cell by
cell: every Status, every mark, all of Readiness, and the totals on Start.

Left out are only the rules that Python alone can check (`Registry.python_rules`, `Registry.file_rules`).
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from generator.catalog import Catalog, load
from generator.readiness.status import readiness
from generator.rules.check import Check
from generator.template import Marks, build, save
from generator.template.live import live_marks
from generator.workbook.cells import Cell, CellError
from generator.workbook.frames import batch_in_memory
from generator.workbook.own_sheets import START
from generator.workbook.settings import DATES_AS_TEXT, DAY_FIRST, MONTH_FIRST, TODAY
from tests.bench.boundary_rows import boundary_rows
from tests.bench.fuzzing import LONG, draws
from tests.bench.gnumeric import recalculated
from tests.bench.libreoffice import Office, column_letter
from tests.bench.random_rows import NBSP, random_rows
from tests.live.places import Place, disagreements
from tests.live.shown import Table, shown
from tests.live.wanted import Python

DAY = dt.date(2026, 7, 1)
Rows = dict[str, dict[int, dict[str, Cell]]]
SIZE = 120
DRAWS, DRAWS_OF_BOTH = draws(3), draws(3)
"""Workbooks for LibreOffice and the check alone, of a catalog that Gnumeric is not asked about, and for all three."""
ALONE: list[Cell] = [" ", f"{NBSP}\u200b ", "x", 0.0, CellError("#N/A"), "\t", "\n "]
"""Cells that stand alone in their row: some of these rows look empty, the others are not."""
SHOWN = 40


@dataclass
class Made:
    """A workbook made from a catalog for some of its boards."""

    catalog: Catalog
    boards: Sequence[str] | None

    @cached_property
    def marks(self) -> Marks:
        return live_marks(self.catalog, self.boards)


@pytest.fixture(scope="module")
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


_ALONE = ("forty areas, two boards", *(("as shipped", "own lists") if LONG else ()))
"""The catalogs that LibreOffice is asked about without Gnumeric; it is about the others beside it as well."""


@pytest.mark.parametrize("made", _ALONE, indirect=True)
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
        workbook = drawn(made, draw, tmp_path)
        assert_agreed(workbook, {"LibreOffice": in_libreoffice(workbook, office)})

    agree()


@pytest.mark.usefixtures("gnumeric")
@pytest.mark.parametrize("draw", range(1, 1 + DRAWS_OF_BOTH))
@pytest.mark.parametrize("made", ["as shipped", "own lists"], indirect=True)
def test_two_spreadsheet_programs_and_the_check_agree(made: Made, draw: int, office: Office, tmp_path: Path) -> None:
    """Gnumeric shares nothing with LibreOffice: a formula that both read alike is no habit of one of them."""
    workbook = drawn(made, draw, tmp_path)
    assert_agreed(workbook, {"LibreOffice": in_libreoffice(workbook, office), "Gnumeric": in_gnumeric(workbook)})


@pytest.mark.usefixtures("gnumeric")
@pytest.mark.parametrize("made", ["own lists"], indirect=True)
def test_an_answer_is_the_word_of_a_list(made: Made, tmp_path: Path) -> None:
    """TRUE, which LibreOffice makes a number of."""
    rows: Rows = {sheet: {} for sheet in made.catalog.sheets}
    rows["support"] = {2: {"supporter": True}, 3: {"supporter": "TRUE"}, 4: {"supporter": False}}
    workbook = in_a_file(made, rows, tmp_path)
    said = in_gnumeric(workbook)
    assert_agreed(workbook, {"Gnumeric": said})
    marks = {place.row: text for place, text in said.items() if place.column == "marks of supporter"}
    assert marks == {4: "invalid"}


@dataclass
class Drawn:
    """A workbook of random rows, in a file and in Python."""

    catalog: Catalog
    path: Path
    rows: Rows
    python: Python


def drawn(made: Made, draw: int, folder: Path) -> Drawn:
    rows = random_rows(made.catalog, random.Random(draw), SIZE)
    for sheet in made.catalog.sheets.values():
        last = max(rows[sheet.id])
        rows[sheet.id] |= {last + n: {sheet.columns[-1].id: cell} for n, cell in enumerate(ALONE, 1)}
        last += len(ALONE)
        rows[sheet.id] |= {last + n: dict(row) for n, row in enumerate(boundary_rows(DAY).get(sheet.id, ()), 1)}
    return in_a_file(made, rows, folder, day_first=draw % 2 == 1)


def in_a_file(made: Made, rows: Rows, folder: Path, *, day_first: bool = False) -> Drawn:
    workbook = build(made.catalog, boards=made.boards, rows=10, rows_of=rows, marks=made.marks)
    for name, value in ((TODAY, DAY), (DATES_AS_TEXT, DAY_FIRST if day_first else MONTH_FIRST)):
        address = workbook.defined_names[name].attr_text.split("!")[1].replace("$", "")
        workbook[START][address] = value
    path = folder / "live.xlsx"
    save(workbook, path)
    run = Check(batch_in_memory("live.xlsx", made.catalog, rows, day_first=day_first), DAY)
    findings = run.findings()
    return Drawn(made.catalog, path, rows, Python(run, findings, readiness(run, findings)))


def in_libreoffice(workbook: Drawn, office: Office) -> dict[Place, str]:
    with office.open(workbook.path) as document:

        def table(title: str) -> Table:
            sheet = document.sheet(title)
            area = sheet.used_area
            return sheet.values(f"A1:{column_letter(area.right)}{area.bottom + 1}")

        return shown(workbook.catalog, table, workbook.rows)


def in_gnumeric(workbook: Drawn) -> dict[Place, str]:
    worked_out = recalculated(workbook.path)
    assert not worked_out.unread
    return shown(workbook.catalog, worked_out.values, workbook.rows)


def assert_agreed(workbook: Drawn, said: Mapping[str, Mapping[Place, str]]) -> None:
    """All programs and the check say the same, at each place; each disagreement is told with what every one says."""
    wanted = workbook.python.says({place for shown_there in said.values() for place in shown_there})
    found = disagreements(said, wanted)
    assert not found, "\n".join([f"{len(found)} of {len(wanted)} places", *found[:SHOWN]])

"""The day on Start is a volatile cell: Excel works out what depends on it at every change in any cell. That stays
little."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl.workbook import Workbook

from generator.catalog import ACTIVITIES, Catalog, load
from generator.readiness.status import RecordStatus
from generator.rules import durations
from generator.rules.expression import Today, date
from generator.rules.rule import ACTIVE, CLOSED, Example, Rule, SheetRules
from generator.template import BuildError, Marks, build, save
from generator.template.live import live_marks
from generator.workbook.own_sheets import READINESS, READINESS_HEADER, START
from generator.workbook.settings import TODAY
from tests.template.dependents import Formulas, counted

MOST = 0.05
"""The share of formula cells that may depend on the day."""


def written(folder: Path, boards: Sequence[str], marks: Marks | None = None) -> tuple[Workbook, Formulas]:
    """A template for some boards, all of them when none is named, and its formulas as the file has them."""
    catalog, path = load(), folder / "template.xlsx"
    workbook = build(catalog, boards=boards or None, marks=marks or live_marks(catalog, boards or None))
    save(workbook, path)
    return workbook, Formulas(path)


@pytest.mark.parametrize("boards", [[], ["ABIM", "ABA"]])
def test_few_formulas_depend_on_the_day(boards: list[str], tmp_path: Path) -> None:
    workbook, formulas = written(tmp_path, boards)
    day = formulas.area_of(TODAY)
    dependents = formulas.dependents(day)
    headers: dict[str, set[str]] = {}
    for area in dependents:
        if area.sheet != START:
            row = READINESS_HEADER if area.sheet == READINESS else 1
            headers.setdefault(area.sheet, set()).add(str(workbook[area.sheet].cell(row, area.columns[0]).value))
    assert headers == {"Activities": {"Status", "shown", "record"}, READINESS: {"Record status"}}
    # beside the hint at the day: the records by status, and the rows that will not save or lack something
    assert counted(dependents)[START] == 1 + len(RecordStatus) + 2
    assert formulas.share(day) < MOST


@pytest.mark.parametrize("column", ["moc_lack", "unsaved"])
def test_a_state_of_programs_that_reads_the_day_is_noticed(column: str, tmp_path: Path) -> None:
    boards = ["ABIM", "ABA"]
    marks = live_marks(load(), boards)
    sheet = marks.sheets[ACTIVITIES]
    columns = tuple(
        replace(live, formula=f"{live.formula}&r_act_shown") if live.id == column else live for live in sheet.columns
    )
    reading = replace(marks, sheets={**marks.sheets, ACTIVITIES: replace(sheet, columns=columns)})
    _, formulas = written(tmp_path, boards, reading)
    assert formulas.share(formulas.area_of(TODAY)) > MOST


def on_activities(catalog: Catalog) -> SheetRules:
    return SheetRules(catalog.sheet(ACTIVITIES))


OVER = date("moc_deadline") < Today()
RULES: dict[str, Callable[[Catalog], Rule]] = {
    "of a program": lambda c: on_activities(c).missing("fee-missing", "moc_deadline", OVER, ["MOC"], no_examples),
    "of closing": lambda c: on_activities(c).missing("fee-missing", "url", OVER, [CLOSED], no_examples, closing=True),
    "of another sheet": lambda c: SheetRules(c.sheet("moc")).advice(
        "fee-missing", "board", date("activities.moc_deadline") < Today(), no_examples
    ),
    "allowed": lambda c: on_activities(c).missing("fee-missing", "moc_deadline", OVER, [ACTIVE], no_examples),
}


def no_examples() -> tuple[Example, Example]:
    return {}, {}


@pytest.mark.usefixtures("other_rules")
@pytest.mark.parametrize("kind", RULES)
def test_what_only_the_day_tells_is_nothing_that_programs_and_other_sheets_look_at(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_they_are = durations.rules
    monkeypatch.setattr(durations, "rules", lambda catalog: [*as_they_are(catalog), RULES[kind](catalog)])
    catalog = replace(load())  # rules are gathered once for each catalog
    if kind == "allowed":
        assert live_marks(catalog)
        return
    with pytest.raises(BuildError, match="The rule fee-missing depends on the day: it must stand on activities"):
        live_marks(catalog)

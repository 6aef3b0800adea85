import copy
import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.catalog import Catalog, load
from generator.failure import Failure
from generator.rules.findings import Severity
from generator.rules.registry import registry
from generator.sample.activities import rows
from generator.sample.faults import Fault, plant
from tests.bench.fuzzing import draws
from tests.sample.batches import DAYS, advice, findings, grave

CATALOG = load()
NOT_PLANTED = {
    "activity-id-repeated": "sits on both rows that share an ID, and a fault brings one finding",
    "activity-id-ambiguous": "comes only together with activity-id-repeated",
    "closed-before-end": "depends on the day of the check",
    "formula-not-calculated": "a file written by a program has no formulas in its cells",
    "merged-cells": "is about the file",
    "row-out-of-reach": "is about the file",
}


def _plants_exactly(catalog: Catalog, activities: int, faults: int, seed: int, today: dt.date) -> list[Fault]:
    base = rows(catalog, activities, seed)
    spoiled = copy.deepcopy(base)
    planted = plant(catalog, spoiled, faults, seed)
    cells = {(f.sheet, f.cell) for f in planted}
    assert len(planted) == len(cells) == faults
    after = findings(catalog, spoiled, today)
    assert grave(after) == {(f.sheet, f.cell, f.code): 1 for f in planted}
    assert not advice(after) - advice(findings(catalog, base, today))
    assert not [f for f in after if (f.sheet, f.cell) in cells and f.severity is Severity.ADVICE]
    return planted


@settings(max_examples=draws(30), deadline=None)
@given(seed=st.integers(), activities=st.integers(1, 60), share=st.floats(0, 1), today=st.sampled_from(DAYS))
def test_the_check_finds_exactly_the_planted_faults(seed: int, activities: int, share: float, today: dt.date) -> None:
    _plants_exactly(CATALOG, activities, round(activities * share), seed, today)


@settings(max_examples=draws(15), deadline=None)
@given(seed=st.integers(), activities=st.integers(5, 40), today=st.sampled_from(DAYS))
def test_several_faults_of_an_activity_do_not_meet(seed: int, activities: int, today: dt.date) -> None:
    _plants_exactly(CATALOG, activities, activities * 2, seed, today)


@pytest.mark.parametrize("today", DAYS)
def test_the_promise_of_the_command_line(today: dt.date) -> None:
    assert len({f.code for f in _plants_exactly(CATALOG, 200, 40, 7, today)}) > 35


def test_few_faults_are_varied() -> None:
    assert all(len({f.code for f in plant(CATALOG, rows(CATALOG, 40, seed), 6, seed)}) == 6 for seed in range(10))


def test_every_code_can_be_planted() -> None:
    rules = registry(CATALOG)
    codes = {
        r.code for r in (*rules.rules, *rules.python_rules, *rules.file_rules) if r.severity is not Severity.ADVICE
    }
    planted = {f.code for f in plant(CATALOG, rows(CATALOG, 400, 3), 300, 3)}
    assert planted | NOT_PLANTED.keys() == codes
    assert not planted & NOT_PLANTED.keys()


def test_one_fault_an_activity_while_there_are_enough() -> None:
    sample = rows(CATALOG, 30, 8)
    spoiled = copy.deepcopy(sample)
    planted = plant(CATALOG, spoiled, 30, 8)
    on_activities = [f.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for f in planted if f.sheet == "Activities"]
    assert len(set(on_activities)) == len(on_activities)


def test_too_many_faults() -> None:
    with pytest.raises(
        Failure,
        match=r"^Only \d+ faults find room in a sample of this size; ask for fewer faults or for more activities\.$",
    ):
        plant(CATALOG, rows(CATALOG, 2, 1), 500, 1)


def test_no_faults() -> None:
    sample = rows(CATALOG, 5, 1)
    assert plant(CATALOG, sample, 0, 1) == []
    assert sample == rows(CATALOG, 5, 1)


@pytest.fixture
def own_lists(tmp_path: Path) -> Path:
    """Lists of an organization: a ninth board, an outline, supporters; and every list closed."""
    lists = tmp_path / "lists"
    lists.mkdir()
    for name, lines in {
        "boards": (
            "value,status,source,confidence,name,content_selections\nABPMR,offered,own,own,American Board of Physical "
            "Medicine and Rehabilitation,\n"
        ),
        "credit_types": "value,status,source,confidence,board\nAccredited CME,offered,own,own,ABPMR\n",
        "practice_areas": "value,status,source,confidence,board\nBrain Injury Medicine,offered,own,own,ABPMR\n",
        "content_outlines": (
            "value,status,source,confidence,board,kind\nPain physiology,offered,own,own,ABA,Level 3 ID\n"
        ),
        "supporters": "value,status,source,confidence\nExample Foundation,offered,own,own\n",
        "state_content_topics": "value,status,source,confidence\nTapering,offered,own,own\n",
    }.items():
        (lists / f"{name}.add.csv").write_text(lines, encoding="utf-8", newline="\n")
    names = [name for name, values in CATALOG.lists.items() if not values.closed]
    (tmp_path / "catalog.toml").write_text(
        "[lists]\n" + "".join(f"{name} = {{ closed = true }}\n" for name in names), encoding="utf-8"
    )
    return tmp_path


@pytest.mark.parametrize("seed", range(4))
def test_lists_of_an_organization(own_lists: Path, seed: int) -> None:
    catalog = load(overlay=own_lists)
    assert {row["board"] for row in rows(catalog, 60, seed)["moc"]} == {b.value for b in catalog.boards}
    _plants_exactly(catalog, 60, 120, seed, DAYS[seed % 3])

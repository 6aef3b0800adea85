"""Conditions under facts: whatever is known, the shorter form says the same where the facts are true."""

from __future__ import annotations

import random

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.catalog import load
from generator.rules.check import condition
from generator.rules.expression import AllOf, Always, Bool, IsError, Never, Not, all_of, any_of, blank, says
from generator.rules.registry import registry
from generator.rules.rule import day
from generator.rules.tables import Rows, Tables
from generator.template.formulas.facts import Untouched, learned, questions, under
from generator.workbook.cells import serial
from generator.workbook.frames import batch_in_memory
from tests.bench.fuzzing import draws
from tests.bench.random_rows import random_rows

CATALOG = load()


def conditions_of(sheet: str) -> list[Bool]:
    """The conditions of a sheet's rules, and their questions."""
    whens = [condition(rule) for rule in registry(CATALOG).rules if rule.sheet == sheet]
    return list(dict.fromkeys(asked for when in whens for asked in (when, *questions(when))))


CONDITIONS = {sheet: conditions_of(sheet) for sheet in CATALOG.sheets}


def tables(seed: int) -> Tables:
    rows = random_rows(CATALOG, random.Random(seed), 30)
    batch = batch_in_memory("random.xlsx", CATALOG, rows)
    return Tables(batch, serial(day("2026-07-01")))


def on(rows: Rows, when: Bool) -> list[bool]:
    return [bool(held) for held in when.evaluate(rows)]


@settings(max_examples=draws(25), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_condition_says_the_same_under_facts_that_are_true(data: st.DataObject) -> None:
    sheets = tables(data.draw(st.integers(0, 2**32)))
    for sheet, conditions in CONDITIONS.items():
        rows = sheets.on(sheet)
        if not len(rows):
            continue
        row = data.draw(st.integers(0, len(rows) - 1))
        chance = random.Random(data.draw(st.integers(0, 2**32)))
        held = {when: on(rows, when)[row] for when in conditions}
        known: dict[Bool, bool] = {}
        for when in chance.sample(conditions, 6):
            known |= learned(when, held[when])
        for fact, holds in known.items():
            assert on(rows, fact)[row] is holds, (sheet, row, fact)
        for when in conditions:
            assert on(rows, under(when, known))[row] is held[when], (sheet, row, when, known)


def test_the_questions_of_a_condition_are_together_the_condition() -> None:
    sheets = tables(7)
    for sheet, conditions in CONDITIONS.items():
        rows = sheets.on(sheet)
        for when in conditions:
            assert np.array_equal(all_of(questions(when)).evaluate(rows), when.evaluate(rows)), when


def test_no_part_at_all() -> None:
    assert all_of([]) == Always()
    assert any_of([]) == Never()


def test_what_is_settled_needs_no_question() -> None:
    when = says("passport", "yes") & blank("fee")
    assert under(when, {says("passport", "yes"): False}) == Never()
    assert under(when, {says("passport", "yes"): True, blank("fee"): True}) == Always()
    assert under(when, learned(Untouched("fee"), True)) == says("passport", "yes")
    assert under(Not(blank("fee")), learned(IsError("fee"), True)) == Always()
    assert isinstance(under(blank("fee") & blank("url"), {}), AllOf)

"""Several conditions in one formula."""

from __future__ import annotations

import random

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.catalog import load
from generator.rules.check import condition
from generator.rules.expression import (
    AllOf,
    Always,
    AnyOf,
    Bool,
    IsError,
    MultipleOf,
    Not,
    Number,
    blank,
    number,
    says,
    text,
)
from generator.rules.expression import given as given_
from generator.rules.registry import registry
from generator.rules.tables import Rows, Tables
from generator.template.formulas.decision import (
    Asked,
    Beside,
    Decision,
    Slot,
    decide,
    questions_of,
    written,
)
from generator.template.formulas.facts import SureCompare, SureMultipleOf
from generator.template.formulas.names import Names
from generator.workbook.frames import batch_in_memory
from tests.bench.fuzzing import draws
from tests.bench.random_rows import random_rows

CATALOG = load()
PASSPORT, NO_PASSPORT = says("passport", "yes"), says("passport", "no")


def formula(*slots: Slot) -> str:
    names, decision = Names.of_all(CATALOG)["activities"], decide(slots)
    names.declare(*questions_of(decision))
    return written(decision, names)


def test_the_first_case_that_holds_gives_its_mark() -> None:
    told = 'IF(t_act_passport="yes","one",IF(t_act_passport="no","two",""))'
    assert formula([(PASSPORT, "one"), (NO_PASSPORT, "two")]) == told


def test_nothing_comes_after_a_case_that_always_holds() -> None:
    told = 'IF(t_act_passport="yes","one","two")'
    assert formula([(PASSPORT, "one"), (Always(), "two"), (NO_PASSPORT, "three")]) == told


def test_what_all_cases_ask_is_asked_once() -> None:
    cases: Slot = [
        (PASSPORT & given_("fee"), "one"),
        (PASSPORT & ~given_("fee") & says("moc", "yes"), "two"),
    ]
    assert formula(cases).count('t_act_passport="yes"') == 1


def test_an_error_is_neither_blank_nor_given() -> None:
    told = 'IF(ISERROR(r_act_fee),"error",IF(t_act_fee="","blank",""))'
    assert formula([(IsError("fee"), "error"), (blank("fee"), "blank")]) == told
    told = 'IF(ISBLANK(r_act_fee),"",IF(ISERROR(r_act_fee),"error",IF(t_act_fee="","","given")))'
    assert formula([(IsError("fee"), "error")], [(given_("fee"), "given")]) == told


def test_slots_that_share_questions_are_decided_together() -> None:
    closing = says("close_record", "yes")
    both = formula([(closing & blank("fee"), "missing")], [(blank("fee"), "to close")])
    assert both.count('t_act_fee=""') == 1
    assert '"to closemissing"' in both


def test_slots_that_share_nothing_stand_side_by_side() -> None:
    told = 'IF(t_act_passport="yes","one","")&IF(t_act_moc="yes","two","")'
    assert formula([(PASSPORT, "one")], [(says("moc", "yes"), "two")]) == told


def test_a_contradiction_gives_nothing() -> None:
    assert formula([(blank("fee") & given_("fee"), "one")]) == '""'


def test_slots_without_a_common_question_are_quickly_told_apart() -> None:
    columns = [c.id for c in CATALOG.sheets["activities"].columns if c.kind == "choice"][:24]
    assert formula(*([(text(c).same("x"), c)] for c in columns)).count("IF(") == 24


# --- random slots on random rows -----------------------------------------------------------------


class Reached:
    """A decision taken for one row the way a spreadsheet takes it: IF works out one branch, OR all its parts."""

    def __init__(self, rows: Rows, row: int) -> None:
        self.rows, self.row = rows, row

    def marks(self, decision: Decision) -> str:
        if isinstance(decision, str):
            return decision
        if isinstance(decision, Beside):
            return "".join(self.marks(part) for part in decision.parts)
        assert isinstance(decision, Asked)
        return self.marks(decision.yes if self.holds(decision.question) else decision.no)

    def holds(self, when: Bool) -> bool:
        if isinstance(when, AllOf):
            return all(self.holds(part) for part in when.of)
        if isinstance(when, AnyOf):
            held = [self.holds(part) for part in when.of]
            return any(held)
        if isinstance(when, Not):
            return not self.holds(when.of)
        if isinstance(when, SureCompare):
            assert self.there(when.left), f"{when} on an absent number"
            assert self.there(when.right), f"{when} on an absent number"
        if isinstance(when, SureMultipleOf):
            assert self.there(when.number), f"{when} on an absent number"
        return bool(when.evaluate(self.rows)[self.row])

    def there(self, number: Number) -> bool:
        return not np.isnan(number.evaluate(self.rows)[self.row])


def random_condition(chance: random.Random, pool: list[Bool]) -> Bool:
    one, other = chance.choice(pool), chance.choice(pool)
    return chance.choice([one, one & other, one | other, ~one, ~(one | other) & chance.choice(pool), one & ~other])


@settings(max_examples=draws(60), deadline=None, suppress_health_check=list(HealthCheck))
@given(draw=st.integers(0, 2**32))
def test_the_first_case_that_holds_gives_its_mark_and_absent_numbers_are_not_compared(draw: int) -> None:
    chance = random.Random(draw)
    rows_of = random_rows(CATALOG, chance, 25)
    rows = Tables(batch_in_memory("random.xlsx", CATALOG, rows_of), 46204).on("activities")
    column = chance.choice(CATALOG.sheets["activities"].columns).id
    own = [rule for rule in registry(CATALOG).rules if rule.sheet == "activities"]
    rules = [condition(rule) for rule in own if rule.field == column or chance.random() < 0.02]
    hours = number("credits")
    numbers = [hours >= 1, MultipleOf(hours, 0.25), hours.equals(2)]
    pool = [*rules, *numbers, blank(column), given_(column), IsError(column)]
    slots = [[] for _ in range(chance.randint(1, 3))]
    for n, slot in enumerate(slots):
        slot += [(random_condition(chance, pool), f"{n}{k} ") for k in range(chance.randint(1, 4))]
    decision = decide(slots)
    for row in range(len(rows)):
        expected = "".join(next((mark for when, mark in slot if when.evaluate(rows)[row]), "") for slot in slots)
        assert sorted(Reached(rows, row).marks(decision).split()) == sorted(expected.split())

"""Several conditions in one formula."""

from __future__ import annotations

import random

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.catalog import load
from generator.rules.check import condition
from generator.rules.expression import AllOf, Always, AnyOf, Bool, Compare, MultipleOf, Not, blank, number, says
from generator.rules.expression import given as given_
from generator.rules.expression.presence import IsError
from generator.rules.names import Names
from generator.rules.registry import registry
from generator.rules.tables import Rows, Tables
from generator.template.decision import Asked, Beside, Decision, Slot, decide, marks_of
from generator.workbook.frames import batch_in_memory
from tests.bench.random_rows import random_rows

CATALOG = load()


def written(*slots: Slot) -> str:
    return marks_of(slots, Names.of_all(CATALOG)["activities"])


def test_the_first_case_that_holds_gives_its_mark() -> None:
    assert written([(says("passport", "yes"), "one"), (says("passport", "no"), "two")]) == 'IF(t_act_passport="yes","one",IF(t_act_passport="no","two",""))'


def test_nothing_comes_after_a_case_that_always_holds() -> None:
    assert written([(says("passport", "yes"), "one"), (Always(), "two"), (says("passport", "no"), "three")]) == 'IF(t_act_passport="yes","one","two")'


def test_what_all_cases_ask_is_asked_once() -> None:
    cases: Slot = [(says("passport", "yes") & given_("fee"), "one"), (says("passport", "yes") & ~given_("fee") & says("moc", "yes"), "two")]
    assert written(cases).count('t_act_passport="yes"') == 1


def test_an_error_is_neither_blank_nor_given() -> None:
    assert written([(IsError("fee"), "error"), (blank("fee"), "blank")]) == 'IF(ISERROR(r_act_fee),"error",IF(t_act_fee="","blank",""))'
    assert (
        written([(IsError("fee"), "error")], [(given_("fee"), "given")])
        == 'IF(ISBLANK(r_act_fee),"",IF(ISERROR(r_act_fee),"error",IF(t_act_fee="","","given")))'
    )


def test_slots_that_share_questions_are_decided_together() -> None:
    closing = says("close_record", "yes")
    both = written([(closing & blank("fee"), "missing")], [(blank("fee"), "to close")])
    assert both.count('t_act_fee=""') == 1
    assert '"to closemissing"' in both


def test_slots_that_share_nothing_stand_side_by_side() -> None:
    assert written([(says("passport", "yes"), "one")], [(says("moc", "yes"), "two")]) == 'IF(t_act_passport="yes","one","")&IF(t_act_moc="yes","two","")'


def test_a_contradiction_gives_nothing() -> None:
    assert written([(blank("fee") & given_("fee"), "one")]) == '""'


def test_slots_without_a_common_question_are_quickly_told_apart() -> None:
    columns = [c.id for c in CATALOG.sheets["activities"].columns if c.kind == "choice"][:24]
    assert marks_of([[(says(c, "yes"), c)] for c in columns], Names.of_all(CATALOG)["activities"]).count("IF(") == 24


# --- random slots on random rows -----------------------------------------------------------------------------------------------


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
            found = [self.holds(part) for part in when.of]
            return any(found)
        if isinstance(when, Not):
            return not self.holds(when.of)
        if isinstance(when, Compare) and when.sure:
            assert not np.isnan([when.left.evaluate(self.rows)[self.row], when.right.evaluate(self.rows)[self.row]]).any(), f"{when} on an absent number"
        if isinstance(when, MultipleOf) and when.sure:
            assert not np.isnan(when.number.evaluate(self.rows)[self.row]), f"{when} on an absent number"
        return bool(when.evaluate(self.rows)[self.row])


def random_condition(chance: random.Random, pool: list[Bool]) -> Bool:
    one, other = chance.choice(pool), chance.choice(pool)
    return chance.choice([one, one & other, one | other, ~one, ~(one | other) & chance.choice(pool), one & ~other])


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(draw=st.integers(0, 2**32))
def test_a_decision_gives_the_mark_of_the_first_case_that_holds_and_asks_nothing_of_numbers_that_are_not_there(draw: int) -> None:
    chance = random.Random(draw)
    rows_of = random_rows(CATALOG, chance, 25)
    rows = Tables(batch_in_memory("random.xlsx", CATALOG, rows_of), 46204).on("activities")
    column = chance.choice(CATALOG.sheets["activities"].columns).id
    rules = [condition(r) for r in registry(CATALOG).rules if r.sheet == "activities" and (r.field == column or chance.random() < 0.02)]
    pool = [*rules, number("credits") >= 1, MultipleOf(number("credits"), 0.25), number("credits").equals(2), blank(column), given_(column), IsError(column)]
    slots = [[(random_condition(chance, pool), f"{n}{k} ") for k in range(chance.randint(1, 4))] for n in range(chance.randint(1, 3))]
    decision = decide(slots)
    for row in range(len(rows)):
        expected = "".join(next((mark for when, mark in slot if when.evaluate(rows)[row]), "") for slot in slots)
        assert sorted(Reached(rows, row).marks(decision).split()) == sorted(expected.split())

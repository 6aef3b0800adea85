"""Several conditions in one formula."""

from __future__ import annotations

from generator.catalog import load
from generator.rules.expression import Always, blank, given, says
from generator.rules.expression.cells import IsError
from generator.rules.names import Names
from generator.template.decision import Slot, marks_of


def written(*slots: Slot) -> str:
    return marks_of(slots, Names.of_all(load())["activities"])


def test_the_first_case_that_holds_gives_its_mark() -> None:
    assert written([(says("passport", "Yes"), "one"), (says("passport", "No"), "two")]) == 'IF(t_act_passport="yes","one",IF(t_act_passport="no","two",""))'


def test_nothing_comes_after_a_case_that_always_holds() -> None:
    assert written([(says("passport", "Yes"), "one"), (Always(), "two"), (says("passport", "No"), "three")]) == 'IF(t_act_passport="yes","one","two")'


def test_what_all_cases_ask_is_asked_once() -> None:
    cases: Slot = [(says("passport", "Yes") & given("fee"), "one"), (says("passport", "Yes") & ~given("fee") & says("moc", "Yes"), "two")]
    assert written(cases).count('t_act_passport="yes"') == 1


def test_an_error_is_neither_blank_nor_given() -> None:
    assert written([(IsError("fee"), "error"), (blank("fee"), "blank")]) == 'IF(ISERROR(r_act_fee),"error",IF(t_act_fee="","blank",""))'
    assert (
        written([(IsError("fee"), "error")], [(given("fee"), "given")])
        == 'IF(ISBLANK(r_act_fee),"",IF(ISERROR(r_act_fee),"error",IF(t_act_fee="","","given")))'
    )


def test_slots_that_share_questions_are_decided_together() -> None:
    closing = says("close_record", "Yes")
    both = written([(closing & blank("fee"), "missing")], [(blank("fee"), "to close")])
    assert both.count('t_act_fee=""') == 1
    assert '"to closemissing"' in both


def test_slots_that_share_nothing_stand_side_by_side() -> None:
    assert written([(says("passport", "Yes"), "one")], [(says("moc", "Yes"), "two")]) == 'IF(t_act_passport="yes","one","")&IF(t_act_moc="yes","two","")'

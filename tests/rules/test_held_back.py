"""What each rule holds back, and the rows that no rule looks at (P8: Draft, Active, Closed, programs; DESIGN, The
rules)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import pytest

from generator.catalog import ACTIVITIES, load
from generator.rules.findings import Severity
from generator.rules.registry import registry
from generator.rules.rule import IDENTIFIERS, Example, PythonRule, Rule, all_examples
from generator.workbook.cells import EPOCH, Cell
from tests.rules.example_batches import EXAMPLE_TODAY, check, example_batch, label, shape

CATALOG = load()
RULES = registry(CATALOG)
TODAY = EPOCH + dt.timedelta(days=EXAMPLE_TODAY)
HOLDS_BACK: Mapping[tuple[str, ...], tuple[str, ...]] = {
    ("Active",): (
        "delivery-missing", "city-missing", "country-missing", "state-missing", "credits-missing",
        "description-missing", "providership-missing", "passport-missing", "fee-missing", "registration-missing",
        "url-missing",
    ),
    ("Closed",): (
        "joint-provider-missing", "outcome-missing", "support-answer-missing", "supporter-missing",
        "physicians-missing", "other-learners-missing", "support-kind-missing", "amount-missing",
        "support-rows-against-no", "topic-without-domain", "domain-without-topic",
    ),
    ("Closed", "MOC"): ("fee-missing-for-moc", "registration-missing-for-moc", "url-missing-for-moc"),
    ("MOC",): (
        "moc-without-board", "moc-rows-against-no", "moc-deadline-missing", "moc-attestation-missing",
        "credit-type-missing", "practice-area-missing", "points-missing", "content-area-missing",
        "content-kind-missing", "content-value-missing",
    ),
    ("REMS",): ("rems-without-program", "rems-rows-against-no", "rpc-id-missing", "rems-attestation-missing"),
}  # fmt: skip
"""What stays incomplete without a piece of required information, and the codes that ask for it."""
AT_CLOSING = {
    "joint-provider-missing", "outcome-missing", "support-answer-missing", "supporter-missing", "physicians-missing",
    "other-learners-missing", "fee-missing-for-moc", "registration-missing-for-moc", "url-missing-for-moc",
}  # fmt: skip
"""Codes that are found only where Close record is Yes."""
ALL: Sequence[Rule | PythonRule] = [*{shape(rule): rule for rule in RULES.rules}.values(), *RULES.python_rules]


def named(rule: Rule | PythonRule) -> str:
    return label(rule) if isinstance(rule, Rule) else rule.code


def with_cells(example: Example, cells: Mapping[str, Cell]) -> Example:
    """The example with these cells in every row of Activities."""
    rows = example.get(ACTIVITIES, {})
    changed = {**rows, **cells} if isinstance(rows, Mapping) else [{**row, **cells} for row in rows]
    return {**example, ACTIVITIES: changed}


def test_every_missing_rule_holds_back_what_p8_says() -> None:
    wanted = {code: set(names) for names, codes in HOLDS_BACK.items() for code in codes}
    missing = [rule for rule in RULES.rules if rule.severity is Severity.MISSING]
    assert {rule.code: set(rule.holds_back) for rule in missing} == wanted
    assert {rule.code for rule in RULES.rules if rule.closing} == AT_CLOSING


@pytest.mark.parametrize("rule", ALL, ids=named)
def test_a_finding_says_what_it_holds_back(rule: Rule | PythonRule) -> None:
    """A program by what its row registers for; Closed too, where the record is to be closed and a program waits."""
    for example in all_examples(rule.examples)[0]:
        for closes in ("Yes", None) if rule.code not in AT_CLOSING else ("Yes",):
            found = check(example_batch(CATALOG, with_cells(example, {"close_record": closes})), TODAY)
            own = [f for f in found if f.code == rule.code]
            wanted = set(rule.holds_back)
            if closes and rule.severity is Severity.MISSING and wanted != {"Active"}:
                wanted.add("Closed")
            for finding in own:
                assert {name.split(":")[0] for name in finding.holds_back} == wanted, finding


@pytest.mark.parametrize("rule", ALL, ids=named)
def test_a_record_to_be_deleted_is_held_to_its_identifiers_only(rule: Rule | PythonRule) -> None:
    for example in all_examples(rule.examples)[0]:
        found = check(example_batch(CATALOG, with_cells(example, {"record_action": "Delete"})), TODAY)
        odd = [f for f in found if f.field not in IDENTIFIERS and f.field is not None]
        assert not odd


@pytest.mark.parametrize("said", ["No", None])
@pytest.mark.parametrize("rule", [rule for rule in ALL if isinstance(rule, Rule) and rule.on.answer], ids=named)
def test_rows_against_a_no_are_not_judged(rule: Rule, said: str | None) -> None:
    for example in all_examples(rule.examples)[0]:
        found = check(example_batch(CATALOG, with_cells(example, {rule.on.answer or "": said})), TODAY)
        assert not [f for f in found if f.sheet == rule.on.title and f.field not in IDENTIFIERS]


@pytest.mark.parametrize("code", sorted(AT_CLOSING))
def test_what_closing_asks_for_is_found_only_where_a_record_is_to_be_closed(code: str) -> None:
    for rule in (rule for rule in RULES.rules if rule.code == code):
        for example in all_examples(rule.examples)[0]:
            for said in ("No", None):
                found = check(example_batch(CATALOG, with_cells(example, {"close_record": said})), TODAY)
                assert code not in {f.code for f in found}

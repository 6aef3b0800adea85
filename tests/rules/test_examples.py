"""Every rule's own examples: those that fire do so at its cell, the others do not."""

from __future__ import annotations

import datetime as dt

import pytest

from generator.catalog import load
from generator.rules.check import Check, condition
from generator.rules.expression import Node
from generator.rules.findings import Finding, Severity
from generator.rules.registry import registry
from generator.rules.rule import SAVE, Example, PythonRule, Rule, all_examples
from generator.template.formulas.names import Names
from generator.workbook.cells import EPOCH
from tests.rules.example_batches import EXAMPLE_TODAY, check, example_batch

CATALOG = load()
RULES = registry(CATALOG)
FOR_OTHER_CATALOGS = {
    "text-too-long", "form-broken", "form-unusual", "program-without-row", "program-rows-against-no",
    "program-value-missing", "program-value-repeated", "program-attestation-missing",
}  # fmt: skip
"""Codes of rules for columns and programs such as this catalog has none of: tests/catalog/test_as_data.py adds them."""
ALL: list[Rule | PythonRule] = [*RULES.rules, *RULES.python_rules]
TODAY = EPOCH + dt.timedelta(days=EXAMPLE_TODAY)


def label(rule: Rule | PythonRule) -> str:
    return f"{rule.code}-{rule.sheet}-{rule.field}" if isinstance(rule, Rule) else rule.code


def hits(rule: Rule | PythonRule, example: Example) -> list[Finding]:
    """The findings of a rule on its own cell; each with all slots of its words filled."""
    found = check(example_batch(CATALOG, example), TODAY)
    assert all("{" not in f.message + f.fix for f in found)
    own = [f for f in found if f.code == rule.code]
    return (
        own
        if isinstance(rule, PythonRule)
        else [f for f in own if (f.sheet, f.field) == (CATALOG.sheets[rule.sheet].title, rule.field)]
    )


@pytest.mark.parametrize("rule", ALL, ids=label)
def test_examples(rule: Rule | PythonRule) -> None:
    fires, silent = all_examples(rule.examples)
    for example in fires:
        found = hits(rule, example)
        assert found, f"{example} does not fire"
        assert {f.severity for f in found} == {rule.severity}
    for example in silent:
        assert not hits(rule, example), f"{example} fires"


def test_a_complete_batch_has_nothing_invalid_or_missing() -> None:
    assert [f.code for f in check(example_batch(CATALOG, {}), TODAY) if f.severity is not Severity.ADVICE] == []


def test_every_rule_has_words_and_every_words_a_rule() -> None:
    assert set(RULES.codes) == set(CATALOG.messages) - FOR_OTHER_CATALOGS


def test_codes_keep_one_severity_and_sources_are_known() -> None:
    severities: dict[str, set[Severity]] = {}
    for rule in ALL:
        severities.setdefault(rule.code, set()).add(rule.severity)
    assert {code for code, found in severities.items() if len(found) > 1} == set()
    for code, message in CATALOG.messages.items():
        assert message.source.split(), code
        assert set(message.source.split()) <= set(CATALOG.sources), code


def test_invalid_rules_hold_back_saving_and_missing_ones_something_else() -> None:
    for rule in ALL:
        assert (rule.severity is Severity.INVALID) == (SAVE in rule.holds_back), rule.code
        assert (rule.severity is Severity.ADVICE) == (not rule.holds_back), rule.code


@pytest.mark.parametrize("rule", RULES.rules, ids=label)
def test_every_expression_can_be_written_as_a_formula(rule: Rule) -> None:
    names = Names.of_all(CATALOG)[rule.sheet]
    names.declare(condition(rule))
    formula = names.formula(condition(rule))
    assert 0 < len(formula) <= 6000
    assert formula.count("(") - formula.count(")") == 0
    assert "!" not in formula, "formulas refer to defined names only"
    assert all(isinstance(part, Node) for part in rule.when.parts())


def test_an_empty_batch_has_no_findings() -> None:
    assert Check(example_batch(CATALOG, {"activities": [], "moc": []}), TODAY).findings() == []

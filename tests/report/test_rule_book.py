"""The rule book and its page in docs/."""

from __future__ import annotations

from pathlib import Path

from generator.catalog import load
from generator.report.rule_book import rule_book
from generator.rules.registry import registry

PAGE = Path(__file__).resolve().parents[2] / "docs" / "rules.md"
CATALOG = load()


def test_the_page_is_what_the_rules_say() -> None:
    assert PAGE.read_text(encoding="utf-8").rstrip("\n") == rule_book(CATALOG).rstrip("\n"), (
        "stale: pars rules > docs/rules.md"
    )


def test_every_rule_has_an_entry_and_those_for_python_only_a_reason() -> None:
    book, rules = rule_book(CATALOG), registry(CATALOG)
    for code in rules.codes:
        assert f"\n## {code}\n" in book
    for rule in (*rules.python_rules, *rules.file_rules):
        assert f"- Check only: {rule.reason}" in book

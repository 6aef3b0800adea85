"""The rule book as a page: every check of a catalog in words."""

from __future__ import annotations

from collections.abc import Iterator

from generator.catalog import Catalog
from generator.report.pages.filled import filled
from generator.report.rule_book import entries
from generator.rules.findings import SEVERITY_WORDS, Severity
from generator.targets import RULE_BOOK
from generator.template.style import MARKS


def rule_book_page(catalog: Catalog) -> Iterator[str]:
    """The page, piece by piece."""
    rules = entries(catalog)
    severities = [
        {"key": str(severity), "sign": MARKS[severity].sign, "words": SEVERITY_WORDS[severity],
         "number": sum(rule.severity is severity for rule in rules)}
        for severity in Severity
    ]  # fmt: skip
    return filled(
        "rules.html.j2",
        {"kind": RULE_BOOK, "title": "The rules", "catalog": catalog.version, "rules": rules, "marks": MARKS,
         "severities": severities},
    )  # fmt: skip

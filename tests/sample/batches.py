"""Sample rows as a batch in memory, and what the checker says of them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping

from generator.catalog import Catalog
from generator.rules.findings import Finding, Severity
from generator.sample.offers import Row
from generator.workbook.frames import batch_in_memory
from tests.rules.example_batches import check

DAYS = (dt.date(2025, 6, 1), dt.date(2026, 11, 23), dt.date(2028, 1, 1))
"""Days of the check: before, amid and after the open activities of a sample."""


def findings(catalog: Catalog, rows: Mapping[str, list[Row]], today: dt.date) -> list[Finding]:
    return check(
        batch_in_memory("sample", catalog, {name: dict(enumerate(rows[name], 2)) for name in catalog.sheets}), today
    )


def grave(findings: list[Finding]) -> Counter[tuple[str | None, str | None, str]]:
    """Sheet, cell and code of all that is invalid or missing."""
    return Counter((f.sheet, f.cell, f.code) for f in findings if f.severity is not Severity.ADVICE)


def advice(findings: list[Finding]) -> Counter[tuple[str | None, str | None, str]]:
    """Sheet, column and code of all advice; without the row, which a planted row may move."""
    return Counter((f.sheet, f.field, f.code) for f in findings if f.severity is Severity.ADVICE)

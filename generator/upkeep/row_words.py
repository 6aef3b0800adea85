"""A row in words, as the Status column of a workbook says it, from the findings of a check."""

from __future__ import annotations

from collections.abc import Iterable

from generator.catalog import Catalog, Sheet
from generator.readiness.words import ROW_ADVICE, ROW_FINE, ROW_MISSING, WILL_NOT_SAVE
from generator.rules.expression import CountRows, HasActivity, SharesId
from generator.rules.findings import RANK, Finding, Severity
from generator.rules.registry import registry
from generator.workbook.frames import Batch

_SAID = {Severity.INVALID: (WILL_NOT_SAVE, 2), Severity.MISSING: (ROW_MISSING, 4), Severity.ADVICE: (ROW_ADVICE, 1)}
"""What the words of a row begin with, and how many things they name at most."""


def row_words(batch: Batch, every: Iterable[Finding], sheet: Sheet) -> dict[int, str]:
    """Row number to words for every row of `sheet`: OK, or what is wrong in it. Of `every` finding those of rules that ask other sheets are left out."""
    catalog = batch.catalog
    near = _near(catalog, sheet)
    rows = batch.sheets[sheet.id]
    found: dict[int, list[Finding]] = {row: [] for row, empty in zip(rows.rows, rows.empty, strict=True) if not empty}
    for finding in every:
        if finding.sheet == sheet.title and finding.row in found and (finding.code, finding.field) in near:
            found[finding.row].append(finding)
    return {row: _words(findings) for row, findings in found.items()}


def _near(catalog: Catalog, sheet: Sheet) -> set[tuple[str, str | None]]:
    """Code and column of the rules that look at this sheet only."""
    known = registry(catalog)
    own = {(rule.code, rule.field) for rule in known.rules if rule.sheet == sheet.id and not _across(rule.when.parts())}
    return own | {(rule.code, column.id) for rule in known.python_rules for column in sheet.columns}


def _across(parts: Iterable[object]) -> bool:
    return any(isinstance(part, (CountRows, HasActivity, SharesId)) or "." in str(getattr(part, "column", "")) for part in parts)


def _words(findings: list[Finding]) -> str:
    worst = min(findings, key=lambda finding: RANK[finding.severity], default=None)
    if worst is None:
        return ROW_FINE
    begins, most = _SAID[worst.severity]
    shorts = list(dict.fromkeys(finding.short for finding in findings if finding.severity is worst.severity))
    return begins + ", ".join(shorts[:most]) + (", …" if len(shorts) > most else "")

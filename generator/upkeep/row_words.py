"""A row in words, as the Status column of a workbook says it, from the findings of a check."""

from __future__ import annotations

from collections.abc import Iterable

from generator.catalog import Catalog, Sheet
from generator.readiness.words import ROW_FINE, row_says
from generator.rules.expression import SharesId
from generator.rules.findings import RANK, Finding
from generator.rules.registry import registry
from generator.template.row_marks import asks_elsewhere
from generator.workbook.frames import Batch
from generator.workbook.reach import seen


def row_words(batch: Batch, every: Iterable[Finding], sheet: Sheet) -> dict[int, str]:
    """Row number to words for every row of `sheet`: OK, or what is wrong in it.

    Of `every` finding those of rules that ask other sheets are left out.
    """
    near = _near(batch.catalog, sheet)
    frame = batch.sheets[sheet.id]
    of_row: dict[int, list[Finding]] = {row: [] for row in seen(frame)}
    for finding in every:
        if finding.sheet == sheet.title and finding.row in of_row and (finding.code, finding.field) in near:
            of_row[finding.row].append(finding)
    return {row: _words(findings) for row, findings in of_row.items()}


def _near(catalog: Catalog, sheet: Sheet) -> set[tuple[str, str | None]]:
    """Code and column of the rules that look at this sheet only."""
    known = registry(catalog)
    own = (rule for rule in known.rules if rule.sheet == sheet.id and not asks_elsewhere(rule.when, SharesId))
    near = {(rule.code, rule.field) for rule in own}
    return near | {(rule.code, column.id) for rule in known.python_rules for column in sheet.columns}


def _words(findings: list[Finding]) -> str:
    worst = min(findings, key=lambda finding: RANK[finding.severity], default=None)
    if worst is None:
        return ROW_FINE
    shorts = dict.fromkeys(finding.short for finding in findings if finding.severity is worst.severity)
    return row_says(worst.severity, list(shorts))

"""A row in words, as the Status column of a workbook says it, from the findings of a check."""

from __future__ import annotations

from collections.abc import Iterable

from generator.catalog import Catalog, Sheet
from generator.rules.expression import CountRows, HasActivity
from generator.rules.findings import RANK, Finding, Severity
from generator.rules.registry import registry
from generator.workbook.frames import Batch


def row_words(batch: Batch, every: Iterable[Finding], sheet: Sheet) -> dict[int, str]:
    """Row number to words for every row of `sheet`: OK, or what is wrong in it. Of `every` finding those of rules that ask other sheets are left out."""
    catalog = batch.catalog
    near = _near(catalog, sheet)
    rows = batch.sheets[sheet.id]
    found: dict[int, list[Finding]] = {row: [] for row, empty in zip(rows.rows, rows.empty, strict=True) if not empty}
    for finding in every:
        if finding.sheet == sheet.title and finding.row in found and (finding.code, finding.field) in near:
            found[finding.row].append(finding)
    return {row: _words(catalog, sheet, findings) for row, findings in found.items()}


def _near(catalog: Catalog, sheet: Sheet) -> set[tuple[str, str | None]]:
    """Code and column of the rules that look at this sheet only."""
    known = registry(catalog)
    own = {(rule.code, rule.field) for rule in known.rules if rule.sheet == sheet.id and not _across(rule.when.parts())}
    return own | {(rule.code, column.id) for rule in known.python_rules for column in sheet.columns}


def _across(parts: Iterable[object]) -> bool:
    return any(isinstance(part, (CountRows, HasActivity)) or "." in str(getattr(part, "column", "")) for part in parts)


def _words(catalog: Catalog, sheet: Sheet, findings: list[Finding]) -> str:
    worst = sorted({RANK[f.severity]: f.severity for f in findings}.items())
    if not worst:
        return "OK"
    severity = worst[0][1]
    shorts = list(dict.fromkeys(_short(catalog, sheet, f) for f in findings if f.severity is severity))
    if severity is Severity.INVALID:
        return f"Not saved: {_list(shorts, 2)}"
    if severity is Severity.MISSING:
        return f"{len(shorts)} missing: {_list(shorts, 4)}"
    return f"OK – look at: {_list(shorts, 1)}"


def _short(catalog: Catalog, sheet: Sheet, finding: Finding) -> str:
    header = sheet.column(finding.field).header if finding.field and sheet.has(finding.field) else ""
    return catalog.messages[finding.code].short.replace("{header}", header)


def _list(shorts: list[str], most: int) -> str:
    return ", ".join(shorts[:most]) + (", …" if len(shorts) > most else "")

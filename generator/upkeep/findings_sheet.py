"""The sheet Findings and the marks of a check: what stands there, for a closed copy and for the ribbon alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from generator.catalog import Catalog
from generator.rules.findings import RANK, SEVERITY_WORDS, Finding
from generator.workbook.own_sheets import FIRST_ROW, MOST_FINDINGS


@dataclass(frozen=True, slots=True)
class FindingsRow:
    """One line of the sheet: its texts in the order of `FINDINGS_COLUMNS`, and where the first leads ("Activities!D7"), None for nowhere."""

    texts: tuple[str, ...]
    link: str | None


def findings_rows(findings: Sequence[Finding], catalog: Catalog) -> list[FindingsRow]:
    """The lines of the sheet, in the order of `findings`; beyond `MOST_FINDINGS` one line says how many more there are."""
    headers = {(sheet.title, column.id): column.header for sheet in catalog.sheets.values() for column in sheet.columns}
    lines = [_line(finding, headers) for finding in findings[:MOST_FINDINGS]]
    if rest := len(findings) - len(lines):
        lines.append(FindingsRow(("", "", "", "", f"… and {rest:,} more: “pars check” lists all.", ""), None))
    return lines


def _line(finding: Finding, headers: dict[tuple[str, str], str]) -> FindingsRow:
    header = headers.get((finding.sheet or "", finding.field or ""), "")
    texts = (finding.place, SEVERITY_WORDS[finding.severity], finding.activity_id or "", header, finding.message, finding.fix)
    return FindingsRow(texts, f"'{finding.sheet}'!{finding.cell}" if finding.sheet and finding.cell else None)


def checked_marks_of(findings: Iterable[Finding]) -> dict[str, dict[int, str]]:
    """What stands in the hidden column Checked: sheet title to row to a text such as |title=invalid|credits=missing|, the worst first."""
    found: dict[str, dict[int, dict[str, None]]] = {}
    for finding in sorted(findings, key=lambda f: RANK[f.severity]):
        if finding.sheet and finding.field and finding.row and finding.row >= FIRST_ROW:
            found.setdefault(finding.sheet, {}).setdefault(finding.row, {})[f"{finding.field}={finding.severity}"] = None
    return {sheet: {row: f"|{'|'.join(marks)}|" for row, marks in rows.items()} for sheet, rows in found.items()}

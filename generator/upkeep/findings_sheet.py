"""The sheet Findings and the marks of a check: what stands there, for a closed copy and for the ribbon alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from generator.catalog import Catalog
from generator.rules.findings import RANK, SEVERITY_WORDS, Finding
from generator.workbook.own_sheets import FIRST_ROW, MOST_FINDINGS


@dataclass(frozen=True, slots=True)
class FindingsRow:
    """One line of the sheet.

    Attributes:
        texts: in the order of `FINDINGS_COLUMNS`.
        link: where the first leads ("Activities!D7"), None for nowhere.
    """

    texts: tuple[str, ...]
    link: str | None


def findings_rows(findings: Sequence[Finding], catalog: Catalog) -> list[FindingsRow]:
    """The lines of the sheet, in the order of `findings`; one beyond `MOST_FINDINGS` says how many more there are."""
    headers = {(sheet.title, column.id): column.header for sheet in catalog.sheets.values() for column in sheet.columns}
    lines = [_line(finding, headers) for finding in findings[:MOST_FINDINGS]]
    if rest := len(findings) - len(lines):
        lines.append(FindingsRow(("", "", "", "", f"… and {rest:,} more: “pars check” lists all.", ""), None))
    return lines


def _line(finding: Finding, headers: dict[tuple[str, str], str]) -> FindingsRow:
    header = headers.get((finding.sheet or "", finding.field or ""), "")
    severity, activity = SEVERITY_WORDS[finding.severity], finding.activity_id or ""
    link = f"'{finding.sheet}'!{finding.cell}" if finding.sheet and finding.cell else None
    return FindingsRow((finding.place, severity, activity, header, finding.message, finding.fix), link)


def checked_marks_of(findings: Iterable[Finding]) -> dict[str, dict[int, str]]:
    """What stands in the hidden column Checked: sheet title to row to a text such as |title=invalid|credits=missing|.

    The worst stands first.
    """
    marks: dict[str, dict[int, dict[str, None]]] = {}
    for finding in sorted(findings, key=lambda f: RANK[f.severity]):
        if finding.sheet and finding.field and finding.row and finding.row >= FIRST_ROW:
            of_row = marks.setdefault(finding.sheet, {}).setdefault(finding.row, {})
            of_row[f"{finding.field}={finding.severity}"] = None
    return {sheet: {row: f"|{'|'.join(of_row)}|" for row, of_row in rows.items()} for sheet, rows in marks.items()}

"""The sheet Findings and the marks of a check: what stands there, for a closed copy and for the ribbon alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from textwrap import wrap

from generator.catalog import Catalog
from generator.rules.findings import RANK, SEVERITY_WORDS, Finding, Severity
from generator.rules.words import cut
from generator.template.style import MARKS
from generator.workbook.own_sheets import FINDINGS_COLUMNS, FIRST_ROW, MOST_FINDINGS

_LINE, _GAP, _HIGHEST = 15, 4, 400
"""Points of a line of text and around all of them, and the most that Excel takes for a row, rounded down."""


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
    """The lines of the sheet, the worst first; one beyond `MOST_FINDINGS` says how many more there are."""
    headers = {(sheet.title, column.id): column.header for sheet in catalog.sheets.values() for column in sheet.columns}
    worst_first = sorted(findings, key=lambda finding: RANK[finding.severity])
    lines = [_line(finding, headers) for finding in worst_first[:MOST_FINDINGS]]
    if rest := len(findings) - len(lines):
        lines.append(FindingsRow(("", "", "", "", f"… and {rest:,} more: “pars check” lists all.", ""), None))
    return lines


def severity_words(severity: Severity) -> str:
    """How bad a finding is, after the sign of its mark."""
    return f"{MARKS[severity].sign} {SEVERITY_WORDS[severity]}"


def height(line: FindingsRow) -> int:
    """How high a line must be to show all of its texts, in points."""
    wraps = (len(wrap(text, column.width)) for text, column in zip(line.texts, FINDINGS_COLUMNS, strict=True))
    return min(_LINE * max(1, *wraps) + _GAP, _HIGHEST)


def _line(finding: Finding, headers: dict[tuple[str, str], str]) -> FindingsRow:
    header = headers.get((finding.sheet or "", finding.field or ""), "")
    # a file may write each sign of an ID with seven, so one as long as a cell would not fit into this one
    severity, activity = severity_words(finding.severity), cut(finding.activity_id or "")
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

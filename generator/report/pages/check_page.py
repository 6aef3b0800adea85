"""The report of a check as a page: totals, what is missing most, readiness, findings by activity, the rules behind."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.catalog import ACTIVITIES, Catalog
from generator.readiness.status import ProgramStatus, Readiness, RecordStatus, State
from generator.readiness.words import program_words
from generator.report.console import summary
from generator.report.grouped import WITHOUT_ID, Group, asked_programs, groups, is_asked
from generator.report.pages.filled import filled
from generator.report.pages.subjects import Subjects
from generator.report.receipt_words import counted
from generator.report.updates import change_words, effect_words, summary_lines
from generator.rules.check import counts
from generator.rules.findings import COUNTED, RANK, SEVERITY_WORDS, Finding, Severity
from generator.rules.rule import SAVE
from generator.targets import REPORT
from generator.template.style import MARKS
from generator.workbook.frames import Batch

MOST_FINDINGS, MOST_ACTIVITIES = 10_000, 2_000
"""How many findings, and activities of the matrix, a page shows; it says where the others are."""
_MOST_BARS = 12
_SIGNS = {
    State.NONE: "",
    State.COMPLETE: "✓",
    State.MISSING: MARKS[Severity.MISSING].sign,
    State.INVALID: MARKS[Severity.INVALID].sign,
}
_FINE = "✓"


def check_page(
    batch: Batch,
    findings: Sequence[Finding],
    readiness: Sequence[Readiness],
    day: dt.date,
    updates: Mapping[str, Any],
) -> Iterator[str]:
    """The page, piece by piece.

    Args:
        batch: the workbook.
        findings: all of its findings.
        readiness: of its activities, in order.
        day: the day that rules about dates looked from.
        updates: what an upload would do; empty where nobody asked.
    """
    told = sorted(findings, key=lambda finding: RANK[finding.severity])[:MOST_FINDINGS]
    subjects, programs = Subjects(batch), asked_programs(readiness)
    parts = [_Part(f"f{number}", group) for number, group in enumerate(groups(batch, told, readiness), 1)]
    return filled("check.html.j2", {
        "kind": REPORT,
        "title": f"Check of {batch.name}",
        "summary": summary(batch, findings, readiness).removeprefix(f"{batch.name}: "),
        "day": f"{day:%B} {day.day}, {day.year}",
        "catalog": batch.catalog.version,
        "severities": _severities(findings),
        "records": [(s, n) for s in RecordStatus if (n := sum(r.record_status is s for r in readiness))],
        "bars": _bars(findings),
        "columns": [_Column.of(readiness, name) for name in programs],
        "activities": _matrix(readiness, programs, parts, batch.catalog.sheets[ACTIVITIES].title),
        "number_of_activities": len(readiness),
        "shown_activities": min(len(readiness), MOST_ACTIVITIES),
        "parts": parts,
        "lines": lambda part: (_line(batch.catalog, subjects, finding) for finding in part.group.findings),
        "number_of_findings": len(findings),
        "shown_findings": len(told),
        "choices": subjects.choices(told),
        "rules": _rules(batch.catalog, told),
        "counted": counted,
        "updates": list(summary_lines(updates)) if updates else [],
        "effects": [
            (outcome["activity_id"] or f"(row {outcome['row']})", effect_words(outcome),
             [*map(change_words, outcome["changes"]), *outcome["notes"]])
            for outcome in updates.get("updates", ())[:MOST_ACTIVITIES]
        ],
        "number_of_effects": len(updates.get("updates", ())),
    })  # fmt: skip


@dataclass(frozen=True)
class _Part:
    """What was found of one activity, with the name of its place in the page."""

    anchor: str
    group: Group


@dataclass(frozen=True)
class _Column:
    """A program of the matrix: what it is called, how many activities ask for it, and of how many nothing is missing
    or wrong."""

    label: str
    asked: int
    fine: int

    @staticmethod
    def of(readiness: Sequence[Readiness], name: str) -> _Column:
        asked = [activity.programs[name] for activity in readiness if is_asked(activity, name)]
        return _Column(asked[0].label, len(asked), sum(one.state is State.COMPLETE and one.saves for one in asked))


@dataclass(frozen=True)
class _Row:
    """An activity of the matrix. Its cells are a sign and words for each program."""

    name: str
    title: str
    status: RecordStatus
    sign: str
    anchor: str | None
    cells: Sequence[tuple[str, str, str]]


def _matrix(
    readiness: Sequence[Readiness], programs: Sequence[str], parts: Sequence[_Part], sheet: str
) -> Iterator[_Row]:
    """The activities, in the order of their rows; where there are too many, those of which something was found."""
    anchors = {part.group.activity.activity_id: part.anchor for part in parts if part.group.activity}
    without = {
        finding.row: part.anchor
        for part in parts
        if part.group.heading == WITHOUT_ID
        for finding in part.group.findings
        if finding.sheet == sheet
    }
    shown = sorted(readiness, key=lambda activity: activity.activity_id not in anchors)[:MOST_ACTIVITIES]
    for activity in sorted(shown, key=lambda activity: activity.row):
        status = activity.record_status
        yield _Row(
            name=activity.activity_id or f"(row {activity.row})",
            title=activity.title,
            status=status,
            sign={RecordStatus.WILL_NOT_SAVE: _SIGNS[State.INVALID], RecordStatus.DRAFT: _SIGNS[State.MISSING]}.get(
                status, _FINE
            ),
            anchor=anchors.get(activity.activity_id) or without.get(activity.row),
            cells=[_cell(activity.programs.get(name)) for name in programs],
        )


def _cell(program: ProgramStatus | None) -> tuple[str, str, str]:
    """State, sign and words of a program of an activity."""
    if program is None:
        return str(State.NONE), "", "—"
    waits = program.state is State.COMPLETE and not program.saves
    return str(program.state), "" if waits else _SIGNS[program.state], program_words(program)


def _severities(findings: Sequence[Finding]) -> Sequence[Mapping[str, Any]]:
    return [
        {"key": str(severity), "sign": MARKS[severity].sign, "words": SEVERITY_WORDS[severity], "number": number,
         "counted": COUNTED[severity], "meaning": MARKS[severity].meaning}
        for severity, number in counts(findings).items()
    ]  # fmt: skip


def _bars(findings: Sequence[Finding]) -> Sequence[tuple[str, int, float]]:
    """What is missing most: in words, how often, and that as percent of the most."""
    often = Counter(finding.short for finding in findings if finding.severity is Severity.MISSING)
    most = max(often.values(), default=1)
    return [(words, number, 100 * number / most) for words, number in often.most_common(_MOST_BARS)]


def _line(catalog: Catalog, subjects: Subjects, finding: Finding) -> Mapping[str, Any]:
    """A finding as the page shows it."""
    mark = MARKS[finding.severity]
    sheet = next((sheet for sheet in catalog.sheets.values() if sheet.title == finding.sheet), None)
    header = sheet.column(finding.field).header if sheet and finding.field and sheet.has(finding.field) else ""
    return {
        "finding": finding,
        "severity": str(finding.severity),
        "sign": mark.sign,
        "words": SEVERITY_WORDS[finding.severity],
        "header": header,
        "holds_back": ", ".join(subjects.label(name) for name in finding.holds_back if name != SAVE),
        "about": "".join(f"|{name}" for name in subjects.of(finding)) + "|",
    }


def _rules(catalog: Catalog, findings: Sequence[Finding]) -> Sequence[Mapping[str, Any]]:
    """The rules behind the findings, each once, the most frequent of the worst first."""
    first: dict[str, Finding] = {}
    often = Counter(finding.code for finding in findings)
    for finding in findings:
        first.setdefault(finding.code, finding)
    codes = sorted(first, key=lambda code: (RANK[first[code].severity], -often[code], code))
    return [
        {"code": code, "number": often[code], "words": SEVERITY_WORDS[first[code].severity],
         "severity": str(first[code].severity), "sign": MARKS[first[code].severity].sign,
         "why": catalog.messages[code].why, "message": catalog.messages[code].message,
         "fix": catalog.messages[code].fix,
         "sources": "; ".join(catalog.sources[key].title for key in catalog.messages[code].source.split())}
        for code in codes
    ]  # fmt: skip

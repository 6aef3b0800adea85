"""The result of a check or an export for people: findings by activity, and what is to do.

All of it goes through `generator.report.layout`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from rich.console import Console

from generator.catalog import ACTIVITIES
from generator.readiness.status import Readiness, RecordStatus, State
from generator.readiness.words import program_words
from generator.report.excel_setups import show_filled
from generator.report.grouped import asked_programs, groups, is_asked
from generator.report.layout import Page, Row, widest
from generator.report.receipt_words import (
    activities,
    chosen_words,
    counted,
    held_back_words,
    nothing_new_words,
    older_file_words,
    plain_words,
)
from generator.rules.check import counts
from generator.rules.findings import COUNTED, Finding, Severity
from generator.workbook.frames import Batch

LABELS = {Severity.INVALID: "WILL NOT SAVE", Severity.MISSING: "MISSING", Severity.ADVICE: "CHECK"}
"""How each finding is labelled."""
_STYLE = {Severity.INVALID: "bold red", Severity.MISSING: "bold yellow", Severity.ADVICE: "cyan"}
_STATE = {State.COMPLETE: "ready", State.MISSING: "missing required information", State.INVALID: "will not save"}
_MOST_READINESS = 200
"""Activities whose readiness is printed for each; of more only the totals, and the page of a report has all."""
_MOST_TO_DO = 100
"""Activities whose to-do list is printed; the receipt has all."""
_MOST_HELD_BACK, _MOST_ROWS = 100, 20
"""Activities, and rows of other sheets, that are printed as held back; the receipt has all."""
_LONGEST_NAME, _LONGEST_PLACE = 24, 40
"""Places of the console that an activity's ID, or the place of a finding, takes at most before it goes on below."""
_ACTIVITY, _RECORD = "Activity", "Record"
_MANY = 6
"""Activities from which on every other line of the matrix is dim."""


def show(console: Console, batch: Batch, findings: Sequence[Finding], readiness: Sequence[Readiness]) -> None:
    """Prints all findings, in the order of the activities' rows, the readiness of every activity, and the totals."""
    with Page(console) as page:
        for group in groups(batch, findings, readiness):
            page.line()
            page.line(group.heading, style="bold")
            _show_findings(page, group.findings)
        if readiness:
            page.line()
            page.line("Readiness – what PARS would show after the upload", style="bold")
        if len(readiness) > _MOST_READINESS:
            _show_totals(page, readiness)
            page.line("Of each activity it stands in a report: pars check FILE --report readiness.html")
        elif readiness:
            _show_matrix(page, readiness)
        page.line()
        page.line(summary(batch, findings, readiness))


def show_summary(
    console: Console,
    batch: Batch,
    findings: Sequence[Finding],
    readiness: Sequence[Readiness],
) -> None:
    """Prints the totals alone: the sentence on the whole file, the records by status, and each program by state."""
    with Page(console) as page:
        page.line(summary(batch, findings, readiness))
        _show_totals(page, readiness)


def summary(batch: Batch, findings: Sequence[Finding], readiness: Sequence[Readiness]) -> str:
    """One sentence on the whole file."""
    beyond = len(batch.out_of_reach.get(ACTIVITIES, ()))
    rows = sum(map(len, batch.out_of_reach.values()))
    held = sum(r.record_status is RecordStatus.WILL_NOT_SAVE for r in readiness) + beyond
    ready = "all can be exported" if readiness else "nothing to export"
    if held or rows:
        ready = f"{f'{held:,}' if held else counted(rows, 'row')} held back from export"
    words = ", ".join(f"{number:,} {COUNTED[severity]}" for severity, number in counts(findings).items())
    return f"{batch.name}: {activities(len(readiness) + beyond)}, {ready}. Findings: {words}."


def show_export(console: Console, receipt: Mapping[str, Any], receipt_page: Path) -> None:
    """Prints what comes before the upload, what was written, what was held back and why, and what to do afterwards.

    Args:
        receipt: its content.
        receipt_page: where its page lies, beside the upload file.
    """
    with Page(console) as page:
        if nothing := nothing_new_words(receipt):
            page.line(nothing)
            _show_held_back(page, receipt)
        else:
            _show_written(page, receipt, receipt_page)
            _show_to_do(page, receipt["after_upload"])
        if not nothing or receipt["held_back"]:
            page.line()
            page.path(f"Receipt, to open in a browser: {receipt_page}")


def _show_written(page: Page, receipt: Mapping[str, Any], receipt_page: Path) -> None:
    for line in receipt["before_upload"]:
        page.line(line, style="bold")
    if receipt["before_upload"]:
        page.line()
    if receipt["output"]:
        output = receipt["output"]
        rest = f", {output['incomplete']:,} of them incomplete" if output["incomplete"] else ""
        upload = receipt_page.with_name(output["name"])
        page.path(f"Written: {upload} ({activities(output['activities'])}{rest})")
    else:
        left = "what is not left out is" if receipt["left_out"] else "every activity is"
        page.line(f"Nothing was written: {left} held back.")
        if older := older_file_words(receipt):
            page.line(older, style="bold")
    if "template" in receipt:
        show_filled(page, receipt["template"], receipt["not_sent"], receipt["not_written"])
    _show_held_back(page, receipt)
    for line in chosen_words(receipt):
        page.line()
        page.line(line)
    if plain := plain_words(receipt):
        page.line()
        page.line(plain)


def _show_totals(page: Page, readiness: Sequence[Readiness]) -> None:
    statuses = [(status, sum(r.record_status is status for r in readiness)) for status in RecordStatus]
    totals = [("Records", ", ".join(f"{number:,} {status}" for status, number in statuses if number))]
    for name in asked_programs(readiness):
        asked = [r.programs[name] for r in readiness if name in r.programs]
        states = [program.state for program in asked]
        words = [f"{states.count(state):,} {word}" for state, word in _STATE.items() if state in states]
        totals.append((asked[0].label, ", ".join(words)))
    for name, total in totals:
        if total:
            page.line(f"{name}: {total}")


def _show_held_back(page: Page, receipt: Mapping[str, Any]) -> None:
    words = held_back_words(receipt)
    if not words:
        return
    page.line()
    page.line(f"Held back: {words}", style="bold")
    activities_sheet = next(iter(receipt["rows"]))
    left = {True: _MOST_HELD_BACK, False: _MOST_ROWS}
    for entry in receipt["held_back"]:
        if "with_activity" in entry:
            continue  # its activity says why
        is_activity = entry["sheet"] == activities_sheet
        left[is_activity] -= 1
        if left[is_activity] < 0:
            continue
        name = entry["activity_id"] or "(no provider activity ID)"
        page.line(f"{entry['sheet']} row {entry['row']}  {name}", 2)
        for reason in entry["reasons"]:
            page.line(f"{reason['cell'] or ''}  {reason['message']} {reason['fix'] or ''}".strip(), 4)
    more = [counted(-left[True], "more activity", "more activities")] if left[True] < 0 else []
    more += [counted(-left[False], "more row")] if left[False] < 0 else []
    if more:
        page.line(f"… and {' and '.join(more)}: the receipt lists all.", 2)


def _show_to_do(page: Page, to_do: Sequence[Mapping[str, Any]]) -> None:
    if not to_do:
        return
    page.line()
    page.line("After the upload, in PARS", style="bold")
    box = "☐" if page.can_show("☐") else "[ ]"
    for activity in to_do[:_MOST_TO_DO]:
        name = activity["activity_id"] or f"(row {activity['row']})"
        page.line(f"{name}  {activity['title'] or ''}".rstrip(), 2)
        for line in activity["do"]:
            page.line(f"{box} {line}", 4)
    more = len(to_do) - _MOST_TO_DO
    if more > 0:
        page.line(f"… and {counted(more, 'more activity', 'more activities')}: the receipt lists all.", 2)


def _show_findings(page: Page, findings: Sequence[Finding]) -> None:
    widths = [widest((LABELS[f.severity] for f in findings), 20), widest((f.place for f in findings), _LONGEST_PLACE)]
    rows = (
        row
        for finding in findings
        for row in (
            Row(([LABELS[finding.severity]], [finding.place], [finding.message]), (_STYLE[finding.severity], "", "")),
            Row(([], [], [finding.fix]), ("", "", "dim")),
        )
    )
    page.rows(rows, widths)


def _show_matrix(page: Page, readiness: Sequence[Readiness]) -> None:
    programs = asked_programs(readiness)
    names = [activity.activity_id or f"(row {activity.row})" for activity in readiness]
    widths = [widest((_ACTIVITY, *names), _LONGEST_NAME), widest((_RECORD, *RecordStatus), _LONGEST_NAME)]
    dim = "dim" if len(readiness) > _MANY else ""
    rows = (
        Row(([name], [activity.record_status], _program_lines(activity, programs)), (dim if number % 2 else "",) * 3)
        for number, (name, activity) in enumerate(zip(names, readiness, strict=True))
    )
    header = Row(([_ACTIVITY], [_RECORD], ["Programs"]), ("bold",) * 3)
    page.rows(chain([header], rows), widths)


def _program_lines(activity: Readiness, programs: Sequence[str]) -> Sequence[str]:
    asked = [activity.programs[name] for name in programs if is_asked(activity, name)]
    return [f"{program.label}: {program_words(program)}" for program in asked] or ["—"]

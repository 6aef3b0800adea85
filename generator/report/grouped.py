"""Findings by what they are about: the file, each activity, rows without one. The same for console and pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from generator.readiness.status import Readiness, State
from generator.rules.findings import RANK, Finding
from generator.workbook.frames import Batch

_THE_FILE = "The file"
WITHOUT_ID = "Rows without a provider activity ID"


@dataclass
class Group:
    """The findings of one activity, or of what is none.

    Attributes:
        heading: what they are about.
        activity: the activity; None for the file and for rows without one.
        findings: the worst first.
    """

    heading: str
    activity: Readiness | None = None
    findings: list[Finding] = field(default_factory=list)


def groups(batch: Batch, findings: Sequence[Finding], readiness: Sequence[Readiness]) -> list[Group]:
    """Findings under headings: the file, the activities in the order of their rows, and what belongs to no activity.

    Whatever nothing was found of is left out.
    """
    rows = {frame.sheet.title: set(frame.rows) for frame in batch.sheets.values()}
    the_file, without_id = Group(_THE_FILE), Group(WITHOUT_ID)
    of_ids: dict[str, Group] = {}
    for activity in readiness:
        if activity.activity_id and activity.activity_id not in of_ids:
            of_ids[activity.activity_id] = Group(_heading(activity), activity)
    for finding in findings:
        if finding.activity_id:
            unknown = Group(f"Activity {finding.activity_id}  (no such activity)")
            group = of_ids.setdefault(finding.activity_id, unknown)
        else:
            # headers and cells far from the table have a row too, but no activity could stand there
            group = without_id if finding.row in rows.get(finding.sheet or "", ()) else the_file
        group.findings.append(finding)
    found = [group for group in (the_file, *of_ids.values(), without_id) if group.findings]
    for group in found:
        group.findings.sort(key=lambda finding: RANK[finding.severity])
    return found


def asked_programs(readiness: Sequence[Readiness]) -> list[str]:
    """The programs that at least one activity asks for, in the order of the catalog, and unknown ones last."""
    if not readiness:
        return []
    listed = list(readiness[0].programs)
    others = sorted({name for activity in readiness for name in activity.programs} - set(listed))
    return [name for name in (*listed, *others) if any(is_asked(activity, name) for activity in readiness)]


def is_asked(activity: Readiness, program: str) -> bool:
    """Whether an activity asks for a program, or holds something of it."""
    return program in activity.programs and activity.programs[program].state is not State.NONE


def _heading(activity: Readiness) -> str:
    return "  ".join(filter(None, (f"Activity {activity.activity_id}", activity.title, f"({activity.record_status})")))

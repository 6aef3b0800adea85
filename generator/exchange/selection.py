"""Which activities of a batch go into the upload file, and which are held back and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

from generator.catalog import ACTIVITIES
from generator.exchange.ties import Ties, tie
from generator.rules.findings import Finding, Severity
from generator.workbook.frames import Batch


@dataclass(frozen=True)
class Selection:
    """What is exported and what is not. Rows that only look empty are in neither.

    Attributes:
        positions: of the activities to export, in order.
        held_back: position of each other activity to the findings that hold it back, its own first, then those of its
            rows.
        orphans: sheet id to the position of each row without activity, with its findings.
        incomplete: positions of exported activities that something is missing from.
        complete_only: incomplete activities were held back too.
        ties: which rows belong to which activity.
        out_of_reach: there are rows so far down that they were not read.
    """

    positions: tuple[int, ...]
    held_back: Mapping[int, tuple[Finding, ...]]
    orphans: Mapping[str, Mapping[int, tuple[Finding, ...]]]
    incomplete: frozenset[int]
    complete_only: bool
    ties: Ties
    out_of_reach: bool = False

    def without(self, held_back: Mapping[int, tuple[Finding, ...]]) -> Self:
        """The same with further activities held back.

        Args:
            held_back: position of each to the findings that hold it back.
        """
        both = {**self.held_back, **held_back}
        return replace(
            self,
            positions=tuple(p for p in self.positions if p not in held_back),
            held_back={position: both[position] for position in sorted(both)},
            incomplete=self.incomplete.difference(held_back),
        )


def select(batch: Batch, findings: Sequence[Finding], *, complete_only: bool = False) -> Selection:
    """Holds back each activity that has an invalid finding, or whose MOC, REMS or Support rows have one.

    Args:
        batch: the completed workbook.
        findings: all findings of its check.
        complete_only: hold back what something is missing from, too.
    """
    ties = tie(batch)
    at = _by_place(batch, findings)
    concerned = _concerned(at, ties)
    activities = batch.sheets[ACTIVITIES]
    positions: list[int] = []
    held_back: dict[int, tuple[Finding, ...]] = {}
    incomplete: set[int] = set()
    for position, empty in enumerate(activities.empty.tolist()):
        if empty:
            continue
        if position not in concerned:
            positions.append(position)
            continue
        own = list(at.get((ACTIVITIES, position), ()))
        for sheet in ties.rows:
            for row in ties.of(position, sheet):
                own += at.get((sheet, row), ())
        invalid = [f for f in own if f.severity is Severity.INVALID]
        missing = [f for f in own if f.severity is Severity.MISSING]
        reasons = [*invalid, *missing] if complete_only else invalid
        if reasons:
            held_back[position] = tuple(reasons)
            continue
        positions.append(position)
        if missing:
            incomplete.add(position)
    orphans = {sheet: {row: tuple(at.get((sheet, row), ())) for row in alone} for sheet, alone in ties.orphans.items()}
    return Selection(
        tuple(positions), held_back, orphans, frozenset(incomplete), complete_only, ties,
        any(batch.out_of_reach.values()),
    )  # fmt: skip


def _concerned(at: Mapping[tuple[str, int], Sequence[Finding]], ties: Ties) -> set[int]:
    """The positions of the activities that have a finding, be it on one of their rows."""
    concerned = {position for sheet, position in at if sheet == ACTIVITIES}
    for sheet, rows_of in ties.rows.items():
        found = {position for on, position in at if on == sheet}
        if found:
            concerned |= {position for position, rows in rows_of.items() if not found.isdisjoint(rows)}
    return concerned


def _by_place(batch: Batch, findings: Sequence[Finding]) -> dict[tuple[str, int], list[Finding]]:
    """Findings by sheet id and position; those of the file, or of a whole sheet, have no place."""
    sheets = {frame.sheet.title: sheet for sheet, frame in batch.sheets.items()}
    found: dict[str, dict[int, list[Finding]]] = {sheet: {} for sheet in batch.sheets}
    for finding in findings:
        if finding.sheet in sheets and finding.row is not None:
            found[sheets[finding.sheet]].setdefault(finding.row, []).append(finding)
    findings_at: dict[tuple[str, int], list[Finding]] = {}
    for sheet, of_rows in found.items():
        for position, row in enumerate(batch.sheets[sheet].rows if of_rows else ()):
            if row in of_rows:
                findings_at[sheet, position] = of_rows[row]
    return findings_at

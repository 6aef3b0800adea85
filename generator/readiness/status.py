"""The status of every activity and program: what PARS would show after the upload (P8, T0)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np

from generator.catalog import ACTIVITIES, fold
from generator.rules.check import Check
from generator.rules.findings import Finding, Severity
from generator.rules.rule import ACTIVE, MIPS, MOC, PROGRAMS, REMS, Rule, short
from generator.workbook.cells import text_of


class RecordStatus(StrEnum):
    """PARS' words for a record, and two of ours: that PARS will not save it, and that it is to be deleted."""

    WILL_NOT_SAVE = "Will not save"
    DRAFT = "Draft"
    ACTIVE = "Active"
    READY = "Ready to Close"
    CLOSED = "Closed"
    DELETE = "To be deleted"


class State(StrEnum):
    """The state of a program: not asked for, complete, lacking something, or holding something PARS would refuse."""

    NONE = "none"
    COMPLETE = "complete"
    MISSING = "missing"
    INVALID = "invalid"


@dataclass(slots=True)
class Program:
    """One program of one activity.

    Attributes:
        state: see `State`.
        missing: ids of the columns to fill in or to correct.
        to_close: ids of the columns that closing the record asks for besides.
        fix, lacks, closing: the same in words: what PARS would refuse, what is missing, what closing asks for.
        saves: whether PARS would save the record at all.
    """

    state: State = State.NONE
    missing: list[str] = field(default_factory=list)
    to_close: list[str] = field(default_factory=list)
    fix: list[str] = field(default_factory=list)
    lacks: list[str] = field(default_factory=list)
    closing: list[str] = field(default_factory=list)
    saves: bool = True


@dataclass(slots=True)
class Readiness:
    """One activity: its row, its record status, what closing it still needs, and its programs (MOC:ABA, REMS:..., MIPS)."""

    activity_id: str | None
    row: int
    title: str
    record_status: RecordStatus
    to_close: list[str]
    programs: dict[str, Program]

    def as_json(self) -> dict[str, Any]:
        return {
            "activity_id": self.activity_id,
            "row": self.row,
            "record_status": str(self.record_status),
            "to_close": self.to_close,
            "programs": {name: {"state": str(p.state), "missing": p.missing, "to_close": p.to_close} for name, p in self.programs.items()},
        }


def readiness(run: Check, findings: Sequence[Finding]) -> list[Readiness]:
    """The readiness of every activity, in the order of its rows.

    Args:
        run: the check that made the findings.
        findings: all of them.
    """
    rows = run.tables.on(ACTIVITIES)
    mine: list[list[Finding]] = [[] for _ in range(len(rows))]
    for finding, position in _owned(run, findings):
        mine[position].append(finding)
    programs = _registered(run)
    closing = _closing(run)
    ends, actions = rows.date("end_date"), [fold(t) for t in rows.text("record_action")]
    closed = [fold(t) == "yes" for t in rows.text("close_record")]
    found: list[Readiness] = []
    for position in map(int, np.flatnonzero(~rows.frame.empty)):
        own, to_close = mine[position], closing.get(position, [])
        rest = list(dict.fromkeys(rule.field for rule in to_close))
        status = _record_status(own, actions[position] == "delete", closed[position] and not rest, bool(ends[position] < run.tables.today))
        found.append(
            Readiness(
                activity_id=text_of(rows.frame.raw("provider_activity_id")[position]) or None,
                row=rows.frame.rows[position],
                title=text_of(rows.frame.raw("title")[position]),
                record_status=status,
                to_close=rest,
                programs=_programs(run, *(([], set(), []) if actions[position] == "delete" else (own, programs[position], to_close))),
            )
        )
        for program in found[-1].programs.values():
            program.saves = status is not RecordStatus.WILL_NOT_SAVE
    return found


def _owned(run: Check, findings: Sequence[Finding]) -> list[tuple[Finding, int]]:
    """Each finding with the position of the activity that it belongs to."""
    found: list[tuple[Finding, int]] = []
    for sheet in run.batch.catalog.sheets.values():
        rows = run.tables.on(sheet.id)
        positions = {row: position for position, row in enumerate(rows.frame.rows)}
        for finding in findings:
            if finding.sheet == sheet.title and finding.row in positions and finding.field is not None:
                pointer = int(rows.pointers[positions[finding.row]])
                if pointer >= 0:
                    found.append((finding, pointer))
    return found


def _record_status(own: Sequence[Finding], deleted: bool, closed: bool, over: bool) -> RecordStatus:
    if any(f.severity is Severity.INVALID for f in own):
        return RecordStatus.WILL_NOT_SAVE
    if deleted:
        return RecordStatus.DELETE
    if any(ACTIVE in f.holds_back for f in own):
        return RecordStatus.DRAFT
    if closed and over:
        return RecordStatus.CLOSED
    return RecordStatus.READY if over else RecordStatus.ACTIVE


def _registered(run: Check) -> list[set[str]]:
    """The programs that each activity asks for, whether or not it may."""
    rows = run.tables.on(ACTIVITIES)
    found: list[set[str]] = [set() for _ in range(len(rows))]
    for what, sheet, column, values in ((MOC, "moc", "board", "boards"), (REMS, "rems", "program", "rems_programs")):
        other, known = run.tables.on(sheet), run.batch.catalog.lists[values]
        for pointer, text in zip(other.pointers, other.text(column), strict=True):
            value = known.find(text)
            if pointer >= 0 and value:
                found[pointer].add(f"{what}:{value.value}")
    for position, text in enumerate(rows.text("mips")):
        if fold(text) == "yes":
            found[position].add(MIPS)
    return found


def _closing(run: Check) -> dict[int, list[Rule]]:
    """What keeps a record from being closed, whether or not it is to be: position of the activity to rules."""
    found: dict[int, list[Rule]] = {}
    for rule in run.registry.rules:
        if not rule.blocks_closing or not len(run.batch.sheets[rule.sheet]):
            continue
        pointers = run.tables.on(rule.sheet).pointers
        for position in np.flatnonzero(run.where(rule, asking=False)):
            if pointers[position] >= 0:
                found.setdefault(int(pointers[position]), []).append(rule)
    return found


_CELLS = {"moc": MOC, "rems": REMS}


def _programs(run: Check, own: Sequence[Finding], registered: set[str], to_close: Sequence[Rule]) -> dict[str, Program]:
    catalog = run.batch.catalog
    names = [f"{MOC}:{b.value}" for b in catalog.boards] + [f"{REMS}:{p.value}" for p in catalog.lists["rems_programs"].offered()] + [MIPS]
    found = {name: Program(State.COMPLETE if name in registered else State.NONE) for name in names}
    asked_by_closing = {rule.code for rule in run.registry.rules if rule.closing}
    for finding in own:
        for name in finding.holds_back if finding.code not in asked_by_closing else ():
            if finding.severity is Severity.MISSING and name.split(":")[0] in PROGRAMS:
                program = found.setdefault(name, Program())
                program.state = State.MISSING if program.state is not State.INVALID else State.INVALID
                _add(program.missing, finding.field)
                _add(program.lacks, finding.short)
    nameless = registered | (found.keys() & {MOC, REMS})  # rows whose board or REMS is none, where something is missing
    for finding in own:
        if finding.severity is Severity.INVALID:
            for name in _spoiled(run, finding, nameless):
                program = found.setdefault(name, Program())
                program.state = State.INVALID
                _add(program.missing, finding.field)
                _add(program.fix, finding.short)
    for name, program in found.items():
        if name.startswith(MOC) and program.state is not State.NONE:
            for rule in to_close:
                if rule.closing and MOC in rule.holds_back:
                    _add(program.to_close, rule.field)
                    _add(program.closing, short(catalog, rule))
    return found


def _spoiled(run: Check, finding: Finding, registered: set[str]) -> list[str]:
    """The programs whose own cells an invalid finding is about."""
    sheets = {s.title: s.id for s in run.batch.catalog.sheets.values()}
    sheet = sheets.get(finding.sheet or "", "")
    if sheet in ("moc", "rems"):
        rows = run.tables.on(sheet)
        position = rows.frame.rows.index(finding.row or 0)
        values, column = ("boards", "board") if sheet == "moc" else ("rems_programs", "program")
        value = run.batch.catalog.lists[values].find(rows.text(column)[position])
        return [f"{_CELLS[sheet]}:{value.value}" if value else _CELLS[sheet]]
    what = {"moc": MOC, "moc_deadline": MOC, "moc_attestation": MOC, "rems": REMS, "mips": MIPS}.get(finding.field or "", "")
    return [name for name in sorted(registered) if what and name.split(":")[0] == what]


def _add(known: list[str], new: str | None) -> None:
    if new and new not in known:
        known.append(new)

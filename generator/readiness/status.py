"""The status of every activity and program: what PARS would show after the upload (P8, T0)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np

from generator.catalog import ACTIVITIES, ID
from generator.catalog.lists import YES
from generator.rules.check import Check
from generator.rules.findings import Finding, Severity
from generator.rules.rule import ACTIVE, Rule, short


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
class ProgramStatus:
    """One program of one activity.

    Attributes:
        state: see `State`.
        missing: ids of the columns to fill in or to correct.
        to_close: ids of the columns that closing the record asks for besides.
        fix, lacks, closing: the same in words: what PARS would refuse, what is missing, what closing asks for.
        saves: whether PARS would save the record, as far as that does not hang on the day.
        label: what people call it: see `Catalog.called`.
        attested: whether somebody attests it in PARS after the upload.
    """

    label: str
    attested: bool
    state: State = State.NONE
    missing: list[str] = field(default_factory=list)
    to_close: list[str] = field(default_factory=list)
    fix: list[str] = field(default_factory=list)
    lacks: list[str] = field(default_factory=list)
    closing: list[str] = field(default_factory=list)
    saves: bool = True


@dataclass(slots=True)
class Readiness:
    """One activity: its row, its record status, what closing it still needs, and its programs (MOC:ABA, REMS:...,
    MIPS). Activities of which the same was found on their own rows share what they say of their programs."""

    activity_id: str | None
    row: int
    title: str
    record_status: RecordStatus
    to_close: list[str]
    programs: Mapping[str, ProgramStatus]

    def as_json(self) -> dict[str, Any]:
        return {
            "activity_id": self.activity_id,
            "row": self.row,
            "record_status": str(self.record_status),
            "to_close": self.to_close,
            "programs": {
                name: {"state": str(p.state), "missing": p.missing, "to_close": p.to_close}
                for name, p in self.programs.items()
            },
        }


def readiness(run: Check, findings: Sequence[Finding]) -> list[Readiness]:
    """The readiness of every activity, in the order of its rows.

    Programs say what the activity has and lacks, whatever the day: of a record that will not save only because of the
    day (it is to be closed before its end) no program waits for anything, and Record status alone tells it.

    Args:
        run: the check that made the findings.
        findings: all of them.
    """
    rows = run.tables.on(ACTIVITIES)
    findings_of: list[list[Finding]] = [[] for _ in range(len(rows))]
    for finding, position in _owned(run, findings):
        findings_of[position].append(finding)
    programs, known = _Programs(run), dict[Any, Mapping[str, ProgramStatus]]()
    registered_for = _registered(run)
    closing = _closing(run)
    ids, titles = (rows.frame.typed(column).tolist() for column in (ID, "title"))
    over: list[bool] = (rows.date("end_date") < run.tables.today).tolist()
    deleted: list[bool] = rows.says("record_action", "delete").tolist()
    closed: list[bool] = rows.says("close_record", YES).tolist()
    by_day = {rule.code for rule in run.registry.rules if rule.by_day}
    activities: list[Readiness] = []
    for position in np.flatnonzero(~rows.frame.empty).tolist():
        own, to_close = findings_of[position], closing.get(position, [])
        rest = list(dict.fromkeys(rule.field for rule in to_close))
        status = record_status(
            wrong=any(finding.severity is Severity.INVALID for finding in own),
            deleted=deleted[position],
            draft=any(ACTIVE in finding.holds_back for finding in own),
            closed=closed[position] and not rest,
            over=over[position],
        )
        lasting, registered = [finding for finding in own if finding.code not in by_day], registered_for[position]
        if deleted[position]:
            lasting, registered, to_close = [], set(), []
        if all(finding.sheet == rows.frame.sheet.title for finding in lasting):
            found = tuple((finding.code, finding.field, finding.holds_back, finding.short) for finding in lasting)
            like = (frozenset(registered), tuple(map(id, to_close)), found)
            if like not in known:
                known[like] = programs.of(lasting, registered, to_close)
            of_programs = known[like]
        else:
            of_programs = programs.of(lasting, registered, to_close)
        activities.append(
            Readiness(
                activity_id=ids[position] or None,
                row=rows.frame.rows[position],
                title=titles[position],
                record_status=status,
                to_close=rest,
                programs=of_programs,
            )
        )
    return activities


def _owned(run: Check, findings: Sequence[Finding]) -> Iterator[tuple[Finding, int]]:
    """Each finding with the position of the activity that it belongs to."""
    for sheet in run.batch.catalog.sheets.values():
        rows = run.tables.on(sheet.id)
        positions = {row: position for position, row in enumerate(rows.frame.rows)}
        for finding in findings:
            if finding.sheet == sheet.title and finding.row in positions and finding.field is not None:
                pointer = int(rows.pointers[positions[finding.row]])
                if pointer >= 0:
                    yield finding, pointer


def record_status(*, wrong: bool, deleted: bool, draft: bool, closed: bool, over: bool) -> RecordStatus:
    """What PARS would show of a record.

    Args:
        wrong: PARS would not save it.
        deleted: it is to be deleted.
        draft: something is missing that keeps it from being active.
        closed: it is to be closed, and nothing that closing asks for is missing.
        over: it has ended.
    """
    if wrong:
        return RecordStatus.WILL_NOT_SAVE
    if deleted:
        return RecordStatus.DELETE
    if draft:
        return RecordStatus.DRAFT
    if closed and over:
        return RecordStatus.CLOSED
    return RecordStatus.READY if over else RecordStatus.ACTIVE


def _registered(run: Check) -> list[set[str]]:
    """What each activity asks to be registered for, whether or not it may."""
    rows = run.tables.on(ACTIVITIES)
    names_of: list[set[str]] = [set() for _ in range(len(rows))]
    for program in run.batch.catalog.programs.values():
        if program.sheet is None:
            for position in np.flatnonzero(rows.says(program.answer, YES)):
                names_of[position].add(program.id)
            continue
        for pointer, name in zip(run.tables.on(program.sheet).pointers, run.registered[program.id], strict=True):
            if pointer >= 0 and name != program.id:
                names_of[pointer].add(name)
    return names_of


def _closing(run: Check) -> dict[int, list[Rule]]:
    """What keeps a record from being closed, whether or not it is to be: position of the activity to rules."""
    rules_of: dict[int, list[Rule]] = {}
    for rule in run.registry.rules:
        if not rule.blocks_closing or not len(run.batch.sheets[rule.sheet]):
            continue
        pointers = run.tables.on(rule.sheet).pointers
        for position in np.flatnonzero(run.where(rule, asking=False)):
            if pointers[position] >= 0:
                rules_of.setdefault(int(pointers[position]), []).append(rule)
    return rules_of


class _Programs:
    """What findings and closing say of the programs of one activity."""

    def __init__(self, run: Check) -> None:
        self._run = run
        self._catalog = run.batch.catalog
        self._names = [name for _, name in self._catalog.registrations()]
        self._asked_by_closing = {rule.code for rule in run.registry.rules if rule.closing}
        self._sheets = {sheet.title: sheet.id for sheet in self._catalog.sheets.values()}
        self._positions: dict[str, dict[int, int]] = {}

    def of(
        self, own: Sequence[Finding], registered_for: set[str], to_close: Sequence[Rule]
    ) -> dict[str, ProgramStatus]:
        """The programs of an activity by name.

        Args:
            own: its findings.
            registered_for: what it asks to be registered for.
            to_close: the rules that keep its record from being closed.
        """
        programs = {name: self._program(name) for name in self._names}
        for name in registered_for & programs.keys():
            programs[name].state = State.COMPLETE
        for finding in own:
            for name in finding.holds_back if finding.code not in self._asked_by_closing else ():
                if finding.severity is Severity.MISSING and name.split(":")[0] in self._catalog.programs:
                    program = programs.setdefault(name, self._program(name))
                    program.state = State.MISSING if program.state is not State.INVALID else State.INVALID
                    _add(program.missing, finding.field)
                    _add(program.lacks, finding.short)
        invalid = [finding for finding in own if finding.severity is Severity.INVALID]
        # rows that name no board or REMS program, where something is missing or wrong
        named = {name for finding in invalid for name in self._spoiled(finding, set())}
        nameless = {*programs, *named} - {*self._names}
        for finding in invalid:
            for name in self._spoiled(finding, registered_for | nameless):
                program = programs.setdefault(name, self._program(name))
                program.state = State.INVALID
                _add(program.missing, finding.field)
                _add(program.fix, finding.short)
        for name, program in programs.items():
            program.saves = not invalid
            if program.state is not State.NONE:
                for rule in to_close:
                    if rule.closing and name.split(":")[0] in rule.holds_back:
                        _add(program.to_close, rule.field)
                        _add(program.closing, short(self._catalog, rule))
        return programs

    def _program(self, name: str) -> ProgramStatus:
        program = self._catalog.programs[name.partition(":")[0]]
        return ProgramStatus(label=self._catalog.called(name), attested=program.attestation is not None)

    def _spoiled(self, finding: Finding, registered_for: set[str]) -> list[str]:
        """The programs whose own cells an invalid finding is about."""
        sheet = self._sheets.get(finding.sheet or "")
        for program in self._catalog.programs.values():
            if sheet and sheet == program.sheet:
                return [self._run.registered[program.id][self._position(sheet, finding.row or 0)]]
            if sheet == ACTIVITIES and finding.field in {program.answer, *program.asks}:
                return [name for name in sorted(registered_for) if name.split(":")[0] == program.id]
        return []

    def _position(self, sheet: str, row: int) -> int:
        if sheet not in self._positions:
            rows = self._run.batch.sheets[sheet].rows
            self._positions[sheet] = {number: position for position, number in enumerate(rows)}
        return self._positions[sheet][row]


def _add(texts: list[str], new: str | None) -> None:
    if new and new not in texts:
        texts.append(new)

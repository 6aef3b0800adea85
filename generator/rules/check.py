"""Runs all rules over a batch: every finding at once, each at its cell."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from string import Formatter

import numpy as np

from generator.catalog import ACTIVITIES, Program, Sheet
from generator.catalog.lists import YES
from generator.printable import as_typed
from generator.progress import counted
from generator.rules.expression import Bool, Named, blank, no, says, yes
from generator.rules.findings import RANK, Finding, Severity
from generator.rules.registry import Registry, registry
from generator.rules.rule import CLOSED, IDENTIFIERS, FileRule, Hit, PythonRule, Rule
from generator.rules.sentence import sentence
from generator.rules.tables import Tables
from generator.rules.words import Words, cut
from generator.workbook.cells import Bools, serial
from generator.workbook.frames import Batch, Note


def condition(rule: Rule, *, asking: bool = True) -> Bool:
    """When a rule makes a finding: its own condition, on rows that are sent, and where closing asks only on records to
    be closed.

    Args:
        rule: the rule.
        asking: False for what closing would ask for, whether or not the record is to be closed (readiness).
    """
    on = "" if rule.sheet == ACTIVITIES else f"{ACTIVITIES}."
    when = rule.when
    if rule.closing and asking:
        when = Named("closing", yes(f"{on}close_record")) & when
    if rule.on_delete:
        return when
    return sent(rule.on) & when


def sent(sheet: Sheet) -> Named:
    """Whether a row is sent, apart from its identifiers: its record is not to be deleted, and its activity does not say
    No to its sheet."""
    if sheet.answer is None:
        return Named("kept", ~says("record_action", "delete"))
    answer = f"{ACTIVITIES}.{sheet.answer}"
    return Named("sent", ~says(f"{ACTIVITIES}.record_action", "delete") & ~(blank(answer) | no(answer)))


class Check:
    """One run of the rules over a batch."""

    def __init__(self, batch: Batch, today: dt.date) -> None:
        self.batch = batch
        self.tables = Tables(batch, serial(today))
        self.registry: Registry = registry(batch.catalog)
        self.registered = {p.id: _registered(self.tables, p) for p in batch.catalog.programs.values() if p.sheet}
        """Program id to what each row of its sheet registers for, such as MOC:ABA; the id alone where the row names no
        value."""
        self._programs = _Programs(self.tables, self.registered)
        self._same_for_all: dict[tuple[str, str], tuple[str, str, str] | None] = {}
        self._closes = self.tables.on(ACTIVITIES).says("close_record", YES)

    def findings(self) -> list[Finding]:
        """All findings, in the order of the workbook."""
        rules: list[Rule | PythonRule] = [*self.registry.rules, *self.registry.python_rules]
        findings = list(self._notes())
        for rule in counted(rules, len(rules), "rules"):
            findings += self._rule(rule) if isinstance(rule, Rule) else self._python(rule)
        order = {sheet.title: n for n, sheet in enumerate(self.batch.catalog.sheets.values())}
        columns = {(c.sheet, c.id): n for n, c in enumerate(self.batch.catalog.columns())}
        ids = {sheet.title: sheet.id for sheet in self.batch.catalog.sheets.values()}

        def place(finding: Finding) -> tuple[int, int, int, int, str]:
            column = columns.get((ids.get(finding.sheet or "", ""), finding.field or ""), -1)
            return (order.get(finding.sheet or "", -1), finding.row or 0, column, RANK[finding.severity], finding.code)

        return sorted(findings, key=place)

    def where(self, rule: Rule, *, asking: bool = True) -> Bools:
        """The rows of the rule's sheet on which it fires; rows that look empty never count."""
        rows = self.tables.on(rule.sheet)
        return condition(rule, asking=asking).evaluate(rows) & ~rows.frame.empty

    def _rule(self, rule: Rule) -> Iterator[Finding]:
        if not len(self.batch.sheets[rule.sheet]):
            return
        for position in np.flatnonzero(self.where(rule)):
            yield self._finding(rule, rule.sheet, int(position), rule.field, rule.words)

    def _python(self, rule: PythonRule) -> Iterator[Finding]:
        for hit in rule.find(self.tables):
            if rule.once:
                yield self._once(rule, hit)
            elif hit.field in IDENTIFIERS or self._sent(hit.sheet)[hit.position]:
                yield self._finding(rule, hit.sheet, hit.position, hit.field, hit.words)

    def _sent(self, sheet: str) -> Bools:
        return sent(self.batch.catalog.sheets[sheet]).evaluate(self.tables.on(sheet))

    def _finding(
        self, rule: Rule | PythonRule, sheet: str, position: int, field: str, words: Mapping[str, str]
    ) -> Finding:
        frame = self.batch.sheets[sheet]
        slots = Words(self.tables, sheet, position, field, words)
        message, fix, short = self._texts(rule, slots)
        return Finding(
            code=rule.code,
            severity=rule.severity,
            holds_back=self._held_back(rule, sheet, position),
            sheet=frame.sheet.title,
            cell=frame.cell(position, field),
            row=frame.rows[position],
            field=field,
            value=slots.typed,
            message=message,
            fix=fix,
            activity_id=slots.activity_id,
            short=short,
        )

    def _texts(self, rule: Rule | PythonRule, slots: Words) -> tuple[str, str, str]:
        """What is wrong, what to do, and the former in a few words; one object for all rows of which it is true."""
        key = (rule.code, slots.header())
        known = self._same_for_all.get(key)
        if known is not None:
            return known
        message = self.batch.catalog.messages[rule.code]
        texts = (message.message, message.fix, message.short)
        filled_in = (sentence(texts[0], slots), sentence(texts[1], slots), sentence(texts[2], slots))
        if key not in self._same_for_all:
            names = {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}
            self._same_for_all[key] = filled_in if all(map(slots.same_for_all, names)) else None
        return filled_in

    def _held_back(self, rule: Rule | PythonRule, sheet: str, position: int) -> tuple[str, ...]:
        held = self._programs.expand(rule.holds_back, sheet, position)
        activity = int(self.tables.on(sheet).pointers[position])
        closes = isinstance(rule, Rule) and rule.blocks_closing and activity >= 0 and self._closes[activity]
        return (*held, CLOSED) if closes and CLOSED not in held else held

    def _once(self, rule: PythonRule, hit: Hit) -> Finding:
        message = self.batch.catalog.messages[rule.code]
        wrong, fix = (sentence(text, hit.words) for text in (message.message, message.fix))
        return Finding(rule.code, rule.severity, rule.holds_back, None, None, None, None, None, wrong, fix, None)

    def _notes(self) -> Iterator[Finding]:
        rules = {rule.code: rule for rule in self.registry.file_rules}
        sheets = {frame.sheet.title: sheet for sheet, frame in self.batch.sheets.items()}
        for note in self.batch.notes:
            yield _note_finding(
                rules[note.code], note, self.batch, self._activity_id(sheets.get(note.sheet or "", ""), note)
            )

    def _activity_id(self, sheet: str, note: Note) -> str | None:
        """The activity whose row a note is about; None when it is about no row that was read."""
        rows = self.batch.sheets[sheet].rows if sheet and note.row and note.column else []
        position = bisect_left(rows, note.row or 0)
        if position == len(rows) or rows[position] != note.row:
            return None
        return Words(self.tables, sheet, position, note.column or "", {}).activity_id


class _Programs:
    """Turns a program with rows, such as MOC, into what the row of a finding registers for: MOC:ABA."""

    def __init__(self, tables: Tables, registered: Mapping[str, Sequence[str]]) -> None:
        self._names: dict[tuple[str, str], Sequence[str]] = {}
        self._of_activity: dict[tuple[str, int], list[str]] = {}
        for program in tables.batch.catalog.programs.values():
            if program.sheet is None:
                continue
            rows, names = tables.on(program.sheet), registered[program.id]
            self._names[program.id, program.sheet] = names
            for pointer, name in zip(rows.pointers, names, strict=True):
                known = self._of_activity.setdefault((program.id, int(pointer)), [])
                if name not in known and name != program.id:
                    known.append(name)

    def expand(self, holds_back: Sequence[str], sheet: str, position: int) -> tuple[str, ...]:
        names: list[str] = []
        for held in holds_back:
            if (held, sheet) in self._names:
                names.append(self._names[held, sheet][position])
            elif sheet == ACTIVITIES:
                names += self._of_activity.get((held, position), []) or [held]
            else:
                names.append(held)
        return tuple(names)


def _registered(tables: Tables, program: Program) -> list[str]:
    assert program.sheet
    assert program.column
    assert program.list
    values = tables.batch.catalog.lists[program.list]
    texts = tables.on(program.sheet).text(program.column)
    return [program.named(value.value) if (value := values.find(text)) else program.id for text in texts]


def _note_finding(rule: FileRule, note: Note, batch: Batch, activity_id: str | None) -> Finding:
    message = batch.catalog.messages[rule.code]
    name = PurePath(batch.name)
    files = {"file": as_typed(name), "copy": as_typed(name.with_stem(f"{name.stem}-repaired"))}
    value = cut(note.value) if note.value else note.value
    said = {name: cut(text) for name, text in note.slots.items()}
    slots = {"value": value or "", "sheet": note.sheet or "", "cell": note.cell or "", **files, **said}
    return Finding(
        rule.code, rule.severity, rule.holds_back, note.sheet, note.cell, note.row, note.column, value,
        sentence(message.message, slots), sentence(message.fix, slots), activity_id,
    )  # fmt: skip


def counts(findings: Sequence[Finding]) -> dict[Severity, int]:
    """How many findings there are of each severity."""
    return {severity: sum(f.severity is severity for f in findings) for severity in Severity}

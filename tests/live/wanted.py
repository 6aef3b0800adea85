"""What the check in Python says at each place of a workbook whose formulas say it too."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from generator.catalog import ACTIVITIES
from generator.readiness.status import ProgramStatus, Readiness, RecordStatus, State
from generator.readiness.words import BEFORE_CLOSING, MISSING, NONE, ROW_FINE, ROW_SAYS, WILL_NOT_SAVE, program_words
from generator.rules.check import Check
from generator.rules.findings import RANK, Finding, Severity
from generator.rules.registry import registry
from generator.rules.rule import short
from generator.workbook.own_sheets import READINESS, START
from tests.live.places import MARKS, Place, Words


class Python:
    """What the check says, in the places of a workbook that shows what formulas can tell."""

    def __init__(self, run: Check, findings: Sequence[Finding], states: Sequence[Readiness]) -> None:
        self._run = run
        self._catalog = run.batch.catalog
        only_python = {rule.code for rule in registry(self._catalog).python_rules}
        self._by_row = defaultdict[tuple[str, int], list[Finding]](list)
        for finding in findings:
            if finding.sheet and finding.row and finding.code not in only_python:
                self._by_row[finding.sheet, finding.row].append(finding)
        self._states = {state.row: state for state in states}

    def says(self, places: Iterable[Place]) -> dict[Place, Words | None]:
        """The words at these places, and at those of its own that are not among them; None where it has no say."""
        said: dict[Place, Words | None] = {}
        of_readiness = self._readiness()
        totals = self._totals()
        for place in places:
            if place.sheet == START:
                said[place] = totals.get(place.column)
            elif place.sheet == READINESS:
                said[place] = of_readiness.get((place.row, place.column), Words(""))
            elif place.column == "Status":
                said[place] = self.status(place.sheet, place.row)
            else:
                said[place] = Words("")  # not marked, unless a finding says otherwise
        for (sheet, row), findings in self._by_row.items():
            marked = defaultdict[str, set[str]](set)
            for finding in findings:
                marked[str(finding.field)].add(str(finding.severity))
            for field, severities in marked.items():
                said[Place(sheet, row, f"{MARKS}{field}")] = Words(" ".join(sorted(severities)))
        return said

    def status(self, title: str, row: int) -> Words:
        """The Status of a row: its worst findings, and the sheets on which the activity has others as bad."""
        sheet = next(sheet for sheet in self._catalog.sheets.values() if sheet.title == title)
        frame = self._run.batch.sheets[sheet.id]
        if row not in frame.rows or frame.empty[frame.rows.index(row)]:
            return Words("")
        findings = self._by_row[title, row]
        elsewhere = self._elsewhere(row) if sheet.id == ACTIVITIES else {}
        severities = {finding.severity for finding in findings} | {*elsewhere}
        if not severities:
            return Words(ROW_FINE)
        worst = min(severities, key=RANK.__getitem__)
        begins, _ = ROW_SAYS[worst]
        as_bad = (finding for finding in findings if finding.severity is worst)
        return Words(begins, _groups(as_bad), elsewhere.get(worst, ""))

    def _elsewhere(self, row: int) -> dict[Severity, str]:
        """Severity to the other sheets on which the activity of a row will not save, or lacks something."""
        position = self._run.batch.sheets[ACTIVITIES].rows.index(row)
        found = defaultdict[Severity, list[str]](list)
        for sheet in self._catalog.sheets.values():
            if sheet.id == ACTIVITIES:
                continue
            rows = self._run.tables.on(sheet.id)
            own = np.flatnonzero(rows.pointers == position)
            severities = {
                finding.severity for n in own for finding in self._by_row[sheet.title, rows.frame.rows[int(n)]]
            }
            for severity in severities - {Severity.ADVICE}:
                found[severity].append(sheet.title)
        return {severity: ", ".join(titles) for severity, titles in found.items()}

    def _readiness(self) -> dict[tuple[int, str], Words]:
        columns = self._catalog.sheets[ACTIVITIES]
        said: dict[tuple[int, str], Words] = {}
        closing = self._closing()
        for row, state in self._states.items():
            said[row, columns.columns[0].header] = Words(state.activity_id or f"(row {row})")
            said[row, columns.column("title").header] = Words(state.title)
            said[row, "Record status"] = Words(str(state.record_status))
            named = closing.get(row, frozenset())
            said[row, "Closing still needs"] = Words("" if named else NONE, named)
            for name, program in state.programs.items():
                about = self._catalog.programs[name.partition(":")[0]]
                header = about.title if name == about.id else name.replace(":", ": ")
                said[row, header] = self._program(program)
            for about in self._catalog.programs.values():
                registered = any(
                    name.startswith(f"{about.id}:") and program.state is not State.NONE
                    for name, program in state.programs.items()
                )
                said.setdefault((row, about.title), Words(about.see if registered else NONE))
        return said

    def _program(self, program: ProgramStatus) -> Words:
        words = program_words(program)
        ready, before, _ = words.partition(BEFORE_CLOSING)
        lists = {State.INVALID: (WILL_NOT_SAVE, program.fix), State.MISSING: (MISSING, program.lacks)}
        if program.state not in lists and not before:
            return Words(words)
        begins, listed = lists.get(program.state, (ready + before, program.closing))
        return Words(begins, frozenset({frozenset(listed)}))

    def _closing(self) -> dict[int, frozenset[frozenset[str]]]:
        """Row of Activities to what closing the record still needs."""
        frame = self._run.batch.sheets[ACTIVITIES]
        named = defaultdict[int, set[frozenset[str]]](set)
        for rule in registry(self._catalog).rules:
            if rule.blocks_closing and len(self._run.batch.sheets[rule.sheet]):
                pointers = self._run.tables.on(rule.sheet).pointers
                for position in np.flatnonzero(self._run.where(rule, asking=False)):
                    if pointers[position] >= 0:
                        word = frozenset({short(self._catalog, rule)})
                        named[frame.rows[int(pointers[position])]].add(word)
        return {row: frozenset(words) for row, words in named.items()}

    def _totals(self) -> dict[str, Words]:
        records = Counter(str(state.record_status) for state in self._states.values())
        totals = {f"Records: {status}": records[str(status)] for status in RecordStatus}
        begun: Counter[str] = Counter()
        for sheet in self._catalog.sheets.values():
            frame = self._run.batch.sheets[sheet.id]
            totals[f"{sheet.title}: rows"] = int(np.count_nonzero(~frame.empty))
            begun.update(self.status(sheet.title, row).begins for row in frame.rows)
        totals["Rows that will not save"] = begun[ROW_SAYS[Severity.INVALID][0]]
        totals["Rows with missing information"] = begun[ROW_SAYS[Severity.MISSING][0]]
        return {label: Words(str(number)) for label, number in totals.items()}


def _groups(findings: Iterable[Finding]) -> frozenset[frozenset[str]]:
    """What is found, by cell."""
    by_cell = defaultdict[str | None, set[str]](set)
    for finding in findings:
        by_cell[finding.field].add(str(finding.short))
    return frozenset(frozenset(words) for words in by_cell.values())

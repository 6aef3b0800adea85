"""The state of a program, in hidden columns:

- on Activities, of each program such as MOC, what its cells there say: `moc_fix` what PARS would refuse, `moc_lack` what is missing,
  `moc_close` what closing asks for; none where no rule says anything;
- on the sheet of a program, `words`: the state of the program that the row registers for.
"""

from __future__ import annotations

from collections.abc import Callable

from generator.catalog import ID, Catalog, Program
from generator.readiness.status import RecordStatus
from generator.readiness.words import BEFORE_CLOSING, COMPLETE, MISSING, READY, UNSAVED, WILL_NOT_SAVE
from generator.rules.check import sent
from generator.rules.expression import Repeated
from generator.rules.expression.write import NOTHING, if_, index, quoted, some
from generator.rules.findings import Severity
from generator.template.formulas.letters import INVALID, kept_back
from generator.template.records import RECORD
from generator.template.row_marks import Mark, RowMarks, after

WORDS = "words"
_NAMED = 3
"""How many things the words of a program name at most of its row."""


class ProgramState:
    """What the marks of Activities say of one program.

    Attributes:
        program: the program.
        letter: that of marks of what keeps it back.
    """

    def __init__(self, catalog: Catalog, program: Program, activities: RowMarks) -> None:
        self.program = program
        self.letter = kept_back(catalog)[program.id]
        own = (program.answer, *program.asks)
        self._activities = activities
        self._said = {
            "fix": self._said_by(lambda mark: mark.severity == INVALID and mark.column.id in own),
            "lack": self._said_by(lambda mark: mark.back == self.letter),
            "close": self._said_by(lambda mark: mark.blocks_closing and mark.rule.closing and program.id in mark.rule.holds_back),
        }

    def _said_by(self, wanted: Callable[[Mark], bool]) -> str:
        return self._activities.said(mark for mark in self._activities.marks if wanted(mark))

    @property
    def kept_back(self) -> bool:
        """Whether anything on Activities can keep the program, or its closing, back."""
        return not self._said["lack"] == self._said["close"] == NOTHING

    def add(self) -> None:
        """Adds the columns of Activities."""
        for what, said in self._said.items():
            # Without rows an activity that holds an error in the answer is not registered at all.
            if said != NOTHING and (self.program.sheet or self.kept_back):
                self._activities.names.cells.add(self._column(what), said)

    def fix(self, position: str) -> str:
        """What PARS would refuse at the activity of that position, each after a comma and a blank."""
        return self._of("fix", position)

    def lack(self, position: str) -> str:
        """What is missing at the activity of that position, each after a comma and a blank."""
        return self._of("lack", position)

    def complete(self, position: str) -> str:
        """The words for a program that lacks nothing, with what closing asks for at the activity of that position."""
        words = quoted(READY if self.program.attestation else COMPLETE)
        close = self._of("close", position)
        if close != NOTHING:
            words += f"&{if_(some(close), after(BEFORE_CLOSING, close), NOTHING)}"
        record = index(self._activities.names.cells.whole(RECORD), position)
        return if_(f"{record}={quoted(RecordStatus.WILL_NOT_SAVE)}", quoted(UNSAVED), words)

    def _of(self, what: str, position: str) -> str:
        said = self._said[what]
        return said if said == NOTHING else index(self._activities.names.cells.whole(self._column(what)), position)

    def _column(self, what: str) -> str:
        return f"{self.program.id.lower()}_{what}"

    def add_words(self, rows: RowMarks) -> None:
        """Adds the words on the program's own sheet."""
        names = rows.names
        kept = sent(rows.sheet.id)
        names.declare(kept)
        rows.declare_listed(INVALID, _NAMED)
        rows.declare_listed(self.letter, _NAMED)
        pointer = names.pointer()
        fix = f"{self.fix(pointer)}&{rows.listed(INVALID, _NAMED)}"
        lack = f"{self.lack(pointer)}&{rows.listed(self.letter, _NAMED)}"
        refused = if_(rows.any(INVALID), "TRUE", some(self.fix(pointer)))
        lacking = if_(rows.any(self.letter), "TRUE", some(self.lack(pointer)))
        unless_refused = if_(lacking, after(MISSING, lack), self.complete(pointer))
        words = if_(refused, after(WILL_NOT_SAVE, fix), unless_refused)
        repeated = [mark for mark in rows.marks if self._repeats(mark)]
        if repeated:
            twice = names.chain.registered_twice(names.formula(kept))
            words = if_(twice, quoted(WILL_NOT_SAVE + repeated[0].word), words)
        names.cells.add(WORDS, if_(rows.used, if_(f"{pointer}>0", words, NOTHING), NOTHING))

    def _repeats(self, mark: Mark) -> bool:
        """Whether it is the mark of a second row for the same activity and board."""
        asked = Repeated((ID, self.program.column or ""))
        return mark.rule.severity is Severity.INVALID and asked in mark.rule.when.parts()

"""The state of the programs, in hidden columns:

- on Activities, of each program such as MOC, what its cells there say: `moc_fix` what PARS would refuse, `moc_lack`
  what is missing, `moc_close` what closing asks for; none where no rule says anything;
- on the sheet of a program, `words`: the state of what the row registers for.
"""

from __future__ import annotations

from collections.abc import Sequence

from generator.catalog import ID, Catalog, Program
from generator.readiness.words import BEFORE_CLOSING, COMPLETE, MISSING, READY, ROW_NAMES, WAITING, WILL_NOT_SAVE
from generator.rules.check import sent
from generator.rules.expression import Repeated
from generator.rules.expression.write import NOTHING, if_, index, joined, quoted, some
from generator.template.formulas.letters import INVALID, kept_back
from generator.template.records import UNSAVED
from generator.template.row_marks import Mark, RowMarks, after

WORDS = "words"


def marks_about(catalog: Catalog, program: Program, marks: Sequence[Mark]) -> tuple[list[Mark], list[Mark], list[Mark]]:
    """Those of the marks of Activities that say what of a program PARS would refuse, what is missing, and what closing
    asks for."""
    own, letter = (program.answer, *program.asks), kept_back(catalog)[program.id]
    fix = [mark for mark in marks if mark.severity == INVALID and mark.column.id in own]
    lack = [mark for mark in marks if mark.back == letter]
    close = [mark for mark in marks if mark.blocks_closing and mark.rule.closing and program.id in mark.rule.holds_back]
    if not (lack or close or program.sheet or program.asks):
        fix = []  # the answer alone registers, and one that PARS would refuse is not Yes
    return fix, lack, close


def is_repeated(program: Program, mark: Mark) -> bool:
    """Whether it marks a second row for the same activity and board."""
    return mark.severity == INVALID and Repeated((ID, program.column or "")) in mark.rule.when.parts()


class ProgramState:
    """What the marks of Activities say of one program, `program`; NOTHING where no mark says anything."""

    def __init__(self, catalog: Catalog, program: Program, activities: RowMarks) -> None:
        fix, lack, close = map(activities.said, marks_about(catalog, program, activities.marks))
        self.program = program
        self._letter = kept_back(catalog)[program.id]
        self._cells = activities.names.cells
        self._said = {"fix": fix, "lack": lack, "close": close}

    def add(self) -> None:
        """Adds the columns of Activities."""
        for what, said in self._said.items():
            if said != NOTHING:
                self._cells.add(self._column(what), said)

    def fix(self, position: str) -> str:
        """What PARS would refuse at the activity of that position, each after a comma and a blank."""
        return self._of("fix", position)

    def lack(self, position: str) -> str:
        """What is missing at the activity of that position, each after a comma and a blank."""
        return self._of("lack", position)

    def complete(self, position: str) -> str:
        """The words for a program that lacks nothing, with what closing asks for at the activity of that position."""
        close, words = self._of("close", position), [quoted(READY if self.program.attestation else COMPLETE)]
        if close != NOTHING:
            words.append(if_(some(close), after(BEFORE_CLOSING, close), NOTHING))
        return if_(index(self._cells.whole(UNSAVED), position), quoted(WAITING), joined(words))

    def _of(self, what: str, position: str) -> str:
        return index(self._cells.whole(self._column(what)), position) if self._said[what] != NOTHING else NOTHING

    def _column(self, what: str) -> str:
        return f"{self.program.id.lower()}_{what}"

    def add_words(self, rows: RowMarks) -> None:
        """Adds the words on the program's own sheet, given the marks of its rows."""
        names, is_sent = rows.names, sent(rows.sheet)
        names.declare(is_sent)
        for letter in (INVALID, self._letter):
            rows.declare_listed(letter, ROW_NAMES)
        pointer = names.pointer()
        fix, lack = self.fix(pointer), self.lack(pointer)
        refused = after(WILL_NOT_SAVE, joined([fix, rows.listed(INVALID, ROW_NAMES)]))
        lacking = after(MISSING, joined([lack, rows.listed(self._letter, ROW_NAMES)]))
        saves = if_(if_(rows.any(self._letter), "TRUE", some(lack)), lacking, self.complete(pointer))
        words = if_(if_(rows.any(INVALID), "TRUE", some(fix)), refused, saves)
        again = [mark.word for mark in rows.marks if is_repeated(self.program, mark)]
        if again:
            twice = names.chain.registered_twice(names.formula(is_sent))
            words = if_(twice, quoted(WILL_NOT_SAVE + again[0]), words)
        names.cells.add(WORDS, if_(rows.used, if_(f"{pointer}>0", words, NOTHING), NOTHING))

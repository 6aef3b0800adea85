"""The state of the programs in words, as formulas put them together (`generator.template.programs` and `readiness`)."""

from __future__ import annotations

from collections.abc import Sequence

from generator.catalog import Program, Value
from generator.catalog.lists import YES
from generator.readiness.status import ProgramStatus, State
from generator.readiness.words import NONE, ROW_NAMES, WILL_NOT_SAVE, first, listed, program_words
from generator.rules.check import Check
from generator.template.formulas.letters import INVALID, kept_back
from generator.template.programs import is_repeated, marks_about
from generator.template.shown.marked import MarkedBatch, said


class ShownProgram:
    """One program of all activities; these are told by their positions."""

    def __init__(self, run: Check, batch: MarkedBatch, program: Program) -> None:
        self._program = program
        self._batch = batch
        self._fix, self._lack, self._close = marks_about(batch.catalog, program, batch.activities.marks)
        self._letter = kept_back(batch.catalog)[program.id]
        if program.sheet is None:
            self._says_yes: Sequence[bool] = batch.activities.tables.says(program.answer, YES).tolist()
            return
        self._rows = batch.of(program.sheet)
        self._rows_of = batch.rows_of[program.sheet]
        self._names = [name if name != program.id else "" for name in run.registered[program.id]]
        self._again = [mark.word for mark in self._rows.marks if is_repeated(program, mark)]

    def columns(self, boards: Sequence[Value]) -> list[dict[int, str]]:
        """What each column of Readiness says; of a program with rows first what there is no row for.

        Args:
            boards: those that the workbook offers.
        """
        used, program, catalog = self._batch.activities.used, self._program, self._batch.catalog
        if program.list is None:
            return [{position: self._without_rows(position) for position in used}]
        values = boards if program.list == catalog.board_list.name else catalog.lists[program.list].offered()
        words = {position: self._by_name(position) for position in used}
        return [
            {position: by_name.get(name, NONE) for position, by_name in words.items()}
            for name in ("", *(program.named(value.value) for value in values))
        ]

    def _without_rows(self, position: int) -> str:
        fix, lack = self._of_activity(position)
        registered = self._says_yes[position]
        if registered and fix:
            return self._words(State.INVALID, position, fix=fix)
        if lack:
            return self._words(State.MISSING, position, lacks=lack)
        return self._words(State.COMPLETE if registered else State.NONE, position)

    def _by_name(self, position: int) -> dict[str, str]:
        """What an activity registers for to the words of its first row; "" for what there is no row for."""
        rows = self._rows_of[position]
        words = {self._names[row]: self._row(row, position) for row in reversed(rows) if self._names[row]}
        unknown = (row for row in rows if not self._names[row] and self._tells(row))
        if (row := next(unknown, None)) is not None:
            return {**words, "": self._row(row, position)}
        fix, lack = self._of_activity(position)
        if words or not lack:
            return {**words, "": self._program.see if words else NONE}
        return {"": self._words(State.INVALID if fix else State.MISSING, position, fix=fix, lacks=lack)}

    def _tells(self, row: int) -> bool:
        """Whether a row that names nothing to register for is told all the same."""
        return self._rows.sent[row] or self._rows.has(row, INVALID)

    def _row(self, row: int, position: int) -> str:
        names = [self._names[other] for other in self._rows_of[position]]
        if self._again and self._rows.sent[row] and self._names[row] and names.count(self._names[row]) > 1:
            return WILL_NOT_SAVE + self._again[0]
        fix, lack = self._of_activity(position)
        own = self._rows.lasting[row]
        fix += first([mark.word for mark in own if mark.severity == INVALID], ROW_NAMES)
        lack += first([mark.word for mark in own if mark.back == self._letter], ROW_NAMES)
        state = State.INVALID if fix else State.MISSING if lack else State.COMPLETE
        return self._words(state, position, fix=fix, lacks=lack)

    def _of_activity(self, position: int) -> tuple[list[str], list[str]]:
        """What PARS would refuse on Activities, and what is missing there."""
        own = self._batch.activities.lasting[position]
        return said(self._fix, own), said(self._lack, own)

    def _words(self, state: State, position: int, fix: Sequence[str] = (), lacks: Sequence[str] = ()) -> str:
        closing = said(self._close, self._batch.activities.lasting[position])
        fix_in_words, lacks_in_words, closing_in_words = (
            [listed(words)] if words else [] for words in (fix, lacks, closing)
        )
        return program_words(
            ProgramStatus(
                label="",
                attested=self._program.attestation is not None,
                state=state,
                fix=fix_in_words,
                lacks=lacks_in_words,
                closing=closing_in_words,
                saves=not self._batch.unsaved[position],
            )
        )

"""The columns of the Readiness sheet, and the totals on Start, as formulas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from generator.catalog import ACTIVITIES, ID, Catalog, Value
from generator.catalog.lists import YES
from generator.readiness.status import RecordStatus
from generator.readiness.words import CLOSING, MISSING, NONE, ROW_MISSING, WILL_NOT_SAVE, in_columns
from generator.rules.check import sent
from generator.rules.expression.write import NOTHING, if_, if_error, index, quoted, some
from generator.template.formulas.cells import TEXT
from generator.template.formulas.chain import any_unknown, no_number, numbered_row, unknown_row
from generator.template.formulas.names import Names
from generator.template.marks import USED, LiveColumn
from generator.template.programs import WORDS, ProgramState
from generator.template.records import RECORD, TO_CLOSE
from generator.template.row_marks import RowMarks, after, shown
from generator.workbook.own_sheets import FIRST_ROW, READINESS_HEADER, STATUS

_ESTIMATE = "An estimate of what PARS will show after the upload; only PARS can confirm a registration."
NOTE = f"Updates automatically. {_ESTIMATE}"
"""The sentence at the top."""
_POSITION = f"(ROW()-{READINESS_HEADER})"
"""The activity of a line: one line for each row of Activities, in the same order."""
_TITLE = "title"


def declare_readiness(catalog: Catalog, activities: Names) -> None:
    """Prepares the texts of Activities that Readiness shows or asks for."""
    answers = [program.answer for program in catalog.programs.values() if program.sheet is None]
    for column in (ID, _TITLE, *answers):
        activities.cells.declare(TEXT, column)
        activities.cells.keep_text(column)


class Readiness:
    """The lines of Readiness."""

    def __init__(
        self,
        catalog: Catalog,
        chosen: Sequence[Value],
        live: Mapping[str, RowMarks],
        programs: Sequence[ProgramState],
    ) -> None:
        """
        Args:
            catalog: the catalog.
            chosen: the boards that the workbook offers.
            live: sheet id to the marks of its rows.
            programs: the state of each program.
        """
        self._catalog = catalog
        self._chosen = chosen
        self._live = live
        self._programs = programs
        self._activities = live[ACTIVITIES].names

    def columns(self) -> tuple[LiveColumn, ...]:
        """The columns; each formula stands in every line."""
        return tuple(
            LiveColumn(f"readiness_{number}", header, self._line(text), width, hidden=False)
            for number, (header, text, width) in enumerate([*self._record(), *self._registrations()], 1)
        )

    def _line(self, text: str) -> str:
        # Readiness has more lines than the table has rows, so that the table may grow.
        return "=" + if_error(if_(self._of(USED), text, NOTHING))

    def _of(self, column: str) -> str:
        """What a column of Activities holds for the activity of the line."""
        return index(self._activities.cells.whole(column), _POSITION)

    def _record(self) -> Iterator[tuple[str, str, int]]:
        known = self._of(f"t_{ID}")
        row = f'"(row "&({_POSITION}+{FIRST_ROW - 1})&")"'
        columns = self._activities.cells.sheet.column
        yield columns(ID).header, if_(f"{known}={NOTHING}", row, known), 22
        yield columns(_TITLE).header, self._of(f"t_{_TITLE}"), 40
        yield "Record status", self._of(RECORD), 16
        to_close = self._of(TO_CLOSE)
        yield CLOSING, if_(some(to_close), shown(to_close), quoted(NONE)), 36

    def _registrations(self) -> Iterator[tuple[str, str, int]]:
        states = {state.program.id: state for state in self._programs}
        for state in (states[program.id] for program in in_columns(self._catalog)):
            if state.program.sheet is None:
                yield state.program.title, self._unless_deleted(self._without_rows(state)), 32
            else:
                yield from self._with_rows(state, self._live[state.program.sheet])

    def _unless_deleted(self, text: str) -> str:
        return if_(self._of(sent(self._activities.cells.sheet).name), text, quoted(NONE))

    def _without_rows(self, state: ProgramState) -> str:
        answer = quoted(self._catalog.answers.meaning(YES).value)
        registered = f"{self._of(f't_{state.program.answer}')}={answer}"
        fix, lack = state.fix(_POSITION), state.lack(_POSITION)
        words = if_(registered, state.complete(_POSITION), quoted(NONE))
        if lack != NOTHING:
            words = if_(some(lack), after(MISSING, lack), words)
        if fix != NOTHING:
            words = if_(if_(registered, some(fix)), after(WILL_NOT_SAVE, fix), words)
        return words

    def _with_rows(self, state: ProgramState, rows: RowMarks) -> Iterator[tuple[str, str, int]]:
        """First what there is no row for, then what each row registers for."""
        program, words = state.program, rows.names.cells.whole(WORDS)
        gathered = self._of(rows.names.chain.gathers)
        fix, lack = state.fix(_POSITION), state.lack(_POSITION)
        lacking = if_(some(fix), after(WILL_NOT_SAVE, fix), after(MISSING, lack))
        without = if_(no_number(gathered), if_(some(lack), lacking, quoted(NONE)), quoted(program.see))
        unknown = if_(any_unknown(gathered), index(words, unknown_row(gathered)), without)
        yield program.title, self._unless_deleted(unknown), 32
        for number, value in enumerate(self._offered(program.list or ""), 1):
            row = if_error(index(words, numbered_row(gathered, number)), quoted(NONE))
            yield f"{program.id}: {value.value}", self._unless_deleted(row), 32

    def _offered(self, name: str) -> Sequence[Value]:
        """The values of a list that have columns: of boards those that the workbook offers, first in its list."""
        return self._chosen if name == self._catalog.board_list.name else self._catalog.lists[name].offered()


def totals(live: Mapping[str, RowMarks]) -> Iterator[tuple[str, str]]:
    """Label and formula of each total, given the marks of each sheet."""
    records = live[ACTIVITIES].names.cells.whole(RECORD)
    for record in RecordStatus:
        yield f"Records: {record}", f"=COUNTIF({records},{quoted(record)})"
    for label, said in (("Rows that will not save", WILL_NOT_SAVE), ("Rows with missing information", ROW_MISSING)):
        wanted = quoted(f"{said}*")
        counts = [f"COUNTIF({rows.names.cells.whole(STATUS)},{wanted})" for rows in live.values()]
        yield label, f"={'+'.join(counts)}"

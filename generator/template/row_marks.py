"""The live marks of a row: what the rules of one sheet say, as a text in a hidden column.

A *mark* is five characters, such as m07A1:

    m     i invalid, m missing, a advice, c what closing would ask for, whether or not the record is to be closed
    07    the column, by its number on the sheet in the catalog
    A     what a missing value keeps back: A active, C closed, a letter for each program; otherwise a dash
    1     which of the rules of that cell speaks: the first that fires

The marks of a row follow one another in its column `marks`; a row without marks has the empty text. Long formulas are
cut into pieces (`marks_1`, `marks_2`, ...); rules that look across sheets stand in pieces of their own, since they
change for other reasons. Conditional formats look for the first three characters; Status, Readiness and the totals look
for single letters.

Excel works out whatever depends on the day anew at every change in any cell. So `marks` is without the marks of rules
about the day: those stand, after the others, in the column `shown`, which only few formulas read: the conditional
formats, Status and `record`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from generator.catalog import ACTIVITIES, ID, Catalog, Column
from generator.readiness.words import AND, IN_WORDS, MANY, MORE
from generator.rules.check import condition
from generator.rules.expression import CountRows, HasActivity, Node, Repeated
from generator.rules.expression.write import (
    NOTHING,
    either,
    find,
    holds,
    if_,
    if_error,
    index,
    joined,
    match,
    quoted,
    times,
)
from generator.rules.registry import registry
from generator.rules.rule import ACTIVE, CLOSED, Rule, short
from generator.template.formulas.cells import TEXT
from generator.template.formulas.decision import Decision, decide, questions_of, written
from generator.template.formulas.letters import CLOSING, MISSING, SEVERITIES, kept_back
from generator.template.formulas.names import Names
from generator.template.formulas.texts import cleaned
from generator.template.limits import BuildError, within
from generator.template.marks import USED

PIECE = 5800
"""Characters of a piece. Excel takes 8,192, and 16,384 bytes once it has read them, which is about twice as many for
formulas like these."""
LENGTH = 5
"""Characters of a mark."""
MARKS, SHOWN = "marks", "shown"
"""Ids of the columns with the marks of a row: those that do not depend on the day, and where others do, all of them."""
_BACK = 3
"""Where in a mark stands what it keeps back."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark, the rule that gives it and what it stands for."""

    text: str
    column: Column
    rule: Rule
    word: str

    @property
    def start(self) -> str:
        """What all marks of its column and severity begin with: m07."""
        return self.text[:_BACK]

    @property
    def severity(self) -> str:
        """The letter of its severity."""
        return self.text[0]

    @property
    def back(self) -> str:
        """The letter of what it keeps back."""
        return self.text[_BACK]

    @property
    def asking(self) -> bool:
        """Whether its rule has to make a finding; not for what closing would ask for."""
        return self.severity != CLOSING

    @property
    def blocks_closing(self) -> bool:
        """Whether it marks what keeps a record from being closed, whether or not it is to be."""
        return self.rule.blocks_closing and self.severity == (CLOSING if self.rule.closing else MISSING)


def marks_of(catalog: Catalog, sheet: str) -> list[Mark]:
    """All marks that the rules can give on a sheet, in the order of the columns.

    Raises:
        BuildError: a mark would be too long, or a program has no letter.
    """
    letters, marks = kept_back(catalog), list[Mark]()
    for number, column in enumerate(catalog.sheets[sheet].columns, 1):
        seen: dict[str, int] = {}
        for rule in registry(catalog).rules:
            for kind in _kinds(rule, letters) if (rule.sheet, rule.field) == (sheet, column.id) else ():
                seen[kind] = seen.get(kind, 0) + 1
                text = f"{kind[0]}{number:02}{kind[1]}{seen[kind]}"
                marks.append(Mark(within(LENGTH, text, "a mark", column.place), column, rule, short(catalog, rule)))
    return marks


def _kinds(rule: Rule, letters: Mapping[str, str]) -> Iterator[str]:
    """The letters of the rule's mark: its severity and what it keeps back; two marks for what closing asks."""
    severity, back = SEVERITIES[rule.severity], "-"
    if severity == MISSING:
        back = letters[CLOSED if CLOSED in rule.holds_back else rule.holds_back[0]]
    if rule.closing:
        # Asked before the finding that includes it, so that marks of a cell have one order, whatever the row.
        yield f"{CLOSING}-"
    yield severity + back


class RowMarks:
    """The live marks of one sheet, as formulas over its names: declared at once, and written by `add`.

    Attributes:
        sheet: the sheet in the catalog.
        names: the names that the formulas use.
        marks: all marks that the rules can give, in the order of the columns.
    """

    def __init__(self, catalog: Catalog, names: Names) -> None:
        self.names = names
        self.sheet = names.cells.sheet
        self.marks = marks_of(catalog, self.sheet.id)
        letters = kept_back(catalog)
        self._active = letters[ACTIVE]
        self._words = {letter: name.lower() for name, letter in (*SEVERITIES.items(), *letters.items())}
        self._add_used()
        lasting, by_day = lasting_and_by_day(self.marks)
        self._decisions = [_decided(marks) for marks in lasting]
        self._by_day = _decided(map(self._checked, by_day))
        for decisions in (*self._decisions, self._by_day):
            for decision in decisions.values():
                names.declare(*questions_of(decision))

    def _add_used(self) -> None:
        """Whether the row holds anything but blanks; an error counts as something."""
        cells, typed = self.names.cells, f"typed_{self.sheet.prefix}"
        cells.define(typed, joined(cells.cell(column.id) for column in self.sheet.columns))
        cells.declare(TEXT, ID)
        looked = if_error(f"{cleaned(typed)}<>{NOTHING}", "TRUE")
        cells.add(USED, if_(f"{cells.text(ID)}<>{NOTHING}", "TRUE", looked))

    def _checked(self, mark: Mark) -> Mark:
        """A mark of a rule about the day, which neither rows of other sheets nor programs and closing look at."""
        if self.sheet.id != ACTIVITIES or (mark.severity in (MISSING, CLOSING) and mark.back != self._active):
            raise BuildError(
                f"The rule {mark.rule.code} depends on the day: it must stand on {ACTIVITIES}, and what it finds "
                f"missing may keep back {ACTIVE} only."
            )
        return mark

    def add(self) -> None:
        """Adds the marks.

        Raises:
            BuildError: the formula of one column's marks is too long for a piece.
        """
        cells = self.names.cells
        formulas = [formula for decisions in self._decisions for formula in self._pieces(decisions)]
        if len(formulas) == 1:
            cells.add(MARKS, formulas[0])
        else:
            pieces = {f"{MARKS}_{number}": formula for number, formula in enumerate(formulas, 1)}
            for piece, formula in pieces.items():
                cells.add(piece, formula)
            cells.add(MARKS, joined(map(cells.cell, pieces)))
        if self._by_day:
            cells.add(SHOWN, joined([self.state, *self._pieces(self._by_day)]))

    def _pieces(self, decisions: Mapping[str, Decision]) -> Iterator[str]:
        texts: list[str] = []
        for column, decision in decisions.items():
            text = within(
                PIECE, written(decision, self.names), "the marks of one column", self.sheet.column(column).place
            )
            if texts and len(joined([*texts, text])) > PIECE:
                yield if_(self.used, joined(texts), NOTHING)
                texts = []
            texts.append(text)
        if texts:
            yield if_(self.used, joined(texts), NOTHING)

    def words(self) -> dict[str, list[str]]:
        """Blocks for the Lists sheet: the marks, and what each says."""
        return {
            f"marks_{self.sheet.prefix}": [mark.text for mark in self.marks],
            f"words_{self.sheet.prefix}": [mark.word for mark in self.marks],
        }

    # --- what formulas read ----------------------------------------------------------------------------------

    @property
    def used(self) -> str:
        """Whether the row holds anything."""
        return self.names.cells.cell(USED)

    @property
    def state(self) -> str:
        """The marks of the row, whatever the day."""
        return self.names.cells.cell(MARKS)

    @property
    def shown(self) -> str:
        """The marks of the row on this day: only what a person sees may read them, and nothing that others read."""
        return self.names.cells.cell(SHOWN) if self._by_day else self.state

    def any(self, text: str) -> str:
        """Whether a mark has these characters: the letter of a severity or of what is kept back, or its first three."""
        return holds(self.state, text)

    def any_shown(self, text: str) -> str:
        """The same of the marks on this day."""
        return holds(self.shown, text)

    def declare_listed(self, letter: str, most: int) -> None:
        """Defines the names that `listed` asks for."""
        back = f"-{_BACK}" if letter.isupper() else ""
        for number in range(1, most + 1):
            nth = f'SUBSTITUTE({self.shown},{quoted(letter)},"#",{number})'
            mark = f"MID({self.shown},{find(quoted('#'), nth)}{back},{LENGTH})"
            word = index(f"words_{self.sheet.prefix}", match(mark, f"marks_{self.sheet.prefix}"))
            self.names.cells.define(self._said(letter, number), if_error(f'", "&{word}'))

    def listed(self, letter: str, most: int, *, counted: bool = False) -> str:
        """What the first marks with a letter say on this day, each after a comma and a blank.

        Args:
            counted: whether it says how many others there are.
        """
        said = [self.names.cells.name(self._said(letter, number)) for number in range(1, most + 1)]
        there = times(self.shown, letter)
        others = joined([quoted(AND), f"({there}-{most})", quoted(MANY)]) if counted else quoted(f", {MORE}")
        return joined([*said, if_(f"{there}>{most}", others, NOTHING)])

    def _said(self, letter: str, number: int) -> str:
        return f"said_{self.sheet.prefix}_{self._words[letter]}_{number}"

    def said(self, marks: Iterable[Mark], state: str = "") -> str:
        """What these marks say where they stand, each word once and after a comma and a blank.

        Args:
            marks: the marks.
            state: the text in which they are looked for; the row's own marks when it is empty.
        """
        tests: dict[str, list[str]] = {}
        for mark in marks:
            tests.setdefault(mark.word, []).append(holds(state or self.state, mark.text))
        said = ((either(those) if len(those) > 1 else those[0], word) for word, those in tests.items())
        return joined(if_(test, quoted(f", {word}"), NOTHING) for test, word in said)


def shown(listed: str) -> str:
    """What is listed, without the comma and the blank before the first."""
    return f"MID({listed},3,{IN_WORDS})"


def after(words: str, listed: str) -> str:
    """Words, and after them what is listed."""
    return joined([quoted(words), shown(listed)])


def lasting_and_by_day(marks: Sequence[Mark]) -> tuple[tuple[list[Mark], list[Mark]], list[Mark]]:
    """The marks in the order in which a row has them: first those of rules that look at its sheet only, then those of
    rules that look at others, and at last those of rules about the day."""
    lasting: tuple[list[Mark], list[Mark]] = ([], [])
    for mark in marks:
        if not mark.rule.by_day:
            lasting[asks_elsewhere(mark.rule.when, Repeated)].append(mark)
    return lasting, [mark for mark in marks if mark.rule.by_day]


def slots_of(marks: Iterable[Mark]) -> Iterator[tuple[str, list[list[Mark]]]]:
    """Column id to the kinds of marks of its cells; of each kind a row has the first only that holds."""
    for column, own in groupby(marks, key=lambda mark: mark.column.id):
        slots: dict[str, list[Mark]] = {}
        for mark in own:
            slots.setdefault(mark.severity + mark.back, []).append(mark)
        yield column, list(slots.values())


def _decided(marks: Iterable[Mark]) -> dict[str, Decision]:
    """Column id to how its marks are found."""
    return {
        column: decide([[(condition(mark.rule, asking=mark.asking), mark.text) for mark in slot] for slot in slots])
        for column, slots in slots_of(marks)
    }


def asks_elsewhere(when: Node, further: type[Node]) -> bool:
    """Whether a condition asks for other sheets or for rows of the same activity, or is of the kind `further`."""
    kinds = (CountRows, HasActivity, further)
    return any(isinstance(part, kinds) or "." in str(getattr(part, "column", "")) for part in when.parts())

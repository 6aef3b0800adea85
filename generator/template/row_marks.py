"""The live marks of a row: what the rules of one sheet say, as a text in a hidden helper column.

A *mark* is five characters, such as m07A1:

    m     i invalid, m missing, a advice, c what closing would ask for, whether or not the record is to be closed
    07    the column, by its number on the sheet in the catalog
    A     what a missing value keeps back: A active, C closed, M MOC/CC, R REMS; otherwise a dash
    1     which of the rules of that cell speaks: the first that fires

The marks of a row follow one another in its column `marks`; a row without marks has the empty text. Long formulas are cut into pieces
(`marks_1`, `marks_2`, ...); rules that look across sheets stand in pieces of their own, since they change for other reasons. Conditional
formats look for the first three characters; Status, Readiness and the totals look for single letters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from generator.catalog import ID, Catalog, Column
from generator.readiness.words import ROW_ADVICE, ROW_FINE, ROW_MISSING, ROW_SAYS, SEE, WILL_NOT_SAVE
from generator.rules.check import condition
from generator.rules.expression import CountRows, HasActivity, Node, Repeated
from generator.rules.findings import Severity
from generator.rules.names import Names, cleaned, quoted
from generator.rules.rule import ACTIVE, CLOSED, Rule, short
from generator.template.decision import Slot, marks_of
from generator.template.limits import within
from generator.template.marks import USED
from generator.workbook.own_sheets import STATUS

PIECE = 5800
"""Characters of a piece. Excel takes 8,192, and 16,384 bytes once it has read them, which is about twice as many for formulas like these."""
INVALID, MISSING, ADVICE, CLOSING = "i", "m", "a", "c"
LETTERS = {Severity.INVALID: INVALID, Severity.MISSING: MISSING, Severity.ADVICE: ADVICE}
KEPT_BACK = {ACTIVE: "A", CLOSED: "C", "MOC": "M", "REMS": "R"}
_SPOKEN = {letter: name.lower() for names in (LETTERS, KEPT_BACK) for name, letter in names.items()}
LENGTH = 5
"""Characters of a mark."""


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
        return self.text[:3]

    @property
    def letters(self) -> str:
        """Its severity and what it keeps back."""
        return self.text[0] + self.text[3]


class RowMarks:
    """The live marks of one sheet, as formulas over its names.

    Attributes:
        marks: all marks that the rules can give, in the order of the columns.
        names: the names that the formulas use.
    """

    def __init__(self, catalog: Catalog, sheet: str, names: Names, rules: Iterable[Rule]) -> None:
        self.catalog = catalog
        self.sheet = catalog.sheets[sheet]
        self.names = names
        self.prefix = self.sheet.prefix
        self.used = self._used()
        own = [rule for rule in rules if rule.sheet == sheet]
        self.marks = [mark for n, column in enumerate(self.sheet.columns, 1) for mark in self._column(n, column, own)]
        self.state = self._state()

    def _used(self) -> str:
        """Whether the row holds anything but blanks; an error counts as something."""
        row, known = self.names.row(), self.names.text(ID)
        looked = f'IFERROR(SUMPRODUCT(--({cleaned(row)}<>""))>0,TRUE)'
        return self.names.helper(USED, f'IF(COUNTA({row})=0,FALSE,IF({known}<>"",TRUE,{looked}))')

    # --- marks ---------------------------------------------------------------------------------------------------------------

    def _column(self, number: int, column: Column, rules: Sequence[Rule]) -> Iterator[Mark]:
        seen: dict[str, int] = {}
        for rule in rules:
            if rule.field == column.id:
                word = short(self.catalog, rule)
                for letter, back in _letters(rule):
                    seen[letter + back] = n = seen.get(letter + back, 0) + 1
                    yield Mark(within(LENGTH, f"{letter}{number:02}{back}{n}", "a mark", column.id), column, rule, word)

    def _state(self) -> str:
        pieces: list[list[str]] = []
        for far in (False, True):
            room = 0
            for column in self.sheet.columns:
                slots: dict[str, list[Mark]] = {}
                for mark in self.marks:
                    if mark.column is column and asks_elsewhere(mark.rule.when, Repeated) is far:
                        slots.setdefault(mark.letters, []).append(mark)
                if not slots:
                    continue
                text = within(PIECE, marks_of([_slot(marks) for marks in slots.values()], self.names), "the marks of one column", column.id)
                if len(text) > room:
                    pieces.append([])
                    room = PIECE
                pieces[-1].append(text)
                room -= len(text) + 1
        formulas = [f'IF({self.used},{"&".join(texts)},"")' for texts in pieces]
        if len(formulas) == 1:
            return self.names.helper("marks", formulas[0])
        return self.names.helper("marks", "&".join(self.names.helper(f"marks_{n}", text) for n, text in enumerate(formulas, 1)) or '""')

    def words(self) -> dict[str, list[str]]:
        """Blocks for the Lists sheet: the marks, and what each says."""
        return {
            f"marks_{self.prefix}": [mark.text for mark in self.marks],
            f"words_{self.prefix}": [mark.word for mark in self.marks],
        }

    # --- what formulas read ----------------------------------------------------------------------------------------------------

    def any(self, text: str) -> str:
        """Whether a mark has these characters: a letter of its severity or of what it keeps back, or its first three characters."""
        return f'ISNUMBER(FIND("{text}",{self.state}))'

    def count(self, letter: str) -> str:
        return f'(LEN({self.state})-LEN(SUBSTITUTE({self.state},"{letter}","")))'

    def status(self, wrong_at: str = '""', missing_at: str = '""') -> str:
        """The Status column: OK, or what is wrong or missing in this row, and on which other sheets.

        Args:
            wrong_at, missing_at: formulas of the sheets on which something of this activity will not save, or is missing, each
                after a comma and a blank.
        """

        def said(severity: Severity, sheets: str) -> str:
            words, most = ROW_SAYS[severity]
            see = "" if sheets == '""' else f'&IF(LEN({sheets})>0,"{SEE}"&MID({sheets},3,250),"")'
            return f'"{words}"&MID({self.listed(LETTERS[severity], most)}{see},3,250)'

        def there(letter: str, sheets: str) -> str:
            return self.any(letter) if sheets == '""' else f"IF({self.any(letter)},TRUE,LEN({sheets})>0)"

        fine = f'IF({self.any(ADVICE)},{said(Severity.ADVICE, quoted(""))},"{ROW_FINE}")'
        lacking = f"IF({there(MISSING, missing_at)},{said(Severity.MISSING, missing_at)},{fine})"
        return f'=IF({self.used},IF({there(INVALID, wrong_at)},{said(Severity.INVALID, wrong_at)},{lacking}),"")'

    def status_tests(self) -> dict[Severity, tuple[str, str]]:
        """Conditions on what Status says of a row, each after the piece that it is known by; missing fields only while they are to be shown."""
        status = f"r_{self.prefix}_{STATUS}"
        wrong, missing, look = quoted(WILL_NOT_SAVE), quoted(ROW_MISSING), quoted(ROW_ADVICE)
        return {
            Severity.INVALID: (f"FIND({wrong},{status})", f"ISNUMBER(FIND({wrong},{status}))"),
            Severity.MISSING: (f"FIND({missing},{status})", f'IF(show_missing="Yes",ISNUMBER(FIND({missing},{status})),FALSE)'),
            Severity.ADVICE: (f"FIND({look},{status})", f"ISNUMBER(FIND({look},{status}))"),
        }

    def listed(self, letter: str, most: int) -> str:
        """What the first marks with a letter say, each after a comma and a blank."""
        back = 3 if letter.isupper() else 0
        parts = []
        for n in range(1, most + 1):
            at = f'FIND("#",SUBSTITUTE({self.state},"{letter}","#",{n}))' + (f"-{back}" if back else "")
            said = f'IFERROR(", "&INDEX(words_{self.prefix},MATCH(MID({self.state},{at},{LENGTH}),marks_{self.prefix},0)),"")'
            parts.append(self.names.define(f"said_{self.prefix}_{_SPOKEN[letter]}_{n}", said))
        return "&".join(parts) + f'&IF({self.count(letter)}>{most},", …","")'

    def said(self, marks: Iterable[Mark], state: str = "") -> str:
        """What these marks say where they stand, each word once and after a comma and a blank.

        Args:
            state: the text in which they are looked for; the row's own marks when it is empty.
        """
        words: dict[str, list[str]] = {}
        for mark in marks:
            words.setdefault(mark.word, []).append(f'ISNUMBER(FIND("{mark.text}",{state or self.state}))')
        tests = ((word, found[0] if len(found) == 1 else f"OR({','.join(found)})") for word, found in words.items())
        return "&".join(f'IF({test},{quoted(f", {word}")},"")' for word, test in tests) or '""'

    @property
    def blocking(self) -> list[Mark]:
        """The marks of what keeps a record from being closed, whether or not it is to be."""
        return [m for m in self.marks if m.rule.blocks_closing and (m.text[0] == CLOSING if m.rule.closing else m.text[0] == MISSING)]


def _letters(rule: Rule) -> Iterator[tuple[str, str]]:
    """The first letter of the rule's mark and what it keeps back; two marks for what closing asks."""
    letter = LETTERS[rule.severity]
    if letter != MISSING:
        yield letter, "-"
    else:
        yield letter, KEPT_BACK[CLOSED if CLOSED in rule.holds_back else rule.holds_back[0]]
    if rule.closing:
        yield CLOSING, "-"


def _slot(marks: Sequence[Mark]) -> Slot:
    return [(condition(mark.rule, asking=mark.text[0] != CLOSING), mark.text) for mark in marks]


def asks_elsewhere(when: Node, further: type[Node]) -> bool:
    """Whether a condition asks for cells of another sheet or for rows of the same activity, or is of the kind `further`."""
    kinds = (CountRows, HasActivity, further)
    return any(isinstance(part, kinds) or "." in str(getattr(part, "column", "")) for part in when.parts())

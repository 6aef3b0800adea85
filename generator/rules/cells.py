"""What only the cells and the file themselves can show, beyond the expression language: each with its reason."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter, methodcaller

from generator.catalog import ACTIVITIES, ID, Catalog, Column, ValueList, fold, tidy
from generator.catalog.sheets import NUMBER_KINDS
from generator.catalog.texts import BLANKS, BREAKS, REMOVED, straight
from generator.rules.findings import Severity
from generator.rules.rule import SAVE, Example, FileRule, Hit, PythonRule
from generator.rules.tables import Tables
from generator.workbook.cells import Cell, Uncalculated, text_of
from generator.workbook.distinct import Distinct

_ILLEGAL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff"
ILLEGAL = re.compile(f"[{_ILLEGAL}]")
"""Characters that XML 1.0 cannot carry, and control characters that no text means."""
_UNSEEN = {False: re.compile(f"[{BLANKS}{BREAKS}{REMOVED}]"), True: re.compile(f"[{BLANKS}{REMOVED}]")}
"""Characters that read differently from what they are, in columns that keep line breaks and in others."""
_UNUSUAL = re.compile(
    "[^\t\n\r -\u024f\u1e00-\u1eff\u2010-\u2015\u2018-\u201f\u2212" + _ILLEGAL + BLANKS + REMOVED + "]"
)
"""What is neither a Latin letter nor a common sign, no quotation mark or dash that is written plainly, and nothing that
`ILLEGAL` tells of."""
PUBLIC_TEXTS = ("title", "description")
"""Columns whose text PARS shows in its public catalogue, where characters other than Latin letters come out broken
(S2)."""
TEMPLATE_CODES: Mapping[str, tuple[str, ...]] = {
    "validation-removed": ("columns", "rows"),
    "validation-altered": ("columns", "rows"),
    "marks-removed": ("columns", "rows"),
    "marks-altered": ("columns", "rows"),
    "formulas-overwritten": ("columns", "rows"),
    "helper-missing": ("columns", "rows"),
    "names-broken": ("names",),
    "lists-changed": ("how",),
    "meta-changed": ("how",),
}
"""What of the template can be removed or altered without anything being exported wrongly, since checking does not read
it: codes, and the slots of their words."""
_FROM_FILE = "Reading the file shows it; the workbook cannot look at itself."
_FORMATTED = "Only the format of the cell tells a date from a number, and formulas do not see it."
_PASTED = (
    "Pasted characters of this kind compare differently from program to program, so only the check can be sure of them."
)


def python_rules(_catalog: Catalog) -> Iterator[PythonRule]:
    yield PythonRule(
        code="formula-not-calculated",
        severity=Severity.INVALID,
        holds_back=(SAVE,),
        reason="In a spreadsheet program every formula is calculated; only a file that none has opened shows this.",
        find=_where(_of_kind(Uncalculated), lambda column, cell: True),
        examples=lambda: ({ACTIVITIES: {"title": Uncalculated()}}, _title("Pain")),
    )
    yield PythonRule(
        code="illegal-characters",
        severity=Severity.INVALID,
        holds_back=(SAVE,),
        reason=_PASTED,
        find=_where(attrgetter("unseen"), lambda column, cell: ILLEGAL.search(str(cell)) is not None, _codes(ILLEGAL)),
        slots=("characters", "shown"),
        examples=lambda: (_title("Pain\x0bcontrol"), _title("Pain\ncontrol")),
    )
    yield PythonRule(
        code="invisible-characters",
        severity=Severity.ADVICE,
        reason="In the workbook such characters are read as in the check, so there is nothing to mark.",
        find=_where(attrgetter("unseen"), _holds_unseen, _unseen_words),
        slots=("characters", "shown", "read"),
        examples=lambda: (_title("Pain\u200bcontrol"), _title("Pain control")),
    )
    yield PythonRule(
        code="only-blanks",
        severity=Severity.ADVICE,
        reason="In the workbook such a cell counts as empty, as it does in the check; there is nothing to mark.",
        find=_where(attrgetter("blank"), lambda column, cell: isinstance(cell, str)),
        examples=lambda: ({ACTIVITIES: {"accme_activity_id": "\u00a0"}}, {ACTIVITIES: {"accme_activity_id": None}}),
    )
    yield PythonRule(
        code="read-differently",
        severity=Severity.ADVICE,
        reason="The workbook compares texts without case and knows full names, so it has nothing to mark; the check "
        "tells what is sent.",
        find=_read_differently,
        slots=("read",),
        examples=lambda: ({ACTIVITIES: {"format": "live course"}}, {ACTIVITIES: {"format": "Live Course"}}),
    )
    yield PythonRule(
        code="made-into-date",
        severity=Severity.INVALID,
        holds_back=(SAVE,),
        reason=_FORMATTED,
        find=_where(_of_kind(dt.date), lambda column, cell: column.verbatim),
        examples=lambda: (_rpc_id(dt.date(2026, 1, 2)), _rpc_id("EG-123456-789")),
    )
    yield PythonRule(
        code="date-in-text",
        severity=Severity.ADVICE,
        reason=_FORMATTED,
        find=_where(
            _of_kind(dt.date),
            lambda column, cell: not column.verbatim and column.kind not in (*NUMBER_KINDS, "date"),
            _read,
        ),
        slots=("read",),
        examples=lambda: (_title(dt.date(2026, 1, 2)), _title("January 2")),
    )
    yield PythonRule(
        code="ids-are-numbers",
        severity=Severity.ADVICE,
        reason="It is told once for a column, since each of the numbers may be right.",
        find=_ids_that_are_numbers,
        once=True,
        slots=("count", "sheet", "column", "cell"),
        examples=lambda: ({ACTIVITIES: {ID: 12.0}, "moc": [{ID: 12.0}]}, {ACTIVITIES: {ID: "12"}, "moc": [{ID: 12.0}]}),
    )
    yield PythonRule(
        code="unusual-characters",
        severity=Severity.ADVICE,
        reason=_PASTED,
        find=_where(
            attrgetter("foreign"),
            lambda column, cell: column.id in PUBLIC_TEXTS and _UNUSUAL.search(str(cell)) is not None,
            _codes(_UNUSUAL),
        ),
        slots=("characters", "shown"),
        examples=lambda: (_title("\u03b2-Blockers"), _title("Ménière’s Disease – Update")),
    )


def file_rules() -> Iterator[FileRule]:
    def rule(code: str, *slots: str, severity: Severity = Severity.ADVICE) -> FileRule:
        holds_back = (SAVE,) if severity is Severity.INVALID else ()
        return FileRule(code=code, severity=severity, holds_back=holds_back, reason=_FROM_FILE, slots=slots)

    yield rule("catalog-differs", "version")
    yield rule("header-changed", "header")
    yield rule("column-missing", "header")
    yield rule("merged-cells", "count", severity=Severity.INVALID)
    yield rule("stray-cell", "count")
    yield rule("row-out-of-reach", "row", "count", severity=Severity.INVALID)
    yield rule("row-below-table", "rows", "last")
    yield rule("sheet-not-read", "like")
    yield rule("today-typed", "day")
    for code, slots in TEMPLATE_CODES.items():
        yield rule(code, *slots)


def _title(cell: Cell) -> Example:
    return {ACTIVITIES: {"title": cell}}


def _rpc_id(cell: Cell) -> Example:
    return {"rems": [{"rpc_id": cell}], ACTIVITIES: {"rems": "Yes"}}


def _codes(pattern: re.Pattern[str]) -> Callable[[Cell], dict[str, str]]:
    def words(cell: Cell) -> dict[str, str]:
        codes = dict.fromkeys(f"U+{ord(c):04X}" for c in pattern.findall(str(cell)))
        return {"characters": ", ".join(codes), "shown": pattern.sub("□", str(cell))}

    return words


def _holds_unseen(column: Column, cell: Cell) -> bool:
    return isinstance(cell, str) and _UNSEEN[column.kind == "long_text"].search(cell) is not None and tidy(cell) != ""


def _unseen_words(cell: Cell) -> dict[str, str]:
    return {**_codes(_UNSEEN[False])(cell), **_read(cell)}


def _read(cell: Cell) -> dict[str, str]:
    return {"read": text_of(cell)}


def _of_kind(kind: type) -> Callable[[Distinct], Sequence[int]]:
    return methodcaller("of_kind", kind)


def _where(
    among: Callable[[Distinct], Sequence[int]],
    test: Callable[[Column, Cell], bool],
    words: Callable[[Cell], dict[str, str]] = lambda cell: {},
) -> Callable[[Tables], Iterable[Hit]]:
    """Finds the cells that pass a test, among those of a column that it can be true of at all."""

    def find(tables: Tables) -> Iterator[Hit]:
        for sheet, frame in tables.batch.sheets.items():
            for column in frame.sheet.columns:
                held = frame.columns[column.id]
                passed = [number for number in among(held) if test(column, held.cells[number])]
                said = {number: words(held.cells[number]) for number in passed}
                for position in held.rows(passed):
                    yield Hit(sheet, int(position), column.id, said[int(held.at[position])])

    return find


def _read_differently(tables: Tables) -> Iterator[Hit]:
    """Where a value is written otherwise than its list writes it, spaces and the form of quotation marks aside, which
    nobody sees."""
    for sheet, frame in tables.batch.sheets.items():
        for column in frame.sheet.columns:
            values = tables.batch.catalog.list_of(column)
            if values is None:
                continue
            held = frame.columns[column.id]
            owners = frame.text(column.depends_on) if column.depends_on else None
            spelled = _spellings(values)
            other = [number for number in held.of_kind(str) if straight(held.texts[number]) not in spelled]
            for position in held.rows(other):
                owner = owners[position] if owners is not None else None
                value = _read_as(column, values, held.cells[held.at[position]], owner)
                if value is not None:
                    yield Hit(sheet, int(position), column.id, {"read": value})


def _spellings(values: ValueList) -> set[str]:
    """The texts that are read as nothing but themselves, whoever owns the value."""
    spelled: dict[str, set[str]] = {}
    for value in values.offered():
        spelled.setdefault(fold(value.value), set()).add(straight(value.value))
    return {text for texts in spelled.values() if len(texts) == 1 for text in texts}


def _read_as(column: Column, values: ValueList, cell: Cell, owner: str | None) -> str | None:
    """The value that a cell is read as, where its list writes that otherwise; else None."""
    if not isinstance(cell, str) or _holds_unseen(column, cell):
        return None
    value = values.find(tidy(cell), owner)
    if value and straight(tidy(cell)) not in {straight(value.value), straight(values.entry(value))}:
        return value.value
    return None


def _ids_that_are_numbers(tables: Tables) -> Iterator[Hit]:
    for sheet, frame in tables.batch.sheets.items():
        column = frame.sheet.column(ID)
        held = frame.columns[ID]
        numbers = held.rows([number for number in held.of_kind(float) if _is_whole(held.cells[number])])
        if len(numbers) and sheet == ACTIVITIES:
            words = {
                "count": f"{len(numbers):,}",
                "sheet": frame.sheet.title,
                "column": column.header,
                "cell": frame.cell(int(numbers[0]), ID) or "",
            }
            yield Hit(sheet, int(numbers[0]), ID, words)


def _is_whole(cell: Cell) -> bool:
    return isinstance(cell, float) and cell.is_integer()

"""What only the cells and the file themselves can show, beyond the expression language: each with its reason."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator

from generator.catalog import ACTIVITIES, ID, Catalog, Column, tidy
from generator.catalog.sheets import NUMBER_KINDS
from generator.catalog.texts import BLANKS, BREAKS, REMOVED, straight
from generator.rules.findings import Severity
from generator.rules.rule import SAVE, Example, FileRule, Hit, PythonRule
from generator.rules.tables import Tables
from generator.workbook.cells import Cell, Uncalculated, text_of

ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 cannot carry, and control characters that no text means."""
_UNSEEN = {False: re.compile(f"[{BLANKS}{BREAKS}{REMOVED}]"), True: re.compile(f"[{BLANKS}{REMOVED}]")}
"""Characters that read differently from what they are, in columns that keep line breaks and in others."""
_UNUSUAL = re.compile("[^\t\n\r -\u024f\u1e00-\u1eff\u2010-\u2015\u2018-\u201f\u2212" + BLANKS + REMOVED + "]")
"""What is neither a Latin letter nor a common sign, and no quotation mark or dash that is written plainly."""
PUBLIC_TEXTS = ("title", "description")
"""Columns whose text PARS shows in its public catalogue, where characters other than Latin letters come out broken (S2)."""
TEMPLATE_CODES = (
    "validation-removed",
    "validation-altered",
    "marks-removed",
    "marks-altered",
    "formulas-overwritten",
    "helper-missing",
    "names-broken",
    "lists-changed",
    "meta-changed",
)
"""What of the template can be removed or altered without anything being exported wrongly, since checking does not read it."""
_FORMATTED = "Only the format of the cell tells a date from a number, and formulas do not see it."
_PASTED = "Pasted characters of this kind compare differently from program to program, so only the check can be sure of them."


def python_rules(_catalog: Catalog) -> Iterator[PythonRule]:
    yield PythonRule(
        code="formula-not-calculated",
        severity=Severity.INVALID,
        holds_back=(SAVE,),
        reason="In a spreadsheet program every formula is calculated; only a file that none has opened shows this.",
        find=_where(lambda column, cell: isinstance(cell, Uncalculated)),
        fires={"activities": {"title": Uncalculated()}},
        silent=_title("Pain"),
    )
    yield PythonRule(
        code="illegal-characters",
        severity=Severity.INVALID,
        holds_back=(SAVE,),
        reason=_PASTED,
        find=_where(lambda column, cell: isinstance(cell, str) and ILLEGAL.search(cell) is not None, _codes(ILLEGAL)),
        fires=_title("Pain\x0bcontrol"),
        silent=_title("Pain\ncontrol"),
    )
    yield PythonRule(
        code="invisible-characters",
        severity=Severity.ADVICE,
        reason="In the workbook such characters are read as in the check, so there is nothing to mark.",
        find=_where(_holds_unseen, _unseen_words),
        fires=_title("Pain\u200bcontrol"),
        silent=_title("Pain control"),
    )
    yield PythonRule(
        code="only-blanks",
        severity=Severity.ADVICE,
        reason="In the workbook such a cell counts as empty, as it does in the check; there is nothing to mark.",
        find=_where(lambda column, cell: isinstance(cell, str) and cell != "" and tidy(cell) == ""),
        fires={"activities": {"accme_activity_id": "\u00a0"}},
        silent={"activities": {"accme_activity_id": None}},
    )
    yield PythonRule(
        code="read-differently",
        severity=Severity.ADVICE,
        reason="The workbook compares texts without case and knows full names, so it has nothing to mark; the check tells what is sent.",
        find=_read_differently,
        fires={"activities": {"format": "live course"}},
        silent={"activities": {"format": "Live Course"}},
    )
    yield PythonRule(
        code="made-into-date",
        severity=Severity.INVALID,
        holds_back=(SAVE,),
        reason=_FORMATTED,
        find=_where(lambda column, cell: isinstance(cell, dt.date) and column.verbatim),
        fires={"rems": [{"rpc_id": dt.date(2026, 1, 2)}], "activities": {"rems": "Yes"}},
        silent={"rems": [{"rpc_id": "EG-123456-789"}], "activities": {"rems": "Yes"}},
    )
    yield PythonRule(
        code="date-in-text",
        severity=Severity.ADVICE,
        reason=_FORMATTED,
        find=_where(lambda column, cell: isinstance(cell, dt.date) and not column.verbatim and column.kind not in (*NUMBER_KINDS, "date"), _read),
        fires=_title(dt.date(2026, 1, 2)),
        silent=_title("January 2"),
    )
    yield PythonRule(
        code="ids-are-numbers",
        severity=Severity.ADVICE,
        reason="It is told once for a column, since each of the numbers may be right.",
        find=_ids_that_are_numbers,
        fires={"activities": {ID: 12.0}, "moc": [{ID: 12.0}]},
        silent={"activities": {ID: "12"}, "moc": [{ID: 12.0}]},
    )
    yield PythonRule(
        code="unusual-characters",
        severity=Severity.ADVICE,
        reason=_PASTED,
        find=_where(
            lambda column, cell: column.id in PUBLIC_TEXTS and isinstance(cell, str) and _UNUSUAL.search(ILLEGAL.sub("", cell)) is not None,
            _codes(_UNUSUAL),
        ),
        fires=_title("\u03b2-Blockers"),
        silent=_title("Ménière’s Disease – Update"),
    )


def file_rules() -> Iterator[FileRule]:
    seen = "Reading the file shows it; the workbook cannot look at itself."
    yield FileRule(code="catalog-differs", severity=Severity.ADVICE, reason=seen)
    yield FileRule(code="header-changed", severity=Severity.ADVICE, reason=seen)
    yield FileRule(code="column-missing", severity=Severity.ADVICE, reason=seen)
    yield FileRule(code="merged-cells", severity=Severity.INVALID, holds_back=(SAVE,), reason=seen)
    yield FileRule(code="stray-cell", severity=Severity.ADVICE, reason=seen)
    yield FileRule(code="row-out-of-reach", severity=Severity.INVALID, holds_back=(SAVE,), reason=seen)
    yield FileRule(code="row-below-table", severity=Severity.ADVICE, reason=seen)
    yield FileRule(code="sheet-not-read", severity=Severity.ADVICE, reason=seen)
    yield FileRule(code="today-typed", severity=Severity.ADVICE, reason=seen)
    for code in TEMPLATE_CODES:
        yield FileRule(code=code, severity=Severity.ADVICE, reason=seen)


def _title(cell: Cell) -> Example:
    return {"activities": {"title": cell}}


def _codes(pattern: re.Pattern[str]) -> Callable[[Cell], dict[str, str]]:
    def words(cell: Cell) -> dict[str, str]:
        found = dict.fromkeys(f"U+{ord(c):04X}" for c in pattern.findall(str(cell)))
        return {"characters": ", ".join(found), "shown": pattern.sub("□", str(cell))}

    return words


def _holds_unseen(column: Column, cell: Cell) -> bool:
    return isinstance(cell, str) and _UNSEEN[column.kind == "long_text"].search(cell) is not None and tidy(cell) != ""


def _unseen_words(cell: Cell) -> dict[str, str]:
    return {**_codes(_UNSEEN[False])(cell), **_read(cell)}


def _read(cell: Cell) -> dict[str, str]:
    return {"read": text_of(cell)}


def _where(test: Callable[[Column, Cell], bool], words: Callable[[Cell], dict[str, str]] = lambda cell: {}) -> Callable[[Tables], Iterable[Hit]]:
    def find(tables: Tables) -> Iterator[Hit]:
        for sheet, frame in tables.batch.sheets.items():
            for column in frame.sheet.columns:
                for position, cell in enumerate(frame.raw(column.id)):
                    if cell is not None and test(column, cell):
                        yield Hit(sheet, position, column.id, words(cell))

    return find


def _read_differently(tables: Tables) -> Iterator[Hit]:
    """Where a value is written otherwise than its list writes it, spaces and the form of quotation marks aside, which nobody sees."""
    for sheet, frame in tables.batch.sheets.items():
        for column in frame.sheet.columns:
            values = tables.batch.catalog.list_of(column)
            if values is None:
                continue
            owners = frame.text(column.depends_on) if column.depends_on else None
            for position, cell in enumerate(frame.raw(column.id)):
                if not isinstance(cell, str) or _holds_unseen(column, cell):
                    continue
                found = values.find(tidy(cell), owners[position] if owners is not None else None)
                if found and straight(tidy(cell)) not in {straight(found.value), straight(values.entry(found))}:
                    yield Hit(sheet, position, column.id, {"read": found.value})


def _ids_that_are_numbers(tables: Tables) -> Iterator[Hit]:
    for sheet, frame in tables.batch.sheets.items():
        column = frame.sheet.column(ID)
        found = [position for position, cell in enumerate(frame.raw(ID)) if isinstance(cell, float) and cell == round(cell)]
        if found and sheet == ACTIVITIES:
            words = {"count": f"{len(found):,}", "sheet": frame.sheet.title, "column": column.header, "cell": frame.cell(found[0], ID) or ""}
            yield Hit(sheet, found[0], ID, words, once=True)

"""What only the cells and the file themselves can show, beyond the expression language: each with its reason."""

import re
from collections.abc import Callable, Iterable, Iterator

from generator.catalog import Catalog, Column, tidy
from generator.rules.findings import Severity
from generator.rules.rule import SAVE, Example, FileRule, Hit, PythonRule
from generator.rules.tables import Tables
from generator.workbook.cells import Cell, Uncalculated

ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 cannot carry."""
INVISIBLE = re.compile("[\t\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
"""Characters that nobody sees, and that make equal-looking texts differ."""
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
        reason=_PASTED,
        find=_where(lambda column, cell: isinstance(cell, str) and INVISIBLE.search(cell) is not None, _codes(INVISIBLE)),
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
        reason="The workbook compares texts without case and extra spaces, so it has nothing to mark; the check tells what goes into the file.",
        find=_read_differently,
        fires={"activities": {"format": "live  course "}},
        silent={"activities": {"format": "Live Course"}},
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


def _title(text: str) -> Example:
    return {"activities": {"title": text}}


def _codes(pattern: re.Pattern[str]) -> Callable[[Cell], dict[str, str]]:
    def words(cell: Cell) -> dict[str, str]:
        found = dict.fromkeys(f"U+{ord(c):04X}" for c in pattern.findall(str(cell)))
        return {"characters": ", ".join(found), "shown": pattern.sub("□", str(cell))}

    return words


def _where(test: Callable[[Column, Cell], bool], words: Callable[[Cell], dict[str, str]] = lambda cell: {}) -> Callable[[Tables], Iterable[Hit]]:
    def find(tables: Tables) -> Iterator[Hit]:
        for sheet, frame in tables.batch.sheets.items():
            for column in frame.sheet.columns:
                for position, cell in enumerate(frame.raw(column.id)):
                    if cell is not None and test(column, cell):
                        yield Hit(sheet, position, column.id, words(cell))

    return find


def _read_differently(tables: Tables) -> Iterator[Hit]:
    catalog = tables.batch.catalog
    for sheet, frame in tables.batch.sheets.items():
        for column in frame.sheet.columns:
            values = catalog.list_of(column)
            owners = frame.text(column.depends_on) if column.depends_on else None
            if values is None and column.kind != "id":
                continue
            for position, cell in enumerate(frame.raw(column.id)):
                if not isinstance(cell, str) or tidy(cell) == "":
                    continue
                found = values.find(cell, owners[position] if owners is not None else None) if values else None
                read = found.value if found else tidy(cell) if values is None else cell
                if read != cell:
                    yield Hit(sheet, position, column.id, {"read": read})

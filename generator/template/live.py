"""Live marks: the rules of a catalog as formulas, so that a plain workbook shows while somebody types what is wrong.

Here they come together, sheet by sheet: in `row_marks` what the rules say of each row, in `formulas.chain` what rows of
an activity gather, in `records` and `programs` the state of those, in `row_status`, `readiness` and `formats` what is
shown of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from generator.catalog import ACTIVITIES, Catalog, load
from generator.rules.check import sent
from generator.rules.expression import text
from generator.rules.expression.write import NOTHING, if_
from generator.rules.rule import ACTIVE
from generator.template.formats import formats
from generator.template.formulas.chain import numbered
from generator.template.formulas.letters import CLOSING, INVALID, MISSING, kept_back
from generator.template.formulas.names import Names
from generator.template.marks import LiveColumn, Marks, SheetMarks
from generator.template.programs import ProgramState
from generator.template.readiness import NOTE, Readiness, declare_readiness, totals
from generator.template.records import MISSING_AT, WRONG_AT, add_record
from generator.template.row_marks import RowMarks
from generator.template.row_status import status
from generator.template.validations import allowed


def checked_marks(catalog: Catalog) -> Marks:
    """The marks of a workbook without live formulas: only those that Validate writes show."""
    return Marks(sheets={sheet: SheetMarks(formats=formats(catalog, sheet, None)) for sheet in catalog.sheets})


@lru_cache(maxsize=4)
def marks_digest(version: str, overlay: Path | None, lists: str, *, live: bool) -> str:
    """Twelve characters that change with any formula, name or word of the marks and with any validation, whatever
    boards a workbook has.

    Args:
        version, overlay, lists: of the catalog; `lists` is its hash, by which an organization's edits are seen.
        live: of the live marks; else of those that Validate writes.
    """
    catalog = load(version, overlay)
    marks = live_marks(catalog) if live else checked_marks(catalog)
    return hashlib.sha256(repr((marks, allowed(catalog))).encode()).hexdigest()[:12]


def live_marks(catalog: Catalog, boards: Sequence[str] | None = None) -> Marks:
    """All live formulas of a workbook.

    Args:
        catalog: the catalog.
        boards: the boards that the workbook offers; None for all.

    Raises:
        BuildError: a formula does not fit into Excel's limits.
        CatalogError: a board is none that the catalog offers.
    """
    return marks_made(_Content(repr(catalog), catalog), tuple(board.value for board in catalog.boards_of(boards)))


@dataclass(frozen=True)
class _Content:
    """A catalog that is equal to every other one that says the same: a command loads it several times.

    Attributes:
        said: all that it says.
    """

    said: str
    catalog: Catalog = field(compare=False)


@lru_cache(maxsize=8)
def marks_made(content: _Content, boards: tuple[str, ...]) -> Marks:
    """Live marks, made once for what a catalog says. The rules themselves are the program's."""
    catalog = content.catalog
    live = _rows(catalog)
    activities = live[ACTIVITIES]
    programs = [ProgramState(catalog, program, activities) for program in catalog.programs.values()]
    others = [rows for rows in live.values() if rows is not activities]
    for rows in others:
        _add_links(catalog, rows)
    add_record(activities, others, kept_back(catalog)[ACTIVE])
    for state in programs:
        state.add()
        if state.program.sheet:
            state.add_words(live[state.program.sheet])
    sheets = {sheet: _sheet_marks(catalog, rows) for sheet, rows in live.items()}
    return Marks(
        sheets={sheet: sheets[sheet] for sheet in catalog.sheets},
        readiness=Readiness(catalog, catalog.boards_of(boards), live, programs).columns(),
        readiness_note=NOTE,
        totals=tuple(totals(live)),
        names={name: formula for rows in live.values() for name, formula in rows.names.cells.defined.items()},
        words={name: words for rows in live.values() for name, words in rows.words().items()},
    )


def _rows(catalog: Catalog) -> dict[str, RowMarks]:
    """Sheet id to the marks of its rows, Activities last, since it counts rows of the others.

    All sheets declare what their formulas ask for, also of one another, before the first is written.
    """
    book = Names.of_all(catalog)
    declare_readiness(catalog, book[ACTIVITIES])
    order = [*(sheet for sheet in catalog.sheets if sheet != ACTIVITIES), ACTIVITIES]
    live = {sheet: RowMarks(catalog, book[sheet]) for sheet in order}
    for rows in live.values():
        rows.add()
    return live


def _add_links(catalog: Catalog, rows: RowMarks) -> None:
    """Adds the links between the rows of a sheet, along which an activity gathers what it asks of them."""
    names, chain, number = rows.names, rows.names.chain, ""
    is_sent = sent(rows.sheet)
    chain.declare_gathered()
    names.declare(is_sent)
    for program in catalog.programs.values():
        if program.sheet == rows.sheet.id and program.column and program.list:
            names.declare(text(program.column))
            number = numbered(names.text(program.column), names.list(program.list))
    counted = [names.formula(where) for where in chain.counted]
    lacking = if_(rows.any(MISSING), rows.state, if_(rows.any(CLOSING), rows.state, NOTHING))
    chain.add_links(rows.used, rows.any(INVALID), counted, lacking, number, names.formula(is_sent))


def _sheet_marks(catalog: Catalog, rows: RowMarks) -> SheetMarks:
    """All that one sheet holds. Which texts have columns of their own is known only when all other formulas are."""
    cells = rows.names.cells
    elsewhere = (cells.cell(WRONG_AT), cells.cell(MISSING_AT)) if rows.sheet.id == ACTIVITIES else ()
    formula = status(rows, *elsewhere)
    cells.add_texts(formula)
    columns = tuple(LiveColumn(column, column, f"={hidden}") for column, hidden in cells.columns.items())
    return SheetMarks(formula, columns, formats(catalog, rows.sheet.id, rows))

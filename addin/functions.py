"""The functions that cells can call: whole tables in, texts out. A wrong argument gives a sentence in the cell, never
#VALUE!.

Help texts go into Visual Basic, so they are plain ASCII of at most 255 characters.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, ParamSpec

import xlwings as xw

from addin.open_book import ERRORS, OpenBook, is_error_code
from generator.catalog import ACTIVITIES, ID, Catalog, Sheet, fold, load
from generator.catalog.lists import YES
from generator.failure import Failure
from generator.own_lists import own_lists, state_of
from generator.readiness.status import Readiness
from generator.readiness.words import program_words
from generator.rules.values import NONE
from generator.run.checking import Checked, check_batch, day_of_check
from generator.upkeep.row_words import row_words
from generator.workbook.blocks import OpenSheet, Value, cell_of, frame_of
from generator.workbook.cells import CellError, text_of
from generator.workbook.columns import header_key, headers_of, largest_number
from generator.workbook.days import DayCount
from generator.workbook.frames import Batch, SheetFrame, batch_in_memory
from generator.workbook.settings import Settings

Table = Any
"""A block of cells, as rows of values. xlwings converts by type hints and knows no union types, so the hint says
nothing."""
Caller = Any
"""The cell that calls: xlwings hands it over to a parameter of the name caller. None under plain Python."""
Column = list[list[str]]
_Given = ParamSpec("_Given")

_HERE = "these cells"
_TABLE = "The {} table with its header row, as in T_{}[#All]."
_OPTIONAL = "The {} table with its header row; may be left out."


def _readable(function: Callable[_Given, Column]) -> Callable[_Given, Column]:
    """Turns what goes wrong into a text for the cell."""

    @functools.wraps(function)
    def answer(*given: _Given.args, **named: _Given.kwargs) -> Column:
        try:
            return function(*given, **named)
        except Failure as failure:
            return [[str(failure)]]
        except Exception as error:
            return [
                [
                    f"PARS Batch cannot use these arguments ({type(error).__name__}): give whole tables with their "
                    "header rows."
                ]
            ]

    return answer


@xw.func(category="PARS")
@xw.arg(
    "table",
    ndim=2,
    err_to_str=True,
    doc="A table with its header row: Activities, MOC, REMS or Support, as in T_Activities[#All].",
)
@_readable
def PARS_CHECK(table: Table, caller: Caller = None) -> Column:
    """Says for each row of a table what is wrong or missing in it, below the word Check. What only other sheets can
    show is left to Validate."""
    catalog = _catalog()
    rows = _cells(table, "table")
    sheet = _recognized(catalog, rows)
    catalog = _grown(catalog, {sheet.id: rows})
    sheet = catalog.sheets[sheet.id]
    settings = _settings(caller)
    batch = _batch(catalog, {sheet.id: _frame(catalog, sheet, rows, settings)}, settings)
    words = row_words(batch, _check(batch).findings, sheet)
    return [["Check"], *([words.get(number, "")] for number in range(2, len(rows) + 1))]


@xw.func(category="PARS")
@xw.arg("activity_id", ndim=2, err_to_str=True, doc="A provider activity ID, or a column of them.")
@xw.arg("activities", ndim=2, err_to_str=True, doc=_TABLE.format("Activities", "Activities"))
@xw.arg("moc", ndim=2, err_to_str=True, doc=_OPTIONAL.format("MOC"))
@xw.arg("rems", ndim=2, err_to_str=True, doc=_OPTIONAL.format("REMS"))
@xw.arg("support", ndim=2, err_to_str=True, doc=_OPTIONAL.format("Support"))
@_readable
def PARS_STATUS(
    activity_id: Table,
    activities: Table,
    moc: Table = None,
    rems: Table = None,
    support: Table = None,
    caller: Caller = None,
) -> Column:
    """Says what PARS would show for an activity after the upload: Will not save, Draft, Active, Ready to Close, Closed
    or To be deleted."""
    checked = _checked(activities, moc, rems, support, _settings(caller))
    return _each(activity_id, checked, lambda one: str(one.record_status))


@xw.func(category="PARS")
@xw.arg("activity_id", ndim=2, err_to_str=True, doc="A provider activity ID, or a column of them.")
@xw.arg("program", doc="A board such as ABIM, a REMS program, or MIPS.")
@xw.arg("activities", ndim=2, err_to_str=True, doc=_TABLE.format("Activities", "Activities"))
@xw.arg("moc", ndim=2, err_to_str=True, doc=_OPTIONAL.format("MOC"))
@xw.arg("rems", ndim=2, err_to_str=True, doc=_OPTIONAL.format("REMS"))
@xw.arg("support", ndim=2, err_to_str=True, doc=_OPTIONAL.format("Support"))
@_readable
def PARS_MISSING(
    activity_id: Table,
    program: Any,
    activities: Table,
    moc: Table = None,
    rems: Table = None,
    support: Table = None,
    caller: Caller = None,
) -> Column:
    """Says what a program still needs for an activity, as the Readiness sheet does. A dash: the activity does not ask
    for that program."""
    checked = _checked(activities, moc, rems, support, _settings(caller))
    catalog = checked.batch.catalog
    name = _program(catalog, _one(program))
    return _each(activity_id, checked, lambda one: program_words(one.programs[name]))


@xw.func(category="PARS")
@xw.arg("board", doc="The code of a board, such as ABIM.")
@_readable
def PARS_CREDIT_TYPES(board: Any) -> Column:
    """Lists the MOC/CC credit types of a board."""
    return _of_board("credit_type", board)


@xw.func(category="PARS")
@xw.arg("board", doc="The code of a board, such as ABIM.")
@_readable
def PARS_PRACTICE_AREAS(board: Any) -> Column:
    """Lists the practice areas of a board."""
    return _of_board("practice_area", board)


@xw.func(category="PARS")
@xw.arg("points", ndim=2, err_to_str=True, doc="MOC points, or a column of them.")
@xw.arg("credits", ndim=2, err_to_str=True, doc="The credits of the activity, or a column of as many.")
@_readable
def PARS_POINTS_OK(points: Table, credits: Table) -> Column:
    """Says OK, or why PARS would refuse these MOC points for an activity with these credits."""
    catalog = _catalog()
    asked, given = (
        [cell for row in _cells(table, name) for cell in row]
        for table, name in ((points, "points"), (credits, "credits"))
    )
    if len(given) == 1:
        given *= len(asked)
    if len(given) != len(asked):
        raise Failure(
            f"There are {len(asked)} points and {len(given)} credits: give as many of one as of the other, or a "
            "single number of credits."
        )
    ids = range(2, len(asked) + 2)
    yes = catalog.answers.meaning(YES).value
    number, points_of = catalog.sheets[ACTIVITIES].column("credits"), catalog.sheets["moc"].column("points")
    activities = {
        n: {ID: str(n), "moc": yes, "credits": cell_of(cell, number, DayCount())}
        for n, cell in zip(ids, given, strict=True)
    }
    rows = {n: {ID: str(n), "points": cell_of(cell, points_of, DayCount())} for n, cell in zip(ids, asked, strict=True)}
    places = {(catalog.sheets["moc"].title, "points"), (catalog.sheets[ACTIVITIES].title, "credits")}
    said: dict[int, str] = {}
    for finding in _check(batch_in_memory(_HERE, catalog, {ACTIVITIES: activities, "moc": rows})).findings:
        if finding.row and (finding.sheet, finding.field) in places:
            said.setdefault(finding.row, f"{finding.message} {finding.fix}")
    return [[said.get(n, "OK")] for n in ids]


@xw.func(category="PARS")
@_readable
def PARS_CATALOG() -> Column:
    """Says which version of the lists is at work, and whether your organization has added its own."""
    catalog = _catalog()
    return [
        [f"{catalog.version} ({catalog.hash[:12]})" + (", with your organization's lists" if catalog.overlay else "")]
    ]


def _catalog() -> Catalog:
    overlay = own_lists()
    return _loaded(overlay, state_of(overlay) if overlay else None)


@functools.lru_cache(maxsize=2)
def _loaded(overlay: Path | None, _state: object) -> Catalog:
    """The catalog, loaded once for each state of the organization's own lists."""
    return load(overlay=overlay)


def _one(value: object) -> str:
    """The text of a single cell."""
    if isinstance(value, (list, tuple)):
        raise Failure("Give a single cell here, not several.")
    return text_of(_value(value))


def _value(value: Any) -> Any:
    if is_error_code(value):
        return CellError("#VALUE!")
    return CellError(value) if isinstance(value, str) and value in ERRORS else value


def _cells(table: Table, name: str) -> list[list[Value]]:
    if not isinstance(table, (list, tuple)) or not all(isinstance(row, (list, tuple)) for row in table):
        raise Failure(f"Give cells as {name}: a range or a table.")
    return [[_value(cell) for cell in row] for row in table]


def _headers(rows: Sequence[Sequence[Value]]) -> dict[int, str]:
    return headers_of(rows[0] if rows else ())


def _recognized(catalog: Catalog, rows: list[list[Value]]) -> Sheet:
    """The sheet that a table belongs to, told by its headers."""
    known = {header_key(text) for text in _headers(rows).values()}
    shares = {
        sheet.id: sum(header_key(c.header) in known for c in sheet.columns) / len(known or " ")
        for sheet in catalog.sheets.values()
    }
    best = max(shares, key=lambda sheet: shares[sheet])
    if shares[best] < 0.5:
        titles = ", ".join(sheet.title for sheet in catalog.sheets.values())
        raise Failure(
            f"The first row of the table must hold the headings of one of the sheets {titles}: include the header "
            "row, as in T_Activities[#All]."
        )
    return catalog.sheets[best]


def _settings(caller: Caller) -> Settings:
    """What Start of the calling workbook says; nothing when no cell calls."""
    return OpenBook(caller.sheet.book).settings if caller is not None else Settings()


def _frame(catalog: Catalog, sheet: Sheet, rows: Sequence[Sequence[Value]], settings: Settings) -> SheetFrame:
    table = OpenSheet(_headers(rows), len(rows), lambda width: rows[1:])
    return frame_of(catalog, sheet, table, lambda name: None, DayCount(), day_first=settings.day_first).frame


def _batch(catalog: Catalog, frames: Mapping[str, SheetFrame], settings: Settings) -> Batch:
    none = batch_in_memory(_HERE, catalog, {})
    return replace(none, sheets={**none.sheets, **frames}, today=settings.today)


def _check(batch: Batch) -> Checked:
    return check_batch(batch, day_of_check(batch, None, dt.date.today()))


def _checked(activities: Table, moc: Table, rems: Table, support: Table, settings: Settings) -> Checked:
    catalog = _catalog()
    given = {ACTIVITIES: _cells(activities, "activities")}
    given |= {
        name: _cells(table, name)
        for name, table in (("moc", moc), ("rems", rems), ("support", support))
        if _holds(table)
    }
    catalog = _grown(catalog, given)
    frames = {sheet: _frame(catalog, catalog.sheets[sheet], rows, settings) for sheet, rows in given.items()}
    return _check(_batch(catalog, frames, settings))


def _grown(catalog: Catalog, tables: Mapping[str, Sequence[Sequence[Value]]]) -> Catalog:
    """The catalog with as many columns of the family that may grow as the tables have."""
    headers = {sheet: _headers(rows) for sheet, rows in tables.items()}
    for sheet in catalog.sheets.values():
        if growing := sheet.growing:
            areas = largest_number(headers.get(sheet.id, {}), growing[0].header)
            return load(overlay=own_lists(), areas=areas) if areas > len(growing) else catalog
    return catalog


def _holds(table: Table) -> bool:
    return table is not None and any(cell not in (None, "") for row in table for cell in row)


def _each(ids: Table, checked: Checked, say: Callable[[Readiness], str]) -> Column:
    known = {fold(one.activity_id): one for one in reversed(checked.readiness) if one.activity_id}
    title = checked.batch.catalog.sheets[ACTIVITIES].title

    def answer(cell: Value) -> str:
        text = text_of(float(cell) if isinstance(cell, Decimal) else cell)
        activity = known.get(fold(text))
        return say(activity) if activity else f"No row on {title} has the ID {text}." if text else ""

    return [[answer(cell) for cell in row] for row in _cells(ids, "activity_id")]


def _program(catalog: Catalog, text: str) -> str:
    """The name of a program in the readiness: MOC:ABIM, REMS:..., MIPS."""
    names = list(_programs(catalog))
    for short, name in names:
        if fold(text) in {fold(short), fold(name)}:
            return name
    raise Failure(f"There is no program {text or '(blank)'}: give one of {', '.join(short for short, _ in names)}.")


def _programs(catalog: Catalog) -> Iterator[tuple[str, str]]:
    for _, name in catalog.registrations():
        yield name.rpartition(":")[2], name


def _of_board(family: str, board: Any) -> Column:
    catalog = _catalog()
    text = _one(board)
    known = catalog.board_list.find(text)
    if known is None:
        raise Failure(
            f"There is no board {text or '(blank)'}: give one of {', '.join(b.value for b in catalog.boards)}."
        )
    values = catalog.values_of(catalog.sheet("moc").family(family)[0])
    return [[value.value] for value in values.offered(known.value)] or [[NONE]]

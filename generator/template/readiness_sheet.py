"""The sheet Readiness: what PARS would show of each activity and each of its programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from openpyxl.formatting.rule import Rule
from openpyxl.workbook import Workbook

from generator.catalog import ACTIVITIES, ID, Catalog, Value
from generator.readiness.status import RecordStatus
from generator.readiness.words import MISSING, in_columns
from generator.template import pages, room, sheets, style
from generator.template.filled_sheet import FilledSheet, Formula
from generator.template.limits import as_formula
from generator.template.marks import USED, LiveColumn, Marks
from generator.workbook.letters import letters_of
from generator.workbook.own_sheets import (
    READINESS,
    READINESS_HEADER,
    READINESS_NOTE,
)

_LINES, _LINE_HEIGHT, _HEADER_HEIGHT, _ABOVE = 3, 15, 36, 90
"""Lines of text in a row; heights in points: of a line, the headings, and all above the first row."""
_NAMED = 2
"""Columns that name the activity, before those that say how it stands."""
PLAIN_NOTE = "No live marks here: for the status, run “pars check” or choose Validate on the PARS tab in Excel."


def write(
    workbook: Workbook,
    catalog: Catalog,
    chosen: Sequence[Value],
    rows: int,
    marks: Marks | None,
    formats: dict[str, int],
    *,
    filled: int | None = None,
) -> dict[str, str]:
    """Writes Readiness: with marks the live columns, otherwise the headers and a sentence that says where the status
    comes from.

    Args:
        rows: those of the Activities table; Readiness has some more lines than that.
        formats: the numbers of the conditional number formats that the workbook has so far.
        filled: down to which line they are filled; None in an empty template.

    Returns:
        Its defined names with what they stand for.
    """
    sheet = FilledSheet(workbook, READINESS, READINESS_HEADER + 1)
    title = sheet.cell(1, 1, "Readiness")
    title.font = style.font(size=16, bold=True, color=style.ACCENT)
    note = sheet.cell(READINESS_NOTE, 1, readiness_note(marks) or PLAIN_NOTE)
    note.font = style.font(color=style.GRAY)
    live = bool(marks and marks.readiness)
    first, last = READINESS_HEADER + 1, READINESS_HEADER + rows + room.SPARE_LINES
    columns = marks.readiness if marks and marks.readiness else _plain_columns(catalog, chosen)
    for number, column in enumerate(columns, 1):
        sheets.header_cell(sheet, READINESS_HEADER, column, number)
        if live:
            as_formula(column.formula, "the formula", f"{READINESS}, {column.header}")
            sheet.formulas.append(Formula(number, range(first, last + 1), column.formula, number - 1))
    if live and len(columns) > _NAMED:
        status = letters_of(_NAMED + 1)
        for kind, begins in (("invalid", (RecordStatus.WILL_NOT_SAVE,)), ("missing", (MISSING, RecordStatus.DRAFT))):
            tests = ",".join(f'LEFT({status}{first},{len(text)})="{text}"' for text in begins)
            look = style.MARKS[kind].differential("General", formats)
            rule = Rule(type="expression", dxf=look, formula=[f"OR({tests})"], stopIfTrue=True)
            sheet.conditional_formatting.add(f"{status}{first}:{letters_of(len(columns))}{last}", rule)
        # What a program says does not go by the day; that its record will not save may.
        waits = Rule(
            type="expression", dxf=style.waiting(), formula=[f'${status}{first}="{RecordStatus.WILL_NOT_SAVE}"']
        )
        programs = f"{letters_of(_NAMED + 3)}{first}:{letters_of(len(columns))}{last}"
        sheet.conditional_formatting.add(programs, waits)
    sheet.row_dimensions[READINESS_HEADER].height = _HEADER_HEIGHT
    for number in range(1, len(columns) + 1):
        dimension = sheet.column_dimensions[letters_of(number)]
        dimension.font, dimension.alignment = style.font(), style.cell_alignment(None)
    if live:
        sheet.height, sheet.tall = _LINES * _LINE_HEIGHT, range(first, last + 1)
    sheet.freeze_panes = f"C{READINESS_HEADER + 1}"
    page = pages.Page.of(sum(column.width for column in columns), repeated=columns[0].width)
    pages.set_up(sheet, page)
    sheet.print_title_rows = f"{READINESS_HEADER}:{READINESS_HEADER}"
    if page.beside > 1:
        sheet.print_title_cols = "A:A"
    if live and filled is None:
        lines = f'{READINESS_HEADER}+MAX(1,COUNTIF({room.READINESS_LINES},"?*"))'
        pages.follow_rows(sheet, lines, str(len(columns)))
    elif live:
        ends = page.last_row(first, READINESS_HEADER + (filled or 0), _ABOVE, _LINES * _LINE_HEIGHT)
        sheet.print_area = f"A1:{letters_of(len(columns))}{min(ends, last)}"
    return {room.READINESS_LINES: room.readiness_lines(last)} if live else {}


def readiness_note(marks: Marks | None) -> str | None:
    """The formula of the sentence at the top of Readiness; None without live marks."""
    if marks is None or not marks.readiness:
        return None
    # Without the column that says which rows hold anything there is nothing to compare with.
    counted = any(column.id == USED for column in marks.sheets[ACTIVITIES].columns)
    return room.readiness_note(marks.readiness_note, listed=counted)


def _registrations(catalog: Catalog, chosen: Sequence[Value]) -> Iterator[str]:
    """The names of what can be registered for, of the boards only the chosen ones."""
    order = in_columns(catalog)
    for program, name in sorted(catalog.registrations(), key=lambda found: order.index(found[0])):
        if program.list != catalog.board_list.name or name in map(program.named, (board.value for board in chosen)):
            yield name


def _plain_columns(catalog: Catalog, chosen: Sequence[Value]) -> tuple[LiveColumn, ...]:
    act = catalog.sheets[ACTIVITIES].column
    first = ((act(ID).header, 22), (act("title").header, 52), ("Record status", 18))
    wide = [*first, *((name.replace(":", ": "), 17) for name in _registrations(catalog, chosen))]
    return tuple(
        LiveColumn(id=f"readiness_{n}", header=header, formula="", width=width, hidden=False)
        for n, (header, width) in enumerate(wide, 1)
    )

"""What a workbook made of older ones holds beside the template: columns of others, and the sheet that tells what
became of every value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.table import TableColumn
from openpyxl.worksheet.worksheet import Worksheet

from generator.catalog import fold
from generator.template import sheets, style
from generator.template.marks import LiveColumn
from generator.upkeep.upgraded import Entry, Fate
from generator.workbook.area import area_of
from generator.workbook.cells import Cell, in_file

UPGRADE, MERGE, SPLIT = REPORTS = "Upgrade", "Merge", "Split"
"""Titles of the sheets that tell what a workbook was made of."""
MOST_CARRIED = 100_000
"""Values that the sheet lists as carried; what changed or was left it lists in full."""
_COLUMNS = (
    ("What happened", 16), ("Sheet", 14), ("Column", 26), ("Old cell", 12), ("New cell", 12), ("Old value", 36),
    ("New value", 36), ("Why, and what to do", 70),
)  # fmt: skip
_WORDS = {Fate.KEPT: "Please look", Fate.LEFT: "Left behind", Fate.CHANGED: "Changed", Fate.CARRIED: "Carried"}
_FILE = ("File", 28)
_ABOUT = {
    UPGRADE: "“pars upgrade --json” lists all.",
    MERGE: "“pars merge --json” lists all.",
    SPLIT: "“pars split --json” lists all.",
}
_WIDTH = 22


@dataclass(frozen=True)
class Placed:
    """A column of somebody's on a sheet of the new workbook: `number` counts from 1, `cells` are by row."""

    number: int
    header: str
    in_table: bool
    cells: Mapping[int, Cell] = field(repr=False)


def write_beside(sheet: Worksheet, columns: Iterable[Placed]) -> None:
    """Writes columns to the right of a sheet's table, which grows to hold them, so that they are sorted along with
    it."""
    table = next(iter(sheet.tables.values()))
    for column in columns:
        letter = get_column_letter(column.number)
        if column.header:
            header = LiveColumn(letter, column.header, "", _WIDTH, hidden=False)
            sheets.header_cell(sheet, 1, header, column.number)
        if column.in_table:
            # a table names its columns as their headers read, line breaks by their number
            name = in_file(column.header).replace("\r", "_x000d_").replace("\n", "_x000a_")
            table.tableColumns.append(TableColumn(id=column.number, name=name))
            area = area_of(table.ref)
            table.ref = f"A1:{letter}{area.bottom}"
            table.autoFilter.ref = table.ref
        for row, cell in column.cells.items():
            sheets.put_value(sheet.cell(row, column.number), cell)


def write_sheet_apart(
    workbook: Workbook, title: str, headers: Sequence[str], rows: Mapping[int, Sequence[Cell]]
) -> None:
    """Adds a sheet that the new catalog has not, with its headers in row 1 and its rows where they were."""
    sheet = workbook.create_sheet(title)
    for number, header in enumerate(headers, 1):
        sheets.header_cell(sheet, 1, LiveColumn(f"apart_{number}", header, "", _WIDTH, hidden=False), number)
    for row, cells in rows.items():
        for number, cell in enumerate(cells, 1):
            sheets.put_value(sheet.cell(row, number), cell)


def write_report(
    workbook: Workbook,
    title: str,
    lines: Sequence[str],
    told: Sequence[tuple[str, Sequence[Entry]]],
) -> None:
    """Adds the sheet that tells what became of every value.

    Args:
        title: one of `REPORTS`.
        lines: what is said above the list.
        told: the entries of each workbook; its name goes into a column of its own where there are several.
    """
    titles = {fold(name) for name in workbook.sheetnames}
    sheet = workbook.create_sheet(title if fold(title) not in titles else f"{title} report")
    head = sheet.cell(1, 1, title)
    head.font = style.font(size=16, bold=True, color=style.ACCENT)
    for number, line in enumerate(lines, 2):
        note = sheet.cell(number, 1)
        sheets.text_cell(note, line)
        note.font = style.font(color=style.GRAY)
    named = len(told) > 1
    row = header = len(lines) + 3
    for number, (text, width) in enumerate((*((_FILE,) if named else ()), *_COLUMNS), 1):
        live = LiveColumn(f"report_{number}", text, "", width, hidden=False)
        sheets.header_cell(sheet, header, live, number)
    carried = 0
    for fate in (Fate.KEPT, Fate.LEFT, Fate.CHANGED, Fate.CARRIED):
        for name, entry in ((name, entry) for name, entries in told for entry in entries if entry.fate is fate):
            carried += fate is Fate.CARRIED
            if carried <= MOST_CARRIED:
                row += 1
                _write_line(sheet, row, [*([name] if named else []), *_texts(entry)], wraps=bool(entry.why))
    if carried > MOST_CARRIED:
        more = carried - MOST_CARRIED
        sheet.cell(row + 1, 1, f"… and {more:,} more values that were carried: {_ABOUT[title]}")
    sheet.freeze_panes = f"A{header + 1}"
    sheets.set_page(sheet)
    sheet.print_title_rows = f"{header}:{header}"


def _texts(entry: Entry) -> tuple[str, ...]:
    cells = entry.old_cell or "", entry.new_cell or ""
    return _WORDS[entry.fate], entry.sheet, entry.column, *cells, entry.old, entry.new, entry.why


def _write_line(sheet: Worksheet, row: int, texts: Sequence[str], *, wraps: bool) -> None:
    for number, text in enumerate(texts, 1):
        if text:
            sheets.text_cell(sheet.cell(row, number), text)
    if wraps:
        sheet.cell(row, len(texts)).alignment = Alignment(wrap_text=True, vertical="top")


def numbers(counts: Mapping[Fate, int]) -> str:
    """How many values had each fate, in words."""
    return (
        f"{counts[Fate.CARRIED]:,} values carried, {counts[Fate.CHANGED]:,} changed, {counts[Fate.KEPT]:,} to look at, "
        f"{counts[Fate.LEFT]:,} left behind"
    )

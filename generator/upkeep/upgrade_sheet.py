"""What a workbook made of older ones holds beside the template: columns of others, and the sheet that tells what
became of every value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from openpyxl.workbook import Workbook
from openpyxl.worksheet.table import TableColumn
from openpyxl.worksheet.worksheet import Worksheet

from generator.template import sheets
from generator.template.filled_sheet import FilledSheet
from generator.template.marks import LiveColumn
from generator.upkeep.report_sheet import write_report_sheet
from generator.upkeep.upgraded import Entry, Fate
from generator.workbook.area import area_of
from generator.workbook.cells import Cell, in_file
from generator.workbook.letters import letters_of

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
    assert isinstance(sheet, FilledSheet)
    table = next(iter(sheet.tables.values()))
    for column in columns:
        letter = letters_of(column.number)
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
        sheet.put_beside(column.number, column.cells)


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
    notes: Sequence[str],
    told: Sequence[tuple[str, Sequence[Entry]]],
) -> None:
    """Adds the sheet that tells what became of every value.

    Args:
        title: one of `REPORTS`.
        notes: what is said above the list.
        told: the entries of each workbook; its name goes into a column of its own where there are several.
    """
    columns = (_FILE, *_COLUMNS) if len(told) > 1 else _COLUMNS
    sheet, last = write_report_sheet(workbook, title, notes, columns, list(_lines(told)))
    carried = sum(entry.fate is Fate.CARRIED for _, entries in told for entry in entries)
    if (more := carried - MOST_CARRIED) > 0:
        sheet.cell(last + 1, 1, f"… and {more:,} more values that were carried: {_ABOUT[title]}")


def _lines(told: Sequence[tuple[str, Sequence[Entry]]]) -> Iterator[Sequence[str]]:
    """What needs a look first, as much as is listed of what was carried last."""
    all_of_them = [(name, entry) for name, entries in told for entry in entries]
    for fate in (Fate.KEPT, Fate.LEFT, Fate.CHANGED, Fate.CARRIED):
        of_fate = ((name, entry) for name, entry in all_of_them if entry.fate is fate)
        for name, entry in islice(of_fate, MOST_CARRIED if fate is Fate.CARRIED else None):
            yield [*([name] if len(told) > 1 else []), *_texts(entry)]


def _texts(entry: Entry) -> tuple[str, ...]:
    cells = entry.old_cell or "", entry.new_cell or ""
    return _WORDS[entry.fate], entry.sheet, entry.column, *cells, entry.old, entry.new, entry.why


def numbers(counts: Mapping[Fate, int]) -> str:
    """How many values had each fate, in words."""
    return (
        f"{counts[Fate.CARRIED]:,} values carried, {counts[Fate.CHANGED]:,} changed, {counts[Fate.KEPT]:,} to look at, "
        f"{counts[Fate.LEFT]:,} left behind"
    )

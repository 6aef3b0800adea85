"""What an upgraded workbook holds beside the template: columns of others, and the sheet that tells of the upgrade."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.table import TableColumn
from openpyxl.worksheet.worksheet import Worksheet

from generator.template import sheets
from generator.template.marks import LiveColumn
from generator.upkeep.report_sheet import write_report_sheet
from generator.upkeep.upgraded import Fate, Upgraded
from generator.workbook.area import area_of
from generator.workbook.cells import Cell, in_file
from generator.workbook.columns import header_key

UPGRADE = "Upgrade"
"""Title of the sheet that tells of the upgrade."""
MOST_CARRIED = 100_000
"""Values that the sheet lists as carried; what changed or was left it lists in full."""
_COLUMNS = (
    ("What happened", 16), ("Sheet", 14), ("Column", 26), ("Old cell", 12), ("New cell", 12), ("Old value", 36),
    ("New value", 36), ("Why, and what to do", 70),
)  # fmt: skip
_WORDS = {Fate.KEPT: "Please look", Fate.LEFT: "Left behind", Fate.CHANGED: "Changed", Fate.CARRIED: "Carried"}
_LONGEST_HEADER = 255
"""Characters of a header in a table of Excel."""
_WIDTH = 22


@dataclass(frozen=True)
class Placed:
    """A column of somebody's on a sheet of the new workbook: `number` counts from 1, `cells` are by row."""

    number: int
    header: str
    in_table: bool
    cells: Mapping[int, Cell] = field(repr=False)


def header_beside(header: str, taken: set[str]) -> str:
    """A header that no other column of the sheet has, as near to `header` as can be, which is then taken too."""
    name, number = header, 1
    while header_key(name) in taken:
        number += 1
        name = f"{header} ({number})"
    taken.add(header_key(name))
    return name


def fits_in_table(header: str) -> bool:
    """Whether a table of Excel takes a column with that header."""
    return bool(header.strip()) and len(header) <= _LONGEST_HEADER


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


def write_report(workbook: Workbook, done: Upgraded) -> None:
    """Adds the sheet that tells of the upgrade."""
    sheet, last = write_report_sheet(workbook, UPGRADE, summary(done), _COLUMNS, _lines(done))
    if (more := done.counts[Fate.CARRIED] - MOST_CARRIED) > 0:
        sheet.cell(last + 1, 1, f"… and {more:,} more values that were carried: “pars upgrade --json” lists all.")


def _lines(done: Upgraded) -> Iterator[Sequence[str]]:
    carried = 0
    for entry in done.entries:
        carried += entry.fate is Fate.CARRIED
        if carried > MOST_CARRIED:
            break
        yield (
            _WORDS[entry.fate], entry.sheet, entry.column, entry.old_cell or "", entry.new_cell or "", entry.old,
            entry.new, entry.why,
        )  # fmt: skip


def summary(done: Upgraded) -> str:
    """The upgrade in one line."""
    counts = done.counts
    numbers = (
        f"{counts[Fate.CARRIED]:,} values carried, {counts[Fate.CHANGED]:,} changed, {counts[Fate.KEPT]:,} to look at, "
        f"{counts[Fate.LEFT]:,} left behind"
    )
    return f"From {done.file} (catalog {done.was.version}) to catalog {done.now.version}: {numbers}."

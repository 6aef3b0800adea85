"""The ranges of the engine: addresses, cells, and what is done with them."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from generator.workbook.cells import CellError
from tests.bench.excel.attached import AttachedRange
from tests.bench.excel.calls import ExcelRefuses, NoApi, engine_part
from tests.bench.excel.com import as_com, money
from tests.bench.excel.entries import as_typed, refuse_long, typed_in
from tests.bench.libreoffice import COLUMNS, ROWS, Area, cell_address, column_letter, load_uno
from tests.bench.libreoffice.grammar import to_office

if TYPE_CHECKING:
    from tests.bench.excel.sheets import Sheet

TEXT_FORMAT = "@"
_CONTENTS, _HARD_FORMATS = 1 | 2 | 4 | 16, 32 | 64 | 256 | 512  # com.sun.star.sheet.CellFlags


@engine_part
class Range(AttachedRange):
    """A rectangle of cells.

    Args:
        sheet: where it is.
        area: the cells, counted from 0; None for a range without cells.
    """

    def __init__(self, sheet: Sheet, area: Area | None, origin: tuple[int, int] | None = None) -> None:
        self._sheet = sheet
        self._area = area
        self._origin = origin or (0, 0)
        self.options: dict[str, Any] = {}

    @property
    def sheet(self) -> Sheet:
        return self._sheet

    @property
    def api(self) -> NoApi:
        return NoApi()

    @property
    def coords(self) -> tuple[int, int, int, int]:
        return self.row, self.column, *self.shape

    @property
    def row(self) -> int:
        return (self._area.top if self._area else self._origin[0]) + 1

    @property
    def column(self) -> int:
        return (self._area.left if self._area else self._origin[1]) + 1

    @property
    def shape(self) -> tuple[int, int]:
        return (self._area.rows, self._area.columns) if self._area else (0, 0)

    def __len__(self) -> int:
        rows, columns = self.shape
        return rows * columns

    def __call__(self, arg1: int, arg2: int | None = None) -> Range:
        if arg2 is None:
            arg1, arg2 = divmod(arg1 - 1, self.shape[1])
            arg1, arg2 = arg1 + 1, arg2 + 1
        row, column = self.row + arg1 - 2, self.column + arg2 - 2
        if not (0 <= row < ROWS and 0 <= column < COLUMNS):
            raise ExcelRefuses(f"there is no row {row + 1}, column {column + 1}")
        return Range(self._sheet, Area(row, column, row, column))

    @property
    def address(self) -> str:
        return self.get_address(True, True, False)

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        area = self._cells
        if area.rows == ROWS and area.columns < COLUMNS:
            dollar = "$" if col_absolute else ""
            address = f"{dollar}{column_letter(area.left)}:{dollar}{column_letter(area.right)}"
        elif area.columns == COLUMNS and area.rows < ROWS:
            dollar = "$" if row_absolute else ""
            address = f"{dollar}{area.top + 1}:{dollar}{area.bottom + 1}"
        else:
            corners = [(area.top, area.left), (area.bottom, area.right)]
            parts = [
                f"{'$' if col_absolute else ''}{column_letter(c)}{'$' if row_absolute else ''}{r + 1}"
                for r, c in corners
            ]
            address = parts[0] if parts[0] == parts[1] else ":".join(parts)
        if not external:
            return address
        place = f"[{self._sheet.book.name}]{self._sheet.name}"
        return f"'{place}'!{address}" if re.search(r"[^\w\[\].]", place) else f"{place}!{address}"

    @property
    def raw_value(self) -> Any:
        """One value for one cell, else rows of values, as COM gives them: dates as datetime, numbers in a currency
        format as Decimal, errors as negative numbers."""
        if not self._area:
            return None
        values = self._view.values(self._filled(self._area), dates=True, money=money)
        rows = [[as_com(cell) for cell in row] for row in values]
        wide = [row + [None] * (self._area.columns - len(row)) for row in rows]
        wide += [[None] * self._area.columns for _ in range(self._area.rows - len(rows))]
        return wide[0][0] if len(self) == 1 else wide

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        if not self._area:
            return
        self._may_write()
        rows = data if isinstance(data, (list, tuple)) else [[data] * self._area.columns] * self._area.rows
        if isinstance(data, str) and data.startswith("=") and len(self) > 1:
            self.formula = data
            return
        if not isinstance(rows[0], (list, tuple)):
            rows = [rows]
        if (len(rows), len(rows[0])) != self.shape:
            raise ExcelRefuses(f"{self.address} does not take {len(rows)} by {len(rows[0])} values")
        self._write([list(row) for row in rows])

    @property
    def formula(self) -> Any:
        # Excel's property has no braces around what was put in as an array.
        rows = [[_without_braces(cell) for cell in row] for row in self._view.formulas(self._cells)]
        return rows[0][0] if len(self) == 1 else tuple(tuple(row) for row in rows)

    @formula.setter
    def formula(self, value: Any) -> None:
        self._may_write()
        area = self._cells
        if isinstance(value, (list, tuple)):
            self._write([list(row) for row in value])
            return
        first = Range(self._sheet, Area(area.top, area.left, area.top, area.left))
        first._write([[value]])
        direction = load_uno().Enum
        if area.rows > 1:
            column = self._view.range(Area(area.top, area.left, area.bottom, area.left))
            column.fillAuto(direction("com.sun.star.sheet.FillDirection", "TO_BOTTOM"), 1)
        if area.columns > 1:
            self._native.fillAuto(direction("com.sun.star.sheet.FillDirection", "TO_RIGHT"), 1)

    @property
    def formula2(self) -> Any:
        return self.formula

    @formula2.setter
    def formula2(self, value: Any) -> None:
        self.formula = value

    @property
    def has_array(self) -> bool:
        return str(self._native.getCellByPosition(0, 0).getPropertyValue("FormulaLocal")).startswith("{=")

    @property
    def formula_array(self) -> str:
        return _without_braces(self._view.formulas(self._cells)[0][0])

    @formula_array.setter
    def formula_array(self, value: str) -> None:
        self._may_write()
        self._native.setArrayFormula(to_office(value))

    def clear_contents(self) -> None:
        if self._area:
            self._may_write()
            for area in self._seen_areas():
                self._view.range(area).clearContents(_CONTENTS)

    def clear_formats(self) -> None:
        self._may_write()
        self._native.clearContents(_HARD_FORMATS)

    def clear(self) -> None:
        self._may_write()
        self._native.clearContents(_CONTENTS | _HARD_FORMATS)

    def select(self) -> None:
        book = self._sheet.book
        if book.sheets.active.name != self._sheet.name:
            raise ExcelRefuses(f"{self.address} cannot be selected: {self._sheet.name} is not the active sheet")
        book._controller.select(self._native)

    def end(self, direction: str) -> Range:
        row, column = self._cells.top, self._cells.left
        step = {
            "up": (-1, 0),
            "down": (1, 0),
            "left": (0, -1),
            "right": (0, 1),
            "u": (-1, 0),
            "d": (1, 0),
            "l": (0, -1),
            "r": (0, 1),
        }
        down, right = step[direction]
        used = self._view.used_area
        line = Area(0, column, max(used.bottom, row), column) if down else Area(row, 0, row, max(used.right, column))
        filled = [cell is not None for cells in self._view.values(line) for cell in cells]
        at, forward = (row, down) if down else (column, right)
        edge = (ROWS if down else COLUMNS) - 1 if forward > 0 else 0

        def full(index: int) -> bool:
            return 0 <= index < len(filled) and filled[index]

        if forward < 0:
            at = min(at, len(filled))
        if at != edge:
            run = full(at) and full(at + forward)
            at += forward
            while at != edge and (full(at + forward) if run else not full(at)) and (forward < 0 or at < len(filled)):
                at += forward
            if forward > 0 and at >= len(filled):
                at = edge
        return Range(self._sheet, Area(at, column, at, column) if down else Area(row, at, row, at))

    @property
    def current_region(self) -> Range:
        cursor = self._native.getSpreadsheet().createCursorByRange(self._native)
        cursor.collapseToCurrentRegion()
        return Range(self._sheet, _area(cursor.RangeAddress))

    @property
    def merge_cells(self) -> bool:
        return bool(self._native.IsMerged) or self._sheet._merged(self._cells) is not None

    @property
    def merge_area(self) -> Range:
        return Range(self._sheet, self._sheet._merged(self._cells) or self._cells)

    def merge(self, across: bool = False) -> None:
        self._may_write()
        if across:
            raise NotImplementedError
        self._native.merge(True)

    def unmerge(self) -> None:
        self._native.merge(False)

    def insert(self, shift: str | None = None, copy_origin: str | None = None) -> None:
        kind = self._shift("ROWS", "COLUMNS", {"down": "DOWN", "right": "RIGHT"}, shift, "down")
        self._sheet._component.insertCells(
            self._native.RangeAddress, load_uno().Enum("com.sun.star.sheet.CellInsertMode", kind)
        )

    def delete(self, shift: str | None = None) -> None:
        kind = self._shift("ROWS", "COLUMNS", {"up": "UP", "left": "LEFT"}, shift, "up")
        self._sheet._component.removeRange(
            self._native.RangeAddress, load_uno().Enum("com.sun.star.sheet.CellDeleteMode", kind)
        )

    def copy(self, destination: Any = None) -> None:
        if destination is None:
            raise NotImplementedError
        target = destination.impl
        target._may_write()
        self._sheet._component.copyRange(target._native.getCellByPosition(0, 0).CellAddress, self._native.RangeAddress)

    def _shift(self, rows: str, columns: str, kinds: dict[str, str], shift: str | None, default: str) -> str:
        self._may_write()
        if self._cells.columns == COLUMNS:
            return rows
        if self._cells.rows == ROWS:
            return columns
        return kinds[shift or default]

    @property
    def _cells(self) -> Area:
        if self._area is None:
            raise ExcelRefuses("the range has no cells")
        return self._area

    @property
    def _view(self) -> Any:
        return self._sheet._view

    def _uniform(self, name: str) -> Any:
        """A UNO property of the cells; None where they differ (LibreOffice alone would give that of some cell)."""
        native = self._native
        return None if native.getPropertyState(name).value == "AMBIGUOUS_VALUE" else native.getPropertyValue(name)

    @property
    def _native(self) -> Any:
        return self._view.range(self._cells)

    def _contains(self, area: Area) -> bool:
        cells = self._cells
        return (
            cells.top <= area.top
            and cells.left <= area.left
            and cells.bottom >= area.bottom
            and cells.right >= area.right
        )

    def _filled(self, area: Area) -> Area:
        """Whole columns and rows stop at the last cell that was ever used: the rest is empty and would not fit into
        memory."""
        if area.rows * area.columns < 100_000:
            return area
        used = self._view.used_area
        return Area(
            area.top,
            area.left,
            max(area.top, min(area.bottom, used.bottom)),
            max(area.left, min(area.right, used.right)),
        )

    def _may_write(self) -> None:
        if self._sheet._component.isProtected():
            protection = self._uniform("CellProtection")
            if protection is None or protection.IsLocked:
                raise ExcelRefuses(f"{self._sheet.name} is protected, and {self.address} is locked")

    def _seen_areas(self) -> list[Area]:
        """The cells without the rows that a filter hides; rows that are hidden by hand belong to them."""
        area = self._cells
        whole = self._view.range(Area(area.top, 0, area.bottom, COLUMNS - 1))  # its own columns may be hidden
        visible = whole.queryVisibleCells().RangeAddresses
        if sum(at.EndRow - at.StartRow + 1 for at in visible if at.StartColumn == visible[0].StartColumn) == area.rows:
            return [area]
        rows = self._view.component.Rows
        shown = [row for row in range(area.top, area.bottom + 1) if not rows.getByIndex(row).IsFiltered]
        if len(shown) == area.rows:
            return [area]
        return [Area(row, area.left, row, area.right) for row in shown]

    def _write(self, rows: list[list[Any]]) -> None:
        """Put in values as Excel does. Into a block of which a filter hides rows, Excel puts its first row, and that
        into every row that can be seen (xlwings 747, 679, 1483)."""
        seen = self._seen_areas() if len(rows) > 1 else [self._cells]
        if seen == [self._cells]:
            self._put(rows)
            return
        for area in seen:
            Range(self._sheet, area)._put([list(rows[0])])

    def _put(self, rows: list[list[Any]]) -> None:
        """Texts may become formulas, numbers, dates and errors, except in cells formatted as text."""
        refuse_long(rows)
        as_text = (
            self._text_cells() if any(isinstance(cell, str) and cell for row in rows for cell in row) else frozenset()
        )
        plain: list[list[Any]] = []
        formulas: dict[tuple[int, int], str] = {}
        for r, row in enumerate(rows):
            plain.append([])
            for c, cell in enumerate(row):
                value = cell
                if isinstance(cell, str) and (r, c) not in as_text:
                    if cell.startswith("=") and len(cell) > 1:
                        formulas[r, c] = cell
                        value = None
                    else:
                        value = typed_in(cell)
                elif not isinstance(cell, (str, bool, int, float, dt.date, CellError, type(None))):
                    raise ExcelRefuses(f"a cell does not take {type(cell).__name__}")
                plain[-1].append(None if value == "" else value)
        corner = cell_address(self._cells.top, self._cells.left)
        if len(formulas) > 20 and not any(
            isinstance(cell, (dt.date, bool, CellError)) for row in plain for cell in row
        ):
            self._view.set_formulas(
                corner,
                [[formulas.get((r, c)) or as_typed(cell) for c, cell in enumerate(row)] for r, row in enumerate(plain)],
            )
            return
        self._view.set_values(corner, plain)
        for (r, c), formula in formulas.items():
            self._view.set_formula(cell_address(self._cells.top + r, self._cells.left + c), formula)

    def _text_cells(self) -> frozenset[tuple[int, int]]:
        format_of = self._sheet._document.number_format
        key = self._uniform("NumberFormat")
        if key is not None:
            rows, columns = self.shape
            return (
                frozenset((r, c) for r in range(rows) for c in range(columns))
                if format_of(key).text == TEXT_FORMAT
                else frozenset()
            )
        positions = set()
        groups = self._native.getUniqueCellFormatRanges()
        for n in range(groups.Count):
            group = groups.getByIndex(n)
            if format_of(group.NumberFormat).text == TEXT_FORMAT:
                for at in group.RangeAddresses:
                    rows_of, columns_of = range(at.StartRow, at.EndRow + 1), range(at.StartColumn, at.EndColumn + 1)
                    positions |= {(r - self._cells.top, c - self._cells.left) for r in rows_of for c in columns_of}
        return frozenset(positions)


def _without_braces(formula: str) -> str:
    return formula[1:-1] if formula.startswith("{=") and formula.endswith("}") else formula


def _area(address: Any) -> Area:
    return Area(address.StartRow, address.StartColumn, address.EndRow, address.EndColumn)

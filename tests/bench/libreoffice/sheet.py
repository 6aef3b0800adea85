"""A sheet of a workbook that is open in LibreOffice: cells, drop-downs, validations and conditional formats as they are
evaluated."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from generator.workbook.cells import CellError
from tests.bench.libreoffice.addresses import COLUMNS, ROWS, Area, Value, area_of, cell_address, moment, serial
from tests.bench.libreoffice.grammar import to_excel, to_office
from tests.bench.libreoffice.uno import OfficeError, load_uno

if TYPE_CHECKING:
    from tests.bench.libreoffice.document import Document

_BOOLEAN_FORMAT, _DATE_OR_TIME_FORMAT, _CURRENCY_FORMAT = 1024, 6, 8
_SCRATCH_COLUMN = 600  # right of all content; LibreOffice is the slower the further right anything stood
_EVERYTHING = 1023  # com.sun.star.sheet.CellFlags, all of them
_MOST_CIRCLES = 1000  # LibreOffice draws no more circles around invalid cells
_COMPARISONS = {0: "=", 1: "<", 2: ">", 3: "<=", 4: ">=", 5: "<>"}
_EXPRESSION = 24  # a conditional format by formula


class SheetView:
    """One sheet of an open workbook. Blocks travel in one call each way."""

    def __init__(self, document: Document, component: Any) -> None:
        self.document = document
        self.component = component

    @property
    def name(self) -> str:
        return str(self.component.Name)

    @property
    def visible(self) -> bool:
        return bool(self.component.IsVisible)

    @property
    def used_area(self) -> Area:
        """The smallest rectangle from A1 that holds all content and formats."""
        cursor = self.component.createCursor()
        cursor.gotoEndOfUsedArea(False)
        at = cursor.RangeAddress
        return Area(0, 0, at.EndRow, at.EndColumn)

    def range(self, where: str | Area) -> Any:
        """The UNO range of an address."""
        area = area_of(where) if isinstance(where, str) else where
        return self.component.getCellRangeByPosition(area.left, area.top, area.right, area.bottom)

    def values(
        self, where: str | Area, *, dates: bool = False, money: Callable[[Any], Any] | None = None
    ) -> list[list[Value]]:
        """The values of a block, row by row.

        Args:
            where: address or area.
            dates: give numbers in a date or time format as `datetime`.
            money: what to make of numbers in a currency format.
        """
        area = area_of(where) if isinstance(where, str) else where
        block = self.range(area)
        rows = self._untyped(block, area)
        if any(isinstance(cell, float) for row in rows for cell in row):
            self._typed(block, area, rows, dates, money)
        return rows

    def untyped(self, where: Area) -> list[list[Value]]:
        """The values of a block without a look at their formats: TRUE is 1."""
        return self._untyped(self.range(where), where)

    def _untyped(self, block: Any, area: Area) -> list[list[Value]]:
        data = block.getDataArray()
        rows: list[list[Value]] = [[None if cell == "" else cell for cell in row] for row in data]
        for r, row in enumerate(data):
            for c, cell in enumerate(row):
                if cell is None:
                    rows[r][c] = CellError(_error_text(self._cell(area.top + r, area.left + c)))
        return rows

    def value(self, cell: str, *, dates: bool = False) -> Value:
        return self.values(cell, dates=dates)[0][0]

    def texts(self, where: str | Area) -> list[list[str]]:
        """The block as texts: "" for empty cells, the error's name for an error, numbers without trailing zeros."""
        return [[_text(cell) for cell in row] for row in self.values(where)]

    def shown(self, cell: str) -> str:
        """What the cell shows, its number format applied."""
        return str(self.range(cell).getCellByPosition(0, 0).String)

    def formulas(self, where: str | Area) -> list[list[str]]:
        """Formulas, and what stands in the cells without one, as Excel's formula bar shows them."""
        return [[_formula_bar(text) for text in row] for row in self.range(where).getFormulaArray()]

    def formula(self, cell: str) -> str:
        return self.formulas(cell)[0][0]

    def errors(self, where: str | Area) -> dict[str, str]:
        """The cells with an error value: address to its name, as in `{"D7": "#N/A"}`."""
        area = area_of(where) if isinstance(where, str) else where
        return {
            cell_address(area.top + r, area.left + c): cell.text
            for r, row in enumerate(self.values(area))
            for c, cell in enumerate(row)
            if isinstance(cell, CellError)
        }

    def set_values(self, corner: str, rows: Sequence[Sequence[Value | dt.date]]) -> None:
        """Write a block of plain values from its top left cell on: None empties, nothing is taken for a formula, number
        or date.

        A date gets a date format where the cell had none. TRUE, FALSE and errors become the formulas that LibreOffice,
        too, makes of them when it loads a file.
        """
        if not rows:
            return
        at = area_of(corner)
        width = len(rows[0])
        area = Area(at.top, at.left, at.top + len(rows) - 1, at.left + width - 1)
        self.range(area).setDataArray(tuple(tuple(_plain(cell) for cell in row) for row in rows))
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                if isinstance(cell, dt.date):
                    self._as_date(at.top + r, at.left + c, isinstance(cell, dt.datetime))
                elif isinstance(cell, bool):
                    self.component.getCellByPosition(at.left + c, at.top + r).setFormula(
                        "=TRUE()" if cell else "=FALSE()"
                    )
                elif isinstance(cell, CellError):
                    self.component.getCellByPosition(at.left + c, at.top + r).setFormula(f"={cell.text}")

    def set_value(self, cell: str, value: Value | dt.date) -> None:
        self.set_values(cell, [[value]])

    def set_formula(self, cell: str, formula: str) -> None:
        """Write a formula as Excel has it, with its leading `=`."""
        self.range(cell).getCellByPosition(0, 0).setFormula(to_office(_with_equals(formula)))

    def set_formulas(self, corner: str, rows: Sequence[Sequence[str]]) -> None:
        """Write a block of formulas; a text without `=` is taken for what a person would type."""
        at = area_of(corner)
        area = Area(at.top, at.left, at.top + len(rows) - 1, at.left + len(rows[0]) - 1)
        self.range(area).setFormulaArray(
            tuple(tuple(to_office(cell) if cell.startswith("=") else cell for cell in row) for row in rows)
        )

    def clear(self, where: str | Area) -> None:
        """Empty the cells: values, texts, dates and formulas; formats stay."""
        self.range(where).clearContents(1 | 2 | 4 | 16)

    def evaluate(self, formula: str, row: int = 1) -> Value:
        """What a formula gives in a spare cell of a row."""
        with self._spare_row(row - 1) as spare:
            spare.setFormula(to_office(_with_equals(formula)))
            return self.value(cell_address(row - 1, _SCRATCH_COLUMN))

    def delete_rows(self, first: int, count: int = 1) -> None:
        """Delete rows, counted from 1."""
        self.component.Rows.removeByIndex(first - 1, count)

    def insert_rows(self, before: int, count: int = 1) -> None:
        """Insert rows, counted from 1."""
        self.component.Rows.insertByIndex(before - 1, count)

    def sort(self, where: str, column: int, *, descending: bool = False) -> None:
        """Sort the rows of an area without headers by one of its columns, counted from 0."""
        field = load_uno().createUnoStruct("com.sun.star.table.TableSortField")
        field.Field, field.IsAscending = column, not descending
        fields = load_uno().Any("[]com.sun.star.table.TableSortField", (field,))
        self.range(where).sort(self.document.office.properties({"SortFields": fields, "ContainsHeader": False}))

    def drop_down(self, cell: str) -> list[str] | None:
        """The entries that the drop-down of this cell offers now, evaluated; None when the cell has no list."""
        at = area_of(cell)
        validation = self.range(cell).Validation
        if validation.Type.value != "LIST":
            return None
        source = str(validation.getFormula1())
        if re.fullmatch(r'"(?:[^"]|"")*"(?:;"(?:[^"]|"")*")*', source):
            return [entry[1:-1].replace('""', '"') for entry in re.findall(r'"(?:[^"]|"")*"', source)]
        origin = validation.getSourcePosition()
        with self._spare_row(at.top) as spare:
            formula = self._moved("=" + source, (origin.Row, origin.Column), (at.top, at.left))[1:]
            spare.setFormula(f"=ROWS({formula})*COLUMNS({formula})")
            if spare.getError():
                return []
            count = int(spare.Value)
            block = self.range(Area(at.top, _SCRATCH_COLUMN, at.top, _SCRATCH_COLUMN + count - 1))
            block.setFormulaArray((tuple(f'=INDEX({formula};{n})&""' for n in range(1, count + 1)),))
            return [str(entry) for entry in block.getDataArray()[0]]

    def invalid_cells(self) -> list[str]:
        """The cells that their data validation refuses, as "Circle invalid data" finds them, from the top, row by row.

        An empty cell counts where its validation does not ignore blanks. LibreOffice compares with a list without
        regard to case, also with a literal list, where Excel does not. A cell in a hidden row or column is not
        reported. Raises:
            OfficeError: there are 1,000 or more, which LibreOffice does not show.
        """
        page = self.component.DrawPage
        before = page.Count
        self.component.showInvalid()
        circles = [page.getByIndex(n) for n in range(before, page.Count)]
        if len(circles) >= _MOST_CIRCLES:
            raise OfficeError(f"{self.name} has too many invalid cells to tell them all")
        middles = []
        for circle in circles:
            at, size = circle.Position, circle.Size
            middles.append((at.Y + size.Height // 2, at.X + size.Width // 2))
        self.component.clearArrows()
        rows = _positions({y for y, _ in middles}, ROWS, lambda row: int(self._cell(row, 0).Position.Y))
        columns = _positions({x for _, x in middles}, COLUMNS, lambda column: int(self._cell(0, column).Position.X))
        return [cell_address(row, column) for row, column in sorted((rows[y], columns[x]) for y, x in middles)]

    def conditional_styles(self, where: str | Area) -> list[list[tuple[str, ...]]]:
        """For each cell of the block the styles that its conditional formats apply, first the one that LibreOffice
        shows.

        Each condition is calculated by LibreOffice in a spare cell of the same row, in the order of the formats. Of one
        format only the first condition that is true applies. `Document.style` tells what a style looks like. Raises:
            NotImplementedError: a format that is neither a formula nor a comparison with one.
        """
        area = area_of(where) if isinstance(where, str) else where
        styles: list[list[tuple[str, ...]]] = [[() for _ in range(area.columns)] for _ in range(area.rows)]
        for conditional in sorted(
            self.component.ConditionalFormats.getConditionalFormats(), key=lambda one: int(one.ID)
        ):
            parts = [Area(a.StartRow, a.StartColumn, a.EndRow, a.EndColumn) for a in conditional.Range.RangeAddresses]
            base = min((part.left, part.top) for part in parts)
            overlaps = [part for part in (_overlap(part, area) for part in parts) if part]
            taken: set[tuple[int, int]] = set()
            for n in range(conditional.getCount() if overlaps else 0):
                entry = conditional.getByIndex(n)
                for part in overlaps:
                    for row, column in self._true_cells(self._condition(entry, base), base, part) - taken:
                        taken.add((row, column))
                        styles[row - area.top][column - area.left] += (str(entry.StyleName),)
        return styles

    def conditional_style(self, cell: str) -> str | None:
        """The style that the conditional formats give this cell; None when none applies."""
        styles = self.conditional_styles(cell)[0][0]
        return styles[0] if styles else None

    def _condition(self, entry: Any, base: tuple[int, int]) -> str:
        if entry.getType() != 0:
            raise NotImplementedError(f"conditional format of type {entry.getType()} on {self.name}")
        if entry.Operator == _EXPRESSION:
            return f"={entry.Formula1}"
        if entry.Operator not in _COMPARISONS:
            raise NotImplementedError(f"conditional format with operator {entry.Operator} on {self.name}")
        return f"={cell_address(base[1], base[0])}{_COMPARISONS[entry.Operator]}({entry.Formula1})"

    def _true_cells(self, formula: str, base: tuple[int, int], part: Area) -> set[tuple[int, int]]:
        left, top = base
        shift = _SCRATCH_COLUMN - part.left
        spare = Area(part.top, _SCRATCH_COLUMN, part.bottom, _SCRATCH_COLUMN + part.columns - 1)
        with self._unprotected():
            try:
                self.component.getCellByPosition(left + shift, top).setFormula(formula)
                if (left, top) != (part.left, part.top):
                    self._copy((top, left + shift), (part.top, _SCRATCH_COLUMN))
                    self.component.getCellByPosition(left + shift, top).clearContents(_EVERYTHING)
                block = self.range(spare)
                direction = load_uno().Enum
                if part.rows > 1:
                    column = self.range(Area(spare.top, spare.left, spare.bottom, spare.left))
                    column.fillAuto(direction("com.sun.star.sheet.FillDirection", "TO_BOTTOM"), 1)
                if part.columns > 1:
                    block.fillAuto(direction("com.sun.star.sheet.FillDirection", "TO_RIGHT"), 1)
                data = block.getDataArray()
            finally:
                self.range(spare).clearContents(_EVERYTHING)
        return {
            (part.top + r, part.left + c)
            for r, row in enumerate(data)
            for c, cell in enumerate(row)
            if isinstance(cell, float) and cell != 0
        }

    def _typed(
        self,
        block: Any,
        area: Area,
        rows: list[list[Value]],
        dates: bool,
        money: Callable[[Any], Any] | None,
    ) -> None:
        groups = block.getUniqueCellFormatRanges()
        for n in range(groups.Count):
            group = groups.getByIndex(n)
            kind = self.document.number_format(group.NumberFormat).kind
            as_money = money if kind & _CURRENCY_FORMAT else None
            if kind != _BOOLEAN_FORMAT and not (dates and kind & _DATE_OR_TIME_FORMAT) and not as_money:
                continue
            for at in group.RangeAddresses:
                for r in range(at.StartRow - area.top, at.EndRow - area.top + 1):
                    for c in range(at.StartColumn - area.left, at.EndColumn - area.left + 1):
                        cell = rows[r][c]
                        if type(cell) is float and as_money:
                            rows[r][c] = as_money(cell)
                        elif type(cell) is float:
                            rows[r][c] = bool(cell) if kind == _BOOLEAN_FORMAT else moment(cell)

    def _as_date(self, row: int, column: int, with_time: bool) -> None:
        cell = self.component.getCellByPosition(column, row)
        if not self.document.number_format(cell.NumberFormat).kind & _DATE_OR_TIME_FORMAT:
            formats = self.document.component.NumberFormats
            pattern = "yyyy-mm-dd hh:mm" if with_time else "yyyy-mm-dd"
            locale = load_uno().createUnoStruct("com.sun.star.lang.Locale")
            locale.Language, locale.Country = "en", "US"
            key = formats.queryKey(pattern, locale, False)
            cell.NumberFormat = formats.addNew(pattern, locale) if key == -1 else key

    def _moved(self, formula: str, origin: tuple[int, int], target: tuple[int, int]) -> str:
        """The formula with its relative references moved from one cell (row, column) to another."""
        if origin == target:
            return formula
        (top, left), (row, column) = origin, target
        shift = _SCRATCH_COLUMN - left
        start, end = (top, left + shift), (row, column + shift)
        with self._unprotected():
            try:
                self.component.getCellByPosition(start[1], start[0]).setFormula(formula)
                self._copy(start, end)
                return str(self.component.getCellByPosition(end[1], end[0]).Formula)
            finally:
                for at in (start, end):
                    self.component.getCellByPosition(at[1], at[0]).clearContents(_EVERYTHING)

    def _copy(self, source: tuple[int, int], target: tuple[int, int]) -> None:
        destination = self.component.getCellByPosition(target[1], target[0]).CellAddress
        self.component.copyRange(destination, self.component.getCellByPosition(source[1], source[0]).RangeAddress)

    @contextlib.contextmanager
    def _spare_row(self, row: int) -> Iterator[Any]:
        with self._unprotected():
            try:
                yield self.component.getCellByPosition(_SCRATCH_COLUMN, row)
            finally:
                self.range(Area(row, _SCRATCH_COLUMN, row, COLUMNS - 1)).clearContents(_EVERYTHING)

    @contextlib.contextmanager
    def _unprotected(self) -> Iterator[None]:
        locked = self.component.isProtected()
        if locked:
            self.component.unprotect("")
        try:
            yield
        finally:
            if locked:
                self.component.protect("")

    def _cell(self, row: int, column: int) -> Any:
        return self.component.getCellByPosition(column, row)


def _positions(offsets: Iterable[int], count: int, start_of: Callable[[int], int]) -> dict[int, int]:
    """For each offset the row or column, of so many, that it lies in."""
    found: dict[int, int] = {}
    last = 0
    for offset in sorted(offsets):
        found[offset] = last = _last_not_beyond(offset, last, count, start_of)
    return found


def _last_not_beyond(offset: int, low: int, count: int, start_of: Callable[[int], int]) -> int:
    """The last of so many rows or columns that starts at or before that offset, where `low` does; near ones cost few
    looks."""
    high, step = low + 1, 1
    while high < count - 1 and start_of(high) <= offset:
        low, step = high, step * 4
        high = min(low + step, count - 1)
    while low < high - 1:
        middle = (low + high) // 2
        low, high = (middle, high) if start_of(middle) <= offset else (low, middle)
    return low


def _with_equals(formula: str) -> str:
    return formula if formula.startswith("=") else f"={formula}"


def _overlap(one: Area, other: Area) -> Area | None:
    top, left = max(one.top, other.top), max(one.left, other.left)
    bottom, right = min(one.bottom, other.bottom), min(one.right, other.right)
    return Area(top, left, bottom, right) if top <= bottom and left <= right else None


def _error_text(cell: Any) -> str:
    return str(cell.String) if cell.getError() else "#N/A"


def _text(cell: Value) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, CellError):
        return cell.text
    return f"{cell:.15g}" if isinstance(cell, float) else str(cell)


def _plain(cell: Value | dt.date) -> str | float:
    if cell is None or isinstance(cell, CellError):
        return ""
    if isinstance(cell, dt.date):
        return serial(cell)
    return cell if isinstance(cell, str) else float(cell)


def _formula_bar(text: str) -> str:
    if text in {"=TRUE()", "=FALSE()"}:
        return text[1:-2]  # LibreOffice keeps a TRUE that was typed as this formula
    if text.startswith(("=", "{=")):
        return to_excel(text)
    return text[1:] if text.startswith("'") else text

"""Names, tables, notes, validations and conditional formats of the xlwings engine over LibreOffice."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from tests.formula_grammar import to_excel, to_office
from tests.libreoffice import Area, load_uno
from tests.xlwings_office_calls import ExcelRefuses, engine_part

if TYPE_CHECKING:
    from tests.xlwings_office import Book, Sheet
    from tests.xlwings_office_cells import Range

_OPERATORS = {
    "between": "BETWEEN",
    "not_between": "NOT_BETWEEN",
    "equal_to": "EQUAL",
    "not_equal_to": "NOT_EQUAL",
    "greater_than": "GREATER",
    "less_than": "LESS",
    "greater_than_or_equal": "GREATER_EQUAL",
    "less_than_or_equal": "LESS_EQUAL",
}
_RULES = {
    "whole_number": "WHOLE",
    "decimal": "DECIMAL",
    "list": "LIST",
    "date": "DATE",
    "time": "TIME",
    "text_length": "TEXT_LEN",
    "custom": "CUSTOM",
    "none": "ANY",
}
_ALERTS = {"stop": "STOP", "warning": "WARNING", "information": "INFO"}


def color_tuple(number: int | None) -> tuple[int, int, int] | None:
    """(red, green, blue) of LibreOffice's color; None for none, or when cells differ."""
    return None if number is None or number < 0 else (number >> 16 & 255, number >> 8 & 255, number & 255)


def color_number(value: Any) -> int:
    """LibreOffice's color of what xlwings takes: "#RRGGBB", (red, green, blue), Excel's number, or None for none."""
    if value is None:
        return -1
    if isinstance(value, str):
        return int(value.removeprefix("#"), 16)
    if isinstance(value, int):
        return (value & 255) << 16 | value & 0xFF00 | value >> 16 & 255
    red, green, blue = value
    return int(red) << 16 | int(green) << 8 | int(blue)


@engine_part
class Names(base_classes.Names):
    """The defined names of a book, those of its sheets included, or of one sheet."""

    def __init__(self, parent: Book | Sheet) -> None:
        self._parent = parent

    def snapshot(self) -> list[tuple[str, Name]]:
        return [(name.name, name) for name in self]

    def __iter__(self) -> Iterator[Name]:
        found = []
        for holder, sheet in self._holders():
            found += [Name(self._parent, holder, sheet, name.Name) for name in holder]
        return iter(sorted(found, key=lambda name: str(name.name).casefold()))

    def __call__(self, name_or_index: int | str) -> Name:
        if isinstance(name_or_index, int):
            return list(self)[name_or_index - 1]
        for holder, sheet in self._holders():
            if holder.hasByName(name_or_index) and sheet is None:
                return Name(self._parent, holder, sheet, name_or_index)
        for name in self:
            if name_or_index.casefold() in {str(name.name).casefold(), str(name._local).casefold()}:
                return name
        raise KeyError(name_or_index)

    def contains(self, name_or_index: int | str) -> bool:
        try:
            self(name_or_index)
        except (KeyError, IndexError):
            return False
        return True

    def __len__(self) -> int:
        return len(list(iter(self)))

    def add(self, name: str, refers_to: str) -> Name:
        holder, sheet = next(self._holders())
        if holder.hasByName(name):
            holder.removeByName(name)
        origin = load_uno().createUnoStruct("com.sun.star.table.CellAddress")
        holder.addNewByName(name, to_office(refers_to.removeprefix("=")), origin, 0)
        return Name(self._parent, holder, sheet, name)

    def _holders(self) -> Iterator[tuple[Any, Any]]:
        document = self._parent._document.component
        if self._parent._component is not document:
            yield self._parent._component.NamedRanges, self._parent._component
            return
        yield document.NamedRanges, None
        for sheet in document.Sheets:
            yield sheet.NamedRanges, sheet


@engine_part
class Name(base_classes.Name):
    def __init__(self, parent: Book | Sheet, holder: Any, sheet: Any, local: str) -> None:
        self._parent, self._holder, self._sheet, self._local = parent, holder, sheet, local

    def delete(self) -> None:
        self._holder.removeByName(self._local)

    @property
    def name(self) -> str:
        return f"{self._sheet.Name}!{self._local}" if self._sheet else self._local

    @name.setter
    def name(self, value: str) -> None:
        self._holder.getByName(self._local).Name = value
        self._local = value

    @property
    def refers_to(self) -> str:
        return "=" + to_excel(self._holder.getByName(self._local).Content)

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        self._holder.getByName(self._local).Content = to_office(value.removeprefix("="))

    @property
    def refers_to_range(self) -> Range:
        cells = self._holder.getByName(self._local).ReferredCells
        if cells is None:
            raise ExcelRefuses(f"{self._local} does not refer to cells")
        book = self._parent.book if hasattr(type(self._parent), "book") else self._parent
        return book._range(cells.RangeAddress)


@engine_part
class Tables(base_classes.Tables):
    """The tables of a sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    def __iter__(self) -> Iterator[Table]:
        place = self._sheet._component.RangeAddress.Sheet
        tables = self._sheet._document.component.DatabaseRanges
        return iter([Table(self._sheet, table.Name) for table in tables if table.DataArea.Sheet == place])

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __call__(self, key: int | str) -> Table:
        tables = list(self)
        if isinstance(key, int):
            return tables[key - 1]
        for table in tables:
            if str(table.name).casefold() == key.casefold():
                return table
        raise KeyError(key)

    def __contains__(self, key: str) -> bool:
        return any(str(table.name).casefold() == key.casefold() for table in self)

    def add(self, *, source: Any, name: str | None = None, has_headers: bool | None = None, **_: Any) -> Table:
        if not has_headers:
            raise NotImplementedError
        cells: Range = source.impl
        name = name or f"Table{len(self._sheet._document.component.DatabaseRanges.ElementNames) + 1}"
        tables = self._sheet._document.component.DatabaseRanges
        tables.addNewByName(name, cells._native.RangeAddress)
        tables.getByName(name).AutoFilter = True
        return Table(self._sheet, name)


@engine_part
class Table(base_classes.Table):
    """A table; in LibreOffice a database range. It does not grow when rows are written below it."""

    def __init__(self, sheet: Sheet, name: str) -> None:
        self._sheet, self._name = sheet, name

    @property
    def parent(self) -> Sheet:
        return self._sheet

    @property
    def name(self) -> str:
        return self._name

    @property
    def display_name(self) -> str:
        return self._name

    @property
    def range(self) -> Range:
        return self._sheet.book._range(self._table.DataArea)

    @property
    def header_row_range(self) -> Range | None:
        area = self.range._cells
        return self._sheet._cells_of(Area(area.top, area.left, area.top, area.right))

    @property
    def data_body_range(self) -> Range | None:
        area = self.range._cells
        return self._sheet._cells_of(Area(area.top + 1, area.left, area.bottom, area.right)) if area.rows > 1 else None

    @property
    def totals_row_range(self) -> None:
        return None

    @property
    def show_headers(self) -> bool:
        return bool(self._table.ContainsHeader)

    @property
    def show_autofilter(self) -> bool:
        return bool(self._table.AutoFilter)

    @show_autofilter.setter
    def show_autofilter(self, value: bool) -> None:
        self._table.AutoFilter = value

    def resize(self, range: Any) -> None:
        self._table.DataArea = range.impl._native.RangeAddress

    @property
    def _table(self) -> Any:
        return self._sheet._document.component.DatabaseRanges.getByName(self._name)


@engine_part
class Note(base_classes.Note):
    def __init__(self, sheet: Sheet, annotation: Any) -> None:
        self._sheet, self._annotation = sheet, annotation

    @property
    def text(self) -> str:
        return str(self._annotation.String)

    @text.setter
    def text(self, value: str) -> None:
        self._annotation.String = value

    @property
    def author(self) -> str:
        return str(self._annotation.Author)

    @property
    def location(self) -> Range:
        at = self._annotation.Position
        return self._sheet._cells_of(Area(at.Row, at.Column, at.Row, at.Column))

    def delete(self) -> None:
        notes = self._sheet._component.Annotations
        here = self._annotation.Position
        for n in range(notes.Count):
            at = notes.getByIndex(n).Position
            if (at.Row, at.Column) == (here.Row, here.Column):
                notes.removeByIndex(n)
                return


@engine_part
class DataValidation(base_classes.DataValidation):
    """The validation of a range. Formulas read as they stand in its first cell."""

    def __init__(self, cells: Range) -> None:
        self._cells = cells

    @property
    def type(self) -> str:
        kinds = {one.Validation.Type.value for one in self._samples()}
        return {office: name for name, office in _RULES.items()}[kinds.pop()] if len(kinds) == 1 else "inconsistent"

    @property
    def operator(self) -> str | None:
        if self.type in {"none", "list", "custom", "inconsistent"}:
            return None
        return {office: name for name, office in _OPERATORS.items()}[self._first.getOperator().value]

    @property
    def formula1(self) -> str | None:
        return None if self.type in {"none", "list", "custom", "inconsistent"} else "=" + to_excel(self._first.getFormula1())

    @property
    def formula2(self) -> str | None:
        return "=" + to_excel(self._first.getFormula2()) if self.operator in {"between", "not_between"} else None

    @property
    def formula(self) -> str | None:
        return "=" + to_excel(self._first.getFormula1()) if self.type == "custom" else None

    @property
    def source(self) -> str | None:
        if self.type != "list":
            return None
        text = to_excel(self._first.getFormula1())
        return text.replace('"', "") if text.startswith('"') else f"={text}"

    @property
    def in_cell_dropdown(self) -> bool | None:
        return bool(self._first.ShowList) if self.type == "list" else None

    @property
    def ignore_blank(self) -> bool | None:
        return None if self.type in {"none", "inconsistent"} else bool(self._first.IgnoreBlankCells)

    @property
    def input_title(self) -> str | None:
        return str(self._first.InputTitle)

    @property
    def input_message(self) -> str | None:
        return str(self._first.InputMessage)

    @property
    def show_input(self) -> bool | None:
        return bool(self._first.ShowInputMessage)

    @property
    def error_title(self) -> str | None:
        return str(self._first.ErrorTitle)

    @property
    def error_message(self) -> str | None:
        return str(self._first.ErrorMessage)

    @property
    def show_error(self) -> bool | None:
        return bool(self._first.ShowErrorMessage)

    @property
    def alert_style(self) -> str | None:
        return {office: name for name, office in _ALERTS.items()}.get(self._first.ErrorAlertStyle.value)

    def set_list(self, source: Any, in_cell_dropdown: bool) -> None:
        if isinstance(source, list):
            formula = ";".join('"' + str(entry).replace('"', '""') + '"' for entry in source)
        elif isinstance(source, Name):
            formula = str(source.name)
        else:
            formula = to_office(f"{source.sheet._quoted}!{source.address}")
        self._change("list", None, formula, None, ShowList=1 if in_cell_dropdown else 0)

    def set_rule(self, rule_type: str, operator: str | None, formula1: str, formula2: str | None) -> None:
        self._change(rule_type, operator, to_office(formula1.removeprefix("=")), to_office(formula2.removeprefix("=")) if formula2 else None)

    def delete(self) -> None:
        self._change("none", None, "", None)

    def _change(self, kind: str, operator: str | None, formula1: str, formula2: str | None, **more: Any) -> None:
        self._cells._may_write()
        enum = load_uno().Enum
        rule = self._first
        rule.Type = enum("com.sun.star.sheet.ValidationType", _RULES[kind])
        if operator:
            rule.setOperator(enum("com.sun.star.sheet.ConditionOperator", _OPERATORS[operator]))
        rule.setSourcePosition(self._cells._native.getCellByPosition(0, 0).CellAddress)
        rule.setFormula1(formula1)
        rule.setFormula2(formula2 or "")
        for name, value in more.items():
            setattr(rule, name, value)
        self._cells._native.Validation = rule

    @property
    def _first(self) -> Any:
        return self._cells._native.getCellByPosition(0, 0).Validation

    def _samples(self) -> Iterator[Any]:
        groups = self._cells._native.getUniqueCellFormatRanges()
        for n in range(groups.Count):
            yield groups.getByIndex(n).getByIndex(0).getCellByPosition(0, 0)


@engine_part
class ConditionalFormats(base_classes.ConditionalFormats):
    """The conditional formats that touch a range, in LibreOffice's order."""

    def __init__(self, cells: Range) -> None:
        self._cells = cells

    def __iter__(self) -> Iterator[ConditionalFormat]:
        own = self._cells._cells
        found = []
        conditionals = self._cells._sheet._component.ConditionalFormats
        for conditional in sorted(conditionals.getConditionalFormats(), key=lambda one: int(one.ID)):
            touches = any(
                at.StartRow <= own.bottom and own.top <= at.EndRow and at.StartColumn <= own.right and own.left <= at.EndColumn
                for at in conditional.Range.RangeAddresses
            )
            found += [ConditionalFormat(self._cells, conditional, n) for n in range(conditional.getCount() if touches else 0)]
        return iter(found)

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __call__(self, key: int) -> ConditionalFormat:
        return list(self)[key - 1]

    def add_custom(self, spec: dict[str, Any]) -> ConditionalFormat:
        self._cells._may_write()
        document = self._cells._sheet._document
        styles = document.component.StyleFamilies.getByName("CellStyles")
        name = f"ConditionalStyle_{len(styles.ElementNames) + 1}"
        styles.insertByName(name, document.component.createInstance("com.sun.star.style.CellStyle"))
        style = styles.getByName(name)
        with _all_unprotected(document.component):
            if "fill_color" in spec:
                style.CellBackColor = color_number(spec["fill_color"])
            if "font_color" in spec:
                style.CharColor = color_number(spec["font_color"])
            if "font_bold" in spec:
                style.CharWeight = 150.0 if spec["font_bold"] else 100.0
            if "font_italic" in spec:
                style.CharPosture = load_uno().Enum("com.sun.star.awt.FontSlant", "ITALIC" if spec["font_italic"] else "NONE")
        native = self._cells._native
        conditions = native.ConditionalFormat
        properties = {
            "Operator": load_uno().Enum("com.sun.star.sheet.ConditionOperator", "FORMULA"),
            "Formula1": to_office(spec["formula"].removeprefix("=")),
            "SourcePosition": native.getCellByPosition(0, 0).CellAddress,
            "StyleName": name,
        }
        conditions.addNew(document.office.properties(properties))
        native.ConditionalFormat = conditions
        return list(self)[-1]

    def clear(self) -> None:
        self._cells._may_write()
        native = self._cells._native
        conditions = native.ConditionalFormat
        conditions.clear()
        native.ConditionalFormat = conditions


@engine_part
class ConditionalFormat(base_classes.ConditionalFormat):
    def __init__(self, cells: Range, conditional: Any, position: int) -> None:
        self._cells, self._conditional, self._position = cells, conditional, position

    @property
    def type(self) -> str:
        entry = self._entry
        if entry.getType() != 0:
            return "unknown"
        return "custom" if entry.Operator == 24 else "cell_value"

    @property
    def formula(self) -> str | None:
        return "=" + to_excel(self._entry.Formula1) if self.type == "custom" else None

    @property
    def fill_color(self) -> tuple[int, int, int] | None:
        return color_tuple(self._style.CellBackColor)

    @property
    def font_color(self) -> tuple[int, int, int] | None:
        return color_tuple(self._style.CharColor)

    @property
    def font_bold(self) -> bool | None:
        return bool(self._style.CharWeight > 100)

    @property
    def font_italic(self) -> bool | None:
        return bool(self._style.CharPosture.value == "ITALIC")

    @property
    def stop_if_true(self) -> bool | None:
        return None

    def delete(self) -> None:
        self._cells._may_write()
        self._conditional.removeByIndex(self._position)

    @property
    def _entry(self) -> Any:
        return self._conditional.getByIndex(self._position)

    @property
    def _style(self) -> Any:
        return self._cells._sheet._document.component.StyleFamilies.getByName("CellStyles").getByName(self._entry.StyleName)


@contextlib.contextmanager
def _all_unprotected(document: Any) -> Iterator[None]:
    """LibreOffice changes no style while any sheet is protected."""
    locked = [sheet for sheet in document.Sheets if sheet.isProtected()]
    for sheet in locked:
        sheet.unprotect("")
    try:
        yield
    finally:
        for sheet in locked:
            sheet.protect("")

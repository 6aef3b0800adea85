"""The validation of a range of the engine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from tests.bench.excel.calls import engine_part
from tests.bench.excel.names import Name
from tests.bench.libreoffice import load_uno
from tests.bench.libreoffice.grammar import to_excel, to_office

if TYPE_CHECKING:
    from tests.bench.excel.ranges import Range

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
        return (
            None
            if self.type in {"none", "list", "custom", "inconsistent"}
            else "=" + to_excel(self._first.getFormula1())
        )

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
        self._change(
            rule_type,
            operator,
            to_office(formula1.removeprefix("=")),
            to_office(formula2.removeprefix("=")) if formula2 else None,
        )

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

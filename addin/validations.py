"""Puts the drop-downs and guards of the template back onto the cells of an open workbook.

xlwings sets rules, but neither alert styles nor the texts of prompts, so Excel itself is asked for those on Windows and
macOS.
"""

from __future__ import annotations

import sys
from typing import Any

import xlwings as xw
from openpyxl.worksheet.datavalidation import DataValidation

_TYPES = {
    "whole": "whole_number",
    "decimal": "decimal",
    "list": "list",
    "date": "date",
    "textLength": "text_length",
    "custom": "custom",
}
"""openpyxl's names of rules, and those of xlwings."""
_OPERATORS = {
    "between": "between",
    "greaterThan": "greater_than",
    "greaterThanOrEqual": "greater_than_or_equal",
    "lessThanOrEqual": "less_than_or_equal",
}
_XL_TYPES = {None: 0, "whole": 1, "decimal": 2, "list": 3, "date": 4, "textLength": 6, "custom": 7}  # XlDVType
_XL_OPERATORS = {
    None: 1,
    "between": 1,
    "greaterThan": 5,
    "greaterThanOrEqual": 7,
    "lessThanOrEqual": 8,
}  # XlFormatConditionOperator
_XL_ALERTS = {None: 1, "stop": 1, "warning": 2, "information": 3}  # XlDVAlertStyle
_SCRATCH = "pars_scratch"


def put(cells: xw.Range, rule: DataValidation, platform: str = sys.platform) -> None:
    """Replaces the validation of `cells` by `rule`, as `generator.template.validations` makes it."""
    {"win32": _on_windows, "darwin": _on_macos}.get(platform, _elsewhere)(cells, rule)


def _on_windows(cells: xw.Range, rule: DataValidation) -> None:
    native = cells.api.Validation
    native.Delete()
    formulas = {
        name: _in_users_language(cells, text)
        for name, text in (("Formula1", _formula(rule, rule.formula1)), ("Formula2", _formula(rule, rule.formula2)))
        if text is not None
    }
    native.Add(
        Type=_XL_TYPES[rule.type],
        AlertStyle=_XL_ALERTS[rule.errorStyle],
        Operator=_XL_OPERATORS[rule.operator],
        **formulas,
    )
    texts = {
        "InputTitle": rule.promptTitle,
        "InputMessage": rule.prompt,
        "ErrorTitle": rule.errorTitle,
        "ErrorMessage": rule.error,
    }
    for name, text in texts.items():
        setattr(native, name, text or "")
    native.IgnoreBlank = bool(rule.allow_blank)
    native.ShowInput = bool(rule.showInputMessage)
    native.ShowError = bool(rule.showErrorMessage)


def _in_users_language(cells: xw.Range, formula: str) -> str:
    """Excel reads the formula of a validation in the language and with the separators of its user; a passing name
    translates it."""
    if not formula.startswith("="):
        return formula
    name = cells.sheet.book.api.Names.Add(Name=_SCRATCH, RefersTo=formula, Visible=False)
    try:
        return str(name.RefersToLocal)
    finally:
        name.Delete()


def _on_macos(cells: xw.Range, rule: DataValidation) -> None:
    _elsewhere(cells, rule)
    native = cells.api.validation
    texts = {
        "input_title": rule.promptTitle,
        "input_message": rule.prompt,
        "error_title": rule.errorTitle,
        "error_message": rule.error,
    }
    settings: dict[str, Any] = {name: text or "" for name, text in texts.items()}
    settings |= {"ignore_blank": bool(rule.allow_blank), "show_input": bool(rule.showInputMessage)}
    # AppleScript cannot make an alert a mere warning; without one, a value that Excel would only ask about is let in,
    # as it should be.
    settings["show_error"] = bool(rule.showErrorMessage) and rule.errorStyle == "stop"
    if rule.type is not None:
        for name, value in settings.items():
            getattr(native, name).set(value)


def _elsewhere(cells: xw.Range, rule: DataValidation) -> None:
    """Through xlwings alone: the rule without texts."""
    validation = cells.data_validation
    validation.delete()
    if rule.type is not None:
        operator = _OPERATORS[rule.operator] if rule.operator else None
        validation.impl.set_rule(
            _TYPES[rule.type], operator, _formula(rule, rule.formula1), _formula(rule, rule.formula2)
        )


def _formula(rule: DataValidation, text: str | None) -> str | None:
    """With an equals sign; whole numbers need none."""
    if text is None:
        return None
    return f"={text}" if rule.type in {"list", "custom"} else str(text)

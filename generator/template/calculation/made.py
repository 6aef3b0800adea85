"""The values of a workbook that has just been made."""

from __future__ import annotations

import datetime as dt
from typing import Any

from openpyxl.utils.datetime import to_excel
from openpyxl.utils.escape import unescape
from openpyxl.workbook import Workbook
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from generator.template.calculation.calculation import Calculation
from generator.workbook.cells import CellError


def calculated(workbook: Workbook, day: dt.date | None) -> Calculation:
    """The formulas of a workbook, worked out.

    Args:
        workbook: one that `generator.template.build` made.
        day: see `Calculation`.
    """
    names = {name: defined.attr_text or "" for name, defined in workbook.defined_names.items()}
    calculation = Calculation(names, day)
    for sheet in workbook.worksheets:
        _add(calculation, sheet)
    return calculation


def _add(calculation: Calculation, sheet: Worksheet) -> None:
    shared: dict[tuple[int, int], list[int]] = {}
    texts: dict[int, str] = {}
    for (row, number), cell in sheet._cells.items():  # only cells that there are, unlike its public ways
        value = cell.value
        if value is None:
            continue
        if isinstance(value, ArrayFormula):
            shared.setdefault((number, value.si), []).append(row)  # type: ignore[attr-defined]  # ours are shared
            if value.text:
                texts[value.si] = value.text  # type: ignore[attr-defined]
        elif cell.data_type == "f":
            calculation.put(sheet.title, number, [row], str(value))
        else:
            calculation.column(sheet.title, number).put(row, _plain(value, cell.data_type))
    for (number, formula), rows in shared.items():
        calculation.put(sheet.title, number, rows, texts[formula])


def _plain(value: Any, kind: str) -> Any:
    if kind == "e":
        return CellError(value)
    if isinstance(value, str):
        return unescape(value) if "_x" in value else value
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return float(value)
    return float(to_excel(value))  # type: ignore[no-untyped-call]  # openpyxl's own has no types

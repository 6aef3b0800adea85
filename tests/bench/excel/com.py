"""What COM hands to xlwings for a cell, and what xlwings makes of it on Windows (_xlwindows.py of xlwings 0.37.8)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from generator.workbook.cells import CellError

ERROR_NUMBERS = {
    "#NULL!": -2146826288,
    "#DIV/0!": -2146826281,
    "#VALUE!": -2146826273,
    "#REF!": -2146826265,
    "#NAME?": -2146826259,
    "#NUM!": -2146826252,
    "#N/A": -2146826246,
    "#GETTING_DATA": -2146826245,
    "#SPILL!": -2146826243,
    "#CONNECT!": -2146826242,
    "#BLOCKED!": -2146826241,
    "#UNKNOWN!": -2146826240,
    "#FIELD!": -2146826239,
    "#CALC!": -2146826238,
}
"""Errors as COM gives them: xlErrNull 2000 and so on up to xlErrCalc 2050 (Excel's type library), and -2146828288 more.

xlwings has names for the first seven.
"""
_NAMED = {ERROR_NUMBERS[name]: name for name in list(ERROR_NUMBERS)[:7]}
_PLACES = Decimal("0.0001")


def as_com(cell: Any) -> Any:
    """A value of a cell as COM gives it: an error as a number."""
    return ERROR_NUMBERS[cell.text] if isinstance(cell, CellError) else cell


def money(cell: Any) -> Any:
    """A number of a cell with a currency format as COM gives it: four places at most."""
    return Decimal(cell).quantize(_PLACES) if type(cell) is float else cell


def cleaned(value: Any, datetime_builder: Any, empty_as: Any, number_builder: Any, err_to_str: bool) -> Any:
    """As `_clean_value_data_element`."""
    if value in ("", None):
        return empty_as
    if isinstance(value, dt.datetime) and datetime_builder is not dt.datetime:
        parts = ("year", "month", "day", "hour", "minute", "second", "microsecond")
        return datetime_builder(**{part: getattr(value, part) for part in parts}, tzinfo=None)
    if number_builder is not None and isinstance(value, float):
        return number_builder(value)
    if isinstance(value, int) and value in _NAMED:
        return _NAMED[value] if err_to_str else None
    return value

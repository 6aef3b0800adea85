"""What an English Excel makes of what is typed into a cell."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from generator.workbook.cells import CellError
from tests.bench.excel.calls import ExcelRefuses

_ERRORS = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"}
_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)?(\.\d*)?(E[+-]?\d+)?", re.ASCII | re.IGNORECASE)
_DATES = (
    re.compile(r"(?P<m>\d{1,2})[/-](?P<d>\d{1,2})[/-](?P<y>\d{4})", re.ASCII),
    re.compile(r"(?P<y>\d{4})[/-](?P<m>\d{1,2})[/-](?P<d>\d{1,2})", re.ASCII),
)


def typed_in(text: str) -> str | float | bool | dt.date | CellError:
    """What an English Excel makes of a text that is put into a cell of no particular format."""
    bare = text.strip()
    if text.startswith("'"):
        return text[1:]
    if bare.upper() in {"TRUE", "FALSE"}:
        return bare.upper() == "TRUE"
    if bare.upper() in _ERRORS:
        return CellError(bare.upper())
    number = bare.removesuffix("%")
    if any(c.isdigit() for c in number) and _NUMBER.fullmatch(number):
        return float(number.replace(",", "")) / (100 if bare.endswith("%") else 1)
    return _date_in(bare) or text


def _date_in(text: str) -> dt.date | None:
    match = next(filter(None, (pattern.fullmatch(text) for pattern in _DATES)), None)
    try:
        return dt.date(int(match["y"]), int(match["m"]), int(match["d"])) if match else None
    except ValueError:
        return None


def as_typed(cell: Any) -> str:
    """A value as it must be typed so that LibreOffice keeps it as it is."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return f"'{cell}" if cell[:1] in "'=+-@" or not isinstance(typed_in(cell), str) or cell[:1].isdigit() else cell
    return repr(float(cell))


_LONGEST_IN_BLOCK, _LONGEST_LITERAL, _LONGEST_CELL = 8_203, 255, 32_767
"""Characters: of a text that is put in together with others, as people have found out; of a text within a formula and
of a cell, as Excel's specifications say."""


def refuse_long(rows: Sequence[Sequence[Any]]) -> None:
    """Raises ExcelRefuses for a block with a text that Excel does not take."""
    block = len(rows) * len(rows[0]) > 1
    for cell in (cell for row in rows for cell in row if isinstance(cell, str)):
        if len(cell) > (_LONGEST_IN_BLOCK if block else _LONGEST_CELL):
            raise ExcelRefuses(f"a text of {len(cell)} characters is too long")
        if cell.startswith("=") and any(len(text) > _LONGEST_LITERAL for text in re.findall(r'"((?:[^"]|"")*)"', cell)):
            raise ExcelRefuses("a text within a formula is too long")

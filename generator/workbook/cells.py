"""The normal forms of a cell: as text, number and date. Rules, live formulas and the upload file all read these.

A cell as read is None, str, float, bool, `datetime.date`, `CellError` or `Uncalculated`. The contract, the same in Excel:
- text: an error is the empty text, a no-break space is a space, runs of spaces are one, none at the ends;
- number: a real number, or a text of plain digits with at most one decimal point; TRUE and FALSE are no numbers;
- date: a serial day number since 1899-12-30, the time of day cut off; a text only as YYYY-MM-DD (and, read here only,
  the forms of `read_date` that leave one reading);
- blank and given are both false for an error.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from generator.catalog import tidy

Texts = npt.NDArray[np.object_]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

EPOCH = dt.date(1899, 12, 30)
LAST_DAY = 2958466
"""The first serial number after the year 9999."""
NAN = float("nan")
_PLAIN_NUMBER = re.compile(r"\d{1,15}(\.\d{1,15})?", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", re.ASCII)
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4})", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3,9})\.?,?[ -](\d{4})", re.ASCII)
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")  # fmt: skip


@dataclass(frozen=True, slots=True)
class CellError:
    """An Excel error value, as in `CellError("#N/A")`."""

    text: str


@dataclass(frozen=True, slots=True)
class Uncalculated:
    """A formula that no program has calculated yet."""


Cell = None | str | float | bool | dt.date | CellError | Uncalculated


def serial(day: dt.date) -> int:
    """Excel's number of that day."""
    return (dt.date(day.year, day.month, day.day) - EPOCH).days


def day_of(number: float) -> dt.date | None:
    """The day of a serial number; None outside the years 1900 to 9999."""
    return EPOCH + dt.timedelta(days=int(number)) if 1 <= number < LAST_DAY else None


def number_text(number: float) -> str:
    """A number as Excel joins it to a text: 15 digits, no trailing zeros."""
    return str(int(number)) if number == int(number) and abs(number) < 1e15 else f"{number:.15g}".upper()


def text_of(cell: Cell) -> str:
    """The cell as text; the empty text for a blank or an error."""
    if isinstance(cell, str):
        return tidy(cell)
    if cell is None or isinstance(cell, (CellError, Uncalculated)):
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, dt.date):
        return str(serial(cell))
    return number_text(cell)


def number_of(cell: Cell) -> float:
    """The cell as number; NaN when it is none."""
    if isinstance(cell, bool):
        return NAN
    if isinstance(cell, (int, float)):
        return float(cell)
    if isinstance(cell, str):
        text = tidy(cell)
        return float(text) if _PLAIN_NUMBER.fullmatch(text) else NAN
    return float(serial(cell)) if isinstance(cell, dt.date) else NAN


def date_of(cell: Cell) -> float:
    """The cell as serial day number; NaN when it is no date."""
    if isinstance(cell, bool):
        return NAN
    if isinstance(cell, dt.date):
        return float(serial(cell))
    if isinstance(cell, (int, float)):
        return float(np.floor(cell))
    if isinstance(cell, str):
        day = read_date(tidy(cell))
        return float(serial(day)) if day else NAN
    return NAN


def read_date(text: str) -> dt.date | None:
    """The day that `text` means, when only one reading is possible; else None.

    Read are 2026-03-10, March 10, 2026, 10 Mar 2026, 10-Mar-2026, and figures with slashes or dots
    where only one of the two can be the month (3/31/2026), or both are the same.
    """
    if match := _ISO.fullmatch(text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _SLASHED.fullmatch(text):
        first, second, year = int(match[1]), int(match[2]), int(match[3])
        readings = {_day(year, first, second), _day(year, second, first)} - {None}
        return readings.pop() if len(readings) == 1 else None
    if match := _MONTH_FIRST.fullmatch(text):
        return _day(int(match[3]), _month(match[1]), int(match[2]))
    if match := _DAY_FIRST.fullmatch(text):
        return _day(int(match[3]), _month(match[2]), int(match[1]))
    return None


def is_iso_date(text: str) -> bool:
    return _ISO.fullmatch(text) is not None


def _month(name: str) -> int:
    found = [n for n, month in enumerate(_MONTHS, 1) if month.startswith(name.lower()) or (n == 9 and name.lower() == "sept")]
    return found[0] if len(found) == 1 else 0


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day) if year >= 1900 else None
    except ValueError:
        return None


def texts(cells: Iterable[Cell], count: int) -> Texts:
    return np.fromiter((text_of(c) for c in cells), dtype=object, count=count)


def numbers(cells: Iterable[Cell], count: int) -> Floats:
    return np.fromiter((number_of(c) for c in cells), dtype=np.float64, count=count)


def dates(cells: Iterable[Cell], count: int) -> Floats:
    return np.fromiter((date_of(c) for c in cells), dtype=np.float64, count=count)

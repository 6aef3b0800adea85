"""The normal forms of a cell: as text, number and date. Rules, live formulas and the upload file all read these.

A cell as read is None, str, float, bool, `datetime.date`, `CellError` or `Uncalculated`. The contract, the same in
Excel:
- text: an error is the empty text; invisible characters, spaces of every kind and runs of them as `tidy` says; a long
  text keeps its line breaks; a day where text belongs is written YYYY-MM-DD;
- number: a real number, or a text of plain digits with at most one decimal point; TRUE and FALSE are no numbers;
- date: a serial day number since 1899-12-30 up to the year 9999, the time of day cut off; a text as `read_date` says;
- blank and given are both false for an error.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from generator.catalog import tidy
from generator.failure import Failure

Texts = npt.NDArray[np.object_]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

EPOCH = dt.date(1899, 12, 30)
LAST_DAY = 2958466
"""The first serial number after the year 9999."""
NAN = float("nan")
LARGE = 1e12
"""From here on a number is a multiple of nothing: divided, it may overflow or lose its last places."""
_PLAIN_NUMBER = re.compile(r"\d{1,15}(\.\d{1,15})?", re.ASCII)
_TIME = re.compile(r"[ T]\d{1,2}:.*", re.ASCII | re.IGNORECASE)
_EIGHT_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_DATE_SIGNS = str.maketrans("-/.,", "    ")
_FIGURE = re.compile(r"\d{1,2}", re.ASCII)
_YEAR = re.compile(r"\d{4}|\d{2}", re.ASCII)
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
LONGEST_TEXT = 32_767
"""Characters that a cell of Excel holds."""
_BY_NUMBER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
"""What XML cannot carry, and what would be read as such: Excel writes these by their numbers."""
_LONGEST_SIGN = len("_x0000_")
TURN_OF_CENTURY = 30
"""Years of two digits from here on are of the 20th century, as Excel reads them."""


@dataclass(frozen=True, slots=True)
class CellError:
    """An Excel error value, as in `CellError("#N/A")`."""

    text: str


@dataclass(frozen=True, slots=True)
class Uncalculated:
    """A formula that no program has calculated yet."""


def in_file(text: str) -> str:
    """A text as it stands in the file of a workbook."""
    return _BY_NUMBER.sub(lambda sign: f"_x{ord(sign[0]):04X}_", text)


def as_xml(text: str) -> str:
    """A text as it stands between tags; a carriage return by its number, which a parser leaves as it is."""
    return html.escape(text, quote=False).replace("\r", "&#13;")


def is_too_long(text: str) -> bool:
    """Whether a text, as it stands in the file, is longer than a cell holds."""
    return len(text) * _LONGEST_SIGN > LONGEST_TEXT and len(in_file(text)) > LONGEST_TEXT


def refuse_too_long(text: str, where: str = "a cell of Excel") -> None:
    """Raises Failure when a text is longer than a cell holds; `where` says which cell, if that is known."""
    if is_too_long(text):
        raise Failure(
            f"A text of {len(in_file(text)):,} characters does not fit into {where} ({LONGEST_TEXT:,} at "
            f"most): shorten the one that begins {text[:40]!r}."
        )


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


def text_of(cell: Cell, *, breaks: bool = False) -> str:
    """The cell as text; the empty text for a blank or an error.

    Args:
        breaks: keep tabs and line breaks, as in a long text.
    """
    if isinstance(cell, str):
        return tidy(cell, breaks=breaks)
    if cell is None or isinstance(cell, (CellError, Uncalculated)):
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, dt.date):
        return f"{cell:%Y-%m-%d}"
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


def odd_number(cell: Cell) -> bool:
    """Whether the cell is a number that is not whole or has more than twelve digits."""
    if isinstance(cell, bool) or not isinstance(cell, (int, float)):
        return False
    return not (abs(cell) < LARGE and cell == round(cell))


def date_of(cell: Cell, *, day_first: bool) -> float:
    """The cell as serial day number; NaN when it is no date.

    Args:
        day_first: how a date typed as text is read, see `read_date`.
    """
    if isinstance(cell, bool):
        return NAN
    if isinstance(cell, dt.date):
        return float(serial(cell))
    if isinstance(cell, (int, float)):
        return float(np.floor(cell)) if 1 <= cell < LAST_DAY else NAN
    if isinstance(cell, str):
        day = read_date(tidy(cell), day_first=day_first)
        return float(serial(day)) if day else NAN
    return NAN


def read_date(text: str, *, day_first: bool) -> dt.date | None:  # noqa: PLR0911  # one line per form
    """The day that a tidied text means, or None. `generator.template.formulas.days` says the same in Excel.

    A time at the end is cut off; blanks and - / . , part the figures. The year comes first with four digits, otherwise
    last with four or two. A month may be a name of three letters or more. Of two figures before the year, either may be
    the month: as `day_first` says, or the other way round where only that is a day - but not a figure above 12
    before a year of two digits, which could be the year itself.

    Args:
        text: as in 2026-03-15, 3/15/2026 9:00 AM, 15-Mar-26, March 15, 2026 or 20260315.
        day_first: 4/5/2026 is the fourth of May.
    """
    text = tidy(_TIME.sub("", text, count=1).translate(_DATE_SIGNS))
    if match := _EIGHT_DIGITS.fullmatch(text):
        return _day(*match.groups())
    parts = text.split(" ")
    if len(parts) != 3:
        return None
    first, second, third = parts
    if len(first) == 4 and first.isdigit():
        return _day(first, second, third)
    if month := _month(first):
        return _day(third, month, second)
    if month := _month(second):
        return _day(third, month, first)
    if day_first:
        return _day(third, second, first) or _day(third, first, second)
    day = _day(third, first, second)
    return _day(third, second, first) if day is None and len(third) == 4 else day


def _month(name: str) -> str:
    numbers = [n for n, month in enumerate(MONTHS, 1) if len(name) >= 3 and month.startswith(name.lower())]
    return str(numbers[0]) if numbers else ""


def _day(year: str, month: str, day: str) -> dt.date | None:
    if not (_YEAR.fullmatch(year) and _FIGURE.fullmatch(month) and _FIGURE.fullmatch(day)):
        return None
    number = int(year)
    if len(year) == 2:
        number += 2000 if number < TURN_OF_CENTURY else 1900
    try:
        return dt.date(number, int(month), int(day)) if number >= 1900 else None
    except ValueError:
        return None

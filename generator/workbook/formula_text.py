"""When two formulas say the same, although two programs spelled them differently."""

from __future__ import annotations

import re
from functools import lru_cache

_TEXTS = re.compile(r'("(?:[^"]|"")*")')
_QUOTED_SHEET = re.compile(r"'([A-Z_]\w*)'!")
_ONE_CELL = re.compile(r"(?<![\w.$])(\$?[A-Z]{1,3}\$?\d{1,7}):\1(?![\w.])")
_TRUTH = re.compile(r"(?<![\w.])(TRUE|FALSE)(?:\(\))?(?![\w.(])")
_NUMBER = re.compile(r"(?<![\w.$])(?:\d+\.?\d*|\.\d+)(?:E[+-]?\d+)?(?![\w.(!])")


@lru_cache(maxsize=4096)
def canonical(formula: str) -> str:
    """A form in which formulas of the same meaning are equal.

    Set aside are what Excel, LibreOffice and openpyxl change on saving: the equals sign, blanks and upper and lower
    case outside of texts, the prefix of newer functions, quotes around plain sheet names, A1:A1 for the cell A1, TRUE()
    or 1 for TRUE, the spelling of numbers.
    """
    pieces = _TEXTS.split(formula.strip().removeprefix("="))
    return "".join(piece if n % 2 else _plain(piece) for n, piece in enumerate(pieces))


def _plain(piece: str) -> str:
    # A no-break space is no blank here: outside of texts it would be an error, not spelling.
    text = re.sub(r"[ \t\r\n]+", "", piece).upper().replace("_XLFN.", "").replace("_XLWS.", "")
    text = _ONE_CELL.sub(r"\1", _QUOTED_SHEET.sub(r"\1!", text))
    text = _TRUTH.sub(lambda match: "1" if match[1] == "TRUE" else "0", text)
    return _NUMBER.sub(lambda match: f"{float(match[0]):.15g}", text)

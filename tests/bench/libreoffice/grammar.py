"""Excel's way of writing a formula, turned into the one that LibreOffice's interface takes, and back.

LibreOffice wants `=IF($Lists.A2=1;{1;2|3;4};"x,y")` for Excel's `=IF(Lists!A2=1,{1,2;3,4},"x,y")`.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_TEXT = r'"(?:[^"]|"")*"'
_QUOTED = r"'(?:[^']|'')*'"
_SHEET = rf"(?:{_QUOTED}|[^\W\d][\w.]*)"
_EXCEL = re.compile(rf"(?P<text>{_TEXT})|(?P<sheet>{_SHEET})!|(?P<quoted>{_QUOTED})|(?P<mark>[,;{{}}])")
_REFERENCE = r"(?=\$?[A-Z]{1,3}(?:\$?\d|:)|\$?\d+:)"
_OFFICE = re.compile(
    rf"(?P<text>{_TEXT})|\$?(?P<sheet>{_QUOTED}|(?<![\w.])[^\W\d]\w*)\.{_REFERENCE}|(?P<quoted>{_QUOTED})|(?P<mark>[;|{{}}])"
)


def to_office(formula: str) -> str:
    """Excel's formula in LibreOffice's grammar. With or without the leading `=`."""
    return _translate(_EXCEL, formula, lambda sheet: f"${sheet}.", {",": ";"}, {",": ";", ";": "|"})


def to_excel(formula: str) -> str:
    """A formula of LibreOffice in Excel's grammar. With or without the leading `=`."""
    return _translate(_OFFICE, formula, lambda sheet: f"{sheet}!", {";": ","}, {";": ",", "|": ";"})


def _translate(
    pattern: re.Pattern[str],
    formula: str,
    sheet: Callable[[str], str],
    outside: dict[str, str],
    in_array: dict[str, str],
) -> str:
    depth = 0

    def change(match: re.Match[str]) -> str:
        nonlocal depth
        if match["sheet"]:
            return sheet(match["sheet"])
        mark = match["mark"]
        if not mark:
            return match[0]
        depth += {"{": 1, "}": -1}.get(mark, 0)
        return (in_array if depth else outside).get(mark, mark)

    return pattern.sub(change, formula)

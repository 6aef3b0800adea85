"""Which cells show a number as a day or a time: those whose number format says so."""

from __future__ import annotations

import re

from lxml import etree

_BUILT_IN = frozenset(map(str, (*range(14, 23), *range(27, 37), 45, 47, *range(50, 59))))
"""The numbers of formats that no file spells out, those of East Asia included; 46 shows a duration (ECMA-376 Part 1,
18.8.30)."""
_LONGEST_CODE = 255
"""Characters of a number format that Excel takes."""
_ELAPSED = re.compile(r"\[(?:hh?|mm?|ss?)\]", re.IGNORECASE)
_NO_PART_OF_A_DAY = re.compile(r'"[^"]*"|\[[^\]]*\]|[\\_*].')
"""Quoted texts, colors, conditions and languages, and signs that stand for themselves, for a gap or to fill."""


def date_styles(styles: etree._Element) -> frozenset[int]:
    """The cell formats of a workbook that show days or times, by their numbers; those of durations do not.

    Args:
        styles: the part with the formats.
    """
    codes = {
        entry.get("numFmtId", ""): entry.get("formatCode", "") for entry in styles.iterfind("{*}numFmts/{*}numFmt")
    }
    formats = [xf.get("numFmtId", "0") for xf in styles.iterfind("{*}cellXfs/{*}xf")]
    return frozenset(
        style
        for style, number in enumerate(formats)
        if (shows_date(codes[number]) if number in codes else number in _BUILT_IN)
    )


def shows_date(code: str) -> bool:
    """Whether a number format shows a day or a time; only what it says of positive numbers counts."""
    of_positive = code[:_LONGEST_CODE].split(";", maxsplit=1)[0]
    return not _ELAPSED.search(of_positive) and bool(re.search("[dmyhs]", _NO_PART_OF_A_DAY.sub("", of_positive), re.I))

"""What a workbook says of itself: its sheets, defined names, dates, stamp."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lxml import etree

from generator.catalog import fold
from generator.workbook.letters import number_of
from generator.workbook.own_sheets import PREFIX
from generator.workbook.package import Package

_AREA = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")


@dataclass(frozen=True, slots=True)
class NamedColumn:
    """A defined name for cells of one column: sheet title, column (counted from 1), last row."""

    sheet: str
    column: int
    last_row: int

    def on(self, title: str) -> bool:
        """Whether the cells are on the sheet with that title, upper and lower case and spaces aside."""
        return fold(self.sheet) == fold(title)


FindName = Callable[[str], NamedColumn | None]
"""Looks up a defined name, in lower case, that stands for a column; None when there is none."""


@dataclass(frozen=True)
class Book:
    """The main part of a workbook.

    Attributes:
        sheets: title to the name of its part; worksheets only.
        names: defined names, in lower case, that stand for cells of one column.
        counts_from_1904: dates are counted from 1904, as older Excel for Mac did.
        styles, strings: names of these parts, or None.
        properties: the custom document properties that begin with pars_, without that.
    """

    sheets: Mapping[str, str]
    names: Mapping[str, NamedColumn]
    counts_from_1904: bool
    styles: str | None
    strings: str | None
    properties: Mapping[str, str]

    def part_of(self, title: str) -> str | None:
        """The part of the sheet with that title, upper and lower case and spaces aside."""
        return next((part for sheet, part in self.sheets.items() if fold(sheet) == fold(title)), None)


def open_book(package: Package) -> Book:
    """Raises Failure when the package holds no workbook or a damaged one."""
    main = package.main
    root = package.tree(main)
    related = package.related(main)
    sheets: dict[str, str] = {}
    for sheet in root.iterfind("{*}sheets/{*}sheet"):
        link = next(
            (
                value
                for name, value in sheet.attrib.items()
                if etree.QName(name).localname == "id" and etree.QName(name).namespace
            ),
            "",
        )
        kind, part = related.get(str(link), ("", ""))
        if kind == "worksheet" and package.has(part):
            sheets[sheet.get("name", "")] = part
    if len(set(sheets.values())) < len(sheets):
        raise package.damaged(main)  # two sheets in one part would be read twice
    about = root.find("{*}workbookPr")
    return Book(
        sheets=sheets,
        names=_names(root),
        counts_from_1904=about is not None and about.get("date1904") in {"1", "true"},
        styles=package.first(main, "styles"),
        strings=package.first(main, "sharedStrings"),
        properties=_properties(package),
    )


def _names(root: etree._Element) -> dict[str, NamedColumn]:
    names: dict[str, NamedColumn] = {}
    for entry in root.iterfind("{*}definedNames/{*}definedName"):
        area = _AREA.fullmatch((entry.text or "").strip())
        # A name of a single sheet is what Excel makes when somebody copies a sheet.
        if area is None or entry.get("localSheetId") is not None or (area[5] or area[3]) != area[3]:
            continue
        title = area[1].replace("''", "'") if area[1] else area[2]
        names[entry.get("name", "").lower()] = NamedColumn(title, number_of(area[3]), int(area[6] or area[4]))
    return names


def _properties(package: Package) -> dict[str, str]:
    part = package.first("", "custom-properties")
    if part is None:
        return {}
    entries = (
        (entry.get("name", ""), "".join(map(str, entry.itertext())).strip())
        for entry in package.tree(part).iterfind("{*}property")
    )
    return {name.removeprefix(PREFIX): value for name, value in entries if name.startswith(PREFIX)}

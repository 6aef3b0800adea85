"""The drop-downs of a sheet that is not ours: which columns have one, and where its values stand."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from generator.workbook.area import LAST_COLUMN, LAST_ROW, Area, area_of
from generator.workbook.book import Book
from generator.workbook.letters import number_of
from generator.workbook.package import Package

_ADDRESS = r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?"
_PLACE = re.compile(rf"(?:(?:'((?:[^']|'')+)'|([^'!]+))!)?{_ADDRESS}", re.IGNORECASE)
_MOST_COLUMNS = 2_000
"""Columns of one drop-down that are looked at: a template has fewer."""


@dataclass(frozen=True, slots=True)
class DropDown:
    """A drop-down.

    Attributes:
        columns: numbers of the columns that have it.
        sheet: the tab with its values; "" where they stand in the drop-down itself.
        area: where they stand there.
        texts: the values that stand in the drop-down itself.
    """

    columns: tuple[int, ...]
    sheet: str = ""
    area: Area | None = None
    texts: tuple[str, ...] = ()


def drop_downs(package: Package, book: Book, title: str) -> list[DropDown]:
    """The drop-downs of a sheet that name their values by a place, a defined name or one by one; what works them out
    by a formula is left out.

    Raises:
        Failure: the sheet is damaged.
    """
    names = {
        entry.get("name", "").lower(): (entry.text or "").strip()
        for entry in package.tree(package.main).iterfind("{*}definedNames/{*}definedName")
    }
    found = []
    for columns, formula in _of(package.tree(book.sheets[title])):
        if formula.startswith('"') and formula.endswith('"'):
            texts = next(csv.reader([formula[1:-1].replace('""', '"')], skipinitialspace=True), [])
            found.append(DropDown(columns, texts=tuple(filter(None, map(str.strip, texts)))))
        elif place := _PLACE.fullmatch(names.get(formula.lower(), formula)):
            sheet = (place[1] or "").replace("''", "'") or place[2] or title
            area = _area(*place.groups()[2:])
            tab = next((name for name in book.sheets if name.lower() == sheet.lower()), None)
            if tab and area:
                found.append(DropDown(columns, tab, area))
    return found


def _of(root: etree._Element) -> Iterator[tuple[tuple[int, ...], str]]:
    """Columns and formula of each list validation, those of Excel's extension for other sheets too."""
    for validation in root.iterfind(".//{*}dataValidation"):
        if validation.get("type") != "list":
            continue
        said = validation.find("{*}formula1")
        formula = "" if said is None else "".join(map(str, said.itertext())).strip()
        where = validation.get("sqref") or validation.findtext("{*}sqref") or ""
        columns: set[int] = set()
        for address in where.split():
            try:
                area = area_of(address)
            except ValueError:
                continue
            columns |= set(range(area.left, min(area.right, area.left + _MOST_COLUMNS) + 1))
        if formula and columns:
            yield tuple(sorted(columns)), formula.removeprefix("=")


def _area(left: str, top: str, right: str | None, bottom: str | None) -> Area | None:
    first, last = number_of(left.upper()), number_of((right or left).upper())
    if not (1 <= int(top) <= LAST_ROW and last <= LAST_COLUMN):
        return None
    return Area(min(first, last), int(top), max(first, last), min(int(bottom or top), LAST_ROW))

"""What watches over the cells of a sheet in a closed workbook: validations, conditional formats, formulas, each by its
meaning."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from generator.workbook.area import Area, area_in_file
from generator.workbook.formula_text import canonical
from generator.workbook.letters import number_of
from generator.workbook.package import MOST_TAGS_OF_A_SHEET, Package
from generator.workbook.scan import sheet_of

_SHARED = re.compile(rb"""\bsi\s*=\s*["'](\d+)["']""")
_WITH_OPERATOR = {"whole", "decimal", "date", "time", "textLength"}


@dataclass(frozen=True, slots=True)
class Guard:
    """What a data validation lets in; its prompts and texts are set aside.

    Attributes:
        kind: list, custom, date, whole, textLength and so on; "none" lets everything in.
        style: stop, warning or information; "" shows nothing.
        formulas: in the form of `canonical`.
    """

    kind: str
    operator: str
    style: str
    blank: bool
    arrow: bool
    formulas: tuple[str, ...]


@dataclass(frozen=True)
class Watch:
    """What watches over a sheet: areas with the guard of each validation, and with the formula of each conditional
    format by formula."""

    validations: Sequence[tuple[Sequence[Area], Guard]]
    formats: Sequence[tuple[Sequence[Area], str]]

    def guards(self, column: int) -> list[tuple[int, int, Guard]]:
        """First row, last row and guard of the validations of a column."""
        return [
            (a.top, a.bottom, guard) for areas, guard in self.validations for a in areas if a.left <= column <= a.right
        ]

    def marks(self, column: int) -> list[tuple[int, int, str]]:
        """First row, last row and formula of the conditional formats of a column."""
        return [
            (a.top, a.bottom, formula) for areas, formula in self.formats for a in areas if a.left <= column <= a.right
        ]


@dataclass(frozen=True)
class Formulas:
    """The formulas of a sheet: column number to formula, in the form of `canonical`, to the rows that have it."""

    of_column: Mapping[int, Mapping[str, Sequence[int]]] = field(repr=False)

    def rows(self, column: int, formula: str) -> set[int]:
        """The rows of a column that have this formula."""
        return set(self.of_column.get(column, {}).get(formula, ()))

    def any_rows(self, column: int) -> set[int]:
        """The rows of a column that have a formula."""
        return {row for rows in self.of_column.get(column, {}).values() for row in rows}

    def lacking(self, column: int, rows: Iterable[int], formula: str | None) -> list[int]:
        """Those of `rows` whose cell in a column has not this formula, or for None no formula at all."""
        right = self.any_rows(column) if formula is None else self.rows(column, canonical(formula))
        return [row for row in rows if row not in right]

    @property
    def last_row(self) -> int:
        return max((max(rows) for column in self.of_column.values() for rows in column.values()), default=0)


def watch(package: Package, part: str) -> Watch:
    """Reads the validations and conditional formats of a sheet, those of the extension for newer Excel too."""
    root = without_rows(package, part)
    validations = [(areas_of(element), guard_of(element)) for element in root.iter("{*}dataValidation")]
    formats = [
        (areas_of(group), canonical(formula))
        for group in root.iter("{*}conditionalFormatting")
        for rule in group.iterfind("{*}cfRule")
        if rule.get("type") == "expression" and (formula := formula_of(rule)) is not None
    ]
    return Watch(validations, formats)


def without_rows(package: Package, part: str) -> etree._Element:
    """A sheet part without its rows, which are nearly all of it, but for one that no usual program wrote.

    Raises:
        Malformed: the part is no sheet that a spreadsheet program wrote.
        Failure: it is damaged.
    """
    frame = sheet_of(package, part).frame
    return package.tree(part, MOST_TAGS_OF_A_SHEET) if frame is None else frame


def formulas(package: Package, part: str) -> Formulas:
    """Reads the formulas of a sheet. Formulas here read their row through names, so a shared one says the same in every
    cell."""
    # Grouped before anything is looked at closely: a column of a thousand rows is one or two groups.
    groups: dict[tuple[str, str, str], list[int]] = {}
    shared: dict[str, str] = {}
    for (letters, number, text), rows in _formula_cells(package, part).items():
        if text and number:
            shared[number] = text
        groups.setdefault((letters, number, text), []).extend(rows)
    rows_of: dict[int, dict[str, list[int]]] = {}
    for (letters, number, text), rows in groups.items():
        formula = canonical(text or shared.get(number, ""))
        rows_of.setdefault(number_of(letters), {}).setdefault(formula, []).extend(rows)
    return Formulas(rows_of)


def _formula_cells(package: Package, part: str) -> dict[tuple[str, str, str], list[int]]:
    """Column letters, number of a shared formula and the formula where it is written out, to the rows of such cells."""
    xml = sheet_of(package, part)
    rows_of: dict[tuple[str, str, str], list[int]] = {}
    if xml.plain:
        raw: dict[tuple[bytes, bytes, bytes], list[bytes]] = {}
        for letters, row, attributes, text in xml.formulas():
            raw.setdefault((letters, attributes, text), []).append(row)
        for (letters, attributes, text), rows in raw.items():
            number = _SHARED.search(attributes)
            key = (letters.decode(), number[1].decode() if number else "", html.unescape(text.decode()))
            rows_of.setdefault(key, []).extend(map(int, rows))
        return rows_of
    for element in package.tree(part, MOST_TAGS_OF_A_SHEET).iter("{*}c"):
        formula = element.find("{*}f")
        place = re.fullmatch(r"([A-Z]{1,3})(\d+)", element.get("r", ""))
        if formula is not None and place:
            rows_of.setdefault((place[1], formula.get("si", ""), formula.text or ""), []).append(int(place[2]))
    return rows_of


def areas_of(element: etree._Element) -> list[Area]:
    """The cells of a validation or conditional format; the extension keeps them in a child. What is no address counts
    for nothing, as in Excel, which takes such a one out."""
    text = element.get("sqref") or element.findtext("{*}sqref") or ""
    return [area for piece in text.split() if (area := area_in_file(piece))]


def formula_of(rule: etree._Element) -> str | None:
    """The formula of a conditional format."""
    return next((str(f.text) for f in rule if etree.QName(f).localname in {"formula", "f"} and f.text), None)


def guard_of(element: etree._Element) -> Guard:
    """What a validation element means, its defaults filled in."""
    kind = element.get("type", "none")
    operator = element.get("operator", "between") if kind in _WITH_OPERATOR else ""
    texts = [
        "".join(map(str, f.itertext())) if (f := element.find(f"{{*}}formula{n}")) is not None else "" for n in (1, 2)
    ]
    used = 0 if kind == "none" else 2 if operator in {"between", "notBetween"} else 1
    return Guard(
        kind=kind,
        operator=operator,
        style=element.get("errorStyle", "stop") if kind != "none" and _is(element, "showErrorMessage") else "",
        blank=kind == "none" or _is(element, "allowBlank"),
        arrow=kind != "list" or not _is(element, "showDropDown"),
        formulas=tuple(canonical(text) for text in texts[:used]),
    )


def _is(element: etree._Element, attribute: str) -> bool:
    return element.get(attribute, "0") in {"1", "true"}


def gaps(covered: Sequence[tuple[int, int]], first: int, last: int) -> list[tuple[int, int]]:
    """The rows from `first` to `last` that none of the stretches covers."""
    stretches: list[tuple[int, int]] = []
    row = first
    for top, bottom in sorted(covered):
        if top > last:
            break
        if top > row:
            stretches.append((row, top - 1))
        row = max(row, bottom + 1)
    if row <= last:
        stretches.append((row, last))
    return stretches

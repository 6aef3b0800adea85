"""What Excel refuses or repairs in a workbook file although its XML is valid: limits and ties that no schema says.

From ECMA-376, Part 1, from Microsoft's "Excel specifications and limits" and from what Excel's own dialogs take.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from lxml import etree
from openpyxl.utils import column_index_from_string

from generator.workbook.area import LAST_COLUMN, LAST_ROW, Area, area_of
from tests.bench.excel_formulas import is_reference, measures, of_many_cells
from tests.upkeep.closed import parts

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_NAME = re.compile(r"[A-Za-z_\\][A-Za-z0-9_.\\?]{0,254}")
_CELL = re.compile(r"([A-Za-z]{1,3})([1-9]\d{0,6})")
_ROW_AND_COLUMN = re.compile(r"[Rr]\d*(?:[Cc]\d*)?|[Cc]\d*")
_FIRST_OWN_FORMAT = 164
"""Number formats below are Excel's own (18.8.30)."""
_LONGEST_CELL = 32_767
_MOST_LINKS = 65_530
_SECTION = re.compile(r'(?:"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|[^"\\;\[\]])*')


@dataclass(frozen=True)
class Formula:
    """A formula of the file: where it stands, and what it is: cell, name, validation, format or column."""

    where: str
    kind: str
    text: str


@dataclass(frozen=True)
class Book:
    """The parts of a workbook file, as far as the limits ask for them."""

    content: Mapping[str, bytes]

    def tree(self, part: str) -> etree._Element:
        return etree.fromstring(self.content[part])

    @cached_property
    def sheets(self) -> dict[str, etree._Element]:
        """Part to tree."""
        return {name: self.tree(name) for name in sorted(self.content) if re.match(r"xl/worksheets/[^/]+\.xml", name)}

    @cached_property
    def book(self) -> etree._Element:
        return self.tree("xl/workbook.xml")

    @cached_property
    def styles(self) -> etree._Element:
        return self.tree("xl/styles.xml")

    @cached_property
    def names(self) -> dict[str, str]:
        """The defined names of the whole workbook and what they stand for, without those of Excel's own."""
        return {
            entry.get("name", ""): entry.text or ""
            for entry in self.book.iter(f"{MAIN}definedName")
            if not entry.get("name", "").startswith("_xlnm.")
        }

    @cached_property
    def of_many_cells(self) -> set[str]:
        return {name.lower() for name, text in self.names.items() if of_many_cells(text)}

    @cached_property
    def formulas(self) -> list[Formula]:
        """All formulas, each text of a sheet once."""
        found = [Formula(name, "name", text) for name, text in self.names.items()]
        kinds = {"f": "cell", "formula": "format", "formula1": "validation", "formula2": "validation"}
        for part, root in self.sheets.items():
            for tag, kind in kinds.items():
                texts = {element.text: None for element in root.iter(MAIN + tag) if element.text}
                found += [Formula(part, kind, text) for text in texts]
        for part in self.content:
            if part.startswith("xl/tables/"):
                columns = self.tree(part).iter(f"{MAIN}calculatedColumnFormula")
                found += [Formula(part, "column", column.text) for column in columns if column.text]
        return found

    def table_of(self, sheet: str) -> Iterator[etree._Element]:
        """The tables of a sheet part."""
        links = re.sub(r"([^/]+)$", r"_rels/\1.rels", sheet)
        for link in self.tree(links) if links in self.content else ():
            if link.get("Type", "").endswith("/table"):
                yield self.tree(re.sub(r"^(?:/xl|\.\.)/", "xl/", link.get("Target", "")))


def faults(path: Path) -> list[str]:
    """What Excel would refuse, repair or read otherwise, in words."""
    book = Book(parts(path))
    return [f"{part}: {said}" for check in CHECKS for part, said in check(book)]


Faults = Iterator[tuple[str, str]]


def _tables(book: Book) -> Faults:
    names = Counter(name.lower() for name in book.names)
    for part, root in book.sheets.items():
        for table in book.table_of(part):
            area = area_of(table.get("ref", ""))
            # an attribute holds a line break by its number (ST_Xstring, ECMA-376 Part 1, 22.9.2.19)
            columns = [
                re.sub("_x000a_", "\n", column.get("name", ""), flags=re.IGNORECASE)
                for column in table.iter(f"{MAIN}tableColumn")
            ]
            headers = {
                area_of(cell.get("r", "")).left: "".join(map(str, cell.itertext()))
                for cell in root.iterfind(f"{MAIN}sheetData/{MAIN}row[@r='{area.top}']/{MAIN}c")
                if cell.get("t") in {"inlineStr", "str"}
            }
            if len(columns) != area.right - area.left + 1:
                yield part, f"the table has {len(columns)} columns in {area.address}"
            for number, name in enumerate(columns, area.left):
                if headers.get(number) != name:
                    yield part, f"the header {headers.get(number)!r} is not the table's column {name!r}"
            for name, count in Counter(name.lower() for name in columns).items():
                if count > 1:
                    yield part, f"{count} columns of the table are headed {name!r}"
            names[table.get("displayName", "").lower()] += 1
    for name, count in names.items():
        if count > 1:
            yield "xl/workbook.xml", f"{count} names and tables are called {name}"


def _names(book: Book) -> Faults:
    for name, text in book.names.items():
        cell = _CELL.fullmatch(name)
        like_a_cell = cell and column_index_from_string(cell[1]) <= LAST_COLUMN and int(cell[2]) <= LAST_ROW
        if not _NAME.fullmatch(name) or like_a_cell or _ROW_AND_COLUMN.fullmatch(name):
            yield name, "is no legal name"
        if "#REF!" in text:
            yield name, "has lost its cells"
        # A cell in the same row is written from A1, so anything relative stands in row 1, whatever cell asks for it.
        reference = text.rpartition("!")[2]
        for column, row in re.findall(r"(\$?)[A-Z]{1,3}(\$?\d+)", reference) if is_reference(text) else ():
            if not column or not (row.startswith("$") or row == "1"):
                yield name, f"stands for {text}, which is not written from A1"


def _formulas(book: Book) -> Faults:
    known = {name.lower() for name in book.names} | {"true", "false"}
    for formula in book.formulas:
        size = measures(formula.text)
        for said in size.beyond():
            yield formula.where, f"{formula.kind} {formula.text[:40]}…: {said}"
        for name in size.names():
            if name.lower() not in known:
                yield formula.where, f"{formula.kind} {formula.text[:40]}… asks for {name}, which there is not"
        if formula.kind in {"format", "validation"} and size.arrays:
            yield formula.where, f"{formula.kind} {formula.text[:40]}… holds an array"
        offered = formula.kind == "validation" and formula.text.lower() in book.of_many_cells
        if not offered and not (formula.kind == "name" and formula.text in book.names):
            for operand in size.intersected(book.of_many_cells) if not _is_area(formula) else ():
                yield formula.where, f"{formula.kind} {formula.text[:40]}… takes one cell of {operand}"


def _is_area(formula: Formula) -> bool:
    """Whether a name stands for cells, and for nothing else."""
    return formula.kind == "name" and of_many_cells(formula.text)


_DIALOG = {"promptTitle": 32, "prompt": 255, "errorTitle": 32, "error": 225}
"""Characters that Excel's dialog for validations takes."""


def _validations(book: Book) -> Faults:
    for part, root in book.sheets.items():
        seen: list[Area] = []
        for validation in root.iter(f"{MAIN}dataValidation"):
            for name, most in _DIALOG.items():
                if len(said := validation.get(name, "")) > most:
                    yield part, f"{name} has {len(said)} characters, Excel takes {most}"
            for formula in validation:
                if len(formula.text or "") > 255:
                    yield part, f"the formula of a validation has {len(formula.text or '')} characters, Excel takes 255"
            areas = [area_of(cells) for cells in validation.get("sqref", "").split()]
            if any(area.meets(other) for area in areas for other in seen):
                yield part, f"two validations watch over {validation.get('sqref')}"
            seen += areas
        for box in root.iter(f"{MAIN}dataValidations"):
            if int(box.get("count", len(box))) != len(box):
                yield part, f"{len(box)} validations are counted as {box.get('count')}"


def _looks(book: Book) -> Faults:
    where = "xl/styles.xml"

    def numbered(path: str) -> list[tuple[str, str]]:
        found = book.styles.iterfind("/".join(MAIN + step for step in path.split("/")))
        return [(entry.get("numFmtId", ""), entry.get("formatCode", "")) for entry in found]

    of_cells, of_marks = numbered("numFmts/numFmt"), numbered("dxfs/dxf/numFmt")
    codes: dict[str, set[str]] = {}
    for number, code in (*of_cells, *of_marks):
        codes.setdefault(number, set()).add(code)
        if not number.isdecimal() or int(number) < _FIRST_OWN_FORMAT:
            yield where, f"the number format {code} has the number {number}"
        for said in number_format_faults(code):
            yield where, f"the number format {code} {said}"
    for number, different in codes.items():
        if len(different) > 1:
            yield where, f"the number {number} stands for {len(different)} number formats"
    count = {name: len(book.styles.findall(f"{MAIN}{name}/*")) for name in ("fonts", "fills", "borders", "dxfs")}
    formats = book.styles.findall(f"{MAIN}cellXfs/{MAIN}xf")
    for xf in formats:
        for box, attribute in (("fonts", "fontId"), ("fills", "fillId"), ("borders", "borderId")):
            if int(xf.get(attribute, "0")) >= count[box]:
                yield where, f"a cell's format asks for {attribute} {xf.get(attribute)} of {count[box]}"
        number = xf.get("numFmtId", "0")
        if int(number) >= _FIRST_OWN_FORMAT and number not in dict(of_cells):
            yield where, f"a cell's format asks for the number format {number}, which there is not"
    for part, root in book.sheets.items():
        yield from _beyond(part, root, "cfRule", "dxfId", count["dxfs"])
        for tag, attribute in (("c", "s"), ("row", "s"), ("col", "style")):
            yield from _beyond(part, root, tag, attribute, len(formats))


def _beyond(part: str, root: etree._Element, tag: str, attribute: str, count: int) -> Faults:
    for number in sorted({int(element.get(attribute, "0")) for element in root.iter(MAIN + tag)}):
        if number >= count:
            yield part, f"{tag} asks for {attribute} {number} of {count}"


def number_format_faults(code: str) -> Iterator[str]:
    """What is wrong with a number format (18.8.31): up to four sections, texts with both of their quotation marks, and
    the sign for text in the last section only."""
    sections: list[str] = []
    rest = code
    while True:
        section = _SECTION.match(rest)
        assert section is not None
        sections.append(section[0])
        rest = rest[section.end() :]
        if not rest.startswith(";"):
            break
        rest = rest[1:]
    if rest:
        yield f"breaks off at {rest}"
    if len(sections) > 4:
        yield f"has {len(sections)} sections, Excel takes 4"
    bare = [re.sub(r'"[^"]*"|\\.|_.|\*.', "", section) for section in sections]
    if any("@" in section for section in bare[:-1]):
        yield "has text in another section than the last"
    if any("@" in section and re.search(r"[0#?ymdhs]", section) for section in bare):
        yield "has text and number in one section"


def _rows(book: Book) -> Faults:
    for part, root in book.sheets.items():
        rows = [int(row.get("r", "0")) for row in root.iter(f"{MAIN}row")]
        if rows != sorted(set(rows)) or (rows and rows[-1] > LAST_ROW):
            yield part, "its rows are not in order"
        for row in root.iter(f"{MAIN}row"):
            places = [area_of(cell.get("r", "")) for cell in row]
            columns = [place.left for place in places]
            if columns != sorted(set(columns)) or {place.top for place in places} - {int(row.get("r", "0"))}:
                yield part, f"the cells of row {row.get('r')} are not in order"
        for text in root.iter(f"{MAIN}t"):
            if len(text.text or "") > _LONGEST_CELL:
                yield part, f"a text has {len(text.text or '')} characters, Excel takes {_LONGEST_CELL}"
        links = sum(1 for _ in root.iter(f"{MAIN}hyperlink"))
        if links > _MOST_LINKS:
            yield part, f"{links} links, Excel takes {_MOST_LINKS}"
        yield from _shared(part, root)


def _shared(part: str, root: etree._Element) -> Faults:
    """One cell of a shared formula holds it, and says in which cells it is."""
    reach: dict[str, Area] = {}
    for cell in root.iter(f"{MAIN}c"):
        formula = cell.find(f"{MAIN}f")
        if formula is None or formula.get("t") != "shared":
            continue
        number = formula.get("si", "")
        if formula.text:
            if number in reach:
                yield part, f"the shared formula {number} is written twice"
            reach[number] = area_of(formula.get("ref", ""))
        if number not in reach or not reach[number].meets(area_of(cell.get("r", ""))):
            yield part, f"{cell.get('r')} is outside of the shared formula {number}"


def _titles(book: Book) -> Faults:
    titles = [sheet.get("name", "") for sheet in book.book.iter(f"{MAIN}sheet")]
    for title in titles:
        if (
            not 1 <= len(title) <= 31
            or re.search(r"[\[\]:*?/\\]", title)
            or title.startswith("'")
            or title.endswith("'")
        ):
            yield "xl/workbook.xml", f"{title!r} is no title of a sheet"
    yield from (("xl/workbook.xml", f"two sheets are called {title}") for title in _twice(map(str.lower, titles)))


def _twice(texts: Iterable[str]) -> list[str]:
    return [text for text, count in Counter(texts).items() if count > 1]


CHECKS = (_tables, _names, _formulas, _validations, _looks, _rows, _titles)

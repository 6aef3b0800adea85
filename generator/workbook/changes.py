"""A changed copy of a closed workbook: only the parts that must change are written anew, every other part stays byte
for byte."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from lxml import etree

from generator.failure import Failure
from generator.workbook.area import area_in_file
from generator.workbook.book import Book, open_book
from generator.workbook.cells import in_file, refuse_too_long
from generator.workbook.letters import letters_of
from generator.workbook.package import MOST_TAGS_OF_A_SHEET, ZIP_DATE, Package
from generator.workbook.scan import Malformed

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_WORKSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_ORDER = {
    "workbook": (
        "fileVersion fileSharing workbookPr workbookProtection bookViews sheets functionGroups externalReferences "
        "definedNames calcPr oleSize customWorkbookViews pivotCaches smartTagPr smartTagTypes webPublishing "
        "fileRecoveryPr webPublishObjects extLst"
    ),
    "worksheet": (
        "sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection protectedRanges "
        "scenarios autoFilter sortState dataConsolidate customSheetViews mergeCells phoneticPr "
        "conditionalFormatting dataValidations hyperlinks printOptions pageMargins pageSetup headerFooter "
        "rowBreaks colBreaks customProperties cellWatches ignoredErrors smartTags drawing legacyDrawing "
        "legacyDrawingHF picture oleObjects controls webPublishItems tableParts extLst"
    ),
    "styleSheet": "numFmts fonts fills borders cellStyleXfs cellXfs cellStyles dxfs tableStyles colors extLst",
}
"""The order that Excel wants the children of a part's root in."""


class Changes:
    """The changes to one workbook, kept until `data` is asked for."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.book: Book = open_book(package)
        self._trees: dict[str, etree._Element] = {}
        self._looked: dict[str, etree._Element] = {}
        self._sheets: dict[str, Rows] = {}
        self._new: dict[str, str] = {}
        self._at_last: dict[str, Callable[[bytes], bytes]] = {}

    def at_last(self, part: str, change: Callable[[bytes], bytes]) -> None:
        """Changes the bytes of a part, after all that is done to its tree."""
        self._at_last[part.lower()] = change

    def tree(self, part: str) -> etree._Element:
        """A part to be changed: whatever is done to the tree is written."""
        if part not in self._trees:
            self._trees[part] = self._parsed(part)
        return self._trees[part]

    def seen(self, part: str) -> etree._Element:
        """A part as it stands now, to look at only."""
        if part in self._trees:
            return self._trees[part]
        if part not in self._looked:
            self._looked[part] = self._parsed(part)
        return self._looked[part]

    def _parsed(self, part: str) -> etree._Element:
        is_sheet = part in self.book.sheets.values()
        return self.package.tree(part, MOST_TAGS_OF_A_SHEET) if is_sheet else self.package.tree(part)

    def part_of(self, title: str) -> str | None:
        """The part of a sheet, also of one that was added."""
        return self._new.get(title) or self.book.part_of(title)

    def rows(self, part: str) -> Rows:
        """The rows of a sheet part to be changed."""
        if part not in self._sheets:
            self._sheets[part] = Rows(self.tree(part))
        return self._sheets[part]

    def add_sheet(self, title: str, *, hidden: bool = False) -> str:
        """Adds an empty sheet after all others, very hidden and protected if wanted, and gives the name of its part."""
        main = self.package.main
        folder = posixpath.dirname(main)
        part = posixpath.join(folder, "worksheets", f"pars_{title.lower()}.xml")
        protected = '<sheetProtection sheet="1" objects="1" scenarios="1"/>' if hidden else ""
        self._trees[part] = etree.fromstring(f'<worksheet xmlns="{MAIN}"><sheetData/>{protected}</worksheet>')
        self._new[title] = part
        types = self.tree("[Content_Types].xml")
        etree.SubElement(types, f"{{{_TYPES}}}Override", PartName=f"/{part}", ContentType=_WORKSHEET)
        relations = self.tree(posixpath.join(folder, "_rels", f"{posixpath.basename(main)}.rels"))
        ids = {r.get("Id") for r in relations}
        link = next(name for n in range(1, len(ids) + 2) if (name := f"pars{n}") not in ids)
        etree.SubElement(
            relations,
            f"{{{_PACKAGE}}}Relationship",
            Id=link,
            Type=f"{_OFFICE}/worksheet",
            Target=f"worksheets/{posixpath.basename(part)}",
        )
        sheets = child(self.tree(main), "sheets")
        number = max((int(s.get("sheetId", "0")) for s in sheets), default=0) + 1
        sheet = etree.SubElement(sheets, f"{{{namespace(sheets)}}}sheet", name=title, sheetId=str(number))
        if hidden:
            sheet.set("state", "veryHidden")
        sheet.set(f"{{{_OFFICE}}}id", link)
        return part

    def name(self, name: str, text: str) -> None:
        """Sets a defined name of the workbook."""
        names = child_or_new(self.tree(self.package.main), "definedNames")
        entries = [
            n
            for n in names
            if isinstance(n.tag, str) and n.get("name", "").lower() == name.lower() and n.get("localSheetId") is None
        ]
        entry = entries[0] if entries else etree.SubElement(names, f"{{{namespace(names)}}}definedName", name=name)
        entry.text = text

    def calculate_on_load(self) -> None:
        """Has every formula calculated when the workbook is opened."""
        child_or_new(self.tree(self.package.main), "calcPr").set("fullCalcOnLoad", "1")

    def data(self) -> bytes:
        """The bytes of the changed workbook. Raises Failure when a part that stays is damaged."""
        target = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(self.package.data)) as old,
            zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
        ):
            parts = {name.lower(): _bytes(tree) for name, tree in self._trees.items()}
            for entry in old.infolist():
                name = entry.filename.replace("\\", "/").lstrip("/").lower()
                data = parts.pop(name) if name in parts else self.package.read(name)
                same = zipfile.ZipInfo(entry.filename, entry.date_time)
                same.compress_type = entry.compress_type
                same.external_attr, same.create_system = entry.external_attr, entry.create_system
                new.writestr(same, self._at_last[name](data) if name in self._at_last else data)
            for name in self._new.values():
                new.writestr(zipfile.ZipInfo(name, ZIP_DATE), parts.pop(name.lower()), zipfile.ZIP_DEFLATED)
            assert not parts, list(parts)
        return target.getvalue()


def refuse_itself(original: Path, target: Path) -> None:
    """Raises Failure when a copy would take the place of its original, or has another ending."""
    if target.exists() and target.samefile(original):
        raise Failure(
            f"{target} is the workbook itself, which is never changed; give the copy another name, as in "
            f"{original.stem}-copy{original.suffix}."
        )
    if target.suffix.lower() != original.suffix.lower():
        raise Failure(
            f"The copy is of the same kind as {original.name}; give it a name that ends in {original.suffix}."
        )


class Rows:
    """The rows and cells of a sheet's tree; cells are found or made where they belong, and keep their format."""

    def __init__(self, root: etree._Element) -> None:
        self._ns = namespace(root)
        self.data = child_or_new(root, "sheetData")
        self._rows: dict[int, etree._Element] = {}
        self._cells: dict[int, dict[int, etree._Element]] = {}
        self._shared: int | None = None
        number = 0
        for row in self.data.iterfind("{*}row"):
            number = int(row.get("r", number + 1))
            self._rows[number] = row
        self._last = max(self._rows, default=0)

    @property
    def numbers(self) -> list[int]:
        """The rows that the sheet has."""
        return list(self._rows)

    def columns(self, row: int) -> list[int]:
        """The columns of the cells that a row of the sheet has."""
        return list(self._of(row))

    def find(self, row: int, column: int) -> etree._Element | None:
        """The cell, when the sheet has it."""
        return self._of(row).get(column) if row in self._rows else None

    def clear(self, row: int, column: int) -> None:
        """Empties a cell; its format stays."""
        cell = self.find(row, column)
        if cell is not None:
            self._empty(cell)

    def put_text(self, row: int, column: int, text: str, style: str | None = None) -> etree._Element:
        """Writes a text into a cell, which needs no table of texts then.

        Raises:
            Failure: it is longer than a cell holds.
        """
        refuse_too_long(text, f"cell {letters_of(column)}{row}")
        cell = self._cell(row, column)
        self._empty(cell)
        cell.set("t", "inlineStr")
        if style is not None:
            cell.set("s", style)
        inline = etree.SubElement(etree.SubElement(cell, f"{{{self._ns}}}is"), f"{{{self._ns}}}t")
        inline.text = in_file(text)
        inline.set(_SPACE, "preserve")
        return cell

    def put_number(self, row: int, column: int, number: float) -> None:
        cell = self._cell(row, column)
        self._empty(cell)
        etree.SubElement(cell, f"{{{self._ns}}}v").text = f"{number:.15g}"

    def put_formula(self, row: int, column: int, text: str) -> None:
        """Writes a formula, without its equals sign, to be calculated when the workbook is opened."""
        cell = self._cell(row, column)
        self._empty(cell)
        etree.SubElement(cell, f"{{{self._ns}}}f").text = text

    def put_formulas(self, rows: range, column: int, text: str, style: str | None = None) -> None:
        """Writes a formula that reads its row through names into a column: once, and the other cells refer to it.

        Args:
            style: of cells that there were not.
        """
        number = self._next_shared()
        for row in rows:
            filled = self.find(row, column) is not None
            cell = self._cell(row, column)
            self._empty(cell)
            if style is not None and not filled:
                cell.set("s", style)
            formula = etree.SubElement(cell, f"{{{self._ns}}}f", t="shared", si=str(number))
            if row == rows.start:
                letter = letters_of(column)
                formula.set("ref", f"{letter}{rows.start}:{letter}{rows.stop - 1}")
                formula.text = text

    def _next_shared(self) -> int:
        """The number of a shared formula that the sheet has not."""
        if self._shared is None:
            numbers = (formula.get("si", "") for formula in self.data.iterfind("{*}row/{*}c/{*}f"))
            self._shared = max((int(number) for number in numbers if number.isdecimal()), default=-1)
        self._shared += 1
        return self._shared

    def keep_to(self, last: int) -> None:
        """Takes out all rows below `last`."""
        for number in [n for n in self._rows if n > last]:
            self.data.remove(self._rows.pop(number))
            self._cells.pop(number, None)
        self._last = max(self._rows, default=0)

    @staticmethod
    def _empty(cell: etree._Element) -> None:
        for inside in list(cell):
            cell.remove(inside)
        for attribute in {"t", "cm", "vm"} & {str(name) for name in cell.attrib}:
            del cell.attrib[attribute]

    def _cell(self, row: int, column: int) -> etree._Element:
        cells = self._of(row)
        if column not in cells:
            cell = etree.Element(f"{{{self._ns}}}c", r=f"{letters_of(column)}{row}")
            before = max((c for c in cells if c < column), default=None)
            if before is None:
                self._rows[row].insert(0, cell)
            else:
                cells[before].addnext(cell)
            cells[column] = cell
        return cells[column]

    def _of(self, row: int) -> dict[int, etree._Element]:
        if row not in self._rows:
            self._rows[row] = self._new_row(row)
        if row not in self._cells:
            column = 0
            cells: dict[int, etree._Element] = {}
            for cell in self._rows[row].iterfind("{*}c"):
                place = area_in_file(cell.get("r"))
                column = place.left if place else column + 1
                if cell.get("r") and (place is None or place.top != row):
                    raise Malformed(f"row {row}")
                cells[column] = cell
            self._cells[row] = cells
        return self._cells[row]

    def _new_row(self, number: int) -> etree._Element:
        row = etree.Element(f"{{{self._ns}}}row", r=str(number))
        if number > self._last:
            self.data.append(row)
            self._last = number
        else:
            after = min(n for n in self._rows if n > number)
            self._rows[after].addprevious(row)
        return row


def namespace(element: etree._Element) -> str:
    return etree.QName(element).namespace or MAIN


def child(element: etree._Element, name: str) -> etree._Element:
    """The child with that name. Raises Malformed when there is none."""
    inner = element.find(f"{{*}}{name}")
    if inner is None:
        raise Malformed(f"no {name}")
    return inner


def insert(root: etree._Element, element: etree._Element) -> None:
    """Puts a new child of a part's root where Excel wants it, behind others of its name."""
    order = _ORDER[etree.QName(root).localname].split()
    before = set(order[: order.index(etree.QName(element).localname) + 1])
    earlier = [e for e in root if isinstance(e.tag, str) and etree.QName(e).localname in before]
    if earlier:
        earlier[-1].addnext(element)
    else:
        root.insert(0, element)


def child_or_new(root: etree._Element, name: str) -> etree._Element:
    """The child of a part's root with that name, which is made when there is none."""
    inner = root.find(f"{{*}}{name}")
    if inner is None:
        inner = etree.Element(f"{{{namespace(root)}}}{name}")
        insert(root, inner)
    return inner


def named_texts(root: etree._Element) -> Mapping[str, str]:
    """The defined names of the whole workbook, in lower case, with what they stand for."""
    return {
        n.get("name", "").lower(): (n.text or "").strip()
        for n in root.iterfind("{*}definedNames/{*}definedName")
        if n.get("localSheetId") is None
    }  # fmt: skip


def _bytes(tree: etree._Element) -> bytes:
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)

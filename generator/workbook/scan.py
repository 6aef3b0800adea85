"""The XML of a sheet: its extent, where its rows are, their cells, formulas and merged cells.

Sheets of a million cells are searched as bytes. That needs the plain form in which Excel, LibreOffice and openpyxl
write: `<row r="2">` with `<c r="B2" t="s">` in it, no namespace prefix, no comments. Another form is first rewritten
into it, by the grammar of XML. No pattern looks at a byte more than a few times, whatever stands there: each part of
one ends at the next `<` at the latest.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from generator.workbook.area import LAST_ROW, Area, area_in_file, area_of
from generator.workbook.cells import as_xml
from generator.workbook.letters import letters_of, number_of
from generator.workbook.package import Package, parser

_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"([^<>]*+)>'
    rb"(?:(?<=/>)|(?:(<f)[^<>]*+>(?:(?<=/>)|[^<]*+</f>))?+"
    rb"(?:(<v)[^<>]*+>(?:(?<=/>)|([^<]*+)</v>)|<is><t[^<>]*+>(?:(?<=/>)|([^<]*+)</t>)</is>)?+</c>)"
)
"""Letters, row, further attributes, whether there are a formula and a value, the value, and a text that stands here."""
_SOME_FORMULA = re.compile(rb"<f[ />]")
_FORMULA = re.compile(rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"[^<>]*+><f([^<>]*+)>(?:(?<=/>)|([^<]*+)</f>)')
"""Letters, row, attributes of the formula, the formula."""
_ROW = re.compile(rb'<row r="([1-9][0-9]{0,6})"')
_BLANK_ROW = re.compile(
    rb'<row r="[1-9][0-9]{0,6}"[^<>]*+>(?:(?<=/>)|(?:%s)*+</row>)\s*+' % re.sub(rb"\((?!\?)", b"(?:", _CELL.pattern)
)
"""A row with nothing but cells as `_CELL` finds them."""
_ATTRIBUTES = re.compile(rb'(?: [A-Za-z][A-Za-z0-9:]*+="[^"&<>]*+")*+ ?/?')
"""Attributes of a cell in the plain form; another form of them would be read as none."""
_ODD_ROW = re.compile(rb'<row(?! r="[1-9][0-9]{0,6}")')
_ODD_CELL = re.compile(rb'<c(?=[\s/>])(?! r="[A-Z]{1,3}[1-9])')
_ODD_SIGNS = tuple(
    (sign, re.compile(text))
    for sign, text in ((b"!", rb"!--|!\[CDATA\["), (b"?", rb"\?>"), (b":", rb":(?:row|c)[\s/>]"))
)
"""What the plain form has not, each behind a sign of it, since a single sign is found fastest. A text that happens to
hold one only takes the longer way."""
_WORD = re.compile("[A-Za-z0-9]*")
_TEXT_TYPES = {"s", "str", "inlineStr"}
_MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,3}[1-9][0-9]{0,6}:[A-Z]{1,3}[1-9][0-9]{0,6})"')
_KEPT = "sheet "
_PARENTS = frozenset({"sheetData", "mergeCells", "sst"})
"""What holds rows, merged cells and shared texts."""
_LARGEST_FRAME = 32 * 1024**2
"""Bytes of a sheet beside its rows, and of a single row in another form: both become trees of twenty times the size."""
_MOST_TAGS = 1_000_000
"""Tags of a sheet beside its rows."""
_CHUNK = 256 * 1024

CellXml = tuple[bytes, bytes, bytes, bytes, bytes, bytes, bytes]
"""A cell as `_CELL` finds it."""
FormulaXml = tuple[bytes, bytes, bytes, bytes]
"""The formula of a cell as `_FORMULA` finds it."""


class Malformed(Exception):
    """A sheet that no spreadsheet program writes like this; it says where, if that is known."""

    def on(self, title: str) -> Malformed:
        """The same, with the sheet that it is on."""
        return Malformed(f"sheet {title}, {self}" if str(self) else f"sheet {title}")


@dataclass(frozen=True)
class SheetXml:
    """A sheet's rows as XML in the plain form.

    Attributes:
        rows: row number to where its XML begins and ends; ascending, only rows that the file has.
        merges: all merged cells.
        frame: the sheet without its rows; None where the file has not the plain form.
    """

    rows: Mapping[int, tuple[int, int]]
    merges: tuple[Area, ...]
    frame: etree._Element | None = field(repr=False)
    _xml: bytes = field(repr=False)
    _file: bytes = field(repr=False)
    _usual: set[bytes] = field(default_factory=set, repr=False, compare=False)

    @property
    def plain(self) -> bool:
        """Whether the file has the plain form itself."""
        return self.frame is not None

    @property
    def bare(self) -> bool:
        """Whether the file lacks the element that every program puts around rows, be there any or not."""
        return not self.rows and b"sheetData" not in self._file

    def filled(self, columns: Collection[int]) -> list[int]:
        """The rows that hold something in one of `columns`, if only an empty text or a formula; a format alone is
        nothing."""
        if not columns:
            return []
        find = _content(_any_of(columns)).search
        filled = []
        for number, (start, end) in self.rows.items():
            if find(self._xml, start, end):
                filled.append(number)
            elif not _BLANK_ROW.fullmatch(self._xml, start, end):
                # What is in the row may be hidden by what this does not know.
                if not self.plain:
                    raise Malformed(f"row {number}")
                return self._rewritten.filled(columns)
        return filled

    def cells(self, rows: Iterable[int], beyond: int = 0, besides: Collection[int] = ()) -> Iterator[tuple[int, int]]:
        """Row and column of what stands in `rows` right of the column `beyond`, but in none of the columns
        `besides`."""
        find = _content(_right_of(beyond)).finditer
        for number in rows:
            start, end = self.rows[number]
            for cell in find(self._xml, start, end):
                column = number_of(cell[1].decode())
                if column not in besides:
                    yield number, column

    def reaches(self, beyond: int) -> bool:
        """Whether the sheet has any cell right of the column `beyond`."""
        return re.search(rb'<c r="%s[1-9]' % _right_of(beyond), self._xml) is not None

    def cells_of(self, rows: Iterable[int], width: int) -> Iterator[tuple[int, Sequence[CellXml]]]:
        """The cells of `rows` up to the column `width`, row by row; further ones may be among them.

        Raises:
            Malformed: a cell stands in another row than it says, or is none.
        """
        right = re.compile(rb'<c r="%s[1-9]' % _right_of(width))
        within = re.compile(rb'<c r="(?!%s[1-9])' % _right_of(width)).search
        for number in rows:
            if number not in self.rows:
                yield from self._rewritten.cells_of([number], width)
                continue
            start, end = self.rows[number]
            # the last cell tells at once of most rows that they end in time
            if right.match(self._xml, max(self._xml.rfind(b"<c ", start, end), start), end):
                cut = right.search(self._xml, start, end)
                if cut and not within(self._xml, cut.start(), end):
                    end = cut.start()
            cells = _CELL.findall(self._xml, start, end)
            said = str(number).encode()
            if cells and {cell[1] for cell in cells} != {said}:
                raise Malformed(f"row {number}")
            if len(cells) == self._xml.count(b"<c ", start, end) and self._are_usual({cell[2] for cell in cells}):
                yield number, cells
            elif self.plain:
                yield from self._rewritten.cells_of([number], width)
            else:
                raise Malformed(f"row {number}")

    def _are_usual(self, attributes: set[bytes]) -> bool:
        """Whether attributes of cells are in the plain form."""
        for unknown in attributes - self._usual:
            if not _ATTRIBUTES.fullmatch(unknown):
                return False
            self._usual.add(unknown)
        return True

    def formulas(self) -> Sequence[FormulaXml]:
        """The formulas of all cells, in the plain form only."""
        return _FORMULA.findall(self._xml) if self.plain and _SOME_FORMULA.search(self._xml) else []

    @cached_property
    def _rewritten(self) -> SheetXml:
        """The same sheet, rewritten although it seems to have the plain form, for rows that hold what that has not."""
        return _of_rewritten(self._file)


def sheet_of(package: Package, part: str) -> SheetXml:
    """The rows of a sheet of a workbook, looked for once.

    Raises:
        Malformed: the part is no sheet, or its rows are not in order.
        Failure: the part is damaged.
    """
    key = f"{_KEPT}{part}"
    if key not in package.kept:
        try:
            package.kept[key] = sheet_xml(package.xml(part))
        except Malformed as error:
            raise Malformed(str(error) or part) from error
    sheet: SheetXml = package.kept[key]
    return sheet


def sheet_xml(data: bytes) -> SheetXml:
    """The rows of a sheet part (UTF-8, without DTD).

    Raises:
        Malformed: the part is no sheet, or its rows are not in order.
    """
    extent = _plain(data)
    frame = _frame(data, *extent) if extent else None
    if extent is None or frame is None:
        return _of_rewritten(data)
    return _indexed(data, extent, data, frame)


def _of_rewritten(file: bytes) -> SheetXml:
    data = _rewritten(file)
    extent = _plain(data)
    if extent is None:
        raise Malformed
    return _indexed(data, extent, file, None)


def _indexed(data: bytes, extent: tuple[int, int], file: bytes, frame: etree._Element | None) -> SheetXml:
    starts = [(int(row[1]), row.start()) for row in _ROW.finditer(data, *extent)]
    ends = [*(start for _, start in starts[1:]), extent[1]][: len(starts)]
    rows = {number: (start, end) for (number, start), end in zip(starts, ends, strict=True)}
    for (number, _), (before, _) in zip(starts, [(0, 0), *starts], strict=False):
        if not before < number <= LAST_ROW:
            raise Malformed(f"row {number}")
    if frame is None:
        merges = tuple(area_of(merged[1].decode()) for merged in _MERGED.finditer(data, extent[1]))
    else:
        found = (area_in_file(merged.get("ref", "")) for merged in frame.iterfind("{*}mergeCells/{*}mergeCell"))
        merges = tuple(filter(None, found))
    return SheetXml(rows, merges, frame, data, file)


def _frame(data: bytes, start: int, end: int) -> etree._Element | None:
    """A sheet part without its rows, which stand between `start` and `end`.

    None where they do not: what looks like rows may stand in an attribute, or it is no XML.
    """
    if start < end:
        start += len(b"<sheetData>")
    if len(data) - (end - start) > _LARGEST_FRAME or data.count(b"<", 0, start) + data.count(b"<", end) > _MOST_TAGS:
        return None
    try:
        root = etree.fromstring(data[:start] + data[end:], parser())
    except etree.XMLSyntaxError:
        return None
    rows = root.find("{*}sheetData")
    return root if etree.QName(root).localname == "worksheet" and rows is not None and not rows.text else None


def first_row(beginning: bytes) -> bytes:
    """The texts of row 1 in the plain form, from the beginning of a sheet part as the file has it.

    Empty when the part ends before that row does, has no such row, or is no sheet; other cells than texts are left out.
    """
    reader = etree.XMLPullParser(
        ("end",), tag="{*}row", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        reader.feed(beginning)
        row = next((element for _, element in reader.read_events()), None)
        if not isinstance(row, etree._Element) or int(row.get("r", "1")) != 1:
            return b""
        for cell in row.findall("{*}c"):
            if cell.get("t") not in _TEXT_TYPES or (
                cell.get("t") == "s" and not (cell.findtext("{*}v") or "").isdecimal()
            ):
                row.remove(cell)
        return _rewritten_row(row, 1)
    except (etree.LxmlError, ValueError, Malformed):
        return b""


def _plain(data: bytes) -> tuple[int, int] | None:
    """Where the rows begin and end; None unless they have the plain form."""
    start = data.find(b"<sheetData")
    if start < 0 or data.find(b"<sheetData", start + 1) >= 0:
        return None
    if data.startswith(b"<sheetData/>", start):
        return start, start
    end = data.find(b"</sheetData>", start)
    if (
        end < 0
        or not data.startswith(b"<sheetData>", start)
        or data.find(b"<!--", 0, start) >= 0
        or data.find(b"<!--", end) >= 0
    ):
        return None
    odd = (
        any(data.find(sign, start, end) >= 0 and pattern.search(data, start, end) for sign, pattern in _ODD_SIGNS)
        or _ODD_CELL.search(data, start, end)
        or _ODD_ROW.search(data, start, end)
    )
    return None if odd else (start, end)


def _rewritten(data: bytes) -> bytes:
    out = [b"<sheetData>"]
    merges: list[bytes] = []
    number = 0
    try:
        for element in elements(data, "worksheet", "row", "mergeCell"):
            if etree.QName(element).localname == "row":
                number = int(element.get("r", number + 1))
                out.append(_rewritten_row(element, number))
            else:
                merges.append(f'<mergeCell ref="{html.escape(element.get("ref", ""))}"/>'.encode())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Malformed(f"after row {number}" if number else "") from error
    return b"".join((*out, b"</sheetData>", *merges))


def elements(data: bytes, root: str, *names: str) -> Iterator[etree._Element]:
    """The elements with these names of a sheet, or of the shared texts; each is gone when the next is asked for.

    Args:
        root: name of the outermost element.

    Raises:
        Malformed: the outermost one is another, or one of them is larger than any that a program writes.
        etree.XMLSyntaxError: it is no XML.
    """
    reader = etree.XMLPullParser(
        ("end",), tag=[f"{{*}}{name}" for name in names], resolve_entities=False, no_network=True, load_dtd=False,
        huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    silent = 0
    for start in range(0, len(data), _CHUNK):
        reader.feed(data[start : start + _CHUNK])
        silent += _CHUNK
        for _, element in reader.read_events():
            if isinstance(element, etree._Element):
                silent = 0
                if _stands_in_sheet(element):
                    yield element
                element.clear()
                while (before := element.getprevious()) is not None and (parent := element.getparent()) is not None:
                    parent.remove(before)
        if silent > _LARGEST_FRAME:
            raise Malformed
    if etree.QName(reader.close()).localname != root:
        raise Malformed


def _stands_in_sheet(element: etree._Element) -> bool:
    """Whether an element is the sheet's own: drawings and extensions have rows too."""
    parent = element.getparent()
    return (
        parent is not None
        and etree.QName(parent).localname in _PARENTS
        and etree.QName(parent).namespace == etree.QName(element).namespace
    )


def _rewritten_row(row: etree._Element, number: int) -> bytes:
    cells: list[str] = []
    column = 0
    for cell in row.iterfind("{*}c"):
        address = cell.get("r", "")
        place = re.fullmatch("([A-Za-z]{1,3})([0-9]{1,7})", address)
        looks = [(name, cell.get(name, "")) for name in ("s", "t")]
        if (
            (address and not place)
            or (place and int(place[2]) != number)
            or not _is_one_value(cell)
            or not all(_WORD.fullmatch(look) for _, look in looks)
        ):
            raise Malformed(f"row {number}")
        column = number_of(place[1].upper()) if place else column + 1
        attributes = "".join(f' {name}="{look}"' for name, look in looks if look)
        inside = "<f>0</f>" if cell.find("{*}f") is not None else ""
        value, inline = cell.find("{*}v"), cell.find("{*}is")
        if value is not None:
            inside += f"<v>{as_xml(value.text or '')}</v>"
        elif inline is not None:
            inside += f"<is><t>{as_xml(text_within(inline))}</t></is>"
        cells.append(f'<c r="{letters_of(column)}{number}"{attributes}>{inside}</c>')
    return f'<row r="{number}">{"".join(cells)}</row>'.encode()


def _is_one_value(cell: etree._Element) -> bool:
    """Whether a cell has one value and nothing is in it but text, which would be cut there."""
    values = [*cell.iterfind("{*}v"), *cell.iterfind("{*}is")]
    return (
        len(cell.findall("{*}v")) < 2
        and len(cell.findall("{*}is")) < 2
        and not any(len(text) for value in values for text in value.iter("{*}v", "{*}t"))
    )


def text_within(element: etree._Element) -> str:
    """The text of an element with runs, without the sounds that stand beside some."""
    texts = [text for text in element.iterfind(".//{*}t") if etree.QName(text.getparent()).localname != "rPh"]
    if any(map(len, texts)):  # an element within, where the text would be cut
        raise Malformed
    return "".join(text.text or "" for text in texts)


def _content(letters: bytes) -> re.Pattern[bytes]:
    return re.compile(rb'<c r="(%s)[1-9][0-9]{0,6}"[^<>]*+>(?<!/>)(?!</c>)' % letters)


def _any_of(columns: Iterable[int]) -> bytes:
    return b"(?:%s)" % b"|".join(letters_of(n).encode() for n in sorted(columns))


def _right_of(column: int) -> bytes:
    """A pattern for the letters of every column right of `column`."""
    if not column:
        return b"[A-Z]{1,3}"
    letters = letters_of(column)
    more = [f"[A-Z]{{{n}}}" for n in range(len(letters) + 1, 4)]
    for place, letter in enumerate(letters):
        if letter < "Z":
            more.append(f"{letters[:place]}[{chr(ord(letter) + 1)}-Z]" + "[A-Z]" * (len(letters) - place - 1))
    return f"(?:{'|'.join(more)})".encode()

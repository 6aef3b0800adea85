"""What the XML of a sheet shows and a fast reader does not: its extent, error values, formulas without a result, merged
cells.

Sheets of a million cells are searched as bytes. That needs the plain form in which Excel, LibreOffice and openpyxl
write: `<row r="2">` with `<c r="B2" t="s">` in it, no namespace prefix, no comments. Another form is first rewritten
into it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from lxml import etree
from openpyxl.utils import column_index_from_string, get_column_letter

from generator.workbook.area import LAST_ROW, Area, area_of

BLOCK = 1_000
"""Rows of one block: those with the same thousands, so that one pattern tells whether a cell belongs to its block."""

_CELL = re.compile(rb'<c r="([A-Z]{1,3})([1-9]\d{0,6})"([^>]*)>')
_ROW = re.compile(rb'<row r="([1-9]\d{0,6})"')
_ODD = (  # one by one, since a search for one beginning is several times faster than for any of many
    re.compile(rb'<row(?=[\s/>])(?! r="[1-9]\d{0,6}")'),
    re.compile(rb'<c(?=[\s/>])(?! r="[A-Z]{1,3}[1-9])'),
    re.compile(rb":(?:row|c)[\s/>]"),
)
_ODD_TEXTS = (b"!--", b"![CDATA[", b"?>", b"='")
"""Without their `<`, since a rare first letter is found faster; a text that happens to hold one only takes the longer
way."""
_ERROR = re.compile(rb' t="e"')
_TEXT_TYPES = {"s", "str", "inlineStr"}
_STYLE = re.compile(rb'\ss="(\d{1,6})"')
_NO_RESULT = re.compile(rb"(?:</f>|<f(?:\s[^>]*)?/>)\s*(<v\s*/>|<v></v>|</c>)")
_RESULT = re.compile(rb"<v(?:\s[^>]*)?>([^<]*)</v>")
_MERGED = re.compile(rb'<mergeCell\s+ref="([A-Z]{1,3}[1-9]\d{0,6}:[A-Z]{1,3}[1-9]\d{0,6})"')


class Malformed(Exception):
    """A sheet that no spreadsheet program writes like this."""


@dataclass(frozen=True, slots=True)
class Special:
    """A cell that needs another look: where it stands (column counted from 1), and the error's text, or None for a
    formula without a result."""

    row: int
    column: int
    error: str | None


@dataclass(frozen=True)
class SheetXml:
    """A sheet's rows as XML in the plain form.

    Attributes:
        rows: row number to where its XML begins and ends; ascending, only rows that the file has.
        merges: all merged cells.
    """

    rows: Mapping[int, tuple[int, int]]
    merges: tuple[Area, ...]
    _xml: bytes = field(repr=False)

    def filled(self, columns: Collection[int]) -> list[int]:
        """The rows that hold something in one of `columns`, if only an empty text or a formula; a format alone is
        nothing."""
        if not columns:
            return []
        find = _content(_any_of(columns)).search
        return [number for number, (start, end) in self.rows.items() if find(self._xml, start, end)]

    def cells(self, rows: Iterable[int], beyond: int = 0, besides: Collection[int] = ()) -> Iterator[tuple[int, int]]:
        """Row and column of what stands in `rows` right of the column `beyond`, but in none of the columns
        `besides`."""
        find = _content(_right_of(beyond)).finditer
        for number in rows:
            start, end = self.rows[number]
            for cell in find(self._xml, start, end):
                column = column_index_from_string(cell[1].decode())
                if column not in besides:
                    yield number, column

    def reaches(self, beyond: int) -> bool:
        """Whether the sheet has any cell right of the column `beyond`."""
        return re.search(rb'<c r="%s[1-9]' % _right_of(beyond), self._xml) is not None

    def blocks(self, rows: Iterable[int], width: int) -> Iterator[Block]:
        """The XML of `rows` (ascending) up to the column `width`, in blocks of at most `BLOCK` rows that stand close
        together.

        Raises:
            Malformed: a cell stands in another row than it says.
        """
        cut = re.compile(rb'<c r="%s[1-9]\d{0,6}"[^>]*?(?:/>|>.*?</c>)' % _right_of(width), re.DOTALL)
        chosen: dict[int, list[int]] = {}
        for number in rows:
            chosen.setdefault(number // BLOCK, []).append(number)
        for thousands, numbers in chosen.items():
            xml = b"".join(self._xml[slice(*self.rows[number])] for number in numbers)
            pattern = rb"%d\d{3}" % thousands if thousands else rb"[1-9]\d{0,2}"
            if re.search(rb'<c (?!r="[A-Z]{1,3}%s")' % pattern, xml):
                raise Malformed
            yield _block(numbers, cut.sub(b"", xml))


@dataclass(frozen=True)
class Block:
    """Rows of a sheet, ready for the fast reader: `xml` without error cells (it does not know all of them), which are
    in `specials`."""

    rows: Sequence[int]
    xml: bytes = field(repr=False)
    specials: tuple[Special, ...]

    def styled(self, column: int, styles: Collection[int]) -> set[int]:
        """The rows whose cell in `column` has one of the formats `styles`; a cell that names none has the first."""
        cells = re.finditer(rb'<c r="%s([1-9]\d{0,6})"([^>]*)>' % get_column_letter(column).encode(), self.xml)
        return {int(cell[1]) for cell in cells if int(style[1] if (style := _STYLE.search(cell[2])) else 0) in styles}


def sheet_xml(data: bytes) -> SheetXml:
    """The rows of a sheet part (UTF-8, without DTD).

    Raises:
        Malformed: the part is no sheet, or its rows are not in order.
    """
    extent = _plain(data)
    if extent is None:
        data = _rewritten(data)
        extent = _plain(data)
    if extent is None:
        raise Malformed
    starts = [(int(row[1]), row.start()) for row in _ROW.finditer(data, *extent)]
    ends = [*(start for _, start in starts[1:]), extent[1]][: len(starts)]
    rows = {number: (start, end) for (number, start), end in zip(starts, ends, strict=True)}
    numbers = list(rows)
    if len(rows) != len(starts) or numbers != sorted(numbers) or (numbers and numbers[-1] > LAST_ROW):
        raise Malformed
    merges = tuple(area_of(merged[1].decode()) for merged in _MERGED.finditer(data, extent[1]))
    return SheetXml(rows, merges, data)


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
    except (etree.LxmlError, ValueError):
        return b""


def _plain(data: bytes) -> tuple[int, int] | None:
    """Where the rows begin and end; None unless they have the plain form."""
    if data.count(b"<sheetData") != 1:
        return None
    if (empty := data.find(b"<sheetData/>")) >= 0:
        return empty, empty
    start, end = data.find(b"<sheetData>"), data.find(b"</sheetData>")
    if not 0 <= start < end or data.find(b"<!--", 0, start) >= 0 or data.find(b"<!--", end) >= 0:
        return None
    odd = any(data.find(text, start, end) >= 0 for text in _ODD_TEXTS) or any(
        pattern.search(data, start, end) for pattern in _ODD
    )
    return None if odd else (start, end)


def _rewritten(data: bytes) -> bytes:
    out = [b"<sheetData>"]
    merges: list[bytes] = []
    number = 0
    reader = etree.iterparse(
        io.BytesIO(data),
        tag=("{*}row", "{*}mergeCell"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    try:
        for _, element in reader:
            if etree.QName(element).localname == "row":
                number = int(element.get("r", number + 1))
                out.append(_rewritten_row(element, number))
            else:
                merges.append(f"<mergeCell ref={quoteattr(element.get('ref', ''))}/>".encode())
            element.clear()
            while (before := element.getprevious()) is not None and (parent := element.getparent()) is not None:
                parent.remove(before)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Malformed from error
    if etree.QName(reader.root).localname != "worksheet":
        raise Malformed
    return b"".join((*out, b"</sheetData>", *merges))


def _rewritten_row(row: etree._Element, number: int) -> bytes:
    cells: list[str] = []
    column = 0
    for cell in row.iterfind("{*}c"):
        letters = re.match("[A-Za-z]{1,3}", cell.get("r", ""))
        column = column_index_from_string(letters[0].upper()) if letters else column + 1
        attributes = "".join(f" {name}={quoteattr(cell.get(name, ''))}" for name in ("s", "t") if cell.get(name))
        inside = "<f>0</f>" if cell.find("{*}f") is not None else ""
        value, inline = cell.find("{*}v"), cell.find("{*}is")
        if value is not None:
            inside += f"<v>{escape(value.text or '')}</v>"
        if inline is not None:
            runs = (
                text.text or ""
                for text in inline.iterfind(".//{*}t")
                if etree.QName(text.getparent()).localname != "rPh"
            )
            inside += f'<is><t xml:space="preserve">{escape("".join(runs))}</t></is>'
        cells.append(f'<c r="{get_column_letter(column)}{number}"{attributes}>{inside}</c>')
    return f'<row r="{number}">{"".join(cells)}</row>'.encode()


def _block(rows: Sequence[int], xml: bytes) -> Block:
    specials = [Special(row, column, None) for row, column in _without_result(xml)]
    pieces: list[bytes] = []
    done = 0
    for hit in _ERROR.finditer(xml):
        cell = _CELL.match(xml, xml.rfind(b"<", 0, hit.start()))
        if cell is None:
            continue
        end = cell.end() if cell[3].endswith(b"/") else xml.index(b"</c>", cell.end()) + len(b"</c>")
        value = _RESULT.search(xml, cell.end(), end)
        specials.append(
            Special(
                int(cell[2]), column_index_from_string(cell[1].decode()), value[1].decode().strip() if value else "#N/A"
            )
        )
        pieces.append(xml[done : cell.start()])
        done = end
    return Block(rows, b"".join((*pieces, xml[done:])) if pieces else xml, tuple(specials))


def _without_result(xml: bytes) -> Iterator[tuple[int, int]]:
    for hit in _NO_RESULT.finditer(xml) if b"<f" in xml else ():
        cell = _CELL.match(xml, xml.rfind(b"<c ", 0, hit.start()))
        # A formula whose result is the empty text has a result, of type str.
        if cell and not (b' t="str"' in cell[3] and hit[1] != b"</c>"):
            yield int(cell[2]), column_index_from_string(cell[1].decode())


def _content(letters: bytes) -> re.Pattern[bytes]:
    return re.compile(rb'<c r="(%s)[1-9]\d{0,6}"(?:[^>]*[^/>])?>(?!</c>)' % letters)


def _any_of(columns: Iterable[int]) -> bytes:
    return b"(?:%s)" % b"|".join(get_column_letter(n).encode() for n in sorted(columns))


def _right_of(column: int) -> bytes:
    """A pattern for the letters of every column right of `column`."""
    if not column:
        return b"[A-Z]{1,3}"
    letters = get_column_letter(column)
    more = [f"[A-Z]{{{n}}}" for n in range(len(letters) + 1, 4)]
    for place, letter in enumerate(letters):
        if letter < "Z":
            more.append(f"{letters[:place]}[{chr(ord(letter) + 1)}-Z]" + "[A-Z]" * (len(letters) - place - 1))
    return f"(?:{'|'.join(more)})".encode()

"""The values of formulas, written into the part of a sheet; nothing else in it changes.

The number of a formula that stands alone, such as a total, is typed as a text: LibreOffice takes over such a number
without calculating it, whoever wrote the file (sc/source/filter/oox/formulabuffer.cxx), and a total of yesterday would
stay. Numbers that many cells share a formula for it works out, and texts in a file of a program that it does not know.
What asks for the day itself is worked out in any case.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any
from xml.sax.saxutils import escape

from openpyxl.utils import column_index_from_string

from generator.workbook.cells import LONGEST_TEXT, CellError, in_file

Shown = Callable[[int], Sequence[Any]]
"""Gives what the cells of a column show, by row from 0: a text, a number, TRUE or FALSE, a `CellError`, or None to
leave the cell as it is."""

_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})([1-9]\d{0,6})"([^>]*)>'
    rb"\s*(<f\b[^>]*?(?:/>|>[^<]*</f>))\s*(?:<v\s*/>|<v\b[^>]*>[^<]*</v>)?\s*</c>"
)
_WHOLE = 1e15
"""Below this, whole numbers are written without a point."""
_TYPE = re.compile(rb'\s+t="\w+"')


def with_values(xml: bytes, shown: Shown) -> bytes:
    """The part of a sheet (UTF-8, in the plain form: `generator.workbook.scan`) with the values of its formulas."""
    columns: dict[bytes, Sequence[Any]] = {}
    texts: dict[str, bytes] = {}

    pieces: list[bytes] = []
    add, done = pieces.append, 0
    for found in _CELL.finditer(xml):
        letters, row, attributes, formula = found.groups()
        values = columns.get(letters)
        if values is None:
            values = columns[letters] = shown(column_index_from_string(letters.decode()))
        at = int(row)
        value = values[at] if at < len(values) else None
        if value is None:
            continue
        if b' t="' in attributes:
            attributes = _TYPE.sub(b"", attributes)
        kind = value.__class__
        if kind is str:
            if value not in texts:
                texts[value] = _text(value)
            add(b'%s"%s t="str">%s<v>%s</v></c>' % (xml[done : found.end(2)], attributes, formula, texts[value]))
        else:
            add(b'%s"%s%s%s</v></c>' % (xml[done : found.end(2)], attributes, *_other(value, formula)))
        done = found.end()
    add(xml[done:])
    return b"".join(pieces)


def _text(value: str) -> bytes:
    return escape(in_file(value[:LONGEST_TEXT]), {"\r": "&#13;"}).encode()


def _other(value: Any, formula: bytes) -> tuple[bytes, bytes]:
    """The end of the tag of a cell that shows no text, and what follows it."""
    if value.__class__ is bool:
        return b' t="b">', b"%s<v>%d" % (formula, value)
    if value.__class__ is CellError:
        return b' t="e">', b"%s<v>%s" % (formula, value.text.encode())
    number = repr(int(value)) if value == int(value) and abs(value) < _WHOLE else repr(float(value))
    alone = b't="shared"' not in formula and b"TODAY(" not in formula
    return b' t="str">' if alone else b">", b"%s<v>%s" % (formula, number.encode())

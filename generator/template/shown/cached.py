"""The values of formulas, written into the part of a sheet; nothing else in it changes.

A program that opens a workbook to look at it only (Excel's Protected View, previews, phones) shows the values that the
file holds beside its formulas. All are texts here, numbers such as totals too: LibreOffice takes over the number of a
formula that stands alone without calculating it, whoever wrote the file (sc/source/filter/oox/formulabuffer.cxx), and
a total of yesterday would stay. Texts it works out in a file of a program that it does not know, and what asks for the
day itself in any case; so that day alone is a number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape

from openpyxl.utils import get_column_letter

from generator.workbook.cells import LONGEST_TEXT, in_file

Values = Mapping[int, Mapping[int, str | int]]
"""What cells show: column number to row to a text, or to the number of a day. Others stay as they are."""

_TYPE = re.compile(rb'\s+t="\w+"')


def with_values(xml: bytes, values: Values) -> bytes:
    """The part of a sheet (UTF-8, in the plain form: `generator.workbook.scan`) with the values of its formulas."""
    columns = {get_column_letter(number).encode(): rows for number, rows in values.items()}
    cell = re.compile(
        rb'<c r="(%s)([1-9]\d{0,6})"([^>]*)>\s*(<f\b[^>]*?(?:/>|>[^<]*</f>))\s*(?:<v\s*/>|<v\b[^>]*>[^<]*</v>)?\s*</c>'
        % b"|".join(columns)
    )

    def valued(found: re.Match[bytes]) -> bytes:
        letters, row, attributes, formula = found.groups()
        value = columns[letters].get(int(row))
        if value is None:
            return found[0]
        kind = b' t="str"' if isinstance(value, str) else b""
        text = escape(in_file(str(value)[:LONGEST_TEXT]), {"\r": "&#13;"}).encode()
        return b'<c r="%s%s"%s%s>%s<v>%s</v></c>' % (letters, row, _TYPE.sub(b"", attributes), kind, formula, text)

    return cell.sub(valued, xml) if columns else xml

"""The values of formulas, written into the part of a sheet; nothing else in it changes.

A program that opens a workbook to look at it only (Excel's Protected View, previews, phones) shows the values that the
file holds beside its formulas. In a file of a program that it does not know LibreOffice calculates all formulas that
cells share, and all texts, but takes over the number of a formula that stands alone, such as a total, so that one of
yesterday would stay (sc/source/filter/oox/formulabuffer.cxx). Such a number is therefore typed as a text, unless it
asks for the day itself, which is calculated in any case.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from generator.workbook.cells import as_xml, in_file
from generator.workbook.letters import letters_of

Values = Mapping[int, Mapping[int, str | int]]
"""What cells show: column number to row to a text or a number. Others stay as they are."""

_KNOWN = ("microsoft", "libreoffice")
"""How programs call themselves whose values LibreOffice takes over."""
_TYPE = re.compile(rb'\s+t="\w+"')


def is_known(program: str) -> bool:
    """Whether LibreOffice takes over the values in a file of a program that calls itself so."""
    return program.lower().startswith(_KNOWN)


def with_values(xml: bytes, values: Values, *, known: bool = False) -> bytes:
    """The part of a sheet (UTF-8, in the plain form: `generator.workbook.scan`) with the values of its formulas.

    Args:
        known: LibreOffice knows the program that wrote the file, so that it takes over all values as they are.
    """
    columns = {letters_of(number).encode(): rows for number, rows in values.items()}
    cell = re.compile(
        rb'<c r="(%s)([1-9]\d{0,6})"([^>]*)>\s*(<f\b[^>]*?(?:/>|>[^<]*</f>))\s*(?:<v\s*/>|<v\b[^>]*>[^<]*</v>)?\s*</c>'
        % b"|".join(columns)
    )

    def valued(found: re.Match[bytes]) -> bytes:
        letters, row, attributes, formula = found.groups()
        value = columns[letters].get(int(row))
        if value is None:
            return found[0]
        kind, text = as_shown(value, formula, known=known)
        return b'<c r="%s%s"%s%s>%s<v>%s</v></c>' % (letters, row, _TYPE.sub(b"", attributes), kind, formula, text)

    return cell.sub(valued, xml) if columns else xml


def as_shown(value: str | int, formula: bytes, *, known: bool = False) -> tuple[bytes, bytes]:
    """The value of a formula as it stands in a cell: the attribute that says its type, and its text.

    Args:
        known: as in `with_values`.
    """
    is_text = isinstance(value, str) or not (known or b"TODAY(" in formula)
    text = as_xml(in_file(str(value))).encode()
    return b' t="str"' if is_text else b"", text

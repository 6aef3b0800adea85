"""Sheets of a workbook that are not ours and look like one of the data sheets: a copy, or rows that were put aside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from generator.catalog import Catalog, fold
from generator.workbook.columns import header_key
from generator.workbook.frames import Note
from generator.workbook.own_sheets import HEADERS_REACH, OURS
from generator.workbook.package import Package
from generator.workbook.scan import first_row, sheet_xml
from generator.workbook.values import Values

_BEGINNING = 256 * 1024
"""Bytes of a sheet part in which its first row is looked for."""
_ALIKE = 0.5
"""The part of a data sheet's headers from which on a sheet looks like it."""


def strangers(catalog: Catalog, titles: Iterable[str]) -> list[str]:
    """Those of `titles` that are no sheets of a batch workbook."""
    ours = {fold(title) for title in (*OURS, *(sheet.title for sheet in catalog.sheets.values()))}
    return [title for title in titles if fold(title) not in ours]


def not_read(catalog: Catalog, first_rows: Mapping[str, Iterable[str]]) -> Iterator[Note]:
    """A note for each sheet with the headers of a data sheet.

    Args:
        first_rows: title of each further sheet to the texts of its row 1.
    """
    heads = {sheet.title: {header_key(column.header) for column in sheet.columns} for sheet in catalog.sheets.values()}
    for title, texts in first_rows.items():
        keys = {header_key(text) for text in texts}
        shares = {like: len(keys & headers) / len(headers) for like, headers in heads.items()}
        like = max(shares, key=lambda name: shares[name])
        if shares[like] >= _ALIKE:
            yield Note("sheet-not-read", title, slots={"sheet": title, "like": like})


def first_rows(package: Package, parts: Mapping[str, str], values: Values) -> dict[str, Sequence[str]]:
    """The texts of row 1 of sheets, as far as they can be read.

    Args:
        parts: title of each sheet to the name of its part.
    """
    return {title: _texts(package, part, values) for title, part in parts.items()}


def _texts(package: Package, part: str, values: Values) -> list[str]:
    try:
        xml = sheet_xml(b"<worksheet><sheetData>%s</sheetData></worksheet>" % first_row(package.read(part, _BEGINNING)))
        cells = values.grid(xml, xml.rows, HEADERS_REACH)
    except Exception:
        # Whatever is wrong with a sheet that is not ours is no reason to refuse the batch.
        return []
    return [cell for cell in cells.values() if isinstance(cell, str)]

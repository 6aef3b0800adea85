"""The names of bands of columns, drawn over the upper edge of the header row.

They are drawn, not typed: headers keep row 1, where every program that reads the table looks for them, and columns can
be moved, hidden and inserted, which merged cells above them would not let anybody do. Each name goes with its columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.xml.constants import DRAWING_NS, SHEET_DRAWING_NS
from openpyxl.xml.functions import fromstring

from generator.template import style
from generator.template.layout import SheetLayout
from generator.workbook.cells import as_xml

HEIGHT = 18
"""Of the names, in points."""
_POINT = 12_700
"""In the unit of drawings (ECMA-376 Part 1, 20.1.2.1)."""
_SIZE = 9


@dataclass(frozen=True, slots=True)
class Band:
    """Columns that belong together.

    Attributes:
        title: its name.
        first, last: the numbers of its first and its last column.
    """

    title: str
    first: int
    last: int


def bands_of(layout: SheetLayout) -> tuple[Band, ...]:
    """The bands of a data sheet from left to right; none where all columns belong together."""
    return tuple(_bands(layout))


def _bands(layout: SheetLayout) -> Iterator[Band]:
    typed = [place for place in layout.places if place.column]
    starts = [place.number for place in typed if place.id in layout.bands]
    ends = [*(start - 1 for start in starts[1:]), typed[-1].number]
    titles = [layout.bands[place.id] for place in typed if place.id in layout.bands]
    for title, first, last in zip(titles, starts, ends, strict=False):
        yield Band(title, first, last)


class BandDrawing(SpreadsheetDrawing):
    """The drawing of one sheet with a box for each band (ECMA-376 Part 1, 20.5)."""

    def __init__(self, bands: Sequence[Band]) -> None:
        super().__init__()
        self._bands = bands

    def __bool__(self) -> bool:
        return bool(self._bands)

    def _write(self) -> Any:
        boxes = "".join(self._box(band, number) for number, band in enumerate(self._bands, 1))
        return fromstring(f'<wsDr xmlns="{SHEET_DRAWING_NS}" xmlns:a="{DRAWING_NS}">{boxes}</wsDr>')

    @staticmethod
    def _box(band: Band, number: int) -> str:
        title, about = as_xml(band.title), escape(f"Heading over columns: {band.title}")
        return f"""<twoCellAnchor editAs="twoCell">
<from><col>{band.first - 1}</col><colOff>0</colOff><row>0</row><rowOff>0</rowOff></from>
<to><col>{band.last}</col><colOff>0</colOff><row>0</row><rowOff>{HEIGHT * _POINT}</rowOff></to>
<sp macro="" textlink=""><nvSpPr><cNvPr id="{number + 1}" name="Band {number}" descr="{about}"/><cNvSpPr/></nvSpPr>
<spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{_fill(style.BAND_PAPER)}
<a:ln w="{_POINT}">{_fill(style.WHITE)}</a:ln></spPr>
<txBody><a:bodyPr vertOverflow="clip" horzOverflow="clip" wrap="none" lIns="{5 * _POINT}" tIns="0" rIns="0" bIns="0"
 anchor="ctr"/><a:p><a:r><a:rPr lang="en-US" sz="{100 * _SIZE}" b="1">{_fill(style.ACCENT_DARK)}
<a:latin typeface="{style.FONT}"/></a:rPr><a:t>{title}</a:t></a:r></a:p></txBody></sp>
<clientData/></twoCellAnchor>"""


def _fill(color: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{color}"/></a:solidFill>'

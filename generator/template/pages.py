"""How sheets print: US letter, what is filled and the rest of its page, in a size that can be read.

The print areas (`_xlnm.Print_Area`, ECMA-376 Part 1, 18.2.5) of a workbook that is made with rows are fixed, as every
program reads them. Those of an empty template are formulas that follow the rows, since a fixed one would leave out,
without a word, what is typed below it. Excel reads them; LibreOffice and Gnumeric print all rows that have a formula.
"""

from __future__ import annotations

from dataclasses import dataclass

from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from generator.workbook.own_sheets import tab_of

_PRINT_AREA = "_xlnm.Print_Area"
_LONG, _SHORT = 11.0, 8.5
_SIDE, _TOP, _BOTTOM, _FOOTER = 0.25, 0.5, 0.7, 0.35
"""Of a US letter, and its margins, in inches."""
_POINTS = 72
_CHARACTER = 5.25
"""Width of a character, in points: 7 dots at 96 to the inch, as of the digits of Calibri 11."""
_WIDEST = 280
"""Characters beside one another of which each is still about 6 points high."""
_SAFE = 0.95
"""Of the height of a page, since programs measure a little differently."""


@dataclass(frozen=True, slots=True)
class Page:
    """A landscape page of a sheet.

    Attributes:
        beside: how many pages go beside one another.
        scale: how large it prints: 1 at most.
    """

    beside: int
    scale: float

    @classmethod
    def of(cls, width: float, *, repeated: float = 0) -> Page:
        """The pages of columns that are so wide together, in characters.

        Args:
            repeated: the width of the columns that stand on each page.
        """
        beside = 1
        while (wide := (width + (beside - 1) * repeated) / beside) > _WIDEST:
            beside += 1
        return cls(beside, min(1.0, (_LONG - 2 * _SIDE) * _POINTS / (wide * _CHARACTER)))

    def last_row(self, first: int, filled: int, above: float, height: float) -> int:
        """The last row that prints: the one in which the last page ends that is not blank, and the first page's at
        least.

        Args:
            first: the first row below the headings.
            filled: the last row that is filled.
            above: the height of the headings, which stand on each page, in points.
            height: that of a row.
        """
        rows = int(((_SHORT - _TOP - _BOTTOM) * _POINTS * _SAFE / self.scale - above) / height)
        down = max(1, -(-(filled - first + 1) // rows))
        return first + down * rows - 1


def set_up(sheet: Worksheet, page: Page | None = None) -> None:
    """Letter, with sheet name and page numbers at the foot: landscape pages, or one page wide and upright."""
    sheet.page_setup.orientation = "landscape" if page else "portrait"
    sheet.page_setup.paperSize = 1
    sheet.page_setup.fitToWidth = page.beside if page else 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    margins = sheet.page_margins
    margins.left = margins.right = _SIDE
    margins.top, margins.bottom, margins.footer = _TOP, _BOTTOM, _FOOTER
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(left=_HeaderFooterPart("&A"), right=_HeaderFooterPart("&P of &N"))


def follow_rows(sheet: Worksheet, rows: str, columns: str) -> None:
    """Lets a sheet print from its first cell so many rows and columns, which are formulas: the filled ones."""
    area = f"OFFSET({tab_of(sheet.title)}!$A$1,0,0,{rows},{columns})"
    sheet.defined_names[_PRINT_AREA] = DefinedName(_PRINT_AREA, attr_text=area)

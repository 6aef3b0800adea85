"""Colors, fonts and borders of a template: one calm accent, and marks that read without color too."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Color, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.worksheet.hyperlink import Hyperlink

from generator.catalog import Column

FONT = "Calibri"
ACCENT = "1F4E5F"
ACCENT_DARK = "0F2A34"
PALE = "E4EDF0"
ACCENT_NEXT, PALE_NEXT = "2C6175", "D0E0E6"
"""The headers of every second band of columns."""
RULE = "A9BFC7"
HAIR = "D3DDE1"
BAND_PAPER, BAND = "9FBAC4", "7F9DA8"
"""Behind the name of a band of columns, and the line down its left side."""
GRAY = "595959"
WHITE = "FFFFFF"

DATE = "mm-dd-yy"
"""The short date of whoever opens the workbook, as their system writes it: format 14 of ECMA-376 Part 1, 18.8.30."""
MARKED_DATE = "mmm d, yyyy"
"""Of a marked date: no format has a sign and the system's own date; a word for the month reads alike everywhere."""
TEXT = "@"
_BY_KIND = {"id": TEXT, "text": TEXT, "date": DATE, "credit": "0.00_)", "count": "#,##0_)", "amount": "#,##0_)"}
"""Numbers end a little before the edge (_)), so that they do not run into the text of the next column."""


def number_format(column: Column) -> str:
    """The format of a column's cells. IDs and short texts are text, so that 007, 3/4 and 12.10 stay what was typed."""
    if column.verbatim:
        return TEXT
    return _BY_KIND.get(column.kind, "General")


class SchemaFont(Font):
    """A font whose parts are written in the order of the schema (CT_Font, ECMA-376 Part 1, 18.8.22), which openpyxl's
    own are not."""

    __attrs__ = Font.__attrs__
    __nested__ = Font.__nested__
    __namespaced__ = Font.__namespaced__
    __elements__ = (
        "b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign", "sz", "color", "name",
        "family", "charset", "scheme",
    )  # fmt: skip


def solid(color: str) -> PatternFill:
    return PatternFill("solid", fgColor=color)


@cache
def font(**settings: object) -> Font:
    """A font of the house; one object for the thousands of cells that have it."""
    return SchemaFont(**{"name": FONT, "size": 11, **settings})  # type: ignore[arg-type]


def default_font() -> Font:
    """The font of cells that nothing is said of: that of the theme."""
    return font(family=2, color=Color(theme=1), scheme="minor")


@cache
def edge(style: str, color: str) -> Side:
    return Side(style=style, color=color)  # type: ignore[arg-type]  # openpyxl names its border styles in a Literal


def header_font(needed: bool) -> Font:
    return font(bold=True, color=WHITE if needed else ACCENT)


def header_fill(needed: bool, *, second: bool = False) -> PatternFill:
    """`second`: the column belongs to every second band."""
    if needed:
        return solid(ACCENT_NEXT if second else ACCENT)
    return solid(PALE_NEXT if second else PALE)


def header_border(needed: bool, opens_band: bool) -> Border:
    """Needed columns stand on a heavier line, and so does the left edge of a band of columns."""
    return Border(
        left=edge("medium", ACCENT_DARK) if opens_band else edge("thin", RULE),
        right=edge("thin", RULE),
        bottom=edge("medium", ACCENT_DARK) if needed else edge("thin", ACCENT),
    )


def cell_border(*, opens_band: bool = False) -> Border:
    """Fine lines around every input cell, on paper as on the screen; a darker one where a band of columns begins."""
    side = edge("thin", HAIR)
    return Border(left=edge("thin", BAND) if opens_band else side, right=side, top=side, bottom=side)


def cell_alignment(column: Column | None) -> Alignment:
    """Days stand in the middle, since they are all of one length; else numbers go to the right and texts to the
    left. Texts go on in a second line, so that no value of a list is cut."""
    kind = column.kind if column is not None else ""
    dated = kind == "date"
    vertical = "top" if kind == "long_text" else "center"
    return Alignment(vertical=vertical, horizontal="center" if dated else None, wrap_text=not dated)


HEADER_ALIGNMENT = Alignment(wrap_text=True, vertical="center", horizontal="left")
BELOW_BAND = Alignment(wrap_text=True, vertical="bottom", horizontal="left")


@dataclass(frozen=True, slots=True)
class Mark:
    """How one kind of mark looks.

    Attributes:
        word: its name in the legend.
        sign: shown before the cell's value; a blank cell shows none.
        meaning: one sentence for the legend.
    """

    word: str
    sign: str
    meaning: str
    ink: str
    paper: str
    line: str
    bold: bool = False
    italic: bool = False

    def font(self) -> Font:
        return font(bold=self.bold, italic=self.italic, color=self.ink)

    def border(self) -> Border:
        side = edge(self.line, self.ink)
        return Border(left=side, right=side, top=side, bottom=side)

    def unsigned(self) -> DifferentialStyle:
        """As a conditional format of cells whose text has the sign already."""
        ink = SchemaFont(bold=self.bold or None, italic=self.italic or None, color=self.ink)
        return DifferentialStyle(font=ink, fill=PatternFill(bgColor=self.paper), border=self.border())

    def differential(self, base: str, known: dict[str, int]) -> DifferentialStyle:
        """As a conditional format of cells with the number format `base`; `known` numbers the formats of one
        workbook."""
        ink = SchemaFont(bold=self.bold or None, italic=self.italic or None, color=self.ink)
        number = MARKED_DATE if base == DATE else "General" if base == TEXT else base
        shown = ";".join(f'"{self.sign} "{part}' for part in (number, f"\\-{number}", number, TEXT))
        paper = PatternFill(bgColor=self.paper) if self.paper else None
        return DifferentialStyle(
            font=ink,
            fill=paper,
            border=self.border(),
            numFmt=NumberFormat(numFmtId=known.setdefault(shown, 200 + len(known)), formatCode=shown),
        )


def link(cell: Cell | MergedCell, title: str, to: str) -> Cell | MergedCell:
    """Makes a cell lead to a cell of a sheet; gives it back."""
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{title}'!{to}")
    cell.font = font(color=ACCENT, underline="single")
    return cell


def waiting() -> DifferentialStyle:
    """How Readiness shows what a program says while its record will not save: struck through, gray."""
    return DifferentialStyle(font=SchemaFont(strike=True, color=GRAY))


MARKS = {
    "invalid": Mark(
        word="Will not save",
        sign="✗",
        meaning="PARS would not save it. The activity is not exported until it is fixed.",
        ink="9C1C13",
        paper="FBE3E1",
        line="thin",
        bold=True,
    ),
    "missing": Mark(
        word="Missing required information",
        sign="○",
        meaning="It is saved and exported, but a status or program stays incomplete.",
        ink="7A5200",
        paper="FFF4D6",
        line="dashed",
    ),
    "advice": Mark(
        word="Check",
        sign="!",
        meaning="PARS accepts it. Check that it is what you mean.",
        ink="1F4E79",
        paper="E4EEF8",
        line="dotted",
        italic=True,
    ),
}

"""Markdown as a PDF of one page on US Letter: headings, paragraphs, lists and tables, in an embedded font."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from markdown_it import MarkdownIt
from markdown_it.token import Token
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph

from generator import __version__
from generator.failure import Failure
from generator.handout.tags import TaggedCanvas
from generator.template.style import ACCENT, ACCENT_DARK, PALE, RULE

_FONTS = Path(__file__).with_name("fonts")
_FONT, _BOLD = "DejaVuSans", "DejaVuSans-Bold"
_SIZES = (10.0, 9.5, 9.0, 8.5, 8.0)
"""Of the text, in points; the first with which all fits on one page is taken."""
_MARGIN = 50
_SHARES = {2: (0.2, 0.8), 3: (0.2, 0.47, 0.33)}
"""How the columns of a table share its width, by their number."""
_INK = HexColor("#1A1A1A")
_OURS = "PARS Batch"


@dataclass(frozen=True)
class _Block:
    """A piece of the page: kind (h1, h2, p, li, table) and its texts, which of a table are those of its rows."""

    kind: str
    rows: tuple[tuple[str, ...], ...]


def pdf_of(markdown: str, *, language: str = "en-US") -> bytes:
    """The Markdown as a PDF: tagged, with its first heading as the title, and the same bytes each time.

    Args:
        markdown: headings of two levels, paragraphs, lists of dots, and tables of two or three columns.
        language: of the text.

    Raises:
        Failure: the font lacks a character.
    """
    _fonts()
    blocks = tuple(_blocks(MarkdownIt("commonmark").enable("table").parse(markdown)))
    title = next(block.rows[0][0] for block in blocks if block.kind == "h1")
    data = b""
    for size in _SIZES:
        file = io.BytesIO()
        canvas = TaggedCanvas(file, pagesize=LETTER, invariant=1, lang=language, initialFontName=_FONT)
        canvas.setTitle(title)
        canvas.setAuthor(_OURS)
        canvas.setSubject(title)
        canvas.setCreator(f"{_OURS} {__version__}")
        canvas.setViewerPreference("DisplayDocTitle", "true")
        pages = _Page(canvas, size).draw(blocks)
        canvas.save()
        data = file.getvalue()
        if pages == 1:
            break
    return data


@cache
def _fonts() -> set[int]:
    """Makes the fonts known, and says which characters they have."""
    for name in (_FONT, _BOLD):
        pdfmetrics.registerFont(TTFont(name, _FONTS / f"{name}.ttf"))
    pdfmetrics.registerFontFamily(_FONT, normal=_FONT, bold=_BOLD, italic=_FONT, boldItalic=_BOLD)
    return set(pdfmetrics.getFont(_FONT).face.charToGlyph)


def _blocks(tokens: Sequence[Token]) -> Iterator[_Block]:
    rows: list[tuple[str, ...]] = []
    cells: list[str] = []
    kind = "p"
    for token in tokens:
        match token.type:
            case "heading_open":
                kind = token.tag
            case "list_item_open":
                kind = "li"
            case "table_open":
                kind, rows = "table", []
            case "tr_open":
                cells = []
            case "tr_close":
                rows.append(tuple(cells))
            case "table_close":
                yield _Block("table", tuple(rows))
                kind = "p"
            case "inline" if kind == "table":
                cells.append(_marked(token))
            case "inline":
                yield _Block(kind, ((_marked(token),),))
                kind = "p"


def _marked(token: Token) -> str:
    """The text of a token, in the markup of the library's paragraphs."""
    signs = {"strong_open": "<b>", "strong_close": "</b>", "softbreak": " "}
    text = "".join(signs.get(part.type, escape(part.content)) for part in token.children or [])
    if lacking := sorted({sign for part in token.children or [] for sign in part.content if ord(sign) not in _fonts()}):
        raise Failure(f"The guide's font has no {' '.join(lacking)}; write it in other letters.")
    return text


class _Page:
    """Draws blocks from top to bottom."""

    def __init__(self, canvas: TaggedCanvas, size: float) -> None:
        self._canvas = canvas
        self._size = size
        self._width, self._top = LETTER[0] - 2 * _MARGIN, LETTER[1] - _MARGIN
        self._y = self._top
        self._pages = 1

    def draw(self, blocks: Sequence[_Block]) -> int:
        """Draws all blocks and gives the number of pages."""
        at = 0
        while at < len(blocks):
            block = blocks[at]
            if block.kind == "table":
                self._table(block.rows)
            elif block.kind == "li":
                items = [block]
                while at + 1 < len(blocks) and blocks[at + 1].kind == "li":
                    at += 1
                    items.append(blocks[at])
                self._list(items)
            else:
                self._text(block)
            at += 1
        self._canvas.showPage()
        return self._pages

    def _style(self, kind: str) -> ParagraphStyle:
        times, color, bold = {"h1": (1.9, ACCENT_DARK, True), "h2": (1.25, ACCENT, True)}.get(kind, (1.0, "", False))
        size = self._size * times
        ink = HexColor(f"#{color}") if color else _INK
        return ParagraphStyle(
            kind, fontName=_BOLD if bold else _FONT, fontSize=size, leading=size * 1.36, textColor=ink
        )

    def _room(self, height: float) -> None:
        """Goes on at the top of a new page where a piece does not fit any more."""
        if self._y - height < _MARGIN and self._y < self._top:
            self._canvas.showPage()
            self._y = self._top
            self._pages += 1

    def _put(self, text: str, style: ParagraphStyle, x: float, width: float) -> float:
        """Draws a text below the line that has been reached, and gives its height."""
        paragraph = Paragraph(text, style)
        height = float(paragraph.wrapOn(self._canvas, width, LETTER[1])[1])
        with self._canvas.content():
            paragraph.drawOn(self._canvas, x, self._y - height)
        return height

    def _height(self, text: str, style: ParagraphStyle, width: float) -> float:
        return float(Paragraph(text, style).wrapOn(self._canvas, width, LETTER[1])[1])

    def _text(self, block: _Block) -> None:
        ((text,),) = block.rows
        style = self._style(block.kind)
        before = {"h2": self._size}.get(block.kind, 0.0)
        self._room(self._height(text, style, self._width) + before)
        self._y -= before
        with self._canvas.element(block.kind.upper()):
            self._y -= self._put(text, style, _MARGIN, self._width) + self._size * 0.5
        if block.kind == "h1":
            with self._canvas.ornament():
                self._canvas.setStrokeColor(HexColor(f"#{RULE}"))
                self._canvas.line(_MARGIN, self._y, _MARGIN + self._width, self._y)
            self._y -= self._size * 0.8

    def _list(self, items: Sequence[_Block]) -> None:
        style, indent = self._style("li"), self._size * 1.4
        with self._canvas.element("L"):
            for item in items:
                ((text,),) = item.rows
                self._room(self._height(text, style, self._width - indent))
                with self._canvas.element("LI"):
                    with self._canvas.element("Lbl"):
                        self._put("•", style, _MARGIN + self._size * 0.3, indent)
                    with self._canvas.element("LBody"):
                        self._y -= self._put(text, style, _MARGIN + indent, self._width - indent) + self._size * 0.25
        self._y -= self._size * 0.25

    def _table(self, rows: Sequence[tuple[str, ...]]) -> None:
        widths = [share * self._width for share in _SHARES[len(rows[0])]]
        with self._canvas.element("Table"):
            for number, row in enumerate(rows):
                self._table_row(row, widths, heading=number == 0)
        self._y -= self._size * 0.7

    def _table_row(self, row: Sequence[str], widths: Sequence[float], *, heading: bool) -> None:
        style, gap = self._style("td"), self._size * 0.35
        texts = [f"<b>{text}</b>" if heading else text for text in row]
        height = (
            max(self._height(text, style, width - 2 * gap) for text, width in zip(texts, widths, strict=True)) + 2 * gap
        )
        self._room(height)
        with self._canvas.ornament():
            self._canvas.setFillColor(HexColor(f"#{PALE}"))
            self._canvas.setStrokeColor(HexColor(f"#{RULE}"))
            self._canvas.rect(_MARGIN, self._y - height, self._width, height, stroke=0, fill=int(heading))
            self._canvas.line(_MARGIN, self._y - height, _MARGIN + self._width, self._y - height)
        bottom, x = self._y - height, float(_MARGIN)
        self._y -= gap
        with self._canvas.element("TR"):
            for text, width in zip(texts, widths, strict=True):
                with self._canvas.element("TH" if heading else "TD", "Column" if heading else None):
                    self._put(text, style, x + gap, width - 2 * gap)
                x += width
        self._y = bottom

"""Texts that a program wrote for web pages, as plain text: tags taken out, characters by their names as such."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

_LINES = {"p", "div", "br", "tr", "ul", "ol", "table", "blockquote", *(f"h{n}" for n in range(1, 7))}
"""Tags at which a line ends."""
_INLINE = {
    "a", "b", "i", "u", "em", "strong", "span", "font", "sup", "sub", "small", "td", "th", "tbody", "thead", "img",
    "hr",
}  # fmt: skip
_ITEM = "li"
_TAGS = _LINES | _INLINE | {_ITEM}
_ATTRIBUTES = r"""(?:\s+[\w-]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s<>"']+))*\s*"""
_TAG = re.compile(rf"</?(?:{'|'.join(sorted(_TAGS, key=len, reverse=True))}){_ATTRIBUTES}/?>", re.IGNORECASE)
_NAMED = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]*|#\d+|#[xX][0-9A-Fa-f]+);")
_NO_BREAK = "\u00a0"


def plain(text: str) -> str:
    """A text without tags and with each named character as such; one that has neither stays as it is, letter for
    letter. What stands between angle brackets and is no usual tag of a web page stays."""
    if not _TAG.search(text):
        return _unnamed(text)
    reader = _Reader()
    reader.feed(text)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.pieces).splitlines())
    return "\n".join(line for line in lines if line)


def _unnamed(text: str) -> str:
    return _NAMED.sub(lambda name: html.unescape(name[0]).replace(_NO_BREAK, " "), text)


class _Reader(HTMLParser):
    """Collects the text between the tags."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.pieces: list[str] = []
        self._address = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS:
            self.pieces.append(self.get_starttag_text() or "")
        elif tag == _ITEM:
            self.pieces.append("\n- ")
        elif tag in _LINES:
            self.pieces.append("\n")
        elif tag == "a":
            self._address = dict(attrs).get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag not in _TAGS:
            self.pieces.append(f"</{tag}>")
        elif tag in _LINES:
            self.pieces.append("\n")
        elif tag == "a" and self._address:
            if self._address not in "".join(self.pieces):
                self.pieces.append(f" ({self._address})")
            self._address = ""

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)

    def handle_entityref(self, name: str) -> None:
        self.pieces.append(_unnamed(f"&{name};"))

    def handle_charref(self, name: str) -> None:
        self.pieces.append(_unnamed(f"&#{name};"))

    def handle_comment(self, data: str) -> None:
        self.pieces.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.pieces.append(f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        self.pieces.append(f"<?{data}>")

    def unknown_decl(self, data: str) -> None:
        self.pieces.append(f"<![{data}]>")

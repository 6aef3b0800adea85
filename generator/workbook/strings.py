"""The texts of a workbook as its file holds them: escaped, and most of them once for all cells that have them."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree

from generator.workbook.cells import LONGEST_TEXT
from generator.workbook.package import Package
from generator.workbook.scan import Malformed, elements, text_within

_PLAIN = re.compile(rb"<si><t[^<>]*+>(?:(?<=/>)|([^<]*+)</t>)</si>")
_PREFIXED = re.compile(rb":si[\s/>]")
_REFERENCE = re.compile(r"&[^;&]{0,12};?")
_NAMED = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'"}
_NUMBER = re.compile("&#(?:x([0-9A-Fa-f]{1,8})|([0-9]{1,10}));")
_BY_NUMBER = re.compile(r"_x([0-9A-Fa-f]{4})_")
"""How a workbook writes what XML cannot carry (ECMA-376 Part 1, 22.9.2.19)."""
_NO_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML does not know, by its number neither (XML 1.0, 2.2)."""


def shared_strings(package: Package, part: str | None) -> list[str]:
    """The shared texts, by their numbers; each is one object, however many cells have it.

    Raises:
        Failure: the part is damaged.
    """
    if part is None:
        return []
    data = package.xml(part)
    try:
        found = _PLAIN.findall(data)
        if (
            len(found) == data.count(b"<si") == data.count(b"</si>")
            and data.rstrip().endswith(b"</sst>")
            and b"<!" not in data
            and not _PREFIXED.search(data)
        ):
            return [text_of_xml(text) for text in found]
        return _of_any_form(data)
    except (Malformed, etree.LxmlError) as error:
        raise package.damaged(part) from error


def _of_any_form(data: bytes) -> list[str]:
    return [_unnumbered(text_within(element)) for element in elements(data, "sst", "si")]


def text_of_xml(data: bytes) -> str:
    """A text as it was before it was written into the XML of a workbook.

    Raises:
        Malformed: it is no UTF-8, holds or refers to what XML does not know, or is longer than a cell holds.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise Malformed from error
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "&" in text:
        text = _REFERENCE.sub(lambda reference: _meant(reference[0]), text)
    if not text.isprintable() and _NO_CHARACTER.search(text):
        raise Malformed
    return _unnumbered(text)


def _unnumbered(text: str) -> str:
    if "_x" in text:
        text = _BY_NUMBER.sub(lambda sign: chr(int(sign[1], 16)), text)
    if len(text) > LONGEST_TEXT:
        raise Malformed
    return text


@lru_cache(1024)
def _meant(reference: str) -> str:
    if reference in _NAMED:
        return _NAMED[reference]
    number = _NUMBER.fullmatch(reference)
    if number is None:
        raise Malformed
    try:
        return chr(int(number[1], 16) if number[1] else int(number[2]))
    except (ValueError, OverflowError) as error:
        raise Malformed from error

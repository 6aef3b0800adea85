"""The schema files of a profile in the profile's spelling: the same order of elements, the same days and answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from lxml import etree

from generator.exchange.spelling import Spelling, answers

XS = "{http://www.w3.org/2001/XMLSchema}"
_ELEMENT, _SEQUENCE = f"{XS}element", f"{XS}sequence"
_SIGNS = re.compile(r"[.\\?*+{}()|\[\]]")
_DIGITS = {"YYYY": "[0-9]{4}", "MM": "[0-9]{2}", "DD": "[0-9]{2}"}


def respell(document: etree._Element, spelling: Spelling) -> None:
    """Changes a schema file in memory so that it asks for what the spelling makes of an activity."""
    for sequence in [*document.iter(_SEQUENCE)]:
        if names := _order_of(sequence, spelling.order.values()):
            _sort(sequence, names)
    for element in document.iter(_ELEMENT):
        if form := spelling.forms.get(element.get("name", "")):
            _retype(element, form)


def _order_of(sequence: etree._Element, orders: Iterable[Sequence[str]]) -> Sequence[str]:
    """The order that knows most of the elements of a sequence; none where that is fewer than two."""
    here = {_name(element) for element in sequence.iterfind(f".//{_ELEMENT}") if _around(element) is sequence}
    best = max(orders, key=lambda names: len(here & {*names}), default=())
    return best if len(here & {*best}) > 1 else ()


def _around(element: etree._Element) -> etree._Element | None:
    """The outermost sequence that an element stands in side by side with others."""
    inner = element.getparent()
    while inner is not None and inner.tag == _SEQUENCE and (outer := inner.getparent()) is not None:
        if outer.tag != _SEQUENCE:
            return inner
        inner = outer
    return None


def _sort(sequence: etree._Element, names: Sequence[str]) -> None:
    places = {name: place for place, name in enumerate(names)}
    for inner in [*sequence.iterchildren(_SEQUENCE)]:
        if not _together([_name(e) for e in inner.iterchildren(_ELEMENT)], places):
            _flatten(inner)
    keyed, last = [], -1
    for child in sequence.iterchildren(tag=etree.Element):
        own = child if child.tag == _ELEMENT else child.find(f".//{_ELEMENT}")
        last = places.get(_name(own), last) if own is not None else last
        keyed.append((last, child))
    for _, child in sorted(keyed, key=lambda pair: pair[0]):
        sequence.append(child)
    for inner in sequence.iterchildren(_SEQUENCE):
        _sort(inner, names)


def _together(inside: Sequence[str], places: dict[str, int]) -> bool:
    """Whether elements of a sequence within another follow on each other in the order."""
    at = sorted(places[name] for name in inside if name in places)
    return not at or at[-1] - at[0] == len(at) - 1


def _flatten(inner: etree._Element) -> None:
    """Puts the elements of a sequence into the one around it; they may be missing where it might."""
    for child in [*inner]:
        if inner.get("minOccurs") == "0":
            child.set("minOccurs", "0")
        inner.addprevious(child)
    parent = inner.getparent()
    if parent is not None:
        parent.remove(inner)


def _retype(element: etree._Element, form: str) -> None:
    for name in ("type", "fixed"):
        element.attrib.pop(name, "")
    for child in [*element]:
        element.remove(child)
    restriction = etree.SubElement(etree.SubElement(element, f"{XS}simpleType"), f"{XS}restriction", base="xs:string")
    pair = answers(form)
    parts = pair or [form]
    pattern = "|".join(_SIGNS.sub(r"\\\g<0>", part) for part in parts)
    if not pair:
        for part, digits in _DIGITS.items():
            pattern = pattern.replace(part, digits)
    etree.SubElement(restriction, f"{XS}pattern", value=pattern)


def _name(element: etree._Element) -> str:
    """The name of the element that a declaration is about."""
    return element.get("name") or element.get("ref", "").rpartition(":")[2]

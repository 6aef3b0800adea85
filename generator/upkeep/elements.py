"""Elements of a sheet's or style's part: taken out, counted, compared."""

from __future__ import annotations

from lxml import etree


def in_namespace(element: etree._Element, ns: str) -> None:
    """Puts an element and all in it into a namespace."""
    for inside in element.iter():
        inside.tag = f"{{{ns}}}{etree.QName(inside).localname}"


def remove(element: etree._Element) -> None:
    """Removes an element, and what it stood in when nothing else stands there; what Excel keeps as an extension too."""
    parent = element.getparent()
    if parent is None:
        return
    parent.remove(element)
    if etree.QName(parent).localname in {"dataValidations", "conditionalFormattings", "ext", "extLst"}:
        if len(parent) == 0:
            remove(parent)
        elif etree.QName(parent).localname == "dataValidations":
            count(parent, "dataValidation")


def count(box: etree._Element, name: str) -> None:
    """Sets right how many children of that name a box says to hold, when it says so at all."""
    if box.get("count") is not None:
        box.set("count", str(len(box.findall(f"{{*}}{name}"))))


def alike(one: etree._Element, other: etree._Element) -> bool:
    """Whether two looks are the same but for the number of their number format."""
    return _meaning(one) == _meaning(other)


def _meaning(element: etree._Element) -> tuple[object, ...]:
    attributes = {str(name): str(value) for name, value in element.attrib.items() if name != "numFmtId"}
    inside = tuple(_meaning(e) for e in element if isinstance(e.tag, str))
    return etree.QName(element).localname, tuple(sorted(attributes.items())), inside

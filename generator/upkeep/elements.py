"""Elements of a sheet's or style's part: taken out, counted, compared."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from generator.workbook.guards import areas_of


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


def lengthen(element: etree._Element, last: int, wanted: int) -> None:
    """Has the cells that an element is about reach down to row `wanted`, as far as they end in row `last`."""
    areas = areas_of(element)
    if element.get("sqref") is not None and any(area.bottom == last for area in areas):
        grown = [replace(area, bottom=wanted) if area.bottom == last else area for area in areas]
        element.set("sqref", " ".join(area.address for area in grown))


def alike(one: etree._Element, other: etree._Element) -> bool:
    """Whether two looks are the same but for the number of their number format."""
    return _meaning(one) == _meaning(other)


def _meaning(element: etree._Element) -> tuple[object, ...]:
    attributes = {str(name): str(value) for name, value in element.attrib.items() if name != "numFmtId"}
    inside = tuple(_meaning(e) for e in element if isinstance(e.tag, str))
    return etree.QName(element).localname, tuple(sorted(attributes.items())), inside

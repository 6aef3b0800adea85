"""Elements of the upload file as plain data, and where two of them differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.second_reading.catalog_files import profile


@dataclass
class Element:
    """An element: `tag` with the profile's prefix, `text` only where it has no children."""

    tag: str
    text: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element] = field(default_factory=list)

    def facts(self) -> int:
        """How many elements and attributes there are in it, itself included."""
        return 1 + len(self.attributes) + sum(child.facts() for child in self.children)

    def walk(self, path: str = "") -> Iterator[tuple[str, Element]]:
        """Every element in it with its path, itself first."""
        path = f"{path}/{self.tag}"
        yield path, self
        for child in self.children:
            yield from child.walk(path)


def element(tag: str, *children: Element | None, **attributes: str) -> Element:
    """An element around those children that there are."""
    return Element(tag, attributes=attributes, children=[child for child in children if child is not None])


def leaf(tag: str, text: str, **attributes: str) -> Element:
    return Element(tag, text, attributes)


def parsed(node: Any) -> Element:
    """An lxml element as plain data; text between children has to be white space only."""
    namespace, _, name = node.tag.rpartition("}")
    prefixes = {address: prefix for prefix, address in profile()["namespaces"].items()}
    tag = f"{prefixes[namespace[1:]]}:{name}"
    children = [parsed(child) for child in node]
    around = (node.text or "") + "".join(child.tail or "" for child in node)
    if children or not around.strip():
        around = around.strip()
    return Element(tag, around, dict(node.attrib), children)


def differences(expected: Element, seen: Element, path: str = "") -> Iterator[str]:
    """One line for each element, text or attribute that differs, with its place."""
    path = f"{path}/{expected.tag}"
    if (expected.text, expected.attributes) != (seen.text, seen.attributes):
        yield f"{path}: expected {expected.text!r} {expected.attributes}, seen {seen.text!r} {seen.attributes}"
    wanted, there = ([child.tag for child in parent.children] for parent in (expected, seen))
    if wanted == there:
        for left, right in zip(expected.children, seen.children, strict=True):
            yield from differences(left, right, path)
        return
    yield f"{path}: expected {_listed(expected)}, seen {_listed(seen)}"
    for left in expected.children:
        if wanted.count(left.tag) == there.count(left.tag) == 1:
            yield from differences(left, seen.children[there.index(left.tag)], path)


def _listed(parent: Element) -> str:
    """Its children in a line: the tag, and what stands in them."""
    return ", ".join(f"{child.tag}({'|'.join(_texts(child))})" for child in parent.children) or "nothing"


def _texts(node: Element) -> Iterator[str]:
    for _, each in node.walk():
        yield from filter(None, (each.text, *each.attributes.values()))

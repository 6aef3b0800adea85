"""An XML file from elsewhere, read one activity at a time, and refused when it is not what it says.

Nothing outside the file is ever asked for, and nothing in it is expanded: a document type is refused before it is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from generator.exchange.profile import ACTIVITY_ELEMENT
from generator.failure import Failure
from generator.progress import tell
from generator.workbook.package import WORKBOOKS

LARGEST_XML = 4 * 1024**3
"""Bytes of a file: the largest batch takes about 1.2 billion."""
LARGEST_PIECE = 1024**2
"""Bytes from one tag to the next, and so of one tag with its attributes, a text or a comment: a description takes
10,000 at most."""
LARGEST_PROLOG = 64 * 1024
"""Bytes before the first element."""
MOST_ELEMENTS = 20_000
"""Elements of one activity: one with a hundred boards of forty practice areas has some 5,000."""
_KB = 1024
_CHUNK = 64 * _KB
_DOCTYPE = re.compile(rb"[^<]{0,9}(\s+|<\?.*?\?>|<!--.*?-->)*+<!DOCTYPE", re.DOTALL)
"""A document type, behind what else may stand before the first element; the parser would work on it already."""


@dataclass(frozen=True)
class Root:
    """The root element of a file.

    Attributes:
        tag: in the notation {namespace}name.
        namespaces: prefix ("" for none) to namespace, as its start tag declares them.
        attributes: name, in the same notation, to text.
        prefix: that of the element itself, "" for none.
    """

    tag: str
    namespaces: Mapping[str, str] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)
    prefix: str = ""


@dataclass(frozen=True)
class Incoming:
    """An XML file with activities.

    Attributes:
        path: the file.
        root: its root element.
    """

    path: Path
    root: Root

    def activities(self) -> Iterator[etree._Element]:
        """Each activity of the file, in order, wherever it stands in it.

        An element is gone when the next one is asked for, so that memory does not grow with the file.

        Raises:
            Failure: the file is no XML, or holds more than a file of activities ever does.
        """
        yield from _activities(self.path)


def incoming(path: Path) -> Incoming:
    """Opens an XML file with activities; reads no further than to its root.

    Raises:
        Failure: it is missing, no XML, has a document type, or begins with more than a file of activities ever does.
    """
    if not path.exists():
        raise Failure(f"{path} does not exist; check the name.")
    if not path.is_file():
        raise Failure(f"{path} is not an ordinary file; give the name of an XML file.")
    size = path.stat().st_size
    if size > LARGEST_XML:
        raise Failure(f"{path.name} has {size / 1024**3:.1f} GB, and {LARGEST_XML // 1024**3} GB are read at most.")
    with path.open("rb") as file:
        head = file.read(LARGEST_PROLOG)
    if not head.strip():
        raise Failure(f"{path.name} is empty; give the name of an XML file with activities.")
    if head.startswith(WORKBOOKS):
        raise Failure(f"{path.name} is a workbook or a zip, not an XML file; give the name of the XML file.")
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        raise Failure(
            f"{path.name} is JSON, and only XML files of activities can be read here; give the XML file of the same "
            "activities, from an export as XML or from PARS."
        )
    if _DOCTYPE.match(head.replace(b"\0", b"")):
        raise _declares(path)
    for event, element in _events(path):
        if event == "start":
            spaces = {prefix or "": space for prefix, space in element.nsmap.items()}
            attributes = {str(name): str(text) for name, text in element.attrib.items()}
            return Incoming(path, Root(str(element.tag), spaces, attributes, element.prefix or ""))
    raise Failure(f"{path.name} has no element; give the name of an XML file with activities.")


def local(element: etree._Element) -> str:
    """The name of an element without its namespace; empty for a comment."""
    # not by QName, which refuses a name whose prefix nobody declared; the parser itself does that, but only at the end
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _activities(path: Path) -> Iterator[etree._Element]:
    inside: etree._Element | None = None
    elements = 0
    for event, element in _events(path):
        if event == "start":
            if inside is None and local(element) == ACTIVITY_ELEMENT:
                inside, elements = element, 0
            elements += 1
            if elements > MOST_ELEMENTS:
                what = "An activity" if inside is not None else "Something outside the activities"
                raise Failure(f"{what} of {path.name} has more than {MOST_ELEMENTS:,} elements; it is not read.")
        elif inside is None:
            _forget(element)
        elif element is inside:
            yield element
            inside, elements = None, 0
            _forget(element)


def _forget(element: etree._Element) -> None:
    element.clear()
    parent = element.getparent()
    if parent is not None:
        parent.text = None
        for before in [*element.itersiblings(preceding=True)]:
            parent.remove(before)


def _events(path: Path) -> Iterator[tuple[str, etree._Element]]:
    """Start and end of each element."""
    parser = etree.XMLPullParser(
        ("start", "end"), resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    begun, silent, size = False, 0, path.stat().st_size
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                tell("KB read", -(-file.tell() // _KB), -(-size // _KB))
                parser.feed(chunk)
                silent += len(chunk)
                for event, element in _read(parser):
                    if not begun and element.getroottree().docinfo.internalDTD is not None:
                        raise _declares(path)
                    begun, silent = True, 0
                    yield event, element
                if silent > (LARGEST_PIECE if begun else LARGEST_PROLOG):
                    raise _too_much(path) if begun else _declares(path)
            parser.close()
            yield from _read(parser)
    except etree.XMLSyntaxError as error:
        raise Failure(
            f"{path.name} cannot be read as XML, line {error.lineno or 1}: {_reason(error)}. Ask for the file anew."
        ) from error


def _read(parser: etree.XMLPullParser) -> Iterator[tuple[str, etree._Element]]:
    for event, element in parser.read_events():
        if isinstance(element, etree._Element):
            yield event, element


def _too_much(path: Path) -> Failure:
    return Failure(
        f"{path.name} holds a text, a comment or a tag of more than {LARGEST_PIECE // 1024**2} MB, as no file of "
        "activities does; it is not read."
    )


def _declares(path: Path) -> Failure:
    return Failure(
        f"{path.name} begins with a document type (DOCTYPE) or with too much before its first element; files of "
        "activities have none, so it is not read."
    )


def _reason(error: etree.XMLSyntaxError) -> str:
    said = (error.msg or "it ends too early").partition(", line")[0]
    return said.partition("\n")[0].strip().rstrip(".")  # further lines quote the file

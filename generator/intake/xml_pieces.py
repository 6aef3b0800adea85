"""An activity of an XML file in pieces: each text and each attribute once, until something takes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from generator.exchange.incoming import local
from generator.exchange.profile import ADDITIONS, Profile
from generator.exchange.spelling import unspelled
from generator.intake.xml_places import way_of

_TECHNICAL = ("{http://www.w3.org/2001/XMLSchema-instance}", "{http://www.w3.org/XML/1998/namespace}space")
"""Attributes that speak to programs that read XML."""
_BLANKS = " \t\r\n"
_NEAREST = 2
"""Names of a path that a person is shown; the whole way there is long, and much the same for all."""
_WRAPS = "string"
"""The element that wraps texts, which says nothing to a person."""


@dataclass(slots=True, eq=False)
class Piece:
    """A text of an element, or an attribute, that is not blank.

    Attributes:
        name: what it is (`generator.intake.xml_places`); empty for what is not known.
        path: names of the elements on the way below the activity, and of the attribute behind @.
        text: without blanks around it.
        plain: the same as it is read: a day or an answer in the profile's own form as 2026-03-10, or true and false.
        element: which it is the text or an attribute of.
        group: the element that it stands together with others in; `element` itself when it stands alone.
    """

    name: str
    path: tuple[str, ...]
    text: str
    plain: str
    element: etree._Element = field(repr=False)
    group: etree._Element = field(repr=False)

    @property
    def where(self) -> str:
        """As a person finds it in the activity: its element, below the one that holds it."""
        return "/".join([step for step in self.path if step != _WRAPS][-_NEAREST:])


class Pieces:
    """The pieces of an activity. Each is taken once; what nobody took is `left`.

    Args:
        activity: the element of the activity.
        profile: how the organization's upload file is spelled, which goes for the elements of its namespaces.

    Attributes:
        with_additions: it has ACCME's additions, and so says what it is registered for.
    """

    def __init__(self, activity: etree._Element, profile: Profile) -> None:
        self._by_name: dict[tuple[str, etree._Element | None], list[Piece]] = {}
        self._taken: set[int] = set()
        self._all: list[Piece] = []
        _collect(activity, (), self._all)
        if profile.spelling.forms:
            for piece in self._all:
                _respell(piece, profile)
        for piece in self._all:
            for group in (None, piece.group):
                self._by_name.setdefault((piece.name, group), []).append(piece)
        self.with_additions = any(local(element) == ADDITIONS for element in activity)

    def take(self, name: str, group: etree._Element | None = None) -> list[Piece]:
        """All pieces of a name that nobody took, in the order of the file; only those of a group, when given."""
        found = [piece for piece in self._by_name.get((name, group), ()) if id(piece) not in self._taken]
        self._taken.update(map(id, found))
        return found

    def groups(self, *names: str) -> list[etree._Element]:
        """The elements that pieces of these names stand together in, in the order of the file."""
        groups = (piece.group for piece in self._all if piece.name in names and id(piece) not in self._taken)
        return list(dict.fromkeys(groups))

    def give_back(self, pieces: Sequence[Piece]) -> None:
        """Takes pieces back that nothing could be done with."""
        self._taken.difference_update(map(id, pieces))

    @property
    def left(self) -> Iterator[Piece]:
        return (piece for piece in self._all if id(piece) not in self._taken)


def _collect(element: etree._Element, path: tuple[str, ...], into: list[Piece]) -> None:
    for name, text in element.attrib.items():
        if not str(name).startswith(_TECHNICAL) and str(text).strip(_BLANKS):
            into.append(_piece(element, (*path, f"@{etree.QName(name).localname}"), str(text).strip(_BLANKS)))
    inside = list(element)
    own = "".join([element.text or "", *(child.tail or "" for child in inside)]) if inside else element.text or ""
    if own := own.strip(_BLANKS):
        into.append(_piece(element, path, own))
    for child in inside:
        if isinstance(child.tag, str):
            _collect(child, (*path, local(child)), into)


def _piece(element: etree._Element, path: tuple[str, ...], text: str) -> Piece:
    way = way_of(path)
    group = element
    for _ in range(way.up or 0 if way else 0):
        above = group.getparent()
        group = group if above is None else above
    return Piece(way.name if way else "", path, text, text, element, group)


def _respell(piece: Piece, profile: Profile) -> None:
    name = etree.QName(piece.element)
    form = profile.spelling.forms.get(name.localname)
    if form and not piece.path[-1].startswith("@") and name.namespace in profile.namespaces.values():
        piece.plain = unspelled(piece.text, form)

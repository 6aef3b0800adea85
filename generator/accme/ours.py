"""What our own profile writes, read from its template and its schema, for a comparison with a sample."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from lxml import etree

from generator.catalog import Catalog
from generator.exchange.incoming import local
from generator.exchange.profile import ACTIVITY, Profile
from generator.exchange.schema import Schema
from generator.exchange.spelled_schema import XS
from generator.exchange.spelling import Speller, Spelling
from generator.exchange.texts import in_xml
from generator.failure import Failure

EVERYWHERE = "both"
"""The way of content areas that writes all elements there are for them."""
DAY, TIME, ANSWER = "day", "time", "answer"
_KINDS = {"xs:date": DAY, "xs:dateTime": TIME, "xs:boolean": ANSWER}
_VALUE = "1"
"""What every field of a record says that has everything."""
_ANSWERS = ({"true", "false"}, {"yes", "no"})


@dataclass(frozen=True)
class Ours:
    """What our profile writes.

    Attributes:
        places: names from the activity on to the prefix of the template there.
        attributes: the same to the names of attributes.
        order: name of an element to the names in it, in order, as the template has them.
        kinds: name of an element to what its text is: a `DAY`, a day with a `TIME`, or an `ANSWER`.
    """

    places: Mapping[str, str]
    attributes: Mapping[str, frozenset[str]]
    order: Mapping[str, tuple[str, ...]]
    kinds: Mapping[str, str]


@dataclass
class _Everything:
    """A record in which everything is filled in: any field is a text, a list of one, and has fields again."""

    deletion: bool = field(default=False)

    def __getattr__(self, name: str) -> _Everything:
        if name.startswith("_"):
            raise AttributeError(name)
        return _Everything()

    def __getitem__(self, key: object) -> _Everything:
        return _Everything()

    def __iter__(self) -> Iterator[_Everything]:
        yield _Everything()


def ours(catalog: Catalog, profile: Profile) -> Ours:
    """Reads the profile of a catalog.

    Raises:
        CatalogError: a file of the profile cannot be used.
        Failure: what the template gives is no XML.
    """
    text = _everything(profile)
    spaces = " ".join(f'xmlns:{prefix}="urn:{prefix}"' for prefix in profile.namespaces)
    try:
        around = etree.fromstring(f"<all {spaces}>{text}</all>".encode())
    except etree.XMLSyntaxError as error:
        raise Failure(f"{profile.places[ACTIVITY]}: what it gives is no XML: {error}.") from error
    places: dict[str, str] = {}
    attributes: dict[str, frozenset[str]] = {}
    order: dict[str, list[str]] = {}
    pending = [(child, local(child)) for child in reversed(around) if isinstance(child.tag, str)]
    while pending:
        element, path = pending.pop()
        places.setdefault(path, element.prefix or "")
        attributes[path] = attributes.get(path, frozenset()) | {etree.QName(str(n)).localname for n in element.attrib}
        children = [child for child in element if isinstance(child.tag, str)]
        names = order.setdefault(local(element), [])
        names += [name for child in children if (name := local(child)) not in names]
        pending += [(child, f"{path}/{local(child)}") for child in reversed(children)]
    kinds = dict(_kinds(Schema(catalog, replace(profile, spelling=Spelling()))))
    # a name that comes twice in a list of children is taken once, where it comes first
    return Ours(places, attributes, {name: tuple(dict.fromkeys(names)) for name, names in order.items()}, kinds)


def beginning(profile: Profile) -> str:
    """How an upload file of a profile begins, letter for letter, up to its first value.

    Raises:
        CatalogError: the profile's template cannot be used.
    """
    activity = Speller(profile.namespaces, profile.spelling).activity(_everything(profile))
    return profile.opening + activity.partition(f">{_VALUE}<")[0]


def _everything(profile: Profile) -> str:
    template = profile.template(ACTIVITY, lambda value: in_xml(_VALUE if isinstance(value, _Everything) else value))
    return profile.fill(template, r=_Everything(), content_outlines=EVERYWHERE)


def _kinds(schema: Schema) -> Iterator[tuple[str, str]]:
    """Name of an element to what its text is, as far as its type says so."""
    for document in schema.documents:
        types = {simple.get("name"): simple for simple in document.iterchildren(f"{XS}simpleType")}
        for element in document.iter(f"{XS}element"):
            own = types.get(element.get("type", "").rpartition(":")[2]), element.find(f"{XS}simpleType")
            restriction = next((s.find(f"{XS}restriction") for s in own if s is not None), None)
            kind = None
            if restriction is not None:
                kind = _KINDS.get(restriction.get("base", ""))
                values = {value.get("value", "") for value in restriction.iterfind(f"{XS}enumeration")}
                kind = ANSWER if values in _ANSWERS else kind
            elif element.get("fixed") in _ANSWERS[0]:
                kind = ANSWER
            if kind and (name := element.get("name")):
                yield name, kind

"""Our schema of the PARS subset: what an activity in an upload file may say."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from lxml import etree
from markupsafe import escape

from generator.catalog import ACTIVITIES, Catalog, CatalogError
from generator.exchange.profile import ACTIVITY_ELEMENT, TYPES, Profile
from generator.exchange.profile_settings import SCHEMA_PARTS
from generator.exchange.record_columns import measurement_types
from generator.exchange.render import lone
from generator.exchange.spelled_schema import respell

Fault = tuple[str | None, str]
"""Path of an element, and what the schema says of it."""
_SCHEME = "pars-batch:"
_OF_SOME = "urn:pars-batch:some"
_text_of = etree.XPath("string()")
_SOME = f"{{{_OF_SOME}}}activities"
"""An element that holds some activities, whatever element holds them in the file."""
_SCHEMA_OF_SOME = """\
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{of_some}">
  <xs:import {namespace}schemaLocation="{address}"/>
  <xs:element name="activities">
    <xs:complexType>
      <xs:sequence>
        <xs:any processContents="strict" minOccurs="0" maxOccurs="unbounded"/>
      </xs:sequence>
    </xs:complexType>
  </xs:element>
</xs:schema>
"""
_ACCME_IDS = "descendant::lom:identifier[lom:catalog = 'ACCME Activity ID']/lom:entry"
_UNIDENTIFIED = (
    f"descendant-or-self::mems:{ACTIVITY_ELEMENT}[not(descendant::lom:identifier[not(lom:catalog = 'URL')])]"
)
_OF_TEMPLATE = ("SCHEMAV_ELEMENT_CONTENT", "SCHEMAV_CVC_COMPLEX_TYPE", "SCHEMAV_CVC_ELT", "SCHEMAV_CVC_TYPE_3_1")
"""Errors of lxml about elements, attributes and loose text, which the template writes whatever the cells hold."""


class Schema:
    """Our schema of one activity. It comes in two: for records to keep and for records to delete.

    The MEMS part is stricter than MEMS itself; namespaces come from the profile, and the values of closed lists from
    the catalog.

    Raises:
        CatalogError: a schema file of the profile cannot be used.
    """

    def __init__(self, catalog: Catalog, profile: Profile) -> None:
        self._catalog = catalog
        self._profile = profile
        self.documents: tuple[etree._Element, ...] = ()
        """The schema files as they were compiled, for records to keep."""
        self._templates = {part: profile.template(f"{part}.xsd.j2") for part in SCHEMA_PARTS}
        self._delete, self._keep = self._compile(deletion=True), self._compile(deletion=False)
        self._accme_ids, self._unidentified = (
            etree.XPath(path, namespaces={prefix: profile.namespaces[prefix] for prefix in ("mems", "lom")})
            for path in (_ACCME_IDS, _UNIDENTIFIED)
        )
        form = catalog.sheet(ACTIVITIES).column("accme_activity_id").form
        mask = form.mask if form else None
        self._form_words = form.words if form else ""
        pattern = "".join("[0-9]" if c == "#" else re.escape(c) for c in mask) if mask else ".*"
        self._accme_id = re.compile(pattern)

    def faults(self, activity: etree._Element, *, deletion: bool) -> list[Fault]:
        """What is wrong with an activity: path of the element, and the schema's words. Empty when nothing is.

        What is no value has no path, such as an element too many or too few: the template writes what must be there
        even when it is blank, so no cell can be the cause.
        """
        schema = self._delete if deletion else self._keep
        try:
            fine = schema.validate(activity)
        except etree.XMLSchemaValidateError as error:
            raise self._fault(
                f"{_SCHEME}{SCHEMA_PARTS[0]}.xsd", "a pattern in it, or in a file that it takes in, asks for too much"
            ) from error
        odd = list(self._odd_identifiers(activity))
        if fine and not odd:
            return []
        alone = lone(activity)
        schema.validate(alone)
        log: Any = schema.error_log  # the stubs do not know that it can be iterated
        said = [(None if error.type_name.startswith(_OF_TEMPLATE) else error.path, error.message) for error in log]
        return [*said, *self._odd_identifiers(alone)]

    def accepts(self, activities: Sequence[etree._Element], deletions: Sequence[int]) -> bool:
        """Whether nothing is wrong with any of some activities, which are all that their parent holds.

        Says the same as `faults`, or refuses more; but it holds up no other thread, since all are judged in few calls,
        and Python's own lock is free in each. The activities are spoiled by it: they are in other elements afterwards.

        Args:
            deletions: for each, whether it is to be deleted.
        """
        kept, deleted = activities[0].getparent(), etree.Element(_SOME)
        if kept is None or len(kept) != len(activities):
            return False
        kept.tag = _SOME
        kept.attrib.clear()  # those of the root: `_SOME` has none, and no hint where schemas lie is to be followed
        deleted.extend(activity for activity, deletion in zip(activities, deletions, strict=True) if deletion)
        return all(self._is_fine(*pair) for pair in ((self._keep, kept), (self._delete, deleted)) if len(pair[1]))

    def _is_fine(self, schema: etree.XMLSchema, some: etree._Element) -> bool:
        try:
            return schema.validate(some) and not any(self._odd_identifiers(some))
        except etree.XMLSchemaValidateError:
            return False

    def _odd_identifiers(self, within: etree._Element) -> Iterator[Fault]:
        """What XML Schema cannot say of an activity, or of some: the entry's form depends on its catalog, and a URL
        alone identifies nothing."""
        entries: Any = self._accme_ids(within)
        for entry in entries:
            if not self._accme_id.fullmatch(str(_text_of(entry))):
                path = entry.getroottree().getpath(entry)
                yield path, f"The ACCME activity ID does not have {self._form_words}."
        if self._unidentified(within):
            yield None, "The activity has neither a provider activity ID nor an ACCME activity ID."

    def _compile(self, *, deletion: bool) -> etree.XMLSchema:
        said = self._words(deletion)
        texts = {
            f"{_SCHEME}{part}.xsd": self._profile.fill(t, self._extent, **said) for part, t in self._templates.items()
        }
        parser = etree.XMLParser(no_network=True, resolve_entities=False, load_dtd=False)
        parser.resolvers.add(_InMemory(texts))
        elements = []
        spelling = self._profile.spelling
        for address, text in [*texts.items()]:
            try:
                elements.append(etree.fromstring(text.encode(), parser, base_url=address))
            except etree.XMLSyntaxError as error:
                raise self._fault(address, str(error)) from error
            self._look_at(elements[-1], address, texts)
            if spelling.own:
                respell(elements[-1], spelling)
                texts[address] = etree.tostring(elements[-1], encoding="unicode")
        self.documents = tuple(elements)
        space = elements[0].get("targetNamespace")
        some = _SCHEMA_OF_SOME.format(
            of_some=_OF_SOME, namespace=f'namespace="{escape(space)}" ' if space else "", address=next(iter(texts))
        )
        try:
            etree.XMLSchema(elements[0])  # alone first: what it says of a fault is in the organization's own files
            return etree.XMLSchema(etree.fromstring(some, parser))
        except etree.XMLSchemaParseError as error:
            log: Any = error.error_log  # the stubs do not know that it can be iterated
            faults = [(entry.filename, entry.message) for entry in log] or [("", str(error))]
            sentence = faults[0][1]
            parts = [address for address in texts if address in sentence]  # of a part that another one cannot import
            parts += [address for address, _ in faults if address in texts]
            raise self._fault(next(iter([*parts, *texts])), sentence) from error

    def _extent(self) -> int:
        """How many characters the lists have."""
        return sum(len(value.file_value) for values in self._catalog.lists.values() for value in values.values)

    def _look_at(self, schema: etree._Element, address: str, known: Collection[str]) -> None:
        """Refuses what would reach for other files."""
        if schema.getroottree().docinfo.internalDTD is not None:
            raise self._fault(address, "it has a document type")
        for element in schema.iter(etree.Element):
            location = element.get("schemaLocation")
            if location is not None and location not in known:
                names = ", ".join(known)
                raise self._fault(address, f"it takes in {str(location)!r:.80}; it can take in {names} only")

    def _fault(self, address: str, error: str) -> CatalogError:
        path = self._profile.places[f"{address.removeprefix(_SCHEME)}.j2"]
        what = f"what it gives, filled in and with the macros of {TYPES}, is no XML Schema"
        return CatalogError(f"{path}: {what}: {error.rstrip('.')}.")

    def _words(self, deletion: bool) -> dict[str, Any]:
        lists = self._catalog.lists

        def closed(name: str) -> list[str]:
            values = lists[name]
            return list(dict.fromkeys(v.file_value for v in values.offered())) if values.closed else []

        measured = [lists[c.list] for c in self._catalog.columns() if c.stands_for and c.list]
        types = [t for values in measured for v in values.offered() for t in measurement_types(values, v)]
        return {
            "deletion": deletion,
            "ns": self._profile.namespaces,
            "settings": self._catalog.settings,
            "closed": closed,
            "measurement_types": list(dict.fromkeys(types)) if all(values.closed for values in measured) else [],
            "endings": endings,
        }


@lru_cache(maxsize=4)
def schema_of(catalog: Catalog, profile: Profile) -> Schema:
    """The schema of a profile with the lists of a catalog, compiled once for both."""
    return Schema(catalog, profile)


def endings(step: float) -> list[str]:
    """The two decimals that multiples of `step` can end in: 00, 25, 50, 75 for 0.25."""
    hundredths = round(step * 100)
    return sorted({f"{n * hundredths % 100:02d}" for n in range(100)})


class _InMemory(etree.Resolver):
    """Gives lxml the schema files by name; nothing is fetched."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        super().__init__()
        self._texts = texts

    def resolve(self, system_url: str, public_id: str, context: Any = None) -> Any:  # lxml's signature
        text = self._texts.get(system_url)
        return self.resolve_string(text.encode(), context, base_url=system_url) if text is not None else None

"""Holds a written upload file, activity by activity, against our schema of the PARS subset."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any

from lxml import etree

from generator.catalog import ACTIVITIES, Catalog, CatalogError
from generator.exchange.cell_texts import CellText, place_of
from generator.exchange.profile import ACTIVITY, TYPES, Profile
from generator.exchange.profile_settings import SCHEMA_PARTS
from generator.exchange.record_columns import measurement_types
from generator.exchange.records import Records
from generator.exchange.render import Renderer, lone
from generator.exchange.reread import NotAsMeant, Portion, Reader
from generator.exchange.spelled_schema import respell
from generator.failure import Failure
from generator.progress import Count

_Fault = tuple[str | None, str]
"""Path of an element, and what the schema says of it."""
_SCHEME = "pars-batch:"
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
        lom = profile.namespaces["lom"]
        self._identifier_tag, self._catalog_tag, self._entry_tag = (
            f"{{{lom}}}{name}" for name in ("identifier", "catalog", "entry")
        )
        form = catalog.sheet(ACTIVITIES).column("accme_activity_id").form
        mask = form.mask if form else None
        self._form_words = form.words if form else ""
        pattern = "".join("[0-9]" if c == "#" else re.escape(c) for c in mask) if mask else ".*"
        self._accme_id = re.compile(pattern)

    def faults(self, activity: etree._Element, *, deletion: bool) -> list[_Fault]:
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

    def _odd_identifiers(self, activity: etree._Element) -> Iterator[_Fault]:
        """What XML Schema cannot say: the entry's form depends on its catalog, and a URL alone identifies nothing."""
        identified = False
        for identifier in activity.iter(self._identifier_tag):
            catalog = next(identifier.iterchildren(self._catalog_tag), None)
            kind = None if catalog is None else catalog.text
            identified |= kind != "URL"
            entry = next(identifier.iterchildren(self._entry_tag), None) if kind == "ACCME Activity ID" else None
            if entry is not None and not self._accme_id.fullmatch(entry.text or ""):
                path = activity.getroottree().getpath(entry)
                yield path, f"The ACCME activity ID does not have {self._form_words}."
        if not identified:
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
        try:
            return etree.XMLSchema(elements[0])
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


class Checker:
    """Checks a file against what was meant to be in it.

    Args:
        records: where the activities came from, to name the cell behind a fault.
        renderer: what wrote them.
    """

    def __init__(self, records: Records, renderer: Renderer, profile: Profile) -> None:
        self._records = records
        self._renderer = renderer
        self._profile = profile
        self._reader = Reader(profile)
        self._schema = schema_of(records.batch.catalog, profile)

    def file(self, path: Path, positions: Sequence[int], deletions: Sequence[int], sizes: Sequence[int]) -> None:
        """Checks that `path` holds the activities at `positions`, each as the schema asks, and nothing else.

        Args:
            path: the file.
            positions: of the activities, in the order of the file.
            deletions: for each, whether it is to be deleted.
            sizes: for each, how many bytes were written.

        Raises:
            Failure: it does not; the sentence names the cell behind the first fault, or else the row.
        """
        count = Count("activities checked", len(positions))
        count.up(0)
        try:
            # With glibc, the memory of a thread of its own is in one piece; that of this one is in many once a large
            # workbook was read, and XML takes twice as long in it.
            with ThreadPoolExecutor(max_workers=1) as apart:
                for portion in self._reader.portions(path, sizes):
                    at_fault = apart.submit(self._first_at_fault, portion, deletions).result()
                    if at_fault is not None:
                        number, faults = at_fault
                        raise self._failure(faults, positions[number])
                    count.up(len(portion.sizes))
        except NotAsMeant as error:
            raise self._unfit(str(error), None if error.number is None else positions[error.number]) from error

    def text(self, xml: bytes, position: int, *, deletion: bool) -> None:
        """Checks one activity that was written as `xml` and stands in no file.

        Raises:
            Failure: as `file`.
        """
        try:
            at_fault = self._first_at_fault(Portion(0, [len(xml)], xml), [deletion])
        except NotAsMeant as error:
            raise self._unfit(str(error), position) from error
        if at_fault is not None:
            raise self._failure(at_fault[1], position)

    def _first_at_fault(self, portion: Portion, deletions: Sequence[int]) -> tuple[int, Sequence[_Fault]] | None:
        """The first activity of a portion that is not as the schema asks, by its number, and what is wrong with it."""
        for number, activity in enumerate(self._reader.activities(portion), portion.first):
            if faults := self._schema.faults(activity, deletion=bool(deletions[number])):
                return number, faults
        return None

    def _failure(self, faults: Sequence[_Fault], position: int) -> Failure:
        """What to raise for an activity that is not as the schema asks: the sentence names the cell behind the first
        fault."""
        sources = self._renderer.source_map(self._records.at(position))
        for path, message in faults:
            value = _source(sources, path, message)
            if value is not None:
                where = place_of(self._records.batch, value)
                what = f"holds {value!s:.80}, which PARS does not take here" if value else "is blank"
                return Failure(
                    f"{where} ({where.header}) {what}; correct it, check the workbook and export again. Nothing was "
                    "written."
                )
        return self._unfit(faults[0][1], position)

    def _unfit(self, detail: str, position: int | None = None) -> Failure:
        """What to raise when the fault is the profile's, and no cell's; with the activity that shows it."""
        what = f"The XML profile {self._profile.name} does not fit its own schema, so nothing was written"
        frame = self._records.batch.sheets[ACTIVITIES]
        where = "" if position is None else f"{frame.sheet.title}, row {frame.rows[position]}: "
        return Failure(
            f"{what}; correct {self._profile.places[ACTIVITY]}, or the schema files beside it, or report this: "
            f"{where}{detail}."
        )


class _InMemory(etree.Resolver):
    """Gives lxml the schema files by name; nothing is fetched."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        super().__init__()
        self._texts = texts

    def resolve(self, system_url: str, public_id: str, context: Any = None) -> Any:  # lxml's signature
        text = self._texts.get(system_url)
        return self.resolve_string(text.encode(), context, base_url=system_url) if text is not None else None


def _source(sources: Mapping[str, tuple[CellText, ...]], path: str | None, message: str) -> CellText | None:
    """The value behind a fault: at the path or below it; where there are more, the one that the message quotes, else
    the first."""
    if path is None:
        return None
    below = [value for at, values in sources.items() if at == path or at.startswith(f"{path}/") for value in values]
    quoted = [value for value in below if f"'{value}'" in message]
    return next(iter([*quoted, *below]), None)

"""The XML profile of a catalog version: the template of an activity, our schema of the PARS subset, and their settings.

Each file of the folder `profile` may be replaced by the organization's own. ACCME publishes the namespaces of its
wrapper and additions only with its own sample, so they are settings (see profile.toml).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from traceback import extract_tb
from typing import Any

from jinja2 import FunctionLoader, Template, TemplateError, TemplateNotFound, TemplateSyntaxError
from lxml import etree
from markupsafe import escape

from generator.catalog import Catalog, CatalogError, load
from generator.catalog.files import Toml, text_of
from generator.exchange import profile_settings as settings
from generator.exchange.profile_settings import SCHEMA_PARTS, Learned
from generator.exchange.sandbox import Sandbox
from generator.exchange.spelling import ROOT, Spelling
from generator.exchange.texts import in_xml

SETTINGS = "profile.toml"
ACTIVITY = "activity.xml.j2"
TYPES = "types.j2"
"""The macros of the schema files."""
FILES = (SETTINGS, ACTIVITY, TYPES, *(f"{part}.xsd.j2" for part in SCHEMA_PARTS))
CONTENT_OUTLINES = ("keyword", "extension", "both")
ACTIVITY_ELEMENT = "MedicalEducationMetrics"
ADDITIONS = "XtensibleInfo"
"""What the standard calls the element that ACCME's additions stand in; MEMS alone goes without."""
PLACEHOLDER = "urn:PLACEHOLDER:"
"""How a namespace begins that has yet to be taken from ACCME's own sample."""
_OF_TEMPLATES = (
    TemplateError, ArithmeticError, AttributeError, LookupError, MemoryError, RecursionError, TypeError, ValueError,
)  # fmt: skip
"""What working out an expression of a template raises."""
_RECORD = "'generator.exchange.activity_record.ActivityRecord object'"
"""What jinja2 calls an activity."""


@dataclass(frozen=True, eq=False)
class Profile:
    """How activities become XML.

    Attributes:
        name: its name, for people.
        confirmed: what it was compared with: the SHA-256 of ACCME's own sample (hexadecimal); True where somebody said
            so by hand, as older profiles do; False before that.
        content_outlines: where content areas go: one of `CONTENT_OUTLINES`.
        plain_texts: whether typographic marks of titles and descriptions are written as plain ones.
        undated_deletion: ISO date that stands for the dates of a record to be deleted whose row has none.
        root: local name of the root element.
        root_attributes: attributes of the root element, by name, with a prefix of `namespaces` where they have one.
        namespaces: prefix in the template to namespace; "root" is that of the root element and may be empty.
        spelling: what of the file is spelled otherwise than the template does.
        learned: the sample that it was learned from; None when it was not.
        hash: SHA-256 over all files of the profile, hexadecimal.
        sources: file name to text.
        places: file name to path, for messages.
    """

    name: str
    confirmed: bool | str
    content_outlines: str
    plain_texts: bool
    undated_deletion: str
    root: str
    root_attributes: Mapping[str, str]
    namespaces: Mapping[str, str]
    spelling: Spelling
    learned: Learned | None
    hash: str
    sources: Mapping[str, str] = field(repr=False)
    places: Mapping[str, str] = field(repr=False)

    @property
    def root_tag(self) -> str:
        """The root element in the notation {namespace}name."""
        namespace = self.namespaces["root"]
        return f"{{{namespace}}}{self.root}" if namespace else self.root

    @property
    def activity_tag(self) -> str:
        return f"{{{self.namespaces['mems']}}}{ACTIVITY_ELEMENT}"

    @property
    def root_attribute_tags(self) -> dict[str, str]:
        """The attributes of the root element in the notation {namespace}name."""
        tags = {}
        for name, text in self.root_attributes.items():
            prefix, _, local = name.rpartition(":")
            tags[f"{{{self.namespaces[prefix]}}}{local}" if prefix else name] = text
        return tags

    @property
    def spaces(self) -> dict[str, str]:
        """Prefix to namespace for paths: those of the template, and those of the file, which go first."""
        declared = self.spelling.declared(self.namespaces)
        return {prefix: space for prefix, space in {**self.namespaces, **declared}.items() if prefix and space}

    @property
    def missing(self) -> tuple[str, ...]:
        """The prefixes whose namespaces are placeholders still."""
        return tuple(prefix for prefix, space in self.namespaces.items() if space.startswith(PLACEHOLDER))

    @property
    def opening(self) -> str:
        """The XML declaration and the root's start tag."""
        declared = self.spelling.declared(self.namespaces)
        spaces = [f'xmlns{":" if p else ""}{p}="{escape(uri)}"' for p, uri in declared.items() if uri]
        attributes = [f'{self._as_spelled(name)}="{in_xml(text)}"' for name, text in self.root_attributes.items()]
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<{" ".join([self._root_name, *spaces, *attributes])}>\n'

    @property
    def closing(self) -> str:
        return f"</{self._root_name}>\n"

    def document(self, activities: bytes) -> bytes:
        """An upload file of some activities."""
        return b"".join((self.opening.encode(), activities, self.closing.encode()))

    def _as_spelled(self, name: str) -> str:
        prefix, colon, local = name.rpartition(":")
        return f"{self.spelling.prefixes.get(prefix, prefix)}{colon}{local}"

    @property
    def _root_name(self) -> str:
        prefix = self.spelling.prefixes.get(ROOT, "")
        return f"{prefix}:{self.root}" if prefix else self.root

    def template(self, name: str, finish: Callable[[Any], Any] = in_xml) -> Template:
        """A file of the profile, compiled: escaping always, and a name that does not exist is an error.

        It is compiled anew at each call, so that what its macros count with `namespace` begins anew, too.

        Args:
            name: of the file.
            finish: what happens to each value before it is written.

        Raises:
            CatalogError: jinja2 cannot read it.
        """
        sandbox = Sandbox(FunctionLoader(self._source), finish)
        try:
            return sandbox.get_template(name)
        except (*_OF_TEMPLATES, SyntaxError) as error:
            raise self._fault(name, error) from error

    def fill(self, template: Template, further: Callable[[], int] = lambda: 0, **words: Any) -> str:
        """What a file gives once it is filled in.

        Args:
            template: of `template`.
            further: how many characters go into it, which is asked only of one that has much to do.
            words: what it is given, by name.

        Raises:
            CatalogError: something in it, or in a file that it takes macros from, cannot be worked out, or it does far
                more than goes into it.
        """
        if isinstance(template.environment, Sandbox):
            template.environment.begin(further)
        try:
            return template.render(words)
        except _OF_TEMPLATES as error:
            raise self._fault(template.name or ACTIVITY, error) from error

    def _source(self, name: str) -> tuple[str, str, Callable[[], bool]] | None:
        """Text and path, so that errors know the path."""
        return (self.sources[name], self.places[name], lambda: True) if name in self.sources else None

    def _fault(self, name: str, error: Exception) -> CatalogError:
        """What to raise when jinja2 cannot use a file of the profile, or one that it takes macros from: with the line
        where it stopped."""
        stops = [
            (frame.filename, frame.lineno)
            for frame in extract_tb(error.__traceback__)
            if frame.filename in self.places.values()
        ]
        if isinstance(error, TemplateSyntaxError):
            stops.append((error.filename or self.places[name], error.lineno))
        path, line = stops[-1] if stops else (self.places[name], None)
        what = _what(error).rstrip(".")
        return CatalogError(f"{path}{f', line {line}' if line else ''}: the XML profile cannot be used: {what}.")


def _what(error: Exception) -> str:
    """What is wrong with a template, in words."""
    match error:
        case RecursionError():
            return "it calls itself without end, or is nested too deeply"
        case MemoryError():
            return "it needs more memory than there is"
        case TemplateNotFound():
            return f"the profile has no file {error.name}"
        case KeyError():
            return f"there is no {error}"
        case SyntaxError():
            return f"it cannot be read: {error.msg}"
    return str(error).replace(_RECORD, "an activity").replace("\n", " ")


def load_profile(catalog: Catalog, *further: str) -> Profile:
    """The XML profile of a catalog, the organization's files before the catalog's; one object for as long as all files
    say the same.

    Args:
        catalog: a version of what PARS accepts.
        further: files of the profile that a version may lack, for another form of the upload file, which does not go by
            the version: then that of the newest one is taken.

    Raises:
        CatalogError: a file is missing or malformed.
    """
    paths = {name: catalog.file(f"profile/{name}") for name in FILES}
    paths |= {name: _of_any_version(catalog, name) for name in further}
    return _profile(tuple((name, path, text_of(path)) for name, path in paths.items()))


@lru_cache(maxsize=8)
def _profile(files: tuple[tuple[str, Path, str], ...]) -> Profile:
    """The profile of some files: name, path and text of each."""
    paths, sources = {name: path for name, path, _ in files}, {name: text for name, _, text in files}
    said = Toml(paths[SETTINGS], sources[SETTINGS]).table().only(
        "name", "confirmed", "content_outlines", "plain_texts", "undated_deletion", "root", "namespaces",
        "prefixes", "order", "forms", "sample",
    )  # fmt: skip
    root = said.toml.table("root").only("element", "attributes")
    outlines = said.text("content_outlines")
    if outlines not in CONTENT_OUTLINES:
        raise said.fault(
            "content_outlines", f"content_outlines must be one of {', '.join(CONTENT_OUTLINES)}, not {outlines!r}."
        )
    namespaces = settings.namespaces(said.toml.table("namespaces"))
    profile = Profile(
        name=said.text("name"),
        confirmed=settings.confirmed(said),
        content_outlines=outlines,
        plain_texts=said.flag("plain_texts"),
        undated_deletion=settings.day(said, "undated_deletion"),
        root=settings.named(root, "element", root.text("element")),
        root_attributes=settings.attributes(said.toml.table("root.attributes"), namespaces)
        if "attributes" in root.data
        else {},
        namespaces=namespaces,
        spelling=settings.spelling(said, namespaces),
        learned=settings.learned(said.toml.table("sample")) if "sample" in said.data else None,
        hash=hashlib.sha256(b"\0".join(f"{name}\0{text}".encode() for name, _, text in files)).hexdigest(),
        sources=sources,
        places={name: str(path) for name, path in paths.items()},
    )
    try:
        etree.fromstring(profile.document(b""))
    except etree.XMLSyntaxError as error:
        raise root.fault("element", f"what [root], [namespaces] and [prefixes] give is no XML: {error}.") from error
    return profile


def _of_any_version(catalog: Catalog, name: str) -> Path:
    try:
        return catalog.file(f"profile/{name}")
    except CatalogError:
        return load(None, catalog.overlay).file(f"profile/{name}")

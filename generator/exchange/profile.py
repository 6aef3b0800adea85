"""The XML profile of a catalog version: the template of an activity, our schema of the PARS subset, and their settings.

Each file of the folder `profile` may be replaced by the organization's own. ACCME publishes the namespaces of its
wrapper and additions only with its own sample, so they are settings (see profile.toml).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from traceback import extract_tb
from typing import Any

from jinja2 import FunctionLoader, StrictUndefined, Template, TemplateError, TemplateRuntimeError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from generator.catalog import Catalog, CatalogError, load
from generator.catalog.files import Table, Toml

SETTINGS = "profile.toml"
ACTIVITY = "activity.xml.j2"
TYPES = "types.j2"
"""The macros of the schema files."""
SCHEMA_PARTS = ("mems", "lom", "hx", "a", "x")
"""The prefixes that have a schema file of their own; the first one declares the activity."""
FILES = (SETTINGS, ACTIVITY, TYPES, *(f"{part}.xsd.j2" for part in SCHEMA_PARTS))
CONTENT_OUTLINES = ("keyword", "extension", "both")
ACTIVITY_ELEMENT = "MedicalEducationMetrics"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_\-]*")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:(?:[A-Za-z0-9\-._~:/?#@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+")
_RESERVED = (
    "http://www.w3.org/XML/1998/namespace",
    "http://www.w3.org/2000/xmlns/",
    "http://www.w3.org/2001/XMLSchema",
)
_OF_TEMPLATES = (TemplateError, ArithmeticError, LookupError, RecursionError, TypeError, ValueError)
"""What working out an expression of a template raises."""
_LINE_BREAKS = {"\t": Markup("&#9;"), "\n": Markup("&#10;"), "\r": Markup("&#13;")}


@dataclass(frozen=True)
class Profile:
    """How activities become XML.

    Attributes:
        name: its name, for people.
        confirmed: whether it was compared with ACCME's own sample.
        content_outlines: where content areas go: one of `CONTENT_OUTLINES`.
        plain_texts: whether typographic marks of titles and descriptions are written as plain ones.
        undated_deletion: ISO date that stands for the dates of a record to be deleted whose row has none.
        root: local name of the root element.
        root_attributes: attributes of the root element.
        namespaces: prefix to namespace; "root" is that of the root element and may be empty.
        hash: SHA-256 over all files of the profile, hexadecimal.
        sources: file name to text.
        places: file name to path, for messages.
    """

    name: str
    confirmed: bool
    content_outlines: str
    plain_texts: bool
    undated_deletion: str
    root: str
    root_attributes: Mapping[str, str]
    namespaces: Mapping[str, str]
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
    def opening(self) -> str:
        """The XML declaration and the root's start tag."""
        spaces = [f'xmlns="{escape(self.namespaces["root"])}"'] if self.namespaces["root"] else []
        spaces += [f'xmlns:{prefix}="{escape(uri)}"' for prefix, uri in self.namespaces.items() if prefix != "root"]
        attributes = [f'{name}="{escape(text)}"' for name, text in self.root_attributes.items()]
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<{" ".join([self.root, *spaces, *attributes])}>\n'

    @property
    def closing(self) -> str:
        return f"</{self.root}>\n"

    def template(self, name: str, finish: Callable[[Any], Any] | None = None) -> Template:
        """A file of the profile, compiled: escaping always, and a name that does not exist is an error.

        Args:
            name: of the file.
            finish: what happens to each value before it is written; None for `in_xml`.

        Raises:
            CatalogError: jinja2 cannot read it.
        """
        environment = _Sandbox(
            autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
            keep_trailing_newline=True,
            finalize=finish or in_xml, loader=FunctionLoader(self._source), auto_reload=False,
        )  # fmt: skip
        try:
            return environment.get_template(name)
        except TemplateError as error:
            raise self._fault(name, error) from error

    def fill(self, template: Template, **words: Any) -> str:
        """What a file gives once it is filled in.

        Raises:
            CatalogError: something in it, or in a file that it takes macros from, cannot be worked out.
        """
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
        return CatalogError(f"{path}{f', line {line}' if line else ''}: the XML profile cannot be used: {error}.")


class _Sandbox(ImmutableSandboxedEnvironment):
    """Keeps an organization's template to plain data; the fields of a record are that, so they need no further look."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, dict):
            try:
                return obj[attribute]
            except KeyError:
                return super().getattr(obj, attribute)
        if attribute in getattr(type(obj), "__dataclass_fields__", ()):
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)


def in_xml(value: Any) -> Markup:
    """A value as XML text that a parser gives back as it was, in an element or an attribute; what a macro made stays.

    Line breaks and tabs are written as character references, since a parser turns a carriage return into a line feed
    and, in attributes, both into a space. Raises TemplateRuntimeError for None, which no template should print.
    """
    if value is None:
        raise TemplateRuntimeError("it prints None")
    if isinstance(value, Markup):
        return value
    return _escaped(value if isinstance(value, str) else str(value))


@lru_cache(maxsize=4096)
def _escaped(value: str) -> Markup:
    text = escape(value)
    for sign, reference in _LINE_BREAKS.items():
        if sign in text:
            text = text.replace(sign, reference)
    return text


def load_profile(catalog: Catalog, *further: str) -> Profile:
    """The XML profile of a catalog, the organization's files before the catalog's.

    Args:
        catalog: a version of what PARS accepts.
        further: files of the profile that a version may lack, for another form of the upload file, which does not go by
            the version: then that of the newest one is taken.

    Raises:
        CatalogError: a file is missing or malformed.
    """
    names = (*FILES, *further)
    paths = {name: catalog.file(f"profile/{name}") for name in FILES}
    paths |= {name: _of_any_version(catalog, name) for name in further}
    sources: dict[str, str] = {}
    for name, path in paths.items():
        try:
            sources[name] = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise CatalogError(f"{path} cannot be read as UTF-8 text: {error}.") from error
    said = Toml(paths[SETTINGS]).table().only(
        "name", "confirmed", "content_outlines", "plain_texts", "undated_deletion", "root", "namespaces",
    )  # fmt: skip
    root = said.toml.table("root").only("element", "attributes")
    outlines = said.text("content_outlines")
    if outlines not in CONTENT_OUTLINES:
        raise said.fault(
            "content_outlines", f"content_outlines must be one of {', '.join(CONTENT_OUTLINES)}, not {outlines!r}."
        )
    return Profile(
        name=said.text("name"),
        confirmed=said.flag("confirmed"),
        content_outlines=outlines,
        plain_texts=said.flag("plain_texts"),
        undated_deletion=_day(said, "undated_deletion"),
        root=_named(root, "element", root.text("element")),
        root_attributes=_texts(said.toml.table("root.attributes")) if "attributes" in root.data else {},
        namespaces=_namespaces(said.toml.table("namespaces")),
        hash=hashlib.sha256(b"\0".join(f"{name}\0{sources[name]}".encode() for name in names)).hexdigest(),
        sources=sources,
        places={name: str(path) for name, path in paths.items()},
    )


def _of_any_version(catalog: Catalog, name: str) -> Path:
    try:
        return catalog.file(f"profile/{name}")
    except CatalogError:
        return load(None, catalog.overlay).file(f"profile/{name}")


def _day(table: Table, key: str) -> str:
    text = table.text(key)
    try:
        day = dt.date.fromisoformat(text)
    except ValueError as error:
        raise table.fault(key, f"{key} must be a day as in 1900-01-01, not {text!r}.") from error
    return day.isoformat()


def _named(table: Table, key: str, name: str) -> str:
    """A name that an element, an attribute or a prefix can have."""
    if not _NAME.fullmatch(name) or name.lower().startswith("xml"):
        raise table.fault(key, f"{name!r} is no name in XML: a letter, then letters, digits, - and _, and not xml.")
    return name


def _texts(table: Table) -> dict[str, str]:
    """Names in XML, each with a text, which may be empty."""
    for name, text in table.data.items():
        _named(table, name, name)
        if not isinstance(text, str) or not text.isprintable():
            raise table.fault(name, f"[{table.name}] may only hold texts in quotes, without line breaks.")
    return dict(table.data)


def _namespaces(table: Table) -> dict[str, str]:
    spaces = _texts(table)
    for prefix in ("root", *SCHEMA_PARTS):
        if prefix not in spaces:
            raise table.fault("", f"[namespaces] must name {prefix} too.")
    for prefix, space in spaces.items():
        if not space and prefix != "root":
            raise table.fault(prefix, f"in [namespaces] only root may be empty, not {prefix}.")
        if space and (not _ADDRESS.fullmatch(space) or space.startswith(_RESERVED)):
            sentence = (
                f"{space!r} cannot be a namespace of {prefix}: an address as in urn:x or https://x, none of XML's own."
            )
            raise table.fault(prefix, sentence)
    for number, prefix in enumerate(SCHEMA_PARTS):
        if spaces[prefix] in [spaces[other] for other in SCHEMA_PARTS[:number]]:
            raise table.fault(prefix, f"in [namespaces] {', '.join(SCHEMA_PARTS)} must differ from each other.")
    return spaces

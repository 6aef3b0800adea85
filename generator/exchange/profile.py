"""The XML profile of a catalog version: the template of an activity, our schema of the PARS subset, and their settings.

Each file of the folder `profile` may be replaced by the organization's own. ACCME publishes the namespaces of its
wrapper and additions only with its own sample, so they are settings (see profile.toml).
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from generator.catalog import Catalog, CatalogError

SETTINGS = "profile.toml"
ACTIVITY = "activity.xml.j2"
SCHEMA_PARTS = ("mems", "lom", "hx", "a", "x")
"""The prefixes that have a schema file of their own; the first one declares the activity."""
FILES = (SETTINGS, ACTIVITY, "types.j2", *(f"{part}.xsd.j2" for part in SCHEMA_PARTS))
CONTENT_OUTLINES = ("keyword", "extension", "both")
ACTIVITY_ELEMENT = "MedicalEducationMetrics"
_LINE_BREAKS = str.maketrans({"\t": "&#9;", "\n": "&#10;", "\r": "&#13;"})


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

    def environment(self, finish: Callable[[Any], Any] | None = None) -> Environment:
        """The jinja2 environment of the profile's files: escaping always, and a name that does not exist is an error.

        Args:
            finish: what happens to each value before it is written; None for `in_xml`.
        """
        return _Sandbox(
            autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
            finalize=finish or in_xml, loader=FunctionLoader(self._source), auto_reload=False,
        )  # fmt: skip

    def _source(self, name: str) -> str | None:
        return self.sources.get(name)

    def fault(self, name: str, error: TemplateError) -> CatalogError:
        """What to raise when jinja2 cannot use a file of the profile."""
        line = f", line {error.lineno}" if isinstance(error, TemplateSyntaxError) else ""
        return CatalogError(f"{self.places[name]}{line}: the XML profile cannot be used: {error}.")


class _Sandbox(ImmutableSandboxedEnvironment):
    """Keeps an organization's template to plain data; the fields of a record are that, so they need no further look."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, dict):
            with suppress(KeyError):
                return obj[attribute]
        if attribute in getattr(type(obj), "__dataclass_fields__", ()):
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)


def in_xml(value: Any) -> Markup:
    """A value as XML text that a parser gives back as it was, in an element or an attribute; what a macro made stays.

    Line breaks and tabs are written as character references, since a parser turns a carriage return into a line feed
    and, in attributes, both into a space. Raises ValueError for None, which no template should print.
    """
    if value is None:
        raise ValueError("a value of the profile's template is None")
    if isinstance(value, Markup):
        return value
    return _escaped(value if isinstance(value, str) else str(value))


@lru_cache(maxsize=4096)
def _escaped(value: str) -> Markup:
    text = escape(value)
    return Markup(text.translate(_LINE_BREAKS)) if "\n" in text or "\r" in text or "\t" in text else text  # noqa: S704  # escaped above


def load_profile(catalog: Catalog) -> Profile:
    """The XML profile of a catalog, the organization's files before the catalog's.

    Raises:
        CatalogError: a file is missing or malformed.
    """
    paths = {name: catalog.file(f"profile/{name}") for name in FILES}
    sources: dict[str, str] = {}
    for name, path in paths.items():
        try:
            sources[name] = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise CatalogError(f"{path} cannot be read as UTF-8 text: {error}.") from error
    where = str(paths[SETTINGS])
    try:
        said = tomllib.loads(sources[SETTINGS])
    except tomllib.TOMLDecodeError as error:
        raise CatalogError(f"{where} cannot be read as TOML: {error}.") from error
    root = _table(said, "root", where)
    digest = hashlib.sha256(b"\0".join(f"{name}\0{sources[name]}".encode() for name in FILES)).hexdigest()
    outlines = _text(said, "content_outlines", where)
    if outlines not in CONTENT_OUTLINES:
        raise CatalogError(f"{where}: content_outlines must be one of {', '.join(CONTENT_OUTLINES)}, not {outlines!r}.")
    for name in ("confirmed", "plain_texts"):
        if not isinstance(said.get(name), bool):
            raise CatalogError(f"{where}: {name} must be true or false.")
    return Profile(
        name=_text(said, "name", where),
        confirmed=said["confirmed"],
        content_outlines=outlines,
        plain_texts=said["plain_texts"],
        undated_deletion=_text(said, "undated_deletion", where),
        root=_text(root, "element", where),
        root_attributes=_texts(root.get("attributes", {}), "root.attributes", where),
        namespaces=_namespaces(said, where),
        hash=digest,
        sources=sources,
        places={name: str(path) for name, path in paths.items()},
    )


def _table(said: Mapping[str, Any], name: str, where: str) -> dict[str, Any]:
    found = said.get(name)
    if not isinstance(found, dict):
        raise CatalogError(f"{where}: the table [{name}] is missing.")
    return found


def _text(said: Mapping[str, Any], name: str, where: str) -> str:
    found = said.get(name)
    if not isinstance(found, str) or not found:
        raise CatalogError(f"{where}: {name} must be a text in quotes.")
    return found


def _texts(found: Any, name: str, where: str) -> dict[str, str]:
    if not isinstance(found, dict) or not all(isinstance(text, str) for text in found.values()):
        raise CatalogError(f"{where}: [{name}] may only hold texts in quotes.")
    return found


def _namespaces(said: Mapping[str, Any], where: str) -> dict[str, str]:
    found = _texts(_table(said, "namespaces", where), "namespaces", where)
    missing = [prefix for prefix in ("root", *SCHEMA_PARTS) if prefix not in found]
    if missing:
        raise CatalogError(f"{where}: [namespaces] must name {', '.join(missing)} too.")
    others = [found[prefix] for prefix in SCHEMA_PARTS]
    if not all(others) or len(set(others)) < len(others):
        raise CatalogError(f"{where}: in [namespaces] only root may be empty, and {', '.join(SCHEMA_PARTS)} must differ from each other.")
    return found

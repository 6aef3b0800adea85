"""What profile.toml may say, read and looked at line by line."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from generator.catalog.files import Table
from generator.exchange.spelling import ROOT, Spelling, answers, is_day

SCHEMA_PARTS = ("mems", "lom", "hx", "a", "x")
"""The prefixes that have a schema file of their own; the first one declares the activity."""
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_\-]*")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:(?:[A-Za-z0-9\-._~:/?#@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+")
_RESERVED = (
    "http://www.w3.org/XML/1998/namespace",
    "http://www.w3.org/2000/xmlns/",
    "http://www.w3.org/2001/XMLSchema",
)
_OF_ATTRIBUTES = "http://www.w3.org/2001/XMLSchema-instance"
"""XML's own namespace that attributes of the root may be in, and nothing else."""
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Learned:
    """What a profile was learned from: the sample's file name, the SHA-256 of its bytes (hexadecimal), the ISO day."""

    name: str
    sha256: str
    day: str


def day(table: Table, key: str) -> str:
    text = table.text(key)
    try:
        day = dt.date.fromisoformat(text)
    except ValueError as error:
        raise table.fault(key, f"{key} must be a day as in 1900-01-01, not {text!r}.") from error
    return day.isoformat()


def named(table: Table, key: str, name: str) -> str:
    """A name that an element, an attribute or a prefix can have."""
    if not _NAME.fullmatch(name) or name.lower().startswith("xml"):
        raise table.fault(key, f"{name!r} is no name in XML: a letter, then letters, digits, - and _, and not xml.")
    return name


def texts(table: Table) -> dict[str, str]:
    """Names in XML, each with a text, which may be empty."""
    for name, text in table.data.items():
        named(table, name, name)
        _printable(table, name, text)
    return dict(table.data)


def _printable(table: Table, name: str, text: object) -> None:
    if not isinstance(text, str) or not text.isprintable():
        raise table.fault(name, f"[{table.name}] may only hold texts in quotes, without line breaks.")


def attributes(table: Table, namespaces: Mapping[str, str]) -> dict[str, str]:
    """The attributes of the root; one with a prefix stands in quotes, as in "xsi:schemaLocation"."""
    for name, text in table.data.items():
        prefix, colon, local = name.rpartition(":")
        named(table, name, local)
        if colon and (prefix == ROOT or not namespaces.get(prefix)):
            raise table.fault(name, f"the prefix of {name} is not among [namespaces].")
        _printable(table, name, text)
    return dict(table.data)


def confirmed(said: Table) -> bool | str:
    value = said.data.get("confirmed")
    if isinstance(value, str) and _DIGEST.fullmatch(value):
        return value
    if not isinstance(value, bool):
        raise said.fault("confirmed", "confirmed must be true or false, or the SHA-256 of the sample in quotes.")
    return value


def learned(table: Table) -> Learned:
    table.only("name", "sha256", "day")
    digest = table.text("sha256")
    if not _DIGEST.fullmatch(digest):
        raise table.fault("sha256", "sha256 must be 64 digits from 0 to 9 and a to f.")
    return Learned(table.text("name"), digest, day(table, "day"))


def spelling(said: Table, namespaces: Mapping[str, str]) -> Spelling:
    def table(name: str) -> Table | None:
        return said.toml.table(name) if name in said.data else None

    prefixes, order, forms = table("prefixes"), table("order"), table("forms")
    for key, prefix in texts(prefixes).items() if prefixes else ():
        if prefixes and key not in namespaces:
            raise prefixes.fault(key, f"{key} is not among [namespaces].")
        if prefixes and prefix:
            named(prefixes, key, prefix)
        if prefixes and prefix and key == ROOT and not namespaces[ROOT]:
            raise prefixes.fault(key, "the root can have a prefix only when it has a namespace.")
    for name, form in texts(forms).items() if forms else ():
        if forms and not is_day(form) and not answers(form):
            raise forms.fault(name, f"{form!r} must say a day, as in YYYY-MM-DD, or two answers, as in Yes/No.")
    return Spelling(
        prefixes=texts(prefixes) if prefixes else {},
        order={named(order, name, name): order.texts(name) for name in order.data} if order else {},
        forms=texts(forms) if forms else {},
    )


def namespaces(table: Table) -> dict[str, str]:
    spaces = texts(table)
    for prefix in ("root", *SCHEMA_PARTS):
        if prefix not in spaces:
            raise table.fault("", f"[namespaces] must name {prefix} too.")
    for prefix, space in spaces.items():
        if not space and prefix != "root":
            raise table.fault(prefix, f"in [namespaces] only root may be empty, not {prefix}.")
        if space == _OF_ATTRIBUTES and prefix not in (ROOT, *SCHEMA_PARTS):
            continue
        if space and (not _ADDRESS.fullmatch(space) or space.startswith(_RESERVED)):
            sentence = (
                f"{space!r} cannot be a namespace of {prefix}: an address as in urn:x or https://x, none of XML's own."
            )
            raise table.fault(prefix, sentence)
    for number, prefix in enumerate(SCHEMA_PARTS):
        if spaces[prefix] in [spaces[other] for other in SCHEMA_PARTS[:number]]:
            raise table.fault(prefix, f"in [namespaces] {', '.join(SCHEMA_PARTS)} must differ from each other.")
    return spaces

"""The settings of a catalog: numbers and patterns, which an organization may change within their bounds."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import Any

from generator.catalog.files import Table, Toml
from generator.catalog.lists import LONGEST_ENTRY
from generator.catalog.texts import tidy

_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting.

    Attributes:
        value: a number or a text.
        source: where it is known from: keys of the catalog's sources, and words after a colon.
        list: the list that a text must be a value of, or None.
        least, most, whole: the bounds of a number, and whether it is whole.
        place: file and line.
    """

    value: str | int | float
    source: str
    list: str | None
    least: float
    most: float
    whole: bool
    place: str


def settings_of(base: Toml, changed: Toml | None) -> dict[str, Setting]:
    """The settings by name, the organization's values over the catalog's.

    Raises:
        CatalogError: a setting that there is not, or a value of another kind or out of bounds.
    """
    settings = {name: _setting(table) for name, table in base.tables("settings").items()}
    if changed and "settings" in changed.data:
        own = changed.table("settings")
        for name, value in own.data.items():
            if name not in settings:
                raise own.fault(name, f"there is no setting {name!r}; known are {', '.join(settings)}.")
            shipped = settings[name]
            settings[name] = replace(
                shipped, value=_checked(own, name, value, shipped), source="your organization", place=own.place(name)
            )
    return settings


def _setting(table: Table) -> Setting:
    name = table.name.rpartition(".")[2]
    table.only("value", "source", "list", "least", "most", "whole")
    if not _NAME.fullmatch(name):
        raise table.fault("", f"{name!r} is no name of a setting: small letters, digits and underscores only.")
    value = table.data.get("value")
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise table.fault("value", f"the setting {name!r} must have a value, a number or a text in quotes.")
    bounds = [table.data[key] for key in ("least", "most") if key in table.data]
    if len(bounds) != (0 if isinstance(value, str) else 2) or not all(map(_is_number, bounds)):
        raise table.fault(
            "least", f"the setting {name!r} must say least and most as numbers when it is a number, and only then."
        )
    listed = table.text_or_none("list")
    if listed is not None and not isinstance(value, str):
        raise table.fault("list", f"the setting {name!r} may name a list only when it is a text.")
    least, most = bounds or (-math.inf, math.inf)
    shipped = Setting(
        value, table.text("source"), listed, least, most, table.flag("whole", default=False), table.place()
    )
    _checked(table, name, value, shipped)
    return shipped


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and not math.isnan(value)


def _checked(table: Table, name: str, value: Any, shipped: Setting) -> str | int | float:
    """A value that a setting may have."""
    text = isinstance(shipped.value, str)
    if isinstance(value, bool) or not isinstance(value, str if text else (int, float)):
        raise table.fault(name, f"the setting {name!r} must be a {'text in quotes' if text else 'number'}.")
    if isinstance(value, str):
        if not value.strip():
            raise table.fault(name, f"the setting {name!r} must not be blank.")
        if value != tidy(value) or not value.isprintable() or len(value) > LONGEST_ENTRY:
            raise table.fault(
                name,
                f"the setting {name!r} must have at most {LONGEST_ENTRY} characters, no blank at its ends, no two in "
                "a row and no sign that cannot be seen.",
            )
        return value
    if (
        not math.isfinite(value)
        or not shipped.least <= value <= shipped.most
        or (shipped.whole and value != int(value))
    ):
        kind = "whole " if shipped.whole else ""
        raise table.fault(
            name,
            f"the setting {name!r} must be a {kind}number from {shipped.least:g} to {shipped.most:g}, not {value}.",
        )
    return value

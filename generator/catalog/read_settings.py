"""The settings of a catalog: numbers and patterns, which an organization may change within their bounds."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

from generator.catalog.files import Table, Toml


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting: its value, a number's bounds and whether it is whole, its source, and file and line."""

    value: str | int | float
    source: str
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
            settings[name] = replace(shipped, value=_checked(own, name, value, shipped), source="your organization", place=own.place(name))
    return settings


def _setting(table: Table) -> Setting:
    name = table.name.rpartition(".")[2]
    table.only("value", "source", "least", "most", "whole")
    value = table.data.get("value")
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise table.fault("value", f"the setting {name!r} must have a value, a number or a text in quotes.")
    least, most = table.data.get("least", -math.inf), table.data.get("most", math.inf)
    if isinstance(value, str) != ("least" not in table.data) or not (_is_number(least) and _is_number(most)):
        raise table.fault("least", f"the setting {name!r} must say least and most as numbers when it is a number, and only then.")
    shipped = Setting(value, table.text("source"), least, most, table.flag("whole", default=False), table.place())
    _checked(table, name, value, shipped)
    return shipped


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _checked(table: Table, name: str, value: Any, shipped: Setting) -> str | int | float:
    """A value that a setting may have."""
    text = isinstance(shipped.value, str)
    if isinstance(value, bool) or not isinstance(value, str if text else (int, float)):
        raise table.fault(name, f"the setting {name!r} must be a {'text in quotes' if text else 'number'}.")
    if isinstance(value, str):
        if not value.strip():
            raise table.fault(name, f"the setting {name!r} must not be blank.")
        if value != value.strip() or not value.isprintable():
            raise table.fault(name, f"the setting {name!r} must have no blank at its ends and no sign that cannot be seen.")
        return value
    if not shipped.least <= value <= shipped.most or (shipped.whole and value != int(value)):
        kind = "whole " if shipped.whole else ""
        raise table.fault(name, f"the setting {name!r} must be a {kind}number from {shipped.least:g} to {shipped.most:g}, not {value}.")
    return value

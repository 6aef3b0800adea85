"""The catalog in print: for people as tables, for programs as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console

from generator.catalog import Catalog, Value, ValueList
from generator.report.layout import Page, Row
from generator.report.receipt_words import counted

_OF_COLUMNS = ("id", "header", "kind", "list", "depends_on", "needed", "help", "source")
"""What programs are told of a column."""
_SURE = {
    "official-old": "official",
    "secondary": "second hand",
    "inferred": "worked out from others",
    "own": "your organization",
}
"""How sure a value is, where the catalog's own word is not plain."""


def versions_json(catalogs: Sequence[Catalog]) -> list[dict[str, Any]]:
    return [
        {"version": c.version, "title": c.title, "template_version": c.template_version, "hash": c.hash}
        for c in catalogs
    ]


def catalog_json(catalog: Catalog, only: str | None = None) -> dict[str, Any]:
    """The whole catalog: every sheet with its columns, every list with its values, settings and sources; or one
    list."""
    lists = {name: _list_json(values) for name, values in catalog.lists.items() if only in (None, name)}
    if only:
        return {"version": catalog.version, "lists": lists}
    return {
        **versions_json([catalog])[0],
        "sheets": {
            sheet.id: {
                "title": sheet.title,
                "help": sheet.help,
                "columns": [
                    {name: getattr(column, name) for name in _OF_COLUMNS} for column in sheet.columns
                ],
            }
            for sheet in catalog.sheets.values()
        },
        "lists": lists,
        "settings": {
            name: {"value": value, "source": catalog.setting_sources[name]} for name, value in catalog.settings.items()
        },
        "sources": {s.key: {"title": s.title, "address": s.address} for s in catalog.sources.values()},
    }  # fmt: skip


def _list_json(values: ValueList) -> dict[str, Any]:
    return {
        "title": values.title,
        "closed": values.closed,
        "by": values.by,
        "values": [
            {
                "value": v.value,
                "status": v.status,
                "unconfirmed": v.unconfirmed,
                "source": v.source,
                "confidence": v.confidence,
                **v.extra,
            }
            for v in values.values
        ],
    }


def show_versions(console: Console, catalogs: Sequence[Catalog]) -> None:
    rows = [Row.of(catalog.version, catalog.title, catalog.template_version) for catalog in catalogs]
    with Page(console) as page:
        page.table(("Version", "Title", "Template"), rows)


def show_catalog(console: Console, catalog: Catalog, only: str | None = None) -> None:
    """Prints each list with what is known of every value and from where, then the settings, then the sources by their
    numbers."""
    sources = _Sources(catalog)
    with Page(console) as page:
        page.line(f"Catalog {catalog.version}: {catalog.title}")
        for name, values in catalog.lists.items():
            if only in (None, name):
                others = "other values are invalid" if values.closed else "other values are accepted and pointed out"
                page.line()
                page.line(f"{values.title} ({name})", style="bold")
                page.line(f"{counted(len(values.values), 'value')}; {others}", 2, style="dim")
                _show_values(page, values, sources)
        if only is None:
            page.line()
            page.line("Settings", style="bold")
            rows = [
                Row.of(name, str(value), sources.numbers(catalog.setting_sources[name]))
                for name, value in catalog.settings.items()
            ]
            page.table(("Name", "Value", "Known from"), rows)
        sources.show(page)


class _Sources:
    """The sources that were told of, by numbers from 1 on."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._told: list[str] = []

    def numbers(self, keys: str) -> str:
        """What stands for the sources of a value; an organization's own words stay as they are."""
        if not all(key in self._catalog.sources for key in keys.split()):
            return keys
        self._told += [key for key in keys.split() if key not in self._told]
        return ", ".join(str(self._told.index(key) + 1) for key in keys.split())

    def show(self, page: Page) -> None:
        if not self._told:
            return
        page.line()
        page.line("Known from", style="bold")
        rows = []
        for number, key in enumerate(self._told, 1):
            source = self._catalog.sources[key]
            rows.append(Row(([str(number)], [source.title, *filter(None, [source.address])]), ("", "")))
        page.rows(rows, [len(str(len(rows)))])


def _show_values(page: Page, values: ValueList, sources: _Sources) -> None:
    owner = values.by
    rows = []
    for value in values.values:
        whose = [value.extra[owner]] if owner else []
        rows.append(Row.of(*whose, value.value, _status(value), _sure(value), sources.numbers(value.source)))
    page.table([*([owner.capitalize()] if owner else []), "Value", "Status", "How sure", "Known from"], rows)


def _status(value: Value) -> str:
    return f"{value.status}, unconfirmed" if value.offered and value.unconfirmed else value.status


def _sure(value: Value) -> str:
    """How sure a value is, in words."""
    kind, _, year = value.confidence.partition(" ")
    words = _SURE.get(kind, kind)
    return f"{words} of {year}" if year else words

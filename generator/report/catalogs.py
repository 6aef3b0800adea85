"""The catalog in print: for people as tables, for programs as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from generator.catalog import Catalog, Value, ValueList
from generator.report.terminal import shown

_OF_COLUMNS = ("id", "header", "kind", "list", "depends_on", "needed", "help", "source")
"""What programs are told of a column."""


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
    table = Table(box=None)
    for header in ("Version", "Title", "Template", "Hash"):
        table.add_column(header)
    for catalog in catalogs:
        table.add_row(*map(shown, (catalog.version, catalog.title, catalog.template_version, catalog.hash[:12])))
    console.print(table)


def show_catalog(console: Console, catalog: Catalog, only: str | None = None) -> None:
    """Prints each list with status, confidence and source of every value, then the settings and the sources."""
    console.print(shown(f"Catalog {catalog.version}, hash {catalog.hash[:12]}"))
    for name, values in catalog.lists.items():
        if only in (None, name):
            kind = "closed: other values are invalid" if values.closed else "open: other values are pointed out"
            console.print()
            console.print(shown((values.title, "bold"), f"  ({name}; {kind})"))
            console.print(_values(values))
    if only is None:
        _settings(console, catalog)


def _values(values: ValueList) -> Table:
    table = Table(box=None, header_style="dim")
    owner = values.by
    for header in ([owner.capitalize()] if owner else []) + ["Value", "Status", "Confidence", "Source"]:
        table.add_column(header, overflow="fold")
    for value in values.values:
        whose = [value.extra[owner]] if owner else []
        table.add_row(*map(shown, (*whose, value.value, _status(value), value.confidence, value.source)))
    return table


def _status(value: Value) -> str:
    return f"{value.status}, unconfirmed" if value.offered and value.unconfirmed else value.status


def _settings(console: Console, catalog: Catalog) -> None:
    table = Table(box=None, header_style="dim", title="Settings", title_justify="left", title_style="bold")
    for header in ("Name", "Value", "Source"):
        table.add_column(header, overflow="fold")
    for name, value in catalog.settings.items():
        table.add_row(*map(shown, (name, value, catalog.setting_sources[name])))
    console.print("", table)
    sources = Table(box=None, header_style="dim", title="Sources", title_justify="left", title_style="bold")
    for header in ("Key", "Title", "Address"):
        sources.add_column(header, overflow="fold")
    for source in catalog.sources.values():
        sources.add_row(*map(shown, (source.key, source.title, source.address)))
    console.print("", sources)

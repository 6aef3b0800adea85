"""What hundreds of tests read or compile alike is made once in a process: an organization's folder laid over a shipped
catalog, the schema and the templates of an XML profile, and the command line itself.

Nothing of it remembers what it was used for, and what says something else is made anew. Programs that tests start, as
`pars` of an installed wheel, know nothing of this.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import typer
import typer.testing
from jinja2 import Template

from generator.catalog import Catalog, load
from generator.exchange import check
from generator.exchange.check import Schema
from generator.exchange.profile import Profile


@dataclass(frozen=True)
class _As:
    """Something that is equal to all that says the same."""

    said: object
    it: Any = field(compare=False)


@contextmanager
def made_once() -> Iterator[None]:
    """Until it is left, what says the same is made once."""
    reading = sys.modules[load.__module__]
    catalog_of, state_of = reading._read, reading._state_of
    template, command = Profile.template, typer.main.get_command

    @lru_cache(maxsize=16)
    def read_of(folders: _As) -> Catalog:
        return catalog_of(*folders.it)

    def read(home: Path, overlay: Path | None, own: Path | None, areas: int | None) -> Catalog:
        folders = home, overlay, own, areas
        try:
            said = tuple((path, path.read_bytes()) for path in sorted(_lists(own))) if own else None
        except OSError:
            said = None
        return catalog_of(*folders) if said is None else read_of(_As((folders, state_of(home), said), folders))

    @lru_cache(maxsize=16)
    def schema_of(catalog: _As, profile: _As) -> Schema:
        return Schema(catalog.it, profile.it)

    @lru_cache(maxsize=64)
    def template_of(profile: _As, name: str, finish: Callable[[Any], Any] | None) -> Template:
        return template(profile.it, name, finish)

    @lru_cache(maxsize=16)
    def command_of(app: _As) -> Any:
        return command(app.it)

    def schema(catalog: Catalog, profile: Profile) -> Schema:
        parts = tuple(map(id, (catalog.lists, catalog.settings, catalog.sheets)))  # `it` keeps them alive
        return schema_of(_As(parts, catalog), _profile(profile))

    def compiled(profile: Profile, name: str, finish: Callable[[Any], Any] | None = None) -> Template:
        return template_of(_profile(profile), name, finish)

    def get_command(app: typer.Typer) -> Any:
        return command_of(_As((id(app), len(app.registered_commands), len(app.registered_groups)), app))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "_read", read)
        patch.setattr(check, "Schema", schema)
        patch.setattr(Profile, "template", compiled)
        patch.setattr(typer.main, "get_command", get_command)
        patch.setattr(typer.testing, "_get_command", get_command)
        yield


def _lists(own: Path) -> Iterator[Path]:
    """The files of an organization's folder that a catalog is read from; those of its profile and of its mappings are
    read by whoever needs them."""
    yield from (path for path in (own / "catalog.toml", *(own / "lists").glob("*")) if path.is_file())


def _profile(profile: Profile) -> _As:
    """Sources and places are no part of what `repr` says."""
    return _As((repr(profile), *profile.sources.items(), *profile.places.items()), profile)

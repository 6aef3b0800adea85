"""Reads a catalog version from its folder and lays an organization's own files over it.

An organization's folder may hold, for the version it was written for or for all:
- `lists/NAME.csv` replaces the list NAME; `lists/NAME.add.csv` adds values to it, or changes those already there;
- `catalog.toml` with `[settings]`, to change single settings, and `[lists]`, to open or close a list;
- `profile/` with files that replace those of the XML profile.
Every fault is a `CatalogError` that names file and line; what refers to something else is looked at by
`generator.catalog.verify`."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from generator.catalog.files import Toml, csv_lines
from generator.catalog.lists import CatalogError, Value, ValueList
from generator.catalog.model import Catalog, Message, Source
from generator.catalog.read_lists import lists_of
from generator.catalog.read_settings import Setting, settings_of
from generator.catalog.read_sheets import programs_of, sheets_of
from generator.catalog.sheets import Column, Sheet
from generator.catalog.verify import verify
from generator.near_names import did_you_mean

HOME = Path(__file__).resolve().parents[2] / "workbook_templates"
"""The folder with one folder per catalog version; in an installed wheel it lies beside the package."""
_WORDS = ("short", "message", "fix", "why", "source")
_PARTS = ("lists", "profile", "import")
"""The folders of files that replace the catalog's or add to them."""
_OWN = (*_PARTS, "mappings", "accme-excel")
"""The folders that an organization's folder may hold; `pars import` and `pars setup` fill the last two."""
_MOST_BYTES = 10_000_000
"""What an organization's own files may take altogether."""
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_TOP = ("version", "title", "template_version", "newest", "settings", "sheets", "programs", "lists")


def versions() -> list[str]:
    """The catalog versions at hand, the lowest number first: 2025.2 before 2025.10."""
    return sorted((path.name for path in HOME.iterdir() if (path / "catalog.toml").is_file()), key=_number)


@cache
def newest() -> str:
    """The version that is taken when none is named: of those whose catalog.toml says so, the highest.

    Raises:
        CatalogError: none says so, or a catalog.toml cannot be read.
    """
    for version in reversed(versions()):
        if Toml(HOME / version / "catalog.toml").table().only(*_TOP).flag("newest", default=False):
            return version
    raise CatalogError(f"No catalog in {HOME} says newest = true in its catalog.toml; say so in the one to be taken.")


def _number(version: str) -> tuple[tuple[int, str], ...]:
    return tuple((int(part) if part.isdecimal() else -1, part) for part in version.split("."))


def load(version: str | None = None, overlay: Path | None = None, areas: int | None = None) -> Catalog:
    """The catalog `version`, with the organization's folder `overlay` laid over it.

    Args:
        version: one of `versions()`; None for the newest.
        overlay: the organization's folder; it may hold a folder of the version's name, or the files themselves.
        areas: how many columns the family that a workbook may widen has (practice areas); None for the catalog's own
            number.

    Raises:
        CatalogError: an unknown version, a folder that holds something and nothing that belongs there, or a file that
            is malformed.
    """
    version = newest() if version is None else version
    home = HOME / version
    if version not in versions():
        meant = did_you_mean(version, [known for known in versions() if known.startswith(version)])
        raise CatalogError(
            f"The catalog version {version!r} is not known here. Known: {', '.join(versions())}. Update PARS Batch, or "
            f"ask who sent the file.{meant}"
        )
    own = _overlay_folder(overlay, version)
    files = [path for path in home.rglob("*") if path.suffix != ".xlsx"]
    return _read(home, overlay, own, areas, (_state_of(files), _said_in(own) if own else ()))


_State = tuple[tuple[tuple[str, int, int], ...], tuple[tuple[str, str], ...]]
"""Name, time of the last change and size of each file of a version; name and hash of each of an organization's, which
may be changed twice within what some drives call the same time."""


def _state_of(files: Iterable[Path]) -> tuple[tuple[str, int, int], ...]:
    found = ((path, path.stat()) for path in sorted(files))
    return tuple((str(path), stat.st_mtime_ns, stat.st_size) for path, stat in found)


def _said_in(own: Path) -> tuple[tuple[str, str], ...]:
    return tuple((str(path.resolve()), _hash_of(path)) for path in sorted(_own_files(own)))


def _hash_of(path: Path) -> str:
    """Of what a file says; empty for what cannot be read, which is told by whoever needs it."""
    with suppress(OSError):
        if path.is_file():
            return hashlib.sha256(path.read_bytes()).hexdigest()
    return ""


def _own_files(own: Path) -> list[Path]:
    """What a catalog, a profile and an import take from an organization's folder; catalog.toml may not be there."""
    return [own / "catalog.toml", *(path for part in _PARTS for path in (own / part).glob("*"))]


@lru_cache(maxsize=8)
def _read(home: Path, overlay: Path | None, own: Path | None, areas: int | None, state: _State) -> Catalog:
    """A version, with or without an organization's folder: read once for as long as all files have the same `state`."""
    version = home.name
    base = Toml(home / "catalog.toml")
    top = base.table().only(*_TOP)
    if top.text("version") != version:
        raise top.fault("version", f"version is {top.text('version')!r}, but the folder is named {version}.")
    top.flag("newest", default=False)
    changed = Toml(own / "catalog.toml") if own and (own / "catalog.toml").is_file() else None
    if changed:
        changed.table().only("settings", "lists")
    settings = settings_of(base, changed)
    sources = _sources(home / "sources.csv")
    lists = lists_of(base, changed, home, own, sources)
    sheets = sheets_of(base, home / "columns.csv", lists, settings, areas)
    catalog = Catalog(
        version=version,
        title=top.text("title"),
        template_version=top.text("template_version"),
        settings={name: setting.value for name, setting in settings.items()},
        setting_sources={name: setting.source for name, setting in settings.items()},
        lists=lists,
        sheets=sheets,
        programs=programs_of(base, sheets),
        messages=_messages(Toml(home / "messages.toml")),
        sources=sources,
        hash=_hash(version, settings, lists, sheets),
        folders=(own, home) if own else (home,),
        overlay=overlay,
    )
    verify(catalog, base, settings)
    return catalog


def _hash(
    version: str,
    settings: Mapping[str, Setting],
    lists: Mapping[str, ValueList],
    sheets: Mapping[str, Sheet],
) -> str:
    """Over settings, lists and columns. How many columns a family that may grow has is the workbook's own."""
    content = {
        "version": version,
        "settings": {name: setting.value for name, setting in sorted(settings.items())},
        "lists": {name: [*map(_said, values.values), values.closed] for name, values in sorted(lists.items())},
        "columns": [_said(column) for sheet in sheets.values() for column in sheet.columns if not column.grows],
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _said(of: Column | Value) -> dict[str, Any]:
    """What the catalog says of a column or of a value, whatever line it stands in."""
    return {name: said for name, said in asdict(of).items() if name != "place"}


def _overlay_folder(overlay: Path | None, version: str) -> Path | None:
    if overlay is None:
        return None
    if not overlay.is_dir():
        raise CatalogError(
            f"The folder with your organization's lists, {overlay}, does not exist. Check --catalog-dir or "
            "PARS_CATALOG_DIR."
        )
    _refuse_unrelated(overlay)
    own = overlay / version if (overlay / version).is_dir() else overlay
    if sum(path.stat().st_size for path in _own_files(own) if path.is_file()) > _MOST_BYTES:
        raise CatalogError(
            f"The files in {own} have more than {_MOST_BYTES:,} bytes altogether, far more than lists and a profile "
            "need; take out what does not belong there."
        )
    return own


def _refuse_unrelated(overlay: Path) -> None:
    """Raises CatalogError when a folder holds something, and nothing that an organization's folder may hold."""
    if _is_organizations(overlay):
        return
    try:
        inside = sorted(path for path in overlay.iterdir() if not path.name.startswith("."))
    except OSError as error:
        raise CatalogError(f"The folder {overlay} cannot be read: {error.strerror}.") from error
    if not inside:
        return
    near = next((path for path in (*inside, overlay.resolve().parent) if _is_organizations(path)), None)
    meant = f"is it {near}?" if near else "check --catalog-dir or PARS_CATALOG_DIR."
    raise CatalogError(
        f"The folder with your organization's lists, {overlay}, holds none of catalog.toml, "
        f"{', '.join(f'{part}/' for part in _OWN)}; {meant}"
    )


def _is_organizations(folder: Path) -> bool:
    """Whether a folder holds something that an organization's folder may hold, for all versions or for one."""
    with suppress(OSError):
        return (folder / "catalog.toml").is_file() or any((folder / part).is_dir() for part in (*_OWN, *versions()))
    return False


def _messages(toml: Toml) -> dict[str, Message]:
    messages = {}
    for code, table in toml.tables("").items():
        words = table.only(*_WORDS)
        messages[code] = Message(
            **{key: words.text(key) for key in _WORDS}, places={key: words.place(key) for key in ("", *_WORDS)}
        )
    return messages


def _sources(path: Path) -> dict[str, Source]:
    sources: dict[str, Source] = {}
    for line in csv_lines(path, ("key", "title", "address"), ("key", "title", "address")):
        key, title, address = line.fields["key"], line.fields["title"], line.fields["address"]
        if key in sources:
            raise line.fault(f"another source has the key {key!r}.")
        if not _KEY.fullmatch(key) or not title:
            raise line.fault("a source needs a title, and a key of letters and digits.")
        sources[key] = Source(key, title, address)
    return sources

"""Reads a catalog version from its folder and lays an organization's own files over it.

An organization's folder may hold, for the version it was written for or for all:
- `lists/NAME.csv` replaces the list NAME; `lists/NAME.add.csv` adds values to it, or changes those already there;
- `catalog.toml` with `[settings]`, to change single settings, and `[lists]`, to open or close a list;
- `profile/` with files that replace those of the XML profile.
Every fault is a `CatalogError` that names file and line.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from generator.catalog.model import (
    KINDS,
    STATUSES,
    Catalog,
    CatalogError,
    Column,
    Message,
    Sheet,
    Source,
    Value,
    ValueList,
    fold,
    tidy,
)

HOME = Path(__file__).resolve().parents[2] / "workbook_templates"
"""The folder with one folder per catalog version; in an installed wheel it lies beside the package."""
NEWEST = "2025.1"
_BASE_FIELDS = ("value", "status", "source", "confidence")
_WILD = set("*?~|")
_WHOLE = re.compile(r"[0-9]{0,6}")
_BOUNDS: Mapping[str, tuple[float, float]] = {
    "credit_step": (0.01, 100), "points_step": (0.01, 100), "mips_low_credits": (0, 1_000), "description_limit": (1, 32_767),
    "earliest_year": (1900, 9999), "latest_year": (1900, 9999),
}  # fmt: skip
"""What the settings that are numbers may be set to. Limits and years are whole."""
_CONFIDENCES = ("official", "secondary", "inferred", "own")


def versions() -> list[str]:
    """The catalog versions at hand, oldest first."""
    return sorted(p.name for p in HOME.iterdir() if (p / "catalog.toml").is_file())


def load(version: str = NEWEST, overlay: Path | None = None, areas: int | None = None) -> Catalog:
    """The catalog `version`, with the organization's folder `overlay` laid over it.

    Args:
        version: one of `versions()`.
        overlay: the organization's folder; it may hold a folder of the version's name, or the files themselves.
        areas: how many practice areas a row of the MOC sheet takes; None for the catalog's own number.

    Raises:
        CatalogError: an unknown version, or a file that is malformed.
    """
    home = HOME / version
    if version not in versions():
        known = ", ".join(versions())
        raise CatalogError(f"The catalog version {version!r} is not known here. Known: {known}. Update PARS Batch, or ask who sent the file.")
    own = _overlay_folder(overlay, version)
    base = _toml(home / "catalog.toml")
    extra = _toml(own / "catalog.toml") if own and (own / "catalog.toml").is_file() else {}
    settings, setting_sources = _settings(base, extra, own)
    lists: dict[str, ValueList] = {}
    for name, about in base["lists"].items():
        lists[name] = _list(name, about, home, own, extra, lists.get("boards"))
    if own:
        _refuse_unknown_lists(own, lists)
    _check_boards(lists)
    lists = {name: _of_offered_boards(found, lists["boards"]) for name, found in lists.items()}
    sheets = _sheets(base, home / "columns.csv", lists, areas)
    messages = _messages(home / "messages.toml")
    sources = {row["key"]: Source(**row) for _, row in _rows(home / "sources.csv", ("key", "title", "address"))}
    said = {
        "version": version,
        "settings": dict(sorted(settings.items())),
        "lists": {name: [asdict(v) for v in found.values] + [found.closed] for name, found in sorted(lists.items())},
        "columns": [asdict(c) for sheet in sheets.values() for c in sheet.columns if c.family != "practice_area"],
    }
    digest = hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    return Catalog(
        version=version,
        title=base["title"],
        template_version=base["template_version"],
        settings=settings,
        setting_sources=setting_sources,
        lists=lists,
        sheets=sheets,
        messages=messages,
        sources=sources,
        hash=digest,
        folders=(own, home) if own else (home,),
        overlay=overlay,
    )


def _overlay_folder(overlay: Path | None, version: str) -> Path | None:
    if overlay is None:
        return None
    if not overlay.is_dir():
        raise CatalogError(f"The folder with your organization's lists, {overlay}, does not exist. Check --catalog-dir or PARS_CATALOG_DIR.")
    return overlay / version if (overlay / version).is_dir() else overlay


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogError(f"{path} cannot be read as TOML: {error}.") from error


def _rows(path: Path, fields: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
    """The rows of a CSV file as (line, fields); each line has all fields of the header, and the header at least `fields`."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CatalogError(f"{path} is not UTF-8 text; in Excel save it as 'CSV UTF-8'.") from error
    except OSError as error:
        raise CatalogError(f"{path} cannot be read: {error.strerror}.") from error
    reader = csv.DictReader(text.splitlines(keepends=True), strict=True)
    found: list[tuple[int, dict[str, str]]] = []
    try:
        for name in fields:
            if name not in (reader.fieldnames or ()):
                raise CatalogError(f"{path}, line 1: the column {name!r} is missing; the first line must name {', '.join(fields)}.")
        for row in reader:
            if None in row or None in row.values():
                raise CatalogError(f"{path}, line {reader.line_num}: expected {len(reader.fieldnames or ())} fields; put texts with commas in double quotes.")
            found.append((reader.line_num, {k: v.strip() for k, v in row.items()}))
    except csv.Error as error:
        raise CatalogError(f"{path}, line {reader.line_num}: {error}.") from error
    return found


def _fields(path: Path) -> tuple[str, ...]:
    with path.open(encoding="utf-8", newline="") as lines:
        return tuple(next(csv.reader(lines)))


def _settings(base: Mapping[str, Any], extra: Mapping[str, Any], own: Path | None) -> tuple[dict[str, str | int | float], dict[str, str]]:
    values = {name: entry["value"] for name, entry in base["settings"].items()}
    sources = {name: entry["source"] for name, entry in base["settings"].items()}
    for name, value in extra.get("settings", {}).items():
        where = f"{own}{'/' if own else ''}catalog.toml"
        if name not in values:
            raise CatalogError(f"{where}: there is no setting {name!r}; known are {', '.join(values)}.")
        text = isinstance(values[name], str)
        if isinstance(value, bool) or not isinstance(value, str if text else (int, float)):
            raise CatalogError(f"{where}: the setting {name!r} must be a {'text in quotes' if text else 'number'}.")
        if isinstance(value, (int, float)):
            low, high = _BOUNDS[name]
            whole = isinstance(values[name], int) and low >= 1
            if not low <= value <= high or (whole and value != int(value)):
                raise CatalogError(f"{where}: the setting {name!r} must be a {'whole ' if whole else ''}number from {low:g} to {high:g}, not {value}.")
        elif not value.strip():
            raise CatalogError(f"{where}: the setting {name!r} must not be blank.")
        values[name], sources[name] = value, "your organization"
    if values["earliest_year"] > values["latest_year"]:
        raise CatalogError(f"{own}/catalog.toml: the setting 'earliest_year' must not be after 'latest_year'.")
    return values, sources


def _list(name: str, about: Mapping[str, Any], home: Path, own: Path | None, extra: Mapping[str, Any], boards: ValueList | None) -> ValueList:
    """One list; `boards` is the list of boards, which stands first, for those that belong to boards."""
    path = home / "lists" / f"{name}.csv"
    by = about.get("by")
    fields = (*_BASE_FIELDS, *([by] if by else []))
    shipped = _fields(path)
    replaced = bool(own and (own / "lists" / path.name).is_file())
    if own and replaced:
        path = own / "lists" / path.name
    owners = {fold(b.value) for b in boards.values} if boards else set()
    whole = about.get("whole", ())
    values = _values(path, fields, shipped, owners, whole)
    added = own / "lists" / f"{name}.add.csv" if own else None
    if added and added.is_file():
        merged = {(fold(v.extra.get(by, "")) if by else "", fold(v.value)): v for v in values}
        for value in _values(added, fields, shipped, owners, whole):
            merged[fold(value.extra.get(by, "")) if by else "", fold(value.value)] = value
        values = list(merged.values())
    changes = extra.get("lists", {}).get(name, {})
    closed = changes.get("closed", about["closed"])
    if not isinstance(closed, bool) or set(changes) - {"closed"}:
        raise CatalogError(f"{own}/catalog.toml: [lists] {name} may only say closed = true or closed = false.")
    return ValueList(
        name, about["title"], closed, by, tuple(values),
        tuple(about.get("names", ())), about.get("label"), about.get("every"), about.get("suggests", True),
    )  # fmt: skip


def _values(path: Path, fields: tuple[str, ...], shipped: tuple[str, ...], owners: set[str], whole: Sequence[str]) -> list[Value]:
    found: list[Value] = []
    seen: dict[tuple[str, str], int] = {}
    by = fields[len(_BASE_FIELDS)] if len(fields) > len(_BASE_FIELDS) else None
    for line, row in _rows(path, fields):
        where = f"{path}, line {line}"
        unknown = set(row) - set(shipped)
        if unknown:
            raise CatalogError(f"{path}, line 1: the column {sorted(unknown)[0]!r} is not one of {', '.join(shipped)}.")
        text = _value(where, row["value"])
        if row["status"] not in STATUSES:
            raise CatalogError(f"{where}: the status {row['status']!r} is not one of {', '.join(STATUSES)}.")
        if row["confidence"].split(" ")[0] not in (*_CONFIDENCES, "official-old"):
            raise CatalogError(f"{where}: the confidence {row['confidence']!r} is not one of {', '.join(_CONFIDENCES)}.")
        if by and fold(row[by]) not in owners:
            raise CatalogError(f"{where}: {text!r} names the {by} {row[by]!r}, which the list {by}s does not have.")
        for name in whole:
            if not _WHOLE.fullmatch(row.get(name, "")):
                raise CatalogError(f"{where}: {name} of {text!r} must be a whole number or blank, not {row[name]!r}.")
        key = (fold(row[by]) if by else "", fold(text))
        if row["status"] == "offered":
            if key in seen:
                raise CatalogError(f"{where}: {text!r} stands in line {seen[key]} already.")
            seen[key] = line
        found.append(Value(text, row["status"], row["source"], row["confidence"], {n: row.get(n, "") for n in shipped if n not in _BASE_FIELDS}))
    return found


def _value(where: str, text: str) -> str:
    """The value itself, when a drop-down and the formulas that look it up can hold it."""
    if not text:
        raise CatalogError(f"{where}: the value is blank.")
    wild = _WILD & set(text)
    if wild:
        raise CatalogError(f"{where}: {text!r} holds {sorted(wild)[0]!r}, which Excel reads as a wild card; write it otherwise.")
    if not text.replace("\u00a0", " ").isprintable():
        raise CatalogError(f"{where}: {text!r} holds a sign that cannot be seen, such as a tab or a line break; write it without.")
    if text != tidy(text):
        raise CatalogError(f"{where}: {text!r} holds two blanks in a row or a no-break space, which cells do not keep; write one blank.")
    if len(text) > 200:
        raise CatalogError(f"{where}: the value is longer than 200 characters, more than a drop-down can show.")
    return text


def _refuse_unknown_lists(own: Path, lists: Mapping[str, ValueList]) -> None:
    for path in sorted((own / "lists").glob("*.csv")):
        name = path.name.removesuffix(".csv").removesuffix(".add")
        if name not in lists:
            raise CatalogError(f"{path}: there is no list {name!r}; known are {', '.join(lists)}.")


def _of_offered_boards(found: ValueList, boards: ValueList) -> ValueList:
    """A list that belongs to boards, the values of a board that is not offered waiting as announced."""
    if found.by is None:
        return found
    by = found.by
    values = tuple(replace(v, status="announced") if v.offered and boards.find(v.extra[by]) is None else v for v in found.values)
    return replace(found, values=values)


def _check_boards(lists: Mapping[str, ValueList]) -> None:
    boards = lists["boards"]
    for board in boards.offered():
        for name in ("credit_types", "practice_areas"):
            if not lists[name].offered(board.value):
                raise CatalogError(f"The board {board.value} is offered, but the list {name} has no value for it; add lists/{name}.add.csv.")


def _sheets(base: Mapping[str, Any], path: Path, lists: Mapping[str, ValueList], areas: int | None) -> dict[str, Sheet]:
    columns: dict[str, list[Column]] = {sheet: [] for sheet in base["sheets"]}
    for line, row in _rows(path, ("sheet", "id", "header", "kind", "list", "help")):
        if row["sheet"] not in columns or row["kind"] not in KINDS or (row["list"] and row["list"] not in lists):
            raise CatalogError(f"{path}, line {line}: the sheet, kind or list is not known.")
        repeat = int(row["repeat"] or 0)
        if areas is not None and row["id"] == "practice_area_{n}":
            repeat = areas
        column = Column(
            sheet=row["sheet"], id=row["id"], header=row["header"], kind=row["kind"], list=row["list"] or None,
            depends_on=row["depends_on"] or None, needed=row["needed"] == "yes", stands_for=row["stands_for"], sent=row["sent"] == "yes",
            group=row["group"], width=int(row["width"]), source=row["source"], help=row["help"],
        )  # fmt: skip
        columns[row["sheet"]] += (
            [replace(column, id=column.id.format(n=n), header=column.header.format(n=n), needed=column.needed and n == 1) for n in range(1, repeat + 1)]
            if repeat
            else [column]
        )
    return {name: Sheet(name, about["title"], about["prefix"], about["help"], tuple(columns[name])) for name, about in base["sheets"].items()}


def _messages(path: Path) -> dict[str, Message]:
    found: dict[str, Message] = {}
    for code, words in _toml(path).items():
        try:
            found[code] = Message(**words)
        except TypeError as error:
            raise CatalogError(f"{path}: the entry {code!r} must have short, message, fix, why and source, and nothing else.") from error
    return found

"""Reads the lists of a catalog, and an organization's values over them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from generator.catalog.files import Line, Table, Toml, csv_fields, csv_lines
from generator.catalog.lists import ANNOUNCED, LONGEST_ENTRY, OWN, STATUSES, WILD, CatalogError, Value, ValueList
from generator.catalog.texts import fold, tidy

_BASE_FIELDS = ("value", "status", "source", "confidence")
_MEANS, _FILE_VALUE = "means", "file_value"
"""Fields that any list may have."""
_UNCONFIRMED = "unconfirmed"
"""What a template says of each value, under a name such as a field of the list has."""
_WHOLE = re.compile(r"[0-9]{0,6}")
_Values = dict[tuple[str, str], Value]
"""Values by owner and text."""
_CONFIDENCES = ("official", "official-old YEAR", "secondary", "inferred", OWN)
_CONFIDENCE = re.compile(r"official|official-old [12][0-9]{3}|secondary|inferred|own")
_NAME = re.compile(r"[a-z][a-z_]*")
_KEYS = (
    "title", "closed", "owns", "by", "names", "label", "every", "suggests", "needed", "identifiers", "promised",
    "whole", "flags", "further",
)  # fmt: skip


@dataclass(frozen=True)
class _Fields:
    """What the file of a list may hold: all its fields, and those that are names, whole numbers, or yes or blank.

    `sources`: the keys that its sources must be; None for an organization's file, which may name any source.
    """

    shipped: tuple[str, ...]
    by: str | None
    names: tuple[str, ...]
    whole: tuple[str, ...]
    flags: tuple[str, ...]
    sources: Collection[str] | None

    @property
    def needed(self) -> tuple[str, ...]:
        return (*_BASE_FIELDS, *([self.by] if self.by else []))


def lists_of(
    base: Toml, changed: Toml | None, home: Path, own: Path | None, sources: Collection[str]
) -> dict[str, ValueList]:
    """The lists by name.

    Args:
        base: catalog.toml of the version.
        changed: catalog.toml of the organization, or None.
        home: the folder of the version.
        own: the folder of the organization, or None.
        sources: the keys of sources.csv.

    Raises:
        CatalogError: a list or a line of it that cannot be used.
    """
    tables = base.tables("lists")
    for name, table in tables.items():
        table.only(*_KEYS)
        if not _NAME.fullmatch(name) or name in base.tables("sheets"):
            raise table.fault(
                "", f"{name!r} is no name of a list: small letters and underscores only, and no id of a sheet."
            )
    owners = [name for name, table in tables.items() if "owns" in table.data]
    if len(owners) != 1:
        raise CatalogError(f"{base.path}: exactly one list may say owns, the list of boards; {len(owners)} say so.")
    closed = _closed(changed, tables)
    boards = _list(owners[0], tables[owners[0]], home, own, closed, None, sources)
    lists = {
        name: boards if name == boards.name else _list(name, table, home, own, closed, boards, sources)
        for name, table in tables.items()
    }
    if own:
        _refuse_unknown(own, lists)
    return lists


def _closed(changed: Toml | None, tables: Collection[str]) -> dict[str, bool]:
    """What the organization says of whether lists are complete."""
    if changed is None or "lists" not in changed.data:
        return {}
    closed = {}
    for name, table in changed.tables("lists").items():
        if name not in tables:
            raise table.fault("", f"there is no list {name!r}; known are {', '.join(tables)}.")
        if set(table.data) != {"closed"} or not isinstance(table.data["closed"], bool):
            raise table.fault("", f"[lists] {name} may only say closed = true or closed = false.")
        closed[name] = table.flag("closed")
    return closed


def _list(
    name: str,
    table: Table,
    home: Path,
    own: Path | None,
    closed: Mapping[str, bool],
    boards: ValueList | None,
    sources: Collection[str],
) -> ValueList:
    """One list; `boards` is the list of boards, None for that list itself."""
    by = table.text_or_none("by")
    if by is not None and (boards is None or by != boards.owns):
        owns = boards.owns if boards else None
        raise table.fault(
            "by", f"by of the list {name} must be what the list of boards says that it owns ({owns or 'nothing'})."
        )
    path = home / "lists" / f"{name}.csv"
    label = table.text_or_none("label")
    kinds = {key: table.texts(key) for key in ("names", "whole", "flags", "further")}
    shipped = _declared(path, table, {**kinds, "label": (label,) if label else (), "by": (by,) if by else ()})
    fields = _Fields(shipped, by, kinds["names"], kinds["whole"], kinds["flags"], sources)
    replacing = own / "lists" / path.name if own else path
    own_fields = replace(fields, sources=None)
    shipped_values = _values(path, fields, boards)
    replaced = own is not None and replacing.is_file()
    values = _values(replacing, own_fields, boards) if replaced else dict(shipped_values)
    adding = own / "lists" / f"{name}.add.csv" if own else None
    if adding and adding.is_file():
        values |= _values(adding, own_fields, boards)
    values = {key: _meaning_the_same(value, shipped_values.get(key)) for key, value in values.items()}
    _tell_apart(values, fields.names)
    values = _written_the_same(values, shipped_values)
    _written_apart(values)
    return ValueList(
        name=name,
        title=table.text("title"),
        closed=closed.get(name, table.flag("closed")),
        owns=table.text_or_none("owns"),
        by=by,
        values=tuple(_waiting(value, by, boards) for value in values.values()),
        names=fields.names,
        label=label,
        every=table.text_or_none("every"),
        suggests=table.flag("suggests", default=True),
        needed=table.flag("needed", default=False),
        identifiers=table.flag("identifiers", default=False),
        promised=table.text_or_none("promised"),
        fields=tuple(field for field in shipped if field not in _BASE_FIELDS),
        whole=fields.whole,
        flags=fields.flags,
        place=table.place(),
    )


def _meaning_the_same(value: Value, shipped: Value | None) -> Value:
    """An organization need not repeat what rules know a value as."""
    return replace(value, means=shipped.means) if shipped and not value.means else value


def _written_the_same(values: _Values, shipped: _Values) -> _Values:
    """The values, each that has a meaning written into the upload file as the shipped one with that meaning is: PARS
    knows no other text. Where every shipped value has a meaning, there is no further value."""
    written = {value.means: value.file_value for value in shipped.values() if value.offered and value.means}
    whole = all(value.means for value in shipped.values() if value.offered)
    same: _Values = {}
    for key, value in values.items():
        if value.offered and whole and written and value.means not in written:
            raise value.fault(
                f"{value.value!r} is no value that PARS knows; its field means must be one of {', '.join(written)}."
            )
        text, given = written.get(value.means), value.extra.get(_FILE_VALUE)
        if text and given and given != text:
            raise value.fault(
                f"{_FILE_VALUE} of {value.value!r} must be {text!r}, which PARS takes for {value.means!r}."
            )
        otherwise = text is not None and text != value.file_value
        same[key] = replace(value, extra={**value.extra, _FILE_VALUE: text or ""}) if otherwise else value
    return same


def _declared(path: Path, table: Table, declared: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The fields of a list's file, each of which the catalog declares."""
    shipped = csv_fields(path)
    for key, fields in declared.items():
        for field in fields:
            if not _NAME.fullmatch(field) or field in (*_BASE_FIELDS, _MEANS, _FILE_VALUE, _UNCONFIRMED):
                raise table.fault(
                    key,
                    f"{key} names {field!r}, which is no name for a field of its own: small letters and underscores "
                    "only.",
                )
            if field not in shipped:
                raise table.fault(key, f"{key} names {field!r}, but {path.name} has no such field.")
    known = [*_BASE_FIELDS, _MEANS, _FILE_VALUE, *(field for fields in declared.values() for field in fields)]
    for field in shipped:
        if field not in known:
            raise CatalogError(
                f"{path}, line 1: the column {field!r} is not one of {', '.join(dict.fromkeys(known))}; correct it, "
                f"or name it in further ({table.place()})."
            )
    return shipped


def _key(value: Value, by: str | None) -> tuple[str, str]:
    return fold(value.extra[by]) if by else "", fold(value.value)


def _waiting(value: Value, by: str | None, boards: ValueList | None) -> Value:
    """A value of a board that is not offered waits as announced."""
    if by is None or boards is None or not value.offered or boards.find(value.extra[by]):
        return value
    return replace(value, status=ANNOUNCED)


def _values(path: Path, fields: _Fields, boards: ValueList | None) -> dict[tuple[str, str], Value]:
    """The values of a file by owner and text."""
    owners = {fold(board.value) for board in boards.values} if boards else set()
    values: dict[tuple[str, str], Value] = {}
    for line in csv_lines(path, fields.needed, fields.shipped):
        value = _value(line, fields, owners, boards.name if boards else "")
        key = _key(value, fields.by)
        if key in values and values[key].offered and value.offered:
            raise line.fault(f"{value.value!r} stands in line {values[key].place.rpartition(' ')[2]} already.")
        if key not in values or not values[key].offered:
            values[key] = value
    return values


def _tell_apart(values: Mapping[tuple[str, str], Value], names: tuple[str, ...]) -> None:
    """Refuses an offered value that means, or is called, what another does."""
    offered = {key: value for key, value in values.items() if value.offered}
    texts = {fold(value.value): value.value for value in offered.values()}
    means: set[str] = set()
    for value in offered.values():
        if value.means and value.means in means:
            raise value.fault(f"another value means {value.means!r} already.")
        means.add(value.means)
        for name in (name for field in names for name in value.extra[field].split(";") if tidy(name)):
            if texts.setdefault(fold(name), value.value) != value.value:
                other = texts[fold(name)]
                raise value.fault(
                    f"{tidy(name)!r} is a name of {other!r} already, so nobody could tell which it means."
                )


def _written_apart(values: _Values) -> None:
    """Refuses an offered value that stands in the upload file as another of its owner does."""
    written: dict[tuple[str, str], str] = {}
    for (owner, _), value in values.items():
        other = written.setdefault((owner, value.file_value), value.value) if value.offered else value.value
        if other != value.value:
            raise value.fault(
                f"{value.file_value!r} stands for {other!r} in the upload file already; {value.value!r} needs another "
                f"{_FILE_VALUE}."
            )


def _value(line: Line, fields: _Fields, owners: Collection[str], boards: str) -> Value:
    texts = line.fields
    text = _usable(line, texts["value"])
    if texts["status"] not in STATUSES:
        raise line.fault(f"the status {texts['status']!r} is not one of {', '.join(STATUSES)}.")
    if not _CONFIDENCE.fullmatch(texts["confidence"]):
        raise line.fault(f"the confidence {texts['confidence']!r} is not one of {', '.join(_CONFIDENCES)}.")
    if not texts["source"]:
        raise line.fault("the source is blank; say where the value is from.")
    for key in texts["source"].split():
        if fields.sources is not None and key not in fields.sources:
            raise line.fault(f"the source {key!r} is not a key of sources.csv.")
    if fields.by and fold(texts[fields.by]) not in owners:
        raise line.fault(f"{text!r} names the {fields.by} {texts[fields.by]!r}, which the list {boards} does not have.")
    _look_at_fields(line, text, fields)
    extra = {field: texts.get(field, "") for field in fields.shipped if field not in (*_BASE_FIELDS, _MEANS)}
    return Value(text, texts["status"], texts["source"], texts["confidence"], texts.get(_MEANS, ""), extra, line.place)


def _look_at_fields(line: Line, text: str, fields: _Fields) -> None:
    texts = line.fields
    for field in fields.whole:
        if not _WHOLE.fullmatch(texts.get(field, "")):
            raise line.fault(f"{field} of {text!r} must be a whole number or blank, not {texts[field]!r}.")
    for field in fields.flags:
        if texts.get(field, "") not in {"", "yes"}:
            raise line.fault(f"{field} of {text!r} must be yes or blank, not {texts[field]!r}.")
    for field in fields.names:
        if wild := WILD & set(texts.get(field, "")):
            raise line.fault(
                f"{field} of {text!r} holds {min(wild)!r}, which Excel reads as a wild card; write it otherwise."
            )
    for field, said in texts.items():
        if len(said) > LONGEST_ENTRY:
            raise line.fault(
                f"{field} of {text!r} is longer than {LONGEST_ENTRY} characters, more than formulas can look up."
            )


def _usable(line: Line, text: str) -> str:
    """The value itself, when a drop-down and the formulas that look it up can hold it."""
    if not text:
        raise line.fault("the value is blank.")
    wild = WILD & set(text)
    if wild:
        raise line.fault(f"{text!r} holds {min(wild)!r}, which Excel reads as a wild card; write it otherwise.")
    if text != tidy(text):
        raise line.fault(
            f"{text!r} holds two blanks in a row or a no-break space, which cells do not keep; write one blank."
        )
    if len(text) > LONGEST_ENTRY:
        raise line.fault(f"the value is longer than {LONGEST_ENTRY} characters, more than a drop-down can show.")
    return text


def _refuse_unknown(own: Path, lists: Collection[str]) -> None:
    for path in sorted((own / "lists").glob("*.csv")):
        if not path.is_file():
            raise CatalogError(f"{path} is no file, though it is named like a list; take it out.")
        name = path.name.removesuffix(".csv").removesuffix(".add")
        if name not in lists:
            raise CatalogError(f"{path}: there is no list {name!r}; known are {', '.join(lists)}.")

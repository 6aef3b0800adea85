"""What changed from one catalog to another, line by line, and how much it matters.

Substantive is what another check, upload file or drop-down comes of; wording, what is only called otherwise and is read
under its old name still; cosmetic, what no row of a workbook can notice. Each line of a list that changed is one
`Change`, as heavy as the heaviest of its differences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from generator.catalog.lists import ANNOUNCED, OFFERED, Value, ValueList
from generator.catalog.model import Catalog
from generator.catalog.sheets import Column, Form
from generator.catalog.texts import fold, tidy


class Weight(StrEnum):
    """How much a change matters, the heaviest first."""

    SUBSTANTIVE = "substantive"
    WORDING = "wording"
    COSMETIC = "cosmetic"


class Part(StrEnum):
    """What of a catalog changed."""

    VALUE = "value"
    LIST = "list"
    SETTING = "setting"
    SHEET = "sheet"
    COLUMN = "column"
    PROGRAM = "program"
    MESSAGE = "message"
    SOURCE = "source"
    PROFILE = "profile"


class Kind(StrEnum):
    """What became of it: for values also what their status or their names say, for all else the last three."""

    OFFERED = "offered"
    ANNOUNCED = "announced"
    NOTED = "noted"
    WITHDRAWN = "withdrawn"
    RETIRED = "retired"
    MOVED = "moved"
    RENAMED = "renamed"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of something that changed, as it was and as it is; "" where it says nothing."""

    field: str
    old: str
    new: str
    weight: Weight


@dataclass(frozen=True, slots=True)
class Change:
    """Something that one catalog says otherwise than the other.

    Attributes:
        part, kind, weight: see there.
        within: the list of a value, the sheet of a column; "" for the others.
        old, new: what it is called in each; None where it is not there.
        owner: whose value it was, or is where it is new (the board code); "" for a list that belongs to none.
        differences: the fields that differ; none for what is new or gone.
    """

    part: Part
    kind: Kind
    weight: Weight
    within: str
    old: str | None
    new: str | None
    owner: str = ""
    differences: tuple[Difference, ...] = ()


_STATUS, _NAMES = "status", "names"
_EVIDENCE = frozenset({"source", "confidence"})
_OF_LISTS = {
    "title": Weight.COSMETIC, "label": Weight.COSMETIC, "closed": Weight.SUBSTANTIVE, "by": Weight.SUBSTANTIVE,
    "every": Weight.SUBSTANTIVE, "suggests": Weight.SUBSTANTIVE, "needed": Weight.SUBSTANTIVE,
    "identifiers": Weight.SUBSTANTIVE, "promised": Weight.SUBSTANTIVE,
}  # fmt: skip
"""What of a list's own entry counts; what its file holds shows in its values."""
_NOT_OF_COLUMNS = frozenset({"sheet", "id", "place", "grows"})
_LIGHT_OF_COLUMNS = {"header": Weight.WORDING} | dict.fromkeys(
    ("group", "width", "source", "help", "refused"), Weight.COSMETIC
)
_OF_SHEETS = {
    "title": Weight.WORDING, "help": Weight.COSMETIC, "rows": Weight.COSMETIC, "prefix": Weight.SUBSTANTIVE,
    "answer": Weight.SUBSTANTIVE,
}  # fmt: skip
_LIGHT_OF_PROGRAMS = {"title": Weight.WORDING} | dict.fromkeys(
    ("attest", "see", "wants", "example", "place"), Weight.COSMETIC
)


def changes(old: Catalog, new: Catalog) -> tuple[Change, ...]:
    """Everything that `new` says otherwise than `old`, in the order of the catalog's files; nothing for the same."""
    return tuple(_all(old, new))


def _all(old: Catalog, new: Catalog) -> Iterator[Change]:
    yield from _entries(Part.LIST, "", old.lists, new.lists, _fields_of(_OF_LISTS))
    for name in dict.fromkeys((*old.lists, *new.lists)):
        yield from _values(name, old.lists.get(name), new.lists.get(name))
    yield from _entries(Part.SETTING, "", _settings(old), _settings(new), _of_setting)
    yield from _entries(Part.SHEET, "", old.sheets, new.sheets, _fields_of(_OF_SHEETS))
    for sheet in dict.fromkeys((*old.sheets, *new.sheets)):
        yield from _entries(Part.COLUMN, sheet, _columns(old, sheet), _columns(new, sheet), _of_column)
    yield from _entries(Part.PROGRAM, "", old.programs, new.programs, _of_program)
    light = Weight.COSMETIC
    words = _fields_of(dict.fromkeys(("short", "message", "fix", "why", "source"), light))
    yield from _entries(Part.MESSAGE, "", old.messages, new.messages, words, light)
    evidence = _fields_of(dict.fromkeys(("title", "address"), light))
    yield from _entries(Part.SOURCE, "", old.sources, new.sources, evidence, light)
    yield from _entries(Part.PROFILE, "", _profile(old), _profile(new), _of_file)


def _settings(catalog: Catalog) -> dict[str, tuple[object, str]]:
    """The settings by name, each with its source."""
    return {name: (value, catalog.setting_sources[name]) for name, value in catalog.settings.items()}


def _columns(catalog: Catalog, sheet: str) -> dict[str, Column]:
    return {column.id: column for column in catalog.sheets[sheet].columns} if sheet in catalog.sheets else {}


_Compare = Callable[[Any, Any], Iterator[Difference]]


def _entries(
    part: Part,
    within: str,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    compare: _Compare,
    whole: Weight = Weight.SUBSTANTIVE,
) -> Iterator[Change]:
    """What is added, removed or changed among things that have a name; `whole` is how much it matters that one comes
    or goes."""
    for name in dict.fromkeys((*old, *new)):
        if name not in new:
            yield Change(part, Kind.REMOVED, whole, within, name, None)
        elif name not in old:
            yield Change(part, Kind.ADDED, whole, within, None, name)
        elif found := tuple(compare(old[name], new[name])):
            yield Change(part, Kind.CHANGED, _heaviest(found), within, name, name, differences=found)


def _fields_of(weights: Mapping[str, Weight]) -> _Compare:
    def compare(old: Any, new: Any) -> Iterator[Difference]:
        for name, weight in weights.items():
            yield from _difference(name, getattr(old, name), getattr(new, name), weight)

    return compare


def _of_setting(old: tuple[object, str], new: tuple[object, str]) -> Iterator[Difference]:
    yield from _difference("value", old[0], new[0], Weight.SUBSTANTIVE)
    yield from _difference("source", old[1], new[1], Weight.COSMETIC)


def _of_column(old: Any, new: Any) -> Iterator[Difference]:
    names = [field.name for field in fields(old) if field.name not in _NOT_OF_COLUMNS]
    yield from _fields_of({name: _LIGHT_OF_COLUMNS.get(name, Weight.SUBSTANTIVE) for name in names})(old, new)


def _of_program(old: Any, new: Any) -> Iterator[Difference]:
    names = [field.name for field in fields(old) if field.compare]
    yield from _fields_of({name: _LIGHT_OF_PROGRAMS.get(name, Weight.SUBSTANTIVE) for name in names})(old, new)


def _of_file(old: bytes, new: bytes) -> Iterator[Difference]:
    if old != new:
        yield Difference("content", "", "", Weight.SUBSTANTIVE)


def _profile(catalog: Catalog) -> dict[str, bytes]:
    """The files of the XML profile that are in force, by name."""
    names = {path.name for folder in catalog.folders for path in (folder / "profile").glob("*") if path.is_file()}
    return {name: catalog.file(f"profile/{name}").read_bytes().replace(b"\r\n", b"\n") for name in sorted(names)}


def _difference(name: str, old: object, new: object, weight: Weight) -> Iterator[Difference]:
    if old != new:
        yield Difference(name, _said(old), _said(new), weight)


def _said(what: object) -> str:
    if isinstance(what, Form):
        return what.mask or f"{what.letters} letters"
    if isinstance(what, tuple):
        return ", ".join(map(str, what))
    return {True: "yes", False: "no"}[what] if isinstance(what, bool) else "" if what is None else str(what)


_Key = tuple[str, str]


def _values(name: str, old: ValueList | None, new: ValueList | None) -> Iterator[Change]:
    """The lines of one list. A value is the same by its text and its owner; one that is gone may be read under its old
    name as another, or have moved to another owner."""
    before, after = _by_key(old), _by_key(new)
    told: set[_Key] = set()
    for key, value in before.items():
        now, kind = after.get(key), Kind.CHANGED
        if value.offered and new is not None and not (now and now.offered):
            owner = value.extra[new.by] if new.by and new.by in value.extra else None
            renamed = new.find(value.value, owner)
            now, kind = (renamed, Kind.RENAMED) if renamed else (now, kind)
        if now is None:
            now, kind = _moved(value, before, after, told), Kind.MOVED
        if now is None:
            yield Change(Part.VALUE, Kind.REMOVED, _in_force(value.status), name, value.value, None, key[0])
            continue
        told |= {key, *([_key(new, now)] if _key(new, now) not in before else [])}
        yield from _changed(name, key[0], value, now, kind, (old, new))
    for key, value in after.items():
        if key not in told and key not in before:
            kind = _KIND.get(value.status, Kind.NOTED)
            yield Change(Part.VALUE, kind, _in_force(value.status), name, None, value.value, key[0])


_KIND = {OFFERED: Kind.OFFERED, ANNOUNCED: Kind.ANNOUNCED}


def _by_key(values: ValueList | None) -> dict[_Key, Value]:
    """The lines by owner as written and folded text."""
    return {_key(values, value): value for value in values.values} if values else {}


def _key(values: ValueList | None, value: Value) -> _Key:
    return value.extra[values.by] if values and values.by else "", fold(value.value)


def _moved(value: Value, before: Mapping[_Key, Value], after: Mapping[_Key, Value], told: set[_Key]) -> Value | None:
    """The line of another owner that a line which is gone became: the only one like it that is new."""
    like = [
        now
        for key, now in after.items()
        if key[1] == fold(value.value) and now.status == value.status and key not in before and key not in told
    ]
    return like[0] if len(like) == 1 else None


def _changed(
    name: str, owner: str, old: Value, new: Value, kind: Kind, lists: tuple[ValueList | None, ValueList | None]
) -> Iterator[Change]:
    found = tuple(_of_value(old, new, lists))
    if not found:
        return
    if kind is Kind.CHANGED and old.status != new.status:
        kind = _became(old.status, new.status)
    if kind is Kind.CHANGED and old.value != new.value:
        kind = Kind.RENAMED
    yield Change(Part.VALUE, kind, _heaviest(found), name, old.value, new.value, owner, found)


def _became(old: str, new: str) -> Kind:
    """What a change of status comes to."""
    if new in _KIND and not (old == OFFERED and new == ANNOUNCED):
        return _KIND[new]
    if old not in _KIND:
        return Kind.NOTED
    return Kind.RETIRED if new == "legacy" else Kind.WITHDRAWN


def _of_value(old: Value, new: Value, lists: tuple[ValueList | None, ValueList | None]) -> Iterator[Difference]:
    yield from _difference("value", old.value, new.value, Weight.WORDING)
    status = max(_in_force(old.status), _in_force(new.status), key=_heaviness)
    yield from _difference(_STATUS, old.status, new.status, status)
    yield from _names(old, new, lists)
    apart = {name for values in lists if values for name in values.names}
    labels = {values.label for values in lists if values}
    yield from _difference("means", old.means, new.means, Weight.SUBSTANTIVE)
    for name in dict.fromkeys((*old.extra, *new.extra)):
        if name not in apart:
            weight = Weight.COSMETIC if name in labels else Weight.SUBSTANTIVE
            yield from _difference(name, old.extra.get(name, ""), new.extra.get(name, ""), weight)
    for name in sorted(_EVIDENCE):
        yield from _difference(name, getattr(old, name), getattr(new, name), Weight.COSMETIC)


def _names(old: Value, new: Value, lists: tuple[ValueList | None, ValueList | None]) -> Iterator[Difference]:
    """The further names: one that comes is wording, one that nobody reads any more would strand whoever typed it."""
    before, after = (_names_of(value, values) for value, values in zip((old, new), lists, strict=True))
    if set(before) != set(after):
        lost = set(before) - set(after) - {fold(new.value)}
        weight = Weight.SUBSTANTIVE if lost else Weight.WORDING
        yield Difference(_NAMES, "; ".join(before.values()), "; ".join(after.values()), weight)


def _names_of(value: Value, values: ValueList | None) -> dict[str, str]:
    texts = (text for field in (values.names if values else ()) for text in value.extra.get(field, "").split(";"))
    return {fold(text): tidy(text) for text in texts if tidy(text)}


def _in_force(status: str) -> Weight:
    """What a line is worth that comes or goes: guesses and what is kept for old files, nobody meets."""
    return Weight.SUBSTANTIVE if status in _KIND else Weight.COSMETIC


def _heaviness(weight: Weight) -> int:
    return -list(Weight).index(weight)


def _heaviest(found: tuple[Difference, ...]) -> Weight:
    return max((difference.weight for difference in found), key=_heaviness)

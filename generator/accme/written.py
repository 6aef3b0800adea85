"""What was learned from a sample, written into the organization's own profile."""

from __future__ import annotations

import datetime as dt
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from generator.accme.compared import Compared
from generator.accme.files import SampleFile
from generator.accme.own_files import write_all
from generator.accme.settings_text import Settings, changed
from generator.catalog import Catalog, CatalogError, versions
from generator.exchange.profile import SETTINGS, Profile, load_profile
from generator.exchange.schema import Schema
from generator.failure import Failure

FOLDER = "profile"
_HEAD = (
    "# How the upload file is written, as learned from {name}; `pars setup` wrote this file.\n"
    "# It replaces the profile.toml of every catalog version. docs/catalog.md explains the settings.\n"
)
_MARK = "\ufeff"
"""What some editors put before UTF-8."""
_SAMPLE = "sample"
_NAME = "PARS activity XML as in {name}"
_MOST_NAMED, _LONGEST_SHOWN = 6, 60


class SaysOtherwise(Failure):
    """The organization's own file has settings that would change, and nobody said that they may.

    Attributes:
        target: the file.
        changes: what would change, a few words each, the most telling first.
    """

    def __init__(self, target: Path, changes: Sequence[str]) -> None:
        self.target, self.changes = target, tuple(changes)
        more = f"; and {len(changes) - _MOST_NAMED} more" if len(changes) > _MOST_NAMED else ""
        super().__init__(
            f"{target} says otherwise already ({'; '.join(changes[:_MOST_NAMED])}{more}); add --replace to change "
            "that, and what else the file says stays."
        )


@dataclass(frozen=True)
class Kept:
    """What became of the organization's profile.

    Attributes:
        profile: the profile as it is now.
        files: the files that were written; none when all of it was there already.
    """

    profile: Profile
    files: tuple[Path, ...]


def keep(
    learned: Compared,
    sample: SampleFile,
    catalog: Catalog,
    shipped: Profile,
    folder: Path,
    day: dt.date,
    *,
    confirmed: bool,
    replace_own: bool,
) -> Kept:
    """Writes what was learned into the organization's folder: all files that need it, or none.

    Args:
        learned: the sample beside the profile.
        sample: where it is from.
        catalog: the newest, with the organization's folder over it.
        shipped: its profile without the organization's folder.
        folder: the organization's folder; made when it is not there.
        day: today.
        confirmed: whether the sample is ACCME's own, or an upload was looked at in PARS.
        replace_own: whether settings may be changed that the organization's own file has made otherwise.

    Raises:
        SaysOtherwise: an own file says otherwise and is not to be changed.
        Failure: it cannot be changed, or cannot be written.
    """
    targets = [folder / FOLDER / SETTINGS]
    targets += [folder / v / FOLDER / SETTINGS for v in versions() if (folder / v).is_dir()]
    texts: dict[Path, str] = {}
    for target in targets:
        before = _text(target)
        entries, whole = _settings(learned, sample, day, confirmed=confirmed, fresh=shipped if before is None else None)
        if before is not None:
            said = _data(target, before)
            if not _differences(said, entries, whole):
                continue
            if not replace_own:
                _refuse(target, said, entries, whole, shipped)
            before, entries = _named_anew(before, said, entries, sample)
        try:
            mark = _MARK if before and before.startswith(_MARK) else ""
            text = _HEAD.format(name=_plain(sample.name)) if before is None else before.removeprefix(_MARK)
            texts[target] = mark + changed(text, entries, whole)
        except (ValueError, TypeError) as error:
            raise Failure(
                f"{target} is written in a way that cannot be changed without losing something; rename it, run the "
                "step again, and copy your own settings into the new file."
            ) from error
    for target, text in texts.items():
        _try(catalog, target, text)
    write_all(texts)
    return Kept(_profile(catalog, targets[0].parent.parent), tuple(texts))


def _settings(
    learned: Compared, sample: SampleFile, day: dt.date, *, confirmed: bool, fresh: Profile | None
) -> tuple[Settings, Settings]:
    top: dict[str, Any] = {}
    if fresh:
        top = {
            "name": _NAME.format(name=_plain(sample.name)),
            "plain_texts": fresh.plain_texts,
            "undated_deletion": fresh.undated_deletion,
        }
    top |= {"confirmed": sample.sha256 if confirmed else False, "content_outlines": learned.content_outlines}
    entries = {"": top, "root": {"element": learned.root}, "namespaces": dict(learned.namespaces)}
    whole: Settings = {
        "root.attributes": dict(learned.root_attributes),
        "prefixes": dict(learned.spelling.prefixes),
        "order": {name: list(names) for name, names in learned.spelling.order.items()},
        "forms": dict(learned.spelling.forms),
        _SAMPLE: {"name": _plain(sample.name), "sha256": sample.sha256, "day": day.isoformat()},
    }
    return entries, whole


def _named_anew(before: str, said: Mapping[str, Any], entries: Settings, sample: SampleFile) -> tuple[str, Settings]:
    """The text of an own file, and what is put into it, with the name of this sample where this step had written that
    of the one before; a name that somebody gave the profile stays."""
    old, new = _of(said, _SAMPLE).get("name"), _plain(sample.name)
    if said.get("name") == _NAME.format(name=old):
        entries = {**entries, "": {**entries[""], "name": _NAME.format(name=new)}}
    return before.replace(_HEAD.format(name=old), _HEAD.format(name=new), 1), entries


def _plain(name: str) -> str:
    """A file's name as a setting can have it."""
    return " ".join("".join(c if c.isprintable() else "?" for c in name).split()).lstrip("=") or "sample.xml"


def _differences(said: Mapping[str, Any], entries: Settings, whole: Settings) -> list[tuple[str, Any, Any]]:
    """What would change: the setting, what it is and what it would be. A day alone is no change."""
    found: list[tuple[str, Any, Any]] = []
    for table, values in entries.items():
        for key, value in values.items():
            now = _of(said, table).get(key)
            if now != value:
                found.append((key if not table else f"{key} of [{table}]", now, value))
    for table, values in whole.items():
        now = _of(said, table)
        if {k: v for k, v in now.items() if k != "day"} != {k: v for k, v in values.items() if k != "day"}:
            found.append((f"[{table}]", now or None, values or None))
    return found


def _of(said: Mapping[str, Any], table: str) -> Mapping[str, Any]:
    here: Any = said
    for part in table.split(".") if table else ():
        here = here.get(part, {}) if isinstance(here, Mapping) else {}
    return here if isinstance(here, Mapping) else {}


def _refuse(target: Path, said: Mapping[str, Any], entries: Settings, whole: Settings, shipped: Profile) -> None:
    """Raises Failure when the organization's own file has settings of its own that would change."""
    product = tomllib.loads(shipped.sources[SETTINGS])
    changes = []
    for what, now, new in _differences(said, entries, whole):
        key, _, table = what.partition(" of ")
        table = (table or (key if key.startswith("[") else "")).strip("[]")
        theirs = _of(product, table) if what.startswith("[") else _of(product, table).get(key)
        made_by_hand = key == "confirmed" and not isinstance(now, str) and new
        if now not in (None, {}, theirs) and not made_by_hand:
            changes.append(_change(what, now, new))
    if changes:
        changes.sort(key=lambda change: not change.startswith(f"[{_SAMPLE}]"))
        raise SaysOtherwise(target, changes)


def _change(what: str, now: Any, new: Any) -> str:
    """A setting with what it is and what it would be; of a table only the entries that change."""
    if what == f"[{_SAMPLE}]":
        return f"{what}: {now.get('name')}, {now.get('day')}, would become {new['name']}, {new['day']}"
    if not isinstance(now, Mapping):
        return f"{what}: {_shown(now)} would become {_shown(new)}"
    new = new or {}
    keys = [key for key in {**now, **new} if now.get(key) != new.get(key)]
    return "; ".join(_change(f"{key} of {what}", now.get(key), new.get(key)) for key in keys)


def _shown(value: Any) -> str:
    """A setting's value in a sentence; a digest and a long list by how they begin."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value or "nothing")
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def _text(target: Path) -> str | None:
    try:
        return target.read_bytes().decode() if target.exists() else None  # line ends and all
    except (OSError, UnicodeDecodeError) as error:
        raise Failure(f"{target} cannot be read as UTF-8 text; correct it, or rename it.") from error


def _data(target: Path, text: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(text.removeprefix(_MARK))
    except tomllib.TOMLDecodeError as error:
        raise Failure(f"{target} cannot be read as TOML: {error}; correct it, or rename it.") from error


def _try(catalog: Catalog, target: Path, text: str) -> None:
    """Raises Failure when the profile would not work with a file that is not written yet."""
    with tempfile.TemporaryDirectory() as home:
        (Path(home) / FOLDER).mkdir()
        file = Path(home) / FOLDER / SETTINGS
        file.write_bytes(text.encode())
        try:
            profile = load_profile(replace(catalog, folders=(Path(home), *catalog.folders)))
            Schema(catalog, profile)
        except CatalogError as error:
            sentence = str(error).replace(str(file), target.name)
            raise Failure(f"What the sample says cannot be written into {target}: {sentence}") from error


def _profile(catalog: Catalog, folder: Path) -> Profile:
    home = catalog.folders[-1]
    own = folder / catalog.version if (folder / catalog.version).is_dir() else folder
    return load_profile(replace(catalog, folders=(own, home)))

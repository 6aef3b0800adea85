"""What lists from elsewhere call our columns and our values: the files in `import/` of the catalog.

- `names.csv`: a name, and the column that it means; or, for a column of answers, what Yes enters (`sets`); or why there
  is no place for it (`why`). `{board}` in a name stands for the code of each board.
- `uncertain.csv`: a name that may mean something else too, and the column that it means where no other column does and
  the values fit.
- `values.csv`: a text, and the value of a list that it means, of one owner only where it says so; or without a value
  why it is none of that list. `{zero}` stands for a number that is zero, `{amount}` for one above.
- `layouts.toml`: layouts without headers, see `generator.intake.older_layouts`.

An organization's folder may hold `import/names.csv` and `import/values.csv`, whose lines come before ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from generator.catalog import Catalog, Column, Value, fold
from generator.catalog.files import Line, Toml, csv_lines
from generator.intake.tables import name_key

FOLDER = "import"
BOARD = "{board}"
_NAMES = ("name", "means", "sets", "why", "source")
_UNCERTAIN = ("name", "means", "source")
_VALUES = ("list", "owner", "text", "value", "sets", "why", "source")
_ZERO, _AMOUNT = "{zero}", "{amount}"
_MONEY = re.compile(r"(?:\$|usd)?\s*((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d{1,2})?)\s*(?:usd|dollars?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Set:
    """A value that goes with another one, into the column of a sheet."""

    column: Column
    value: str


@dataclass(frozen=True, slots=True)
class Known:
    """What a name means.

    Attributes:
        name: as the file has it.
        column: the column that it means, or None.
        sets: what is entered besides, or without a column where the answer is Yes; or None.
        group: of several rows for one activity, which: the code of a board that the name has; as a rule "".
        why: what a person should know of it; where it means nothing, why it has no place.
        own: it is a header of ours.
    """

    name: str
    column: Column | None
    sets: Set | None = None
    group: str = ""
    why: str = ""
    own: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text means: a value of a list, and what is entered besides; or no value, and why."""

    value: Value | None
    sets: Set | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """A layout without headers.

    Attributes:
        title: for people.
        names: of the columns, in order.
        repeats: of those at the end that come once more for each further supporter.
        mark: what the first column says; empty where no document says it.
    """

    title: str
    names: tuple[str, ...]
    repeats: tuple[str, ...]
    mark: str


@dataclass(frozen=True)
class Names:
    """All that is known: names, and uncertain ones, by `name_key`, texts by list, owner and `fold`, and layouts; and
    the name of the list of answers (Yes and No)."""

    names: Mapping[str, Known] = field(repr=False)
    uncertain: Mapping[str, Column] = field(repr=False)
    values: Mapping[tuple[str, str, str], Reading] = field(repr=False)
    layouts: tuple[Layout, ...] = field(repr=False)
    answers: str

    def reading(self, list_name: str, text: str, owner: str | None = None) -> Reading | None:
        """What a text means in a list, for an owner (a board) or for all."""
        keys = [fold(text), name_key(text)]
        if amount := _MONEY.fullmatch(fold(text)):
            keys.append(_AMOUNT if float(amount[1].replace(",", "")) else _ZERO)
        owners = [fold(owner), ""] if owner else [""]
        found = (self.values.get((list_name, whose, key)) for whose in owners for key in keys if key)
        return next(filter(None, found), None)


def known_names(catalog: Catalog) -> Names:
    """What is known, with the organization's own lines first.

    Raises:
        CatalogError: a file is missing or malformed, or names a column, list or value that there is not.
    """
    names: dict[str, Known] = {}
    for column in catalog.columns():
        tab = catalog.sheet(column.sheet).title
        for name in (column.header, column.id, f"{tab} {column.header}", f"{column.sheet}.{column.id}"):
            names.setdefault(name_key(name), Known(name, column, own=True))
    values: dict[tuple[str, str, str], Reading] = {}
    # our own headers, then those of the organization, then the known ones; the first to say something is heard
    for folder in catalog.folders:
        for known in _known(catalog, folder / FOLDER / "names.csv"):
            names.setdefault(name_key(known.name), known)
        for key, reading in _readings(catalog, folder / FOLDER / "values.csv"):
            values.setdefault(key, reading)
    lines = csv_lines(catalog.file(f"{FOLDER}/uncertain.csv"), _UNCERTAIN, _UNCERTAIN)
    uncertain = {name_key(line.fields["name"]): _column(catalog, line, line.fields["means"]) for line in lines}
    return Names(names, uncertain, values, _layouts(catalog.file(f"{FOLDER}/layouts.toml")), catalog.answers.name)


def _known(catalog: Catalog, path: Path) -> Iterator[Known]:
    for line in csv_lines(path, ("name", "means"), _NAMES) if path.is_file() else ():
        means, sets = line.fields["means"], line.fields.get("sets", "")
        name, why = line.fields["name"], line.fields.get("why", "")
        column = _column(catalog, line, means) if means else None
        also = _set(catalog, line, sets) if sets else None
        if not name or not (column or also or why):
            raise line.fault("a line needs a name, and what it means, what it sets or why it has no place.")
        if BOARD not in name:
            yield Known(name, column, also, why=why)
            continue
        for board in catalog.board_list.values:
            yield Known(name.replace(BOARD, board.value), column, also, board.value, why)


def _readings(catalog: Catalog, path: Path) -> Iterator[tuple[tuple[str, str, str], Reading]]:
    for line in csv_lines(path, ("list", "text", "value"), _VALUES) if path.is_file() else ():
        name, owner, text = line.fields["list"], line.fields.get("owner", ""), line.fields["text"]
        values = catalog.lists.get(name)
        if values is None:
            raise line.fault(f"there is no list {name!r}.")
        value = values.find(line.fields["value"], owner or None)
        why = line.fields.get("why", "")
        if value is None and (line.fields["value"] or not why):
            raise line.fault(f"{line.fields['value']!r} is not a value that the list {name} offers.")
        sets = line.fields.get("sets", "")
        reading = Reading(value, _set(catalog, line, sets) if sets else None, why)
        for key in {fold(text), *([] if text in {_ZERO, _AMOUNT} else [name_key(text)])} - {""}:
            yield (name, fold(owner), key), reading


def _column(catalog: Catalog, line: Line, means: str) -> Column:
    sheet, _, column = means.partition(".")
    if sheet not in catalog.sheets or not catalog.sheet(sheet).has(column):
        raise line.fault(f"there is no column {means!r}; write it as in activities.title.")
    return catalog.sheet(sheet).column(column)


def _set(catalog: Catalog, line: Line, sets: str) -> Set:
    means, _, value = sets.partition("=")
    column = _column(catalog, line, means)
    values = catalog.list_of(column)
    found = values.find(value) if values else None
    if found is None:
        raise line.fault(f"{sets!r} sets no value of a list; write it as in activities.moc=Yes.")
    return Set(column, found.value)


def _layouts(path: Path) -> tuple[Layout, ...]:
    tables = Toml(path).tables("")
    for table in tables.values():
        table.only("names", "repeats", "mark", "source")
    return tuple(
        Layout(title, table.texts("names"), table.texts("repeats"), table.text_or_none("mark") or "")
        for title, table in tables.items()
    )

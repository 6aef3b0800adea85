"""What one catalog version holds: lists, sheets, columns, messages and settings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from generator.failure import Failure

OFFERED = "offered"
"""Status of a value that drop-downs show and checks accept."""
STATUSES = (OFFERED, "announced", "legacy", "guess")
"""Every status a value can have; only offered values are accepted, the others are kept for upgrading."""

BLANKS = "\u00a0\u2002\u2003\u2007\u2009\u200a\u2028\u2029\u202f\u3000"
"""Characters that look like a space, and are read as one."""
BREAKS = "\t\n\r"
"""What parts lines and columns; read as a space everywhere but in long texts."""
REMOVED = "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff"
"""Characters that nobody sees and that make equal-looking texts differ; read as if they were not there."""

_STRAIGHT = {"‘": "'", "’": "'", "“": '"', "”": '"'}
_SEEN = str.maketrans(dict.fromkeys(BLANKS, " ") | dict.fromkeys(REMOVED, ""))
_LINE = str.maketrans(dict.fromkeys(BLANKS + BREAKS, " ") | dict.fromkeys(REMOVED, ""))
_QUOTES = str.maketrans(_STRAIGHT)
_SPACES = re.compile(" {2,}")


def tidy(text: str, *, breaks: bool = False) -> str:
    """`text` without invisible characters, each kind of space as a space, runs of them as one, none at the ends.

    Args:
        breaks: keep tabs and line breaks, as in a long text; a text of nothing else is empty all the same.
    """
    if breaks:
        return _SPACES.sub(" ", text.translate(_SEEN)).strip(" ") if tidy(text) else ""
    return _SPACES.sub(" ", text.translate(_LINE)).strip(" ")


def straight(text: str) -> str:
    """`text` with straight quotation marks and apostrophes."""
    return text.translate(_QUOTES)


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """The form in which two texts count as the same value: tidied, straight quotes, no upper case.

    Case folds one character to one character, as Excel compares (no German sharp s to SS).
    """
    text = straight(tidy(text))
    return text.lower() if text.isascii() else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


_UNWILD = str.maketrans(dict.fromkeys("*?~|", " "))
_LONGEST_ENTRY = 200
"""Characters of an entry of a drop-down, such that formulas can still look it up."""


class CatalogError(Failure):
    """A catalog file that cannot be used: one sentence with the file and, where there is one, the line."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a list.

    Attributes:
        value: the text in cells, as PARS writes it.
        status: one of `STATUSES`.
        source: keys of the catalog's sources.
        confidence: official, official-old YEAR, secondary or inferred.
        extra: the further fields of the list's file by name; an empty text where the file leaves one blank.
    """

    value: str
    status: str
    source: str
    confidence: str
    extra: Mapping[str, str]

    @property
    def offered(self) -> bool:
        return self.status == OFFERED

    @property
    def vouched(self) -> bool:
        """An official source names this value, or the organization itself."""
        return self.confidence == "own" or self.confidence.startswith("official")

    @property
    def unconfirmed(self) -> bool:
        """Nobody vouches for this value."""
        return not self.vouched

    @property
    def file_value(self) -> str:
        """The text that stands for this value in the upload file."""
        return self.extra.get("file_value") or self.value

    def is_set(self, name: str) -> bool:
        """Whether the yes/blank field `name` says yes."""
        return self.extra.get(name, "") == "yes"


@dataclass(frozen=True)
class ValueList:
    """A list of values.

    Attributes:
        name: its stable name, also the name of its file.
        title: its name for people.
        closed: complete from an official source, so that a value outside is invalid.
        by: the field that ties each value to a value of another list ("board"), or None.
        values: all values in order, offered or not.
        names: fields with further names, parted by semicolons, under which PARS shows a value; they are read as the value.
        label: the field whose last step (after " > ") drop-downs show beside the value, or None.
        every: the word that stands for all values of an owner, or None.
        suggests: whether near values may be offered for a value that is not in the list.
    """

    name: str
    title: str
    closed: bool
    by: str | None
    values: tuple[Value, ...]
    names: tuple[str, ...] = ()
    label: str | None = None
    every: str | None = None
    suggests: bool = True

    def offered(self, owner: str | None = None) -> tuple[Value, ...]:
        """The offered values, of `owner` only where the list belongs to another (the board code)."""
        if owner is None:
            return tuple(v for v in self.values if v.offered)
        return self._by_owner.get(fold(owner), ())

    def find(self, text: str, owner: str | None = None) -> Value | None:
        """The offered value that `text` means (spaces, case and quotes aside, or by its full name), or None."""
        return self._index.get((fold(owner) if owner is not None else "", fold(self.read(text))))

    def entry(self, value: Value) -> str:
        """What the drop-down shows for a value: the value itself, or with its label as in PHYS-0001 · Pain Transmission."""
        label = value.extra.get(self.label or "", "").rpartition(" > ")[2].translate(_UNWILD)
        return tidy(f"{value.value} · {label}")[:_LONGEST_ENTRY] if label else value.value

    @cached_property
    def readings(self) -> dict[str, str]:
        """Folded texts other than values, such as full names and entries of drop-downs, to the value that they are read as."""
        values = {fold(value.value) for value in self.offered()}
        found: dict[str, str] = {}
        for value in self.offered():
            texts = [self.entry(value), *(name for field in self.names for name in value.extra.get(field, "").split(";"))]
            for text in map(fold, texts):
                if text and text not in values:
                    found.setdefault(text, value.value)
        return found

    def read(self, text: str) -> str:
        """The value that a full name or an entry of the drop-down stands for; any other text itself."""
        return self.readings.get(fold(text), text) if self.readings else text

    def every_of(self, text: str, owner: str) -> tuple[Value, ...]:
        """The values of an owner when `text` is the word for all of them; otherwise none."""
        return self.offered(owner) if self.every is not None and fold(text) == fold(self.every) else ()

    def vouched_for(self, owner: str) -> bool:
        """Whether this list can refuse another value for that owner: it is complete, or somebody vouches for a value of the owner."""
        return self.closed or any(value.vouched for value in self.offered(owner))

    def owners_of(self, text: str) -> tuple[str, ...]:
        """The owners (board codes) that offer `text`; empty for a list that belongs to none."""
        return self._owners.get(fold(text), ())

    @cached_property
    def _owners(self) -> dict[str, tuple[str, ...]]:
        owners: dict[str, tuple[str, ...]] = {}
        for value in self.offered() if self.by else ():
            owners[fold(value.value)] = (*owners.get(fold(value.value), ()), value.extra[self.by or ""])
        return owners

    @cached_property
    def _by_owner(self) -> dict[str, tuple[Value, ...]]:
        owners: dict[str, list[Value]] = {}
        for value in self.offered():
            if self.by:
                owners.setdefault(fold(value.extra[self.by]), []).append(value)
        return {owner: tuple(values) for owner, values in owners.items()}

    @cached_property
    def _index(self) -> dict[tuple[str, str], Value]:
        found: dict[tuple[str, str], Value] = {}
        for value in self.offered():
            if self.by:
                found.setdefault((fold(value.extra[self.by]), fold(value.value)), value)
            found.setdefault(("", fold(value.value)), value)
        return found


@dataclass(frozen=True, slots=True)
class Column:
    """One input column of a sheet.

    Attributes:
        sheet: id of its sheet.
        id: stable id, unique on the sheet.
        header: the text of its header cell.
        kind: id, text, long_text, url, choice, date, credit, count or amount.
        list: name of the list it takes its values from, or None.
        depends_on: id of the column that says whose values apply (the board), or None.
        needed: a workbook without this column cannot be read.
        stands_for: the value of another list that the column stands for (a measured outcome), or "".
        sent: whether the upload file carries what the column holds.
        group: the heading that it belongs to.
        width: in characters.
        source: keys of the catalog's sources.
        help: what to fill in.
    """

    sheet: str
    id: str
    header: str
    kind: str
    list: str | None
    depends_on: str | None
    needed: bool
    stands_for: str
    sent: bool
    group: str
    width: int
    source: str
    help: str

    @property
    def verbatim(self) -> bool:
        """Whether it holds identifiers, which must be typed as text: what Excel makes of 1E5 or 3-1 is another one."""
        return self.kind == "id" or self.list == "content_outlines"

    @property
    def family(self) -> str:
        """The id without its running number: practice_area of practice_area_3."""
        return re.sub(r"_\d+$", "", self.id)


KINDS = ("id", "text", "long_text", "url", "choice", "date", "credit", "count", "amount")
NUMBER_KINDS = ("credit", "count", "amount")


@dataclass(frozen=True)
class Sheet:
    """One input sheet: `id`, `title` (its tab), `prefix` (of its defined names), `help` and columns in order."""

    id: str
    title: str
    prefix: str
    help: str
    columns: tuple[Column, ...]

    def column(self, column_id: str) -> Column:
        """The column with that id. Raises KeyError when the sheet has none."""
        return self._by_id[column_id]

    def has(self, column_id: str) -> bool:
        return column_id in self._by_id

    def family(self, name: str) -> tuple[Column, ...]:
        """The numbered columns of one family in order: family("practice_area")."""
        return tuple(c for c in self.columns if c.family == name)

    @cached_property
    def _by_id(self) -> dict[str, Column]:
        return {column.id: column for column in self.columns}


@dataclass(frozen=True, slots=True)
class Message:
    """The words of one rule.

    Attributes:
        short: for the Status column, without values: "End date before Start date".
        message: what is wrong, with slots such as {value} and {header}.
        fix: what to do, with the same slots.
        why: why PARS or a board asks for it.
        source: keys of the catalog's sources.
    """

    short: str
    message: str
    fix: str
    why: str
    source: str


@dataclass(frozen=True, slots=True)
class Source:
    key: str
    title: str
    address: str


@dataclass(frozen=True, eq=False)
class Catalog:
    """Everything that one catalog version says, an organization's own files laid over it. Each loaded catalog is equal only to itself.

    Attributes:
        version: as in "2025.1".
        hash: SHA-256 over all that the catalog says, in hexadecimal.
        overlay: the organization's folder, or None.
        folders: where profile files are looked up, the organization's first.
    """

    version: str
    title: str
    template_version: str
    settings: Mapping[str, str | int | float]
    setting_sources: Mapping[str, str]
    lists: Mapping[str, ValueList]
    sheets: Mapping[str, Sheet]
    messages: Mapping[str, Message]
    sources: Mapping[str, Source]
    hash: str
    folders: tuple[Path, ...] = field(repr=False)
    overlay: Path | None = None

    @property
    def boards(self) -> tuple[Value, ...]:
        """The boards that can be registered for."""
        return self.lists["boards"].offered()

    def columns(self) -> Iterator[Column]:
        for sheet in self.sheets.values():
            yield from sheet.columns

    def list_of(self, column: Column) -> ValueList | None:
        """The list that `column` takes its values from."""
        return self.lists[column.list] if column.list else None

    def boards_of(self, codes: Sequence[str] | None) -> tuple[Value, ...]:
        """The offered boards that have these codes, in the catalog's order; all of them for None.

        Raises:
            CatalogError: no code, or one that is not offered.
        """
        if codes is None:
            return self.boards
        known = ", ".join(board.value for board in self.boards)
        wanted = []
        for code in codes:
            board = self.lists["boards"].find(code)
            if board is None:
                raise CatalogError(f"The board {code!r} is not one that catalog {self.version} offers; choose from {known}.")
            wanted.append(board)
        if not wanted:
            raise CatalogError(f"Name at least one board: {known}.")
        return tuple(board for board in self.boards if board in wanted)

    def number(self, name: str) -> float:
        """A setting that is a number."""
        return float(self.settings[name])

    def text(self, name: str) -> str:
        """A setting that is a text."""
        return str(self.settings[name])

    def file(self, relative: str) -> Path:
        """The organization's file of that name, or else the catalog's. Raises CatalogError when neither exists."""
        for folder in self.folders:
            if (folder / relative).is_file():
                return folder / relative
        raise CatalogError(f"{self.folders[-1] / relative} is missing from the catalog; install PARS Batch again.")

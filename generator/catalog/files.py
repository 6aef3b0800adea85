"""Reads the files of a catalog, so that every fault can name its file and line."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.catalog.lists import CatalogError

_HEADING = re.compile(r"\s*\[{1,2}\s*([A-Za-z0-9_.\-]+)\s*\]")
_ENTRY = re.compile(r"\s*([A-Za-z0-9_\-]+)\s*=")
_AT = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)")
"""Where `tomllib` says that it stopped."""
_LONG_NUMBER = re.compile(r"=\s*\[?\s*[+-]?[0-9A-Za-z_]{14,}")
_KEPT = "\u00a0"
"""A no-break space, which files of Excel hold: whether a field takes it is for its reader to say."""


MOST_BYTES, _MOST_BYTES_OF_A_LIST = 500_000, 2_000_000
"""What a file of a catalog or of a profile may take, and a list, which is read before anything is known of it."""
MOST_LINES = 10_000
"""Lines of a CSV file: beyond that a drop-down is no help, and the formulas of every row grow with it."""
_MOST_DOTS = 100
"""Dots in a line of TOML: each may open a table inside a table."""
_LARGEST = 10**15
"""What a number of TOML stays below: floats tell all whole numbers up to there apart."""


def text_of(path: Path, most: int = MOST_BYTES) -> str:
    """The text of a file, UTF-8 with or without the mark in front.

    Args:
        path: the file.
        most: how many bytes it may have.

    Raises:
        CatalogError: it cannot be read, or is larger.
    """
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
        if len(data) > most:
            raise CatalogError(
                f"{path} has more than {most:,} bytes, and such a file is never that large; take out what does not "
                "belong there."
            )
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        how = "in Excel save it as 'CSV UTF-8'" if path.suffix == ".csv" else "save it as UTF-8"
        raise CatalogError(f"{path} is not UTF-8 text; {how}.") from error
    except OSError as error:
        raise CatalogError(f"{path} cannot be read: {error.strerror}.") from error


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a CSV file: `place` is file and line, `fields` the texts by the names of the first line."""

    place: str
    fields: Mapping[str, str]

    def fault(self, sentence: str) -> CatalogError:
        return CatalogError(f"{self.place}: {sentence}")


def csv_lines(path: Path, needed: Sequence[str], known: Sequence[str]) -> list[Line]:
    """The lines of a CSV file below its first, which names the fields. No text of them has a line break or a sign that
    cannot be seen.

    Args:
        path: the file.
        needed: fields that the first line must name.
        known: all fields that it may name.

    Raises:
        CatalogError: the file cannot be read, or a line has more or fewer fields than the first.
    """
    rows = _rows(path)
    place, names = next(rows, (f"{path}, line 1", []))
    for name in needed:
        if name not in names:
            raise CatalogError(
                f"{place}: the column {name!r} is missing; the first line must name {', '.join(needed)}."
            )
    for name in names:
        if names.count(name) > 1:
            raise CatalogError(f"{place}: two columns are named {name!r}.")
        if name not in known:
            raise CatalogError(f"{place}: the column {name!r} is not one of {', '.join(known)}.")
    lines: list[Line] = []
    for place, row in rows:
        if len(row) != len(names):
            raise CatalogError(
                f"{place}: expected {len(names)} fields, not {len(row)}; put texts with commas in double quotes."
            )
        for name, text in zip(names, row, strict=True):
            if not text.strip().replace(_KEPT, " ").isprintable():
                raise CatalogError(
                    f"{place}: {name} holds a sign that cannot be seen, such as a tab; write it without."
                )
        lines.append(Line(place, {name: text.strip() for name, text in zip(names, row, strict=True)}))
    return lines


def csv_fields(path: Path) -> tuple[str, ...]:
    """The names in the first line of a CSV file."""
    return tuple(next(_rows(path), ("", []))[1])


def _rows(path: Path) -> Iterator[tuple[str, list[str]]]:
    """File and line where each row begins that is not blank, and its fields."""
    reader = csv.reader(io.StringIO(text_of(path, _MOST_BYTES_OF_A_LIST), newline=""), strict=True)
    while True:
        place = f"{path}, line {reader.line_num + 1}"
        if reader.line_num > MOST_LINES:
            raise CatalogError(f"{place}: the file has more than {MOST_LINES:,} lines; shorten it.")
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise CatalogError(
                f"{place}: its quotation marks do not fit ({error}); put both around a text, and two for one inside."
            ) from error
        if row is None:
            return
        if any("\n" in text or "\r" in text for text in row):
            raise CatalogError(
                f"{place}: a text goes on in the next line; close its quotation mark, and write it without line breaks."
            )
        if row:
            yield place, row


class Toml:
    """A TOML file.

    Args:
        path: of the file.
        text: what it says, where it was read before.

    Raises:
        CatalogError: it cannot be read.
    """

    def __init__(self, path: Path, text: str | None = None) -> None:
        self.path = path
        text = text_of(path) if text is None else text
        for number, content in enumerate(text.splitlines(), 1):
            if content.count(".") > _MOST_DOTS:
                raise CatalogError(f"{path}, line {number}: more than {_MOST_DOTS} dots; write it in several lines.")
        try:
            self.data: dict[str, Any] = tomllib.loads(text)
        except RecursionError as error:
            raise CatalogError(f"{path}: its brackets or braces are nested too deeply.") from error
        except tomllib.TOMLDecodeError as error:
            at = _AT.search(str(error))
            line = at[1] if at and at[1] else text.count("\n") + 1
            raise CatalogError(f"{path}, line {line}: it cannot be read as TOML: {_AT.sub('', str(error))}.") from error
        except ValueError as error:
            raise CatalogError(
                f"{self._place_of_number(text)}: it holds a number or a day that there is not."
            ) from error
        self._index(text.splitlines())
        self._look_at_numbers(self.data, text)

    def place(self, table: str, key: str = "") -> str:
        """File and line of an entry, or of the table that should have it."""
        line = self.line(table, key) or self.line(table)
        return f"{self.path}, line {line}" if line else str(self.path)

    def line(self, table: str, key: str = "") -> int:
        """The line of an entry, or of the table of its own that it is; without a key that of the table. 0 for none."""
        whole = ".".join(filter(None, (table, key)))
        lines = [
            self._headings.get(whole, 0),
            *((self._entries.get((table, key), 0), self._inner.get(whole, 0)) if key else ()),
        ]
        return min(filter(None, lines), default=0)

    def _index(self, lines: Sequence[str]) -> None:
        """The first line of each heading, of the first heading inside each table, and of each entry of a table."""
        self._headings: dict[str, int] = {}
        self._inner: dict[str, int] = {}
        self._entries: dict[tuple[str, str], int] = {}
        here = ""
        for number, line in enumerate(lines, 1):
            if heading := _HEADING.match(line):
                here = heading[1]
                self._headings.setdefault(here, number)
                outer = here
                while outer := outer.rpartition(".")[0]:
                    self._inner.setdefault(outer, number)
            elif entry := _ENTRY.match(line):
                self._entries.setdefault((here, entry[1]), number)

    def _look_at_numbers(self, value: Any, text: str) -> None:
        if isinstance(value, int) and abs(value) >= _LARGEST:
            raise CatalogError(f"{self._place_of_number(text)}: it holds a number of more than 15 digits.")
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            self._look_at_numbers(inner, text)

    def _place_of_number(self, text: str) -> str:
        """File and line of the first number that is far too long."""
        lines = (number for number, line in enumerate(text.splitlines(), 1) if _LONG_NUMBER.search(line))
        line = next(lines, None)
        return f"{self.path}, line {line}" if line else str(self.path)

    def table(self, name: str = "") -> Table:
        """The table of that name, as in "sheets.moc"; the top of the file without one.

        Raises:
            CatalogError: there is no such table.
        """
        found: Any = self.data
        for part in name.split(".") if name else ():
            found = found.get(part) if isinstance(found, dict) else None
        if found is None:
            raise CatalogError(f"{self.path}: the table [{name}] is missing.")
        if not isinstance(found, dict):
            outer, _, inner = name.rpartition(".")
            raise CatalogError(f"{self.place(outer, inner)}: {name} must be a table, under the heading [{name}].")
        return Table(self, name, found)

    def tables(self, name: str) -> dict[str, Table]:
        """The tables inside a table, whether under headings of their own or in one line each.

        Raises:
            CatalogError: there is no such table, or something else stands in it.
        """
        outer = self.table(name)
        tables = {}
        for key, data in outer.data.items():
            if not isinstance(data, dict):
                raise outer.fault(key, f"{key} must be a table, as in {key} = {{ title = … }}.")
            tables[key] = Table(self, f"{name}.{key}" if name else key, data)
        return tables


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a TOML file. What is asked of it must be there and of the right kind; otherwise CatalogError."""

    toml: Toml
    name: str
    data: Mapping[str, Any]

    def place(self, key: str = "") -> str:
        """File and line of an entry; of a table in one line, its line."""
        outer, _, inner = self.name.rpartition(".")
        inline = not self.toml.line(self.name)
        return self.toml.place(outer, inner) if inline and inner else self.toml.place(self.name, key)

    def fault(self, key: str, sentence: str) -> CatalogError:
        return CatalogError(f"{self.place(key)}: {sentence}")

    def only(self, *keys: str) -> Table:
        """The table itself, when it has no other keys."""
        for key in self.data:
            if key not in keys:
                where = f"[{self.name}]" if self.name else "the file"
                raise self.fault(key, f"{key!r} is not an entry of {where}; known are {', '.join(keys)}.")
        return self

    def text(self, key: str) -> str:
        """A text that is not blank, in one line."""
        text = self.data.get(key)
        if not isinstance(text, str) or not text.strip():
            raise self.fault(key, f"{self._said(key)} must be a text in quotes.")
        if not text.isprintable() or text != text.strip():
            raise self.fault(
                key, f"{self._said(key)} must have no blank at its ends, no line break and no sign that cannot be seen."
            )
        if text.startswith("="):
            raise self.fault(
                key, f"{self._said(key)} begins with =, which Excel takes for a formula; write it otherwise."
            )
        return text

    def _said(self, key: str) -> str:
        return f"{key} of [{self.name}]" if self.name else key

    def text_or_none(self, key: str) -> str | None:
        return self.text(key) if key in self.data else None

    def texts(self, key: str) -> tuple[str, ...]:
        """Several texts; none where the key is missing."""
        texts = self.data.get(key, [])
        if not isinstance(texts, list) or not all(
            isinstance(text, str) and text.isprintable() and text.strip() for text in texts
        ):
            raise self.fault(key, f'{self._said(key)} must be texts in brackets, as in ["name"].')
        if len(set(texts)) < len(texts):
            raise self.fault(key, f"{self._said(key)} names something twice.")
        return tuple(texts)

    def flag(self, key: str, default: bool | None = None) -> bool:
        """True or false; `default` where the key is missing, which without one is a fault."""
        flag = self.data.get(key, default)
        if not isinstance(flag, bool):
            raise self.fault(key, f"{self._said(key)} must be true or false.")
        return flag

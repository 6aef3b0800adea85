"""The catalog's data files, read with the standard library: columns, lists, settings and the profile of the file."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.second_reading.characters import fold

_HOME = Path(__file__).parents[2] / "workbook_templates"
_SAYS_NEWEST = "\nnewest = true"
_NEWEST = [path.parent for path in _HOME.glob("*/catalog.toml") if _SAYS_NEWEST in path.read_text(encoding="utf-8")]
VERSION = max((folder.name for folder in _NEWEST), key=lambda name: [int(part) for part in name.split(".")])
"""The newest version (docs/catalog.md)."""
FOLDER = _HOME / VERSION
SHEETS = ("activities", "moc", "rems", "support")
TITLES = {"activities": "Activities", "moc": "MOC", "rems": "REMS", "support": "Support"}
BY_BOARD = ("credit_types", "practice_areas", "content_outlines")


@dataclass(frozen=True)
class Column:
    """An input column; `list` is the name of its list or empty."""

    sheet: str
    id: str
    header: str
    kind: str
    list: str
    stands_for: str


@cache
def columns() -> dict[tuple[str, str], Column]:
    """Every input column by sheet and id; a repeated one has a number in both."""
    found = {}
    for line in _lines("columns.csv"):
        for number in range(1, int(line["repeat"].rstrip("+") or 1) + 1):
            name, header = (line[key].replace("{n}", str(number)) for key in ("id", "header"))
            sheet, stands_for = line["sheet"], line["stands_for"]
            found[sheet, name] = Column(sheet, name, header, line["kind"], line["list"], stands_for)
    return found


def ids(sheet: str) -> list[str]:
    """The column ids of a sheet in order."""
    return [name for owner, name in columns() if owner == sheet]


@cache
def catalog() -> dict[str, dict[str, dict[str, object]]]:
    """catalog.toml: `settings` and `lists`."""
    return tomllib.loads((FOLDER / "catalog.toml").read_text(encoding="utf-8"))


def setting(name: str) -> object:
    return catalog()["settings"][name]["value"]


@cache
def profile() -> dict[str, object]:
    """profile.toml: the namespaces and settings of the upload file."""
    return tomllib.loads((FOLDER / "profile" / "profile.toml").read_text(encoding="utf-8"))


def closed(name: str) -> bool:
    """Whether a list is complete from an official source (DESIGN, idea 1)."""
    return bool(catalog()["lists"][name]["closed"])


@cache
def offered(name: str, board: str = "") -> tuple[dict[str, str], ...]:
    """The lines of a list that may be chosen, of one board if given.

    Announced, legacy and guessed values may not, nor what belongs to a board that is only announced.
    """
    lines = [line for line in _lines(f"lists/{name}.csv") if line["status"] == "offered"]
    if name in BY_BOARD:
        boards = {line["value"] for line in offered("boards")}
        lines = [line for line in lines if line["board"] in boards]
    return tuple(line for line in lines if not board or line["board"] == board)


@cache
def line_of(name: str, text: str, board: str = "") -> dict[str, str] | None:
    """The line whose value `text` means, case, blanks and typographic quotes aside; None when there is none."""
    for line in offered(name, board):
        if fold(line["value"]) == fold(text):
            return line
    return None


@cache
def _lines(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))

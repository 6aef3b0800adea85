"""Values of the catalog's lists, and the full names that PARS and people use for them."""

from __future__ import annotations

from tests.second_reading.catalog_files import catalog, closed, line_of, offered
from tests.second_reading.characters import fold

FULL_NAMES = {
    "states": {"Texas": "TX", "New York": "NY", "Illinois": "IL", "District of Columbia": "DC", "Puerto Rico": "PR"},
    "countries": {
        "United States of America": "USA",
        "Canada": "CAN",
        "Germany": "DEU",
        "France": "FRA",
        "Japan": "JPN",
        "Mexico": "MEX",
    },
}
"""Names of states, and of countries after ISO 3166, that the tests use (J1 asks for the codes)."""
ALL_AREAS = "all"


def values(name: str, board: str = "") -> list[str]:
    """What may be chosen, of one board if given."""
    return [line["value"] for line in offered(name, board)]


def find(name: str, text: str) -> tuple[str | None, bool]:
    """The value that `text` means, or None, and whether `text` is its full name."""
    line = line_of(name, text)
    if line is not None:
        return line["value"], False
    for full_name, value in full_names(name).items():
        if fold(full_name) == fold(text):
            return value, True
    return None, False


def full_names(name: str) -> dict[str, str]:
    """Full or former name to value (T0: the screen shows boards and REMS in full)."""
    if name in FULL_NAMES:
        return FULL_NAMES[name]
    fields = catalog()["lists"][name].get("names", ())
    return {
        text: line["value"] for line in offered(name) for field in fields for text in line[field].split(";") if text
    }


def judged(name: str, text: str, board: str) -> tuple[str | None, bool]:
    """The value sent for `text` in a board's list, and whether the check tells of it; None when it is invalid.

    DESIGN: a value of another board is invalid where the list is closed or something that the board offers there is
    official, otherwise it may well be right; a value of no board is invalid only in a closed list.
    """
    known, full_name = find(name, text)
    line = line_of(name, known, board) if known is not None else None
    if line is not None:
        return line["value"], full_name
    own = offered(name, board)
    of_another = known is not None
    official = any(known["confidence"].startswith("official") for known in own)
    if closed(name) or (of_another and official):
        return None, False
    return text, bool(own)


def areas_of_all(board: str, text: str) -> list[str]:
    """Every practice area of the board where the cell says All, otherwise nothing."""
    return values("practice_areas", board) if fold(text) == ALL_AREAS else []


def file_value(name: str, value: str) -> str:
    """What stands for `value` in the upload file."""
    line = line_of(name, value)
    return (line or {}).get("file_value") or value

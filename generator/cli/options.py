"""Arguments and options that several commands have."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from generator.cli.completion import boards_like, versions_like
from generator.failure import Failure
from generator.near_names import did_you_mean
from generator.own_lists import own_lists
from generator.workbook.limits import LARGEST_BATCH

if TYPE_CHECKING:
    from generator.catalog import Catalog

WORKBOOK, FILE, COPY, FOLDER, DAY, NUMBER = "WORKBOOK", "FILE", "COPY", "FOLDER", "DAY", "NUMBER"
"""What help calls the values of arguments and options."""


def day_of(option: str) -> Callable[[str], dt.datetime]:
    """Reads the day that an option gives; only year-month-day, which is one day everywhere."""

    def read(text: str | dt.datetime) -> dt.datetime:
        if isinstance(text, dt.datetime):
            return text
        try:
            return dt.datetime.strptime(text.strip(), "%Y-%m-%d")
        except ValueError:
            raise Failure(
                f"{option} takes a day as year-month-day, as in {option} 2026-11-20; {text} is none."
            ) from None

    return read


def number_of(option: str, least: int, most: int | None = None) -> Callable[[str], int]:
    """Reads the whole number that an option gives."""

    def read(text: str | int) -> int:
        try:
            number = int(text)
        except ValueError:
            number = least - 1
        if number < least or (most is not None and number > most):
            span = f"a whole number from {least:,}" + (f" to {most:,}" if most else " on")
            raise Failure(f"{option} takes {span}; {text} is none.")
        return number

    return read


def one_of(option: str, values: Sequence[str]) -> Callable[[str], str]:
    """Reads the value of an option that has a few."""

    def read(text: str) -> str:
        if text not in values:
            known = f"{', '.join(values[:-1])} or {values[-1]}"
            raise Failure(f"{option} takes {known}; {text} is none.{did_you_mean(text, values)}")
        return text

    return read


CatalogDir = Annotated[
    Path | None,
    typer.Option(
        "--catalog-dir",
        envvar="PARS_CATALOG_DIR",
        metavar=FOLDER,
        help="The folder with your organization's own lists (docs/catalog.md).",
        show_default="the one that PARS_CATALOG_DIR names, else the usual one",
    ),
]
CatalogVersion = Annotated[
    str | None,
    typer.Option(
        "--catalog",
        metavar="VERSION",
        help="The catalog version, as in 2026.1.",
        show_default="the newest",
        autocompletion=versions_like,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result for programs (docs/json.md).")]
Today = Annotated[
    dt.datetime | None,
    typer.Option(
        "--today",
        parser=day_of("--today"),
        metavar=DAY,
        help="Check as if it were this day (year-month-day).",
        show_default="the day on Start, else the computer's",
    ),
]
Live = Annotated[
    bool,
    typer.Option(
        "--live/--no-live",
        help="With formulas that check while somebody types (as usual), or checked by command only.",
        show_default=False,
    ),
]
AsLive = Annotated[
    bool | None,
    typer.Option(
        "--live/--no-live",
        help="With formulas that check while somebody types, or checked by command only.",
        show_default="as before",
    ),
]
Replace = Annotated[
    bool,
    typer.Option(
        "--replace",
        help="Replace an existing file. A PARS workbook with rows stays, unless pars made it (a copy or a sample) and "
        "nobody has worked in it.",
    ),
]
Boards = Annotated[
    str | None,
    typer.Option(
        "--boards",
        metavar="BOARDS",
        help="Only these boards, as in ABA,ABIM.",
        show_default="all",
        autocompletion=boards_like,
    ),
]
Areas = Annotated[
    int | None,
    typer.Option(
        "--areas",
        parser=number_of("--areas", 1, 40),
        metavar=NUMBER,
        help="How many practice areas a board row takes.",
        show_default="8",
    ),
]
Against = Annotated[
    list[Path] | None,
    typer.Option(
        "--against",
        metavar=FILE,
        help="An XML file that was uploaded before; several of them one by one, the oldest first.",
        show_default=False,
    ),
]
Workbook = Annotated[
    Path, typer.Argument(metavar=WORKBOOK, help="The completed workbook (.xlsx or .xlsm).", show_default=False)
]


def output_option(what: str, usual: str, metavar: str = FILE) -> typer.models.OptionInfo:
    """Where to write.

    Args:
        what: what is written.
        usual: where it goes when nothing is said.
    """
    option: typer.models.OptionInfo = typer.Option("-o", "--output", metavar=metavar, help=what, show_default=usual)
    return option


def rows_option(usual: str) -> typer.models.OptionInfo:
    """For how many activities a new workbook has room.

    Args:
        usual: what it is when nothing is said.
    """
    option: typer.models.OptionInfo = typer.Option(
        "--rows",
        parser=number_of("--rows", 1, LARGEST_BATCH),
        metavar=NUMBER,
        help="For how many activities it has room; for more where there are more.",
        show_default=usual,
    )
    return option


def codes(boards: str | None) -> list[str] | None:
    """The boards that an option names; None for all."""
    return [b.strip() for b in boards.split(",") if b.strip()] if boards else None


def given(today: dt.datetime | None) -> dt.date | None:
    return today.date() if today else None


def catalog_of(version: str | None, catalog_dir: Path | None, areas: int | None = None) -> Catalog:
    from generator.catalog import load

    return load(version, own_lists(catalog_dir), areas)

"""The command that brings in what an office has already."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from generator.cli.app import app
from generator.cli.completion import among
from generator.cli.help import Command
from generator.cli.options import FILE, AsJson, CatalogDir, Live, Replace, one_of, output_option, rows_option
from generator.cli.output import busy, plain_console, print_json, printing
from generator.own_lists import mappings_folders, own_lists
from generator.workbook.limits import USUAL_ROWS

if TYPE_CHECKING:
    from generator.intake.lists import ListOptions

_MAPPING = "mapping.csv"
_MDY, _DMY = "mdy", "dmy"
"""How a list writes its dates: month first or day first."""


def _again(file: Path, target: Path, options: ListOptions) -> str:
    """The command that imports the same list with a mapping: the one given, or a new one."""
    mapping = options.mapping or Path(_MAPPING)
    if mapping.exists() and not options.mapping:
        mapping = Path(f"{file.stem}-{_MAPPING}")
    words = ["pars", "import", str(file), "-o", str(target), "--mapping", str(mapping), "--replace"]
    if options.sheet is not None:
        words += ["--sheet", options.sheet]
    if options.day_first is not None:
        words += ["--dates", _DMY if options.day_first else _MDY]
    return " ".join(f'"{word}"' if " " in word else word for word in words)


@app.command("import", cls=Command)
def import_(
    file: Annotated[
        Path,
        typer.Argument(
            metavar=FILE,
            help="XML with activities, of this or another system; or a list (.csv, .tsv, .txt, .xlsx, .xlsm).",
            show_default=False,
        ),
    ],
    output: Annotated[
        Path | None, output_option("Where to write the new workbook (.xlsx).", "FILE-new.xlsx beside the file")
    ] = None,
    rows: Annotated[int | None, rows_option(f"{USUAL_ROWS}, or as many as the file has")] = None,
    live: Live = True,
    mapping: Annotated[
        Path | None,
        typer.Option(
            "--mapping",
            metavar=FILE,
            help="A file (.csv) that says which column of a list goes where; where there is none, the one found is "
            "written.",
            show_default=False,
        ),
    ] = None,
    dates: Annotated[
        str | None,
        typer.Option(
            "--dates",
            parser=one_of("--dates", (_MDY, _DMY)),
            autocompletion=among((_MDY, _DMY)),
            metavar=f"{_MDY}|{_DMY}",
            help="How a list writes 4/5/2026: mdy, the month first, or dmy, the day first.",
            show_default="as the list itself shows",
        ),
    ] = None,
    sheet: Annotated[
        str | None,
        typer.Option(
            "--sheet",
            metavar="NAME",
            help="The sheet of a workbook that holds the list.",
            show_default="the likeliest",
        ),
    ] = None,
    no_remember: Annotated[
        bool, typer.Option("--no-remember", help="Neither use nor keep a mapping for lists with the same headers.")
    ] = False,
    replace: Replace = False,
    json: AsJson = False,
    catalog_dir: CatalogDir = None,
) -> None:
    """Bring activities from another file into a new workbook: an upload file or XML of the same standard, a list of an
    LMS or of your own (text or Excel), or ACCME's earlier tab-delimited layouts.

    The file is never changed. What has no place in the workbook, or should be looked at, is on its sheet Not imported.

    Examples:
      pars import courses.csv
      pars import courses.csv --dates mdy -o spring.xlsx
      pars import last-year.xml

    Exit code 0: every value is there. 1: a person should look at some, or some have no place. 2: the file cannot be
    used. 3: something that nobody foresaw.
    """
    from generator.intake.lists import ListOptions
    from generator.report import imports
    from generator.run.bringing import imported
    from generator.targets import new_beside

    target = output or new_beside(file)
    overlay = own_lists(catalog_dir)
    day_first = None if dates is None else dates == _DMY
    kept = [] if no_remember else mappings_folders(overlay)
    options = ListOptions(sheet=sheet, mapping=mapping, day_first=day_first, kept=kept)
    with busy("Importing", quiet=json):
        brought = imported(
            file, target, dt.date.today(), overlay, rows=rows, live=live, replace=replace, options=options
        )
    with printing("What was written", after_all=True):
        if json:
            print_json({"output": str(target), **brought.as_json()})
        else:
            imports.show_import(plain_console(), brought.as_json(), target, _again(file, target, options))
    raise typer.Exit(0 if brought.clean else 1)

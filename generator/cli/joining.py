"""Commands for several people who fill and one who exports: one workbook of several, several of one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from generator.cli.app import app
from generator.cli.completion import headers_like
from generator.cli.help import Command
from generator.cli.options import FOLDER, WORKBOOK, AsJson, AsLive, CatalogDir, Replace, Workbook, output_option
from generator.cli.output import busy, plain_console, print_json, printing
from generator.own_lists import own_lists


@app.command(cls=Command)
def merge(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar=f"{WORKBOOK}...", help="The completed workbooks (.xlsx or .xlsm), two or more.", show_default=False
        ),
    ],
    output: Annotated[
        Path | None, output_option("Where to write the new workbook (.xlsx).", "all.xlsx beside the first workbook")
    ] = None,
    live: AsLive = None,
    replace: Replace = False,
    json: AsJson = False,
    catalog_dir: CatalogDir = None,
) -> None:
    """Bring the rows of several workbooks into one of the newest catalog version.

    An activity ID that is in several workbooks is told with its places, and nothing is chosen: all its rows come along,
    but for copies that are equal in every cell. The workbooks themselves are never changed.

    Examples:
      pars merge surgery.xlsx medicine.xlsx
      pars merge surgery.xlsx medicine.xlsx -o fall.xlsx

    Exit code 0: every value is there, every activity once. 1: a person should look at some, or some were left out. 2: a
    file cannot be used. 3: something that nobody foresaw.
    """
    from generator.report import joined
    from generator.run.joining import merged
    from generator.targets import merged_beside

    target = output or merged_beside(files)
    with busy("Merging", quiet=json):
        done = merged(files, target, dt.date.today(), own_lists(catalog_dir), live=live, replace=replace)
    with printing("What was written", after_all=True):
        if json:
            print_json({"output": str(target), **done.as_json()})
        else:
            joined.show_merge(plain_console(), done.as_json(), target)
    raise typer.Exit(0 if done.clean else 1)


@app.command(cls=Command)
def split(
    file: Workbook,
    by: Annotated[
        str,
        typer.Option(
            "--by",
            metavar="HEADER",
            help="Header of a column of Activities, your own too.",
            show_default=False,
            autocompletion=headers_like,
        ),
    ],
    output: Annotated[
        Path | None,
        output_option(
            "The folder for the new workbooks; it is made where there is none.",
            "WORKBOOK-parts beside the workbook",
            FOLDER,
        ),
    ] = None,
    live: AsLive = None,
    json: AsJson = False,
    catalog_dir: CatalogDir = None,
) -> None:
    """Make a workbook for each value of a column, such as one for each department.

    Rows of the other sheets follow their activity. Activities without a value, and rows without an activity, go into a
    workbook of their own. No file in the folder is replaced, and the workbook itself is never changed.

    Examples:
      pars split year.xlsx --by Department
      pars split year.xlsx --by Format -o by-format

    Exit code 0: every activity has a value. 1: a person should look at something. 2: the file cannot be used. 3:
    something that nobody foresaw.
    """
    from generator.report import joined
    from generator.run.joining import split_up
    from generator.targets import parts_beside

    folder = output or parts_beside(file)
    with busy("Splitting", quiet=json):
        done = split_up(file, by, folder, dt.date.today(), own_lists(catalog_dir), live=live)
    with printing("What was written", after_all=True):
        if json:
            print_json({"folder": str(folder), **done.as_json()})
        else:
            joined.show_split(plain_console(), done.as_json(), folder)
    raise typer.Exit(0 if done.clean else 1)

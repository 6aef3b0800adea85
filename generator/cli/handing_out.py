"""The command for a folder that is handed out to those who only fill in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from generator.cli.app import app
from generator.cli.help import Command
from generator.cli.options import (
    FOLDER,
    Areas,
    Boards,
    CatalogDir,
    CatalogVersion,
    Live,
    Replace,
    catalog_of,
    codes,
    rows_option,
)
from generator.cli.output import busy, say
from generator.workbook.limits import USUAL_ROWS


@app.command(cls=Command)
def handout(
    folder: Annotated[
        Path,
        typer.Argument(metavar=FOLDER, show_default=False, help="The folder to write; made when it does not exist."),
    ],
    contact: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Whom the workbook goes back to, as in “Dana Reyes, cme@harborvalley.example”.",
            show_default="the person who gave out the folder",
        ),
    ] = None,
    boards: Boards = None,
    rows: Annotated[int, rows_option(str(USUAL_ROWS))] = USUAL_ROWS,
    areas: Areas = None,
    live: Live = True,
    replace: Replace = False,
    catalog: CatalogVersion = None,
    catalog_dir: CatalogDir = None,
) -> None:
    """Make a folder for those who only fill in: a template, and a guide of one page (PDF) that says how.

    Nothing in it has to be installed. A folder that is handed out again gets new files with --replace.

    Examples:
      pars handout surgery
      pars handout surgery --boards ABS --contact "Dana Reyes"
    """
    from generator.handout.write import hand_out

    with busy("Writing the handout"):
        lists = catalog_of(catalog, catalog_dir, areas)
        template, guide = hand_out(
            lists, folder, boards=codes(boards), rows=rows, live=live, contact=contact, replace=replace
        )
    say(f"Handout written to {folder}: {template.name} and {guide.name}")

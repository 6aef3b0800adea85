"""The command for a folder that is handed out to those who only fill in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from generator.cli.app import app
from generator.cli.options import CatalogDir, CatalogVersion, Live, Replace, catalog_of, rows_option
from generator.cli.output import busy, say
from generator.workbook.limits import USUAL_ROWS


@app.command()
def handout(
    folder: Annotated[Path, typer.Argument(help="The folder to write; made when it does not exist.")],
    contact: Annotated[
        str | None,
        typer.Option(
            help="Whom the workbook goes back to, as in “Dana Reyes, cme@alderfalls.example”.",
            show_default="the person who gave out the folder",
        ),
    ] = None,
    boards: Annotated[str | None, typer.Option(help="Only these boards, as in ABA,ABIM.", show_default="all")] = None,
    rows: Annotated[int, rows_option(str(USUAL_ROWS))] = USUAL_ROWS,
    areas: Annotated[
        int | None, typer.Option(min=1, max=40, help="How many practice areas a board row takes.", show_default="8")
    ] = None,
    live: Live = True,
    replace: Replace = False,
    catalog: CatalogVersion = None,
    catalog_dir: CatalogDir = None,
) -> None:
    """Make a folder for those who only fill in: a template, and a guide of one page (PDF) that says how."""
    from generator.handout.write import hand_out

    chosen = [b.strip() for b in boards.split(",") if b.strip()] if boards else None
    with busy("Writing the handout"):
        lists = catalog_of(catalog, catalog_dir, areas)
        template, guide = hand_out(lists, folder, boards=chosen, rows=rows, live=live, contact=contact, replace=replace)
    say(f"Handout written to {folder}: {template.name} and {guide.name}")

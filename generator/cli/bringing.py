"""The command that brings in what an office has already."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from generator.cli.app import app
from generator.cli.options import AsJson, CatalogDir, Replace, output_option
from generator.cli.output import busy, plain_console, print_text, printing
from generator.own_lists import own_lists
from generator.workbook.limits import LARGEST_BATCH


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="XML with activities, of this or another system.", show_default=False)],
    output: Annotated[Path, output_option("Where to write the new workbook (.xlsx).")],
    rows: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=LARGEST_BATCH,
            help="How many activities it has room for; more where there are more.",
            show_default="500, or as many as the file has",
        ),
    ] = None,
    replace: Replace = False,
    json: AsJson = False,
    catalog_dir: CatalogDir = None,
) -> None:
    """Bring activities from another file into a new workbook: an upload file, or XML of the same standard.

    The file is never changed. What has no place in the workbook, or should be looked at, is on its sheet Not imported.

    Exit code 0: every value is there. 1: a person should look at some, or some have no place. 2: the file cannot be
    used. 3: something that nobody foresaw.
    """
    from generator.report import as_json, imports
    from generator.run.bringing import imported

    with busy("Importing", quiet=json):
        brought = imported(file, output, dt.date.today(), own_lists(catalog_dir), rows=rows, replace=replace)
    with printing("What was written", after_all=True):
        if json:
            print_text(as_json.dump({"output": str(output), **brought.as_json()}))
        else:
            imports.show_import(plain_console(), brought.as_json(), output)
    raise typer.Exit(0 if brought.clean else 1)

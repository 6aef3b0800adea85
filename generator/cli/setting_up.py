"""The command for the one-time step before the first upload."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from generator.cli.app import app
from generator.cli.options import AsJson, CatalogDir
from generator.cli.output import busy, plain_console, print_text, printing
from generator.own_lists import own_lists


@app.command()
def setup(
    sample: Annotated[
        Path, typer.Argument(help="ACCME's sample XML for activities, or the zip with it.", show_default=False)
    ],
    other_system: Annotated[
        bool,
        typer.Option(
            "--other-system", help="SAMPLE is not ACCME's own, but a file of another system that PARS accepted."
        ),
    ] = False,
    replace: Annotated[
        bool,
        typer.Option("--replace", help="Change settings that your own profile has made otherwise; the rest stays."),
    ] = False,
    json: AsJson = False,
    catalog_dir: CatalogDir = None,
) -> None:
    """Learn from ACCME's own sample how PARS wants the upload file; needed once, before the first upload.

    What the sample has otherwise is shown side by side and kept in your organization's folder.

    Exit code 0: done, or nothing to change. 1: done, and the sample has something that PARS Batch does not follow.
    2: the sample cannot be used. 3: something that nobody foresaw.
    """
    from generator.report import as_json
    from generator.report.setups import show_setup
    from generator.run.setting_up import set_up

    with busy("Reading the sample", quiet=json):
        lists = own_lists(catalog_dir)
        done = set_up(sample, dt.date.today(), lists, other_system=other_system, replace=replace)
    with printing("What was learned", after_all=True):
        if json:
            print_text(as_json.dump(done.as_json()))
        else:
            show_setup(plain_console(), done.as_json())
    raise typer.Exit(0 if done.clean else 1)

"""The command for the one-time step before the first upload."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from generator.cli.app import app
from generator.cli.help import Command
from generator.cli.options import AsJson, CatalogDir
from generator.cli.output import busy, plain_console, print_json, printing
from generator.failure import Failure
from generator.own_lists import own_lists


@app.command(cls=Command)
def setup(
    sample: Annotated[
        Path,
        typer.Argument(
            metavar="SAMPLE",
            help="ACCME's sample XML for activities, or the zip with it; or one of its Excel templates (.xlsx).",
            show_default=False,
        ),
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

    What the sample has otherwise is shown side by side and kept in your organization's folder. Of an Excel template,
    where its columns go is kept there, and the values of its lists that are new.

    Examples:
      pars setup ACCME-sample.xml
      pars setup ACCME-activities.xlsx

    Exit code 0: done, or nothing to change. 1: done, and the sample has something that PARS Batch does not follow.
    2: the sample cannot be used. 3: something that nobody foresaw.
    """
    from generator.accme.excel_template import is_workbook
    from generator.report.setups import show_setup
    from generator.run.setting_up import set_up

    if is_workbook(sample):
        _set_up_template(sample, other_system=other_system, replace=replace, json=json, catalog_dir=catalog_dir)

    with busy("Reading the sample", quiet=json):
        lists = own_lists(catalog_dir)
        done = set_up(sample, dt.date.today(), lists, other_system=other_system, replace=replace)
    with printing("What was learned", after_all=True):
        if json:
            print_json(done.as_json())
        else:
            show_setup(plain_console(), done.as_json())
    raise typer.Exit(0 if done.clean else 1)


def _set_up_template(
    path: Path, *, other_system: bool, replace: bool, json: bool, catalog_dir: Path | None
) -> NoReturn:
    from generator.report.excel_setups import show_template
    from generator.run.setting_up_excel import set_up_template

    if other_system:
        raise Failure("--other-system goes with an XML file; the Excel templates are ACCME's own.")
    with busy("Reading the template", quiet=json):
        done = set_up_template(path, own_lists(catalog_dir), replace=replace)
    with printing("What was learned", after_all=True):
        if json:
            print_json(done.as_json())
        else:
            show_template(plain_console(), done.as_json())
    raise typer.Exit(0 if done.clean else 1)

"""The command that brings back what PARS gave."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from generator.cli.app import app
from generator.cli.help import Command
from generator.cli.options import DAY, FILE, AsJson, CatalogDir, Replace, Workbook, day_of, given, output_option
from generator.cli.output import busy, print_json, printing, say
from generator.own_lists import own_lists


@app.command(cls=Command)
def record(
    file: Workbook,
    ids: Annotated[
        Path,
        typer.Option(
            "--ids",
            metavar=FILE,
            help="A table with provider activity IDs and ACCME activity IDs (text or Excel), XML that PARS gives out, "
            "or the receipt of an export.",
            show_default=False,
        ),
    ],
    output: Annotated[
        Path | None, output_option("Where to write the copy.", "WORKBOOK-recorded.xlsx beside the workbook")
    ] = None,
    day: Annotated[
        dt.datetime | None,
        typer.Option(
            "--day",
            parser=day_of("--day"),
            metavar=DAY,
            help="The day of the upload (year-month-day).",
            show_default="today",
        ),
    ] = None,
    replace: Replace = False,
    json: AsJson = False,
    catalog_dir: CatalogDir = None,
) -> None:
    """Write the nine-digit IDs that PARS gave, and the day of the upload, into a copy of the workbook.

    The workbook itself is never changed. With a receipt, only the day is written.

    Examples:
      pars record batch.xlsx --ids from-PARS.csv
      pars record batch.xlsx --ids batch.xml.receipt.json

    Exit code 0: everything in the list is in the copy. 1: something of it is not, with the reason. 2: a file cannot be
    used. 3: something that nobody foresaw.
    """
    from generator.catalog import load
    from generator.intake.recording import UPLOADED
    from generator.report.recordings import recording_lines
    from generator.run.recording import recorded
    from generator.targets import copy_beside

    target = output or copy_beside(file, "recorded")
    lists = own_lists(catalog_dir)
    with busy("Recording", quiet=json):
        done = recorded(file, ids, target, dt.date.today(), lists, day=given(day), replace=replace)
    told = done.as_json()
    header = load(None, lists).sheet("activities").column(UPLOADED).header
    with printing("What was written", after_all=True):
        if json:
            print_json({**told, "copy": str(target) if done.writes else None})
        else:
            for line in recording_lines(told, target, header):
                say(line)
    raise typer.Exit(0 if done.clean else 1)

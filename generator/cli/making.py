"""Commands that make something new: a template, a sample, the demo."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from generator.cli.app import app
from generator.cli.help import Command
from generator.cli.options import (
    DAY,
    FOLDER,
    NUMBER,
    Areas,
    Boards,
    CatalogDir,
    CatalogVersion,
    Live,
    Replace,
    Today,
    catalog_of,
    codes,
    day_of,
    given,
    number_of,
    output_option,
    rows_option,
)
from generator.cli.output import busy, printing, say
from generator.workbook.limits import LARGEST_BATCH, USUAL_ROWS

_SAMPLE = Path("sample.xlsx")
STRESS = 40
"""How many activities a stress sample has when nothing is said."""


@app.command(cls=Command)
def template(
    output: Annotated[
        Path | None, output_option("Where to write the template (.xlsx).", "PARS-batch-VERSION.xlsx in this folder")
    ] = None,
    catalog: CatalogVersion = None,
    boards: Boards = None,
    rows: Annotated[int, rows_option(str(USUAL_ROWS))] = USUAL_ROWS,
    areas: Areas = None,
    live: Live = True,
    replace: Replace = False,
    catalog_dir: CatalogDir = None,
) -> None:
    """Make a fresh template.

    Examples:
      pars template
      pars template --boards ABA,ABIM -o anesthesia.xlsx
      pars template --rows 2000 -o large.xlsx
    """
    from generator.targets import check_workbook, template_name
    from generator.template.live import checked_marks, live_marks
    from generator.template.new import write_new

    lists = catalog_of(catalog, catalog_dir, areas)
    target = output or Path(template_name(lists.version))
    check_workbook(target, "batch.xlsx", replace=replace)
    chosen = codes(boards)
    with busy("Building the template"):
        marks = live_marks(lists, chosen) if live else checked_marks(lists)
        write_new(lists, target, marks, boards=chosen, rows=rows, replace=replace)
    say(f"Template written to {target}")


@app.command(cls=Command)
def sample(
    output: Annotated[
        Path, output_option("Where to write the workbook (.xlsx).", f"{_SAMPLE} in this folder")
    ] = _SAMPLE,
    activities: Annotated[
        int | None,
        typer.Option(
            parser=number_of("--activities", 1, LARGEST_BATCH),
            metavar=NUMBER,
            help="How many activities.",
            show_default=f"the office's year; {STRESS} with --stress",
        ),
    ] = None,
    faults: Annotated[
        int,
        typer.Option(
            parser=number_of("--faults", 0),
            metavar=NUMBER,
            help="How many faults to plant, told with how they came about; FILE.faults.json too.",
        ),
    ] = 0,
    seed: Annotated[
        int,
        typer.Option(
            parser=number_of("--seed", 0),
            metavar=NUMBER,
            help="Another number gives other faults; the same gives the same file.",
        ),
    ] = 1,
    stress: Annotated[
        bool,
        typer.Option("--stress", help="For tests: everything that a batch can hold, as many activities as you like."),
    ] = False,
    live: Live = True,
    today: Annotated[
        dt.datetime | None,
        typer.Option(
            "--today",
            parser=day_of("--today"),
            metavar=DAY,
            help="The day that it is of (year-month-day): some records have ended by then.",
            show_default="2026-01-05",
        ),
    ] = None,
    replace: Replace = False,
    catalog: CatalogVersion = None,
    catalog_dir: CatalogDir = None,
) -> None:
    """Make a completed workbook to practice with: a small office's year, with faults to find if you like.

    Examples:
      pars sample
      pars sample --faults 3 -o practice.xlsx
    """
    from generator.sample.days import AS_OF
    from generator.sample.write import check_target, write, write_office

    check_target(output, replace=replace)
    with busy("Writing the sample"):
        lists, day = catalog_of(catalog, catalog_dir), given(today) or AS_OF
        if stress:
            count = activities or STRESS
            planted = write(lists, output, count, faults, seed, today=day, live=live, replace=replace)
        else:
            planted = write_office(
                lists, output, faults, seed, activities=activities, today=day, live=live, replace=replace
            )
    with printing("What went wrong in the office", after_all=True):
        for fault in planted if not stress else ():
            say(f"{fault.sheet}!{fault.cell}: {fault.story}")
    faulty = f"its faults are listed in {output}.faults.json" if planted else "it has no faults"
    say(f"Sample written to {output}; {faulty}")


@app.command(cls=Command)
def demo(
    folder: Annotated[Path, typer.Argument(metavar=FOLDER, help="Where to put the files.")] = Path("pars-demo"),
    today: Today = None,
) -> None:
    """Make a template and a small office's year, check it and export it: the whole way, into a folder.

    Examples:
      pars demo
      pars demo try-it-out
    """
    from generator.demo import demo as run
    from generator.sample.days import AS_OF

    with busy("Running the demo"):
        lines = run(folder, given(today) or AS_OF, catalog_of(None, None))
    with printing("What was written", after_all=True):
        for line in lines:
            say(line)

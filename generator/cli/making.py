"""Commands that make something new: a template, a sample, the demo."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from generator.cli.app import app
from generator.cli.options import (
    CatalogDir,
    CatalogVersion,
    Live,
    Replace,
    Today,
    catalog_of,
    day_of,
    given,
    output_option,
    rows_option,
)
from generator.cli.output import busy, printing, say
from generator.workbook.limits import LARGEST_BATCH, USUAL_ROWS

STRESS = 40
"""How many activities a stress sample has when nothing is said."""


@app.command()
def template(
    output: Annotated[Path, output_option("Where to write the template.")],
    catalog: CatalogVersion = None,
    boards: Annotated[str | None, typer.Option(help="Only these boards, as in ABA,ABIM.", show_default="all")] = None,
    rows: Annotated[int, rows_option(str(USUAL_ROWS))] = USUAL_ROWS,
    areas: Annotated[
        int | None, typer.Option(min=1, max=40, help="How many practice areas a board row takes.", show_default="8")
    ] = None,
    live: Live = True,
    replace: Replace = False,
    catalog_dir: CatalogDir = None,
) -> None:
    """Make a fresh template."""
    from generator.targets import check_workbook
    from generator.template.live import checked_marks, live_marks
    from generator.template.new import write_new

    check_workbook(output, "batch.xlsx", replace=replace)
    chosen = [b.strip() for b in boards.split(",") if b.strip()] if boards else None
    with busy("Building the template"):
        lists = catalog_of(catalog, catalog_dir, areas)
        marks = live_marks(lists, chosen) if live else checked_marks(lists)
        write_new(lists, output, marks, boards=chosen, rows=rows, replace=replace)
    say(f"Template written to {output}")


@app.command()
def sample(
    output: Annotated[Path, output_option("Where to write the workbook.")],
    activities: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=LARGEST_BATCH,
            help="How many activities.",
            show_default=f"the office's year; {STRESS} with --stress",
        ),
    ] = None,
    faults: Annotated[
        int,
        typer.Option(min=0, help="How many faults to plant, told with how they came about; FILE.faults.json too."),
    ] = 0,
    seed: Annotated[int, typer.Option(help="Another seed gives other faults; the same gives the same file.")] = 1,
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
            metavar="DAY",
            help="The day that it is of (year-month-day): some records have ended by then.",
            show_default="2026-01-05",
        ),
    ] = None,
    replace: Replace = False,
    catalog: CatalogVersion = None,
    catalog_dir: CatalogDir = None,
) -> None:
    """Make a completed workbook to practice with: a small office's year, with faults to find if you like."""
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
    say(f"Sample written to {output}; its faults are listed in {output}.faults.json")


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(help="Where to put the files.")] = Path("pars-demo"), today: Today = None
) -> None:
    """Make a template and a small office's year, check it and export it: the whole way, into a folder."""
    from generator.demo import demo as run
    from generator.sample.days import AS_OF

    with busy("Running the demo"):
        lines = run(folder, given(today) or AS_OF, catalog_of(None, None))
    with printing("What was written", after_all=True):
        for line in lines:
            say(line)

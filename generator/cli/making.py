"""Commands that make something new: a template, a sample, the demo."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from generator.cli.app import app
from generator.cli.options import (
    CatalogDir,
    CatalogVersion,
    Live,
    Replace,
    Today,
    catalog_of,
    given,
    output_option,
    rows_option,
)
from generator.cli.output import busy, printing, say
from generator.workbook.limits import LARGEST_BATCH, USUAL_ROWS

if TYPE_CHECKING:
    pass


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
    activities: Annotated[int, typer.Option(min=1, max=LARGEST_BATCH, help="How many activities.")] = 40,
    faults: Annotated[int, typer.Option(min=0, help="How many faults to plant, listed in FILE.faults.json.")] = 0,
    seed: Annotated[int, typer.Option(help="Another seed gives other activities; the same gives the same file.")] = 1,
    live: Live = True,
    replace: Replace = False,
    catalog: CatalogVersion = None,
    catalog_dir: CatalogDir = None,
) -> None:
    """Make a completed workbook of plausible activities, with planted faults if you like."""
    from generator.sample.write import check_target, write

    check_target(output, replace=replace)
    with busy("Writing the sample"):
        write(catalog_of(catalog, catalog_dir), output, activities, faults, seed, live=live, replace=replace)
    say(f"Sample written to {output}; its faults are listed in {output}.faults.json")


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(help="Where to put the files.")] = Path("pars-demo"), today: Today = None
) -> None:
    """Make a template and two samples, check them and export one: the whole way, into a folder."""
    from generator.demo import demo as run

    with busy("Running the demo"):
        lines = run(folder, given(today) or dt.date.today(), catalog_of(None, None))
    with printing("What was written", after_all=True):
        for line in lines:
            say(line)

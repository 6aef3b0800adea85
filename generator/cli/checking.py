"""The command that checks a workbook."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from generator.cli.app import app
from generator.cli.help import Command
from generator.cli.options import (
    COPY,
    FILE,
    Against,
    AsJson,
    CatalogDir,
    Replace,
    Today,
    Workbook,
    given,
)
from generator.cli.output import busy, plain_console, print_json, printing, say
from generator.failure import Failure
from generator.own_lists import own_lists

if TYPE_CHECKING:
    from generator.run.checking import Checked


@app.command(cls=Command)
def check(
    file: Workbook,
    highlight: Annotated[
        Path | None,
        typer.Option(
            "--highlight",
            metavar=COPY,
            help="Write a copy with every finding marked at its cell and listed on the sheet Findings.",
            show_default=False,
        ),
    ] = None,
    repair: Annotated[
        Path | None,
        typer.Option(
            "--repair",
            metavar=COPY,
            help="Write a copy with lost drop-downs, marks, names, headers and formulas restored.",
            show_default=False,
        ),
    ] = None,
    report: Annotated[
        list[Path] | None,
        typer.Option(
            "--report",
            metavar=FILE,
            help="Write the findings as a page to read, filter and print (.html), or for programs (.json, .sarif); "
            "may be given several times.",
            show_default=False,
        ),
    ] = None,
    against: Against = None,
    replace: Replace = False,
    only_summary: Annotated[bool, typer.Option("--summary", help="Print the totals only.")] = False,
    json: AsJson = False,
    today: Today = None,
    catalog_dir: CatalogDir = None,
) -> None:
    """Check a completed workbook: every problem at its cell, and what PARS would show for every activity.

    The workbook itself is never changed: --highlight and --repair write copies. With --against, also what the upload
    would do to each activity: create, update, nothing, or create a second one.

    Examples:
      pars check batch.xlsx
      pars check batch.xlsx --summary
      pars check batch.xlsx --highlight marked.xlsx
      pars check batch.xlsx --report page.html --report x.sarif

    Exit code 0: nothing invalid or missing. 1: something is. 2: the file cannot be used.
    3: something that nobody foresaw.
    """
    from generator.report import as_json, console
    from generator.report.updates import show_updates, summary_lines
    from generator.run.checking import checked, day_of_check

    if json and only_summary:
        raise Failure("--json prints all there is; leave out --summary, or --json.")
    _refuse_twice(*filter(None, (highlight, repair)), *(report or ()))
    _check_copies(file, highlight, repair, replace)
    if report:
        from generator.report.reports import check_reports

        check_reports(report, replace=replace)
    with busy("Checking", quiet=json):
        result = checked(file, dt.date.today(), own_lists(catalog_dir), given=given(today))
        result, updates = _effects(result, against) if against else (result, {})
        lines, readiness = _copies(file, result, highlight, repair, replace), result.readiness
        if report:
            from generator.report.reports import Report, write_reports

            day = day_of_check(result.batch, given(today), result.day)
            told = Report(result.batch, result.findings, readiness, day, updates)
            write_reports(told, report, replace=replace)
            lines += [f"Report written to {target}" for target in report]
    with printing("The findings"):
        if json:
            print_json({**as_json.check_result(result.batch, result.findings, readiness), **updates})
        else:
            show = console.show_summary if only_summary else console.show
            show(plain_console(), result.batch, result.findings, readiness)
            if updates and only_summary:
                for line in summary_lines(updates):
                    say(line)
            elif updates:
                show_updates(plain_console(), updates)
            for line in lines:
                say(line)
    raise typer.Exit(0 if result.clean else 1)


def _effects(result: Checked, earlier: Sequence[Path]) -> tuple[Checked, Mapping[str, Any]]:
    """What an upload would do; loaded only when it is asked for."""
    from generator.run.comparing import effects

    return effects(result, earlier)


def _refuse_twice(*targets: Path) -> None:
    """Refuses two outputs in one place."""
    places = [os.path.normcase(os.path.realpath(target)) for target in targets]
    for number, target in enumerate(targets):
        if places[number] in places[:number]:
            raise Failure(f"{target} is to be written twice; give each file a name of its own.")


def _check_copies(file: Path, highlighted: Path | None, repaired: Path | None, replace: bool) -> None:
    """Refuses copies that cannot be written, before anything is read."""
    from generator.targets import check_copy

    for target in filter(None, (highlighted, repaired)):
        check_copy(target, file, replace=replace)


def _copies(file: Path, result: Checked, highlighted: Path | None, repaired: Path | None, replace: bool) -> list[str]:
    """Writes the copies that were asked for, and says so in a line each."""
    lines = []
    if highlighted:
        from generator.run.copying import marked_copy

        marked_copy(result, file, highlighted, replace=replace)
        lines.append(f"Marked copy written to {highlighted}")
    if repaired:
        from generator.run.copying import repaired_copy

        done = repaired_copy(result, file, repaired, replace=replace)
        restored = "all is restored" if not done.left else "some of it could not be restored: check the copy"
        lines.append(f"Repaired copy written to {repaired}; {restored if done.before else 'nothing was lost'}")
    return lines

"""Commands for what changes from one catalog version to another, and for what a catalog says."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from generator.cli.app import app, catalog_app
from generator.cli.completion import lists_like, versions_like
from generator.cli.help import Command
from generator.cli.options import (
    WORKBOOK,
    AsJson,
    AsLive,
    CatalogDir,
    CatalogVersion,
    Replace,
    Workbook,
    catalog_of,
    output_option,
    rows_option,
)
from generator.cli.output import busy, plain_console, print_json, print_text, printing
from generator.failure import Failure
from generator.near_names import did_you_mean
from generator.own_lists import own_lists


@app.command(cls=Command)
def upgrade(
    file: Workbook,
    output: Annotated[
        Path | None, output_option("Where to write the new workbook (.xlsx).", "WORKBOOK-new.xlsx beside the workbook")
    ] = None,
    rows: Annotated[int | None, rows_option("as the old one")] = None,
    live: AsLive = None,
    replace: Replace = False,
    json: AsJson = False,
    catalog_dir: CatalogDir = None,
) -> None:
    """Bring a workbook of an older catalog version, or one that grew too large or was damaged, into a fresh one.

    The old workbook is never changed. The sheet Upgrade of the new one lists every value, with its old and new cell.

    Examples:
      pars upgrade last-year.xlsx
      pars upgrade last-year.xlsx --rows 1000 -o this-year.xlsx

    Exit code 0: every value is there. 1: a person should look at some, or some were left behind. 2: the file cannot be
    used. 3: something that nobody foresaw.
    """
    from generator.report import upgrades
    from generator.run.versions import upgraded
    from generator.targets import new_beside

    target = output or new_beside(file)
    with busy("Upgrading", quiet=json):
        done = upgraded(file, target, dt.date.today(), own_lists(catalog_dir), rows=rows, live=live, replace=replace)
    with printing("What was written", after_all=True):
        if json:
            print_json({"output": str(target), **done.as_json()})
        else:
            upgrades.show_upgrade(plain_console(), done.as_json(), target)
    raise typer.Exit(0 if done.clean else 1)


@app.command(cls=Command)
def rules(catalog: CatalogVersion = None, catalog_dir: CatalogDir = None) -> None:
    """Print the rule book: what each rule means, why, what it holds back, and whether it is live in the workbook.

    Examples:
      pars rules
      pars rules --catalog 2025.1
    """
    from generator.printable import printable
    from generator.report.rule_book import rule_book

    with printing("The rule book"):
        print_text("\n".join(map(printable, rule_book(catalog_of(catalog, catalog_dir)).split("\n"))))


@catalog_app.command("list", cls=Command)
def catalog_list(json: AsJson = False, catalog_dir: CatalogDir = None) -> None:
    """Name the catalog versions at hand.

    Examples:
      pars catalog list
    """
    from generator.catalog import load, versions
    from generator.report import catalogs

    all_versions = [load(version, own_lists(catalog_dir)) for version in versions()]
    with printing("The list"):
        if json:
            print_json(catalogs.versions_json(all_versions))
        else:
            catalogs.show_versions(plain_console(), all_versions)


@catalog_app.command("show", cls=Command)
def catalog_show(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="LIST", help="Only this list, as in practice_areas.", show_default="all", autocompletion=lists_like
        ),
    ] = None,
    catalog: CatalogVersion = None,
    json: AsJson = False,
    catalog_dir: CatalogDir = None,
) -> None:
    """Print every list: its values, how sure they are and where they are known from.

    With --json also every sheet with its columns.

    Examples:
      pars catalog show boards
      pars catalog show practice_areas --catalog 2025.1
    """
    from generator.report import catalogs

    shown = catalog_of(catalog, catalog_dir)
    if name is not None and name not in shown.lists:
        raise Failure(f"There is no list {name}. Known: {', '.join(shown.lists)}.{did_you_mean(name, shown.lists)}")
    with printing("The catalog"):
        if json:
            print_json(catalogs.catalog_json(shown, name))
        else:
            catalogs.show_catalog(plain_console(), shown, name)


@catalog_app.command("diff", cls=Command)
def catalog_diff(
    old: Annotated[
        str,
        typer.Argument(
            metavar="OLD",
            help="A version, or a folder with an organization's own lists.",
            autocompletion=versions_like,
        ),
    ],
    new: Annotated[
        str,
        typer.Argument(metavar="NEW", help="The same, for what it is compared with.", autocompletion=versions_like),
    ],
    workbook: Annotated[
        Path | None,
        typer.Option(
            "--workbook",
            metavar=WORKBOOK,
            help="Name the cells of this workbook that the change touches.",
            show_default=False,
        ),
    ] = None,
    json: AsJson = False,
    catalog_dir: CatalogDir = None,
) -> None:
    """Tell what changed between two catalogs: in substance, in wording, or in labels and evidence only.

    A folder stands for its lists over the version named beside it, or over the newest.

    Examples:
      pars catalog diff 2025.1 2026.1
      pars catalog diff 2025.1 2026.1 --workbook batch.xlsx
    """
    from generator.report import catalog_changes
    from generator.run.versions import compared

    result = compared(old, new, own_lists(catalog_dir), workbook)
    with printing("The changes"):
        if json:
            name = workbook.name if workbook else None
            print_json(catalog_changes.changes_json(result.old, result.new, result.changes, name, result.cells))
        else:
            catalog_changes.show_changes(plain_console(), result.old, result.new, result.changes)
            if workbook:
                catalog_changes.show_touched(plain_console(), workbook.name, result.cells)

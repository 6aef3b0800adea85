"""Commands for what changes from one catalog version to another, and for what a catalog says."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from generator.cli.app import app, catalog_app
from generator.cli.options import (
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
from generator.own_lists import own_lists

if TYPE_CHECKING:
    pass


@app.command()
def upgrade(
    file: Workbook,
    output: Annotated[Path, output_option("Where to write the new workbook (.xlsx).")],
    rows: Annotated[int | None, rows_option("as the old one")] = None,
    live: AsLive = None,
    replace: Replace = False,
    json: AsJson = False,
    catalog_dir: CatalogDir = None,
) -> None:
    """Bring a workbook of an older catalog version, or one that grew too large or was damaged, into a fresh one.

    The old workbook is never changed. The sheet Upgrade of the new one lists every value, with its old and new cell.

    Exit code 0: every value is there. 1: a person should look at some, or some were left behind. 2: the file cannot be
    used. 3: something that nobody foresaw.
    """
    from generator.report import upgrades
    from generator.run.versions import upgraded

    with busy("Upgrading", quiet=json):
        done = upgraded(file, output, dt.date.today(), own_lists(catalog_dir), rows=rows, live=live, replace=replace)
    with printing("What was written", after_all=True):
        if json:
            print_json({"output": str(output), **done.as_json()})
        else:
            upgrades.show_upgrade(plain_console(), done.as_json(), output)
    raise typer.Exit(0 if done.clean else 1)


@app.command()
def rules(catalog: CatalogVersion = None, catalog_dir: CatalogDir = None) -> None:
    """The rule book: what each rule means, why, what it holds back, and whether it is live in the workbook."""
    from generator.printable import printable
    from generator.report.rule_book import rule_book

    with printing("The rule book"):
        print_text("\n".join(map(printable, rule_book(catalog_of(catalog, catalog_dir)).split("\n"))))


@catalog_app.command("list")
def catalog_list(json: AsJson = False, catalog_dir: CatalogDir = None) -> None:
    """The catalog versions at hand."""
    from generator.catalog import load, versions
    from generator.report import catalogs

    all_versions = [load(version, own_lists(catalog_dir)) for version in versions()]
    with printing("The list"):
        if json:
            print_json(catalogs.versions_json(all_versions))
        else:
            catalogs.show_versions(plain_console(), all_versions)


@catalog_app.command("show")
def catalog_show(
    name: Annotated[
        str | None, typer.Argument(help="Only this list, as in practice_areas.", show_default=False)
    ] = None,
    catalog: CatalogVersion = None,
    json: AsJson = False,
    catalog_dir: CatalogDir = None,
) -> None:
    """Every list with source and confidence; with --json also every sheet with its columns."""
    from generator.report import catalogs

    shown = catalog_of(catalog, catalog_dir)
    if name is not None and name not in shown.lists:
        raise Failure(f"There is no list {name}. Known: {', '.join(shown.lists)}.")
    with printing("The catalog"):
        if json:
            print_json(catalogs.catalog_json(shown, name))
        else:
            catalogs.show_catalog(plain_console(), shown, name)


@catalog_app.command("diff")
def catalog_diff(
    old: Annotated[str, typer.Argument(help="A version, or a folder with an organization's own lists.")],
    new: Annotated[str, typer.Argument(help="The same, for what it is compared with.")],
    workbook: Annotated[
        Path | None,
        typer.Option("--workbook", help="Name the cells of this workbook that the change touches.", show_default=False),
    ] = None,
    json: AsJson = False,
    catalog_dir: CatalogDir = None,
) -> None:
    """What changed between two catalogs: in substance, in wording, or in labels and evidence only.

    A folder stands for its lists over the version named beside it, or over the newest.
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

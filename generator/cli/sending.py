"""Commands for the upload file: writing it, and finding what stands behind it."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from generator.cli.app import app
from generator.cli.options import (
    Against,
    AsJson,
    CatalogDir,
    Replace,
    Today,
    Workbook,
    given,
    output_option,
)
from generator.cli.output import busy, plain_console, print_json, printing, say
from generator.failure import Failure
from generator.own_lists import own_lists


class Format(StrEnum):
    """The formats of an upload file, as `generator.targets` names them."""

    XML = "xml"
    JSON = "json"
    ACCME_EXCEL = "accme-excel"


@app.command()
def export(
    file: Workbook,
    output: Annotated[Path, output_option("Where to write the upload file (.xml, .json or .xlsx).")],
    format: Annotated[
        Format | None,
        typer.Option(
            "--format",
            help="xml for the upload in PARS, json for ACCME's web services, accme-excel for a filled copy of an Excel "
            "template of ACCME's.",
            show_default="by the ending of the upload file",
        ),
    ] = None,
    template: Annotated[
        Path | None,
        typer.Option(
            "--template",
            help="With accme-excel: the template, which pars setup has read.",
            show_default="the only one that was set up",
        ),
    ] = None,
    complete_only: Annotated[
        bool, typer.Option("--complete-only", help="Hold back incomplete activities too.")
    ] = False,
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--only",
            help="Write these activities only: provider activity IDs, as in 2026-014,2026-015.",
            show_default="all",
        ),
    ] = None,
    changes_only: Annotated[
        bool,
        typer.Option("--changes-only", help="With --against: write what is new or differs, with the right action."),
    ] = False,
    against: Against = None,
    replace: Replace = False,
    json: AsJson = False,
    today: Today = None,
    catalog_dir: CatalogDir = None,
) -> None:
    """Write the upload file for PARS, and a receipt beside it.

    Exit code 0: every activity written, none incomplete. 1: some held back or incomplete. 2: the file cannot be used.
    3: something that nobody foresaw.
    """
    from generator.report import console
    from generator.run.exporting import exported

    if changes_only != bool(against):
        raise Failure("--changes-only and --against go together: name the files that were uploaded before.")
    with busy("Exporting", quiet=json):
        day, lists = given(today), own_lists(catalog_dir)
        result = exported(
            file, output, dt.date.today(), lists, given=day, complete_only=complete_only, only=only or (),
            against=against or (), replace=replace, format=format, template=template,
        )  # fmt: skip
    with printing("What was written", after_all=True):
        if json:
            print_json(result.delivery.receipt)
        else:
            console.show_export(plain_console(), result.delivery.receipt, result.delivery.receipt_path)
    raise typer.Exit(0 if result.delivery.clean else 1)


@app.command()
def locate(
    file: Annotated[
        Path, typer.Argument(help="An upload file (.xml), or with --cell a completed workbook.", show_default=False)
    ],
    line: Annotated[int | None, typer.Option("--line", help="A line of the upload file.", show_default=False)] = None,
    xpath: Annotated[
        str | None, typer.Option("--xpath", help="A path in the upload file, from the root on.", show_default=False)
    ] = None,
    cell: Annotated[
        str | None, typer.Option("--cell", help="A cell of the workbook, as in MOC!D7.", show_default=False)
    ] = None,
    workbook: Annotated[
        Path | None,
        typer.Option(
            "--workbook",
            help="With --line or --xpath: the workbook that was exported.",
            show_default="the one beside the upload file that its receipt names",
        ),
    ] = None,
    upload: Annotated[
        Path | None,
        typer.Option(
            "--upload",
            help="With --cell: the upload file to look into.",
            show_default="what an export would write now",
        ),
    ] = None,
    json: AsJson = False,
    today: Today = None,
    catalog_dir: CatalogDir = None,
) -> None:
    """Find the cell that a line or a path of the upload file came from, or what of the file carries a cell.

    The file, the receipt beside it and the workbook have to belong together.

    Exit code 0: found. 1: no cell stands behind it, or nothing of the file carries it, with the reason. 2: a file or
    an argument cannot be used. 3: something that nobody foresaw.
    """
    from generator.exchange.addresses import cell_at
    from generator.exchange.found import found_json
    from generator.report import located
    from generator.run.exporting import upload_map, workbook_map

    _check_locate(line, xpath, cell, workbook, upload)
    if today and (cell is None or upload):
        raise Failure("--today goes with --cell alone: what is in an upload file already goes by no day.")
    lists = own_lists(catalog_dir)
    with busy("Looking", quiet=json):
        if cell is None:
            upload, sources = file, upload_map(file, lists, workbook=workbook)
            found = sources.at_line(line) if line is not None else sources.at_xpath(xpath or "")
        else:
            sources = (
                upload_map(upload, lists, workbook=file)
                if upload
                else workbook_map(file, dt.date.today(), lists, given=given(today))
            )
            found = sources.of_cell(*cell_at(sources.batch, cell))
    told = found_json(found, sources.batch, upload.name if upload else None)
    with printing("What was found"):
        if json:
            print_json(told)
        else:
            for words in located.lines(told):
                say(words)
    raise typer.Exit(0 if any(element.sources for element in found.elements) else 1)


def _check_locate(
    line: int | None, xpath: str | None, cell: str | None, workbook: Path | None, upload: Path | None
) -> None:
    if sum(given is not None for given in (line, xpath, cell)) != 1:
        raise Failure("Give one of --line, --xpath and --cell.")
    if cell is None and upload is not None:
        raise Failure("--upload goes with --cell; with --line or --xpath the upload file comes first.")
    if cell is not None and workbook is not None:
        raise Failure("--workbook goes with --line or --xpath; with --cell the workbook comes first.")

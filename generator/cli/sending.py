"""Commands for the upload file: writing it, and finding what stands behind it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from generator.cli.app import app
from generator.cli.completion import among
from generator.cli.help import Command
from generator.cli.options import (
    FILE,
    NUMBER,
    WORKBOOK,
    Against,
    AsJson,
    CatalogDir,
    Replace,
    Today,
    Workbook,
    given,
    number_of,
    one_of,
    output_option,
)
from generator.cli.output import busy, plain_console, print_json, printing, say
from generator.failure import Failure
from generator.own_lists import own_lists

_FORMATS = ("xml", "json", "accme-excel")
"""The formats of an upload file, as `generator.targets` names them, which is heavy."""


@app.command(cls=Command)
def export(
    file: Workbook,
    output: Annotated[
        Path | None,
        output_option("Where to write the upload file (.xml, .json or .xlsx).", "WORKBOOK.xml beside the workbook"),
    ] = None,
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            parser=one_of("--format", _FORMATS),
            autocompletion=among(_FORMATS),
            metavar="|".join(_FORMATS),
            help="xml for the upload in PARS, json for ACCME's web services, accme-excel for a filled copy of an Excel "
            "template of ACCME's.",
            show_default="by the ending of the upload file",
        ),
    ] = None,
    template: Annotated[
        Path | None,
        typer.Option(
            "--template",
            metavar=FILE,
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
            metavar="IDS",
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

    Examples:
      pars export batch.xlsx
      pars export batch.xlsx --only 2026-014,2026-015 -o two.xml
      pars export batch.xlsx --changes-only --against may.xml

    Exit code 0: every activity written, none incomplete. 1: some held back or incomplete. 2: the file cannot be used.
    3: something that nobody foresaw. Before the one-time step (pars setup) it is 0 or 1 too: a script that uploads
    waits until before_upload in the receipt is empty.
    """
    from generator.report import console
    from generator.run.exporting import exported
    from generator.targets import ACCME_EXCEL, upload_beside

    if changes_only != bool(against):
        raise Failure("--changes-only and --against go together: name the files that were uploaded before.")
    target = output or upload_beside(file, format or (ACCME_EXCEL if template else None))
    with busy("Exporting", quiet=json):
        day, lists = given(today), own_lists(catalog_dir)
        result = exported(
            file, target, dt.date.today(), lists, given=day, complete_only=complete_only, only=only or (),
            against=against or (), replace=replace, format=format, template=template,
        )  # fmt: skip
    with printing("What was written", after_all=True):
        if json:
            print_json(result.delivery.receipt)
        else:
            console.show_export(plain_console(), result.delivery.receipt, result.delivery.page_path)
    raise typer.Exit(0 if result.delivery.clean else 1)


@app.command(cls=Command)
def locate(
    file: Annotated[
        Path,
        typer.Argument(
            metavar=FILE, help="An upload file (.xml), or with --cell a completed workbook.", show_default=False
        ),
    ],
    line: Annotated[
        int | None,
        typer.Option(
            "--line",
            parser=number_of("--line", 1),
            metavar=NUMBER,
            help="A line of the upload file.",
            show_default=False,
        ),
    ] = None,
    xpath: Annotated[
        str | None,
        typer.Option(
            "--xpath",
            metavar="XPATH",
            help="An element of the upload file by its XPath, from the root on.",
            show_default=False,
        ),
    ] = None,
    cell: Annotated[
        str | None,
        typer.Option("--cell", metavar="CELL", help="A cell of the workbook, as in MOC!D7.", show_default=False),
    ] = None,
    workbook: Annotated[
        Path | None,
        typer.Option(
            "--workbook",
            metavar=WORKBOOK,
            help="With --line or --xpath: the workbook that was exported.",
            show_default="the one beside the upload file that its receipt names",
        ),
    ] = None,
    upload: Annotated[
        Path | None,
        typer.Option(
            "--upload",
            metavar=FILE,
            help="With --cell: the upload file to look into.",
            show_default="what an export would write now",
        ),
    ] = None,
    json: AsJson = False,
    today: Today = None,
    catalog_dir: CatalogDir = None,
) -> None:
    """Find the cell that a line or an element of the upload file came from, or what of the file carries a cell.

    The file, the receipt beside it and the workbook have to belong together.

    Examples:
      pars locate batch.xml --line 40
      pars locate batch.xlsx --cell MOC!C2

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

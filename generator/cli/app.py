"""The command line's root, which every module of commands adds its own to."""

from __future__ import annotations

from typing import Annotated

import typer

from generator import __version__
from generator.cli.help import Group, Root
from generator.cli.output import print_text

app = typer.Typer(
    name="pars",
    cls=Root,
    help="""Batch workbooks for ACCME's PARS: make a template, check a completed workbook, export the upload file.

    Examples:
      pars template
      pars check batch.xlsx
      pars export batch.xlsx
    """,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
catalog_app = typer.Typer(
    cls=Group, help="What PARS accepts, and where it is known from.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(catalog_app, name="catalog")


@app.callback(invoke_without_command=True)
def _root(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        print_text(f"pars {__version__}")
        raise typer.Exit

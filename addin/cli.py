"""The whole command line, `pars`, with the commands of the add-in: generator knows nothing of Excel, so they are added
here."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from generator import cli
from generator.cli.app import app
from generator.cli.help import Command, Group
from generator.cli.options import FILE, Replace, output_option
from generator.cli.output import say

group = typer.Typer(
    cls=Group,
    help="The Excel add-in: a PARS tab with buttons for what the commands here do.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
_ADDIN, _CHECKLIST = Path("PARS.xlam"), Path("pars-checklist.xlsx")


@group.command("build", cls=Command)
def build_command(
    output: Annotated[Path, output_option("Where to write the add-in (.xlam).", f"{_ADDIN} in this folder")] = _ADDIN,
    replace: Replace = False,
) -> None:
    """Write the add-in as a file, for another computer with the same versions of PARS Batch and xlwings; “pars addin
    install” is the usual way.

    Examples:
      pars addin build
    """
    from addin.build import build
    from addin.versions import installed
    from generator.targets import check_addin

    check_addin(output, replace=replace)
    build(output)
    say(f"Add-in written to {output}, for PARS Batch {installed().pars_batch} with xlwings {installed().xlwings}.")


@group.command("install", cls=Command)
def install_command(
    file: Annotated[
        Path | None,
        typer.Option(
            "--file",
            metavar=FILE,
            help="An add-in that “pars addin build” made and that was signed since, instead of a new one.",
            show_default=False,
        ),
    ] = None,
    uninstall: Annotated[
        bool, typer.Option("--uninstall", help="Take the add-in and its settings away again.")
    ] = False,
) -> None:
    """Build the add-in here and put it where Excel loads it by itself (Windows and macOS).

    Examples:
      pars addin install
      pars addin install --uninstall
    """
    from addin import install

    computer = install.Computer.this(os.environ)
    if uninstall:
        say(f"Add-in removed: {install.uninstall(computer).addin}")
    else:
        say(f"Add-in installed: {install.install(computer, file=file).addin}")
        say("Start Excel; it has a tab PARS now.")


@group.command("checklist", cls=Command)
def checklist_command(
    output: Annotated[
        Path, output_option("Where to write the workbook (.xlsx).", f"{_CHECKLIST} in this folder")
    ] = _CHECKLIST,
    replace: Replace = False,
) -> None:
    """Write a workbook that leads through what a person with Excel should try after a new version.

    Examples:
      pars addin checklist
    """
    from addin.checklist import STEPS, as_workbook
    from generator.targets import check_workbook
    from generator.template import save

    check_workbook(output, _CHECKLIST.name, replace=replace)
    save(as_workbook(), output, replace=replace)
    say(f"Checklist with {len(STEPS)} steps written to {output}.")


def main() -> None:
    """The console script; errors and exit codes as in `generator.cli.main`."""
    if group not in [registered.typer_instance for registered in app.registered_groups]:
        app.add_typer(group, name="addin")
    cli.main()

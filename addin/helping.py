"""The commands that explain: the rule book and the versions at work."""

from __future__ import annotations

import sys

from addin import pages, versions
from addin.conversation import Told
from generator.catalog import load
from generator.own_lists import own_lists
from generator.report.pages.rule_book_page import rule_book_page


def rule_book(show: pages.Show = pages.show) -> Told:
    """Shows every check in plain words."""
    catalog = load(overlay=own_lists())
    show(f"pars-rule-book-{catalog.version}.html", rule_book_page(catalog))
    return Told()


def about(built: str = "") -> Told:
    """Says which versions are at work, and what to do when the add-in and the installed programs differ.

    Args:
        built: the versions of PARS Batch and xlwings that the add-in was built with, with a blank between them.
    """
    here, catalog = versions.installed(), load(overlay=own_lists())
    lists = f", with your organization's lists from {catalog.overlay}" if catalog.overlay else ""
    lines = [
        f"PARS Batch {here.pars_batch}, catalog {catalog.version}{lists}",
        f"xlwings {here.xlwings}, Python {sys.version.split()[0]} in {sys.prefix}",
    ]
    if built:
        of = versions.Versions(*built.split(" ", 1))
        lines.append(f"Add-in built with PARS Batch {of.pars_batch} and xlwings {of.xlwings}")
        if of != here:
            lines.append(
                "The add-in belongs to other versions than those installed: close Excel and run “pars addin install” "
                "again."
            )
    return Told("\n".join(lines))

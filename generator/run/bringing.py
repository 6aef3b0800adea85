"""From a file of elsewhere to a new workbook."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from generator.failure import Failure
from generator.intake.brought import Brought
from generator.intake.kind_of_file import is_page
from generator.intake.lists import ListOptions, read_list
from generator.intake.writing import write_brought
from generator.intake.xml_activities import read_xml
from generator.targets import check_import
from generator.whole_file import whole_file
from generator.workbook.book import open_book
from generator.workbook.own_sheets import CATALOG_VERSION, META
from generator.workbook.package import WORKBOOKS, open_package
from generator.workbook.seal import copy_of

_HEAD = 512
_XML = re.compile(rb"(\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*<")
"""How XML begins in the encodings that it usually has: with a byte order mark or without, of one byte or more each."""


def imported(
    file: Path,
    target: Path,
    computer: dt.date,
    overlay: Path | None,
    *,
    rows: int | None = None,
    live: bool = True,
    replace: bool = False,
    options: ListOptions | None = None,
) -> Brought:
    """Writes a new workbook of the newest catalog version with what `file` holds, sealed as by `marked_copy`, so that a
    second import may replace it as long as nobody worked in it.

    Args:
        file: XML with activities of this standard, or a list: a text file with delimiters, or an Excel workbook.
        target: where to write the workbook.
        computer: the day of the computer, for the values of formulas.
        overlay: the organization's folder, or None.
        rows: for how many activities the workbook has room; None for the usual number, or as many as there are.
        live: whether it has live marks.
        replace: whether an existing file may be replaced.
        options: what the user says of a list; None for nothing.

    Raises:
        Failure: the file cannot be used, or the target cannot be written or replaced.
    """
    check_import(target, file, replace=replace)
    brought = _read(file, overlay, options, live)
    with whole_file(target, replace=replace) as part:
        write_brought(brought, part, computer, rows=rows, live=live, seal=copy_of(file))
    return brought


def _read(file: Path, overlay: Path | None, options: ListOptions | None, live: bool) -> Brought:
    """What the file holds, by what kind of file it is."""
    if not file.exists():
        raise Failure(f"{file} does not exist; check the name.")
    if not file.is_file():
        raise Failure(f"{file} is not an ordinary file; give the name of an XML file with activities, or of a list.")
    with file.open("rb") as opened:
        head = opened.read(_HEAD)
    if head.startswith(WORKBOOKS) and _is_ours(file):
        raise Failure(
            f"{file.name} is a PARS workbook already; bring it up to date with “pars upgrade” instead (in "
            "Excel: open it and choose Upgrade)."
        )
    if is_page(head) or not (_XML.match(head) or file.suffix.lower() == ".xml"):
        return read_list(file, overlay, options or ListOptions(), live=live)
    if options and options.said:
        raise Failure(f"{file.name} is an XML file; --mapping, --dates and --sheet are for lists.")
    return read_xml(file, overlay)


def _is_ours(file: Path) -> bool:
    """Whether a file is a workbook of PARS Batch, of any version."""
    try:
        book = open_book(open_package(file))
    except Failure:
        return False
    return CATALOG_VERSION in book.properties or book.part_of(META) is not None

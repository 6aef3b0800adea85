"""The folder that is handed out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from generator.catalog import Catalog
from generator.failure import Failure
from generator.handout.page import pdf_of
from generator.handout.text import guide_text
from generator.targets import check_guide, check_workbook, sealed_guide, template_name
from generator.template.live import checked_marks, live_marks
from generator.template.new import write_new
from generator.whole_file import whole_files
from generator.workbook.limits import USUAL_ROWS

GUIDE = "How-to-fill-it-in.pdf"
LONGEST_CONTACT = 200
"""Characters of whom a workbook goes back to, so that the guide stays one page."""


def hand_out(
    catalog: Catalog,
    folder: Path,
    *,
    boards: Sequence[str] | None = None,
    rows: int = USUAL_ROWS,
    live: bool = True,
    contact: str | None = None,
    replace: bool = False,
) -> tuple[Path, Path]:
    """Writes a template and its guide into `folder`, which is made when it does not exist: both or none.

    The same arguments give the same bytes.

    Args:
        catalog: what both are made from.
        folder: where to; other files in it stay.
        boards, rows: see `generator.template.build`.
        live: with the formulas that check while somebody types.
        contact: whom the workbook goes back to.
        replace: whether the files of an earlier handout may be replaced; nothing that somebody worked in is.

    Returns:
        The template and the guide.

    Raises:
        Failure: the catalog does not offer a board, the contact is too long for the page, a file may not be replaced,
            or something cannot be written.
    """
    if contact and len(contact) > LONGEST_CONTACT:
        raise Failure(
            f"--contact takes {LONGEST_CONTACT} characters at most, so that the guide stays one page, and this one has "
            f"{len(contact):,}; give a name and an address."
        )
    template, guide = folder / template_name(catalog.version), folder / GUIDE
    pdf = sealed_guide(pdf_of(guide_text(catalog, template.name, boards, contact)))
    marks = live_marks(catalog, boards) if live else checked_marks(catalog)
    made = _make(folder)
    try:
        check_workbook(template, template.name, replace=replace)
        check_guide(guide, replace=replace)
        with whole_files([template, guide], replace=replace) as (book, page):
            write_new(catalog, book, marks, boards=boards, rows=rows)
            page.write_bytes(pdf)
    except BaseException:
        if made:
            folder.rmdir()
        raise
    return template, guide


def _make(folder: Path) -> bool:
    """Makes the folder. Returns whether it was not there."""
    if folder.is_dir():
        return False
    if folder.is_file():
        raise Failure(f"{folder} is a file, and the handout is a folder; give the name of a folder, or a new one.")
    try:
        folder.mkdir()
    except OSError as error:
        raise Failure(f"The folder {folder} cannot be made ({error.strerror}); choose another place.") from error
    return True

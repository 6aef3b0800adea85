"""What kind of file a list is, by its content: a text, or something for those who read workbooks."""

from __future__ import annotations

from pathlib import Path

from generator.failure import Failure
from generator.intake.delimited import LARGEST_TEXT_FILE
from generator.workbook.package import WORKBOOKS


def is_text(path: Path) -> bool:
    """Whether the file is to be read as a text file; any other one is left to those who read workbooks.

    Raises:
        Failure: it cannot be read, is empty, a PDF or a web page, or a text file that is too large.
    """
    try:
        if not path.is_file() or path.name.startswith("~$"):
            return False
        size = path.stat().st_size
        with path.open("rb") as stream:
            beginning = stream.read(512)
    except OSError as error:
        raise Failure(
            f"{path} cannot be read ({error.strerror}); close it in other programs, or copy it to your own computer."
        ) from error
    if not size:
        raise empty(path.name)
    if beginning.startswith(b"%PDF"):
        raise Failure(f"{path.name} is a PDF, not a list; ask for the list as .csv or .xlsx.")
    if is_page(beginning):
        raise Failure(f"{path.name} is a web page, even if Excel opens it; save it in Excel as .xlsx and import that.")
    if beginning.startswith(WORKBOOKS):
        return False
    if size > LARGEST_TEXT_FILE:
        raise Failure(
            f"{path.name} is larger than {LARGEST_TEXT_FILE // 1024**2} MB; split the list into several files."
        )
    return True


def is_page(beginning: bytes) -> bool:
    """Whether a file begins as a web page does, which some programs hand out as an Excel file."""
    return beginning.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith((b"<!doctype html", b"<html", b"<table"))


def empty(name: str) -> Failure:
    """What to raise for a file without anything in it."""
    return Failure(f"{name} is empty; take the list from where it came from once more.")

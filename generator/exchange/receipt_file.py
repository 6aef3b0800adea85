"""The receipt as files: JSON, written an entry at a time, each read again, and the file as a whole; and a page."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from generator.failure import Failure
from generator.json_text import pieces
from generator.report.pages.filled import write_pieces
from generator.report.pages.receipt_page import receipt_page

_WRONG = "The receipt was not written as it should be, so nothing was; export again, or to another place."


def write_receipts(content: Mapping[str, Any], file: Path, page: Path) -> None:
    """Writes both forms of the receipt into files that are not in their places yet.

    Raises:
        Failure: as `write_receipt`.
    """
    write_receipt(content, file)
    write_pieces(receipt_page(content), page)


def write_receipt(content: Mapping[str, Any], file: Path) -> None:
    """Writes the receipt into `file`, which is not in its place yet, and reads it again.

    Raises:
        Failure: what stands there is not what was written.
    """
    written = hashlib.sha256()
    with file.open("wb") as stream:
        for text, value in pieces(content):
            # half of a character pair, which UTF-8 refuses, becomes \udxxx: that is JSON's own way to write it
            data = text.encode(errors="backslashreplace")
            if value is not None and json.loads(data.decode()) != value:
                raise Failure(_WRONG)
            written.update(data)
            stream.write(data)
        written.update(b"\n")
        stream.write(b"\n")
    with file.open("rb") as stream:
        if hashlib.file_digest(stream, "sha256").digest() != written.digest():
            raise Failure(_WRONG)

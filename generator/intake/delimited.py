"""Rows of a text file with delimiters: its encoding, its delimiter, its fields.

Encodings: UTF-8, UTF-16 with a byte order mark, otherwise Windows-1252, in which Excel saves "CSV" in the USA.
"""

from __future__ import annotations

import codecs
import csv
import io
import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from generator.failure import Failure
from generator.intake.raw import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, Row, too_long, too_many_rows, too_wide
from generator.workbook.cells import LONGEST_TEXT

LARGEST_TEXT_FILE = 50 * 1024**2
"""Bytes, as for a workbook."""
DELIMITERS = (",", ";", "\t", "|")
_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
_LONGEST_LINE = 1_000_000
_SAMPLE = 200
"""Rows by which the delimiter is found."""
_CHUNK = 1024**2
_CONTROLS = bytes({*range(1, 9), *range(14, 32)} - {0x1A, 0x1D})
_MOST_CONTROLS = 0.01
_SAVE_ANEW = "save it in Excel as 'CSV UTF-8' or as .xlsx and try again"


@dataclass(frozen=True)
class Delimited:
    """The rows of a text file that hold anything.

    Attributes:
        encoding: by its name in Python; `utf-8-sig` for UTF-8 with a byte order mark.
        delimiter: "comma", "semicolon", "tab" or "pipe".
    """

    encoding: str
    delimiter: str
    rows: Sequence[Row] = field(repr=False)


def read_delimited(name: str, data: bytes, fit: Callable[[Delimited], int] = lambda read: 0) -> Delimited:
    """The rows of a text file. Row numbers are those that Excel shows: a text with line breaks is one row.

    The delimiter is the one by which most headers are known, and of these the one that gives most rows the same number
    of fields. A first line "sep=;", which Excel writes and reads, decides.

    Args:
        name: file name, for messages.
        data: its bytes.
        fit: how many known headers the first rows hold.

    Raises:
        Failure: no text, or beyond the limits.
    """
    encoding = _encoding(name, data)

    def sample(delimiter: str) -> tuple[int, float, int]:
        rows: list[Row] = []
        with suppress(csv.Error):
            rows.extend(itertools.islice(_rows(name, data, encoding, delimiter), _SAMPLE))
        return fit(Delimited(encoding, _NAMES[delimiter], rows)), *_consistency(rows)

    delimiter = _said(data, encoding) or max(DELIMITERS, key=sample)
    try:
        return Delimited(encoding, _NAMES[delimiter], list(_rows(name, data, encoding, delimiter)))
    except csv.Error as fault:
        raise Failure(
            f"{name} cannot be parted into cells, since its quotation marks do not fit ({fault}): put them around a "
            "text that holds one and double it inside, or save the list in Excel as .xlsx."
        ) from fault


def _encoding(name: str, data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        if b"\0" in data:
            raise Failure(
                f"{name} holds signs that no text file has, or was saved in a way not known here; {_SAVE_ANEW}."
            )
        head = data[:65536]
        if sum(head.count(sign) for sign in _CONTROLS) > _MOST_CONTROLS * len(head):
            raise Failure(f"{name} is neither a text file nor an Excel workbook; name a list (.csv, .txt or .xlsx).")
        encodings = ["utf-8-sig"] if data.startswith(codecs.BOM_UTF8) else ["utf-8", "cp1252"]
    for encoding in encodings:
        if _decodes(data, encoding):
            return encoding
    raise Failure(f"{name} is damaged, or was saved in a way not known here; {_SAVE_ANEW}.")


def _decodes(data: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    view = memoryview(data)
    try:
        for start in range(0, len(data), _CHUNK):
            if "\0" in decoder.decode(bytes(view[start : start + _CHUNK])):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _lines(name: str, data: bytes, encoding: str) -> Iterator[str]:
    with io.TextIOWrapper(io.BytesIO(data), encoding=encoding, newline="") as stream:
        for number in itertools.count(1):
            line = stream.readline(_LONGEST_LINE + 1)
            if not line:
                return
            if len(line) > _LONGEST_LINE:
                raise Failure(
                    f"Line {number:,} of {name} is longer than {_LONGEST_LINE:,} characters, which no list of "
                    "activities is."
                )
            yield line


def _said(data: bytes, encoding: str) -> str | None:
    first = data[:32].decode(encoding, "ignore").splitlines()[:1]
    said = first[0].strip().strip('"') if first else ""
    delimiter = said[4:5] if said[:4].lower() == "sep=" else ""
    return delimiter if delimiter in DELIMITERS else None


def _rows(name: str, data: bytes, encoding: str, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(_lines(name, data, encoding), delimiter=delimiter, strict=True)
    count = cells = 0
    for number, texts in enumerate(reader, 1):
        if len(texts) > MOST_COLUMNS:
            raise too_wide(name, f"row {number:,}")
        if any(len(text) > LONGEST_TEXT for text in texts):
            raise too_long(name, f"row {number:,}")
        if any(texts):
            count, cells = count + 1, cells + len(texts)
            if count > MOST_ROWS or cells > MOST_CELLS:
                raise too_many_rows(name)
            yield Row(number, tuple(text or None for text in texts))


def _consistency(rows: Sequence[Row]) -> tuple[float, int]:
    """The share of rows that have the usual number of fields, and that number; nothing for rows of one field."""
    widths = Counter(len(row.cells) for row in rows if len(row.cells) > 1)
    if not widths:
        return 0.0, 0
    width, count = max(widths.items(), key=lambda usual: (usual[1], usual[0]))
    return count / len(rows), width

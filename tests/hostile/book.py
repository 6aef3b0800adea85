"""The completed workbook that everything hostile is made from, and how its parts are changed."""

from __future__ import annotations

import datetime as dt
import functools
import io
import re
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from generator.catalog import Catalog, load
from generator.sample.activities import rows
from generator.template import build, save
from generator.template.live import live_marks
from tests.bench.respelled import shared_strings

Parts = Mapping[str, bytes]

DAY = dt.date(2027, 12, 1)
"""The day of the check: every activity of the workbook can be exported."""
ACTIVITIES = 6
ROWS = 8
SEED = 1
"""A sample with rows on every sheet."""
BOOK, BOOK_LINKS, STYLES, KINDS = (
    "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "[Content_Types].xml",
)  # fmt: skip
LINKS, PROPERTIES, STRINGS = "_rels/.rels", "docProps/custom.xml", "xl/sharedStrings.xml"
START, ACTS, MOC, REMS, SUPPORT, READINESS, FINDINGS, HELP, LISTS, META = (
    f"xl/worksheets/sheet{number}.xml" for number in range(1, 11)
)
TABLE, NOTES, DRAWING = "xl/tables/table1.xml", "xl/comments/comment1.xml", "xl/drawings/commentsDrawing1.vml"
ACTS_LINKS = "xl/worksheets/_rels/sheet2.xml.rels"
MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"


@functools.cache
def catalog() -> Catalog:
    return load()


@functools.cache
def ours(*, live: bool = False) -> Parts:
    """The parts of the workbook as the template and `pars sample --stress` write them; texts stand in the cells."""
    of_sheet = {sheet: dict(enumerate(cells, 2)) for sheet, cells in rows(catalog(), ACTIVITIES, SEED).items()}
    workbook = build(catalog(), rows=ROWS, rows_of=of_sheet, marks=live_marks(catalog()) if live else None)
    with tempfile.TemporaryDirectory() as folder:
        save(workbook, Path(folder) / "book.xlsx")
        return unzipped((Path(folder) / "book.xlsx").read_bytes())


@functools.cache
def shared() -> Parts:
    """The same with shared texts, as Excel writes."""
    parts = dict(ours())
    shared_strings(parts)
    return parts


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: Parts, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def changed(part: str, change: Callable[[bytes], bytes], parts: Parts | None = None) -> dict[str, bytes]:
    """The parts with one of them changed, which really is another then."""
    parts = ours() if parts is None else parts
    data = change(parts[part])
    assert data != parts[part], f"nothing changed in {part}"
    return {**parts, part: data}


def replaced(part: str, old: str, new: str, parts: Parts | None = None, count: int = -1) -> dict[str, bytes]:
    """The parts with a text of one of them replaced wherever it stands, or `count` times."""
    return changed(part, lambda data: data.replace(old.encode(), new.encode(), count), parts)


def substituted(part: str, pattern: str, new: str, parts: Parts | None = None, count: int = 0) -> dict[str, bytes]:
    """The parts with what a pattern finds in one of them replaced."""
    return changed(part, lambda data: re.sub(pattern.encode(), new.encode(), data, count=count, flags=re.DOTALL), parts)


def without(*names: str, parts: Parts | None = None) -> dict[str, bytes]:
    """The parts without some."""
    return {name: data for name, data in (ours() if parts is None else parts).items() if name not in names}


def with_cell(address: str, cell: str, part: str = ACTS, parts: Parts | None = None) -> dict[str, bytes]:
    """The parts with a cell that the sheet has written otherwise."""
    pattern = rf'<c r="{address}"[^<>]*>(?:(?<=/>)|.*?</c>)'
    return changed(part, lambda data: re.sub(pattern.encode(), lambda _: cell.encode(), data, flags=re.DOTALL), parts)


def with_value(address: str, attributes: str, value: str) -> dict[str, bytes]:
    """The parts with a cell of Activities that holds a value of a type."""
    return with_cell(address, f'<c r="{address}" {attributes}><v>{value}</v></c>')


def with_rows(cells: str, part: str = ACTS, parts: Parts | None = None) -> dict[str, bytes]:
    """The parts with rows behind those of a sheet."""
    return replaced(part, "</sheetData>", f"{cells}</sheetData>", parts)


def text_cell(address: str, text: str) -> str:
    return f'<c r="{address}" t="inlineStr"><is><t>{text}</t></is></c>'


def with_strings(texts: bytes, parts: Parts | None = None) -> dict[str, bytes]:
    """The parts with a table of shared texts, written as XML, which nothing refers to yet."""
    parts = dict(ours() if parts is None else parts)
    parts[STRINGS] = b'<sst xmlns="%s">%s</sst>' % (MAIN, texts)
    parts[BOOK_LINKS] = parts[BOOK_LINKS].replace(
        b"</Relationships>",
        f'<Relationship Id="texts" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'.encode(),
    )
    override = f'<Override PartName="/{STRINGS}" ContentType="{SPREADSHEET}.sharedStrings+xml"/></Types>'
    parts[KINDS] = parts[KINDS].replace(b"</Types>", override.encode())
    return parts

"""Completed workbooks for the tests of reading: the real template, filled and bent with openpyxl, or bare sheets with
our stamp."""

from __future__ import annotations

import functools
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook import Workbook

from generator.catalog import Catalog, load
from generator.template import build, save
from generator.workbook.cells import Cell
from generator.workbook.frames import Batch
from generator.workbook.read import read

ROWS = 20
"""Rows of the Activities table in `template`; MOC has twice as many."""


def catalog_of(version: str, areas: int | None = None) -> Catalog:
    return load(version, None, areas)


@functools.cache
def catalog() -> Catalog:
    return load()


@functools.cache
def _template() -> bytes:
    stream = io.BytesIO()
    build(catalog(), rows=ROWS).save(stream)
    return stream.getvalue()


def template() -> Workbook:
    """The template with `ROWS` rows, open in openpyxl."""
    return openpyxl.load_workbook(io.BytesIO(_template()))


def filled(
    path: Path, cells: Mapping[str, Mapping[str, Any]], also: Callable[[Workbook], None] = lambda workbook: None
) -> Path:
    """The template with `cells` (sheet title to address to value) and whatever `also` does to it."""
    workbook = template()
    for title, values in cells.items():
        for address, value in values.items():
            workbook[title][address] = value
    also(workbook)
    workbook.save(path)
    return path


@functools.cache
def _empty(rows: int) -> bytes:
    with TemporaryDirectory() as folder:
        save(build(catalog(), rows=rows), Path(folder) / "book.xlsx")
        return (Path(folder) / "book.xlsx").read_bytes()


def empty(path: Path, rows: int) -> Path:
    """The template with so many rows, as it is saved."""
    path.write_bytes(_empty(rows))
    return path


def with_rows(path: Path, rows_of: Mapping[str, Mapping[int, Mapping[str, Cell]]]) -> Path:
    """The template as `pars sample --stress` fills it."""
    save(build(catalog(), rows=ROWS, rows_of=rows_of), path)
    return path


def bare(
    path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]] | None = None, *, stamp: Mapping[str, str] | None = None
) -> Path:
    """Sheets with a header row each (those not given get the headers of the catalog) and a stamp, and nothing else."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for sheet in catalog().sheets.values():
        tab = workbook.create_sheet(sheet.title)
        for row in (sheets or {}).get(sheet.title, [["Status", *(c.header for c in sheet.columns)]]):
            tab.append(row)
    stamped = {
        "pars_template_version": "1",
        "pars_catalog_version": catalog().version,
        "pars_catalog_hash": catalog().hash,
    }
    for name, value in (stamped if stamp is None else stamp).items():
        workbook.custom_doc_props.append(StringProperty(name=name, value=value))  # type: ignore[attr-defined]
    workbook.save(path)
    return path


def headers(title: str) -> list[str]:
    """The header row of a sheet in the template."""
    return ["Status", *(c.header for s in catalog().sheets.values() if s.title == title for c in s.columns)]


def read_it(path: Path) -> Batch:
    return read(path, catalog_of)


def column(batch: Batch, sheet: str, name: str) -> dict[int, Any]:
    """Row number to cell of one column."""
    frame = batch.sheets[sheet]
    return dict(zip(frame.rows, frame.raw(name), strict=True))


def codes(batch: Batch) -> list[tuple[str, str | None, str | None]]:
    return [(note.code, note.sheet, note.cell) for note in batch.notes]


def change(path: Path, part: str, how: Callable[[bytes], bytes | None]) -> Path:
    """Rewrites one part of a workbook file; None takes it out."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert part in parts, f"{part} is not one of {sorted(parts)}"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            new = how(data) if name == part else data
            if new is not None:
                archive.writestr(name, new)
    return path


def part_of(path: Path, title: str) -> str:
    """The part that holds a sheet."""
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    workbook = openpyxl.load_workbook(path, read_only=True)
    position = workbook.sheetnames.index(title) + 1
    workbook.close()
    assert f"xl/worksheets/sheet{position}.xml" in names
    return f"xl/worksheets/sheet{position}.xml"

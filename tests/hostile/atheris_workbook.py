"""`python -m tests.hostile.atheris_workbook SECONDS FOLDER`: any bytes as a part of a completed workbook are read, or
refused in one sentence. The first byte says which part they stand in for."""

from __future__ import annotations

import io
import tempfile
import zipfile
from functools import cache
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["generator.workbook"], enable_loader_override=False):
    from generator.workbook.package import package_of
    from generator.workbook.read import read_package

from generator.catalog import Catalog, load
from tests.bench.markdown import workbook
from tests.hostile.led import fuzz, in_one_sentence

LARGEST_SEED = 20_000
"""Bytes: small inputs are tried more often."""
ONE = """
## Activities
| Provider activity ID | Title |
|---|---|
| A-1                  | Pain  |
"""


@cache
def parts() -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        path = workbook(catalog(None, None), ONE, Path(folder) / "a.xlsx", complete=True)
        with zipfile.ZipFile(path) as archive:
            return {name: archive.read(name) for name in archive.namelist()}


def changed() -> list[str]:
    """The parts that are exchanged: those of sheets and texts, and what leads to them."""
    beside = ("docProps/app", "docProps/core", "theme", "comments", "drawing")
    return [name for name in parts() if not any(word in name for word in beside)]


@cache
def catalog(version: str | None, areas: int | None) -> Catalog:
    return load(version, None, areas)


def one(data: bytes) -> None:
    names = changed()
    where, content = names[data[0] % len(names)] if data else names[0], data[1:]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, whole in parts().items():
            archive.writestr(name, content if name == where else whole)
    in_one_sentence(lambda: read_package(package_of("book.xlsx", file.getvalue()), catalog))


def seeds() -> list[bytes]:
    return [
        bytes([number]) + parts()[name] for number, name in enumerate(changed()) if len(parts()[name]) < LARGEST_SEED
    ]


if __name__ == "__main__":
    fuzz(one, seeds())

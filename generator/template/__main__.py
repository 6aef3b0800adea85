"""`python -m generator.template` builds the shipped template of every catalog version again, beside its lists: the same
as `pars template`."""

from __future__ import annotations

from pathlib import Path

from generator.catalog import HOME, load, versions
from generator.template import build, save
from generator.template.live import live_marks


def shipped(version: str) -> Path:
    """Where the built template of a catalog version lies."""
    return HOME / version / f"PARS-batch-{version}.xlsx"


def ship(version: str, path: Path) -> None:
    """Writes the template of a catalog version, with live marks."""
    catalog = load(version)
    save(build(catalog, marks=live_marks(catalog)), path)


if __name__ == "__main__":
    for version in versions():
        ship(version, shipped(version))
        print(shipped(version))

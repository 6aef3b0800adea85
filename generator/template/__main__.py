"""`python -m generator.template` builds the shipped template of every catalog version again, beside its lists: the same
as `pars template`."""

from __future__ import annotations

from pathlib import Path

from generator.catalog import HOME, load, versions
from generator.template.live import live_marks
from generator.template.new import write_new


def shipped(version: str) -> Path:
    """Where the built template of a catalog version lies."""
    return HOME / version / f"PARS-batch-{version}.xlsx"


def ship(version: str, path: Path) -> None:
    """Writes the template of a catalog version, with live marks."""
    catalog = load(version)
    write_new(catalog, path, live_marks(catalog))


if __name__ == "__main__":
    for version in versions():
        ship(version, shipped(version))
        print(shipped(version))

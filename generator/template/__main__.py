"""`python -m generator.template` builds the shipped template of the newest catalog version again, beside its lists: the
same as `pars template`. Templates of older versions stay as they were handed out."""

from __future__ import annotations

from pathlib import Path

from generator.catalog import HOME, load, newest
from generator.targets import template_name
from generator.template.live import live_marks
from generator.template.new import write_new


def shipped(version: str) -> Path:
    """Where the built template of a catalog version lies."""
    return HOME / version / template_name(version)


def ship(version: str, path: Path) -> None:
    """Writes the template of a catalog version, with live marks."""
    catalog = load(version)
    write_new(catalog, path, live_marks(catalog))


if __name__ == "__main__":
    ship(newest(), shipped(newest()))
    print(shipped(newest()))

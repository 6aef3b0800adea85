"""`python -m generator.template` builds the shipped template of every catalog version again, beside its lists."""

from __future__ import annotations

from pathlib import Path

from generator.catalog import HOME, load, versions
from generator.template import build, save


def shipped(version: str) -> Path:
    """Where the built template of a catalog version lies."""
    return HOME / version / f"PARS-batch-{version}.xlsx"


if __name__ == "__main__":
    for version in versions():
        save(build(load(version)), shipped(version))
        print(shipped(version))

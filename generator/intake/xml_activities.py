"""Activities of an XML file of this standard, as rows."""

from __future__ import annotations

from pathlib import Path

from generator.catalog import load
from generator.exchange.incoming import incoming
from generator.intake.brought import Brought


def read_xml(file: Path, overlay: Path | None) -> Brought:
    """The activities of a file."""
    opened = incoming(file)
    number = sum(1 for _ in opened.activities())
    return Brought(file.name, load(None, overlay), {}, [], {"activities": number})

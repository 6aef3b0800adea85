"""Where something of an upload file came from, and where a cell is in it, in words for the console."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def lines(found: Mapping[str, Any]) -> Iterator[str]:
    """A line for each element and each of its cells, then what else there is to say, of what `--json` prints."""
    for element in found["elements"]:
        text = f" = {element['text']}" if element["text"] else ""
        yield f"line {element['line']}: {element['xpath']}{text}"
        for cell in element["cells"]:
            holds = ", which is blank" if cell["value"] is None else f": {cell['value']}"
            yield f"    {cell['cell']} ({cell['header']}){holds}"
        if not element["cells"]:
            activity = element["activity_id"] or "the activity"
            yield f"    no cell; it belongs to {activity} ({element['sheet']}, row {element['row']})"
    if found["note"]:
        yield found["note"]

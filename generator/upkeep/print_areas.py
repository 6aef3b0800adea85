"""Print areas of a copy that reach down to the rows that were filled in: a workbook that came filled has fixed ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from generator.catalog import ACTIVITIES
from generator.workbook.area import Area, area_in_file
from generator.workbook.changes import Changes
from generator.workbook.frames import Batch
from generator.workbook.letters import letters_of
from generator.workbook.own_sheets import FIRST_ROW, READINESS, READINESS_HEADER
from generator.workbook.reach import seen

_PRINT_AREA = "_xlnm.print_area"


def print_all_rows(changes: Changes, batch: Batch) -> None:
    """Moves the lower end of print areas that end above the last row of `batch`; others stay as they are, and so do
    those that somebody has begun elsewhere than in the first cell."""
    wanted = dict(_last_rows(batch))
    if any(True for _ in _short(changes.seen(changes.package.main), wanted)):
        for entry, tab, area in _short(changes.tree(changes.package.main), wanted):
            entry.text = f"{tab}!$A$1:${letters_of(area.right)}${area.bottom}"


def _last_rows(batch: Batch) -> Iterator[tuple[str, int]]:
    """Title of a sheet to the last row that is to print."""
    for sheet, frame in batch.sheets.items():
        last = max(seen(frame), default=1)
        yield frame.sheet.title, last
        if sheet == ACTIVITIES:
            yield READINESS, READINESS_HEADER + last - FIRST_ROW + 1


def _short(root: etree._Element, wanted: dict[str, int]) -> Iterator[tuple[etree._Element, str, Area]]:
    """The names of areas that end too early, with their sheet as formulas refer to it and the area as it is to be."""
    titles = [sheet.get("name", "") for sheet in root.iterfind("{*}sheets/{*}sheet")]
    for entry in root.iterfind("{*}definedNames/{*}definedName"):
        place = entry.get("localSheetId") or ""
        if entry.get("name", "").lower() != _PRINT_AREA or not place.isdecimal() or int(place) >= len(titles):
            continue
        tab, _, text = (entry.text or "").rpartition("!")
        area, last = area_in_file(text.replace("$", "")), wanted.get(titles[int(place)], 0)
        if area and (area.left, area.top) == (1, 1) and area.bottom < last:
            yield entry, tab, replace(area, bottom=last)

"""ACCME's earlier tab-delimited layouts: uploaded without their headers, so what a column is, its position says."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from generator.catalog import ACTIVITIES, Catalog, fold, tidy
from generator.failure import Failure
from generator.intake.date_order import is_day
from generator.intake.known_names import Layout, Names
from generator.intake.raw import Row
from generator.intake.tables import Table, cell_at, name_key
from generator.workbook.cells import text_of

_ENOUGH = 0.8
"""The part of the rows in which a column must hold what it is for."""
_YEAR = re.compile(r"(?:19|20)\d{2}", re.ASCII)
_SOME = 200


def without_headers(table: Table, catalog: Catalog, names: Names) -> Table | None:
    """The table with the headers of the older layout that it has; None when it is in none of them.

    A layout is recognized by what stands in its columns for a format (one of the old codes or of the values), a date
    and, where it has one, a year; of several the one whose mark stands in the first column, or whose number of columns
    fits.

    Raises:
        Failure: it is in one of several layouts, and nothing says which.
    """
    fitting = [layout for layout in names.layouts if _fits(table.rows[:_SOME], layout, catalog, names)]
    marked = [layout for layout in fitting if layout.mark and _is_marked(table.rows[:_SOME], layout.mark)]
    chosen = marked or [layout for layout in fitting if _is_sized(table.width, layout)]
    if not chosen:
        return None
    if len(chosen) > 1:
        titles = " and ".join(layout.title for layout in chosen)
        raise Failure(
            f"{table.name} has no headers, and its columns fit the older layouts {titles}; write the headers above the "
            "rows and import it again."
        )
    layout = chosen[0]
    headers = [*layout.names]
    while len(headers) < table.width and layout.repeats:
        headers += layout.repeats
    return replace(table, headers=dict(enumerate(headers[: max(table.width, len(layout.names))], 1)))


def _fits(rows: Sequence[Row], layout: Layout, catalog: Catalog, names: Names) -> bool:
    """Whether the columns for a format and the dates hold such, and no cell of the first row is a header."""
    ids = [
        known.column.id if (known := names.names.get(name_key(name))) and known.column else "" for name in layout.names
    ]
    if any(name_key(text_of(cell)) in names.names for cell in rows[0].cells[1:]):
        return False
    formats = catalog.values_of(catalog.sheet(ACTIVITIES).column("format"))

    def is_format(text: str) -> bool:
        reading = names.reading(formats.name, text)
        return bool(formats.find(text) or (reading and reading.value))

    checks: list[tuple[int, Callable[[str], bool]]] = []
    if "format" in ids:
        checks.append((ids.index("format") + 1, is_format))
    if "start_date" in ids:
        checks.append((ids.index("start_date") + 1, is_day))
    years = [at for at, name in enumerate(layout.names, 1) if "year" in fold(name)]
    checks += [(at, lambda text: bool(_YEAR.fullmatch(text))) for at in years]
    return bool(checks) and all(
        sum(check(text_of(cell_at(row, at))) for row in rows) >= _ENOUGH * len(rows) for at, check in checks
    )


def _is_marked(rows: Sequence[Row], mark: str) -> bool:
    texts = {fold(text_of(cell_at(row, 1))).rpartition(" ")[2] for row in rows}
    return texts == {fold(tidy(mark))}


def _is_sized(width: int, layout: Layout) -> bool:
    """Whether the rows end where the layout, or a further supporter, does."""
    more = width - len(layout.names)
    return more >= 0 and more % max(len(layout.repeats), 1) == 0

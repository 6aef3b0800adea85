"""What changed from one catalog to another, in words and for programs, and what that does to a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Console

from generator.catalog import Catalog
from generator.catalog.diff import Change, Difference, Kind, Part, Weight
from generator.catalog.lists import ANNOUNCED
from generator.report.layout import Page, Row
from generator.report.receipt_words import counted
from generator.workbook.touched import Effect, Touched

_HEADINGS = {
    Weight.SUBSTANTIVE: "Substantive: checks, drop-downs or the upload file differ",
    Weight.WORDING: "Wording: called otherwise, and read under the old name too",
    Weight.COSMETIC: "Cosmetic: labels, help, evidence",
}
_PARTS = {
    Part.SETTING: "Settings", Part.SHEET: "Sheets", Part.PROGRAM: "Programs", Part.LIST: "Lists",
    Part.MESSAGE: "Words of rules", Part.SOURCE: "Sources", Part.PROFILE: "The XML profile",
}  # fmt: skip
_BECAME = {
    Kind.OFFERED: "offered now",
    Kind.ANNOUNCED: "announced, not offered yet",
    Kind.NOTED: "noted, not offered",
    Kind.WITHDRAWN: "no longer offered",
    Kind.RETIRED: "retired",
    Kind.MOVED: "moved to another owner",
    Kind.ADDED: "added",
    Kind.REMOVED: "removed",
    Kind.CHANGED: "changed",
}
_NO_LONGER = "no longer announced"


def changes_json(
    old: Catalog, new: Catalog, changes: Sequence[Change], workbook: str | None, cells: Sequence[Touched]
) -> dict[str, Any]:
    """What `pars catalog diff --json` prints; `cells` only where a workbook was named."""
    said: dict[str, Any] = {
        "old": {"version": old.version, "hash": old.hash},
        "new": {"version": new.version, "hash": new.hash},
        "changes": [
            {
                "weight": change.weight.value,
                "kind": change.kind.value,
                "part": change.part.value,
                "within": change.within,
                "owner": change.owner,
                "old": change.old,
                "new": change.new,
                "differences": [_difference_json(difference) for difference in change.differences],
                "words": words(change),
            }
            for change in changes
        ],
    }
    if workbook is not None:
        said["workbook"] = workbook
        said["cells"] = [
            {
                "sheet": cell.sheet,
                "cell": cell.cell,
                "value": cell.value,
                "owner": cell.owner,
                "effect": cell.effect.value,
                "new": cell.new,
                "more": list(cell.more),
                "fewer": list(cell.fewer),
                "words": effect_words(cell),
            }
            for cell in cells
        ]
    return said


def _difference_json(difference: Difference) -> dict[str, str]:
    return {
        "field": difference.field,
        "old": difference.old,
        "new": difference.new,
        "weight": difference.weight.value,
    }


def words(change: Change) -> str:
    """One change in words: Bariatric Surgery is called Metabolic and Bariatric Surgery now."""
    what = change.old or change.new or ""
    if change.kind is Kind.RENAMED:
        more = _differences([d for d in change.differences if d.field not in {"value", "names"}], change.weight)
        return f"{what} is called {change.new} now{f'; {more}' if more else ''}"
    more = _differences([d for d in change.differences if d.field != "status"], change.weight)
    if change.kind is Kind.CHANGED and more:
        return f"{what}: {more}"
    became = _NO_LONGER if change.kind is Kind.WITHDRAWN and _was_announced(change) else _BECAME[change.kind]
    return f"{what}: {became}{f' ({more})' if more else ''}"


def _was_announced(change: Change) -> bool:
    return any(d.field == "status" and d.old == ANNOUNCED for d in change.differences)


def _differences(differences: Sequence[Difference], weight: Weight) -> str:
    """The fields that differ, those of one weight."""
    return "; ".join(_difference(d) for d in differences if d.weight is weight and (d.old or d.new))


def _difference(difference: Difference) -> str:
    if difference.field != "names":
        return f"{difference.field} was {difference.old or 'blank'}, is {difference.new or 'blank'} now"
    old, new = (text.split("; ") if text else [] for text in (difference.old, difference.new))
    more, fewer = (", ".join(name for name in ours if name not in theirs) for ours, theirs in ((new, old), (old, new)))
    return "; ".join(filter(None, (more and f"read as {more} too", fewer and f"no longer read as {fewer}")))


def effect_words(cell: Touched) -> str:
    """What becomes of one cell, in words."""
    facts = _differences(cell.differences, Weight.SUBSTANTIVE)
    whose = f" for {cell.owner}" if cell.owner else ""
    sentences = {
        Effect.READ_AS: f"is read as {cell.new}{f'; {facts}' if facts else ''}",
        Effect.GONE: f"is not in the list{whose} any more",
        Effect.KNOWN: f"is in the list{whose} now{f', as {cell.new}' if cell.new != cell.value else ''}",
        Effect.OTHERWISE: f"stays; {facts}",
        Effect.ALL: f"stands{whose} " + " and ".join(_others(cell)),
        Effect.NO_COLUMN: "has no column any more",
        Effect.COLUMN: f"stands in a column that changed: {facts}",
    }
    return sentences[cell.effect]


def _others(cell: Touched) -> Iterator[str]:
    if cell.more:
        yield f"for {', '.join(cell.more)} too"
    if cell.fewer:
        yield f"no longer for {', '.join(cell.fewer)}"


def show_changes(console: Console, old: Catalog, new: Catalog, changes: Sequence[Change]) -> None:
    """Prints the changes by weight and place; the cosmetic ones as numbers only, since JSON has them all."""
    with Page(console) as page:
        page.line(f"From catalog {_named(old)} to {_named(new)}")
        if not changes:
            page.line("Nothing changed.")
        for weight, heading in _HEADINGS.items():
            of_weight = [change for change in changes if change.weight is weight]
            if not of_weight:
                continue
            page.line()
            page.line(heading, style="bold")
            for place in dict.fromkeys(_place(change, old, new) for change in of_weight):
                there = [change for change in of_weight if _place(change, old, new) == place]
                page.line(f"{place}: {len(there):,}", 2, style="dim")
                for change in there if weight is not Weight.COSMETIC else ():
                    page.line(words(change), 4)


def show_touched(console: Console, workbook: str, cells: Sequence[Touched]) -> None:
    """Prints the cells of a workbook that the changes touch."""
    with Page(console) as page:
        page.line()
        page.line(f"{workbook}: {counted(len(cells), 'cell')} touched", style="bold")
        if cells:
            rows = [Row.of(f"{cell.sheet}!{cell.cell}", cell.value, effect_words(cell)) for cell in cells]
            page.table(("Cell", "Value", "What happens"), rows)


def _named(catalog: Catalog) -> str:
    own = f" with the lists in {catalog.overlay}" if catalog.overlay else ""
    return f"{catalog.version}{own}"


def _place(change: Change, old: Catalog, new: Catalog) -> str:
    """Where a change stands: the title of its list and the board, or of its sheet, or what else it is part of."""
    if change.part is Part.VALUE:
        values = new.lists.get(change.within) or old.lists[change.within]
        return f"{values.title}, {change.owner}" if change.owner else values.title
    if change.part is Part.COLUMN:
        sheet = new.sheets.get(change.within) or old.sheets[change.within]
        return f"Columns of {sheet.title}"
    return _PARTS[change.part]

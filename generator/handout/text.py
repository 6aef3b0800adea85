"""The words of the guide: `guide.md` with what the catalog says. It is a page of docs/ too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from generator.catalog import ACTIVITIES, Catalog, Sheet, Value
from generator.template.style import MARKS
from generator.workbook.own_sheets import READINESS

_FILE = Path(__file__).with_name("guide.md")
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~])")
_ASKS_FOR = {
    "invalid": "Correct the cell.",
    "missing": "Fill it in, if you know it.",
    "advice": "Leave it, if it is what you mean.",
}
"""What somebody does about each mark."""
_LATER = ("accme_activity_id", "record_action", "uploaded")
"""Columns of Activities for the person who uploads."""
_OUTLINE = "outline"
_MANY = 3
ANYBODY = "the person who gave you this folder"
"""Whom the workbook goes back to when nobody is named."""


def guide_text(catalog: Catalog, template: str, boards: Sequence[str] | None = None, contact: str | None = None) -> str:
    """The guide as Markdown.

    Args:
        catalog: sheets, headings and boards come from it.
        template: the name of the workbook that lies beside the guide.
        boards: those in the workbook; all when None.
        contact: whom the workbook goes back to, as in Dana Reyes, cme@alderfalls.example; nobody by name when None.

    Raises:
        CatalogError: the catalog does not offer a board.
    """
    chosen = catalog.boards_of(boards)
    activities = catalog.sheets[ACTIVITIES]
    return _FILE.read_text(encoding="utf-8").format(
        template=_plain(template),
        sheets="\n".join(_row(*_sheet(catalog, sheet)) for sheet in catalog.sheets.values()),
        follow=_plain(_listed([values.title for values in catalog.lists.values() if values.by and values.needed])),
        boards=_plain(_listed([board.value for board in chosen])),
        outlines="".join(map(_outline, chosen)),
        later=_listed([f"**{_plain(activities.column(column).header)}**" for column in _LATER]),
        attestations=_listed([f"**{_plain(header)}**" for header in _attestations(catalog)]),
        marks="\n".join(
            _row(f"{mark.sign} {mark.word}", mark.meaning, _ASKS_FOR[name]) for name, mark in MARKS.items()
        ),
        readiness=READINESS,
        contact=_plain((contact or "").strip() or ANYBODY),
    )


def _sheet(catalog: Catalog, sheet: Sheet) -> tuple[str, str, str]:
    """A sheet's title, what goes there, and its columns that cannot be blank."""
    activities = catalog.sheets[ACTIVITIES]
    answer = f" Say Yes to {activities.column(sheet.answer).header} on {activities.title}." if sheet.answer else ""
    return sheet.title, f"{sheet.help}{answer}", _listed([column.header for column in sheet.columns if column.needed])


def _attestations(catalog: Catalog) -> list[str]:
    """The columns in which somebody declares what PARS asks to be attested."""
    asked = [(program.attested_on, program.attestation) for program in catalog.programs.values()]
    columns = [catalog.sheets[sheet].column(column) for sheet, column in asked if sheet and column]
    return [f"{column.header} on {catalog.sheets[column.sheet].title}" for column in columns]


def _row(first: str, *others: str) -> str:
    return " | ".join(["", f"**{_plain(first)}**", *map(_plain, others), ""]).strip()


def _outline(board: Value) -> str:
    """What a board asks for beside points, credit types and practice areas."""
    if not (most := int(board.extra["content_selections"] or 0)):
        return ""
    areas = "a content area" if most == 1 else f"1 {'or' if most < _MANY else 'to'} {most} content areas"
    return f" {_plain(board.value)} also wants {areas} of its {_plain(board.extra[_OUTLINE] or _OUTLINE)}."


def _listed(names: Sequence[str]) -> str:
    """The names as a person would list them."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _plain(text: str) -> str:
    """A text that means itself in Markdown."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))

"""`python -m tests.bench.boards` prints docs/boards.md: what each certifying board wants, from the newest catalog."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from generator.catalog import Catalog, Value, load
from generator.rules.findings import Severity
from generator.rules.registry import registry
from generator.rules.rule import CLOSED, Rule

PAGE = Path(__file__).resolve().parents[2] / "docs" / "boards.md"
_HEAD = """# Board by board

Made from the lists of catalog {version} by `make boards`; do not edit. What your organization adds or corrects \
([your own lists](own-lists.md)) is not here.

A board is registered by a row on **{sheet}**: one row for each activity and board. The activity itself says Yes under \
*{answer}*.

{boards}
"""
_MARKS = """## Marks and doubts

- † Another board has a practice area of this name too. The upload file gives the areas of an activity as one list and \
cannot say whose they are: after the upload, look in PARS whether the area appears under the right board.
- Values that no official source names come from public listings or from other systems, or were concluded from \
activities in PARS. They are offered all the same. Compare them with the list in PARS once; `pars catalog show` says \
where each is known from.
"""


def page(catalog: Catalog) -> str:
    """The whole page as Markdown."""
    program = next(each for each in catalog.programs.values() if each.list == catalog.board_list.name)
    sheet = catalog.sheets[str(program.sheet)]
    parts = [
        _HEAD.format(
            version=catalog.version, sheet=sheet.title, boards=_links(catalog.boards),
            answer=catalog.sheets["activities"].column(program.answer).header,
        ),
        "## What all boards want",
        _wanted(catalog, closing=False),
        "To **close** the record, a registered activity needs besides:", _wanted(catalog, closing=True),
        *(_board(catalog, board) for board in catalog.boards),
        _announced(catalog), _MARKS,
    ]  # fmt: skip
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _links(boards: tuple[Value, ...]) -> str:
    return "Straight to " + " · ".join(f"[{board.value}](#{board.value.lower()})" for board in boards)


def _wanted(catalog: Catalog, *, closing: bool) -> str:
    """The rules that keep a registration incomplete, in their own words; those of one board's outline are with it."""
    rules = [
        rule
        for rule in registry(catalog).rules
        if rule.severity is Severity.MISSING and "MOC" in rule.holds_back and (CLOSED in rule.holds_back) == closing
        if not rule.column.family.startswith("content")
    ]
    first: dict[str, Rule] = {}
    for rule in rules:
        first.setdefault(f"{catalog.sheets[rule.sheet].title}: {rule.column.header}", rule)
    lines = [f"| {where} | {_fix(catalog, rule)} |" for where, rule in first.items()]
    return "\n".join(["| Where | What to do |", "|---|---|", *lines])


def _fix(catalog: Catalog, rule: Rule) -> str:
    return catalog.messages[rule.code].fix.format(allowed="the credit types of the board are below")


def _board(catalog: Catalog, board: Value) -> str:
    lines = [f"## {board.value}", "", f"**{board.extra['name']}**"]
    if board.extra["program"]:
        lines[-1] += f" – {board.extra['program']}"
    lines += ["", *_credit_types(catalog, board), "", f"**Points**: {_points(catalog, board)}", ""]
    lines += _outline(board)
    areas = catalog.lists["practice_areas"].offered(board.value)
    lines += [f"**Practice areas** ({len(areas)}, at least one): {_areas(catalog, areas)}. {_vouched(areas)}"]
    return "\n".join(lines)


def _credit_types(catalog: Catalog, board: Value) -> Iterator[str]:
    yield "| Credit type (at least one) | What it is to ACCME |"
    yield "|---|---|"
    for value in catalog.lists["credit_types"].offered(board.value):
        yield f"| {value.value}{' (unconfirmed)' if value.unconfirmed else ''} | {value.extra['category']} |"


def _points(catalog: Catalog, board: Value) -> str:
    usual = " For this board they are usually equal." if board.is_set("points_equal_credits") else ""
    return f"up to the number of CME credits, in steps of {catalog.settings['points_step']}.{usual}"


def _outline(board: Value) -> list[str]:
    most = int(board.extra["content_selections"] or 0)
    if not most:
        return []
    numbers = {1: "one", 2: "two"}
    return [
        f"**Content areas**: at least one and at most {numbers.get(most, str(most))} of the {board.extra['outline']}: "
        "[ABA content areas](content-areas.md).",
        "",
    ]


def _areas(catalog: Catalog, areas: tuple[Value, ...]) -> str:
    owners: dict[str, set[str]] = {}
    for board in catalog.boards:
        for value in catalog.lists["practice_areas"].offered(board.value):
            owners.setdefault(value.value, set()).add(board.value)
    return "; ".join(f"{area.value}{'†' if len(owners[area.value]) > 1 else ''}" for area in areas)


def _vouched(areas: tuple[Value, ...]) -> str:
    """How sure the list is."""
    yes = [area.value for area in areas if area.vouched]
    no = [area.value for area in areas if area.unconfirmed]
    if not no:
        return "*An official source names all of them.*"
    if not yes:
        return "*No official source names them.*"
    if len(yes) > len(no):
        return f"*An official source names all but {'; '.join(no)}.*"
    return f"*An official source names only {'; '.join(yes)}.*"


def _announced(catalog: Catalog) -> str:
    """Boards that are known and not offered yet."""
    waiting = [board for board in catalog.board_list.values if board.status == "announced"]
    names = "; ".join(f"{board.value}, the {board.extra['name']}" for board in waiting)
    return (
        f"## Announced\n\n{names}: in PARS, but the credit types that they take are not published. They are off until "
        "your organization supplies them ([your own lists](own-lists.md))."
    )


if __name__ == "__main__":
    sys.stdout.write(page(load()))

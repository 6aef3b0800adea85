"""What registering for MOC/CC asks of an activity and of each of its boards (T0, P8)."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial

import numpy as np

from generator.catalog import ACTIVITIES, ID, Catalog, Column, ValueList
from generator.rules.expression import (
    Bool,
    Contains,
    HasAny,
    Named,
    Repeated,
    Today,
    all_blank,
    all_of,
    any_of,
    attribute,
    attribute_number,
    blank,
    date,
    given,
    in_list,
    no,
    number,
    of_owner,
    rows_of,
    says,
    text,
    yes,
)
from generator.rules.findings import Severity
from generator.rules.rule import Example, Examples, Hit, PythonRule, Rule, SheetRules, day
from generator.rules.tables import Tables
from generator.workbook.cells import Cell

_ABA: Mapping[str, Cell] = {
    "board": "ABA", "points": 2.0, "credit_type_1": "Lifelong Learning", "practice_area_1": "Pain Medicine",
}  # fmt: skip
_ABIM: Mapping[str, Cell] = {"board": "ABIM"}
_OUTLINE: Mapping[str, Cell] = {"content_1_kind": "Free Text", "content_1": "Pain pharmacology"}
_NONE_CHOSEN = {"credit_type": "credit-type-missing", "practice_area": "practice-area-missing"}
"""Families of which a board needs at least one, and the codes of the rules that say so."""
_NAMED = 5
"""Activities that a finding about the whole file names."""


def rules(catalog: Catalog) -> Iterator[Rule]:
    act, row = SheetRules(catalog.sheet(ACTIVITIES)), SheetRules(catalog.sheet("moc"))
    moc = catalog.program_of("moc").id
    yield from _activity(act, moc)
    yield from _board(row, moc)
    yield from _points(row, moc)
    yield from _content_areas(row, moc)
    yield from _credit_types(catalog, row)


def improvements(catalog: Catalog) -> list[str]:
    """The credit types that stand for improvement of practice."""
    types = catalog.values_of(catalog.sheet("moc").family("credit_type")[0])
    return sorted({value.value for value in types.offered() if types.fact(value, "improvement") == "yes"})


def _activity(act: SheetRules, moc: str) -> Iterator[Rule]:
    def missing(code: str, field: str, when: Bool, fires: Sequence[Example], *silent: Example) -> Rule:
        return act.missing(code, field, when, [moc], lambda: (fires, silent))

    none: Example = {ACTIVITIES: {"moc": "No"}, "moc": []}
    yield missing("moc-without-board", "moc", yes("moc") & rows_of("moc").equals(0), [{"moc": []}], {}, none)
    yield missing(
        "moc-rows-against-no", "moc", (blank("moc") | no("moc")) & (rows_of("moc") > 0),
        [{ACTIVITIES: {"moc": answer}} for answer in ("No", None)], none, {},
    )  # fmt: skip
    yield missing(
        "moc-deadline-missing",
        "moc_deadline",
        yes("moc") & blank("moc_deadline"),
        [{ACTIVITIES: {"moc_deadline": None}}],
        {},
        {ACTIVITIES: {"moc": "No", "moc_deadline": None}},
    )
    yield missing(
        "moc-attestation-missing", "moc_attestation", yes("moc") & (blank("moc_attestation") | no("moc_attestation")),
        [{ACTIVITIES: {"moc_attestation": answer}} for answer in (None, "No")],
        {}, {ACTIVITIES: {"moc": "No", "moc_attestation": None}},
    )  # fmt: skip
    yield act.invalid(
        "moc-deadline-before-end", "moc_deadline", yes("moc") & (date("moc_deadline") < date("end_date")),
        lambda: (
            {ACTIVITIES: {"moc_deadline": day("2026-03-10")}},
            [
                {ACTIVITIES: {"moc_deadline": day("2026-03-11")}},
                {ACTIVITIES: {"moc": "No", "moc_deadline": day("2026-03-10")}},
            ],
        ),
    )  # fmt: skip


_BoardRows = Sequence[Mapping[str, Cell]]


def _rows(fires: _BoardRows, *silent: _BoardRows) -> Examples:
    return lambda: ({"moc": fires}, [{"moc": rows} for rows in silent])


def _each(fires: Sequence[_BoardRows], *silent: _BoardRows) -> Examples:
    return lambda: ([{"moc": rows} for rows in fires], [{"moc": rows} for rows in silent])


def _board(row: SheetRules, moc: str) -> Iterator[Rule]:
    yield row.invalid("board-missing", "board", blank("board"), _rows([{"board": None}], [{}]))
    yield row.invalid("board-repeated", "board", Repeated((ID, "board")), _rows([{}, {}], [{}, {**_ABA, **_OUTLINE}]))
    for name, code in _NONE_CHOSEN.items():
        family = [column.id for column in row.sheet.family(name)]
        other = "Medical Knowledge" if name == "credit_type" else "Nephrology"
        yield row.missing(
            code, family[0], given("board") & all_blank(family), [moc],
            _rows(
                [{family[0]: None}], *([{family[0]: None, column: other}] for column in reversed(family)),
                [{family[0]: None, "board": None}],
            ),
        )  # fmt: skip


def _points(row: SheetRules, moc: str) -> Iterator[Rule]:
    yield row.missing("points-missing", "points", blank("points"), [moc], _rows([{"points": None}], [{}]))
    yield row.invalid(
        "points-above-credits", "points", given("points") & (number("points") > number("activities.credits")),
        _rows([{"points": 2.25}], [{"points": 2.0}]),
    )  # fmt: skip
    as_credits = Named("points_equal_credits", attribute(row.sheet.column("board"), "points_equal_credits").same("yes"))
    yield row.advice(
        "points-differ-from-credits", "points",
        given("points") & as_credits & (number("points") < number("activities.credits")),
        _rows([{**_ABA, **_OUTLINE, "points": 1.5}], [{**_ABA, **_OUTLINE, "points": 2.0}], [{"points": 1.5}]),
    )  # fmt: skip


def _content_areas(row: SheetRules, moc: str) -> Iterator[Rule]:
    sheet = row.sheet
    asked = Named("outlined", attribute_number(sheet.column("board"), "content_selections") > 0)
    areas = sheet.together("content", "content_kind", "content_tag")
    none = all_of([blank(value.id) for value, _, _ in areas])
    yield row.missing(
        "content-area-missing",
        areas[0][0].id,
        asked & none,
        [moc],
        _rows([_ABA], [{**_ABA, **_OUTLINE}], *([{**_ABA, value.id: "1001"}] for value, _, _ in areas[1:]), [{}]),
    )
    for position, (value, kind, tag) in enumerate(areas):
        yield from _content_area(row, moc, asked, none, value, kind, tag, _OUTLINE if position else {})
    for position, (value, kind, _) in enumerate(areas):
        earlier = [before.id for before, _, _ in areas[:position]]
        if earlier:
            again = any_of([text(value.id).same(text(before)) for before in earlier])
            area = {**_ABA, **_OUTLINE, kind.id: "Free Text"}
            yield row.advice(
                "content-area-repeated", value.id, asked & given(value.id) & again,
                _rows(
                    [{**area, value.id: "pain pharmacology"}], [{**area, value.id: "Airway"}],
                    [{**area, **_ABIM, value.id: "pain pharmacology"}], [{**area, earlier[0]: None}],
                ),
            )  # fmt: skip


def _content_area(
    row: SheetRules,
    moc: str,
    asked: Bool,
    none: Bool,
    value: Column,
    kind: Column,
    tag: Column,
    other: Mapping[str, Cell],
) -> Iterator[Rule]:
    """One content area: what it is, how it is entered, and a tag that also applies; `other` is another one, for
    examples."""
    board = in_list(row.sheet.column("board"))
    right: Mapping[str, Cell] = {**_ABA, **other, value.id: "1001", kind.id: "Level 3 ID"}
    yield row.missing(
        "content-kind-missing", kind.id, asked & given(value.id) & blank(kind.id) & ~of_owner(value), [moc],
        _rows([{**right, kind.id: None}], [right], [{**right, **_ABIM, kind.id: None}], [_ABA]),
    )  # fmt: skip
    two: Mapping[str, Cell] = {
        "content_1_kind": "Level 3 ID",
        "content_1": "1001",
        "content_2_kind": "Level 3 ID",
        "content_2": "1002",
    }
    yield row.missing(
        "content-value-missing", value.id, asked & (given(kind.id) | given(tag.id)) & blank(value.id) & ~none, [moc],
        _each(
            [[{**_ABA, **two, value.id: None}], [{**_ABA, **two, kind.id: None, tag.id: "2001", value.id: None}]],
            [{**_ABA, **_OUTLINE}], [{**_ABA, **two}], [{**_ABA, **two, **_ABIM, value.id: None}],
            [{**_ABA, kind.id: "Level 3 ID"}], [{**_ABA, **two, kind.id: None, value.id: None}],
        ),
    )  # fmt: skip
    yield row.advice(
        "content-area-not-asked", value.id, given(value.id) & Named("board_known", board) & ~asked,
        _rows([{value.id: "1001"}], [{}], [{"board": "ABMS", value.id: "1001"}], [right]),
    )  # fmt: skip
    entry = in_list(kind) & ~attribute(kind, "free").same("yes")
    named = Contains(text(value.id), " ") | ~HasAny(text(value.id), "0123456789")
    yield row.advice(
        "content-id-is-a-name", value.id, asked & given(value.id) & entry & named & ~of_owner(value),
        _each(
            [[{**right, value.id: name}] for name in ("Pharmacology of Pain Transmission", "Topic 7", "Pharmacology")],
            [right], [{**right, value.id: "Pharmacology", kind.id: "Free Text"}],
            [{**right, value.id: "Pharmacology", kind.id: "Level 9"}], [{**right, **_ABIM, value.id: "Pharmacology"}],
        ),
    )  # fmt: skip


def _credit_types(catalog: Catalog, row: SheetRules) -> Iterator[Rule]:
    format_column = catalog.sheet(ACTIVITIES).column("format")
    on = f"{ACTIVITIES}."
    unfit = Named("unfit", in_list(format_column, on) & ~attribute(format_column, "improvement_fits", on).same("yes"))
    kinds = improvements(catalog)
    for column in row.sheet.family("credit_type"):
        yield _improvement(row, column, kinds, any_of([text(column.id).same(kind) for kind in kinds]) & unfit)


def _improvement(row: SheetRules, column: Column, kinds: Sequence[str], when: Bool) -> Rule:
    def examples() -> tuple[list[Example], list[Example]]:
        fires: list[Example] = [{"moc": [{column.id: kind}]} for kind in kinds or ["Practice Assessment"]]
        fitting: list[Example] = [
            {**fires[0], ACTIVITIES: {"format": other}} for other in ("Performance/Quality Improvement", "Webinar")
        ]
        return fires, [*fitting, {"moc": [{column.id: "Patient Safety"}]}]

    return row.advice("improvement-on-format", column.id, when, examples)


def python_rules(catalog: Catalog) -> Iterator[PythonRule]:
    family = catalog.sheet("moc").family("practice_area")
    areas, columns = catalog.values_of(family[0]), [column.id for column in family]
    yield PythonRule(
        code="all-areas",
        severity=Severity.ADVICE,
        reason="It counts the practice areas that one word stands for, so that a person can compare them with PARS.",
        find=partial(_all_areas, areas, columns),
        examples=lambda: ({"moc": [{columns[0]: areas.every or "All"}]}, {"moc": [{}]}),
        slots=("count",),
    )
    yield PythonRule(
        code="practice-area-shared",
        severity=Severity.ADVICE,
        reason="It compares every practice area with every other board of the activity, a loop that the expression "
        "language does not have.",
        find=partial(_shared_areas, areas, columns),
        examples=lambda: (
            {"moc": [{columns[0]: "Sleep Medicine"}, {**_ABA, **_OUTLINE}]},
            {"moc": [{columns[0]: "Nephrology"}, {**_ABA, **_OUTLINE}]},
        ),
        slots=("others",),
    )
    yield PythonRule(
        code="moc-registered-late",
        severity=Severity.ADVICE,
        reason="It is told once for the whole file, since nothing in it can be corrected.",
        find=_registered_late,
        examples=lambda: (
            {ACTIVITIES: {"start_date": day("2026-03-10")}},
            {ACTIVITIES: {"start_date": day("2026-07-01"), "end_date": day("2026-07-02")}},
        ),
        once=True,
        slots=("count", "activities"),
    )


def _all_areas(areas: ValueList, columns: Sequence[str], tables: Tables) -> Iterator[Hit]:
    rows = tables.on("moc")
    boards = rows.text("board")
    every_of = cache(areas.every_of)
    for column in columns:
        of_rows = rows.text(column)
        for position in np.flatnonzero(rows.given(column)).tolist():
            if every := every_of(of_rows[position], boards[position]):
                yield Hit("moc", position, column, {"count": str(len(every))})


def _shared_areas(areas: ValueList, columns: Sequence[str], tables: Tables) -> Iterator[Hit]:
    rows = tables.on("moc")
    boards = tables.batch.catalog.board_list
    texts = rows.text("board").tolist()
    known = {text: board.value if (board := boards.find(text)) else "" for text in {*texts}}
    codes = [known[text] for text in texts]
    pointers = rows.pointers.tolist()
    chosen: dict[int, set[str]] = {}
    for pointer, code in zip(pointers, codes, strict=True):
        chosen.setdefault(pointer, set()).add(code)
    others = [frozenset(chosen[pointer] - {code}) for pointer, code in zip(pointers, codes, strict=True)]

    @cache
    def shared(area: str, code: str, others: frozenset[str]) -> dict[str, str]:
        """What to say of an area beside other boards of its activity; nothing when none of these has it too."""
        known = areas.find(area, code)
        names = areas.every_of(area, code) or ([known] if known else [])
        owners = {name.value: others & set(areas.owners_of(name.value)) for name in names}
        both = ", ".join(name for name, boards_of in owners.items() if boards_of)
        return {"value": both, "others": " and ".join(sorted(set().union(*owners.values())))} if both else {}

    for column in columns:
        of_rows = rows.text(column)
        for position in np.flatnonzero(rows.given(column) & (rows.pointers >= 0)).tolist():
            if words := shared(of_rows[position], codes[position], others[position]):
                yield Hit("moc", position, column, words)


def _registered_late(tables: Tables) -> Iterator[Hit]:
    rows = tables.on(ACTIVITIES)
    new = blank("record_action") | says("record_action", "add")
    late = yes("moc") & (date("start_date") < Today()) & new & ~yes("close_record")
    positions = np.flatnonzero(late.evaluate(rows) & ~rows.frame.empty)
    if len(positions):
        ids = [rows.text(ID)[position] or f"row {rows.frame.rows[position]}" for position in positions[:_NAMED]]
        more = f" and {len(positions) - len(ids):,} more" if len(positions) > len(ids) else ""
        words = {"count": f"{len(positions):,}", "activities": ", ".join(ids) + more}
        yield Hit(ACTIVITIES, int(positions[0]), "moc", words)

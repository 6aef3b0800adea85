"""What registering for MOC/CC asks of an activity and of each of its boards (T0, P8)."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

import numpy as np

from generator.catalog import ACTIVITIES, ID, Catalog, ValueList
from generator.rules.expression import (
    Attribute,
    AttributeNumber,
    Bool,
    Contains,
    HasAny,
    InList,
    Named,
    Repeated,
    Today,
    all_blank,
    any_of,
    blank,
    date,
    given,
    number,
    rows_of,
    says,
    text,
    yes,
)
from generator.rules.findings import Severity
from generator.rules.rule import MOC, SAVE, Example, Hit, PythonRule, Rule, day
from generator.rules.tables import Tables
from generator.workbook.cells import Cell

_ABA: Mapping[str, Cell] = {"board": "ABA", "points": 2.0, "credit_type_1": "Lifelong Learning", "practice_area_1": "Pain Medicine"}
_OUTLINE: Mapping[str, Cell] = {"content_1_kind": "Free Text", "content_1": "Pain pharmacology"}

_NAMED = 5
"""Activities that a finding about the whole file names."""


def rules(catalog: Catalog) -> Iterator[Rule]:
    yield from _activity(catalog)
    yield from _board(catalog)
    yield from _points()
    yield from _content_areas()
    yield from _credit_types(catalog)


def _activity(_catalog: Catalog) -> Iterator[Rule]:
    def missing(code: str, field: str, when: Bool, fires: Example, silent: Example) -> Rule:
        return Rule(code=code, sheet="activities", field=field, severity=Severity.MISSING, holds_back=(MOC,), when=when, fires=fires, silent=silent)

    yield missing("moc-without-board", "moc", yes("moc") & rows_of("moc").equals(0), {"moc": []}, {})
    yield missing(
        "moc-rows-against-no",
        "moc",
        (blank("moc") | says("moc", "No")) & (rows_of("moc") > 0),
        {"activities": {"moc": "No"}},
        {"activities": {"moc": "No"}, "moc": []},
    )
    yield missing("moc-deadline-missing", "moc_deadline", yes("moc") & blank("moc_deadline"), {"activities": {"moc_deadline": None}}, {})
    yield missing(
        "moc-attestation-missing",
        "moc_attestation",
        yes("moc") & (blank("moc_attestation") | says("moc_attestation", "No")),
        {"activities": {"moc_attestation": None}},
        {},
    )
    yield Rule(
        code="moc-deadline-before-end",
        sheet="activities",
        field="moc_deadline",
        severity=Severity.INVALID,
        holds_back=(SAVE,),
        when=yes("moc") & (date("moc_deadline") < date("end_date")),
        fires={"activities": {"moc_deadline": day("2026-03-10")}},
        silent={"activities": {"moc_deadline": day("2026-03-11")}},
    )


def _board(catalog: Catalog) -> Iterator[Rule]:
    yield Rule(
        code="board-missing",
        sheet="moc",
        field="board",
        severity=Severity.INVALID,
        holds_back=(SAVE,),
        when=blank("board"),
        fires={"moc": [{"board": None}]},
        silent={"moc": [{}]},
    )
    yield Rule(
        code="board-repeated",
        sheet="moc",
        field="board",
        severity=Severity.INVALID,
        holds_back=(SAVE,),
        when=Repeated(("provider_activity_id", "board")),
        fires={"moc": [{}, {}]},
        silent={"moc": [{}, {**_ABA, **_OUTLINE}]},
    )
    for name in ("credit_type", "practice_area"):
        family = [c.id for c in catalog.sheets["moc"].family(name)]
        yield Rule(
            code=f"{name.replace('_', '-')}-missing",
            sheet="moc",
            field=family[0],
            severity=Severity.MISSING,
            holds_back=(MOC,),
            when=given("board") & all_blank(family),
            fires={"moc": [{family[0]: None}]},
            silent={"moc": [{family[0]: None, family[-1]: "Medical Knowledge" if name == "credit_type" else "Nephrology"}]},
        )


def _points() -> Iterator[Rule]:
    yield Rule(
        code="points-missing",
        sheet="moc",
        field="points",
        severity=Severity.MISSING,
        holds_back=(MOC,),
        when=blank("points"),
        fires={"moc": [{"points": None}]},
        silent={"moc": [{}]},
    )
    yield Rule(
        code="points-above-credits",
        sheet="moc",
        field="points",
        severity=Severity.INVALID,
        holds_back=(SAVE,),
        when=given("points") & (number("points") > number("activities.credits")),
        fires={"moc": [{"points": 2.25}]},
        silent={"moc": [{"points": 2.0}]},
    )
    yield Rule(
        code="points-differ-from-credits",
        sheet="moc",
        field="points",
        severity=Severity.ADVICE,
        when=given("points")
        & Named("points_equal_credits", Attribute("boards", text("board"), "points_equal_credits").same("yes"))
        & (number("points") < number("activities.credits")),
        fires={"moc": [{**_ABA, **_OUTLINE, "points": 1.5}]},
        silent={"moc": [{**_ABA, **_OUTLINE, "points": 2.0}]},
    )


def _content_areas() -> Iterator[Rule]:
    asked = Named("outlined", AttributeNumber("boards", text("board"), "content_selections") > 0)
    none = blank("content_1") & blank("content_2")
    yield Rule(
        code="content-area-missing",
        sheet="moc",
        field="content_1",
        severity=Severity.MISSING,
        holds_back=(MOC,),
        when=asked & none,
        fires={"moc": [_ABA]},
        silent={"moc": [{**_ABA, **_OUTLINE}]},
    )
    for n in ("1", "2"):
        value, kind, tag = f"content_{n}", f"content_{n}_kind", f"content_{n}_tag"
        extra: Mapping[str, Cell] = _OUTLINE if n == "2" else {}
        yield Rule(
            code="content-kind-missing",
            sheet="moc",
            field=kind,
            severity=Severity.MISSING,
            holds_back=(MOC,),
            when=asked & given(value) & blank(kind) & ~InList(text(value), "content_outlines", text("board")),
            fires={"moc": [{**_ABA, **extra, value: "1001", kind: None}]},
            silent={"moc": [{**_ABA, **extra, value: "1001", kind: "Level 3 ID"}]},
        )
        yield Rule(
            code="content-value-missing",
            sheet="moc",
            field=value,
            severity=Severity.MISSING,
            holds_back=(MOC,),
            when=asked & (given(kind) | given(tag)) & blank(value) & ~none,
            fires={"moc": [{**_ABA, "content_1_kind": "Level 3 ID", "content_1": "1001", "content_2_kind": "Level 3 ID", "content_2": "1002", value: None}]},
            silent={"moc": [{**_ABA, **_OUTLINE}]},
        )
        yield Rule(
            code="content-area-not-asked",
            sheet="moc",
            field=value,
            severity=Severity.ADVICE,
            when=given(value) & Named("board_known", InList(text("board"), "boards")) & ~asked,
            fires={"moc": [{value: "1001"}]},
            silent={"moc": [{}]},
        )
        entry = InList(text(kind), "content_kinds") & ~Attribute("content_kinds", text(kind), "free").same("yes")
        named = Contains(text(value), " ") | ~HasAny(text(value), "0123456789")
        yield Rule(
            code="content-id-is-a-name",
            sheet="moc",
            field=value,
            severity=Severity.ADVICE,
            when=asked & given(value) & entry & named & ~InList(text(value), "content_outlines", text("board")),
            fires={"moc": [{**_ABA, **extra, value: "Pharmacology of Pain Transmission", kind: "Level 3 ID"}]},
            silent={"moc": [{**_ABA, **extra, value: "1001", kind: "Level 3 ID"}]},
        )
    yield Rule(
        code="content-area-repeated",
        sheet="moc",
        field="content_2",
        severity=Severity.ADVICE,
        when=asked & given("content_2") & text("content_2").same(text("content_1")),
        fires={"moc": [{**_ABA, **_OUTLINE, "content_2_kind": "Free Text", "content_2": "pain pharmacology"}]},
        silent={"moc": [{**_ABA, **_OUTLINE, "content_2_kind": "Free Text", "content_2": "Airway"}]},
    )


def _credit_types(catalog: Catalog) -> Iterator[Rule]:
    kinds = sorted({v.value for v in catalog.lists["credit_types"].offered() if v.is_set("improvement")})
    format_of = text("activities.format")
    unfit = Named("unfit", InList(format_of, "formats") & ~Attribute("formats", format_of, "improvement_fits").same("yes"))
    for column in catalog.sheets["moc"].family("credit_type"):
        yield Rule(
            code="improvement-on-format",
            sheet="moc",
            field=column.id,
            severity=Severity.ADVICE,
            when=any_of([says(column.id, kind) for kind in kinds]) & unfit,
            fires={"moc": [{column.id: "Practice Assessment"}]},
            silent={"activities": {"format": "Performance/Quality Improvement"}, "moc": [{column.id: "Practice Assessment"}]},
        )


def python_rules(catalog: Catalog) -> Iterator[PythonRule]:
    areas = catalog.lists["practice_areas"]
    columns = [column.id for column in catalog.sheets["moc"].family("practice_area")]
    yield PythonRule(
        code="all-areas",
        severity=Severity.ADVICE,
        reason="It counts the practice areas that one word stands for, so that a person can compare them with PARS.",
        find=partial(_all_areas, areas, columns),
        fires={"moc": [{"practice_area_1": areas.every or "All"}]},
        silent={"moc": [{}]},
    )
    yield PythonRule(
        code="practice-area-shared",
        severity=Severity.ADVICE,
        reason="It compares every practice area with every other board of the activity, a loop that the expression language does not have.",
        find=partial(_shared_areas, areas, columns),
        fires={"moc": [{"practice_area_1": "Sleep Medicine"}, {**_ABA, **_OUTLINE}]},
        silent={"moc": [{"practice_area_1": "Nephrology"}, {**_ABA, **_OUTLINE}]},
    )
    yield PythonRule(
        code="moc-registered-late",
        severity=Severity.ADVICE,
        reason="It is told once for the whole file, since nothing in it can be corrected.",
        find=_registered_late,
        fires={"activities": {"start_date": day("2026-03-10")}},
        silent={"activities": {"start_date": day("2026-07-01"), "end_date": day("2026-07-02")}},
    )


def _all_areas(areas: ValueList, columns: Sequence[str], tables: Tables) -> Iterator[Hit]:
    rows = tables.on("moc")
    for column in columns:
        for position, (area, board) in enumerate(zip(rows.text(column), rows.text("board"), strict=True)):
            if area and (every := areas.every_of(area, board)):
                yield Hit("moc", position, column, {"count": str(len(every))})


def _shared_areas(areas: ValueList, columns: Sequence[str], tables: Tables) -> Iterator[Hit]:
    rows = tables.on("moc")
    boards = tables.batch.catalog.lists["boards"]
    own = [found.value if (found := boards.find(text)) else "" for text in rows.text("board")]
    chosen: dict[int, set[str]] = {}
    for pointer, board in zip(rows.pointers, own, strict=True):
        chosen.setdefault(int(pointer), set()).add(board)
    for column in columns:
        for position, area in enumerate(rows.text(column)):
            if not area or rows.pointers[position] < 0:
                continue
            names = areas.every_of(area, own[position]) or [value for value in [areas.find(area, own[position])] if value]
            others = chosen[int(rows.pointers[position])] - {own[position]}
            shared = {name.value: others & set(areas.owners_of(name.value)) for name in names}
            if any(shared.values()):
                said = [name for name, boards_of in shared.items() if boards_of]
                yield Hit("moc", position, column, {"value": ", ".join(said), "others": " and ".join(sorted(set().union(*shared.values())))})


def _registered_late(tables: Tables) -> Iterator[Hit]:
    rows = tables.on(ACTIVITIES)
    late = yes("moc") & (date("start_date") < Today()) & (blank("record_action") | says("record_action", "Add")) & ~yes("close_record")
    found = np.flatnonzero(late.evaluate(rows) & ~rows.frame.empty)
    if len(found):
        ids = [rows.text(ID)[position] or f"row {rows.frame.rows[position]}" for position in found[:_NAMED]]
        more = f" and {len(found) - len(ids):,} more" if len(found) > len(ids) else ""
        yield Hit(ACTIVITIES, int(found[0]), "moc", {"count": f"{len(found):,}", "activities": ", ".join(ids) + more}, once=True)

"""What a single cell may hold: values of lists, numbers, dates and forms of text. Decided by the kind of the column."""

import datetime as dt
from collections.abc import Iterator, Mapping

from generator.catalog import Catalog, Column
from generator.rules.expression import (
    Bool,
    Contains,
    DateOf,
    HasAny,
    InList,
    IsError,
    IsText,
    Length,
    MultipleOf,
    Named,
    NumberOf,
    Present,
    StartsWith,
    any_of,
    date,
    given,
    number,
    says,
    text,
)
from generator.rules.findings import Severity
from generator.rules.rule import SAVE, Example, Rule
from generator.workbook.cells import Cell, CellError, serial

CHOOSE, NONE, TYPE = "(choose a board first)", "(none for this board)", "(no list yet: type the value)"
FALLBACKS = (CHOOSE, NONE, TYPE)
"""What a board-dependent drop-down shows when it has no values to offer; never a value."""


def rules(catalog: Catalog) -> Iterator[Rule]:
    for column in catalog.columns():
        yield _cell_error(column)
        if column.kind == "choice":
            yield from _choices(catalog, column)
        elif column.kind == "date":
            yield from _dates(catalog, column)
        elif column.kind in ("credit", "count", "amount"):
            yield from _numbers(catalog, column)
    yield from _forms(catalog)


def _change(column: Column, cell: Cell) -> Example:
    return {column.sheet: {column.id: cell}} if column.sheet == "activities" else {column.sheet: [{column.id: cell}]}


def _rule(
    column: Column, code: str, severity: Severity, when: Bool, fires: Cell, silent: Cell, *, on_delete: bool = False, words: Mapping[str, str] | None = None
) -> Rule:
    holds = (SAVE,) if severity is Severity.INVALID else ()
    return Rule(
        code=code, sheet=column.sheet, field=column.id, severity=severity, holds_back=holds, when=when,
        fires=_change(column, fires), silent=_change(column, silent), on_delete=on_delete, words=words or {},
    )  # fmt: skip


def _cell_error(column: Column) -> Rule:
    return _rule(column, "cell-error", Severity.INVALID, IsError(column.id), CellError("#N/A"), None, on_delete=column.needed)


def _choices(catalog: Catalog, column: Column) -> Iterator[Rule]:
    found = catalog.list_of(column)
    assert found is not None  # a choice always has a list
    if column.depends_on is None:
        code, severity = ("not-in-list", Severity.INVALID) if found.closed else ("unlisted-value", Severity.ADVICE)
        silent = found.offered()[0].value if found.offered() else None
        when = given(column.id) & ~InList(text(column.id), found.name)
        if column.id in _FORMS:
            when = when & ~_FORMS[column.id](catalog)
        if found.offered():
            odd = {"country": "ZZZ", "state": "ZZ"}.get(column.id, "Sometimes")
            yield _rule(column, code, severity, when, odd, silent, on_delete=column.id == "record_action")
        return
    owner = text(column.depends_on)
    known = given(column.id) & Named("board_known", InList(owner, "boards")) & ~InList(text(column.id), found.name, owner)
    example = {"credit_types": ("Patient Safety Plus", "Medical Knowledge", "Self-Assessment"), "practice_areas": ("Bee Keeping", "Nephrology", "Otology")}
    hint = any_of([says(column.id, line) for line in FALLBACKS])
    fine = {"content_outlines": "1001"}.get(found.name) or example[found.name][1]
    yield _rule(column, "hint-chosen", Severity.INVALID, given(column.id) & hint, CHOOSE, fine)
    strange, silent_value, foreign = example.get(found.name, ("", None, ""))
    if not strange:
        return
    other = InList(text(column.id), found.name)
    code, severity = ("not-in-list", Severity.INVALID) if found.closed else ("unlisted-value", Severity.ADVICE)
    yield _rule(column, "not-of-board", Severity.INVALID, known & other, foreign, silent_value)
    yield _rule(column, code, severity, known & ~other & ~hint, strange, silent_value)


def _dates(catalog: Catalog, column: Column) -> Iterator[Rule]:
    first = float(serial(dt.date(int(catalog.number("earliest_year")), 1, 1)))
    last = float(serial(dt.date(int(catalog.number("latest_year")), 12, 31)))
    day = date(column.id)
    fine = {"start_date": dt.date(2026, 3, 10), "end_date": dt.date(2026, 3, 11)}.get(column.id, dt.date(2026, 12, 31))
    yield _rule(column, "not-a-date", Severity.INVALID, given(column.id) & ~Present(day), "soon", fine)
    years = {name: f"{catalog.number(f'{which}_year'):.0f}" for name, which in (("first", "earliest"), ("last", "latest"))}
    outside = given(column.id) & ((day < first) | (day > last))
    yield _rule(column, "date-out-of-range", Severity.INVALID, outside, dt.date(1926, 3, 10), fine, words=years)
    yield _rule(column, "date-as-text", Severity.ADVICE, IsText(column.id) & Present(DateOf(column.id)), fine.isoformat(), fine)


def _numbers(catalog: Catalog, column: Column) -> Iterator[Rule]:
    value = number(column.id)
    fine = {"credits": 2.0, "points": 1.0}.get(column.id, 5.0)
    yield _rule(column, "not-a-number", Severity.INVALID, given(column.id) & ~Present(value), "two", fine)
    yield _rule(column, "number-as-text", Severity.ADVICE, IsText(column.id) & Present(NumberOf(column.id)), f"{fine:g}", fine)
    if column.kind == "credit":
        step = catalog.number("points_step" if column.id == "points" else "credit_step")
        wrong = given(column.id) & Present(value) & ((value <= 0) | ~MultipleOf(value, step))
        yield _rule(column, "not-in-steps", Severity.INVALID, wrong, 0.3, fine, words={"step": f"{step:g}"})
    elif column.kind == "count":
        yield _rule(column, "not-a-count", Severity.INVALID, given(column.id) & Present(value) & ((value < 0) | ~MultipleOf(value, 1)), 12.5, 0.0)
    else:
        yield _rule(column, "not-an-amount", Severity.INVALID, given(column.id) & Present(value) & ((value <= 0) | ~MultipleOf(value, 1)), 99.5, fine)


def _forms(catalog: Catalog) -> Iterator[Rule]:
    columns = catalog.sheets["activities"].column
    limit = int(catalog.number("description_limit"))
    yield _rule(
        columns("description"), "description-too-long", Severity.INVALID, Length(text("description")) > limit,
        "x" * (limit + 1), "x" * limit, words={"limit": f"{limit:,}"},
    )  # fmt: skip
    url = text("url")
    bad = ~(StartsWith(url, "http://") | StartsWith(url, "https://")) | Contains(url, " ") | ~Contains(url, ".")
    yield _rule(columns("url"), "url-form", Severity.INVALID, given("url") & bad, "cme.example.org", "https://cme.example.org/1")
    yield _rule(columns("country"), "country-form", Severity.INVALID, _odd_country(catalog), "US", "CAN")
    yield _rule(columns("state"), "state-form", Severity.INVALID, _odd_state(catalog), "Ill.", "IL")


def _odd_country(_catalog: Catalog) -> Bool:
    return given("country") & ~_letters("country", 3)


def _odd_state(catalog: Catalog) -> Bool:
    return given("state") & says("country", catalog.text("state_country")) & ~_letters("state", 2)


_FORMS = {"country": _odd_country, "state": _odd_state}
"""Open lists whose values have a fixed form: where the form is wrong, that alone is said."""


def _letters(column: str, count: int) -> Bool:
    """Exactly so many characters, none of them a digit or a space."""
    return Length(text(column)).equals(count) & ~HasAny(text(column), "0123456789 .-")

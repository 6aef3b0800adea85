"""What a single cell may hold: values of lists, numbers, dates and forms of text. Decided by the kind of the column."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generator.catalog import ACTIVITIES, Catalog, Column, ValueList
from generator.rules.expression import (
    Attribute,
    Bool,
    Contains,
    DateOf,
    HasAny,
    InList,
    IsError,
    IsOddNumber,
    IsText,
    Length,
    MultipleOf,
    NumberOf,
    Present,
    Standing,
    StandingOf,
    StartsWith,
    any_of,
    date,
    given,
    number,
    says,
    text,
)
from generator.rules.findings import Severity
from generator.rules.rule import ANSWERS, IDENTIFIERS, SAVE, Example, Rule
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
        if column.verbatim:
            yield _rule(column, "made-into-number", Severity.INVALID, IsOddNumber(column.id), 1.1, "1.1", on_delete=column.id in IDENTIFIERS)
        elif column.kind in ("text", "long_text", "url"):
            yield _rule(column, "number-in-text", Severity.ADVICE, IsOddNumber(column.id), 1.1, "1.1")
    yield from _forms(catalog)


def _change(column: Column, cell: Cell, more: Mapping[str, Cell] | None = None) -> Example:
    row = {**(more or {}), column.id: cell}
    if column.sheet == ACTIVITIES:
        return {ACTIVITIES: row}
    return {ACTIVITIES: {ANSWERS[column.sheet]: "Yes"}, column.sheet: [row]}


def _rule(
    column: Column, code: str, severity: Severity, when: Bool, fires: Cell, silent: Cell, *, on_delete: bool = False,
    words: Mapping[str, str] | None = None, more: Mapping[str, Cell] | None = None,
) -> Rule:  # fmt: skip
    """A rule of one cell. `more`: further cells of the row of both examples."""
    holds = (SAVE,) if severity is Severity.INVALID else ()
    return Rule(
        code=code, sheet=column.sheet, field=column.id, severity=severity, holds_back=holds, when=when,
        fires=_change(column, fires, more), silent=_change(column, silent, more), on_delete=on_delete, words=words or {},
    )  # fmt: skip


def _cell_error(column: Column) -> Rule:
    return _rule(column, "cell-error", Severity.INVALID, IsError(column.id), CellError("#N/A"), None, on_delete=column.id in IDENTIFIERS)


def _choices(catalog: Catalog, column: Column) -> Iterator[Rule]:
    found = catalog.lists[column.list or ""]
    if column.depends_on is not None:
        yield from _owned_choices(catalog, column, found)
        return
    if not found.offered():
        return
    code, severity = ("not-in-list", Severity.INVALID) if found.closed else ("unlisted-value", Severity.ADVICE)
    when = given(column.id) & ~InList(text(column.id), found.name)
    if column.id in _FORMS:
        when = when & ~_FORMS[column.id](catalog)
    odd = {"country": "ZZZ", "state": "ZZ"}.get(column.id, "Sometimes")
    yield _rule(column, code, severity, when, odd, found.offered()[0].value, on_delete=column.id in IDENTIFIERS)


def _owned_choices(catalog: Catalog, column: Column, found: ValueList) -> Iterator[Rule]:
    """Values that belong to the board of the row. A board for which the list has nothing is not compared."""
    assert column.depends_on is not None
    owner = text(column.depends_on)
    standing = StandingOf(found.name, owner)
    hint = any_of([says(column.id, line) for line in FALLBACKS])
    strange = given(column.id) & ~InList(text(column.id), found.name, owner) & ~hint
    elsewhere = InList(text(column.id), found.name)
    example = _Example.of(catalog, column, found)
    more, fine = {column.depends_on: example.owner}, example.value
    yield _rule(column, "hint-chosen", Severity.INVALID, given(column.id) & hint, CHOOSE, fine)
    if not found.offered():
        return
    kind = f"{column.id}_kind"
    if catalog.sheets[column.sheet].has(kind):
        strange = strange & ~Attribute("content_kinds", text(kind), "free").same("yes")
    vouched, known = standing.same(Standing.VOUCHED), ~standing.same(Standing.NONE)
    yield _rule(column, "not-of-board", Severity.INVALID, strange & elsewhere & vouched, example.foreign, fine, more=more)
    if not found.closed:
        loose = {column.depends_on: example.loose_owner}
        yield _rule(
            column, "perhaps-of-board", Severity.ADVICE, strange & elsewhere & standing.same(Standing.OPEN),
            example.loose_foreign, example.loose_value, more=loose,
        )  # fmt: skip
    code, severity = ("not-in-list", Severity.INVALID) if found.closed else ("unlisted-value", Severity.ADVICE)
    yield _rule(column, code, severity, strange & ~elsewhere & known, "No such value", fine, more=more)


@dataclass(frozen=True)
class _Example:
    """Values of a list for examples: of an owner that can refuse others, and of one that cannot; None where the list has none."""

    owner: str | None = None
    value: str | None = None
    foreign: str | None = None
    loose_owner: str | None = None
    loose_value: str | None = None
    loose_foreign: str | None = None

    @staticmethod
    def of(catalog: Catalog, column: Column, found: ValueList) -> _Example:
        owners = catalog.boards
        tight = next((b.value for b in owners if found.offered(b.value) and found.vouched_for(b.value)), None)
        loose = next((b.value for b in owners if found.offered(b.value) and not found.vouched_for(b.value)), None)

        def own(owner: str | None) -> str | None:
            return found.offered(owner)[0].value if owner else None

        def other(owner: str | None) -> str | None:
            return next((v.value for v in found.offered() if owner and found.find(v.value, owner) is None), None)

        return _Example(tight, own(tight), other(tight), loose, own(loose), other(loose))


def _dates(catalog: Catalog, column: Column) -> Iterator[Rule]:
    first = float(serial(dt.date(int(catalog.number("earliest_year")), 1, 1)))
    last = float(serial(dt.date(int(catalog.number("latest_year")), 12, 31)))
    day = date(column.id)
    fine = {"start_date": dt.date(2026, 3, 10), "end_date": dt.date(2026, 3, 11)}.get(column.id, dt.date(2026, 12, 31))
    yield _rule(column, "not-a-date", Severity.INVALID, given(column.id) & ~Present(day), "soon", fine)
    years = {name: f"{catalog.number(f'{which}_year'):.0f}" for name, which in (("first", "earliest"), ("last", "latest"))}
    outside = given(column.id) & ((day < first) | (day > last))
    read = IsText(column.id) & Present(DateOf(column.id))
    yield _rule(column, "date-out-of-range", Severity.INVALID, outside, dt.date(1926, 3, 10), fine, words=years)
    yield _rule(column, "date-as-text", Severity.ADVICE, read & ~outside, fine.isoformat(), fine)


def _numbers(catalog: Catalog, column: Column) -> Iterator[Rule]:
    value = number(column.id)
    fine = {"credits": 2.0, "points": 1.0}.get(column.id, 5.0)
    yield _rule(column, "not-a-number", Severity.INVALID, given(column.id) & ~Present(value), "two", fine)
    step = catalog.number("points_step" if column.id == "points" else "credit_step")
    code, least, unit, odd, words = {
        "credit": ("not-in-steps", step, step, 0.3, {"step": f"{step:g}"}),
        "count": ("not-a-count", 0.0, 1.0, 12.5, {}),
        "amount": ("not-an-amount", 1.0, 1.0, 99.5, {}),
    }[column.kind]
    wrong = given(column.id) & Present(value) & ((value < least) | ~MultipleOf(value, unit))
    yield _rule(column, code, Severity.INVALID, wrong, odd, fine, words=words)
    yield _rule(column, "number-as-text", Severity.ADVICE, IsText(column.id) & Present(NumberOf(column.id)) & ~wrong, f"{fine:g}", fine)


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

"""What each cell may hold: values of lists, numbers, dates and forms of text. Decided by what the catalog says of the
column."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict, Unpack

from generator.catalog import ACTIVITIES, Catalog, Column, ValueList
from generator.catalog.sheets import NUMBER_KINDS
from generator.rules.expression import (
    Bool,
    Contains,
    DateOf,
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
    attribute,
    date,
    given,
    in_list,
    number,
    of_owner,
    text,
)
from generator.rules.forms import fits
from generator.rules.rule import IDENTIFIERS, Example, Examples, Rule, SheetRules
from generator.workbook.cells import EPOCH, Cell, CellError, serial

CHOOSE, NONE, TYPE = "(choose a board first)", "(none for this board)", "(no list yet: type the value)"
FALLBACKS = (CHOOSE, NONE, TYPE)
"""What a board-dependent drop-down shows when it has no values to offer; never a value."""
_FORM_CODES = {"country": "country-form", "state": "state-form"}
"""Columns whose form is told in words of its own."""
_TOLD_ELSEWHERE = {("accme_activity_id", True), ("rpc_id", False)}
"""Columns, and whether their form is strict, that have rules in other families."""
_LIMIT_CODES = {"description": "description-too-long"}

_Case = Cell | Mapping[str, Cell]
"""What the cell holds in an example, or several cells of its row."""
_Cells = Callable[[], tuple[Sequence[_Case], Sequence[_Case]]]
"""Gives the cases in which a rule fires and those in which it does not; a blank cell is always one of the latter."""


def rules(catalog: Catalog) -> Iterator[Rule]:
    cells_of = [_CellRules(catalog, column) for column in catalog.columns()]
    for cells in cells_of:
        yield cells.invalid("cell-error", IsError(cells.id), lambda: ([CellError("#N/A")], []))
        yield from _of_kind(cells)
        if cells.column.verbatim:
            yield cells.invalid("made-into-number", IsOddNumber(cells.id), lambda: ([1.1, 1e13], ["1.1", 12.0]))
        elif cells.column.kind in ("text", "long_text", "url"):
            yield cells.advice("number-in-text", IsOddNumber(cells.id), lambda: ([1.1, 1e13], ["1.1", 12.0]))
    for family in (_length, _address, _form):
        for cells in cells_of:
            yield from family(cells)


_Beside = Callable[[], Mapping[str, Cell]]
"""Gives further cells of the row of both examples."""


class _More(TypedDict, total=False):
    """What a rule may say besides: words for its message, and further cells of the row of its examples."""

    words: Mapping[str, str]
    beside: _Beside


@dataclass(frozen=True)
class _CellRules:
    """Makes the rules of one column."""

    catalog: Catalog
    column: Column

    @property
    def id(self) -> str:
        return self.column.id

    def invalid(self, code: str, when: Bool, cells: _Cells, **more: Unpack[_More]) -> Rule:
        return self._rule(self._on.invalid, code, when, cells, more)

    def advice(self, code: str, when: Bool, cells: _Cells, **more: Unpack[_More]) -> Rule:
        return self._rule(self._on.advice, code, when, cells, more)

    def _rule(self, make: Callable[..., Rule], code: str, when: Bool, cells: _Cells, more: _More) -> Rule:
        examples = self._examples(cells, more.get("beside", dict))
        return make(code, self.id, when, examples, on_delete=self.id in IDENTIFIERS, words=more.get("words", {}))

    @property
    def _on(self) -> SheetRules:
        return SheetRules(self.catalog.sheets[self.column.sheet])

    def _examples(self, cells: _Cells, beside: _Beside) -> Examples:
        """`beside` gives further cells of the row of all examples."""

        def example(case: _Case) -> Example:
            row = {**beside(), **(case if isinstance(case, Mapping) else {self.id: case})}
            answer = self._on.sheet.answer
            return {ACTIVITIES: {answer: "Yes"}, self.column.sheet: [row]} if answer else {ACTIVITIES: row}

        def examples() -> tuple[list[Example], list[Example]]:
            fires, silent = cells()
            return [example(case) for case in fires], [example(case) for case in (*silent, None)]

        return examples


def _of_kind(cells: _CellRules) -> Iterator[Rule]:
    if cells.column.kind == "choice":
        return _choices(cells)
    if cells.column.kind == "date":
        return _dates(cells)
    return _numbers(cells) if cells.column.kind in NUMBER_KINDS else iter(())


def _choices(cells: _CellRules) -> Iterator[Rule]:
    values = cells.catalog.values_of(cells.column)
    if values.by is not None:
        yield from _owned_choices(cells, values)
    elif values.offered() and values.compares:
        strange = given(cells.id) & ~in_list(cells.column)
        if cells.column.form is not None:
            strange = strange & ~_form_broken(cells)
        yield _unlisted(cells, values, strange, lambda: _cases_of_a_list(cells, values))


def _unlisted(cells: _CellRules, values: ValueList, strange: Bool, examples: _Cells, beside: _Beside = dict) -> Rule:
    if values.closed:
        return cells.invalid("not-in-list", strange, examples, beside=beside)
    return cells.advice("unlisted-value", strange, examples, beside=beside)


def _cases_of_a_list(cells: _CellRules, values: ValueList) -> tuple[list[_Case], list[_Case]]:
    """A text that is no value, in the form that the column asks for; and a value. What breaks the form is told as
    that."""
    form, fine = cells.column.form, values.offered()[0].value
    if form is None or not form.letters:
        return ["Sometimes"], [fine]
    broken: list[Mapping[str, Cell]] = [{cells.id: text} for text in _texts_of_another_form(form.letters)]
    if cells.id != "state":
        return ["Z" * form.letters], [fine, *broken]
    elsewhere = {"country": "CAN"}
    return ["Z" * form.letters, *({**case, **elsewhere} for case in broken)], [fine, *broken]


def _texts_of_another_form(letters: int) -> list[str]:
    return ["Z" * (letters + 1), "Z" * (letters - 1) + "1"]


def _owned_choices(cells: _CellRules, values: ValueList) -> Iterator[Rule]:
    """Values that belong to the board of the row. A board for which the list has nothing is not compared."""
    column, catalog = cells.column, cells.catalog
    assert column.depends_on is not None
    standing = StandingOf(values.name, text(column.depends_on))
    hint = any_of([text(column.id).same(line) for line in FALLBACKS])
    strange = given(column.id) & ~of_owner(column) & ~hint
    elsewhere = in_list(column)

    def of(tight: bool) -> Callable[[], tuple[str | None, str | None, str | None]]:
        return lambda: _values_for_examples(catalog, values, tight)

    tight, loose = of(True), of(False)

    def owner(of: Callable[[], tuple[str | None, str | None, str | None]]) -> _Beside:
        return lambda: {column.depends_on or "": of()[0]}

    nobody: Mapping[str, Cell] = {column.depends_on: "ABMS"}

    def right() -> list[_Case]:
        return [tight()[1], *free]

    def unsure() -> list[_Case]:
        """What another board has, for a board whose list nobody vouches for."""
        return [{column.id: loose()[2], **owner(loose)()}] if loose()[2] else []

    free: list[_Case] = []
    yield cells.invalid("hint-chosen", given(column.id) & hint, lambda: (FALLBACKS, [tight()[1], "No such value"]))
    if not values.offered():
        return
    if column.entered_as is not None:
        how = catalog.sheets[column.sheet].column(column.entered_as)
        strange = strange & ~attribute(how, "free").same("yes")
        free += [
            {column.id: "No such value", how.id: value.value}
            for value in catalog.values_of(how).offered()
            if value.extra.get("free")
        ]
    vouched, known = standing.same(Standing.VOUCHED), ~standing.same(Standing.NONE)
    yield cells.invalid(
        "not-of-board",
        strange & elsewhere & vouched,
        lambda: ([tight()[2]], [*right(), "No such value", *unsure()]),
        beside=owner(tight),
    )
    if not values.closed:
        yield cells.advice(
            "perhaps-of-board", strange & elsewhere & standing.same(Standing.OPEN),
            lambda: ([loose()[2]], [loose()[1], "No such value", {column.id: tight()[2], **owner(tight)()}]),
            beside=owner(loose),
        )  # fmt: skip
    yield _unlisted(
        cells,
        values,
        strange & ~elsewhere & known,
        lambda: (["No such value"], [*right(), *FALLBACKS, tight()[2], {column.id: "No such value", **nobody}]),
        beside=owner(tight),
    )


def _values_for_examples(catalog: Catalog, values: ValueList, tight: bool) -> tuple[str | None, str | None, str | None]:
    """A board that can refuse the values of others (or one that cannot), a value of it, and one of another board; None
    where there is none."""
    for board in catalog.boards:
        if values.offered(board.value) and values.vouched_for(board.value) is tight:
            others = (value.value for value in values.offered() if values.find(value.value, board.value) is None)
            return board.value, values.offered(board.value)[0].value, next(others, None)
    return None, None, None


def _dates(cells: _CellRules) -> Iterator[Rule]:
    column, catalog = cells.column, cells.catalog
    first_year, last_year = (int(catalog.number(f"{which}_year")) for which in ("earliest", "latest"))
    first, last = float(serial(dt.date(first_year, 1, 1))), float(serial(dt.date(last_year, 12, 31)))
    value = date(column.id)
    fine = {"start_date": dt.date(2026, 3, 10), "end_date": dt.date(2026, 3, 11)}.get(column.id, dt.date(2026, 12, 31))
    yield cells.invalid("not-a-date", given(column.id) & ~Present(value), lambda: (["soon"], [fine]))
    years = {"first": str(first_year), "last": str(last_year)}
    outside = given(column.id) & ((value < first) | (value > last))
    read = IsText(column.id) & Present(DateOf(column.id))
    ends = [f"{first_year}-01-01", f"{last_year}-12-31"]
    beyond = [f"{first_year - 1}-12-31"] if first_year > EPOCH.year + 1 else []
    beyond += [f"{last_year + 1}-01-01"] if last_year < dt.MAXYEAR else []
    yield cells.invalid(
        "date-out-of-range", outside, lambda: (beyond or [dt.date(1926, 3, 10)], [fine, *ends]), words=years
    )
    yield cells.advice("date-as-text", read & ~outside, lambda: ([fine.isoformat(), *ends], [fine, "soon", *beyond]))


def _numbers(cells: _CellRules) -> Iterator[Rule]:
    column, value = cells.column, number(cells.id)
    fine = {"credits": 2.0, "points": 1.0}.get(column.id, 5.0)
    yield cells.invalid("not-a-number", given(column.id) & ~Present(value), lambda: (["two"], [fine]))
    least = {"count": 0.0, "amount": 1.0}.get(column.kind, column.step or 1.0)
    wrong = given(column.id) & Present(value) & ((value < least) | ~MultipleOf(value, column.step or 1.0))
    step = column.step or 1.0
    none: list[_Case] = [0.0]
    may_be_none = column.kind == "count"
    off: list[_Case] = [fine + step / 2, -1.0, *([] if may_be_none else none)]
    right: list[_Case] = [fine, "two", *(none if may_be_none else [step])]
    if column.kind == "credit":
        yield cells.invalid("not-in-steps", wrong, lambda: (off, right), words={"step": f"{column.step:g}"})
    elif may_be_none:
        yield cells.invalid("not-a-count", wrong, lambda: (off, right))
    else:
        yield cells.invalid("not-an-amount", wrong, lambda: (off, right))
    read = IsText(column.id) & Present(NumberOf(column.id))
    yield cells.advice(
        "number-as-text", read & ~wrong, lambda: ([f"{fine:g}"], [fine, "two", *(f"{number:g}" for number in off)])
    )


def _length(cells: _CellRules) -> Iterator[Rule]:
    if limit := cells.column.limit:
        code = _LIMIT_CODES.get(cells.id, "text-too-long")
        too_long = Length(text(cells.id)) > limit
        yield cells.invalid(code, too_long, lambda: (["x" * (limit + 1)], ["x" * limit]), words={"limit": f"{limit:,}"})


def _address(cells: _CellRules) -> Iterator[Rule]:
    if cells.column.kind == "url":
        url = text(cells.id)
        bad = ~(StartsWith(url, "http://") | StartsWith(url, "https://")) | Contains(url, " ") | ~Contains(url, ".")
        wrong = ["cme.example.org", "https://cme.example.org/a b", "https://localhost/1", "ftp://cme.example.org/1"]
        right = ["https://cme.example.org/1", "http://cme.example.org/1"]
        yield cells.invalid("url-form", given(cells.id) & bad, lambda: (wrong, right))


def _form(cells: _CellRules) -> Iterator[Rule]:
    form = cells.column.form
    if form is None or (cells.id, form.strict) in _TOLD_ELSEWHERE:
        return
    words = {"form": form.mask or f"{form.letters} letters"}
    if form.strict:
        code = _FORM_CODES.get(cells.id, "form-broken")
        yield cells.invalid(code, _form_broken(cells), lambda: _texts_of_form(cells.column), words=words)
    else:
        yield cells.advice("form-unusual", _form_broken(cells), lambda: _texts_of_form(cells.column), words=words)


def _form_broken(cells: _CellRules) -> Bool:
    """The text has not the form of its column. The form of a state is that of the states of one country."""
    there = given(cells.id)
    if cells.id == "state":
        there = there & text("country").same(cells.catalog.text("state_country"))
    return there & ~fits(cells.column)


def _texts_of_form(column: Column) -> tuple[list[_Case], list[_Case]]:
    """Texts that have not the form of the column, and some that have."""
    form = column.form
    if form is None or not form.letters:
        fine = (form.mask if form and form.mask else "").replace("#", "1")
        return [f"{fine}x."], [fine]
    broken = _texts_of_another_form(form.letters)
    if column.id != "state":
        return [*broken], ["Z" * form.letters]
    return ["Ill.", *broken], ["IL", {"state": broken[0], "country": "CAN"}]
